import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import type { Language, Words } from '../../src/kernel/words.ts';
import { PortalProblem, readPortal, sendPortal, type PortalPage } from './portal-api.ts';
import { exactText } from '../ui/format.ts';
import { Seal } from '../ui/seal.tsx';

/** What an order's link offers beyond its progress; loaded when the order is there. */
const ParcelWay = lazy(() => import('./parcel-way.tsx').then((m) => ({ default: m.ParcelWay })));
const AfterSales = lazy(() => import('./after-sales.tsx').then((m) => ({ default: m.AfterSales })));

type State = { is: 'loading' } | { is: 'ready'; page: PortalPage } | { is: 'failed'; title: string; detail: string; next: string };

/** The signed link is the address itself: /p/<token>. */
const tokenOf = (path: string): string | null => /^\/p\/([\w.~-]{16,})$/.exec(path)?.[1] ?? null;

/** A customer's page: company and seal, what happens next and by when, one main button. No account, only the signed link. */
export function PortalApp() {
  const [language, setLanguage] = useState<Language>('zh');
  const [state, setState] = useState<State>({ is: 'loading' });
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  const token = tokenOf(location.pathname);

  const load = useCallback(async () => {
    if (!token) {
      setState({ is: 'failed', title: t('链接不完整', 'The link is incomplete'), detail: t('请从收到的消息里完整打开链接。', 'Open the whole link from the message.'), next: t('仍打不开的，请向店铺客服重新索取。', 'If it still does not open, ask the shop for a new one.') });
      return;
    }
    try {
      setState({ is: 'ready', page: await readPortal(token, language) });
    } catch (error) {
      if (!(error instanceof PortalProblem)) throw error;
      setState({ is: 'failed', title: error.problem.title, detail: error.problem.detail, next: error.problem.next ?? '' });
    }
    // `t` follows `language`.
    // oxlint-disable-next-line exhaustive-deps
  }, [language, token]);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    void load();
  }, [language, load]);

  const press = async (act: NonNullable<PortalPage['act']>) => {
    if (!token) return;
    setBusy(true);
    setRefused(null);
    try {
      await sendPortal(token, act.path, language);
      await load();
    } catch (error) {
      if (!(error instanceof PortalProblem)) throw error;
      setRefused([error.problem.detail, error.problem.next].filter(Boolean).join(' '));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main>
      <header>
        <Seal size={32} />
        <b>{state.is === 'ready' ? state.page.company : ''}</b>
        <button type="button" className="quiet" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</button>
      </header>
      {state.is === 'loading' && <div className="wait" role="status" aria-label={t('正在打开', 'Opening')}><i /><i /><i /></div>}
      {state.is === 'failed' && (
        <section role="alert">
          <h1>{state.title}</h1>
          <p>{state.detail}</p>
          {state.next && <p className="second">{state.next}</p>}
          {token && <button type="button" onClick={() => void load()}>{t('重试', 'Try again')}</button>}
        </section>
      )}
      {state.is === 'ready' && (
        <>
          <section>
            <p className="number">{state.page.number}</p>
            <h1>{tw(state.page.title)}</h1>
            {state.page.next && <p className="next">{tw(state.page.next.text)}{state.page.next.by !== null && <b>{exactText(state.page.next.by).slice(0, 16)} {t('前', 'at the latest')}</b>}</p>}
          </section>
          {state.page.steps.length > 0 && (
            <ol>
              {state.page.steps.map((s) => (
                <li key={`${s.at ?? 0} ${s.text.en}`} className={s.done ? 'done' : ''}>
                  <span>{tw(s.text)}</span>
                  {s.at !== null && <time dateTime={new Date(s.at).toISOString()}>{exactText(s.at).slice(0, 16)}</time>}
                </li>
              ))}
            </ol>
          )}
          {(state.page.parcels ?? []).map((p, i, all) => (
            <Suspense key={p.number} fallback={null}>
              {all.length > 1 && (
                <section>
                  <h2>{t(`包裹 ${i + 1}`, `Parcel ${i + 1}`)} · {tw(p.title)}</h2>
                  {p.next && <p className="next">{tw(p.next.text)}{p.next.by !== null && ` ${exactText(p.next.by).slice(0, 10)} ${t('前', 'at the latest')}`}</p>}
                </section>
              )}
              <ParcelWay parcel={p} language={language} />
            </Suspense>
          ))}
          {state.page.lines.length > 0 && <dl>{state.page.lines.map((l) => <div key={l.label.en}><dt>{tw(l.label)}</dt><dd>{l.value}</dd></div>)}</dl>}
          {token?.startsWith('order.') && <Suspense fallback={null}><AfterSales token={token} language={language} /></Suspense>}
          {state.page.act && (
            <footer>
              {refused && <p role="alert" className="refused">{refused}</p>}
              <button type="button" disabled={busy} onClick={() => void press(state.page.act!)}>{tw(state.page.act.label)}</button>
            </footer>
          )}
        </>
      )}
    </main>
  );
}
