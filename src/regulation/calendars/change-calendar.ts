import { z } from 'zod';
import type { Policy } from '../../kernel/actor.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { day, text } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { makeCalendar } from '../clock/calendar.ts';
import { ClockError } from '../clock/errors.ts';
import { dayShifts, shiftOf } from '../clock/shifts.ts';
import { calendarChanged, holidaysPublished } from '../facts.ts';
import { regulationNo } from '../refusals.ts';
import { weekFrom, type WrittenShifts, type WrittenWeek } from '../runtime/calendars.ts';
import { clearDay, overrideDay, publishYear, saveWeek } from './contract.ts';
import { writeHolidays, type HolidayDay } from './write-holidays.ts';

export const mayChangeCalendars: Policy = { administrator: 'all', 'department-head': 'all', 'general-manager': 'all', hr: 'all' };

const name = text(40, 1);
interface Locked { name: string; revision: number }

const lockCalendar = async (tx: Tx, calendar: string): Promise<Locked | null> =>
  (await tx.rows<Locked & Record<string, unknown>>('regulation.lock_calendar', 'select name, revision from regulation.calendar where name = $1 for update', [calendar]))[0] ?? null;

/** What the clock itself refuses (shifts that overlap, times that do not exist) is told in its words. */
export function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ClockError) throw refuse(regulationNo['calendar-wrong'], error.text, { code: error.code });
    throw error;
  }
}

/** The calendar as it now is: a new revision, so that every node loads it and what is open is timed anew. */
async function bump(tx: Tx, calendar: Locked, week?: WrittenWeek): Promise<{ name: string; revision: number }> {
  const [row] = await tx.rows<{ revision: number }>('regulation.bump_calendar',
    'update regulation.calendar set revision = revision + 1, changed_at = to_timestamp($2::bigint / 1000.0), week = coalesce($3::jsonb, week) where name = $1 returning revision',
    [calendar.name, tx.now, week ? JSON.stringify(week) : null]);
  await tx.rows('regulation.calendars_changed', 'update regulation.version set calendars = calendars + 1', []);
  return { name: calendar.name, revision: row!.revision };
}

/** @throws regulation.calendar-wrong, kernel.changed-meanwhile */
export const saveWeekVerb = verb({
  name: 'regulation.save-calendar-week',
  title: words('修改每周班次', 'Change the weekly shifts'),
  may: mayChangeCalendars,
  input: saveWeek.body!.extend({ name }),
  subject: (tx, input) => lockCalendar(tx, input.name),
  run: async (tx, input, calendar) => {
    if (calendar.revision !== input.revision) throw refuse(kernelNo['changed-meanwhile']);
    checked(() => makeCalendar({ name: input.name, zone: 'Asia/Shanghai', week: weekFrom(input.week), holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: '' }));
    if (Object.values(input.week).every((shifts) => shifts.length === 0)) throw refuse(regulationNo['calendar-wrong'], words('一周至少要有一个班次。', 'A week needs at least one shift.'));
    tx.fact(calendarChanged, input.name, { name: input.name, what: 'week', day: null, reason: input.reason });
    tx.audit({ type: 'calendar', id: input.name }, { week: input.week }, input.reason);
    return bump(tx, calendar, input.week);
  },
});

/** Shifts of one dated day, stronger than week, holiday and make-up day; none = closed. @throws regulation.calendar-wrong */
export const overrideDayVerb = verb({
  name: 'regulation.override-calendar-day',
  title: words('设定某天班次', 'Set the shifts of one day'),
  may: mayChangeCalendars,
  input: overrideDay.body!.extend({ name, day }),
  subject: (tx, input) => lockCalendar(tx, input.name),
  run: async (tx, input, calendar) => {
    checked(() => dayShifts((input.shifts as WrittenShifts).map(([from, to]) => shiftOf(from, to))));
    await tx.rows('regulation.override_day',
      `insert into regulation.calendar_day (calendar, day, kind, shifts, name) values ($1, $2, 'override', $3, $4)
       on conflict (calendar, day) do update set kind = 'override', shifts = excluded.shifts, name = excluded.name`,
      [input.name, input.day, JSON.stringify(input.shifts), JSON.stringify(words(input.reason, input.reason))]);
    tx.fact(calendarChanged, input.name, { name: input.name, what: 'day', day: input.day, reason: input.reason });
    tx.audit({ type: 'calendar', id: input.name }, { day: input.day, shifts: input.shifts }, input.reason);
    return bump(tx, calendar);
  },
});

export const clearDayVerb = verb({
  name: 'regulation.clear-calendar-day',
  title: words('取消某天的特别班次', 'Take back the shifts of one day'),
  may: mayChangeCalendars,
  input: clearDay.body!.extend({ name, day }),
  subject: async (tx, input) => {
    const calendar = await lockCalendar(tx, input.name);
    const [there] = await tx.rows('regulation.overridden_day', "select 1 from regulation.calendar_day where calendar = $1 and day = $2 and kind = 'override'", [input.name, input.day]);
    return calendar && there ? calendar : null;
  },
  run: async (tx, input, calendar) => {
    await tx.rows('regulation.clear_day', "delete from regulation.calendar_day where calendar = $1 and day = $2 and kind = 'override'", [input.name, input.day]);
    tx.fact(calendarChanged, input.name, { name: input.name, what: 'day-cleared', day: input.day, reason: input.reason });
    tx.audit({ type: 'calendar', id: input.name }, { day: input.day }, input.reason);
    return bump(tx, calendar);
  },
});

/**
 * Loads what the State Council has announced for a year. From then on due times in it are certain; those that were provisional are
 * worked out anew. A second notice for the same year (Spring Festival 2020) is a correction. @throws regulation.year-published, .calendar-wrong
 */
export const publishYearVerb = verb({
  name: 'regulation.publish-holidays',
  title: words('公布一年的放假安排', 'Publish the holidays of a year'),
  may: mayChangeCalendars,
  input: publishYear.body!,
  run: async (tx, input): Promise<z.input<typeof publishYear.response>> => {
    const [there] = await tx.rows('regulation.year_there', 'select 1 from regulation.calendar_year where year = $1 for update', [input.year]);
    if (there && !input.correction) throw refuse(regulationNo['year-published']);
    const days = holidayDays(input);
    await writeHolidays(tx, { year: input.year, source: input.source, days });
    await tx.rows('regulation.calendars_changed', 'update regulation.version set calendars = calendars + 1', []);
    const holidays = days.filter((d) => d.kind === 'holiday').length;
    tx.fact(holidaysPublished, String(input.year), { year: input.year, holidays, makeUpDays: days.length - holidays, correction: Boolean(there), source: input.source });
    tx.audit({ type: 'calendar', id: String(input.year) }, { festivals: input.festivals }, input.source);
    return { id: String(input.year), holidays, makeUpDays: days.length - holidays };
  },
});

/** The days of a notice, festival by festival. @throws regulation.calendar-wrong */
export function holidayDays(input: Pick<z.output<NonNullable<typeof publishYear.body>>, 'year' | 'festivals'>): HolidayDay[] {
  const found = new Map<string, HolidayDay>();
  const wrong = (zh: string, en: string) => refuse(regulationNo['calendar-wrong'], words(zh, en));
  const add = (day: string, kind: HolidayDay['kind'], festival: string) => {
    if (!day.startsWith(`${input.year}-`)) throw wrong(`${day} 不在 ${input.year} 年内。`, `${day} does not lie in ${input.year}.`);
    if (found.has(day)) throw wrong(`${day} 出现了两次。`, `${day} is named twice.`);
    found.set(day, { day, kind, name: words(festival, festival) });
  };
  for (const festival of input.festivals) {
    const from = Date.parse(`${festival.from}T00:00:00Z`);
    const to = Date.parse(`${festival.to}T00:00:00Z`);
    if (to < from) throw wrong(`${festival.name}的结束早于开始。`, `${festival.name} ends before it begins.`);
    if (to - from > 30 * 86_400_000) throw wrong(`${festival.name}超过三十天，请核对。`, `${festival.name} is longer than thirty days.`);
    for (let at = from; at <= to; at += 86_400_000) add(new Date(at).toISOString().slice(0, 10), 'holiday', festival.name);
    for (const day of festival.makeUpDays) add(day, 'make-up', festival.name);
  }
  return [...found.values()];
}
