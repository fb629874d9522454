import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, TUESDAY, type TestKernel } from '../../../tests/support/kernel.ts';
import { system } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { fact } from '../../kernel/fact.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { clause, declareClauses, duration, on, overdue, wording } from '../declare.ts';
import { emptyDirectory } from '../directory.ts';
import { Engine } from './engine.ts';
import { Ticker } from './ticker.ts';

const subject = { subject: 'order', payload: z.object({ storeId: z.uuid().optional() }), sentence: () => words('事', 'Thing') };
const paid = fact('test.order-paid', subject);
const shipped = fact('test.order-shipped', subject);
const dropped = fact('test.order-dropped', subject);

const clauses = declareClauses('sales/orders', [
  clause({
    id: '2.3.3', title: words('发货', 'Shipping'), binds: ['warehouse'], wording: wording('付款后 [shipWithin]内发货。', 'Ship within [shipWithin].'),
    parameters: { shipWithin: duration(words('发货时限', 'Time to ship'), 48, 'hours', [1, 720]) },
    controls: [
      { kind: 'gate', id: 'inspection-passed', title: words('先检后发', 'Inspect first'), enforce: 'block', verb: 'test.ship-order', act: words('发货', 'shipping'),
        requires: [{ name: 'inspected', words: words('检验合格', 'a passed inspection') }] },
      { kind: 'deadline', id: 'shipped-in-time', title: words('按时发货', 'Shipped in time'), subject: 'order',
        after: [on('test.order-paid', '付款', 'payment')], until: [on('test.order-shipped', '发货', 'shipping')],
        cancelledBy: [on('test.order-dropped', '取消', 'cancelling')], within: { parameter: 'shipWithin' }, calendar: 'natural',
        owner: { post: 'warehouse' }, repeat: 'once', escalation: overdue('warehouse', 'department-head'), work: { title: words('发货', 'Ship'), opens: 'order' } },
    ],
  }),
]);

const tell = verb({
  name: 'test.tell-facts', title: words('说', 'Tell'), may: {}, input: z.strictObject({ told: z.array(z.tuple([z.string(), z.enum(['paid', 'shipped', 'dropped']), z.int()])) }),
  run: async (tx, { told }) => {
    for (const [order, what, at] of told) tx.fact(what === 'paid' ? paid : what === 'shipped' ? shipped : dropped, order, {}, { at });
    return {};
  },
});
const ship = verb({
  name: 'test.ship-order', title: words('发货', 'Ship'), may: { warehouse: 'all' }, input: z.strictObject({ order: z.string(), inspected: z.boolean() }),
  evidence: (_tx, input) => ({ inspected: input.inspected }),
  run: async (tx, { order }) => {
    tx.fact(shipped, order, {});
    return { order };
  },
});

let kernel: TestKernel;
let engine: Engine;
let ticker: Ticker;
beforeAll(async () => {
  engine = new Engine(clauses);
  kernel = await freshKernel({ controls: engine });
  await engine.load(kernel.db);
  ticker = new Ticker(kernel, engine, async () => {});
});
afterAll(() => kernel.close());
let order = '';
let n = 0;
beforeEach(() => {
  order = `order-${(n += 1)}`;
});
const say = (...told: [string, 'paid' | 'shipped' | 'dropped', number][]) => runVerb(kernel, tell, { told }, { actor: system('test') });
const state = async () => (await kernel.db.query<{ state: string; open: boolean }>('select state, open from regulation.obligation where subject_id = $1', [order])).rows;
const now = () => kernel.clock.now();

describe('engine.md §3 rule 4: 48 natural hours from payment to shipping', () => {
  test('on the last millisecond it is kept, one later it is broken', async () => {
    const start = now() - 60 * HOUR;
    await say([order, 'paid', start], [order, 'shipped', start + 48 * HOUR]);
    expect(await state()).toEqual([{ state: 'met', open: false }]);
    order = `order-${(n += 1)}`;
    await say([order, 'paid', start], [order, 'shipped', start + 48 * HOUR + 1]);
    expect(await state()).toEqual([{ state: 'breached', open: false }]);
  });
  test('the same in two verbs', async () => {
    const start = now() - 60 * HOUR;
    await say([order, 'paid', start]);
    expect(await state()).toEqual([{ state: 'pending', open: true }]);
    await say([order, 'shipped', start + 48 * HOUR]);
    expect(await state()).toEqual([{ state: 'met', open: false }]);
  });
  test('an order that is dropped in time owes nothing; dropped too late it stays broken', async () => {
    const start = now() - 60 * HOUR;
    await say([order, 'paid', start]);
    await say([order, 'dropped', start + 48 * HOUR]);
    expect(await state()).toEqual([{ state: 'cancelled', open: false }]);
    order = `order-${(n += 1)}`;
    await say([order, 'paid', start]);
    await say([order, 'dropped', start + 48 * HOUR + 1]);
    expect(await state()).toEqual([{ state: 'breached', open: false }]);
  });
  test('paid twice is owed once', async () => {
    await say([order, 'paid', now()], [order, 'paid', now()]);
    await say([order, 'paid', now()]);
    expect(await state()).toHaveLength(1);
  });
});

describe('engine.md §3 rule 10: as time passes', () => {
  test('overdue is noticed once, stays to be done, and a late shipping keeps the verdict', async () => {
    await say([order, 'paid', now()]);
    kernel.clock.advance(48 * HOUR);
    await ticker.beat();
    expect(await state()).toEqual([{ state: 'pending', open: true }]);
    kernel.clock.advance(1);
    await Promise.all([ticker.beat(), ticker.beat()]);
    expect(await state()).toEqual([{ state: 'breached', open: true }]);
    const facts = await kernel.db.query("select 1 from kernel.fact where type = 'regulation.obligation-breached' and payload ->> 'subjectId' = $1", [order]);
    expect(facts.rowCount).toBe(1);
    await say([order, 'shipped', now()]);
    expect(await state()).toEqual([{ state: 'breached', open: false }]);
  });
  test('a fact that arrives late but happened in time takes the breach back, and the old verdict stays readable', async () => {
    const start = now();
    await say([order, 'paid', start]);
    kernel.clock.advance(48 * HOUR + 1);
    await ticker.beat();
    await say([order, 'shipped', start + HOUR]);
    expect(await state()).toEqual([{ state: 'met', open: false }]);
    const old = await kernel.db.query('select s.state, s.reason from regulation.superseded_verdict s join regulation.obligation o on o.id = s.obligation_id where o.subject_id = $1', [order]);
    expect(old.rows).toEqual([{ state: 'breached', reason: 'late-fact' }]);
  });
});

describe('engine.md §1 gate: gates', () => {
  const warehouse = person(['warehouse']);
  test('without an inspection nothing ships, and the clause says so', async () =>
    expect(runVerb(kernel, ship, { order, inspected: false }, { actor: warehouse })).rejects.toMatchObject({ kind: { code: 'regulation.gate', clause: '2.3.3', status: 409 } }));
  test('with it the verb runs', async () => expect(runVerb(kernel, ship, { order, inspected: true }, { actor: warehouse })).resolves.toEqual({ order }));
  test('passed and refused are counted', async () => {
    await ticker.fold();
    const { rows } = await kernel.db.query("select sum(passed)::int as passed, sum(refused)::int as refused from regulation.figure where control = 'inspection-passed'");
    expect(rows).toEqual([{ passed: 1, refused: 1 }]);
  });
});

test('figures are what a recount of the obligations gives', async () => {
  await ticker.fold();
  const { rows: [kept] } = await kernel.db.query("select sum(opened)::int as opened, sum(met)::int as met, sum(breached)::int as breached, sum(cancelled)::int as cancelled from regulation.figure where control = 'shipped-in-time'");
  const { rows: [counted] } = await kernel.db.query("select count(*)::int as opened, count(*) filter (where state = 'met')::int as met, count(*) filter (where state = 'breached')::int as breached, count(*) filter (where state = 'cancelled')::int as cancelled from regulation.obligation");
  expect(kept).toEqual(counted);
  const { rows: [standing] } = await kernel.db.query('select sum(open)::int as open, sum(overdue)::int as overdue from regulation.standing');
  const { rows: [open] } = await kernel.db.query("select count(*) filter (where open)::int as open, count(*) filter (where open and state = 'breached')::int as overdue from regulation.obligation");
  expect(standing).toEqual(open);
  expect(TUESDAY).toBeLessThan(now());
});

describe('a company that began to keep its book here an hour ago', () => {
  beforeEach(() => { engine.directory = { ...emptyDirectory, foundedAt: async () => now() - HOUR }; });
  afterAll(() => { engine.directory = emptyDirectory; });

  test('what was due before is nobody’s work and no breach, to the millisecond', async () => {
    await say([order, 'paid', now() - 49 * HOUR - 1]);
    expect(await state()).toEqual([]);
    order = `order-${(n += 1)}`;
    await say([order, 'paid', now() - 49 * HOUR]);
    expect(await state()).toEqual([{ state: 'pending', open: true }]);
  });
  test('what still runs is owed as ever', async () => {
    await say([order, 'paid', now() - 40 * HOUR]);
    expect(await state()).toEqual([{ state: 'pending', open: true }]);
  });
  test('history that comes in whole stays judged', async () => {
    await say([order, 'paid', now() - 100 * HOUR], [order, 'shipped', now() - 50 * HOUR]);
    expect(await state()).toEqual([{ state: 'breached', open: false }]);
  });
});
