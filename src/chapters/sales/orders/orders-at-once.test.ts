import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { placeOrder } from './place-order.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { releaseMany } from './release-order.ts';
import { arrive, faults, givenGoods, givenStore, orderOf, place, stateOf, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock], open: { max: 16, connectTimeoutMs: 60_000 } }); // How long a buyer waits for a connection is told elsewhere (pool.test.ts): here all of them wait.
  store = await givenStore(kernel);
});
afterAll(() => kernel.close());

const onShelf = async (skuId: string) => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [skuId])).rows[0];

describe('many buyers at once (survival E1)', () => {
  // Red without the row lock in products.reserve: then more than 100 are promised, or the check constraint stops the verb.
  test('400 buyers for 100 units: exactly 100 are promised, and 300 wait', async () => {
    const goods = await givenGoods(kernel, store, 100);
    const orders = await Promise.all(Array.from({ length: 400 }, () => place(kernel, head, store, { lines: [goods.code] })));
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 100, reserved: 100 });
    await kernel.settle();
    const states = await Promise.all(orders.map((o) => stateOf(kernel, o.id)));
    expect([states.filter((s) => s === 'released').length, states.filter((s) => s === 'short').length]).toEqual([100, 300]);
    await arrive(kernel, store, goods.skuId, 120);
    await kernel.settle();
    const { rows } = await kernel.db.query<{ state: string; n: number }>('select state, count(*)::int as n from sales.shortage where sku_id = $1 group by 1 order by 1', [goods.skuId]);
    expect(rows).toEqual([{ state: 'filled', n: 120 }, { state: 'open', n: 180 }]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('who would rather not wait: 60 buyers for 20 units, 20 orders and 40 refusals with the clause', async () => {
    const goods = await givenGoods(kernel, store, 20);
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => place(kernel, head, store, { lines: [goods.code], ifShort: 'refuse' })));
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(20);
    expect(answers.flatMap((a) => (a.status === 'rejected' ? [(a.reason as { kind: { code: string } }).kind.code] : []))).toEqual(Array(40).fill('sales.not-enough-stock'));
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 20, reserved: 20 });
  });
  test('articles in opposite orders: nobody meets a deadlock', async () => {
    const [a, b] = [await givenGoods(kernel, store, 500), await givenGoods(kernel, store, 500)];
    await Promise.all(Array.from({ length: 100 }, (_, i) => place(kernel, head, store, { lines: i % 2 ? [a.code, b.code] : [b.code, a.code] })));
    expect([await onShelf(a.skuId), await onShelf(b.skuId)]).toEqual([{ on_hand: 500, reserved: 100 }, { on_hand: 500, reserved: 100 }]);
  });
});

describe('the same request again', () => {
  test('fifty equal requests with one key: one order, equal answers', async () => {
    const goods = await givenGoods(kernel, store, 50);
    const [asked, requestId] = [orderOf(store, { lines: [goods.code], outsideNo: 'ONCE-1' }), newId(kernel.clock.now())];
    const answers = await Promise.all(Array.from({ length: 50 }, () => runVerb(kernel, placeOrder, asked, { actor: head, requestId })));
    expect(new Set(answers.map((a) => a.id)).size).toBe(1);
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 50, reserved: 1 });
  });
  test('fifty requests without a key for one outside number: one order', async () => {
    const goods = await givenGoods(kernel, store, 50);
    const asked = orderOf(store, { lines: [goods.code], outsideNo: 'ONCE-2' });
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => runVerb(kernel, placeOrder, asked, { actor: head })));
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1);
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: 50, reserved: 1 });
  });
  test('two people release the same held orders: each goes once', async () => {
    const goods = await givenGoods(kernel, store, 50);
    const orders = await Promise.all(Array.from({ length: 10 }, () => place(kernel, head, store, { lines: [goods.code], sellerRemark: '核对颜色' })));
    await kernel.settle();
    const ids = orders.map((o) => o.id);
    const both = await Promise.all([1, 2].map(() => runVerb(kernel, releaseMany, { ids }, { actor: head })));
    expect(both.map((b) => b.done.length).toSorted((x, y) => x - y)).toEqual([0, 10]);
    expect((await kernel.db.query<{ n: number }>("select count(*)::int as n from sales.fulfilment_line where order_id = any ($1::uuid[])", [ids])).rows[0]!.n).toBe(10);
    expect(await faults(kernel)).toEqual([]);
  });
});

test('an order costs at most six round trips', async () => {
  const goods = await givenGoods(kernel, store, 50);
  await place(kernel, head, store, { lines: [goods.code] });
  let [trips, open] = [0, 0];
  const counting = { ...kernel, transaction: (work: Parameters<typeof kernel.transaction>[0]) => kernel.transaction((runner) => work({ query: async (...args) => {
    // Statements that start while others are on their way travel with them.
    if (open === 0) trips += 1;
    open += 1;
    try {
      return await runner.query(...args);
    } finally {
      open -= 1;
    }
  }, tables: () => runner.tables() })) } as typeof kernel;
  await runVerb(counting, placeOrder, orderOf(store, { lines: [goods.code, goods.code] }), { actor: head });
  // begin and commit besides
  expect(trips + 2).toBeLessThanOrEqual(6);
});
