import { useDeferredValue, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Modal } from 'antd';
import { useLanguage } from '../ui/language.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { useScheme } from '../ui/scheme.tsx';
import { useRead } from '../ui/use-api.ts';
import { navOf, places } from './chapter-pages.ts';
import { search } from './endpoints.ts';
import { useViewer } from './session.tsx';

interface Entry {
  readonly key: string;
  readonly group: string;
  readonly title: string;
  readonly number?: string;
  readonly note?: string | null;
  readonly run: () => void;
}

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onGo: (href: string) => void;
}

/** One search box for everything: pages and commands at once from here, records from the server (words, pinyin initials, phone tails). */
export function Palette({ open, onClose, onGo }: Props) {
  const { t } = useLanguage();
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} width={600} className="dz-palette" destroyOnHidden title={<span className="dz-sr">{t('搜索', 'Search')}</span>} styles={{ header: { margin: 0 } }} style={{ top: 80 }}>
      <PaletteBody onClose={onClose} onGo={onGo} />
    </Modal>
  );
}

function PaletteBody({ onClose, onGo }: Omit<Props, 'open'>) {
  const { t, tw, language, setLanguage } = useLanguage();
  const { scheme, choose } = useScheme();
  const viewer = useViewer();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const q = useDeferredValue(typed.trim());
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const read = useRead(search, { query: { q: q || '-', limit: '20' } }, { enabled: q.length > 0 });
  useEffect(() => box.current?.focus(), []);
  useEffect(() => setAt(0), [q]);

  const own = useMemo<Entry[]>(() => {
    const go = (href: string) => () => onGo(href);
    const pages = places.flatMap((p) => navOf(p.key, viewer).map((x) => ({ key: x.href, group: t('页面', 'Pages'), title: tw(x.title), note: tw(p.title), run: go(x.href) })));
    const commands: Entry[] = [
      { key: 'language', group: t('命令', 'Commands'), title: language === 'zh' ? 'Switch to English' : '切换到中文', run: () => setLanguage(language === 'zh' ? 'en' : 'zh') },
      { key: 'scheme', group: t('命令', 'Commands'), title: scheme === 'dark' ? t('改为浅色', 'Light appearance') : t('改为深色', 'Dark appearance'), run: () => choose(scheme === 'dark' ? 'light' : 'dark') },
    ];
    return [{ key: '/', group: t('页面', 'Pages'), title: t('我的工作', 'My work'), run: go('/') }, ...pages, ...commands];
  }, [choose, language, onGo, scheme, setLanguage, t, tw, viewer]);

  const entries: Entry[] = [
    ...(q && read.data ? read.data.hits.map((h) => ({ key: `${h.kind} ${h.id}`, group: tw(h.kindWords), title: h.title, number: h.number, note: h.note, run: () => onGo(h.href) })) : []),
    ...own.filter((e) => q === '' || `${e.title} ${e.note ?? ''}`.toLowerCase().includes(q.toLowerCase())),
  ];
  const groups = Object.entries(Object.groupBy(entries, (e) => e.group));
  const order = groups.flatMap(([, group]) => group ?? []);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setAt(Math.min(order.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') run(order[at]);
    else return;
    event.preventDefault();
  };

  return (
    <div>
      <input ref={box} className="dz-palette-input" value={typed} onChange={(e) => setTyped(e.target.value)} onKeyDown={onKey} maxLength={100} spellCheck={false}
        role="combobox" aria-expanded aria-controls={list} aria-activedescendant={order[at] ? `${list}-${at}` : undefined}
        placeholder={t('单号、姓名、手机尾号、拼音首字母、条款号…', 'Number, name, phone tail, pinyin initials, clause…')} aria-label={t('搜索', 'Search')} />
      <div id={list} role="listbox" className="dz-palette-list" aria-label={t('结果', 'Results')}>
        {read.error && q && <ProblemNote small error={read.error} />}
        {groups.map(([group, hits]) => (
          <div key={group} role="group" aria-label={group}>
            <div className="dz-hit-group" aria-hidden>{group}</div>
            {hits?.map((e) => {
              const index = order.indexOf(e);
              return (
                <div key={e.key} id={`${list}-${index}`} role="option" aria-selected={index === at} className="dz-hit" onMouseMove={() => setAt(index)} onClick={() => run(e)}>
                  {e.number && <span className="dz-mono">{e.number}</span>}
                  <span className="dz-grow dz-cut">{e.title}</span>
                  {e.note && <span className="dz-2">{e.note}</span>}
                </div>
              );
            })}
          </div>
        ))}
        {q && !read.isFetching && order.length === 0 && <p className="dz-2 dz-hit">{t('没有找到。可以试试单号、手机尾号四位或拼音首字母。', 'Nothing found. Try a number, the last four digits of a phone, or pinyin initials.')}</p>}
      </div>
      <div className="dz-palette-foot">{t('↑↓ 选择 · Enter 打开 · Esc 关闭', '↑↓ choose · Enter open · Esc close')}</div>
    </div>
  );
}
