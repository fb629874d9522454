import { exceptionKinds, parcelOrigins, parcelStates, type ParcelState } from '../../../../src/chapters/logistics/transport/contract.ts';
import type { PathStep } from '../../../ui/state-path.tsx';
import { useLanguage, useT, useTw } from '../../../ui/language.tsx';
import { moreThanState } from './trouble.ts';

const bad: readonly ParcelState[] = ['problem', 'returning', 'returned', 'lost', 'withdrawn'];
const tone = (state: ParcelState): string => (bad.includes(state) ? 'var(--breach)' : state === 'delivered' ? 'var(--kept)' : 'var(--ink)');

/** A parcel's state in words; trouble in colour and in words. */
export function StateName({ state }: { state: ParcelState }) {
  const tw = useTw();
  return <span style={{ color: tone(state) }}>{tw(parcelStates[state])}</span>;
}

/** Open trouble beside the state; what the state says itself is not said twice. */
export function ExceptionNames({ kinds, state }: { kinds: readonly (keyof typeof exceptionKinds)[]; state: ParcelState }) {
  const { language, tw } = useLanguage();
  const more = moreThanState(kinds, state);
  if (more.length === 0) return null;
  return <span style={{ color: 'var(--breach)' }}>{more.map((k) => tw(exceptionKinds[k])).join(language === 'zh' ? '、' : ', ')}</span>;
}

/** Beside the state: it left without our warehouse. */
export function OutsideTag() {
  const tw = useTw();
  return <span className="dz-2" style={{ marginLeft: 4 }}>{tw(parcelOrigins.outside)}</span>;
}

interface Times { origin?: keyof typeof parcelOrigins; state: ParcelState; requestedAt: number; shippedAt: number | null; deliveredAt: number | null; collectedAt?: number | null }
const order: readonly ParcelState[] = ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced', 'shipped', 'collected', 'in-transit', 'out-for-delivery', 'delivered'];

/** The way of a parcel as a stage map: through the house and on the road; of one that left elsewhere the road alone. */
export function stepsOf(p: Times, say: (w: { zh: string; en: string }) => string): PathStep[] {
  const house: readonly ParcelState[] = p.origin === 'outside' ? [] : [p.state === 'picking' ? 'picking' : 'waiting', 'picked', 'packed', 'inspected', 'announced'];
  const shown: readonly ParcelState[] = [...house, 'shipped', 'collected', 'in-transit', 'out-for-delivery', 'delivered'];
  const broken = bad.includes(p.state);
  const reached = broken ? (p.deliveredAt ? 10 : p.collectedAt ? 7 : p.shippedAt ? 6 : 0) : order.indexOf(p.state);
  const times: Partial<Record<ParcelState, number | null>> = { waiting: p.requestedAt, picking: p.requestedAt, shipped: p.shippedAt, collected: p.collectedAt ?? null, delivered: p.deliveredAt };
  const steps = shown.map((s): PathStep => {
    const at = order.indexOf(s);
    return { key: s, label: say(parcelStates[s]), is: at < reached || (p.state === 'delivered' && s === 'delivered') ? 'done' : at === reached && !broken ? 'now' : broken && at <= reached ? 'done' : broken ? 'skipped' : 'next', at: times[s] ?? null };
  });
  return broken ? [...steps.filter((s) => s.is === 'done'), { key: p.state, label: say(parcelStates[p.state]), is: 'failed' }] : steps;
}

export const kilo = (grams: number | null): string => (grams === null ? '—' : grams >= 1_000 ? `${(grams / 1_000).toFixed(2)} kg` : `${grams} g`);

/** Beside the state: the scales disagree with the goods. */
export function HeldByWeight() {
  const t = useT();
  return <b style={{ color: 'var(--breach)', marginLeft: 4 }}>{t('重量不符', 'odd weight')}</b>;
}
