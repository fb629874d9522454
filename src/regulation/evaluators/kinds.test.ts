import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { DAY, HOUR } from '../../kernel/clock.ts';
import { system, type Actor } from '../../kernel/actor.ts';
import { runVerb } from '../../kernel/verb.ts';
import { seedCalendars } from '../calendars/seed.ts';
import { Engine } from '../runtime/engine.ts';
import { Ticker } from '../runtime/ticker.ts';
import { figuresAgainstRecount, someId } from '../testing.ts';
import { decideFreight, freightPayer, kindsBrought, kindsRulebook, kindFacts, tellKind, testBrought } from '../testing-kinds.ts';
import { draw, populationHash, seedOf, wantedOf } from './attest.ts';
import { replay } from './rule.ts';

let kernel: TestKernel;
let ticker: Ticker;
const at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);
let engine: Engine;
beforeAll(async () => {
  engine = new Engine(kindsRulebook, kindsBrought);
  kernel = await freshKernel({ controls: engine, at: at('2026-03-10 10:00') });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
});
afterAll(() => kernel.close());

type Told = readonly [what: keyof typeof kindFacts, subject: string, at: number, payload?: Record<string, unknown>];
const say = (actor: Actor, ...facts: Told[]) => runVerb(kernel, tellKind, { facts: facts.map(([w, id, when, p]): [string, string, number, Record<string, unknown>] => [w, id, when, p ?? {}]) }, { actor });
const machine = system('测试');
interface Row { subject_id: string; state: string; open: boolean; opened_at: number; due_at: number | null; breach_at: number | null; stopped_at: number | null }
const duties = async (control: string, subject?: string): Promise<Row[]> => (await kernel.db.query<Row & Record<string, unknown>>(
  'select subject_id, state, open, opened_at, due_at, breach_at, stopped_at from regulation.obligation where control = $1 and ($2::text is null or subject_id = $2) order by cycle, subject_id', [control, subject ?? null])).rows;
const judged = async (control: string) => (await kernel.db.query<{ outcome: string; evidence: Record<string, unknown>; versions: Record<string, unknown>; subject_id: string; at: number }>(
  'select outcome, evidence, versions, subject_id, at from regulation.judgement where control = $1 order by at, id', [control])).rows;
const moveTo = async (local: string) => {
  kernel.clock.moveTo(at(local));
  await ticker.beat();
};

describe('engine.md §1 cadence: every period, for each scope, product X exists', () => {
  test('the month that runs is owed once for the company, by the last millisecond of the month', async () => {
    await ticker.beat();
    expect(await duties('report-issued')).toMatchObject([{ subject_id: 'company', state: 'pending', opened_at: at('2026-03-01 00:00'), breach_at: at('2026-04-01 00:00') - 1 }]);
  });
  test('a report on the last day keeps March; April is a duty of its own', async () => {
    kernel.clock.moveTo(at('2026-03-31 23:59'));
    await say(machine, ['reported', someId(), at('2026-03-31 23:59')]);
    expect((await duties('report-issued'))[0]).toMatchObject({ state: 'met', open: false });
    await moveTo('2026-04-01 00:00');
    expect((await duties('report-issued')).map((d) => [d.state, d.opened_at])).toEqual([['met', at('2026-03-01 00:00')], ['pending', at('2026-04-01 00:00')]]);
  });
  test('what was missed lapses when the next period begins, and a report of it that is heard of later takes the breach back', async () => {
    await moveTo('2026-05-01 00:01');
    expect((await duties('report-issued')).map((d) => [d.state, d.open])).toEqual([['met', false], ['breached', false], ['pending', true]]);
    await say(machine, ['reported', someId(), at('2026-04-20 12:00')]);
    expect((await duties('report-issued')).map((d) => d.state)).toEqual(['met', 'met', 'pending']);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('a tick that comes two months late catches up period by period', async () => {
    await moveTo('2026-07-02 09:00');
    expect((await duties('report-issued')).map((d) => d.state)).toEqual(['met', 'met', 'breached', 'breached', 'pending']);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('per warehouse, closed ones left out; a week ends with its named day, and the time allowed runs from there', async () => {
    const [a, b, shut] = [someId(), someId(), someId()].toSorted() as [string, string, string];
    testBrought.warehouses = [{ id: a, active: true }, { id: b, active: true }, { id: shut, active: false }];
    await moveTo('2026-07-04 00:00'); // Saturday: the week that ended on Friday 3 July is owed within 2 working days
    expect((await duties('stock-counted')).map((d) => [d.subject_id, d.due_at])).toEqual([a, b].map((id) => [id, at('2026-07-07 18:00')]));
    await say(machine, ['counted', someId(), at('2026-07-04 00:00'), { warehouseId: a }]);
    await moveTo('2026-07-08 09:01');
    expect((await duties('stock-counted')).map((d) => [d.subject_id, d.state])).toEqual([[a, 'met'], [b, 'breached']]);
  });
  test('a rolling one counts calendar months from joining and from the last review', async () => {
    const carrier = someId();
    await say(machine, ['joined', carrier, at('2026-07-08 09:00')]);
    expect(await duties('carrier-reviewed', carrier)).toMatchObject([{ due_at: at('2027-01-08 09:00') }]);
    kernel.clock.moveTo(at('2026-12-31 10:00'));
    await say(machine, ['reviewed', carrier, at('2026-12-31 10:00')]);
    expect(await duties('carrier-reviewed', carrier)).toMatchObject([{ state: 'met' }, { state: 'pending', due_at: at('2027-06-30 10:00') }]);
  });
});

describe('engine.md §1 separation: acts A and B by different natural persons', () => {
  const clerk = person(['cashier']);
  const other = person(['accountant']);
  test('block: the same person under another account is refused with the clause, a colleague may', async () => {
    const claim = someId();
    await say(clerk, ['claimed', claim, kernel.clock.now()]);
    const second = { ...other, personId: clerk.personId };
    testBrought.persons.set(clerk.id!, clerk.personId!);
    await expect(say(second, ['payed', claim, kernel.clock.now()])).rejects.toMatchObject({ kind: { code: 'regulation.same-person', clause: '1.3.3' } });
    await say(other, ['payed', claim, kernel.clock.now()]);
    expect(await judged('claim-and-pay')).toMatchObject([{ outcome: 'kept', evidence: { first: { staff: clerk.id }, second: { staff: other.id } } }]);
    const { rows } = await kernel.db.query("select sum(refused)::int as refused, sum(met)::int as met from regulation.figure_delta where control = 'claim-and-pay'");
    expect(rows).toEqual([{ refused: 1, met: 1 }]);
  });
  test('whoever stands in for the one who claimed is refused too', async () => {
    const claim = someId();
    await say(clerk, ['claimed', claim, kernel.clock.now()]);
    await expect(say({ ...other, onBehalfOf: clerk.id! }, ['payed', claim, kernel.clock.now()])).rejects.toMatchObject({ kind: { code: 'regulation.same-person' } });
  });
  test('both acts in one verb are one person’s', async () => {
    await expect(say(clerk, ['claimed', 'C-1', kernel.clock.now()], ['payed', 'C-1', kernel.clock.now()])).rejects.toMatchObject({ kind: { code: 'regulation.same-person' } });
  });
  test('monitor: it passes, as a breach and a fact; entries that are not by hand do not count', async () => {
    const [hand, bill] = [someId(), someId()];
    await say(clerk, ['entered', hand, kernel.clock.now(), { byHand: true }], ['entered', bill, kernel.clock.now(), { byHand: false }]);
    await say(clerk, ['shut', hand, kernel.clock.now()], ['shut', bill, kernel.clock.now()]);
    expect((await judged('enter-and-shut')).map((j) => [j.subject_id, j.outcome])).toEqual([[hand, 'broken']]);
    const { rowCount } = await kernel.db.query("select 1 from kernel.fact where type = 'regulation.separation-broken' and subject_id = $1", [hand]);
    expect(rowCount).toBe(1);
  });
});

describe('engine.md §1 rule: a pure function decides, and can be asked again', () => {
  test('rule, version, inputs and their hash, values and outcome are kept; replay gives the same', async () => {
    const agent = person(['service-agent']);
    await runVerb(kernel, decideFreight, { id: 'R-1', faulty: true, amountFen: 1_200 }, { actor: agent });
    const [kept] = await judged('freight-payer');
    expect(kept).toMatchObject({ outcome: 'applied', evidence: { rule: 'test.freight-payer', version: 1, inputs: { faulty: true, amountFen: 1_200 }, values: { freightFloor: 1_000 }, decision: { outcome: 'company', exception: 'faulty' } } });
    expect(replay(freightPayer, kept!.evidence)).toBe('same');
    expect(replay({ ...freightPayer, decide: () => ({ outcome: 'customer', exception: null, because: { zh: '', en: '' } }) }, kept!.evidence)).toBe('differs');
    expect(replay({ ...freightPayer, version: 2 }, kept!.evidence)).toBe('other-version');
    expect(replay(freightPayer, { ...kept!.evidence, inputs: { faulty: false, amountFen: 1_200 } })).toBe('inputs-altered');
  });
});

describe('engine.md §1 target: judged when the window closes', () => {
  test.each([
    ['90 of 100 reaches 90 %', { numerator: 90, denominator: 100 }, '2027-02-01 00:00', 'kept'],
    ['899 of 1,000 does not', { numerator: 899, denominator: 1_000 }, '2027-03-01 00:00', 'broken'],
    ['nothing to measure from is unknown, never kept', null, '2027-04-01 00:00', 'unknown'],
  ] as const)('%s', async (_, measured, closes, outcome) => {
    testBrought.measured = measured;
    await moveTo(closes);
    expect((await judged('satisfied-enough')).at(-1)).toMatchObject({ outcome, at: at(closes) - 1, versions: { figure: 3 } });
  });
  test('n = 0 is no verdict at all', async () => {
    const before = (await judged('satisfied-enough')).length;
    testBrought.measured = { numerator: 0, denominator: 0 };
    await moveTo('2027-05-01 00:00');
    expect(await judged('satisfied-enough')).toHaveLength(before);
  });
});

describe('engine.md §1 attest: sampled without bias, and drawn again the same', () => {
  test('a fifth of a month, recorded so that anybody can repeat the draw', async () => {
    const clerk = person(['seller']);
    for (let i = 0; i < 12; i += 1) await say(clerk, ['contacted', someId(), kernel.clock.now() + i]);
    await moveTo('2027-06-01 00:00');
    const { rows: [drawn] } = await kernel.db.query<{ id: string; seed: string; population: number; population_hash: string; wanted: number; from_at: number; to_at: number }>("select * from regulation.sample_draw where control = 'contact-polite' order by to_at desc limit 1");
    const { rows: facts } = await kernel.db.query<{ id: string }>("select id from kernel.fact where type = 'test.lead-contacted' and occurred_at >= to_timestamp($1 / 1000.0) and occurred_at < to_timestamp($2 / 1000.0) order by seq desc", [drawn!.from_at, drawn!.to_at]);
    const ids = facts.map((f) => f.id);
    expect([drawn!.population, drawn!.wanted]).toEqual([12, 3]);
    expect(populationHash(ids)).toBe(drawn!.population_hash);
    expect(seedOf('1.3.2', 'contact-polite', { from: drawn!.from_at, to: drawn!.to_at }, drawn!.population_hash)).toBe(drawn!.seed);
    const { rows: checks } = await kernel.db.query<{ fact: string; done_by: string; state: string }>('select fact, done_by, state from regulation.sample_check where draw_id = $1', [drawn!.id]);
    expect(checks.map((c) => c.fact).toSorted()).toEqual(draw(ids, drawn!.seed, 3).toSorted());
    expect(checks.every((c) => c.done_by === clerk.id && c.state === 'waiting')).toBe(true);
  });
  test('every fact has the same chance: over many seeds each of 10 is drawn about as often', () => {
    const ids = Array.from({ length: 10 }, (_, i) => `f${i}`);
    const times = new Map<string, number>();
    for (let seed = 0; seed < 3_000; seed += 1) for (const id of draw(ids, `seed-${seed}`, 3)) times.set(id, (times.get(id) ?? 0) + 1);
    for (const id of ids) expect(times.get(id)! / 3_000).toBeGreaterThan(0.26);
    for (const id of ids) expect(times.get(id)! / 3_000).toBeLessThan(0.34);
  });
  test.each([[0, 2_000, 0], [1, 2_000, 1], [10, 2_000, 2], [11, 2_000, 3], [4, 0, 0], [4, 10_000, 4]])('of %i facts %i basis points are %i', (n, value, wanted) => expect(wantedOf({ kind: 'percent', value }, n)).toBe(wanted));
  test('a count takes at most what there is', () => expect([wantedOf({ kind: 'count', value: 5 }, 3), wantedOf({ kind: 'count', value: 5 }, 9)]).toEqual([3, 5]));
});

describe('engine.md §3 rule 5: counts are compared, not timed', () => {
  test.each([[3, 'met'], [4, 'breached']])('%i rings of 3: %s', async (rings, state) => {
    const [apart, together] = [someId(), someId()];
    const now = kernel.clock.now();
    await say(machine, ['rang', apart, now]);
    expect(await duties('picked-up', apart)).toMatchObject([{ state: 'pending', due_at: null }]);
    await say(machine, ['picked', apart, now, { rings }]);
    await say(machine, ['rang', together, now], ['picked', together, now, { rings }]);
    expect([(await duties('picked-up', apart))[0]!.state, (await duties('picked-up', together))[0]!.state]).toEqual([state, state]);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('a pick-up that does not say how many rings leaves the case unknown; hanging up cancels it', async () => {
    const [silent, gone] = [someId(), someId()];
    await say(machine, ['rang', silent, kernel.clock.now()], ['rang', gone, kernel.clock.now()]);
    await say(machine, ['picked', silent, kernel.clock.now()], ['missed', gone, kernel.clock.now()]);
    expect([(await duties('picked-up', silent))[0]!.state, (await duties('picked-up', gone))[0]!.state]).toEqual(['unknown', 'cancelled']);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
});

describe('engine.md §3 rule 9: resumeOnReopen', () => {
  const monday = at('2027-06-07 09:00');
  test('a case that comes back has one clock, which stood still while it was settled', async () => {
    kernel.clock.moveTo(monday);
    const issue = someId();
    await say(machine, ['raised', issue, monday]);
    kernel.clock.moveTo(monday + 2 * HOUR);
    await say(machine, ['settled', issue, monday + 2 * HOUR]);
    kernel.clock.moveTo(monday + DAY); // Tuesday 09:00: two of eight working hours are used
    await say(machine, ['raised', issue, monday + DAY]);
    expect(await duties('issue-settled', issue)).toMatchObject([{ state: 'pending', open: true, due_at: at('2027-06-08 16:30'), stopped_at: null }]);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
    kernel.clock.moveTo(at('2027-06-08 16:30'));
    await say(machine, ['settled', issue, at('2027-06-08 16:30')]);
    expect(await duties('issue-settled', issue)).toMatchObject([{ state: 'met', open: false }]);
    const { rows: old } = await kernel.db.query("select s.reason, s.state from regulation.superseded_verdict s join regulation.obligation o on o.id = s.obligation_id where o.subject_id = $1", [issue]);
    expect(old).toEqual([{ reason: 'reopened', state: 'met' }]);
    expect(await figuresAgainstRecount(kernel)).toEqual([]);
  });
  test('one millisecond beyond what was left is a breach', async () => {
    const issue = someId();
    const start = at('2027-06-14 09:00');
    kernel.clock.moveTo(start);
    await say(machine, ['raised', issue, start]);
    kernel.clock.moveTo(start + 2 * HOUR);
    await say(machine, ['settled', issue, start + 2 * HOUR]);
    kernel.clock.moveTo(start + DAY);
    await say(machine, ['raised', issue, start + DAY]);
    kernel.clock.moveTo(at('2027-06-15 16:30') + 1);
    await say(machine, ['settled', issue, at('2027-06-15 16:30') + 1]);
    expect((await duties('issue-settled', issue))[0]!.state).toBe('breached');
  });
});

describe('a company that was founded on a Thursday', () => {
  test('owes the week in which it began, and none that had ended before', async () => {
    await moveTo('2027-06-18 23:00');
    const founded = at('2027-06-24 10:00');
    engine.directory = { ...engine.directory, foundedAt: async () => founded };
    const weeks = async () => (await duties('stock-counted')).filter((d) => d.opened_at >= at('2027-06-19 00:00')).map((d) => d.opened_at);
    await moveTo('2027-06-25 12:00'); // the week that ended on Friday 18 June was over before
    expect(await weeks()).toEqual([]);
    await moveTo('2027-06-26 00:01');
    expect(new Set(await weeks())).toEqual(new Set([at('2027-06-26 00:00')]));
  });
  test('while nobody has set it up, the month that runs is owed already, and no week that had ended', async () => {
    engine.directory = { ...engine.directory, foundedAt: async () => Infinity };
    await moveTo('2027-07-03 00:01');
    expect((await duties('report-issued')).map((d) => d.opened_at)).toContain(at('2027-07-01 00:00'));
    expect((await duties('stock-counted')).map((d) => d.opened_at)).not.toContain(at('2027-07-03 00:00'));
  });
});
