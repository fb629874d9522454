import type { Period, Schedule } from '../declare-parameter.ts';
import { DAY, dayOf, dayText, weekdayOf } from '../clock/civil.ts';
import { dayOf as dayAt, startOfDay } from '../../kernel/clock.ts';

/** Half-open [from, to) in ms, days of the company's zone. */
export interface Window { readonly from: number; readonly to: number }

const monthsIn = { month: 1, quarter: 3, year: 12 } as const;

/** The calendar period that holds an instant. A week on a named day (1 = Monday) ends with that day; without one it ends with Sunday. */
export function periodAt(at: number, every: Period, on?: number): Window {
  const today = dayOf(dayAt(at))!;
  if (every === 'day') return between(today, today + 1);
  if (every === 'week') {
    const last = ((on ?? 7) - 1) % 7;
    const left = (last - weekdayOf(today) + 7) % 7;
    return between(today + left - 6, today + left + 1);
  }
  const [year, month] = dayText(today).split('-').map(Number) as [number, number];
  const span = monthsIn[every];
  const first = Math.floor((month - 1) / span) * span;
  return between(monthStart(year, first), monthStart(year, first + span));
}

export const windowOf = (at: number, schedule: Schedule): Window => {
  if (!('every' in schedule)) throw new Error('a cadence needs a period');
  return periodAt(at, schedule.every, schedule.on);
};

const monthStart = (year: number, month: number): number => Date.UTC(year, month, 1) / DAY;
const between = (from: number, to: number): Window => ({ from: startOfDay(dayText(from)), to: startOfDay(dayText(to)) });

/** The same time of day some months later; the last day of the month where it has no such day (31 January + 1 month = 28 February). */
export function monthsLater(at: number, months: number): number {
  const day = dayAt(at);
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const first = monthStart(year, month - 1 + months);
  const length = monthStart(year, month + months) - first;
  return startOfDay(dayText(first + Math.min(date, length) - 1)) + (at - startOfDay(day));
}
