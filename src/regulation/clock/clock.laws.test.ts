import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCalendar } from './calendar.ts';
import { chinaHolidays } from './cn.ts';
import { dueOf, judge, type Pause } from './clock.ts';
import { shiftOf } from './shifts.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const cn = chinaHolidays();
const office = [shiftOf('09:00', '12:00'), shiftOf('13:30', '18:00')];
const late = [shiftOf('13:00', '17:00'), shiftOf('20:00', '02:00')];
const sale = new Map([['2026-11-11', [shiftOf('00:00', '24:00')]]]);
const calendar = makeCalendar({ name: 'mixed', zone: 'Asia/Shanghai', week: [office, office, office, late, office, [], []], overrides: sale, ...cn });

/** The same rules told minute by minute: slow, and written without the calendar. */
function worksInMinute(at: number): boolean {
  const local = at + 8 * 60 * MINUTE;
  const minute = Math.floor((local % DAY) / MINUTE);
  const today = Math.floor(local / DAY);
  return within(today, minute) || within(today - 1, minute + 1440);
}
function within(day: number, minute: number): boolean {
  const text = new Date(day * DAY).toISOString().slice(0, 10);
  const weekday = new Date(day * DAY).getUTCDay();
  const make = cn.makeUpDays.has(text);
  if (text === '2026-11-11') return minute < 1440;
  if (!make && (cn.holidays.has(text) || weekday === 0 || weekday === 6)) return false;
  const evening = weekday === 4;
  return evening ? (minute >= 780 && minute < 1020) || (minute >= 1200 && minute < 1560) : (minute >= 540 && minute < 720) || (minute >= 810 && minute < 1080);
}

const first = Date.UTC(2025, 0, 1);
const minuteOf2025to2026 = fc.integer({ min: 0, max: 640 * 1440 }).map((n) => first + n * MINUTE);
const instant = fc.integer({ min: first, max: first + 640 * DAY });
const around = (start: number) =>
  fc.array(fc.tuple(fc.integer({ min: -600, max: 9000 }), fc.integer({ min: 0, max: 3000 })), { maxLength: 4 })
    .map((list): Pause[] => list.map(([from, length]) => ({ from: start + from * MINUTE, to: start + (from + length) * MINUTE })));
const story = minuteOf2025to2026.chain((start) => fc.record({ start: fc.constant(start), amount: fc.integer({ min: 0, max: 1500 }), pauses: around(start) }));
const elapsed = (start: number, end: number, pauses: Pause[] = []): number =>
  judge({ start, limit: { unit: 'workMinutes', amount: 0 }, calendar, pauses, stop: end, asOf: Number.MAX_SAFE_INTEGER / 2 }).elapsedMs;
const paused = (pauses: readonly Pause[], at: number) => pauses.some((p) => p.from <= at && at < p.to!);

describe('laws of the clock', () => {
  test('agrees with a walk from minute to minute', () => {
    fc.assert(fc.property(story, ({ start, amount, pauses }) => {
      const { due, breachAt } = dueOf({ start, limit: { unit: 'workMinutes', amount }, calendar, pauses });
      let at = start;
      for (let used = 0; used < amount; at += MINUTE) if (worksInMinute(at) && !paused(pauses, at)) used++;
      expect(due).toBe(at);
      while (!worksInMinute(at) || paused(pauses, at)) at += MINUTE;
      expect(breachAt).toBe(at);
    }), { numRuns: 40 });
  });
  test('elapsed adds up', () => {
    fc.assert(fc.property(instant, fc.nat(40 * DAY), fc.nat(40 * DAY), (a, one, two) => {
      expect(elapsed(a, a + one) + elapsed(a + one, a + one + two)).toBe(elapsed(a, a + one + two));
    }), { numRuns: 300 });
  });
  test('elapsed from start to due is the limit, and breachAt is the last instant that keeps it', () => {
    fc.assert(fc.property(story, fc.integer({ min: 0, max: 59_999 }), ({ start, amount, pauses }, shift) => {
      const limit = { unit: 'workMinutes', amount } as const;
      const from = start + shift;
      const { due, breachAt } = dueOf({ start: from, limit, calendar, pauses });
      const judgeAt = (stop: number) => judge({ start: from, limit, calendar, pauses, stop, asOf: from + 1000 * DAY });
      expect(judgeAt(due!)).toMatchObject({ state: 'met', elapsedMs: amount * MINUTE });
      if (due! > from) expect(judgeAt(due! - 1).elapsedMs).toBe(amount * MINUTE - 1);
      expect(judgeAt(breachAt!)).toMatchObject({ state: 'met', elapsedMs: amount * MINUTE });
      expect(judgeAt(breachAt! + 1)).toMatchObject({ state: 'breached', elapsedMs: amount * MINUTE + 1 });
    }), { numRuns: 300 });
  });
  test('a longer limit is never due earlier', () => {
    fc.assert(fc.property(story, fc.nat(600), fc.constantFrom('workMinutes', 'minutes', 'workDays'), ({ start, amount, pauses }, more, unit) => {
      const days = unit === 'workDays' ? 60 : 1;
      const due = (n: number) => dueOf({ start, limit: { unit, amount: Math.floor(n / days) }, calendar, pauses }).due!;
      expect(due(amount + more)).toBeGreaterThanOrEqual(due(amount));
    }), { numRuns: 300 });
  });
  test('overlapping pauses count once, repeated ones too, in any order', () => {
    fc.assert(fc.property(story, ({ start, amount, pauses }) => {
      const due = (list: Pause[]) => dueOf({ start, limit: { unit: 'workMinutes', amount }, calendar, pauses: list }).due;
      expect(due([...pauses, ...pauses].reverse())).toBe(due(pauses));
      for (const p of pauses) {
        const middle = Math.floor((p.from + p.to!) / 2);
        expect(due([...pauses, { from: p.from, to: middle }, { from: middle, to: p.to }])).toBe(due(pauses));
      }
    }), { numRuns: 200 });
  });
  test('a pause outside working time changes nothing', () => {
    fc.assert(fc.property(story, fc.nat(20), ({ start, amount, pauses }, skip) => {
      const free = calendar.shiftsBetween(start, start + 40 * DAY);
      const gap = { from: free[skip]!.to, to: free[skip + 1]!.from };
      const due = (list: Pause[]) => dueOf({ start, limit: { unit: 'workMinutes', amount }, calendar, pauses: list });
      const [without, with_] = [due(pauses), due([...pauses, gap])];
      expect([with_.due, with_.breachAt]).toEqual([without.due, without.breachAt]);
    }), { numRuns: 200 });
  });
  test('the calendar counts what its shifts say, at any instant and in any zone', () => {
    fc.assert(fc.property(fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'), instant, fc.nat(20 * DAY), (zone, from, length) => {
      const there = makeCalendar({ ...calendar, zone, holidays: cn.holidays, makeUpDays: cn.makeUpDays, overrides: sale });
      const shifts = there.shiftsBetween(from, from + length);
      expect(shifts.reduce((sum, s) => sum + s.to - s.from, 0)).toBe(there.workBetween(from, from + length));
      shifts.forEach((s, i) => expect(s.to > s.from && (i === 0 || shifts[i - 1]!.to < s.from)).toBe(true));
      const total = there.workBetween(from, from + length);
      if (total > 0) expect(there.advance(from, total).at).toBe(shifts.at(-1)!.to);
    }), { numRuns: 150 });
  });
});
