import { useState } from 'react';
import type { PortalAfterSales } from '../../src/chapters/sales/after-sales/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';
import { exactText } from '../ui/format.ts';
import { saying } from './after-sales.tsx';
import { PhotoField } from './photo-field.tsx';
import { sendPortalForm, sendPortalJson } from './portal-api.ts';

const minute = (at: number): string => exactText(at).slice(0, 16);

function Stars({ value, onChange, label }: { value: number; onChange: (n: number) => void; label: string }) {
  return <div className="stars" role="radiogroup" aria-label={label}>{[1, 2, 3, 4, 5].map((n) => <button key={n} type="button" role="radio" aria-checked={value === n} aria-label={String(n)} className={n <= value ? 'star on' : 'star'} onClick={() => onChange(n)}>★</button>)}</div>;
}

/** What was said, by whom and when. */
function Talk({ said, language }: { said: readonly { words: string; ours: boolean; at: number; photos: number }[]; language: Language }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return <>{said.map((n) => <p key={`${n.at} ${n.words}`} className={n.ours ? 'ours' : 'second'}><time dateTime={new Date(n.at).toISOString()}>{minute(n.at)} {n.ours ? t('店铺', 'Shop') : t('您', 'You')}</time> {n.words}{n.photos > 0 && <span>{t(`（附照片 ${n.photos} 张）`, n.photos === 1 ? ' (1 photo)' : ` (${n.photos} photos)`)}</span>}</p>)}</>;
}

/** Sends words with their photos once, also when pressed twice: what was refused is there still, with the reason; what was taken is gone from the form. */
function useSending(language: Language, onDone: () => Promise<void>) {
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  /** `taken` clears the form before the page is read anew: were that to fail, nobody would send the same words again. */
  const send = async (address: string, body: object, taken: () => void): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      await sendPortalForm(address, body, photos, language, key);
      taken();
      setPhotos([]);
      setKey(crypto.randomUUID());
      await onDone();
    } catch (error) {
      setRefused(saying(error));
    } finally {
      setBusy(false);
    }
  };
  return { photos, setPhotos, busy, refused, send };
}

/** Further words on a case that is there; the field opens when it is wanted. */
function SayMore({ address, language, onDone }: { address: string; language: Language; onDone: () => Promise<void> }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [said, setSaid] = useState<string | null>(null);
  const { photos, setPhotos, busy, refused, send } = useSending(language, onDone);
  if (said === null) return <button type="button" className="quiet" onClick={() => setSaid('')}>{t('补充说明', 'Say more')}</button>;
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (!busy && said.trim().length >= 2) void send(address, { words: said.trim() }, () => setSaid(null)); }}>
      <label>{t('补充说明', 'Say more')}<textarea value={said} onChange={(e) => setSaid(e.target.value)} maxLength={2000} rows={3} required /></label>
      <PhotoField photos={photos} onChange={setPhotos} language={language} />
      {refused && <p role="alert" className="refused">{refused}</p>}
      <button type="submit" disabled={busy || said.trim().length < 2}>{busy ? t('正在提交…', 'Sending…') : t('发送', 'Send')}</button>
      <button type="button" className="quiet" onClick={() => { setSaid(null); setPhotos([]); }}>{t('取消', 'Cancel')}</button>
    </form>
  );
}

/** Feedback as its customer follows it: the own words, by when the answer is owed, the answers, and a word more. */
export function Feedback({ f, token, language, onDone }: { f: PortalAfterSales['feedback'][number]; token: string; language: Language; onDone: () => Promise<void> }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  return (
    <article className="case">
      <p className="number">{t('反馈', 'Feedback')} {f.feedbackNo}</p>
      <h3>{f.title[language]}</h3>
      {f.next && <p className="next">{f.next.text[language]}{f.next.by !== null && <b>{minute(f.next.by)} {t('前', 'at the latest')}</b>}</p>}
      <Talk said={[{ words: f.rating === null ? f.words : `${'★'.repeat(f.rating)} ${f.words}`, ours: false, at: f.receivedAt, photos: f.photos }, ...f.messages]} language={language} />
      {f.canSay && <SayMore address={`/api/portal/${token}/feedback/${f.id}/messages`} language={language} onDone={onDone} />}
    </article>
  );
}

/** A complaint as its customer follows it: what was said, by when the next word is owed, and whether the result is right. */
export function Complaint({ c, token, language, onDone }: { c: PortalAfterSales['complaints'][number]; token: string; language: Language; onDone: () => Promise<void> }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const tw = (w: Words) => w[language];
  const [said, setSaid] = useState('');
  const [rating, setRating] = useState(0);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const send = async (path: string, body: object) => {
    setBusy(true);
    setRefused(null);
    try {
      await sendPortalJson(`/api/portal/${token}/complaints/${c.id}${path}`, body, language);
      await onDone();
    } catch (error) {
      setRefused(saying(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <article className="case">
      <p className="number">{t('投诉', 'Complaint')} {c.complaintNo}</p>
      <h3>{tw(c.title)}</h3>
      {c.next && <p className="next">{tw(c.next.text)}{c.next.by !== null && <b>{minute(c.next.by)} {t('前', 'at the latest')}</b>}</p>}
      <Talk said={c.notes} language={language} />
      {c.canConfirm && (
        <form onSubmit={(e) => { e.preventDefault(); void send('/confirmation', { satisfied: true, words: said.trim(), rating: rating || null }); }}>
          <Stars value={rating} onChange={setRating} label={t('评分', 'Rating')} />
          <label>{t('补充说明（可不填）', 'Anything to add (optional)')}<textarea value={said} onChange={(e) => setSaid(e.target.value)} maxLength={300} rows={2} /></label>
          <button type="submit" disabled={busy}>{t('满意，确认结果', 'I am content')}</button>
          <button type="button" className="quiet" disabled={busy} onClick={() => void send('/confirmation', { satisfied: false, words: said.trim() || t('对结果不满意', 'not content'), rating: rating || null })}>{t('不满意，请重新处理', 'Not content: please look again')}</button>
        </form>
      )}
      {c.canSay && !c.canConfirm && <SayMore address={`/api/portal/${token}/complaints/${c.id}/messages`} language={language} onDone={onDone} />}
      {refused && <p role="alert" className="refused">{refused}</p>}
      {c.canWithdraw && !c.canConfirm && <button type="button" className="quiet" disabled={busy} onClick={() => void send('/withdrawal', {})}>{t('撤诉', 'Withdraw')}</button>}
    </article>
  );
}

/** Complain, or say what was good or could be better. Sent once, also when pressed twice. */
export function Say({ token, language, onDone }: { token: string; language: Language; onDone: () => Promise<void> }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [what, setWhat] = useState<'complaint' | 'feedback' | null>(null);
  const [said, setSaid] = useState('');
  const [rating, setRating] = useState(0);
  const [thanks, setThanks] = useState(false);
  const { photos, setPhotos, busy, refused, send } = useSending(language, onDone);
  const sendCase = (kind: 'complaint' | 'feedback') => send(`/api/portal/${token}/${kind === 'complaint' ? 'complaints' : 'feedback'}`, kind === 'complaint' ? { about: said.trim() } : { words: said.trim(), rating: rating || null }, () => {
    setThanks(kind === 'feedback');
    setWhat(null);
    setSaid('');
  });
  if (what === null) return <>{thanks && <p role="status">{t('谢谢，回应会显示在本页。', 'Thank you; the answer will stand on this page.')}</p>}<p className="row"><button type="button" className="quiet" onClick={() => setWhat('complaint')}>{t('投诉', 'Complain')}</button><button type="button" className="quiet" onClick={() => setWhat('feedback')}>{t('评价与建议', 'Feedback')}</button></p></>;
  return (
    <form className="ask" onSubmit={(e) => { e.preventDefault(); if (!busy && said.trim().length >= 2) void sendCase(what); }}>
      <label>{what === 'complaint' ? t('您要投诉什么', 'What do you complain of') : t('您的评价与建议', 'What do you think')}<textarea value={said} onChange={(e) => setSaid(e.target.value)} maxLength={2000} rows={4} required /></label>
      <PhotoField photos={photos} onChange={setPhotos} language={language} />
      {what === 'feedback' && <Stars value={rating} onChange={setRating} label={t('评分', 'Rating')} />}
      {refused && <p role="alert" className="refused">{refused}</p>}
      <button type="submit" disabled={busy || said.trim().length < 2}>{busy ? t('正在提交…', 'Sending…') : t('提交', 'Send')}</button>
      <button type="button" className="quiet" onClick={() => { setWhat(null); setPhotos([]); }}>{t('取消', 'Cancel')}</button>
    </form>
  );
}
