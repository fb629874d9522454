import { scopeOf } from '../../kernel/actor.ts';
import { dayOf as companyDay } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Words } from '../../kernel/words.ts';
import { dayOf, dayText } from '../clock/civil.ts';
import { shiftsText } from '../clock/shifts.ts';
import type { Parts } from '../parts.ts';
import { weekdays, type WrittenWeek } from '../runtime/calendars.ts';
import { mayChangeCalendars } from './change-calendar.ts';

interface CalendarRow { name: string; title: Words; zone: string; week: WrittenWeek; holidays: boolean; revision: number; changed_at: number }

const wholeWeek = (week: WrittenWeek) => Object.fromEntries(weekdays.map((day) => [day, (week[day] ?? []).map(([a, b]) => [a, b])])) as Record<(typeof weekdays)[number], [string, string][]>;

/** How many years ahead are named although nobody can know their holidays yet. */
const yearsAhead = 1;

export const calendars = (parts: Parts) => async ({ kernel, actor }: Asked<undefined, undefined>) => {
  const [{ rows }, { rows: years }] = await Promise.all([
    kernel.db.query<CalendarRow & Record<string, unknown>>('select name, title, zone, week, holidays, revision, changed_at from regulation.calendar order by name', [], 'regulation.calendars'),
    kernel.db.query<{ year: number; source: string | null; published_at: number }>('select year, source, published_at from regulation.calendar_year order by year', [], 'regulation.calendar_years'),
  ]);
  const thisYear = Number(companyDay(kernel.clock.now()).slice(0, 4));
  const last = Math.max(thisYear + yearsAhead, ...years.map((y) => y.year));
  const first = Math.min(thisYear, ...years.map((y) => y.year));
  const deadlines = [...parts.engine.compiled.deadlines.values()];
  return {
    rows: rows.map((c) => ({
      name: c.name, title: c.title, zone: c.zone, week: wholeWeek(c.week), holidays: c.holidays, revision: c.revision, changedAt: c.changed_at,
      coverageThrough: parts.engine.calendars.has(c.name) ? parts.engine.calendars.named(c.name).coverageThrough : null,
      controls: deadlines.filter((d) => d.control.calendar === c.name).length,
    })),
    mayChange: scopeOf(actor, mayChangeCalendars) !== null,
    years: Array.from({ length: last - first + 1 }, (_, i) => first + i).map((year) => {
      const known = years.find((y) => y.year === year);
      return { year, published: known !== undefined, source: known?.source ?? null, publishedAt: known?.published_at ?? null };
    }),
  };
};

/** Every day of a year as the calendar sees it; days of an unpublished year are called unknown, never silently working days. */
export const calendarYear = (parts: Parts) => async ({ kernel, params }: Asked<{ name: string; year: number }, undefined>) => {
  if (!parts.engine.calendars.has(params.name)) throw refuse(kernelNo['not-found']);
  await parts.engine.refresh(kernel.db);
  const calendar = parts.engine.calendars.named(params.name);
  const { rows: [row] } = await kernel.db.query<{ title: Words }>('select title from regulation.calendar where name = $1', [params.name], 'regulation.calendar_title');
  if (!row) throw refuse(kernelNo['not-found']);
  const first = dayOf(`${params.year}-01-01`)!;
  const last = dayOf(`${params.year}-12-31`)!;
  const days = Array.from({ length: last - first + 1 }, (_, i) => {
    const plan = calendar.plan(first + i);
    const day = dayText(first + i);
    const known = calendar.covers(first + i, first + i);
    return {
      day, kind: plan.kind === 'weekly' && !known ? ('unknown' as const) : plan.kind, minutes: Math.round(plan.total / 60_000), shifts: shiftsText(plan.shifts), name: calendar.names?.get(day) ?? null,
    };
  });
  return { name: params.name, title: row.title, year: params.year, published: calendar.covers(first, last), workDays: days.filter((d) => d.minutes > 0).length, days };
};

export const holidayYear = async ({ kernel, params }: Asked<{ year: number }, undefined>) => {
  const [{ rows: [year] }, { rows: days }] = await Promise.all([
    kernel.db.query<{ source: string | null }>('select source from regulation.calendar_year where year = $1', [params.year], 'regulation.calendar_year'),
    kernel.db.query<{ day: string; kind: 'holiday' | 'make-up'; name: Words | null }>(
      'select day, kind, name from regulation.calendar_day where calendar is null and day between $1::date and $2::date order by day', [`${params.year}-01-01`, `${params.year}-12-31`], 'regulation.holidays_of'),
  ]);
  return { year: params.year, published: year !== undefined, source: year?.source ?? null, days };
};
