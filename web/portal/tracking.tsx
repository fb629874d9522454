import { useCallback, useEffect, useState } from 'react';
import type { PublicParcel } from '../../src/chapters/logistics/transport/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';
import { exactText } from '../ui/format.ts';
import { Seal } from '../ui/seal.tsx';
import { ParcelWay } from './parcel-way.tsx';
import { askPortal, PortalProblem } from './portal-api.ts';

type State = { is: 'loading' } | { is: 'ready'; parcel: PublicParcel } | { is: 'failed'; title: string; detail: string; next: string };

const dayText = (at: number): string => exactText(at).slice(0, 10);

/** A parcel for the one who waits for it: where it is, what comes next and by when; the whole way below. Opened by a signed link. */
export function TrackingPage({ token, language, onLanguage }: { token: string; language: Language; onLanguage: (language: Language) => void }) {
  const [state, setState] = useState<State>({ is: 'loading' });
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];

  const load = useCallback(async () => {
    try {
      setState({ is: 'ready', parcel: await askPortal<PublicParcel>(`/api/tracking/${token}`, language) });
    } catch (error) {
      if (!(error instanceof PortalProblem)) throw error;
      setState({ is: 'failed', title: error.problem.title, detail: error.problem.detail, next: error.problem.next ?? '' });
    }
  }, [language, token]);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = language === 'zh' ? '物流查询' : 'Your parcel';
    void load();
    const seen = () => {
      if (document.visibilityState === 'visible') void load();
    };
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [language, load]);

  const p = state.is === 'ready' ? state.parcel : null;
  return (
    <main>
      <header>
        <Seal size={32} />
        <b>{p?.company ?? ''}</b>
        <button type="button" className="quiet" onClick={() => onLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</button>
      </header>
      {state.is === 'loading' && <div className="wait" role="status" aria-label={t('正在打开', 'Opening')}><i /><i /><i /></div>}
      {state.is === 'failed' && (
        <section role="alert">
          <h1>{state.title}</h1>
          <p>{state.detail}</p>
          {state.next && <p className="second">{state.next}</p>}
          <button type="button" onClick={() => void load()}>{t('重试', 'Try again')}</button>
        </section>
      )}
      {p && (
        <>
          <section>
            <p className="number">{p.number}{p.to ? ` · ${t('送往', 'to')} ${p.to}` : ''}</p>
            <h1>{tw(p.title)}</h1>
            {p.next && <p className="next">{tw(p.next.text)}{p.next.by !== null && <b>{dayText(p.next.by)} {t('前', 'at the latest')}</b>}</p>}
          </section>
          <ParcelWay parcel={p} language={language} />
        </>
      )}
    </main>
  );
}
