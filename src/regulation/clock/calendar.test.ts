import { describe, expect, test } from 'vitest';
import { makeCalendar, type CalendarData } from './calendar.ts';
import { dayOf } from './civil.ts';
import { shiftOf, type Shifts, type Week } from './shifts.ts';

const office = [shiftOf('09:00', '12:00'), shiftOf('13:30', '18:00')];
const weekOf = (monToFri: Shifts, sat: Shifts = [], sun: Shifts = []): Week => [monToFri, monToFri, monToFri, monToFri, monToFri, sat, sun];
const calendar = (over: Partial<CalendarData> = {}) =>
  makeCalendar({ name: 'office', zone: 'Asia/Shanghai', week: weekOf(office), holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: '1', ...over });

const cst = (text: string): number => Date.parse(`${text}+08:00`);
const hours = (n: number): number => n * 3_600_000;
/** Working time of a calendar day in Shanghai, in hours. */
const hoursOn = (day: string, over: Partial<CalendarData>): number => calendar(over).plan(dayOf(day)!).total / 3_600_000;

describe('engine.md §3 rule 2: what counts on a day: weekly, then holiday, then make-up day, then dated override', () => {
  const saturday = '2026-02-14';
  const monday = '2026-02-16';
  test('weekly shifts', () => {
    expect(hoursOn(monday, {})).toBe(7.5);
    expect(hoursOn(saturday, {})).toBe(0);
  });
  test('a holiday has no shifts', () => expect(hoursOn(monday, { holidays: new Set([monday]) })).toBe(0));
  test('a make-up day wins over a holiday', () => expect(hoursOn(monday, { holidays: new Set([monday]), makeUpDays: new Set([monday]) })).toBe(7.5));
  test('a dated override wins over everything', () => {
    const all = { holidays: new Set([monday]), makeUpDays: new Set([monday]) };
    expect(hoursOn(monday, { ...all, overrides: new Map([[monday, [shiftOf('00:00', '24:00')]]]) })).toBe(24);
    expect(hoursOn(monday, { ...all, overrides: new Map([[monday, []]]) })).toBe(0);
  });
  test('a make-up Saturday is worked like the most common weekday, even where Saturdays are short', () => {
    const short = [shiftOf('09:00', '15:00')];
    const week: Week = [office, office, office, office, short, short, []];
    expect(hoursOn(saturday, { week, makeUpDays: new Set([saturday]) })).toBe(7.5);
    expect(hoursOn(saturday, { week })).toBe(6);
  });
  test('a make-up day on a weekday keeps the shifts of that weekday', () => {
    const friday = '2026-02-20';
    const week: Week = [office, office, office, office, [shiftOf('09:00', '15:00')], [], []];
    expect(hoursOn(friday, { week, holidays: new Set([friday]), makeUpDays: new Set([friday]) })).toBe(6);
  });
});

describe('engine.md §3 rule 4: working time between two instants', () => {
  test('half-open: the closing second belongs to no one', () => {
    const c = calendar();
    expect(c.workBetween(cst('2026-03-02T17:59:59.999'), cst('2026-03-02T18:00:00.000'))).toBe(1);
    expect(c.workBetween(cst('2026-03-02T18:00:00.000'), cst('2026-03-03T09:00:00.000'))).toBe(0);
    expect(c.workBetween(cst('2026-03-02T18:00:00.000'), cst('2026-03-03T09:00:00.001'))).toBe(1);
  });
  test('a night shift belongs to the evening on which it begins, also when the morning is a holiday', () => {
    const night = calendar({ week: weekOf([shiftOf('22:00', '06:00')]), holidays: new Set(['2026-03-03']) });
    expect(night.shiftsBetween(cst('2026-03-02T20:00'), cst('2026-03-04T23:00'))).toEqual([
      { from: cst('2026-03-02T22:00'), to: cst('2026-03-03T06:00') },
      { from: cst('2026-03-04T22:00'), to: cst('2026-03-04T23:00') },
    ]);
    expect(night.workBetween(cst('2026-03-03T05:00'), cst('2026-03-03T23:00'))).toBe(hours(1));
  });
  test('a sales day of 24 hours after a night shift counts shared hours once', () => {
    const c = calendar({ week: weekOf([shiftOf('22:00', '06:00')]), overrides: new Map([['2026-11-11', [shiftOf('00:00', '24:00')]]]) });
    expect(c.workBetween(cst('2026-11-10T00:00'), cst('2026-11-12T00:00'))).toBe(hours(32));
    expect(c.shiftsBetween(cst('2026-11-10T12:00'), cst('2026-11-12T12:00'))).toEqual([{ from: cst('2026-11-10T22:00'), to: cst('2026-11-12T00:00') }]);
  });
  test('adjoining shifts are one stretch', () => {
    const c = calendar({ week: weekOf([shiftOf('12:00', '18:00'), shiftOf('09:00', '12:00')]) });
    expect(c.shiftsBetween(cst('2026-03-02T00:00'), cst('2026-03-03T00:00'))).toEqual([{ from: cst('2026-03-02T09:00'), to: cst('2026-03-02T18:00') }]);
  });
});

describe('engine.md §3 rule 1: zones that change their clocks', () => {
  const newYork = (shift: [string, string]) => calendar({ zone: 'America/New_York', week: weekOf([shiftOf(...shift)], [shiftOf(...shift)], [shiftOf(...shift)]) });
  const total = (c: ReturnType<typeof calendar>, day: string) => c.plan(dayOf(day)!).total;
  test('a day round the clock has 23, 24 or 25 hours', () => {
    const c = newYork(['00:00', '24:00']);
    expect(['2026-03-07', '2026-03-08', '2026-11-01'].map((day) => total(c, day))).toEqual([hours(24), hours(23), hours(25)]);
  });
  test('a shift that begins in the skipped hour begins when the clocks change', () => {
    expect(total(newYork(['02:30', '06:00']), '2026-03-08')).toBe(hours(3));
    expect(total(newYork(['02:30', '06:00']), '2026-03-09')).toBe(hours(3.5));
  });
  test('a shift that ends in the hour that comes twice ends the first time', () => {
    expect(total(newYork(['22:00', '01:30']), '2026-10-31')).toBe(hours(3.5));
    expect(total(newYork(['01:30', '06:00']), '2026-11-01')).toBe(hours(5.5));
  });
  test('midnight itself may be skipped (Beirut), and a whole day too (Samoa)', () => {
    const all = weekOf([shiftOf('00:00', '24:00')], [shiftOf('00:00', '24:00')], [shiftOf('00:00', '24:00')]);
    expect(total(calendar({ zone: 'Asia/Beirut', week: all }), '2026-03-29')).toBe(hours(23));
    const samoa = calendar({ zone: 'Pacific/Apia', week: all });
    expect(total(samoa, '2011-12-30')).toBe(0);
    expect(samoa.workBetween(Date.UTC(2011, 11, 29), Date.UTC(2012, 0, 1))).toBe(hours(72));
  });
  test('Shanghai had summer time until 1991', () => {
    expect(calendar().zoned.offsetAt(Date.UTC(1990, 6, 1))).toBe(hours(9));
    expect(calendar().zoned.offsetAt(Date.UTC(2026, 6, 1))).toBe(hours(8));
  });
});

describe('what is refused', () => {
  test.each([
    ['shifts that share time', () => calendar({ week: weekOf([shiftOf('09:00', '12:00'), shiftOf('11:59', '18:00')]) }), 'clock.shifts-overlap'],
    ['a night shift into the next morning', () => calendar({ week: weekOf([shiftOf('05:00', '08:00'), shiftOf('22:00', '05:01')]) }), 'clock.shifts-overlap'],
    ['a shift without length', () => shiftOf('09:00', '09:00'), 'clock.shift-invalid'],
    ['a time that does not exist', () => shiftOf('09:00', '24:01'), 'clock.shift-invalid'],
    ['an unknown zone', () => calendar({ zone: 'Asia/Peking' }), 'clock.zone-unknown'],
    ['a day that does not exist', () => calendar({ holidays: new Set(['2026-02-29']) }), 'clock.day-invalid'],
    ['a calendar that never works', () => calendar({ week: weekOf([]) }).advance(0, 1), 'clock.out-of-reach'],
  ])('%s', (_, make, code) => expect(make).toThrow(expect.objectContaining({ code })));

  test('shifts that merely touch are fine', () => {
    expect(() => calendar({ week: weekOf([shiftOf('09:00', '12:00'), shiftOf('12:00', '18:00')]) })).not.toThrow();
    expect(() => calendar({ week: weekOf([shiftOf('05:00', '08:00'), shiftOf('22:00', '05:00')]) })).not.toThrow();
  });
});

describe('engine.md §3 rule 3: how far the holidays are known', () => {
  const c = calendar({ coverageFrom: '2015-01-01', coverageThrough: '2026-12-31', overrides: new Map([['2027-01-01', []]]) });
  const covers = (a: string, b: string) => c.covers(dayOf(a)!, dayOf(b)!);
  test('through the last published day, not a day later', () => {
    expect(covers('2026-12-01', '2026-12-31')).toBe(true);
    expect(covers('2026-12-01', '2027-01-02')).toBe(false);
  });
  test('a day arranged by the company itself is known', () => expect(covers('2026-12-01', '2027-01-01')).toBe(true));
  test('nor before the first notice on record', () => {
    expect(covers('2015-01-01', '2015-01-02')).toBe(true);
    expect(covers('2014-12-31', '2015-01-02')).toBe(false);
  });
});
