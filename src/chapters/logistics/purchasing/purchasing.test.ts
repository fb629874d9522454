import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { receiveExpectedVerb } from '../../../registers/products/receive-goods.ts';
import { Engine, seedCalendars } from '../../../regulation/index.ts';
import * as financeFacts from '../../finance/facts.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import * as salesFacts from '../../sales/facts.ts';
import { giveShortageNotice } from '../../sales/orders/answer-replenishment.ts';
import { promisesKept } from '../../sales/orders/promises-kept.ts';
import { arrive, givenGoods, givenStore, place, stateOf, type GivenGoods, type GivenStore } from '../../sales/orders/testing.ts';
import { reactions as salesReactions } from '../../sales/reactions.ts';
import * as logisticsFacts from '../facts.ts';
import { reactions } from '../reactions.ts';
import { cancelPurchase, movePurchaseDay } from './change-purchase.ts';
import { inspectGoods } from './inspect-goods.ts';
import { placePurchase } from './place-purchase.ts';
import { noteShortages, requestGoods } from './purchase-requests.ts';
import { purchase, requests } from './queries.ts';
import { planCountVerb, startCountPlanVerb } from '../../../registers/products/count-plans/plan-verbs.ts';
import { saveSupplier } from './save-supplier.ts';
import { suppliers } from './supplier-list.ts';

let kernel: TestKernel;
let engine: Engine;
let store: GivenStore;
let cup: GivenGoods;
let supplierId: string;
const [buyer, clerk, head] = [person(['buyer']), person(['warehouse']), person(['department-head'])];
let made = 0;

beforeAll(async () => {
  for (const facts of [salesFacts, logisticsFacts, financeFacts]) registerFacts(facts);
  engine = new Engine(connectedRulebook(knownFacts()));
  kernel = await freshKernel({ controls: engine, reactions: [...salesReactions, ...reactions, ...financeReactions] });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  store = await givenStore(kernel);
});
afterAll(() => kernel.close());
beforeEach(async () => {
  made += 1;
  cup = await givenGoods(kernel, store, 0);
  supplierId = (await runVerb(kernel, saveSupplier, { id: null, version: null, code: `S${made}`, name: `示例供应商${made}`, contact: '示例联系人', phone: '0571-88880001', leadDays: 3, note: null, active: true }, { actor: buyer })).id;
});

const inDays = (n: number): string => dayOf(kernel.clock.now() + n * DAY);
const order = async (quantity: number, days = 3, priceFen = 3_000): Promise<string> => {
  const { id } = await runVerb(kernel, placePurchase, { supplierId, warehouseId: store.warehouseId, expectedOn: inDays(days), note: null, lines: [{ skuId: cup.skuId, quantity, unitPriceFen: priceFen }] }, { actor: buyer });
  await kernel.settle();
  return id;
};
const read = (id: string) => purchase({ kernel, actor: buyer, params: { id } });
const inspect = async (id: string, counted: { accepted?: number; rejected?: number; surplus?: number; defect?: string | null }, final = false) => {
  const now = await read(id);
  const done = await runVerb(kernel, inspectGoods, { id, version: now.version, note: null, final, lines: [{ lineId: now.lines[0]!.id, accepted: 0, rejected: 0, surplus: 0, defect: null, ...counted }] }, { actor: clerk });
  await kernel.settle();
  return done;
};
const stock = async () => (await kernel.db.query<{ on_hand: number; expected: number }>(`select s.on_hand, (select coalesce(sum(l.expected - l.received), 0)::int from products.goods_receipt_line l join products.goods_receipt r on r.id = l.receipt_id
  where l.sku_id = $1 and r.state in ('expected', 'part-received')) as expected from (select coalesce(max(on_hand), 0) as on_hand from products.stock_item where sku_id = $1) s`, [cup.skuId])).rows[0]!;
const asked = async () => (await requests({ kernel, actor: buyer, query: { sku: cup.code } } as never)).rows;
const duties = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string }>('select control, state from regulation.obligation where subject_id = $1 order by control, opened_at', [id])).rows.map((r) => [r.control, r.state]));
const shortageOf = async (orderId: string) => (await kernel.db.query<{ id: string; state: string; expected_at: number | null }>('select id, state, expected_at from sales.shortage where order_id = $1', [orderId])).rows[0]!;

describe('from a shortage to the goods on the shelf (clause 2.3.2)', () => {
  test('a shortage that is told of twice before anybody looks is one request', async () => {
    const ask = (quantity: number, shortageId: string) => ({ shortageId, skuId: cup.skuId, warehouseId: store.warehouseId, quantity, orderNo: 'SO-20260310-9001' });
    const [twice, once] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
    expect(await runVerb(kernel, noteShortages, { asked: [ask(2, twice), ask(1, once), ask(2, twice)], over: [] }, { actor: system('物流') })).toEqual({ noted: 2 });
    expect(await runVerb(kernel, noteShortages, { asked: [ask(2, twice)], over: [] }, { actor: system('物流') })).toEqual({ noted: 0 });
    expect((await asked()).map((r) => r.quantity).sort()).toEqual([1, 2]);
  });

  test('a short order asks for goods; the purchase order answers it, the inspected goods fill it, the promise is kept', async () => {
    const { id: sold } = await place(kernel, head, store, { lines: [[cup.code, 3]] });
    await kernel.settle();
    expect(await stateOf(kernel, sold)).toBe('short');
    expect(await asked()).toMatchObject([{ quantity: 3, reason: 'shortage', state: 'open', purchaseOrderNo: null }]);

    const bought = await order(5);
    const short = await shortageOf(sold);
    expect(dayOf(short.expected_at!)).toBe(inDays(3));
    expect(await duties(short.id)).toMatchObject({ 'replenishment-answered': 'met' });
    expect(await asked()).toMatchObject([{ state: 'ordered', expectedOn: inDays(3) }]);
    expect(await stock()).toEqual({ on_hand: 0, expected: 5 });

    await runVerb(kernel, giveShortageNotice, { id: short.id, promisedAt: short.expected_at, channel: 'phone' }, { actor: head });
    expect(await inspect(bought, { accepted: 5 })).toMatchObject({ accepted: 5, short: 0 });
    expect([await stateOf(kernel, sold), (await shortageOf(sold)).state, (await asked())[0]!.state]).toEqual(['released', 'filled', 'done']);
    expect(await duties(short.id)).toMatchObject({ 'promised-date-kept': 'met' });
    expect(await duties(bought)).toMatchObject({ 'supplier-on-time': 'met' });
    expect(await stock()).toEqual({ on_hand: 5, expected: 0 });
  });

  test('what the supplier moved is answered anew, and the date that the customer was told first is the one that was broken', async () => {
    const { id: sold } = await place(kernel, head, store, { lines: [[cup.code, 1]] });
    await kernel.settle();
    const bought = await order(1, 2);
    const short = await shortageOf(sold);
    await runVerb(kernel, giveShortageNotice, { id: short.id, promisedAt: short.expected_at, channel: 'phone' }, { actor: head });
    const window = { from: kernel.clock.now(), to: kernel.clock.now() + 30 * DAY } as never;
    const before = (await promisesKept.measure(kernel, window))!;
    await runVerb(kernel, movePurchaseDay, { id: bought, version: (await read(bought)).version, expectedOn: inDays(9), reason: '供应商缺料' }, { actor: buyer });
    await kernel.settle();
    const moved = (await shortageOf(sold)).expected_at!;
    expect(dayOf(moved)).toBe(inDays(9));
    await runVerb(kernel, giveShortageNotice, { id: short.id, promisedAt: moved, channel: 'phone' }, { actor: head });
    kernel.clock.advance(4 * DAY);
    await inspect(bought, { accepted: 1 });
    const after = (await promisesKept.measure(kernel, window))!;
    expect([after.numerator - before.numerator, after.denominator]).toEqual([0, before.denominator]);
    const row = (await suppliers({ kernel, actor: buyer, query: { q: '示例供应商' } } as never)).rows.find((r) => r.id === supplierId);
    expect(row).toMatchObject({ orders: 1, openOrders: 0, onTimeShare: 0, acceptedShare: 10_000, averageDaysLate: 2 });
  });

  test('requests are covered oldest first and whole; the rest waits for the next order', async () => {
    for (const quantity of [4, 3, 2]) {
      kernel.clock.advance(1_000);
      await runVerb(kernel, requestGoods, { skuId: cup.skuId, warehouseId: store.warehouseId, quantity, note: null }, { actor: clerk });
    }
    await order(6);
    expect((await asked()).map((r) => [r.quantity, r.state])).toEqual([[4, 'ordered'], [3, 'open'], [2, 'ordered']]);
  });
});

describe('inspection: accepted, rejected, short, too many (clause 2.3.2)', () => {
  test('accepted goods are stock and owed for; rejected ones are still owed to us, what is beyond goes back', async () => {
    const id = await order(10);
    await inspect(id, { accepted: 6, rejected: 3, surplus: 2, defect: '杯盖开裂' });
    expect(await read(id)).toMatchObject({ state: 'part-received', accepted: 6, lines: [{ accepted: 6, rejected: 3, surplus: 2 }] });
    expect(await stock()).toEqual({ on_hand: 6, expected: 4 });
    // Booked by the movement (finance/ledger/note-stock.ts): on the shelf at the article's cost, owed at the order's price, the difference to the cost of sales.
    const { rows: [sku] } = await kernel.db.query<{ cost: bigint }>('select cost_fen as cost from products.sku where id = $1', [cup.skuId]);
    const { rows } = await kernel.db.query<{ account: string; amount: bigint }>(`select p.account, sum(p.amount_fen)::bigint as amount from finance.entry e join finance.posting p on p.entry_id = e.id
      where e.kind = 'stock' and p.sku_id = $1 group by 1 having sum(p.amount_fen) <> 0 order by 1`, [cup.skuId]);
    expect(rows.map((r) => [r.account, r.amount])).toEqual([['1405', sku!.cost * 6n], ['2202', -18_000n], ...(sku!.cost === 3_000n ? [] : [['640199', 18_000n - sku!.cost * 6n]])]);
  });
  test.each<[string, object, string]>([
    ['one more than ordered', { accepted: 11 }, 'logistics.more-than-ordered'], ['a rejection without its reason', { rejected: 1, defect: ' ' }, 'logistics.goods-defect-missing'], ['nothing at all', {}, 'logistics.nothing-inspected'],
  ])('%s is refused and nothing comes in', async (_, counted, code) => {
    const id = await order(10);
    await expect(inspect(id, counted)).rejects.toMatchObject({ kind: { code } });
    expect(await stock()).toEqual({ on_hand: 0, expected: 10 });
  });
  test('exactly what was ordered closes the order', async () => {
    const id = await order(10);
    expect(await inspect(id, { accepted: 10 })).toMatchObject({ short: 0 });
    expect((await read(id)).state).toBe('received');
  });
  test('short for good: the order ends, nothing more is expected, the customer’s shortage is open for another order', async () => {
    const { id: sold } = await place(kernel, head, store, { lines: [[cup.code, 5]] });
    await kernel.settle();
    const id = await order(5);
    expect(await inspect(id, { accepted: 2 }, true)).toMatchObject({ short: 3 });
    expect((await read(id)).state).toBe('ended');
    expect(await stock()).toEqual({ on_hand: 2, expected: 0 });
    expect((await asked())[0]).toMatchObject({ state: 'open', purchaseOrderId: null });
    expect((await shortageOf(sold)).state).toBe('open');
  });
  test('goods of a purchase order do not come in beside its inspection', async () => {
    const id = await order(2);
    const { rows: [receipt] } = await kernel.db.query<{ id: string; version: number }>('select r.id, r.version from products.goods_receipt r join logistics.purchase_order o on o.receipt_id = r.id where o.id = $1', [id]);
    await expect(runVerb(kernel, receiveExpectedVerb, { id: receipt!.id, version: receipt!.version, lines: [{ skuId: cup.skuId, quantity: 2 }] }, { actor: clerk })).rejects.toMatchObject({ kind: { code: 'products.of-purchase-order' } });
  });
  test('a request is found by its number, its article and the purchase order that covers it', async () => {
    const { id } = await runVerb(kernel, requestGoods, { skuId: cup.skuId, warehouseId: store.warehouseId, quantity: 2, note: null }, { actor: clerk });
    const orderNo = (await read(await order(2))).orderNo;
    const found = async (q: string) => (await requests({ kernel, actor: buyer, query: { q } } as never)).rows.map((r) => r.id);
    const [row] = await asked();
    expect([await found(row!.requestNo), await found(cup.code), await found(orderNo), await found('没有这个词')]).toEqual([[id], [id], [id], []]);
    // Whoever counts the article blind is not told what of it is to be had.
    await arrive(kernel, store, cup.skuId, 3);
    const plan = await runVerb(kernel, planCountVerb, { title: '盲盘', warehouseId: store.warehouseId, scope: { places: [], categories: [], skuIds: [cup.skuId], class: null } } as never, { actor: clerk });
    await runVerb(kernel, startCountPlanVerb, { id: plan.id, version: 1 }, { actor: clerk });
    expect([(await asked())[0]!.available, (await requests({ kernel, actor: clerk, query: { sku: cup.code } } as never)).rows[0]!.available]).toEqual([row!.available! + 3, null]);
  });

  test('who buys sees the supplier’s person and telephone; for the others they are masked', async () => {
    const seen = async (actor: typeof buyer) => (await suppliers({ kernel, actor, query: { q: `示例供应商${made}` } } as never)).rows.map((s) => [s.contact, s.phone]);
    expect(await seen(buyer)).toEqual([['示例联系人', '0571-88880001']]);
    const [[contact, phone]] = await seen(person(['seller'])) as [[string, string]];
    expect([contact, phone]).not.toContain('示例联系人');
    expect(phone).toMatch(/\*/);
    expect(phone).not.toContain('88880001');
  });

  test('who ordered the goods does not inspect them: the rulebook refuses', async () => {
    const id = await order(1);
    const now = await read(id);
    await expect(runVerb(kernel, inspectGoods, { id, version: now.version, note: null, final: false, lines: [{ lineId: now.lines[0]!.id, accepted: 1, rejected: 0, surplus: 0, defect: null }] }, { actor: { ...buyer, posts: ['buyer', 'warehouse'] } }))
      .rejects.toMatchObject({ kind: { code: 'regulation.same-person' } });
    expect(await stock()).toEqual({ on_hand: 0, expected: 1 });
  });
});

describe('the supplier’s day (clause 2.3.2)', () => {
  test('cancelled before anything came: requests are open again, nothing is expected', async () => {
    await runVerb(kernel, requestGoods, { skuId: cup.skuId, warehouseId: store.warehouseId, quantity: 2, note: null }, { actor: clerk });
    const id = await order(2);
    await runVerb(kernel, cancelPurchase, { id, version: (await read(id)).version, reason: '供应商停产' }, { actor: buyer });
    expect((await asked())[0]!.state).toBe('open');
    expect(await stock()).toEqual({ on_hand: 0, expected: 0 });
    await kernel.settle();
    expect(await duties(id)).toMatchObject({ 'supplier-on-time': 'cancelled' });
  });
  test('today is a day to promise, yesterday is not', async () => {
    await order(1, 0);
    await expect(order(1, -1)).rejects.toMatchObject({ kind: { code: 'logistics.day-past' } });
  });
  test('two clerks inspect the same delivery at once: it comes in once', async () => {
    const id = await order(4);
    const both = await Promise.allSettled([inspect(id, { accepted: 4 }), inspect(id, { accepted: 4 })]);
    expect(both.filter((b) => b.status === 'fulfilled')).toHaveLength(1);
    expect(await stock()).toEqual({ on_hand: 4, expected: 0 });
  });
});

describe('purchased goods that are kept by batches (clause 4.1.2)', () => {
  test('are inspected with their batches; without them nothing comes in', async () => {
    await kernel.db.query('update products.sku set batch_kept = true, shelf_life_days = 365 where id = $1', [cup.skuId]);
    const id = await order(5);
    await expect(inspect(id, { accepted: 5 })).rejects.toMatchObject({ kind: { code: 'products.batch-missing' } });
    const now = await read(id);
    expect(now.lines[0]).toMatchObject({ batchKept: true, shelfLifeDays: 365 });
    await runVerb(kernel, inspectGoods, { id, version: now.version, note: null, final: false, lines: [{ lineId: now.lines[0]!.id, accepted: 4, rejected: 1, surplus: 0, defect: '破损', batches: [{ batchNo: 'L1', quantity: 4, producedOn: inDays(-10) }] }] }, { actor: clerk });
    const { rows } = await kernel.db.query('select b.batch_no, b.expires_on, h.on_hand from products.batch_stock h join products.batch b on b.id = h.batch_id where h.sku_id = $1', [cup.skuId]);
    expect(rows).toEqual([{ batch_no: 'L1', expires_on: inDays(355), on_hand: 4 }]);
    expect((await kernel.db.query('select * from products.batch_faults')).rows).toEqual([]);
  });
});
