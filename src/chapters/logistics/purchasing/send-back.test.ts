import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { reserve } from '../../../registers/products/index.ts';
import { inVerb } from '../../../registers/products/testing.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { givenGoods, givenStore, type GivenGoods, type GivenStore } from '../../sales/orders/testing.ts';
import { reactions } from '../reactions.ts';
import { backShipments } from './back-shipments.ts';
import { inspectGoods } from './inspect-goods.ts';
import { placePurchase } from './place-purchase.ts';
import { purchase } from './queries.ts';
import { saveSupplier } from './save-supplier.ts';
import { sendGoodsBack } from './send-back.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let orderId: string;
const [buyer, clerk, seller] = [person(['buyer']), person(['warehouse']), person(['seller'])];
let made = 0;
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [...reactions, ...financeReactions] });
  store = await givenStore(kernel);
});
afterAll(() => kernel.close());

/** Twenty were ordered at 30.00 (they cost 40.00 here): 12 good, 5 bad, 1 too many. */
beforeEach(async () => {
  made += 1;
  cup = await givenGoods(kernel, store, 0);
  const supplierId = (await runVerb(kernel, saveSupplier, { id: null, version: null, code: `S${made}`, name: `示例供应商${made}`, contact: null, phone: null, leadDays: 3, note: null, active: true }, { actor: buyer })).id;
  orderId = (await runVerb(kernel, placePurchase, { supplierId, warehouseId: store.warehouseId, expectedOn: dayOf(kernel.clock.now() + 3 * DAY), note: null, lines: [{ skuId: cup.skuId, quantity: 20, unitPriceFen: 3_000 }] }, { actor: buyer })).id;
  const order = await read();
  await runVerb(kernel, inspectGoods, { id: orderId, version: order.version, note: null, final: false, lines: [{ lineId: order.lines[0]!.id, accepted: 12, rejected: 5, surplus: 1, defect: '杯盖开裂' }] }, { actor: clerk });
  await kernel.settle();
});
const read = () => purchase({ kernel, actor: buyer, params: { id: orderId } });
const send = async (rejected: number, fromStock: number, more: object = {}, who = clerk) => {
  const order = await read();
  const done = await runVerb(kernel, sendGoodsBack, { id: orderId, version: order.version, carrier: '示例快运', waybillNo: `BK${made}0001`, reason: '杯盖开裂', lines: [{ lineId: order.lines[0]!.id, rejected, fromStock, ...more }] }, { actor: who });
  await kernel.settle();
  return done;
};
const onHand = async () => (await kernel.db.query<{ on_hand: number }>('select on_hand from products.stock_item where sku_id = $1', [cup.skuId])).rows[0]!.on_hand;
const booked = async () => (await kernel.db.query<{ account: string; sum: bigint }>('select account, sum(amount_fen)::bigint as sum from finance.posting where sku_id = $1 group by 1 order by 1', [cup.skuId])).rows.map((r) => [r.account, Number(r.sum)]);
const faults = async () => [...(await kernel.db.query('select * from products.stock_faults')).rows, ...(await kernel.db.query('select * from products.batch_faults')).rows];
const code = (given: Promise<unknown>) => given.then(() => 'done', (error: { kind?: { code: string } }) => error.kind?.code ?? String(error));

describe('back to the supplier (退供, clause 2.3.2)', () => {
  test('what failed the inspection goes back without touching the stock or the books', async () => {
    const before = await booked();
    expect(await send(6, 0, {}, buyer)).toMatchObject({ creditFen: 0 });
    expect([await onHand(), await booked()]).toEqual([12, before]);
    expect((await read()).lines[0]).toMatchObject({ rejected: 5, surplus: 1, rejectedBack: 6, stockBack: 0 });
    expect(await code(send(1, 0))).toBe('logistics.more-than-to-send-back');
  });
  test('stock goes back by a movement, the supplier owes its price, the difference to its cost is told apart', async () => {
    // Whoever may not see costs is not told by the answer either.
    expect(await send(0, 4)).toMatchObject({ creditFen: null });
    expect([await onHand(), await faults()]).toEqual([8, []]);
    const { rows } = await kernel.db.query('select kind, change, balance from products.movement where sku_id = $1 order by id', [cup.skuId]);
    expect(rows).toEqual([{ kind: 'receipt', change: 12, balance: 12 }, { kind: 'supplier-return', change: -4, balance: 8 }]);
    // 8 × 40.00 lie here; 8 × 30.00 are owed.
    expect(await booked()).toEqual([['1405', 32_000], ['2202', -24_000], ['640199', -8_000]]);
    expect(await code(send(0, 9))).toBe('logistics.more-than-to-send-back');
    expect((await read()).backShipments).toMatchObject([{ waybillNo: `BK${made}0001`, creditFen: 12_000, lines: [{ skuCode: cup.code, rejected: 0, fromStock: 4 }] }]);
  });
  test('promised goods stay; nothing, a stranger and an old version are refused; nothing of it moves', async () => {
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: tx.newId(), skuId: cup.skuId, warehouseId: store.warehouseId, quantity: 10 }]));
    expect(await code(send(2, 3))).toBe('products.reserved-goods');
    expect(await code(send(0, 0))).toBe('logistics.nothing-sent-back');
    expect(await code(send(1, 0, {}, seller))).toBe('kernel.not-allowed');
    expect([await onHand(), (await read()).backShipments]).toEqual([12, []]);
    expect(await send(2, 2, {}, buyer)).toMatchObject({ creditFen: 6_000 });
    expect(await onHand()).toBe(10);
  });
  test('two who send the last six back at once: one is refused', async () => {
    const answers = await Promise.all([code(send(6, 0)), code(send(6, 0))]);
    expect(answers.filter((a) => a === 'done')).toHaveLength(1);
    expect((await read()).lines[0]).toMatchObject({ rejectedBack: 6 });
  });
  test('of an article kept by batches the batch that is said goes back', async () => {
    await kernel.db.query('update products.sku set batch_kept = true where id = $1', [cup.skuId]);
    await kernel.db.query('select products.begin_batches(array[$1::uuid], $2, null, $3)', [cup.skuId, kernel.clock.now(), '测试']);
    const [batch] = (await kernel.db.query<{ id: string }>('select id from products.batch where sku_id = $1', [cup.skuId])).rows;
    expect(await code(send(0, 3, { batches: [{ batchId: batch!.id, quantity: 2 }] }))).toBe('kernel.invalid-input');
    await send(0, 3, { batches: [{ batchId: batch!.id, quantity: 3 }] });
    expect((await kernel.db.query('select on_hand from products.batch_stock where batch_id = $1', [batch!.id])).rows).toEqual([{ on_hand: 9 }]);
    expect(await faults()).toEqual([]);
  });
  test('the list finds it by waybill, order, supplier and article', async () => {
    const { shipmentNo } = await send(1, 1);
    const order = await read();
    for (const q of [shipmentNo, `BK${made}0001`, order.orderNo, order.supplier, cup.code])
      expect([q, (await backShipments({ kernel, actor: buyer, scope: 'all', params: undefined, query: { q }, language: 'zh' })).rows.map((r) => [r.shipmentNo, r.rejected, r.fromStock])]).toEqual([q, [[shipmentNo, 1, 1]]]);
  });
});
