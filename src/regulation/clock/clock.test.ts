import { describe, expect, test } from 'vitest';
import { makeCalendar, type CalendarData } from './calendar.ts';
import { chinaHolidays } from './cn.ts';
import { dueOf, judge, type Case } from './clock.ts';
import { shiftOf } from './shifts.ts';

const day = [shiftOf('09:00', '18:00')];
const calendar = (over: Partial<CalendarData> = {}) =>
  makeCalendar({ name: 'simple', zone: 'Asia/Shanghai', week: [day, day, day, day, day, [], []], overrides: new Map(), ...chinaHolidays(), ...over });
const simple = calendar();
const cst = (text: string): number => Date.parse(`${text}+08:00`);
const HOUR = 3_600_000;
/** Eight working hours from Friday 16:00: two on Friday, six on Monday until 15:00. */
const friday = { start: cst('2026-03-06T16:00'), limit: { unit: 'workHours', amount: 8 }, calendar: simple } as const;
const judged = (over: Partial<Case>) => judge({ ...friday, asOf: cst('2026-03-31T00:00'), ...over });

describe('engine.md §3 rule 8: pauses', () => {
  test('while one is open, due is unknown and what is left is shown', () => {
    const open = judged({ pauses: [{ from: cst('2026-03-06T17:00'), to: null }], asOf: cst('2026-03-07T12:00') });
    expect(open).toMatchObject({ state: 'paused', due: null, breachAt: null, elapsedMs: HOUR, remainingMs: 7 * HOUR });
    expect(open.explanation.map((line) => line.zh).join('\n')).toContain('到期时间未知；剩余 7 小时');
  });
  test('the end of a pause is not known before it comes', () => {
    const pauses = [{ from: cst('2026-03-06T17:00'), to: cst('2026-03-07T12:00') }];
    expect(judged({ pauses, asOf: cst('2026-03-07T11:59:59.999') })).toMatchObject({ state: 'paused', due: null });
    expect(judged({ pauses, asOf: cst('2026-03-07T12:00') })).toMatchObject({ state: 'pending', due: cst('2026-03-09T16:00') });
    expect(judged({ pauses, asOf: cst('2026-03-06T16:59:59.999') })).toMatchObject({ state: 'pending', due: cst('2026-03-09T15:00') });
  });
  test('a pause that opens after the limit hides nothing', () => {
    expect(judged({ pauses: [{ from: cst('2026-03-09T15:00:00.001'), to: null }] })).toMatchObject({ state: 'breached', due: cst('2026-03-09T15:00'), breachAt: cst('2026-03-09T15:00') });
  });
  test('a pause that opens exactly when the limit is reached: due is known, when it is late is not', () => {
    expect(judged({ pauses: [{ from: cst('2026-03-09T15:00'), to: null }] })).toMatchObject({ state: 'paused', due: cst('2026-03-09T15:00'), breachAt: null, remainingMs: 0 });
  });
  test('a pause ends when the case is closed', () => {
    expect(judged({ pauses: [{ from: cst('2026-03-06T17:00'), to: null }], stop: cst('2026-03-20T17:00') })).toMatchObject({ state: 'met', elapsedMs: HOUR });
  });
  test('one that ends before it begins is refused', () => {
    expect(() => dueOf({ ...friday, pauses: [{ from: 2, to: 1 }] })).toThrow(expect.objectContaining({ code: 'clock.pause-reversed' }));
  });
  test('natural hours are paused too, by night as well', () => {
    expect(dueOf({ ...friday, limit: { unit: 'hours', amount: 8 }, pauses: [{ from: cst('2026-03-06T23:00'), to: cst('2026-03-07T01:00') }] }).due).toBe(cst('2026-03-07T02:00'));
  });
  test('working days cannot be paused, and the explanation says so', () => {
    const answer = judged({ limit: { unit: 'workDays', amount: 1 }, pauses: [{ from: cst('2026-03-06T17:00'), to: null }], asOf: cst('2026-03-09T12:00') });
    expect(answer).toMatchObject({ state: 'pending', due: cst('2026-03-09T18:00') });
    expect(answer.explanation.some((line) => line.kind === 'pause' && line.zh.includes('不能暂停'))).toBe(true);
  });
});

describe('engine.md §3 rule 7: closing', () => {
  test('cancelled in time, or too late to be cancelled', () => {
    expect(judged({ cancel: cst('2026-03-09T15:00') })).toMatchObject({ state: 'cancelled' });
    expect(judged({ cancel: cst('2026-03-09T15:00:00.001') })).toMatchObject({ state: 'breached' });
  });
  test('what comes first closes it; a stop at the same instant wins', () => {
    expect(judged({ stop: cst('2026-03-06T17:00'), cancel: cst('2026-03-06T16:59') })).toMatchObject({ state: 'cancelled' });
    expect(judged({ stop: cst('2026-03-06T17:00'), cancel: cst('2026-03-06T17:00') })).toMatchObject({ state: 'met' });
  });
  test('a stop that is not known yet does not count', () => {
    expect(judged({ stop: cst('2026-03-06T17:00'), asOf: cst('2026-03-06T16:59:59.999') })).toMatchObject({ state: 'pending' });
    expect(judged({ stop: cst('2026-03-06T17:00'), asOf: cst('2026-03-06T17:00') })).toMatchObject({ state: 'met' });
  });
  test('a stop before the start is refused', () => {
    expect(() => judged({ stop: cst('2026-03-06T15:59') })).toThrow(expect.objectContaining({ code: 'clock.stop-before-start' }));
  });
});

describe('engine.md §3 rule 5: working days', () => {
  const twoDays = { limit: { unit: 'workDays', amount: 2 } } as const;
  test('done by close of business of the second day, or a millisecond later', () => {
    expect(judged({ ...twoDays, stop: cst('2026-03-10T18:00') })).toMatchObject({ state: 'met', elapsedDays: 2, remainingMs: null });
    expect(judged({ ...twoDays, stop: cst('2026-03-10T18:00:00.001') })).toMatchObject({ state: 'breached', elapsedDays: 3 });
  });
  test('done at once is day one', () => expect(judged({ ...twoDays, stop: cst('2026-03-06T16:01') })).toMatchObject({ state: 'met', elapsedDays: 1 }));
  test('a start on a Saturday does not make Sunday a day', () => {
    expect(dueOf({ ...friday, ...twoDays, start: cst('2026-03-07T10:00') }).due).toBe(cst('2026-03-10T18:00'));
  });
  test('close of business of a night shift is the next morning', () => {
    const night = [shiftOf('22:00', '06:00')];
    expect(dueOf({ ...friday, limit: { unit: 'workDays', amount: 1 }, calendar: calendar({ week: [night, night, night, night, night, [], []] }) }).due).toBe(cst('2026-03-10T06:00'));
  });
});

describe('engine.md §3 rule 5: rings and other counts', () => {
  const rings = (count: number, stop?: number) => judged({ limit: { unit: 'count', amount: 3 }, count, stop });
  test('three are within three, four are not', () => {
    expect(rings(3, friday.start)).toMatchObject({ state: 'met', due: null, breachAt: null });
    expect(rings(4, friday.start)).toMatchObject({ state: 'breached' });
    expect(rings(3)).toMatchObject({ state: 'pending' });
  });
  test('without a number there is no verdict', () => {
    expect(() => judged({ limit: { unit: 'count', amount: 3 } })).toThrow(expect.objectContaining({ code: 'clock.count-missing' }));
  });
});

describe('engine.md §3 rule 3: years that are not published', () => {
  const newYear = (amount: number) => dueOf({ ...friday, start: cst('2026-12-31T16:00'), limit: { unit: 'workHours', amount } });
  test('an answer inside the published year is firm', () => expect(newYear(1)).toMatchObject({ due: cst('2026-12-31T17:00'), provisional: false }));
  test('due at the last closing time is certain, but not when it is late', () => {
    expect(newYear(2)).toMatchObject({ due: cst('2026-12-31T18:00'), breachAt: cst('2027-01-01T09:00'), provisional: true });
  });
  test('the explanation says up to where holidays are known', () => {
    expect(newYear(3).explanation.find((line) => line.kind === 'provisional')?.zh).toContain('2026-12-31');
  });
  test('natural hours need no calendar', () => {
    expect(dueOf({ ...friday, start: cst('2026-12-31T16:00'), limit: { unit: 'hours', amount: 48 } }).provisional).toBe(false);
  });
  test('time used up in an unpublished year makes the figure provisional', () => {
    expect(judged({ start: cst('2026-12-30T16:00'), stop: cst('2027-01-04T10:00'), asOf: cst('2027-01-05T00:00') })).toMatchObject({ state: 'breached', provisional: true });
  });
});

test('a calendar that never works again is never late', () => {
  const once = calendar({ week: [[], [], [], [], [], [], []], overrides: new Map([['2026-11-11', [shiftOf('00:00', '24:00')]]]) });
  expect(dueOf({ start: cst('2026-11-11T00:00'), limit: { unit: 'workHours', amount: 24 }, calendar: once })).toMatchObject({ due: cst('2026-11-12T00:00'), breachAt: null });
  expect(() => dueOf({ start: cst('2026-11-11T00:00'), limit: { unit: 'workHours', amount: 25 }, calendar: once })).toThrow(expect.objectContaining({ code: 'clock.out-of-reach' }));
});

describe('a due time explains itself', () => {
  test('shifts, pause, festival and make-up day, in both languages', () => {
    const answer = dueOf({ start: cst('2026-02-13T17:00'), limit: { unit: 'workHours', amount: 10 }, calendar: simple, pauses: [{ from: cst('2026-02-14T09:00'), to: cst('2026-02-14T10:00') }] });
    expect(answer.explanation).toEqual([
      { kind: 'start', zh: '从 2026-02-13（周五）17:00 起算，时限 10 工作小时，按日历“simple”（Asia/Shanghai，版本 cn@2025-11-04）', en: 'Runs from Fri 2026-02-13 17:00; limit 10 working hours on calendar "simple" (Asia/Shanghai, version cn@2025-11-04)' },
      { kind: 'shifts', zh: '2026-02-13（周五）17:00–18:00，计 1 小时', en: 'Fri 2026-02-13 17:00–18:00: 1 h' },
      { kind: 'shifts', zh: '2026-02-14（周六）10:00–18:00，计 8 小时', en: 'Sat 2026-02-14 10:00–18:00: 8 h' },
      { kind: 'shifts', zh: '2026-02-24（周二）09:00–10:00，计 1 小时', en: 'Tue 2026-02-24 09:00–10:00: 1 h' },
      { kind: 'make-up', zh: '2026-02-14（周六）调休上班，春节，班次 09:00–18:00', en: 'Sat 2026-02-14 is a make-up working day (Spring Festival), 09:00–18:00' },
      { kind: 'holiday', zh: '跳过节假日 2026-02-15（周日）至 2026-02-23（周一），春节', en: 'Skipped holidays Sun 2026-02-15 to Mon 2026-02-23 (Spring Festival)' },
      { kind: 'pause', zh: '暂停 2026-02-14（周六）09:00 至 2026-02-14（周六）10:00，扣除 1 小时', en: 'Paused Sat 2026-02-14 09:00 to Sat 2026-02-14 10:00: 1 h taken off' },
      { kind: 'due', zh: '到期 2026-02-24（周二）10:00，此刻之后即为超时', en: 'Due Tue 2026-02-24 10:00; anything after it is late' },
    ]);
  });
  test('months of equal days are one sentence', () => {
    const answer = dueOf({ start: cst('2026-03-02T09:00'), limit: { unit: 'workHours', amount: 9 * 20 }, calendar: simple });
    expect(answer.explanation.filter((line) => line.kind === 'shifts').map((line) => line.zh)).toEqual(['2026-03-02（周一）至 2026-03-27（周五）共 20 个工作日，每天 09:00–18:00，计 180 小时']);
  });
});

test.each([
  ['less than nothing', { unit: 'workHours', amount: -1 }],
  ['no number', { unit: 'hours', amount: Number.NaN }],
  ['half a working day', { unit: 'workDays', amount: 0.5 }],
  ['a part of a millisecond', { unit: 'minutes', amount: 0.00001 }],
  ['more than forty years', { unit: 'hours', amount: 40 * 366 * 24 + 1 }],
  ['more than forty years of working days', { unit: 'workDays', amount: 40 * 366 + 1 }],
] as const)('a limit of %s is refused', (_, limit) => {
  expect(() => dueOf({ ...friday, limit })).toThrow(expect.objectContaining({ code: 'clock.limit-invalid' }));
});
