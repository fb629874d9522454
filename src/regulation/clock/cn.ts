import { words, type Words } from '../../kernel/words.ts';
import { dayOf, dayText } from './civil.ts';
import data from './cn-holidays.json' with { type: 'json' };
import { ClockError } from './errors.ts';

/** China's public holidays and make-up working days (调休), as published up to a day. */
export interface ChinaHolidays {
  readonly holidays: ReadonlySet<string>;
  readonly makeUpDays: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, Words>;
  /** First and last day for which notices were published. */
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  /** `cn@2025-11-04`: the day of the newest notice used. */
  readonly version: string;
}

type Notice = (typeof data.notices)[number];

const festivals: Readonly<Record<string, string>> = {
  元旦: "New Year's Day",
  春节: 'Spring Festival',
  清明节: 'Qingming Festival',
  劳动节: 'Labour Day',
  端午节: 'Dragon Boat Festival',
  中秋节: 'Mid-Autumn Festival',
  国庆节: 'National Day',
  抗日战争暨世界反法西斯战争胜利70周年纪念日: 'Victory Day, 70th anniversary',
};

const made = new Map<string, ChinaHolidays>();

/**
 * The holidays as known on a day (`2020-01-27`); without one, the newest known. A year's later notice replaces the year's
 * earlier one: Spring Festival 2020 was prolonged on 27 January 2020.
 * @throws ClockError `clock.holidays-unknown` when nothing had been published by then
 */
export function chinaHolidays(knownOn?: string): ChinaHolidays {
  const key = knownOn ?? '';
  let found = made.get(key);
  if (!found) made.set(key, (found = build(knownOn)));
  return found;
}

function build(knownOn: string | undefined): ChinaHolidays {
  const byYear = new Map<number, Notice>();
  for (const notice of data.notices) {
    if (knownOn !== undefined && notice.knownFrom > knownOn) continue;
    const earlier = byYear.get(notice.year);
    if (!earlier || earlier.knownFrom <= notice.knownFrom) byYear.set(notice.year, notice);
  }
  const years = [...byYear.keys()].sort((a, b) => a - b);
  const [first, last] = [years[0], years.at(-1)];
  if (first === undefined || last === undefined) {
    throw new ClockError('clock.holidays-unknown', words(`截至 ${knownOn} 没有已收录的国务院放假通知（最早为 2015 年）`, `no State Council notice on record was published by ${knownOn} (the first is for 2015)`));
  }
  const holidays = new Set<string>();
  const makeUpDays = new Set<string>();
  const names = new Map<string, Words>();
  for (const notice of byYear.values()) {
    for (const festival of notice.festivals) {
      const name = festivalName(festival.name);
      const off = (festival.off as [string, string][]).flatMap(([from, to]) => [...daysFrom(from, to)]);
      for (const day of off) holidays.add(day);
      for (const day of festival.work) makeUpDays.add(day);
      for (const day of [...off, ...festival.work]) names.set(day, name);
    }
  }
  const newest = [...byYear.values()].reduce((a, b) => (a.knownFrom >= b.knownFrom ? a : b)).knownFrom;
  return { holidays, makeUpDays, names, coverageFrom: `${first}-01-01`, coverageThrough: `${last}-12-31`, version: `cn@${newest}` };
}

function* daysFrom(first: string, last: string): Generator<string> {
  const [from, to] = [dayOf(first), dayOf(last)];
  if (from === null || to === null) throw new Error(`holiday data name days that do not exist: ${first}–${last}`);
  for (let day = from; day <= to; day++) yield dayText(day);
}

const festivalName = (zh: string): Words => words(zh, zh.split('、').map((one) => festivals[one] ?? one).join(' and '));

