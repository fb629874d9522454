import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, done, id, instant, shaped, text, timeOfDay, words as wordsShape } from '../../kernel/schemas.ts';
import { words, type Words } from '../../kernel/words.ts';

/** The calendars by which clocks run, as sentences name them. */
export const calendarNames = {
  natural: words('自然时间', 'around the clock'), office: words('办公时间', 'office hours'), 'service-desk': words('客服服务时间', 'service hours'), warehouse: words('仓库作业时间', 'warehouse hours'),
} as const;

/** `office@13`, as verdicts are pinned to it, in words: 办公时间第 13 版. A calendar that is not known any more keeps its own name. */
export function sayCalendarVersion(version: string): Words {
  const [name = '', revision] = version.split('@');
  const named: Words = Object.hasOwn(calendarNames, name) ? calendarNames[name as keyof typeof calendarNames] : words(name, name);
  return revision === undefined ? named : words(`${named.zh}第 ${revision} 版`, `${named.en}, revision ${revision}`);
}

/** Shifts of a day, `[["09:00","12:00"],["13:30","18:00"]]`; an end before its beginning lies on the next day; none = closed. */
export const shifts = z.array(z.tuple([timeOfDay, timeOfDay])).max(6);
export const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const week = z.strictObject({ mon: shifts, tue: shifts, wed: shifts, thu: shifts, fri: shifts, sat: shifts, sun: shifts });
const params = z.strictObject({ name: text(40, 1) });

const calendarRow = z.object({
  name: z.string(), title: wordsShape, zone: z.string(), week, holidays: z.boolean(), revision: z.int(), changedAt: instant,
  /** Last day whose holidays are known; null where holidays do not matter. Later due times are provisional. */
  coverageThrough: day.nullable(),
  /** Controls of the rulebook whose clocks run by it. */
  controls: z.int(),
});
export type CalendarRow = z.output<typeof calendarRow>;

export const listCalendars = endpoint({
  method: 'GET', path: '/calendars', summary: words('日历', 'Calendars'),
  response: z.object({
    rows: z.array(calendarRow), mayChange: z.boolean(),
    years: z.array(z.object({ year: z.int(), published: z.boolean(), source: z.string().nullable(), publishedAt: instant.nullable() })),
  }),
});

export const calendarDay = z.object({
  day, /** `unknown`: a working day by the week, in a year whose holidays are not published. */ kind: z.enum(['weekly', 'holiday', 'make-up', 'override', 'unknown']),
  minutes: z.int(), shifts: z.string(), name: wordsShape.nullable(),
});
export const readCalendarYear = endpoint({
  method: 'GET', path: '/calendars/:name/years/:year', summary: words('日历年视图', 'A year of a calendar'),
  params: z.strictObject({ name: text(40, 1), year: shaped(/^(19[7-9]\d|20\d\d|21\d\d)$/, words('年份要写成 2027', 'A year is written 2027')).transform(Number) }),
  response: z.object({ name: z.string(), title: wordsShape, year: z.int(), published: z.boolean(), workDays: z.int(), days: z.array(calendarDay) }),
});

export const saveWeek = endpoint({
  method: 'PUT', path: '/calendars/:name/week', summary: words('修改每周班次', 'Change the weekly shifts'), params,
  body: z.strictObject({ week, reason: text(200, 2), revision: z.int() }), response: z.object({ name: z.string(), revision: z.int() }),
});
export const overrideDay = endpoint({
  method: 'PUT', path: '/calendars/:name/days/:day', summary: words('设定某天班次', 'Set the shifts of one day'), params: params.extend({ day }),
  body: z.strictObject({ /** None: closed. */ shifts, reason: text(200, 2) }), response: z.object({ name: z.string(), revision: z.int() }),
});
export const clearDay = endpoint({
  method: 'DELETE', path: '/calendars/:name/days/:day', summary: words('取消某天的特别班次', 'Take back the shifts of one day'), params: params.extend({ day }),
  body: z.strictObject({ reason: text(200, 2) }), response: z.object({ name: z.string(), revision: z.int() }),
});
export const publishYear = endpoint({
  method: 'POST', path: '/holiday-years', summary: words('公布一年的放假安排', 'Publish the holidays of a year'),
  body: z.strictObject({
    year: z.int().min(1971).max(2199), source: text(300, 4), correction: z.boolean(),
    festivals: z.array(z.strictObject({ name: text(40, 1), from: day, to: day, makeUpDays: z.array(day).max(10) })).min(1).max(30),
  }),
  response: done.extend({ id: z.string(), holidays: z.int(), makeUpDays: z.int() }),
});
export const readHolidayYear = endpoint({
  method: 'GET', path: '/holiday-years/:year', summary: words('某年放假安排', 'Holidays of a year'), params: readCalendarYear.params!.pick({ year: true }),
  response: z.object({ year: z.int(), published: z.boolean(), source: z.string().nullable(), days: z.array(z.object({ day, kind: z.enum(['holiday', 'make-up']), name: wordsShape.nullable() })) }),
});

/** One change of calendars, tried and not made: weekly hours, a day (null: its arrangement taken back), the holidays of a year. */
const trial = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('week'), name: text(40, 1), week }), z.strictObject({ what: z.literal('day'), name: text(40, 1), day, shifts: shifts.nullable() }),
  z.strictObject({ what: z.literal('year'), year: publishYear.body!.shape.year, festivals: publishYear.body!.shape.festivals }),
]);
export type CalendarTrial = z.output<typeof trial>;
const moved = z.object({
  id, clause: z.string(), title: wordsShape, subject: z.object({ type: z.string(), id: z.string(), number: z.string(), href: z.string() }), from: instant.nullable(), to: instant.nullable(),
  /** What becomes of it: overdue by the new reckoning, or no longer. */ turns: z.enum(['overdue', 'not-overdue']).nullable(),
});
export const tryCalendar = endpoint({
  method: 'POST', path: '/calendar-trials', summary: words('试算日历变更', 'What a change of calendars would move'), body: trial,
  response: z.object({
    /** Open obligations that run by the calendars concerned; how many would move, to an earlier or a later time, or become certain. */
    open: z.int(), earlier: z.int(), later: z.int(), overdue: z.int(), notOverdue: z.int(), certain: z.int(),
    /** Not all were worked out: there are more than 20,000. */ cut: z.boolean(),
    /** The first of those that move, by their present time. */ rows: z.array(moved),
  }),
});
export type CalendarEffect = z.output<typeof tryCalendar.response>;
