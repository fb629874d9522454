import { useCallback, useEffect, useState } from 'react';
import type { PortalAfterSales } from '../../src/chapters/sales/after-sales/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';
import { exactText, moneyText } from '../ui/format.ts';
import { askPortal, PortalProblem, sendPortalForm, sendPortalJson } from './portal-api.ts';
import { Complaint, Feedback, Say } from './complaints.tsx';
import { ReturnForm } from './return-form.tsx';
import './after-sales.css';

type Page = PortalAfterSales;
const minute = (at: number): string => exactText(at).slice(0, 16);
export const saying = (error: unknown): string => {
  if (!(error instanceof PortalProblem)) throw error;
  return [error.problem.detail || error.problem.title, error.problem.next].filter(Boolean).join(' ');
};

/** After-sales for the holder of an order's link: ask with photos, see by when the company owes the answer, follow, send back. */
export function AfterSales({ token, language }: { token: string; language: Language }) {
  const [page, setPage] = useState<Page | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  const load = useCallback(async () => {
    try {
      setPage(await askPortal<Page>(`/api/portal/${token}/after-sales`, language));
      setFailed(null);
    } catch (error) {
      setFailed(saying(error));
    }
  }, [language, token]);
  useEffect(() => {
    void load();
    const seen = () => {
      if (document.visibilityState === 'visible') void load();
    };
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [load]);

  if (!page) return failed ? <section role="alert"><p>{failed}</p><button type="button" onClick={() => void load()}>{t('重试', 'Try again')}</button></section> : null;
  return (
    <section className="after">
      <h2>{t('售后服务', 'After-sales')}</h2>
      {page.noReasonUntil && page.types.length > 0 && <p className="second">{t(`无理由退货可申请至 ${page.noReasonUntil}（含当日）`, `You may return it without a reason until ${page.noReasonUntil}, that day included`)}</p>}
      {page.returns.map((r) => <Case key={r.id} r={r} token={token} language={language} onDone={load} />)}
      {page.complaints.map((c) => <Complaint key={c.id} c={c} token={token} language={language} onDone={load} />)}
      {page.feedback.map((f) => <Feedback key={f.id} f={f} token={token} language={language} onDone={load} />)}
      {asking ? (
        <ReturnForm page={page} language={language} onCancel={() => setAsking(false)} onSend={async (ask, photos, key) => {
          await sendPortalForm(`/api/portal/${token}/returns`, ask, photos, language, key);
          setAsking(false);
          await load();
        }} />
      ) : page.types.length > 0 ? <button type="button" onClick={() => setAsking(true)}>{t('申请退换', 'Ask for a return')}</button> : page.whyNone && <p className="second">{tw(page.whyNone)}</p>}
      <Say token={token} language={language} onDone={load} />
    </section>
  );
}

function Case({ r, token, language, onDone }: { r: Page['returns'][number]; token: string; language: Language; onDone: () => Promise<void> }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  const [carrier, setCarrier] = useState('');
  const [waybill, setWaybill] = useState('');
  const [freight, setFreight] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const act = async (path: string, body: object) => {
    setBusy(true);
    setRefused(null);
    try {
      await sendPortalJson(`/api/portal/${token}/returns/${r.id}${path}`, body, language);
      await onDone();
    } catch (error) {
      setRefused(saying(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <article className="case">
      <p className="number">{r.returnNo} · {r.goods}</p>
      <h3>{tw(r.title)}</h3>
      {r.next && <p className="next">{tw(r.next.text)}{r.next.by !== null && <b>{minute(r.next.by)} {t('前', 'at the latest')}</b>}</p>}
      {r.refundFen > 0 && r.state !== 'requested' && <p>{t('退款', 'Refund')} <b>{moneyText(r.refundFen)}</b>{r.payer && <span className="second"> · {t('退货运费', 'return freight')}：{tw(r.payer)}</span>}</p>}
      <ol>{r.steps.map((s) => <li key={s.text.en} className={s.done ? 'done' : ''}><span>{tw(s.text)}</span>{s.at !== null && <time dateTime={new Date(s.at).toISOString()}>{minute(s.at)}</time>}</li>)}</ol>
      {r.parcel && (
        <details open={r.canSend}>
          <summary>{t('退货物流', 'Your return parcel')}：{tw(r.parcel.said)}</summary>
          <p className="second">{r.parcel.carrier} {r.parcel.waybillNo}{r.parcel.heardAt !== null && <> · {t('最近获知', 'last heard of')} {minute(r.parcel.heardAt)}</>}</p>
          <ol>{r.parcel.events.map((e) => <li key={`${e.at} ${e.text}`} className="done"><span>{e.text}</span><time dateTime={new Date(e.at).toISOString()}>{minute(e.at)}</time></li>)}</ol>
        </details>
      )}
      {r.because && <details><summary>{tw(r.because)}</summary>{r.law.map((l) => <p key={l.en} className="second">{tw(l)}</p>)}</details>}
      {r.sendTo && <p className="sendto">{t('寄回地址', 'Send it to')}：{r.sendTo}</p>}
      {r.canSend && (
        <form onSubmit={(e) => { e.preventDefault(); void act('/parcel', { carrier: carrier.trim(), waybillNo: waybill.trim(), laidOutFen: Math.round(Number(freight || 0) * 100) }); }}>
          <label>{t('快递公司', 'Carrier')}<input value={carrier} onChange={(e) => setCarrier(e.target.value)} maxLength={40} required /></label>
          <label>{t('退货运单号', 'Waybill number')}<input value={waybill} onChange={(e) => setWaybill(e.target.value)} minLength={4} maxLength={40} placeholder={r.waybillNo ?? ''} required /></label>
          <label>{t('您垫付的运费（元，可不填）', 'Freight you paid (yuan, optional)')}<input value={freight} onChange={(e) => setFreight(e.target.value)} inputMode="decimal" pattern="\d{0,4}(\.\d{1,2})?" /></label>
          <button type="submit" disabled={busy}>{r.waybillNo ? t('更正运单号', 'Correct it') : t('我已寄出', 'I have sent it')}</button>
        </form>
      )}
      {refused && <p role="alert" className="refused">{refused}</p>}
      {r.canWithdraw && (sure
        ? <p className="row"><button type="button" className="quiet" disabled={busy} onClick={() => void act('/withdrawal', {})}>{t('确认撤回', 'Yes, withdraw')}</button><button type="button" className="quiet" onClick={() => setSure(false)}>{t('不撤回', 'Keep it')}</button></p>
        : <button type="button" className="quiet" onClick={() => setSure(true)}>{t('撤回申请', 'Withdraw')}</button>)}
    </article>
  );
}
