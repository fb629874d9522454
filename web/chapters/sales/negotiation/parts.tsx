import { useState, type ReactNode } from 'react';
import { App, Button, Input, Popover } from 'antd';
import { contractStateWords, quoteStateWords, stageWords, stages, type ContractState, type Decision, type QuoteState, type Stage } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { posts } from '../../../../src/kernel/posts.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import type { PathStep } from '../../../ui/state-path.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { Rate } from '../../../ui/values.tsx';
import './negotiation.css';

const tone = { draft: '', issued: 'dz-soon', accepted: 'neg-good', replaced: 'dz-2', withdrawn: 'dz-2', expired: 'dz-breach', final: 'dz-soon', sent: 'dz-soon', confirmed: 'neg-good', amended: 'dz-2' } as const;
export function QuoteStateTag({ state }: { state: QuoteState }) {
  const { tw } = useLanguage();
  return <b className={tone[state]}>{tw(quoteStateWords[state])}</b>;
}
export function ContractStateTag({ state }: { state: ContractState }) {
  const { tw } = useLanguage();
  return <b className={tone[state]}>{tw(contractStateWords[state])}</b>;
}
export function StageTag({ stage }: { stage: Stage }) {
  const { tw } = useLanguage();
  return <b className={stage === 'won' ? 'neg-good' : stage === 'lost' ? 'dz-breach' : ''}>{tw(stageWords[stage])}</b>;
}

/** The way of an opportunity as steps. */
export function stageSteps(stage: Stage, say: (w: { zh: string; en: string }) => string): PathStep[] {
  const way = stages.filter((s) => s !== 'lost');
  if (stage === 'lost') return [{ key: 'lost', label: say(stageWords.lost), is: 'failed' }];
  const at = way.indexOf(stage);
  return way.map((s, i) => ({ key: s, label: say(stageWords[s]), is: i < at || stage === 'won' ? 'done' as const : i === at ? 'now' as const : 'next' as const }));
}

/** Colour and word: who may let this price out (clause 2.2.3). */
export function DecisionNote({ d }: { d: Decision }) {
  const { t, tw } = useLanguage();
  const level = d.ownAuthority ? 'own' : d.belowFloor ? 'floor' : 'asks';
  const word = level === 'own' ? t('可直接发出', 'Yours to issue') : level === 'floor' ? t('低于底线，须总经理批准', 'Under the floor: general manager') : t(`须${d.signers.map((p) => posts[p].zh).join('、')}批准`, `For the ${d.signers.map((p) => posts[p].en.toLowerCase()).join(', ')}`);
  return <p className={`neg-decision neg-${level}`} role="status"><b>{word}</b><span>{tw(d.says)}</span></p>;
}
export const Discount = ({ d }: { d: Pick<Decision, 'discountBasisPoints'> }) => <Rate basisPoints={d.discountBasisPoints} />;

/** The case of a record: its facts in order. */
export function useTimeline(type: string, id: string): TimelineEntry[] {
  const { tw } = useLanguage();
  const read = useRead(readTimeline, { params: { type, id }, query: { limit: '100' } }, { topics: ['sales', 'regulation'] });
  return (read.data?.facts ?? []).map((f) => ({ id: f.id, at: f.at, kind: 'fact', text: tw(f.sentence), by: f.by, clause: f.clause ?? undefined }));
}

export function CopyLink({ link }: { link: string }) {
  const t = useT();
  const { message } = App.useApp();
  return <Button onClick={() => void navigator.clipboard.writeText(new URL(link, location.origin).href).then(() => message.success(t('链接已复制，可发给客户', 'Copied; send it to the customer')))}>{t('复制客户链接', 'Copy the customer’s link')}</Button>;
}

/** An act that wants one line of text from the person. */
export function WithText({ act, label, ask, run, done, primary, more }: { /** What `run` runs. */ act: { readonly refused: { readonly detail: string } | undefined }; label: string; ask: string; run: (text: string) => Promise<unknown>; done: string; primary?: boolean; more?: ReactNode }) {
  const [text, setText] = useState('');
  if (act.refused) return <RefusedButton label={label} refused={act.refused} />;
  return (
    <Popover trigger="click" placement="bottomRight" title={ask} content={
      <form className="neg-ask" onSubmit={(e) => e.preventDefault()}>
        {more}
        <Input value={text} onChange={(e) => setText(e.target.value)} maxLength={300} aria-label={ask} autoFocus />
        {text.trim().length >= 2 && <ActButton act={act} primary size="small" label={label} done={done} run={() => run(text.trim())} />}
      </form>
    }><Button {...(primary ? { type: 'primary' as const } : {})}>{label}…</Button></Popover>
  );
}
