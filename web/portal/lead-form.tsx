import { useEffect, useState } from 'react';
import type { Language } from '../../src/kernel/words.ts';
import { Seal } from '../ui/seal.tsx';
import { askPortal, PortalProblem, postPortal } from './portal-api.ts';
import './negotiation.css';

interface Props { token: string; language: Language; onLanguage: (language: Language) => void }
const say = (error: unknown): string => {
  if (!(error instanceof PortalProblem)) throw error;
  return [error.problem.detail || error.problem.title, error.problem.next].filter(Boolean).join(' ');
};
const fields = [
  ['name', '怎么称呼您', 'Your name', 'name', 60], ['phone', '电话', 'Telephone', 'tel', 40], ['email', '邮箱（可不填）', 'E-mail (optional)', 'email', 100], ['company', '公司（可不填）', 'Company (optional)', 'organization', 100],
  ['province', '省（可不填）', 'Province (optional)', 'address-level1', 20], ['city', '市（可不填）', 'City (optional)', 'address-level2', 20],
] as const;

/** Whoever wants to buy leaves how to be reached (clause 2.1.2): printed as a link or code, no account. */
export function LeadForm({ token, language, onLanguage }: Props) {
  const path = `lead-forms/${token}`;
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [company, setCompany] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [left, setLeft] = useState<Record<string, string>>({});
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    askPortal<{ company: string }>(`/api/portal/${path}`, language).then((page) => setCompany(page.company), (error: unknown) => setFailed(say(error)));
  }, [language, path]);
  const value = (key: string): string => left[key]?.trim() ?? '';
  const ready = value('name') !== '' && (value('phone') !== '' || value('email') !== '') && value('need').length >= 2 && agreed;
  const send = async () => {
    setBusy(true);
    setRefused(null);
    try {
      const given = Object.fromEntries(fields.map(([key]) => [key, value(key) || null]));
      await postPortal(path, { ...given, name: value('name'), need: value('need'), agreed: true }, language);
      setSent(true);
      scrollTo({ top: 0 });
    } catch (error) {
      setRefused(say(error));
    } finally {
      setBusy(false);
    }
  };
  const set = (key: string) => (e: { target: { value: string } }) => setLeft((all) => ({ ...all, [key]: e.target.value }));
  return (
    <main>
      <header><Seal size={32} /><b>{company ?? ''}</b><button type="button" className="quiet" onClick={() => onLanguage(language === 'zh' ? 'en' : 'zh')}>{t('English', '中文')}</button></header>
      {failed && <section role="alert"><h1>{t('打不开', 'It cannot be opened')}</h1><p>{failed}</p></section>}
      {!failed && company === null && <div className="wait" role="status" aria-label={t('正在打开', 'Opening')}><i /><i /><i /></div>}
      {!failed && company !== null && sent && <section role="status"><h1>{t('已收到，谢谢', 'Received, thank you')}</h1><p>{t('我们会在工作时间内与您联系。', 'We shall be in touch in working hours.')}</p></section>}
      {!failed && company !== null && !sent && (
        <form className="neg-confirm" onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void send(); }}>
          <h1>{t('请留下您的需求', 'Tell us what you need')}</h1>
          <label>{t('您需要什么', 'What do you need')}<textarea value={left.need ?? ''} maxLength={2_000} rows={4} required onChange={set('need')} /></label>
          {fields.map(([key, zh, en, auto, max]) => <label key={key}>{t(zh, en)}<input value={left[key] ?? ''} maxLength={max} autoComplete={auto} inputMode={key === 'phone' ? 'tel' : key === 'email' ? 'email' : 'text'} onChange={set(key)} /></label>)}
          <label className="neg-check"><input type="checkbox" checked={agreed} onChange={(e) => setAgreed(e.target.checked)} />{t('同意贵公司为答复本次需求使用以上联系方式', 'You may use this to answer what I ask here')}</label>
          {refused && <p role="alert" className="refused">{refused}</p>}
          {!ready && !refused && <p className="second">{t('请填写需求、称呼，电话或邮箱任一项，并勾选同意。', 'What you need, your name, a telephone number or an e-mail address, and your consent are needed.')}</p>}
          <button type="submit" disabled={busy || !ready}>{t('提交', 'Send')}</button>
        </form>
      )}
    </main>
  );
}
