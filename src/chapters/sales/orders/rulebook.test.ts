import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { Engine, seedCalendars } from '../../../regulation/index.ts';
import * as salesFacts from '../facts.ts';
import { reactions } from '../reactions.ts';
import { answerReplenishment, giveShortageNotice } from './answer-replenishment.ts';
import { cancelOrder } from './cancel-order.ts';
import { noteParcelsShipped } from './note-parcels-shipped.ts';
import { listOrders } from './order-list.ts';
import { releaseMany, releaseOrder } from './release-order.ts';
import { arrive, fulfilmentsOf, givenGoods, givenStore, place, stateOf, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
const head = person(['department-head']);
beforeAll(async () => {
  for (const facts of [salesFacts, logisticsFacts, financeFacts]) registerFacts(facts);
  const engine = new Engine(connectedRulebook(knownFacts()));
  kernel = await freshKernel({ controls: engine, reactions });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  store = await givenStore(kernel);
});
afterAll(() => kernel.close());

/** What the rulebook asks about a record, and how it stands. */
const duties = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string }>('select control, state from regulation.obligation where subject_id = $1 order by control, opened_at', [id])).rows.map((r) => [r.control, r.state]));

const ship = async (orderId: string) => {
  const [f] = await fulfilmentsOf(kernel, orderId);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 4_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
};

describe('orders under the real rulebook (clauses 2.3.1 to 2.3.3)', () => {
  test('held, released by a person: the gates let it pass and review was in time', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const { id } = await place(kernel, head, store, { lines: [goods.code], sellerRemark: '核对颜色' });
    await kernel.settle();
    expect(await duties(id)).toEqual({ 'reviewed-in-time': 'pending', 'shipped-in-time': 'pending' });
    await runVerb(kernel, releaseOrder, { id }, { actor: head });
    expect(await stateOf(kernel, id)).toBe('released');
    expect(await duties(id)).toEqual({ 'reviewed-in-time': 'met', 'shipped-in-time': 'pending' });
  });
  test('an article nobody knows stops the release, with the clause that stops it', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const { id } = await place(kernel, head, store, { lines: [goods.code] });
    await kernel.db.query('update sales.order_line set sku_id = null where order_id = $1', [id]);
    await kernel.settle();
    expect(await stateOf(kernel, id)).toBe('held');
    await expect(runVerb(kernel, releaseOrder, { id }, { actor: head })).rejects.toMatchObject({
      kind: { code: 'regulation.gate', clause: '2.3.2' }, detail: { zh: expect.stringMatching(/^“保温杯.*在本公司没有对应的商品。请点“匹配商品”.*第 2\.3\.2 条/) },
    });
    await runVerb(kernel, cancelOrder, { id, reason: '不要了' }, { actor: head });
    expect(await duties(id)).toEqual({ 'reviewed-in-time': 'met', 'shipped-in-time': 'cancelled' });
  });
  test('several at once: the gates are asked of each order and counted for each, and nobody is let past one', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const [a, b, unknown] = [await place(kernel, head, store, { lines: [goods.code], sellerRemark: '核对颜色' }), await place(kernel, head, store, { lines: [goods.code], sellerRemark: '核对尺寸' }), await place(kernel, head, store, { lines: [goods.code] })];
    await kernel.db.query('update sales.order_line set sku_id = null where order_id = $1', [unknown.id]);
    await kernel.settle();
    const counted = async () => Object.fromEntries((await kernel.db.query<{ control: string; passed: number; refused: number }>(`select control, sum(passed)::int as passed, sum(refused)::int as refused
      from (select control, passed, refused from regulation.figure union all select control, passed, refused from regulation.figure_delta) f where control in ('stock-checked', 'no-credit-hold') group by 1`)).rows.map((r) => [r.control, [r.passed, r.refused]]));
    const before = await counted();
    const answer = await runVerb(kernel, releaseMany, { ids: [a.id, b.id, unknown.id], note: '已核实' }, { actor: head });
    expect(answer.done.toSorted()).toEqual([a.id, b.id].toSorted());
    expect(answer.refused).toMatchObject([{ id: unknown.id, reason: expect.stringMatching(/匹配商品.*第 2\.3\.2 条「先核库存再放行」/) }]);
    const more = (control: string, at: number, by: number) => ((before[control] as number[] | undefined)?.[at] ?? 0) + by;
    expect(await counted()).toEqual({ 'stock-checked': [more('stock-checked', 0, 2), more('stock-checked', 1, 1)], 'no-credit-hold': [more('no-credit-hold', 0, 2), more('no-credit-hold', 1, 0)] });
    expect(await stateOf(kernel, unknown.id)).toBe('held');
  });
  test('the list says by when each order leaves: as promised, else the end of the clock, and nothing once it has left', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const promised = await place(kernel, head, store, { lines: [goods.code], promisedShipBy: kernel.clock.now() + DAY });
    const plain = await place(kernel, head, store, { lines: [goods.code] });
    const paidAt = kernel.clock.now();
    await kernel.settle();
    const row = async (id: string) => (await listOrders(kernel, head, 'all', {})).rows.find((r) => r.id === id)!;
    expect(await row(promised.id)).toMatchObject({ promisedShipBy: expect.any(Number), shipDueAt: null });
    expect(await row(plain.id)).toMatchObject({ promisedShipBy: null, shipDueAt: paidAt + 48 * HOUR, shippedAt: null });
    await ship(plain.id);
    expect(await row(plain.id)).toMatchObject({ shipDueAt: null, shippedAt: expect.any(Number) });
  });
  test.each([[48 * HOUR, 'met'], [48 * HOUR + 1, 'breached']] as const)('shipped %d ms after payment: %s', async (after, verdict) => {
    const goods = await givenGoods(kernel, store, 5);
    const { id } = await place(kernel, head, store, { lines: [goods.code] });
    await kernel.settle();
    kernel.clock.advance(after);
    await ship(id);
    expect((await duties(id))['shipped-in-time']).toBe(verdict);
  });
  test('missing goods: the buyer answers, the customer is told, and the date told is kept or not', async () => {
    const goods = await givenGoods(kernel, store, 0);
    await place(kernel, head, store, { lines: [goods.code] });
    await kernel.settle();
    const { rows: [s] } = await kernel.db.query<{ id: string }>('select id from sales.shortage where sku_id = $1', [goods.skuId]);
    expect(await duties(s!.id)).toEqual({ 'replenishment-answered': 'pending', 'shortage-told-in-time': 'pending' });
    const promisedAt = kernel.clock.now() + 2 * DAY;
    await runVerb(kernel, answerReplenishment, { id: s!.id, expectedAt: promisedAt }, { actor: person(['buyer']) });
    await runVerb(kernel, giveShortageNotice, { id: s!.id, promisedAt, channel: 'phone' }, { actor: head });
    expect(await duties(s!.id)).toEqual({ 'promised-date-kept': 'pending', 'replenishment-answered': 'met', 'shortage-told-in-time': 'met' });
    kernel.clock.advance(DAY);
    await arrive(kernel, store, goods.skuId, 1);
    await kernel.settle();
    expect((await duties(s!.id))['promised-date-kept']).toBe('met');
  });
  test('a cancelled order takes the duties of its shortages with it', async () => {
    const goods = await givenGoods(kernel, store, 0);
    const { id } = await place(kernel, head, store, { lines: [goods.code] });
    await kernel.settle();
    const { rows: [s] } = await kernel.db.query<{ id: string }>('select id from sales.shortage where sku_id = $1', [goods.skuId]);
    await runVerb(kernel, cancelOrder, { id, reason: '等不及' }, { actor: head });
    expect(await duties(s!.id)).toEqual({ 'replenishment-answered': 'cancelled', 'shortage-told-in-time': 'cancelled' });
  });
});
