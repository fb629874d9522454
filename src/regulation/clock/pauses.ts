import { words } from '../../kernel/words.ts';
import type { Interval } from './calendar.ts';
import { ClockError } from './errors.ts';

/** A stretch in which the clock stands, half-open `[from, to)`. `to: null`: it has not ended yet. */
export interface Pause {
  readonly from: number;
  readonly to: number | null;
}

/**
 * The union of pauses: sorted, joined, empty ones dropped. An open one ends at infinity.
 * @throws ClockError `clock.pause-reversed` when one ends before it begins
 */
export function unionOf(pauses: readonly Pause[]): Interval[] {
  const sorted = pauses.map(({ from, to }) => {
    if (to !== null && to < from) throw new ClockError('clock.pause-reversed', words('暂停的结束早于开始', 'a pause ends before it begins'));
    return { from, to: to ?? Number.POSITIVE_INFINITY };
  });
  sorted.sort((a, b) => a.from - b.from);
  const out: Interval[] = [];
  for (const pause of sorted) {
    if (pause.to === pause.from) continue;
    const last = out.at(-1);
    if (last && pause.from <= last.to) out[out.length - 1] = { from: last.from, to: Math.max(last.to, pause.to) };
    else out.push(pause);
  }
  return out;
}

/** What of `[from, ∞)` is not paused. `union` as `unionOf` made it. The last stretch is endless unless a pause is open. */
export function runningFrom(from: number, union: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  let begin = from;
  for (const pause of union) {
    if (pause.to <= begin) continue;
    if (pause.from > begin) out.push({ from: begin, to: pause.from });
    begin = pause.to;
  }
  if (begin < Number.POSITIVE_INFINITY) out.push({ from: begin, to: Number.POSITIVE_INFINITY });
  return out;
}

/** What is known of pauses at `asOf`: later ones are not known yet, and the end of a running one neither. */
export const knownAt = (pauses: readonly Pause[], asOf: number): Pause[] =>
  pauses.filter((p) => p.from <= asOf).map((p) => (p.to !== null && p.to > asOf ? { from: p.from, to: null } : p));

export const isPausedAt = (union: readonly Interval[], at: number): boolean => union.some((p) => p.from <= at && at < p.to);
