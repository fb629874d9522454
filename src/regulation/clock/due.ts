import type { Calendar, Found, Interval } from './calendar.ts';
import { byCalendar, limitMs, pausable, type Limit } from './limit.ts';
import { runningFrom, unionOf, type Pause } from './pauses.ts';

/** The bare figures of a time limit; `clock.ts` adds the explanation. */
export interface DueFigures {
  /** First instant at which elapsed reaches the limit; null while an open pause hides it, and for `count`. */
  readonly due: number | null;
  /** Last instant that still keeps the limit: elapsed exceeds it at once afterwards. Null while unknown, and when no working time ever follows. */
  readonly breachAt: number | null;
  /** Last day (number) of the calendar that the answer needed. */
  readonly lastDay: number;
}

export interface Timing {
  readonly start: number;
  readonly limit: Limit;
  readonly calendar: Calendar;
  readonly pauses?: readonly Pause[];
}

/** How time passes for a unit: by shifts, or simply. */
interface Pace {
  between(from: number, to: number): number;
  advance(from: number, ms: number): Found;
  next(from: number): Found | null;
}

const paceOf = (calendar: Calendar, limit: Limit): Pace =>
  byCalendar(limit.unit)
    ? { between: calendar.workBetween, advance: calendar.advance, next: calendar.nextWork }
    : {
        between: (from, to) => Math.max(0, to - from),
        advance: (from, ms) => ({ at: from + ms, day: calendar.dayAt(from) }),
        next: (from) => ({ at: from, day: calendar.dayAt(from) }),
      };

/** Engine §3 rules 4, 5 and 8. @throws ClockError when the limit is invalid or out of reach */
export function dueFigures({ start, limit, calendar, pauses = [] }: Timing): DueFigures {
  const ms = limitMs(limit);
  const startDay = calendar.dayAt(start);
  if (limit.unit === 'count') return { due: null, breachAt: null, lastDay: startDay };
  if (ms === null) return workDaysDue(start, limit.amount, calendar);

  const pace = paceOf(calendar, limit);
  const running = runningFrom(start, unionOf(pauses));
  let left = ms;
  let due: Found | null = ms === 0 ? { at: start, day: startDay } : null;
  let breach: Found | null = null;
  for (const stretch of running) {
    if (due === null) {
      const passed = stretch.to === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : pace.between(stretch.from, stretch.to);
      if (passed < left) {
        left -= passed;
        continue;
      }
      due = pace.advance(stretch.from, left);
    }
    if (stretch.to <= due.at) continue;
    const next = firstIn(stretch, Math.max(stretch.from, due.at), pace);
    if (next) {
      breach = next;
      break;
    }
  }
  const lastDay = Math.max(startDay, due?.day ?? startDay, breach?.day ?? startDay);
  return { due: due?.at ?? null, breachAt: breach?.at ?? null, lastDay };
}

/** The first running instant of a stretch from `from` on, or null when work begins only after the stretch. */
function firstIn(stretch: Interval, from: number, pace: Pace): Found | null {
  if (stretch.to !== Number.POSITIVE_INFINITY && pace.between(from, stretch.to) === 0) return null;
  return pace.next(from);
}

/** The start day is not counted; due at the close of business of the n-th working day after it. */
function workDaysDue(start: number, days: number, calendar: Calendar): DueFigures {
  let day = calendar.dayAt(start);
  let due = start;
  for (let counted = 0; counted < days; counted++) {
    const next = calendar.nextWorkingDay(day);
    day = next.day;
    due = next.close;
  }
  return { due, breachAt: due, lastDay: day };
}

/** Time that has passed on this clock in `[start, end)`, pauses taken off. For workDays: working time, for information. */
export function elapsedMs({ start, limit, calendar, pauses = [] }: Timing, end: number): number {
  const pace = paceOf(calendar, limit);
  const union = pausable(limit.unit) ? unionOf(pauses) : [];
  let sum = 0;
  for (const stretch of runningFrom(start, union)) {
    if (stretch.from >= end) break;
    sum += pace.between(stretch.from, Math.min(stretch.to, end));
  }
  return sum;
}

/** Working days used up by `end`: the smallest n whose close of business is not before `end`; 0 only at the start itself. */
export function elapsedDays(start: number, end: number, calendar: Calendar): number {
  let counted = 0;
  let close = start;
  let day = calendar.dayAt(start);
  while (close < end) {
    const next = calendar.nextWorkingDay(day);
    day = next.day;
    close = next.close;
    counted++;
  }
  return counted;
}
