import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { cancelOrder } from './cancel-order.ts';
import { placeOrder } from './place-order.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { arrive, factsOf, faults, fulfilmentsOf, givenGoods, givenStore, orderOf, place, stateOf, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
const seller = () => person(['seller'], { teamIds: [store.teamId] });

beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock], open: { max: 16 } });
  store = await givenStore(kernel);
});
afterAll(() => kernel.close());

const onShelf = async (skuId: string) => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [skuId])).rows[0];

describe('an order with everything in place (clauses 2.3.1, 2.3.2)', () => {
  test('is entered, passes review by itself, has its goods and goes to the warehouse', async () => {
    const [cup, brush] = [await givenGoods(kernel, store, 10, { weightGrams: 350 }), await givenGoods(kernel, store, 10, { weightGrams: 100 })];
    const order = await place(kernel, seller(), store, { lines: [[cup.code, 2], [brush.code, 1, 990]], discountFen: 100, freightFen: 600 });
    expect(order).toMatchObject({ state: 'to-review', payableFen: 2 * 9900 + 990 - 100 + 600 });
    expect(await onShelf(cup.skuId)).toEqual({ on_hand: 10, reserved: 2 });
    await kernel.settle();
    expect(await stateOf(kernel, order.id)).toBe('released');
    const [fulfilment] = await fulfilmentsOf(kernel, order.id);
    expect(fulfilment).toMatchObject({ value_fen: BigInt(2 * 9900 + 990 - 100) });
    expect(await factsOf(kernel, order.id)).toEqual(['sales.order-entered', 'sales.order-paid', 'sales.order-released']);
    expect(await onShelf(cup.skuId)).toEqual({ on_hand: 10, reserved: 2 });
    expect(await faults(kernel)).toEqual([]);
  });
  test('a seller of another team does not see the store', async () => {
    const goods = await givenGoods(kernel, store, 1);
    await expect(place(kernel, person(['seller'], { teamIds: [newId(kernel.clock.now())] }), store, { lines: [goods.code] })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
  test('the same outside number of the same store is taken once, and says which order has it', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const first = await place(kernel, seller(), store, { lines: [goods.code], outsideNo: 'EX-1' });
    await expect(place(kernel, seller(), store, { lines: [goods.code], outsideNo: 'EX-1' })).rejects.toMatchObject({ kind: { code: 'sales.order-known' }, facts: { id: first.id } });
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 5, reserved: 1 });
  });
  test('unknown articles are named, all of them', async () => {
    await expect(place(kernel, seller(), store, { lines: ['NO-SUCH', 'NOR-THIS'] })).rejects.toMatchObject({ kind: { code: 'sales.sku-unknown' }, errors: [{ message: { zh: '没有在售的规格编码：NO-SUCH' } }, { message: { zh: '没有在售的规格编码：NOR-THIS' } }] });
  });
  test('an unpaid order takes no goods', async () => {
    const goods = await givenGoods(kernel, store, 5);
    const order = await runVerb(kernel, placeOrder, { ...orderOf(store, { lines: [goods.code] }), payment: undefined }, { actor: seller() });
    expect(order.state).toBe('unpaid');
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 5, reserved: 0 });
  });
});

describe('goods that are missing (clause 2.3.2)', () => {
  test('the order waits, purchasing is asked, and arriving goods fill the oldest payment first', async () => {
    const goods = await givenGoods(kernel, store, 1);
    const at = kernel.clock.now();
    const later = await place(kernel, seller(), store, { lines: [[goods.code, 2]], payment: { at: at - 1_000 } });
    const earlier = await place(kernel, seller(), store, { lines: [[goods.code, 2]], payment: { at: at - 60_000 } });
    await kernel.settle();
    expect([await stateOf(kernel, earlier.id), await stateOf(kernel, later.id)]).toEqual(['short', 'short']);
    const { rows } = await kernel.db.query<{ order_id: string; quantity: number; filled: number }>("select order_id, quantity, filled from sales.shortage where sku_id = $1 order by queued_at", [goods.skuId]);
    expect(rows).toEqual([{ order_id: earlier.id, quantity: 2, filled: 0 }, { order_id: later.id, quantity: 1, filled: 0 }]);
    await arrive(kernel, store, goods.skuId, 2);
    await kernel.settle();
    expect([await stateOf(kernel, earlier.id), await stateOf(kernel, later.id)]).toEqual(['released', 'short']);
    await arrive(kernel, store, goods.skuId, 1);
    await kernel.settle();
    expect(await stateOf(kernel, later.id)).toBe('released');
    expect(await faults(kernel)).toEqual([]);
  });
  test('nobody overtakes those who wait, and what a cancelled order held goes to them', async () => {
    const goods = await givenGoods(kernel, store, 1);
    const holder = await place(kernel, seller(), store, { lines: [goods.code] });
    kernel.clock.advance(1_000);
    const waiting = await place(kernel, seller(), store, { lines: [goods.code] });
    await kernel.settle();
    kernel.clock.advance(1_000);
    expect([await stateOf(kernel, holder.id), await stateOf(kernel, waiting.id)]).toEqual(['released', 'short']);
    await runVerb(kernel, cancelOrder, { id: holder.id, reason: '买家不要了' }, { actor: seller() });
    const newcomer = await place(kernel, seller(), store, { lines: [goods.code] });
    await kernel.settle();
    expect([await stateOf(kernel, waiting.id), await stateOf(kernel, newcomer.id)]).toEqual(['released', 'short']);
    expect(await faults(kernel)).toEqual([]);
  });
  test('whoever would rather not wait is told what there is, and takes nothing', async () => {
    const goods = await givenGoods(kernel, store, 3);
    await expect(place(kernel, seller(), store, { lines: [[goods.code, 4]], ifShort: 'refuse' })).rejects.toMatchObject({ kind: { code: 'sales.not-enough-stock', clause: '2.3.2' } });
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 3, reserved: 0 });
    await expect(place(kernel, seller(), store, { lines: [[goods.code, 3]], ifShort: 'refuse' })).resolves.toBeDefined();
  });
});
