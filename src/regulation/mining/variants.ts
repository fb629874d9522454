import { durationOf, type EventLog } from './event-log.ts';
import { spreadOf, type Spread } from './spread.ts';

/** Cases that went through the same steps in the same order. */
export interface Variant {
  readonly steps: readonly number[];
  readonly cases: readonly number[];
  readonly duration: Spread;
}

/** Every way that cases went, the most usual first. */
export function variantsOf(log: EventLog): Variant[] {
  const found = new Map<string, { steps: number[]; cases: number[] }>();
  for (let c = 0; c + 1 < log.first.length; c++) {
    const steps = log.activity.subarray(log.first[c], log.first[c + 1]);
    const key = steps.join(' ');
    const variant = found.get(key);
    if (variant) variant.cases.push(c);
    else found.set(key, { steps: [...steps], cases: [c] });
  }
  return [...found.values()].map((v) => ({ ...v, duration: spreadOf(Float64Array.from(v.cases, (c) => durationOf(log, c))) }))
    .sort((a, b) => b.cases.length - a.cases.length || a.steps.length - b.steps.length || a.cases[0]! - b.cases[0]!);
}

/** From first to last event, over all cases. */
export const durations = (log: EventLog): Spread => spreadOf(Float64Array.from({ length: log.caseNames.length }, (_, c) => durationOf(log, c)));
