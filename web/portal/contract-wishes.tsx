import { useState, type ReactNode } from 'react';
import type { PublicContract, PublicWish } from '../../src/chapters/sales/negotiation/contract.ts';
import type { Language, Words } from '../../src/kernel/words.ts';
import { exactText } from '../ui/format.ts';

/** As the customer reads what became of a wish. */
const stateWords: Record<PublicWish['state'], Words> = { open: { zh: '待答复', en: 'Waits for an answer' }, taken: { zh: '已采纳', en: 'Taken over' }, declined: { zh: '未采纳', en: 'Declined' }, dropped: { zh: '您已放弃', en: 'You gave it up' } };

/** What the customer writes and has not sent yet: by paragraph, '' for the whole. */
export type Drafts = Readonly<Record<string, string>>;
export const written = (drafts: Drafts): { line: number | null; body: string }[] =>
  Object.entries(drafts).filter(([, body]) => body.trim().length >= 2).map(([line, body]) => ({ line: line === '' ? null : Number(line), body: body.trim() }));

interface Given { c: PublicContract; language: Language; drafts: Drafts; onDrafts: (drafts: Drafts) => void }

/** A wish and what became of it. */
function Wish({ w, language, alone }: { w: PublicWish; language: Language; /** Away from its paragraph. */ alone?: boolean }) {
  return (
    <div className="neg-wish">
      <span className="second"><b className={`neg-wish-${w.state}`}>{stateWords[w.state][language]}</b> {w.by} · {exactText(w.at).slice(0, 16)}</span>
      {alone && w.said && <span className="second">“{w.said}”</span>}
      <span>{w.body}</span>
      {w.answer && <span>{language === 'zh' ? '答复：' : 'Answer: '}{w.answer}</span>}
    </div>
  );
}

/** The wording, each paragraph with what was asked about it and, until it is confirmed, a way to ask for another wording. */
export function WordingWithWishes({ c, language, drafts, onDrafts }: Given) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (line: number) => setOpen((was) => new Set(was.has(line) ? [...was].filter((n) => n !== line) : [...was, line]));
  const paragraph = (text: string, line: number): ReactNode => {
    const heading = /^#{1,3}\s*(.*)$/.exec(text);
    const shown = heading ? <h2>{heading[1]}</h2> : <p>{text}</p>;
    return (
      <div key={line}>
        {c.state === 'sent' && text.trim() !== '' ? (
          <div className="neg-paragraph">{shown}<button type="button" className="quiet" aria-expanded={open.has(line)} aria-label={t(`要求修改：${text.slice(0, 20)}`, `Ask for another wording: ${text.slice(0, 20)}`)} title={t('要求修改这一段', 'Ask for another wording')} onClick={() => toggle(line)}>✎</button></div>
        ) : shown}
        {(open.has(line) || (drafts[line] ?? '') !== '') && c.state === 'sent' && <textarea value={drafts[line] ?? ''} maxLength={1_000} rows={3} placeholder={t('这一段希望怎么改？', 'What should be different here?')} aria-label={t('这一段的修改意见', 'What should be different here')} onChange={(e) => onDrafts({ ...drafts, [line]: e.target.value })} />}
        {c.wishes.filter((w) => w.line === line).map((w) => <Wish key={`${w.at}${w.body}`} w={w} language={language} />)}
      </div>
    );
  };
  return <article className="neg-contract">{c.body.split('\n').map(paragraph)}</article>;
}

/** What changed since the customer asked; what was asked about the whole or about paragraphs that read otherwise now; the form that sends what is written. */
export function Wishes({ c, language, drafts, onDrafts, busy, onSend }: Given & { busy: boolean; onSend: (name: string) => void }) {
  const t = (zh: string, en: string) => (language === 'zh' ? zh : en);
  const [name, setName] = useState('');
  const rest = c.wishes.filter((w) => w.line === null);
  const count = written(drafts).length;
  return <>
    {c.changes && <details className="neg-changes" open={c.state === 'sent'}><summary>{t('按意见修改后的变化', 'What changed since you asked')}</summary><div>{c.changes.map((p, i) => {
      // Parts have no other name than their place.
      // oxlint-disable-next-line no-array-index-key
      return p.is === 'added' ? <ins key={i}>{plain(p.text)}</ins> : p.is === 'removed' ? <del key={i}>{plain(p.text)}</del> : <span key={i}>{shortened(plain(p.text))}</span>;
    })}</div></details>}
    {(rest.length > 0 || c.state === 'sent') && <section className="neg-questions"><h2>{t('修改意见', 'Changes that you want')}</h2>
      {rest.map((w) => <Wish key={`${w.at}${w.body}`} w={w} language={language} alone />)}
      {c.state === 'sent' && <>
        <p className="second">{t('点段落旁的 ✎ 就该段提意见，或在这里就整份合同提意见。店家采纳后会发来新稿。', 'Tap ✎ beside a paragraph, or write here about the whole. What is taken over comes as a new wording.')}</p>
        <textarea value={drafts[''] ?? ''} maxLength={1_000} rows={3} aria-label={t('对整份合同的修改意见', 'What should be different in the whole')} onChange={(e) => onDrafts({ ...drafts, '': e.target.value })} />
        <label className="neg-wisher">{t('提出人姓名', 'Your name')}<input value={name} maxLength={60} autoComplete="name" onChange={(e) => setName(e.target.value)} /></label>
        <button type="button" className="plain" disabled={busy || count === 0 || name.trim().length < 2} onClick={() => onSend(name.trim())}>{count === 0 ? t('提交修改意见', 'Send') : t(`提交 ${count} 条修改意见`, `Send ${count === 1 ? 'one change' : `${count} changes`}`)}</button>
      </>}
    </section>}
  </>;
}

/** Without the marks of headings. */
const plain = (text: string): string => text.replace(/^#{1,3}\s+/gm, '');
/** A long part that stayed the same is shown by its ends, so that a phone shows the changes. */
const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 30)} … ${text.slice(-30)}`);
