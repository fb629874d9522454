import type { WorkMeter } from '../clock/work-meter.ts';
import { eventsOf, type EventLog } from './event-log.ts';
import { spreadsBy, type Spread } from './spread.ts';

/** A step that cases did more than once. */
export interface Rework {
  readonly activity: number;
  /** Done again at once (A → A), and done again at all: beyond the first time in a case. */
  readonly selfLoops: number;
  readonly repeats: number;
  readonly cases: number;
}

export function reworkOf(log: EventLog): Rework[] {
  const many = log.activities.length;
  const found = Array.from({ length: many }, (_, activity) => ({ activity, selfLoops: 0, repeats: 0, cases: 0 }));
  const seenIn = new Int32Array(many).fill(-1);
  const againIn = new Int32Array(many).fill(-1);
  for (let c = 0; c + 1 < log.first.length; c++)
    for (let i = log.first[c]!; i < log.first[c + 1]!; i++) {
      const a = log.activity[i]!;
      const rework = found[a]!;
      if (i > log.first[c]! && log.activity[i - 1] === a) rework.selfLoops += 1;
      if (seenIn[a] === c) {
        rework.repeats += 1;
        if (againIn[a] !== c) rework.cases += 1;
        againIn[a] = c;
      }
      seenIn[a] = c;
    }
  return found.filter((r) => r.repeats > 0).sort((a, b) => b.repeats - a.repeats || a.activity - b.activity);
}

/** How long cases stayed after a step until the next one began: the state that the step brought them into. */
export interface Dwell {
  readonly activity: number;
  readonly natural: Spread;
  readonly work: Spread | null;
}

export function dwellOf(log: EventLog, work: WorkMeter | null): Dwell[] {
  const natural = new Float64Array(eventsOf(log)).fill(Number.NaN);
  const working = new Float64Array(work ? natural.length : 0).fill(Number.NaN);
  for (let c = 0; c + 1 < log.first.length; c++)
    for (let i = log.first[c]!; i + 1 < log.first[c + 1]!; i++) {
      const [left, came] = [log.at[i]!, log.from[i + 1]!];
      if (Number.isNaN(came - left)) continue;
      natural[i] = Math.max(0, came - left);
      if (work) working[i] = work.between(left, came);
    }
  const plain = spreadsBy(log.activities.length, log.activity, natural);
  const worked = work ? spreadsBy(log.activities.length, log.activity, working) : null;
  return plain.map((spread, activity) => ({ activity, natural: spread, work: worked?.[activity] ?? null })).filter((d) => d.natural.n > 0)
    .sort((a, b) => (b.natural.median ?? 0) - (a.natural.median ?? 0));
}

/** A case that went from one pair of hands to another. */
export interface HandOver {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly cases: number;
  readonly waiting: Spread;
}

/** Steps right after one another by different named people or posts; who is not named hands nothing over. */
export function handOversOf(log: EventLog): HandOver[] {
  const many = log.resources.length;
  const at = new Map<number, number>();
  const found: { from: number; to: number; count: number; cases: number; last: number }[] = [];
  const groups: number[] = [];
  const waits: number[] = [];
  for (let c = 0; c + 1 < log.first.length; c++)
    for (let i = log.first[c]! + 1; i < log.first[c + 1]!; i++) {
      const [from, to] = [log.resource[i - 1]!, log.resource[i]!];
      if (from === 0 || to === 0 || from === to) continue;
      const key = from * many + to;
      let h = at.get(key);
      if (h === undefined) {
        h = found.length;
        at.set(key, h);
        found.push({ from, to, count: 0, cases: 0, last: -1 });
      }
      const over = found[h]!;
      over.count += 1;
      if (over.last !== c) over.cases += 1;
      over.last = c;
      groups.push(h);
      waits.push(Math.max(0, log.from[i]! - log.at[i - 1]!));
    }
  const spreads = spreadsBy(found.length, Uint32Array.from(groups), Float64Array.from(waits));
  return found.map(({ last: _, ...over }, h) => ({ ...over, waiting: spreads[h]! })).sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to);
}
