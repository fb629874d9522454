import { returnStates, type ReturnRecord, type ReturnRow, type ReturnState } from '../../../../src/chapters/sales/contract.ts';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import type { PathStep } from '../../../ui/state-path.tsx';
import { When } from '../../../ui/values.tsx';

const tones: Partial<Record<ReturnState, string>> = { requested: 'var(--soon-text)', received: 'var(--soon-text)', 'to-pay': 'var(--soon-text)', done: 'var(--kept-text)', refused: 'var(--ink2)', rejected: 'var(--ink2)', withdrawn: 'var(--ink2)' };

/** A return's state in words; what waits for us in amber. */
export function ReturnStateName({ state }: { state: ReturnState }) {
  return <span style={{ color: tones[state] ?? 'var(--ink)' }}>{useTw()(returnStates[state])}</span>;
}

/** The way of a return: asked, answered, back, inspected, settled. */
export function returnSteps(r: ReturnRecord, t: (zh: string, en: string) => string): PathStep[] {
  const asked: PathStep = { key: 'asked', label: t('申请', 'Asked'), is: 'done', at: r.requestedAt };
  const answered: PathStep = { key: 'answered', label: t('答复', 'Answered'), is: r.decidedAt === null ? 'now' : 'done', at: r.decidedAt };
  if (r.state === 'withdrawn') return [asked, { key: 'withdrawn', label: t('已撤回', 'Withdrawn'), is: 'failed', at: null }];
  if (r.state === 'refused') return [asked, { ...answered, label: t('未准予', 'Refused'), is: 'failed' }];
  const goods: PathStep[] = r.needsGoods === false ? [] : [
    { key: 'back', label: t('退回', 'Sent back'), is: r.receivedAt !== null ? 'done' : r.decidedAt === null ? 'next' : 'now', at: r.receivedAt },
    { key: 'seen', label: r.state === 'rejected' ? t('验收未过', 'Rejected') : t('验收', 'Inspected'), is: r.state === 'rejected' ? 'failed' : r.inspectedAt !== null ? 'done' : r.receivedAt === null ? 'next' : 'now', at: r.inspectedAt },
  ];
  const end = r.type === 'repair' ? t('寄回', 'Sent') : r.type === 'exchange' || r.type === 'replacement' ? t('换货发出', 'Sent') : t('退款', 'Refunded');
  return [asked, answered, ...goods, ...(r.state === 'rejected' ? [] : [{ key: 'end', label: end, is: r.state === 'done' ? 'done' : ['to-pay', 'to-exchange', 'to-repair'].includes(r.state) ? 'now' : 'next', at: r.refund?.paidAt ?? null } satisfies PathStep])];
}

/** Where the parcel of a return is, and since when that is known. What is here and not looked at in amber. */
export function ParcelSaid({ parcel }: { parcel: NonNullable<ReturnRow['parcel']> }) {
  const { t, tw } = useLanguage();
  return (
    <>
      <span style={{ color: parcel.state === 'delivered' ? 'var(--soon-text)' : undefined }}>{tw(parcel.said)}</span>
      {parcel.state !== null && parcel.place && <span className="dz-2"> {parcel.place}</span>}
      {parcel.at !== null && <span className="dz-2"> <When at={parcel.at} /></span>}
      {parcel.expectedAt !== null && parcel.state !== 'delivered' && <span className="dz-2"> {t('预计到达', 'expected')} <When at={parcel.expectedAt} /></span>}
    </>
  );
}
