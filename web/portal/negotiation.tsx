import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { portalIntroduction, PublicContract, PublicQuote } from '../../src/chapters/sales/negotiation/contract.ts';
import type { Answer } from '../../src/kernel/http/contract.ts';
import { formatYuan } from '../../src/kernel/money.ts';
import type { Language } from '../../src/kernel/words.ts';
import { exactText } from '../ui/format.ts';
import { Seal } from '../ui/seal.tsx';
import { Wishes, WordingWithWishes, written, type Drafts } from './contract-wishes.tsx';
import { askPortal, PortalProblem, postPortal } from './portal-api.ts';
import './negotiation.css';

interface Props { token: string; language: Language; onLanguage: (language: Language) => void }
const say = (error: unknown): string => {
  if (!(error instanceof PortalProblem)) throw error;
  return [error.problem.detail, error.problem.next].filter(Boolean).join(' ');
};

/** Reads what the link opens, and tells the server once that it was opened. */
function useOpened<T>(path: string, language: Language): { data: T | null; failed: string | null; load: () => Promise<void> } {
  const [data, setData] = useState<T | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const load = useCallback(async () => {
    try {
      setData(await askPortal<T>(`/api/portal/${path}`, language));
    } catch (error) {
      setFailed(say(error));
    }
  }, [language, path]);
  useEffect(() => { document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'; void load(); }, [language, load]);
  const there = data !== null;
  useEffect(() => {
    // A count of the seller's only: the page stands without it.
    if (there) postPortal(`${path}/opening`, {}, language).catch(say);
    // oxlint-disable-next-line exhaustive-deps
  }, [there, path]);
  return { data, failed, load };
}

function Frame({ company, failed, ready, language, onLanguage, children }: { company: string; failed: string | null; ready: boolean; language: Language; onLanguage: (l: Language) => void; children: ReactNode }) {
  return (
    <main>
      <header><Seal size={32} /><b>{company}</b><button type="button" className="quiet" onClick={() => onLanguage(language === 'zh' ? 'en' : 'zh')}>{language === 'zh' ? 'English' : '中文'}</button></header>
      {failed && <section role="alert"><h1>{language === 'zh' ? '打不开' : 'It cannot be opened'}</h1><p>{failed}</p></section>}
      {!failed && !ready && <div className="wait" role="status"><i /><i /><i /></div>}
      {!failed && ready && children}
    </main>
  );
}

/** What the customer waits for, or is waited for, after he has accepted. */
function whatFollows({ contract, acceptedBy }: PublicQuote, t: (zh: string, en: string) => string): string {
  const by = acceptedBy ?? '';
  if (contract?.state === 'confirmed') return t(`已由 ${by} 接受，合同 ${contract.contractNo} 已确认，我们正在办理`, `Accepted by ${by}; contract ${contract.contractNo} is confirmed and we are at work on it`);
  if (contract?.state === 'sent') return t(`已由 ${by} 接受，合同 ${contract.contractNo} 已发给您，请打开合同链接确认`, `Accepted by ${by}; contract ${contract.contractNo} was sent to you: open its link to confirm it`);
  return t(`已由 ${by} 接受，我们正在拟定合同`, `Accepted by ${by}; we are drafting the contract`);
}

/** The quote on a phone: lines, total, until when; ask or accept (clauses 2.2.2, 2.2.3). */
export function QuotePage({ token, language, onLanguage }: Props) {
  const path = `quotes/${token}`;
  const { data: q, failed, load } = useOpened<PublicQuote>(path, language);
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [name, setName] = useState('');
  const [question, setQuestion] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const act = async (what: string, body: object) => {
    setBusy(true);
    setRefused(null);
    try {
      await postPortal(`${path}/${what}`, body, language);
      setQuestion('');
      await load();
    } catch (error) {
      setRefused(say(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Frame company={q?.company ?? ''} failed={failed} ready={q !== null} language={language} onLanguage={onLanguage}>{q && <>
      <section><p className="number">{q.quoteNo}</p><h1>{q.title}</h1>
        <p className="next">{q.state === 'withdrawn' ? t('该报价已作废，请联系销售', 'It was withdrawn; ask the seller') : q.acceptedAt !== null ? whatFollows(q, t) : q.mayAccept ? <>{t('报价有效期至', 'Valid until')}<b>{q.validUntil}</b></> : t('该报价已失效，请联系销售', 'It is no longer valid; ask the seller')}</p></section>
      <ul className="neg-lines">{q.lines.map((l) => <li key={`${l.title}${l.spec ?? ''}`}><b>{l.title}</b> <span className="second">{l.spec}</span><div><span>{l.quantity} × {formatYuan(l.unitFen)}{l.listFen > l.unitFen && <s className="second"> {formatYuan(l.listFen)}</s>}</span><b>{formatYuan(l.amountFen)}</b></div></li>)}</ul>
      <dl>
        {q.freightFen > 0 && <div><dt>{t('运费', 'Freight')}</dt><dd>{formatYuan(q.freightFen)}</dd></div>}
        <div><dt>{t('合计', 'Total')}</dt><dd><b>{formatYuan(q.totalFen)}</b></dd></div>
        {q.paymentTerms && <div><dt>{t('付款方式', 'Payment')}</dt><dd>{q.paymentTerms}</dd></div>}
        {q.deliveryTerms && <div><dt>{t('交货', 'Delivery')}</dt><dd>{q.deliveryTerms}</dd></div>}
        {q.note && <div><dt>{t('备注', 'Note')}</dt><dd>{q.note}</dd></div>}
        <div><dt>{t('销售', 'Seller')}</dt><dd>{q.seller}</dd></div>
      </dl>
      <p><a href={`/api/portal/${path}/file`}>{t('下载 PDF', 'Download as PDF')}</a></p>
      <section className="neg-questions"><h2>{t('有疑问？', 'A question?')}</h2>
        {q.messages.map((m) => <p key={`${m.at}${m.side}`} className={m.side}><time dateTime={new Date(m.at).toISOString()}>{exactText(m.at).slice(0, 16)} {m.side === 'us' ? q.company : t('您', 'You')}</time>{m.body}</p>)}
        <textarea value={question} maxLength={1_000} rows={2} onChange={(e) => setQuestion(e.target.value)} aria-label={t('您的问题', 'Your question')} />
        <button type="button" className="plain" disabled={busy || question.trim() === ''} onClick={() => void act('questions', { body: question.trim() })}>{t('提问', 'Ask')}</button>
      </section>
      {q.mayAccept && <footer>
        {refused && <p role="alert" className="refused">{refused}</p>}
        <label className="neg-name">{t('您的姓名', 'Your name')}<input value={name} maxLength={60} autoComplete="name" onChange={(e) => setName(e.target.value)} /></label>
        <button type="button" disabled={busy || name.trim() === ''} onClick={() => void act('acceptance', { name: name.trim() })}>{t('接受报价', 'Accept the quote')}</button>
      </footer>}
    </>}</Frame>
  );
}

const places = [['name', '收货人', 'Receiver', 'name'], ['phone', '电话', 'Telephone', 'tel'], ['province', '省', 'Province', 'address-level1'], ['city', '市', 'City', 'address-level2'], ['district', '区县', 'District', 'address-level3'], ['detail', '详细地址', 'Street and number', 'street-address']] as const;

/** The contract on a phone: read, confirm with name and place, get it as a file (clauses 2.2.4, 2.3.1). */
export function ContractPage({ token, language, onLanguage }: Props) {
  const path = `contracts/${token}`;
  const { data: c, failed, load } = useOpened<PublicContract>(path, language);
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState(false);
  const [read, setRead] = useState(false);
  const [place, setPlace] = useState<Record<string, string>>({});
  const [drafts, setDrafts] = useState<Drafts>({});
  const [giveUp, setGiveUp] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const doing = async (run: () => Promise<unknown>) => {
    setBusy(true);
    setRefused(null);
    try {
      await run();
    } catch (error) {
      setRefused(say(error));
    } finally {
      setBusy(false);
    }
  };
  const confirm = () => doing(async () => {
    const receiver = c!.amends ? null : Object.fromEntries(places.map(([key]) => [key, place[key]?.trim() || null]));
    await postPortal(`${path}/confirmation`, { name: name.trim(), hash: c!.hash, code: asked && code ? code : null, receiver, dropWishes: giveUp }, language);
    scrollTo({ top: 0 });
    await load();
  });
  const send = (by: string) => doing(async () => {
    await postPortal(`${path}/wishes`, { name: by, hash: c!.hash, wishes: written(drafts) }, language);
    setDrafts({});
    await load();
  });
  const waiting = c?.wishes.filter((w) => w.state === 'open').length ?? 0;
  const unsent = written(drafts).length;
  return (
    <Frame company={c?.company ?? ''} failed={failed} ready={c !== null} language={language} onLanguage={onLanguage}>{c && <>
      <section><p className="number">{c.contractNo}</p><h1>{c.confirmedAt === null ? t('请阅读并确认合同', 'Please read and confirm') : t('合同已确认', 'Confirmed')}</h1>
        {c.confirmedAt !== null && <p className="next">{c.confirmedBy} · {exactText(c.confirmedAt).slice(0, 16)}{c.orderLink && <> · <a href={c.orderLink}>{t('查看订单', 'Follow the order')}</a></>}</p>}</section>
      <WordingWithWishes key={c.wishes.length} c={c} language={language} drafts={drafts} onDrafts={setDrafts} />
      <p className="second neg-hash">{t('文档指纹', 'Document')} {c.hash}</p>
      <p><a href={`/api/portal/${path}/file`}>{t('下载 PDF', 'Download as PDF')}</a></p>
      <Wishes c={c} language={language} drafts={drafts} onDrafts={setDrafts} busy={busy} onSend={(by) => void send(by)} />
      {refused && <p role="alert" className="refused">{refused}</p>}
      {c.state === 'sent' && <section className="neg-confirm"><h2>{t('确认', 'Confirm')}</h2>
        {!c.amends && places.map(([key, zh, en, auto]) => <label key={key}>{t(zh, en)}<input value={place[key] ?? ''} maxLength={300} autoComplete={auto} inputMode={key === 'phone' ? 'tel' : 'text'} onChange={(e) => setPlace((p) => ({ ...p, [key]: e.target.value }))} /></label>)}
        <label>{t('确认人姓名', 'Your name')}<input value={name} maxLength={60} autoComplete="name" onChange={(e) => setName(e.target.value)} /></label>
        {c.codes && <>
          <button type="button" className="plain" disabled={busy} onClick={() => void doing(async () => { await postPortal(`${path}/codes`, {}, language); setAsked(true); })}>{asked ? t('重新获取验证码', 'Another code') : t('获取短信验证码', 'Send me a code')}</button>
          {asked && <label>{t('六位验证码', 'Six digits')}<input value={code} maxLength={6} inputMode="numeric" autoComplete="one-time-code" onChange={(e) => setCode(e.target.value.replace(/\D/g, ''))} /></label>}
        </>}
        <label className="neg-check"><input type="checkbox" checked={read} onChange={(e) => setRead(e.target.checked)} />{t('我已阅读并同意合同全部内容', 'I have read the contract and agree to all of it')}</label>
        {waiting > 0 && <label className="neg-check"><input type="checkbox" checked={giveUp} onChange={(e) => setGiveUp(e.target.checked)} />{t(`还有 ${waiting} 条修改意见未答复；我放弃这些意见，按现文本确认`, `${waiting === 1 ? 'One change that you asked for waits' : `${waiting} changes that you asked for wait`} for an answer: I give that up and confirm this wording`)}</label>}
        {unsent > 0 && <p className="second">{t(`您写了 ${unsent} 条修改意见还没有提交：请先提交或删去`, 'You wrote about changes and have not sent it: send it or clear it first')}</p>}
        <button type="button" disabled={busy || !read || name.trim().length < 2 || unsent > 0 || (waiting > 0 && !giveUp)} onClick={() => void confirm()}>{t('确认合同', 'Confirm the contract')}</button>
      </section>}
    </>}</Frame>
  );
}

/** What the products can do (clause 2.2.2). */
export function IntroductionPage({ token, language, onLanguage }: Props) {
  const { data: i, failed } = useOpened<Answer<typeof portalIntroduction>>(`introductions/${token}`, language);
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return (
    <Frame company={i?.company ?? ''} failed={failed} ready={i !== null} language={language} onLanguage={onLanguage}>{i && <>
      <section><h1>{t('产品介绍', 'Our products')}</h1><p className="second">{i.by} · {exactText(i.at).slice(0, 10)}</p>{i.note && <p>{i.note}</p>}</section>
      {i.products.map((p) => (
        <article key={p.title} className="neg-contract"><h2>{p.title}</h2>{p.specs.length > 0 && <p className="second">{p.specs.join('、')}</p>}
          {([['特点', 'Features', p.sheet.features], ['优势', 'Advantages', p.sheet.advantages], ['用法', 'Use', p.sheet.usage], ['售后保障', 'After-sales service', p.sheet.afterSales]] as const).map(([zh, en, text]) => <div key={en}><h3>{t(zh, en)}</h3><p>{text}</p></div>)}
          {p.sheet.cases.map((c) => <div key={c.title}><h3>{t('案例', 'Case')}：{c.title}</h3><p>{c.text}</p></div>)}
          {p.sheet.reviews.map((r) => <blockquote key={r.who + r.text}>“{r.text}” <span className="second">{r.who}</span></blockquote>)}
        </article>
      ))}
    </>}</Frame>
  );
}
