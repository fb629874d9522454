import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCalendar } from '../clock/calendar.ts';
import { WorkMeter } from '../clock/work-meter.ts';
import { conformanceOf } from './conformance.ts';
import { LogBuilder, type EventLog } from './event-log.ts';
import { lifeOf } from './life-cycle.ts';
import { processMap } from './process-map.ts';
import { dwellOf, handOversOf, reworkOf } from './reworks.ts';
import { variantsOf } from './variants.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const day = [[{ from: 540, to: 1080 }], [{ from: 540, to: 1080 }], [{ from: 540, to: 1080 }], [{ from: 540, to: 1080 }], [{ from: 540, to: 1080 }], [], []] as const;
const office = makeCalendar({ name: 'office', zone: 'Asia/Shanghai', week: day as never, holidays: new Set(), makeUpDays: new Set(), overrides: new Map(), coverageThrough: null, version: 't' });
const meter = new WorkMeter(office, at('2026-03-01T00:00'), at('2026-04-01T00:00'));

function logOf(events: readonly [string, string, string, string?, string?][]): EventLog {
  const builder = new LogBuilder();
  for (const [name, activity, time, resource, from] of events) builder.add(name, activity, { at: at(time), ...(resource ? { resource } : {}), ...(from ? { from: at(from) } : {}) });
  return builder.build();
}

/** Friday 2026-03-06 afternoon into Monday: two working hours, sixty-six natural ones. */
const orders = logOf([
  ['SO-1', 'pay', '2026-03-06T17:00', 'Li'], ['SO-1', 'check', '2026-03-09T10:00', 'Wang'], ['SO-1', 'check', '2026-03-09T11:00', 'Wang'], ['SO-1', 'ship', '2026-03-09T12:00', 'Zhao'],
  ['SO-2', 'pay', '2026-03-09T09:00', 'Li'], ['SO-2', 'check', '2026-03-09T13:00', 'Wang'], ['SO-2', 'ship', '2026-03-09T14:00', 'Li', '2026-03-09T13:30'],
]);
const name = (n: number): string => orders.activities[n]!;

describe('engine.md §6: the directly-follows map with counts and waiting in working time', () => {
  const map = processMap(orders, meter);
  test('each step follows another as often as it did', () => {
    expect(map.edges.map((e) => [name(e.from), name(e.to), e.count, e.cases])).toEqual([['pay', 'check', 2, 2], ['check', 'ship', 2, 2], ['check', 'check', 1, 1]]);
    expect(map.nodes.map((n) => [name(n.activity), n.count, n.cases, n.starts, n.ends])).toEqual([['pay', 2, 2, 2, 0], ['check', 3, 2, 0, 0], ['ship', 2, 2, 0, 2]]);
  });
  test('over the weekend natural time passes and working time does not', () => {
    const [first] = map.edges;
    expect(first!.waiting).toEqual({ n: 2, median: 34.5 * HOUR, mean: 34.5 * HOUR, p90: 65 * HOUR });
    expect(first!.waitingWork).toEqual({ n: 2, median: 3 * HOUR, mean: 3 * HOUR, p90: 4 * HOUR });
  });
  test('a step that tells when it began waits until then, and takes its own time', () => {
    expect(map.edges.find((e) => name(e.to) === 'ship')!.waiting).toMatchObject({ n: 2, median: 0.75 * HOUR });
    expect(map.nodes.find((n) => name(n.activity) === 'ship')!.service).toMatchObject({ n: 1, median: 0.5 * HOUR });
  });
});

describe('variants, dwell, rework and hand-overs', () => {
  test('variants stand by how many cases went that way', () => {
    expect(variantsOf(orders).map((v) => [v.steps.map(name), v.cases])).toEqual([[['pay', 'check', 'ship'], [1]], [['pay', 'check', 'check', 'ship'], [0]]]);
  });
  test('dwell is the time until the next step, none after the last', () => {
    const dwell = dwellOf(orders, meter);
    expect(dwell.map((d) => name(d.activity))).toEqual(['pay', 'check']);
    expect(dwell[1]).toMatchObject({ natural: { n: 3, median: HOUR }, work: { n: 3, median: HOUR } });
  });
  test('rework tells self loops from later repeats', () => {
    const again = logOf([['1', 'a', '2026-03-02T09:00'], ['1', 'a', '2026-03-02T10:00'], ['1', 'b', '2026-03-02T11:00'], ['1', 'a', '2026-03-02T12:00'], ['2', 'b', '2026-03-02T12:00']]);
    expect(reworkOf(again)).toEqual([{ activity: 0, selfLoops: 1, repeats: 2, cases: 1 }]);
  });
  test('nobody hands over to himself, and who is not named hands nothing over', () => {
    const people = (h: { from: number; to: number; count: number }): unknown[] => [orders.resources[h.from], orders.resources[h.to], h.count];
    expect(handOversOf(orders).map(people)).toEqual([['Li', 'Wang', 2], ['Wang', 'Li', 1], ['Wang', 'Zhao', 1]].toSorted((a, b) => Number(b[2]) - Number(a[2]) || orders.resources.indexOf(a[0] as string) - orders.resources.indexOf(b[0] as string) || orders.resources.indexOf(a[1] as string) - orders.resources.indexOf(b[1] as string)));
    expect(handOversOf(logOf([['1', 'a', '2026-03-02T09:00', 'Li'], ['1', 'b', '2026-03-02T10:00'], ['1', 'c', '2026-03-02T11:00', 'Wang']]))).toEqual([]);
  });
});

describe('conformance of a log', () => {
  test('live cases that are under way are counted apart; what skipped a step and ended is not', () => {
    const life = lifeOf({ first: 'new', moves: { new: { pay: 'paid' }, paid: { check: 'checked' }, checked: { ship: 'sent' } } });
    const log = logOf([['1', 'pay', '2026-03-02T09:00'], ['1', 'check', '2026-03-02T10:00'], ['2', 'pay', '2026-03-02T09:00'], ['2', 'ship', '2026-03-02T10:00']]);
    expect(conformanceOf(log, life, variantsOf(log), true)).toMatchObject({ cases: 1, running: 1, fitting: 0, totalCost: 1 });
    expect(conformanceOf(log, life)).toMatchObject({ cases: 2, running: 0, fitting: 0, totalCost: 2 });
  });
  test('shares count cases, deviations say state, cost and whose', () => {
    const life = lifeOf({ first: 'new', moves: { new: { pay: 'paid' }, paid: { check: 'checked' }, checked: { ship: 'sent' } } });
    const found = conformanceOf(orders, life);
    expect(found).toMatchObject({ cases: 2, fitting: 1, fittingShare: 0.5, totalCost: 1, averageFitness: (1 + (1 - 1 / 7)) / 2 });
    expect(found.deviations).toEqual([{ kind: 'log', activity: 'check', state: expect.stringMatching(/paid|checked/), cost: 1, cases: [0] }]);
  });
});

test('laws: counts of a map add up, and the meter agrees with the calendar', () => {
  const event = fc.tuple(fc.constantFrom('1', '2', '3'), fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 25 * 24 * 60 }));
  fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
    const builder = new LogBuilder();
    for (const [c, a, minutes] of events) builder.add(c, a, { at: at('2026-03-02T00:00') + minutes * 60_000 });
    const log = builder.build();
    const map = processMap(log, meter);
    expect(map.edges.reduce((n, e) => n + e.count, 0)).toBe(events.length - log.caseNames.length);
    expect(map.nodes.reduce((n, x) => n + x.count, 0)).toBe(events.length);
    expect(map.nodes.reduce((n, x) => n + x.starts, 0)).toBe(log.caseNames.length);
    expect(map.nodes.reduce((n, x) => n + x.ends, 0)).toBe(log.caseNames.length);
    expect(variantsOf(log).reduce((n, v) => n + v.cases.length, 0)).toBe(log.caseNames.length);
    for (const e of map.edges) expect(e.waitingWork!.median! <= e.waiting.median!).toBe(true);
    const [from, to] = [log.at[0]!, log.at.at(-1)!].toSorted((a, b) => a - b) as [number, number];
    expect(meter.between(from, to)).toBe(office.workBetween(from, to));
  }));
});
