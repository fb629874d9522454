import type { Calendar } from '../clock/calendar.ts';
import { DAY } from '../clock/civil.ts';
import { byCalendar, limitMs, pausable, type Limit, type Unit } from '../clock/limit.ts';
import { runningFrom, unionOf, type Pause } from '../clock/pauses.ts';
import { WorkMeter } from '../clock/work-meter.ts';

/** What passes on a clock from `start` to `end`: milliseconds of its own kind of time, or working days reached (engine.md §3 rules 4, 5). */
export type Elapsed = (start: number, end: number, pauses: readonly Pause[]) => number;

/** The same figure as the clock's own, worked out from sorted tables, so that a hundred thousand cases cost a moment. */
export function elapsedBy(unit: Unit, calendar: Calendar, from: number, to: number): Elapsed {
  if (unit === 'workDays') return workDays(calendar, from, to);
  const meter = byCalendar(unit) ? new WorkMeter(calendar, from, to + 1) : null;
  const between = (a: number, b: number): number => (meter ? meter.between(a, b) : Math.max(0, b - a));
  return (start, end, pauses) => {
    if (pauses.length === 0 || !pausable(unit)) return between(start, end);
    let sum = 0;
    for (const stretch of runningFrom(start, unionOf(pauses))) {
      if (stretch.from >= end) break;
      sum += between(stretch.from, Math.min(stretch.to, end));
    }
    return sum;
  };
}

/** The smallest n whose close of business is not before the end; the start day is not counted. */
function workDays(calendar: Calendar, from: number, to: number): Elapsed {
  const days: number[] = [];
  const closes: number[] = [];
  for (let day = calendar.dayAt(from); day <= calendar.dayAt(to) + 1; day++) {
    const { close } = calendar.plan(day);
    if (close === null) continue;
    days.push(day);
    closes.push(close);
  }
  return (start, end) => (end <= start ? 0 : Math.max(0, lowerBound(closes, end) - lowerBound(days, calendar.dayAt(start) + 1)) + 1);
}

/** How many of the sorted values are below `value`. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (sorted[mid]! < value) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** How many of the sorted values are above `value`. */
export function countAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (sorted[mid]! <= value) low = mid + 1;
    else high = mid;
  }
  return sorted.length - low;
}

/** A limit in the measure of `Elapsed`. */
export const measureOf = (limit: Limit): number => limitMs(limit) ?? limit.amount;

/** What a table of working time has to reach around cases: night shifts of the day before, and days that follow. */
export const MARGIN = 2 * DAY;
