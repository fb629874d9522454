import type { Queryable } from '../../kernel/db/index.ts';
import type { Words } from '../../kernel/words.ts';
import { makeCalendar, type Calendar } from '../clock/calendar.ts';
import { shiftOf, type Shifts, type Week } from '../clock/shifts.ts';

/** Weekly shifts and dated ones as they stand in the database and in forms: `{"mon": [["09:00", "12:00"]]}`. */
export type WrittenShifts = readonly (readonly [string, string])[];
export type WrittenWeek = Readonly<Partial<Record<(typeof weekdays)[number], WrittenShifts>>>;
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const shiftsFrom = (written: WrittenShifts): Shifts => written.map(([from, to]) => shiftOf(from, to));
/** @throws ClockError when a time is written wrongly. */
export const weekFrom = (written: WrittenWeek): Week => weekdays.map((day) => shiftsFrom(written[day] ?? [])) as unknown as Week;

/** Round the clock, without holidays: for limits in natural hours and days. */
const naturalCalendar = (): Calendar => {
  const week = weekFrom(Object.fromEntries(weekdays.map((day) => [day, [['00:00', '24:00']]])) as WrittenWeek);
  return makeCalendar({
    name: 'natural', zone: 'Asia/Shanghai', week, holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: 'natural',
  });
};

interface Written {
  name: string; revision: number; zone: string; week: WrittenWeek; holidays: boolean; years: readonly number[];
  days: readonly { day: string; kind: 'holiday' | 'make-up' | 'override'; shifts: WrittenShifts | null; name: Words | null }[];
}

function build(written: Written): Calendar {
  const { name, holidays, days, years } = written;
  const [first] = years;
  let through = first;
  for (const year of years) if (through !== undefined && year === through + 1) through = year;
  return makeCalendar({
    name, zone: written.zone, week: weekFrom(written.week), version: `${name}@${written.revision}`,
    holidays: new Set(days.filter((d) => d.kind === 'holiday').map((d) => d.day)), makeUpDays: new Set(days.filter((d) => d.kind === 'make-up').map((d) => d.day)),
    overrides: new Map(days.filter((d) => d.kind === 'override').map((d) => [d.day, shiftsFrom(d.shifts ?? [])] as const)),
    coverageFrom: holidays && first !== undefined ? `${first}-01-01` : null, coverageThrough: holidays ? (through === undefined ? '1970-01-01' : `${through}-12-31`) : null,
    names: new Map(days.filter((d) => d.name !== null).map((d) => [d.day, d.name!] as const)),
  });
}

/** The calendars as they stand in the database: what clocks are built from, and what a change is tried on before it is made. */
export interface WrittenCalendars {
  calendars: { name: string; zone: string; week: WrittenWeek; holidays: boolean; revision: number }[];
  days: { calendar: string | null; day: string; kind: 'holiday' | 'make-up' | 'override'; shifts: WrittenShifts | null; name: Words | null }[];
  years: { year: number }[];
}

export async function readWrittenCalendars(on: Queryable): Promise<WrittenCalendars> {
  const { rows: calendars } = await on.query<WrittenCalendars['calendars'][number]>('select name, zone, week, holidays, revision from regulation.calendar');
  const { rows: days } = await on.query<WrittenCalendars['days'][number]>('select calendar, day, kind, shifts, name from regulation.calendar_day order by day');
  const { rows: years } = await on.query<{ year: number }>('select year from regulation.calendar_year order by year');
  return { calendars, days, years };
}

/** Calendars of clocks from what is written. @throws ClockError when a time is written wrongly. */
export function buildCalendars({ calendars, days, years }: WrittenCalendars): Map<string, Calendar> {
  const known = years.map((y) => y.year).toSorted((a, b) => a - b);
  const built = new Map<string, Calendar>([['natural', naturalCalendar()]]);
  for (const calendar of calendars)
    built.set(calendar.name, build({ ...calendar, days: days.filter((d) => d.calendar === calendar.name || (d.calendar === null && calendar.holidays)), years: known }));
  return built;
}

/** The company's calendars in memory, rebuilt when their version grows. */
export class CalendarStore {
  #calendars = new Map<string, Calendar>([['natural', naturalCalendar()]]);
  #versions = new Map<string, { knownFrom: number; calendar: Calendar }[]>();
  version = -1n;

  async load(on: Queryable): Promise<void> {
    const { rows: [version] } = await on.query<{ calendars: bigint }>('select calendars from regulation.version');
    const built = buildCalendars(await readWrittenCalendars(on));
    const { rows: kept } = await on.query<Written & { known_from: number }>('select name, revision, zone, week, holidays, days, years, known_from from regulation.calendar_version order by name, revision');
    this.#versions = Map.groupBy(kept.map((written) => ({ knownFrom: written.known_from, calendar: build(written) })), (v) => v.calendar.name);
    this.#calendars = built;
    this.version = version!.calendars;
  }

  named(name: string): Calendar {
    const found = this.#calendars.get(name);
    if (!found) throw new Error(`no calendar ${name}: run the migrations, or create it under settings`);
    return found;
  }

  /** A calendar as a verdict was pinned to it (`office@3`); null where it was changed before versions were kept. */
  pinned(name: string, version: string): Calendar | null {
    const newest = this.#calendars.get(name);
    if (newest?.version === version) return newest;
    return this.#versions.get(name)?.find((v) => v.calendar.version === version)?.calendar ?? null;
  }

  /** A calendar as it was known at an instant; null before it was there. */
  asKnown(name: string, at: number): Calendar | null {
    return this.#versions.get(name)?.findLast((v) => v.knownFrom <= at)?.calendar ?? null;
  }

  has(name: string): boolean {
    return this.#calendars.has(name);
  }

  names(): string[] {
    return [...this.#calendars.keys()];
  }
}
