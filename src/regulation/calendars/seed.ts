import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import { chinaHolidays } from '../clock/cn.ts';
import { calendarChanged, holidaysPublished } from '../facts.ts';
import { weekdays, type WrittenShifts, type WrittenWeek } from '../runtime/calendars.ts';
import { writeHolidays } from './write-holidays.ts';

const every = (days: readonly (typeof weekdays)[number][], shifts: WrittenShifts): WrittenWeek =>
  Object.fromEntries(weekdays.map((day) => [day, days.includes(day) ? shifts : []]));

/** Suggestions to begin with, as the rulebook's clocks name them; the company changes them under settings. */
const first: readonly { name: string; title: Words; week: WrittenWeek; holidays: boolean }[] = [
  { name: 'office', title: words('办公时间', 'Office hours'), holidays: true, week: every(weekdays.slice(0, 5), [['09:00', '12:00'], ['13:30', '18:00']]) },
  // Customers ask on holidays too.
  { name: 'service-desk', title: words('客服服务时间', 'Service hours'), holidays: false, week: every(weekdays, [['09:00', '21:00']]) },
  { name: 'warehouse', title: words('仓库作业时间', 'Warehouse hours'), holidays: true, week: every(weekdays.slice(0, 6), [['08:30', '18:00']]) },
];

/** Years whose holidays this release brings. */
function knownYears(): number[] {
  const { coverageFrom, coverageThrough } = chinaHolidays();
  const [from, to] = [Number(coverageFrom.slice(0, 4)), Number(coverageThrough.slice(0, 4))];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const seedVerb = verb({
  name: 'regulation.seed-calendars',
  title: words('初始化日历', 'Seed the calendars'),
  may: {},
  input: z.strictObject({}),
  run: async (tx): Promise<{ calendars: number; years: number }> => {
    const made = await tx.rows<{ name: string }>('regulation.seed_calendars',
      `insert into regulation.calendar (name, title, zone, week, holidays, changed_at)
       select name, title, 'Asia/Shanghai', week, holidays, to_timestamp($2::bigint / 1000.0) from jsonb_to_recordset($1::jsonb) as c(name text, title jsonb, week jsonb, holidays boolean)
       on conflict do nothing returning name`, [JSON.stringify(first), tx.now]);
    const known = chinaHolidays();
    const years = knownYears();
    const there = new Set((await tx.rows<{ year: number }>('regulation.years', 'select year from regulation.calendar_year', [])).map((r) => r.year));
    const fresh = years.filter((year) => !there.has(year));
    for (const year of fresh) {
      const of = (days: ReadonlySet<string>, kind: 'holiday' | 'make-up') => [...days].filter((day) => day.startsWith(`${year}-`)).map((day) => ({ day, kind, name: known.names.get(day) ?? null }));
      const days = [...of(known.holidays, 'holiday'), ...of(known.makeUpDays, 'make-up')];
      await writeHolidays(tx, { year, source: '国务院办公厅放假通知', days });
      tx.fact(holidaysPublished, String(year), {
        year, holidays: days.filter((d) => d.kind === 'holiday').length, makeUpDays: days.filter((d) => d.kind === 'make-up').length, correction: false, source: known.version,
      });
    }
    for (const { name } of made) tx.fact(calendarChanged, name, { name, what: 'created', day: null, reason: '初始建议值' });
    if (made.length + fresh.length > 0) await tx.rows('regulation.calendars_changed', 'update regulation.version set calendars = calendars + 1', []);
    return { calendars: made.length, years: fresh.length };
  },
});

/**
 * Brings the calendars that the rulebook's clocks run by, and the public holidays that this release knows of. Run after the migrations
 * at every start: what the company has changed or published itself stays as it is; a year that a new release brings is added.
 */
export async function seedCalendars(kernel: Kernel): Promise<{ calendars: number; years: number }> {
  const { rows: [there] } = await kernel.db.query<{ calendars: number; years: number }>(
    'select (select count(*)::int from regulation.calendar where name = any($1)) as calendars, (select count(*)::int from regulation.calendar_year where year = any($2::int[])) as years',
    [first.map((c) => c.name), knownYears()], 'regulation.seeded');
  // Nothing to bring: a start leaves no trace.
  if (there!.calendars === first.length && there!.years === knownYears().length) return { calendars: 0, years: 0 };
  return runVerb(kernel, seedVerb, {}, { actor: system('章程引擎') });
}
