import { words, type Words } from '../../kernel/words.ts';
import { makeCalendar, type Calendar } from './calendar.ts';
import { chinaHolidays } from './cn.ts';
import type { Limit } from './clock.ts';
import { dayOf } from './civil.ts';
import { ClockError } from './errors.ts';
import { instantOf } from './instants.ts';
import { allUnits, byCalendar, limitMs, type Unit } from './limit.ts';
import { unionOf, type Pause } from './pauses.ts';
import { shiftOf, type Shifts, type Week } from './shifts.ts';
import type { Zone } from './zone.ts';

export interface ClockCase {
  readonly id: string | number;
  readonly calendar: Calendar;
  readonly start: number;
  readonly limit: Limit;
  readonly pauses: readonly Pause[];
  readonly stop: number | null;
  readonly cancel: number | null;
  readonly asOf: number;
  readonly count: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const companyZone = 'Asia/Shanghai';

/**
 * The cases of a clock file, checked.
 * @throws ClockError naming the case or calendar and the field
 */
export function readClockFile(text: string): ClockCase[] {
  const file = fields(parsed(text), whole, ['calendars', 'cases']);
  const calendars = new Map<string, Calendar>();
  for (const [name, value] of Object.entries(plain(file['calendars'] ?? {}, words('calendars', 'calendars')))) {
    calendars.set(name, inside(words(`日历“${name}”`, `calendar "${name}"`), () => calendarOf(name, value)));
  }
  return list(file['cases'], words('cases', 'cases')).map((value, i) => {
    const id = plain(value, words(`第 ${i + 1} 个案例`, `case number ${i + 1}`))['id'];
    const named = (typeof id === 'string' && id !== '') || typeof id === 'number';
    const where = named ? words(`案例“${id}”`, `case "${id}"`) : words(`第 ${i + 1} 个案例`, `case number ${i + 1}`);
    return inside(where, () => {
      if (!named) throw wrong(words('缺少 id（文字或数字）', 'id is missing (text or number)'));
      return caseOf(id, value, calendars);
    });
  });
}

function calendarOf(name: string, value: unknown): Calendar {
  const given = fields(value, words('日历', 'the calendar'), ['zone', 'week', 'holidays', 'makeUpDays', 'overrides', 'coverageThrough', 'knownOn', 'version']);
  const week = fields(given['week'] ?? {}, words('week', 'week'), weekdays);
  const knownOn = optionalDay(given['knownOn'], 'knownOn');
  const fromChina = given['holidays'] === 'cn' || given['makeUpDays'] === 'cn';
  if (knownOn !== undefined && !fromChina) throw wrong(words('knownOn 只用于 "holidays": "cn"', 'knownOn belongs to "holidays": "cn" only'));
  const china = fromChina ? chinaHolidays(knownOn) : null;
  const holidays = given['holidays'] === 'cn' ? china!.holidays : days(given['holidays'], 'holidays');
  const ownMakeUp = given['makeUpDays'] === 'cn' ? [] : days(given['makeUpDays'], 'makeUpDays');
  const makeUpDays = new Set([...(china?.makeUpDays ?? []), ...ownMakeUp]);
  const overrides = new Map<string, Shifts>();
  for (const [day, shifts] of Object.entries(plain(given['overrides'] ?? {}, words('overrides', 'overrides')))) {
    overrides.set(realDay(day, 'overrides'), shiftsOf(shifts, `overrides ${day}`));
  }
  return makeCalendar({
    name,
    zone: nonEmpty(given['zone'], 'zone'),
    week: weekdays.map((day) => shiftsOf(week[day] ?? [], day)) as unknown as Week,
    holidays,
    makeUpDays,
    overrides,
    coverageFrom: china?.coverageFrom ?? null,
    coverageThrough: earliest(optionalDay(given['coverageThrough'], 'coverageThrough'), china ? china.coverageThrough : lastListedYear([...holidays, ...makeUpDays])),
    version: given['version'] === undefined ? (china?.version ?? 'file') : nonEmpty(given['version'], 'version'),
    ...(china ? { names: china.names } : {}),
  });

  /** Our own data end where publication ends, whatever the file claims; days listed in the file reach as far as it says. */
  function earliest(claimed: string | undefined, known: string | null): string | null {
    if (claimed === undefined) return known;
    return china && claimed > china.coverageThrough ? china.coverageThrough : claimed;
  }
}

/** A list without `coverageThrough` is taken to be complete to the end of its last year. */
function lastListedYear(listed: readonly string[]): string | null {
  const last = [...listed].sort().at(-1);
  return last === undefined ? null : `${last.slice(0, 4)}-12-31`;
}

function caseOf(id: string | number, value: unknown, calendars: ReadonlyMap<string, Calendar>): ClockCase {
  const given = fields(value, words('案例', 'the case'), ['id', 'calendar', 'start', 'limit', 'pauses', 'stop', 'cancel', 'asOf', 'count']);
  const limit = limitOf(given['limit']);
  const calendar = calendarFor(given['calendar'], limit, calendars);
  const zone = calendar.zoned;
  const start = instant(given['start'], 'start', zone);
  const pauses = given['pauses'] == null ? [] : list(given['pauses'], words('pauses', 'pauses')).map((pause, i) => pauseOf(pause, i, zone));
  inside(words('pauses', 'pauses'), () => unionOf(pauses));
  const stop = optionalInstant(given['stop'], 'stop', zone);
  const cancel = optionalInstant(given['cancel'], 'cancel', zone);
  const asOf = optionalInstant(given['asOf'], 'asOf', zone);
  for (const [name, at] of [['stop', stop], ['cancel', cancel]] as const) {
    if (at !== null && at < start) throw wrong(words(`${name} 早于 start`, `${name} is before start`));
  }
  if (given['count'] !== undefined && limit.unit !== 'count') throw wrong(words('count 只用于按次数的时限', 'count belongs to a limit in times only'));
  if (limit.unit === 'count' && !(Number.isSafeInteger(given['count']) && (given['count'] as number) >= 0)) {
    throw wrong(words('按次数的时限需要 count（不小于 0 的整数）', 'a limit in times needs count (whole, not negative)'));
  }
  return { id, calendar, start, limit, pauses, stop, cancel, asOf: asOf ?? latestFact(start, pauses, stop, cancel), count: given['count'] as number | undefined };
}

/** Without `asOf` everything in the case is known: judge at its last fact. The machine's clock is not asked. */
const latestFact = (start: number, pauses: readonly Pause[], stop: number | null, cancel: number | null): number =>
  Math.max(start, stop ?? start, cancel ?? start, ...pauses.map((pause) => pause.to ?? pause.from));

function calendarFor(name: unknown, limit: Limit, calendars: ReadonlyMap<string, Calendar>): Calendar {
  if (name === undefined && !byCalendar(limit.unit)) return naturalCalendar();
  const text = nonEmpty(name, 'calendar');
  const calendar = calendars.get(text);
  if (!calendar) throw wrong(words(`calendars 里没有日历“${text}”`, `there is no calendar "${text}" in calendars`));
  return calendar;
}

/** Natural time and counts need a zone only, for reading and printing instants. */
const naturalCalendar = (): Calendar =>
  makeCalendar({ name: companyZone, zone: companyZone, week: [[], [], [], [], [], [], []], holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: 'natural' });

function limitOf(value: unknown): Limit {
  const given = Object.entries(fields(value, words('limit', 'limit'), allUnits));
  const [only] = given;
  if (given.length !== 1 || !only) throw wrong(words(`limit 应正好写一种单位：${allUnits.join('、')}`, `limit takes exactly one unit: ${allUnits.join(', ')}`));
  if (typeof only[1] !== 'number') throw wrong(words(`limit 的 ${only[0]} 应为数字`, `limit ${only[0]} must be a number`));
  const limit: Limit = { unit: only[0] as Unit, amount: only[1] };
  limitMs(limit);
  return limit;
}

function pauseOf(value: unknown, i: number, zone: Zone): Pause {
  const name = `pauses[${i}]`;
  const pair = list(value, words(name, name));
  if (pair.length < 1 || pair.length > 2) throw wrong(words(`${name} 应为 [开始, 结束]，未结束写 null`, `${name} must be [from, to], with null when it has not ended`));
  return { from: instant(pair[0], name, zone), to: optionalInstant(pair[1], name, zone) };
}

function shiftsOf(value: unknown, name: string): Shifts {
  return list(value, words(name, name)).map((pair) => {
    const [from, to, ...rest] = list(pair, words(name, name));
    if (typeof from !== 'string' || typeof to !== 'string' || rest.length > 0) throw wrong(words(`${name} 的班次应写成 ["09:00", "12:00"]`, `${name}: a shift is written ["09:00", "12:00"]`));
    return inside(words(name, name), () => shiftOf(from, to));
  });
}

const days = (value: unknown, name: string): ReadonlySet<string> =>
  new Set(value == null ? [] : list(value, words(name, name)).map((day) => realDay(day, name)));

function realDay(value: unknown, name: string): string {
  if (typeof value === 'string' && dayOf(value) !== null) return value;
  throw wrong(words(`${name} 里的“${show(value)}”不是有效日期，应为 2026-02-14 这样的写法`, `${name}: "${show(value)}" is not a day; write it like 2026-02-14`));
}

const optionalDay = (value: unknown, name: string): string | undefined => (value == null ? undefined : realDay(value, name));

function instant(value: unknown, name: string, zone: Zone): number {
  if (typeof value !== 'string') throw wrong(words(`缺少 ${name}，应为 2026-02-13T17:30 这样的时间`, `${name} is missing; write a time like 2026-02-13T17:30`));
  return inside(words(name, name), () => instantOf(value, zone));
}

const optionalInstant = (value: unknown, name: string, zone: Zone): number | null => (value == null ? null : instant(value, name, zone));

function nonEmpty(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(words(`缺少 ${name}（文字）`, `${name} is missing (text)`));
}

const whole = words('文件', 'the file');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw wrong(words(`文件不是有效的 JSON：${error.message}`, `the file is not valid JSON: ${error.message}`));
  }
}

function plain(value: unknown, what: Words): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw wrong(words(`${what.zh} 应为对象 {…}`, `${what.en} must be an object {…}`));
}

function fields(value: unknown, what: Words, names: readonly string[]): Fields {
  const found = plain(value, what);
  for (const name of Object.keys(found)) {
    if (!names.includes(name)) throw wrong(words(`${what.zh} 里没有“${name}”这个字段，可用：${names.join('、')}`, `${what.en} has no field "${name}"; known are ${names.join(', ')}`));
  }
  return found;
}

function list(value: unknown, what: Words): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(words(`${what.zh} 应为列表 […]`, `${what.en} must be a list […]`));
}

const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const wrong = (text: Words): ClockError => new ClockError('clock.input-invalid', text);

/** Runs `read` and says in the message of what goes wrong inside where that was. */
export function inside<T>(where: Words, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ClockError)) throw error;
    throw new ClockError(error.code, words(`${where.zh}：${error.text.zh}`, `${where.en}: ${error.text.en}`));
  }
}
