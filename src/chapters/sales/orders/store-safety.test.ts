import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { reserve } from '../../../registers/products/index.ts';
import { setStoreSafetyVerb, storeSafety } from '../../../registers/products/store-safety/kept-back.ts';
import { inVerb } from '../../../registers/products/testing.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { arrive, faults, givenGoods, givenStore, place, stateOf, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let market: GivenStore;
let shop: GivenStore;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock], open: { max: 16, connectTimeoutMs: 60_000 } });
  market = await givenStore(kernel);
  shop = { ...(await givenStore(kernel)), warehouseId: market.warehouseId };
  await kernel.db.query('update company.store set default_warehouse_id = $1 where id = $2', [market.warehouseId, shop.id]);
});
afterAll(() => kernel.close());

const keep = (skuId: string, store: GivenStore, quantity: number) => runVerb(kernel, setStoreSafetyVerb, { skuId, storeId: store.id, quantity }, { actor: head });
const shelf = async (skuId: string) => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [skuId])).rows[0];
/** Units that orders of a store hold. */
const held = async (skuId: string, store: GivenStore) => Number((await kernel.db.query<{ n: bigint }>(
  `select coalesce(sum(r.quantity), 0) as n from products.reservation r join sales.order_line l on l.id::text = r.holder join sales."order" o on o.id = l.order_id where r.sku_id = $1 and o.store_id = $2`, [skuId, store.id])).rows[0]!.n);
const buy = (store: GivenStore, code: string, n: number) => Promise.all(Array.from({ length: n }, () => place(kernel, head, store, { lines: [code] })));
const promisable = async (skuId: string) => {
  const { rows } = await storeSafety({ kernel, actor: head, scope: 'all', params: undefined, query: { sku: skuId, warehouse: market.warehouseId }, language: 'zh' });
  return [market, shop].map((s) => rows.find((r) => r.storeId === s.id)!).map((r) => [r.keptBack, r.promisable]);
};

describe('safety stock of a store (渠道保留, clauses 2.3.2, 4.1.2)', () => {
  // Red with the share of the store left out of products.reserve: then the marketplace sells all 100.
  test('150 buyers in a marketplace that keeps 5 of 100 back: 95 are promised, the last 5 go to the own shop', async () => {
    const goods = await givenGoods(kernel, market, 100);
    await keep(goods.skuId, market, 5);
    expect(await promisable(goods.skuId)).toEqual([[5, 95], [0, 100]]);
    const orders = await buy(market, goods.code, 150);
    await kernel.settle();
    expect([await shelf(goods.skuId), await promisable(goods.skuId)]).toEqual([{ on_hand: 100, reserved: 95 }, [[5, 0], [0, 5]]]);
    const states = await Promise.all(orders.map((o) => stateOf(kernel, o.id)));
    expect(states.filter((s) => s === 'released')).toHaveLength(95);
    kernel.clock.advance(1_000); // Paid later, the shop's orders wait behind the marketplace's.
    const own = await buy(shop, goods.code, 8);
    await kernel.settle();
    expect([await shelf(goods.skuId), await held(goods.skuId, shop)]).toEqual([{ on_hand: 100, reserved: 100 }, 5]);
    expect((await Promise.all(own.map((o) => stateOf(kernel, o.id)))).toSorted()).toEqual([...Array<string>(5).fill('released'), 'short', 'short', 'short']);
    // Of 10 that arrive the marketplace, which waited first, takes what lies above its 5; the shop's three take of the rest.
    await arrive(kernel, market, goods.skuId, 10);
    await kernel.settle();
    expect([await held(goods.skuId, market), await held(goods.skuId, shop)]).toEqual([100, 8]);
    // Nothing is kept back any more: those who waited get the last two.
    await keep(goods.skuId, market, 0);
    await kernel.settle();
    expect([await held(goods.skuId, market), await shelf(goods.skuId)]).toEqual([102, { on_hand: 110, reserved: 110 }]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('both at once: never more than there is, and never the last 10 to the store that keeps them back', async () => {
    const goods = await givenGoods(kernel, market, 60);
    await keep(goods.skuId, market, 10);
    await Promise.all([buy(market, goods.code, 60), buy(shop, goods.code, 30)]);
    await kernel.settle();
    const [ofMarket, ofShop] = [await held(goods.skuId, market), await held(goods.skuId, shop)];
    expect(ofMarket + ofShop).toBe((await shelf(goods.skuId))!.reserved);
    expect(ofMarket).toBeLessThanOrEqual(50);
    expect(ofMarket + ofShop).toBeGreaterThanOrEqual(50);
    expect(ofMarket + ofShop).toBeLessThanOrEqual(60);
    expect(await faults(kernel)).toEqual([]);
  });
  test('who would rather not wait is refused while the shop still sells', async () => {
    const goods = await givenGoods(kernel, market, 3);
    await keep(goods.skuId, market, 3);
    await expect(place(kernel, head, market, { lines: [goods.code], ifShort: 'refuse' })).rejects.toMatchObject({ kind: { code: 'sales.not-enough-stock' } });
    await place(kernel, head, shop, { lines: [[goods.code, 3]], ifShort: 'refuse' });
    expect(await shelf(goods.skuId)).toEqual({ on_hand: 3, reserved: 3 });
  });
  test('a seller may not set it; an unknown store and article are refused', async () => {
    const goods = await givenGoods(kernel, market, 1);
    await expect(runVerb(kernel, setStoreSafetyVerb, { skuId: goods.skuId, storeId: market.id, quantity: 1 }, { actor: person(['seller']) })).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
    await expect(keep(newId(1), market, 1)).rejects.toMatchObject({ kind: { code: 'products.unknown-sku' } });
    await expect(keep(goods.skuId, { ...market, id: newId(1) }, 1)).rejects.toMatchObject({ kind: { code: 'products.unknown-store' } });
  });
});

test('asks of many stores in one call are served one after the other, each above what it keeps back', async () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let round = 0; round < 15; round += 1) {
    const free = random(20);
    const goods = await givenGoods(kernel, market, free + 1);
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: newId(kernel.clock.now()), skuId: goods.skuId, warehouseId: market.warehouseId, quantity: 1 }]));
    const kept = [1 + random(8), random(4)];
    await keep(goods.skuId, market, kept[0]!);
    await keep(goods.skuId, shop, kept[1]!);
    const asks = Array.from({ length: 1 + random(8) }, () => {
      const of = random(3);
      return { holder: newId(kernel.clock.now()), skuId: goods.skuId, warehouseId: market.warehouseId, quantity: 1 + random(6), ...(of === 2 ? {} : { storeId: [market, shop][of]!.id }), kept: kept[of] ?? 0, ...(random(4) === 0 ? { upTo: random(10) } : {}) };
    });
    let left = free;
    const should = asks.map((a) => {
      const part = Math.max(0, Math.min(a.quantity, Math.min(left, a.upTo ?? left) - a.kept));
      left -= part;
      return part;
    });
    const plain = asks.every((a) => a.kept === 0 && a.upTo === undefined);
    const got = await inVerb(kernel, (tx) => reserve(tx, asks));
    if (!plain) expect([free, asks, got.map((g) => g.reserved)]).toEqual([free, asks, should]);
    expect(got.reduce((n, g) => n + g.reserved, 0)).toBeLessThanOrEqual(free);
  }
  expect(await faults(kernel)).toEqual([]);
});
