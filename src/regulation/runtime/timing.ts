import { dueFigures } from '../clock/due.ts';
import type { Calendar } from '../clock/calendar.ts';
import type { Limit } from '../clock/limit.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Deadline } from '../clause.ts';
import type { Amount } from '../declare-parameter.ts';

/** A limit of time, a promised instant that the opening fact carried, or a count that the discharging fact is compared with. */
export type LimitOf = { readonly unit: Limit['unit']; readonly amount: number } | { readonly promisedAt: number } | { readonly atMost: number };

export interface Timed {
  due: number | null;
  breachAt: number | null;
  provisional: boolean;
  /** Instants of the escalation levels, in the order of the declaration; never after the breach for levels up to 100 %. */
  levels: number[];
}

/** A duration as a limit of the clock. Natural days are 24 natural hours each. */
export function limitFrom({ amount, unit }: Amount): Limit {
  switch (unit) {
    case 'days': return { unit: 'hours', amount: amount * 24 };
    case 'months': case 'years': throw new Error(`${amount} ${unit} cannot limit a deadline`);
    default: return { unit, amount };
  }
}

/** When an obligation is due, from when it is broken, and when its ladder speaks (engine.md §3 rules 4, 5, 12). */
export function timeObligation(given: { start: number; limit: LimitOf; calendar: Calendar; escalation: Deadline['escalation']; pauses?: readonly Pause[] }): Timed {
  const { start, limit, calendar, escalation, pauses = [] } = given;
  if ('atMost' in limit) return { due: null, breachAt: null, provisional: false, levels: [] };
  if ('promisedAt' in limit) {
    const span = Math.max(0, limit.promisedAt - start);
    return {
      due: Math.max(start, limit.promisedAt), breachAt: Math.max(start, limit.promisedAt), provisional: false,
      levels: escalation.map((step) => levelAt(step.at, start + Math.floor((span * step.at) / 10_000), Math.max(start, limit.promisedAt))),
    };
  }
  const figures = dueFigures({ start, limit, calendar, pauses });
  const provisional = !calendar.covers(calendar.dayAt(start), figures.lastDay);
  if (figures.due === null || figures.breachAt === null) return { due: figures.due, breachAt: figures.breachAt, provisional, levels: [] };
  const levels = escalation.map((step) => {
    if (limit.unit === 'workDays' || step.at === 10_000) return levelAt(step.at, start + Math.floor(((figures.due! - start) * step.at) / 10_000), figures.breachAt!);
    const part = dueFigures({ start, limit: { unit: limit.unit, amount: wholeMs(limit, step.at) }, calendar, pauses });
    return levelAt(step.at, part.due ?? figures.breachAt!, figures.breachAt!);
  });
  return { due: figures.due, breachAt: figures.breachAt, provisional, levels };
}

/** Levels below 100 % speak before the breach, the one at 100 % one millisecond after it, as it is overdue then. */
const levelAt = (share: number, at: number, breachAt: number): number => (share < 10_000 ? Math.min(at, breachAt) : share === 10_000 ? breachAt + 1 : Math.max(at, breachAt + 1));

const msIn = { workMinutes: 60_000, minutes: 60_000, workHours: 3_600_000, hours: 3_600_000 } as const;

/** A share of a limit in its own unit, to the whole millisecond. */
function wholeMs(limit: Limit, share: number): number {
  const unit = msIn[limit.unit as keyof typeof msIn];
  return Math.floor((limit.amount * unit * share) / 10_000) / unit;
}
