import { useState } from 'react';
import { Button, Input } from 'antd';
import { listMapCases } from '../../../src/regulation/mining/live/contract.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { lengthText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { Pane } from '../../ui/pane.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useList } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';
import type { Meant } from './meant.ts';

/** The cases behind a step, a path, a way …; each leads to its timeline. */
export function MapCases({ which, meant, title, onClose }: { which: Record<string, string>; meant: Meant; title: string; onClose: () => void }) {
  const { t, language } = useLanguage();
  const [q, setQ] = useState('');
  const source = useList(listMapCases, { query: { ...which, of: meant.of, ...(meant.a === undefined ? {} : { a: String(meant.a) }), ...(meant.b === undefined ? {} : { b: String(meant.b) }), ...(q ? { q } : {}) } } as never, { topics: [] });
  return (
    <Pane title={title} onClose={onClose}>
      <div className="dz-row"><Input.Search allowClear size="small" placeholder={t('单号或案例名', 'Number or name')} onSearch={setQ} aria-label={t('搜索案例', 'Search cases')} />
        <span className="dz-2 dz-nowrap">{source.total === undefined || source.total === null ? '' : t(`${numberText(source.total)} 件`, `${numberText(source.total)}`)}</span></div>
      {source.error && <ProblemNote small error={source.error} onRetry={source.again} />}
      {source.loading && <BlockSkeleton lines={8} />}
      {!source.loading && !source.error && source.rows.length === 0 && <EmptyState title={t('没有案例', 'No cases')} />}
      <ul className="dz-map-cases">
        {source.rows.map((row) => (
          <li key={row.name}>
            <span className="dz-cut">{row.href ? <a href={row.href}><IdTag value={row.number} /></a> : <b>{row.number}</b>} <span className="dz-2">{row.title}</span></span>
            <span className="dz-2 dz-num">{t(`${row.events} 步`, `${row.events} steps`)}{row.durationMs !== null && ` · ${lengthText(row.durationMs, language)}`}</span>
            <span className="dz-2">{row.from !== null && <When at={row.from} />}</span>
          </li>
        ))}
      </ul>
      {source.hasMore && <Button block loading={source.loadingMore} onClick={source.more}>{t('更多', 'More')}</Button>}
    </Pane>
  );
}
