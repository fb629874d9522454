import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCalendar } from '../clock/calendar.ts';
import { elapsedDays, elapsedMs } from '../clock/due.ts';
import { judge } from '../clock/clock.ts';
import type { Unit } from '../clock/limit.ts';
import { Curve, type Judged } from './curve.ts';
import { bandAt, firstDivergences } from './divergence.ts';
import { elapsedBy, measureOf } from './elapsed.ts';
import { reproduces } from './self-check.ts';

const HOUR = 3_600_000;
const nine = [{ from: 540, to: 720 }, { from: 810, to: 1080 }];
const office = makeCalendar({
  name: 'office', zone: 'Asia/Shanghai', week: [nine, nine, nine, nine, [{ from: 1320, to: 1800 }], [], []] as never, holidays: new Set(['2026-03-10']), makeUpDays: new Set(['2026-03-14']),
  overrides: new Map([['2026-03-18', []]]), coverageThrough: null, version: 't',
});
const begin = Date.parse('2026-03-02T00:00+08:00');
const anyInstant = fc.integer({ min: 0, max: 30 * 24 * 60 }).map((minutes) => begin + minutes * 60_000);
const anyCase: fc.Arbitrary<Judged> = fc.record({ elapsed: fc.integer({ min: 0, max: 50 }), ending: fc.constantFrom('done', 'open', 'cancelled', 'excluded') });

describe('engine.md §5, re-judge: n′ of N with a curve over all values from one sorted array', () => {
  const cases: Judged[] = [3, 5, 5, 8].map((elapsed) => ({ elapsed, ending: 'done' }));
  test('just the limit keeps it, a little more breaks it', () => {
    expect(Curve.from(cases).at(5)).toEqual({ n: 4, met: 3, breached: 1, censored: 0, excluded: 0 });
    expect(Curve.from(cases).at(4)).toEqual({ n: 4, met: 1, breached: 3, censored: 0, excluded: 0 });
  });
  test('open or cancelled cases make it an interval [lo, hi]', () => {
    const curve = Curve.from([...cases, { elapsed: 4, ending: 'open' }, { elapsed: 9, ending: 'cancelled' }, { elapsed: 1, ending: 'excluded' }]);
    expect(curve.at(5)).toEqual({ n: 7, met: 3, breached: 2, censored: 1, excluded: 1 });
  });
  test('the steps say every amount between them', () => {
    fc.assert(fc.property(fc.array(anyCase, { maxLength: 30 }), (many) => {
      const curve = Curve.from(many);
      const steps = curve.steps({ from: 0, to: 60, step: 1 }, (amount) => amount);
      for (let amount = 0; amount <= 60; amount++) {
        const [, breached, censored] = steps.findLast(([from]) => from <= amount)!;
        expect([breached, censored]).toEqual([curve.at(amount).breached, curve.at(amount).censored]);
      }
    }));
  });
});

describe('engine.md §5, self-checks', () => {
  test('met + breached + censored + excluded = N', () => {
    fc.assert(fc.property(fc.array(anyCase), fc.integer({ min: 0, max: 60 }), (many, limit) => {
      const { n, met, breached, censored, excluded } = Curve.from(many).at(limit);
      expect(met + breached + censored + excluded).toBe(n);
      expect(n).toBe(many.length);
    }));
  });
  test('a stricter limit never lowers the breaches', () => {
    fc.assert(fc.property(fc.array(anyCase), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (many, a, b) => {
      const curve = Curve.from(many);
      expect(curve.at(Math.min(a, b)).breached).toBeGreaterThanOrEqual(curve.at(Math.max(a, b)).breached);
    }));
  });
  test('the same parameters reproduce every verdict of the clock, in every unit, with pauses', () => {
    const pause = fc.tuple(anyInstant, fc.integer({ min: 0, max: 3_000 })).map(([from, minutes]) => ({ from, to: from + minutes * 60_000 }));
    const unit = fc.constantFrom<Unit>('workMinutes', 'workHours', 'workDays', 'minutes', 'hours');
    fc.assert(fc.property(unit, fc.integer({ min: 0, max: 30 }), anyInstant, fc.integer({ min: 0, max: 10_000 }), fc.array(pause, { maxLength: 3 }), fc.constantFrom('done', 'open', 'cancelled'),
      (u, amount, start, minutes, pauses, ending) => {
        const end = start + minutes * 60_000;
        const limit = { unit: u, amount };
        const elapsed = elapsedBy(u, office, begin - 48 * HOUR, end + 48 * HOUR)(start, end, pauses);
        expect(elapsed).toBe(u === 'workDays' ? elapsedDays(start, end, office) : elapsedMs({ start, limit, calendar: office, pauses }, end));
        const { state } = judge({ start, limit, calendar: office, pauses, asOf: end, ...(ending === 'done' ? { stop: end } : ending === 'cancelled' ? { cancel: end } : {}) });
        expect(reproduces({ elapsed, ending: ending as 'done' }, measureOf(limit), state)).toBe(true);
        const wrong = state === 'met' ? 'breached' : 'met';
        expect(reproduces({ elapsed, ending: ending as 'done' }, measureOf(limit), wrong)).toBe(false);
      }));
  });
});

describe('engine.md §5, first divergence: which cases would have gone another way, and where first', () => {
  const bands = (edge: number, ...posts: ('seller' | 'team-lead' | 'department-head')[][]) => [{ above: null, upTo: edge, result: posts[0]! }, { above: edge, upTo: null, result: posts[1]! }];
  const before = bands(300, ['seller'], ['team-lead', 'department-head']);
  test('exactly the edge belongs to the lower band', () => expect([bandAt(before, 300), bandAt(before, 301)]).toEqual([['seller'], ['team-lead', 'department-head']]));
  test('only cases between the old and the new edge diverge, at their first step', () => {
    const after = bands(500, ['seller'], ['team-lead', 'department-head']);
    expect(firstDivergences([{ id: 'a', value: 300 }, { id: 'b', value: 301 }, { id: 'c', value: 500 }, { id: 'd', value: 501 }], before, after).map((d) => [d.id, d.step])).toEqual([['b', 0], ['c', 0]]);
  });
  test('a chain that grows diverges where it has one step more', () => {
    expect(firstDivergences([{ id: 'a', value: 900 }], before, bands(300, ['seller'], ['team-lead']))).toMatchObject([{ id: 'a', step: 1 }]);
  });
  test('the same bands send nobody another way', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -100, max: 10_000 })), (values) => {
      expect(firstDivergences(values.map((value, i) => ({ id: String(i), value })), before, before)).toEqual([]);
    }));
  });
});
