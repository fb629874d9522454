import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshProduct, type WholeProduct } from '../../../../tests/support/product.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { adjustStockVerb } from '../../../registers/products/adjust-stock.ts';
import { changePricesVerb } from '../../../registers/products/change-prices.ts';
import { countStockVerb } from '../../../registers/products/count-stock.ts';
import { createProductVerb } from '../../../registers/products/save-product.ts';
import { skusByCode } from '../../../registers/products/index.ts';
import { receiveGoodsVerb } from '../../../registers/products/receive-goods.ts';
import { receiveTransferVerb, sendTransferVerb } from '../../../registers/products/transfers.ts';
import { clerk, givenHouse, parcelOf, release, sendOff, type House } from '../../logistics/testing.ts';
import { receiveReturn } from '../../logistics/transport/receive-return.ts';
import { recordTrackingByHand } from '../../logistics/transport/record-tracking.ts';

/** What lies in the warehouses is in the books at what it costs (clause 6.3.1): account 1405 is on hand × cost, always. */

let scene: WholeProduct;
let house: House;
let manager: Actor;
let skus: { id: string; code: string; product: string }[];

const q = async <T extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<T[]> => (await scene.product.kernel.db.query<T>(text, values)).rows;
const run = (verb: unknown, input: unknown, actor = manager) => runVerb(scene.product.kernel, verb as never, input as never, { actor }) as Promise<never>;
const balance = async (account: string): Promise<bigint> => (await q<{ sum: bigint }>('select coalesce(sum(amount_fen), 0)::bigint as sum from finance.posting where account = $1', [account]))[0]!.sum;
/** By article: what the books say beside what it is worth. */
const apart = () => q(`select k.code, coalesce(s.worth, 0) as worth, coalesce(p.booked, 0) as booked from products.sku k
  left join (select s.sku_id, sum(s.on_hand::bigint * coalesce(k.cost_fen, 0))::bigint as worth from products.stock_item s join products.sku k on k.id = s.sku_id group by 1) s on s.sku_id = k.id
  left join (select sku_id, sum(amount_fen)::bigint as booked from finance.posting where account = '1405' group by 1) p on p.sku_id = k.id
  where coalesce(s.worth, 0) <> coalesce(p.booked, 0)`);
const setCost = async (sku: (typeof skus)[number], costFen: number | null): Promise<unknown> => {
  const [product] = await q<{ version: number }>('select version from products.product where id = $1', [sku.product]);
  return run(changePricesVerb, { id: sku.product, version: product!.version, reason: '供应商调价', prices: [{ code: sku.code, costFen, floorFen: null }] });
};

beforeAll(async () => {
  scene = await freshProduct();
  manager = { ...scene.company.actors.manager, posts: [...new Set([...scene.company.actors.manager.posts, ...scene.company.actors.warehouse1.posts])] };
  house = await givenHouse(scene.product.kernel);
  skus = (await q<{ id: string; code: string; product: string }>('select id, code, product_id as product from products.sku order by code limit 3'));
  await scene.product.settle();
}, 240_000);
afterAll(() => scene?.close());

test('stock of the beginning is an asset, and what is owed for it a debt', async () => {
  expect(await apart()).toEqual([]);
  expect(await balance('1405')).toBeGreaterThan(0n);
  expect(await balance('2202')).toBeLessThan(0n);
});

test('dearer than its cost: the stock stands at cost, the supplier at what was paid, the difference in cost of sales', async () => {
  const [sku] = skus as [(typeof skus)[number]];
  await setCost(sku, 1_000);
  await scene.product.settle();
  const before = [await balance('1405'), await balance('2202'), await balance('640199')] as const;
  await run(receiveGoodsVerb, { warehouseId: house.warehouseId, supplier: '示例供应商', note: null, lines: [{ skuId: sku.id, quantity: 10, unitCostFen: 1_030 }] });
  await scene.product.settle();
  expect([await balance('1405') - before[0], await balance('2202') - before[1], await balance('640199') - before[2]]).toEqual([10_000n, -10_300n, 300n]);
  expect(await apart()).toEqual([]);
});

test('goods leave with their parcel, are on their way until the order is booked, and come back at cost', async () => {
  const [sku] = skus as [(typeof skus)[number]];
  const { kernel } = scene.product;
  await run(receiveGoodsVerb, { warehouseId: house.warehouseId, supplier: '示例供应商', note: null, lines: [{ skuId: sku.id, quantity: 5 }] });
  const { fulfilmentId, orderLineId } = await release(kernel, house, { skuId: sku.id, quantity: 2 });
  await scene.product.settle();
  const parcel = await parcelOf(kernel, fulfilmentId);
  const before = [await balance('1405'), await balance('1406')] as const;
  await sendOff(kernel, parcel.id);
  await scene.product.settle();
  expect([await balance('1405') - before[0], await balance('1406') - before[1]]).toEqual([-2_000n, 2_000n]);
  expect(await apart()).toEqual([]);
  await run(recordTrackingByHand, { id: parcel.id, state: 'returning', text: '买家拒收', at: kernel.clock.now(), place: null }, clerk);
  await run(receiveReturn, { id: parcel.id, lines: [{ orderLineId, good: 1, damaged: 1 }] }, clerk);
  await scene.product.settle();
  expect(await balance('1405') - before[0]).toBe(-1_000n);
  expect(await apart()).toEqual([]);
});

test('between two warehouses goods are neither here nor there; what is lost on the way is an expense', async () => {
  const [sku] = skus as [(typeof skus)[number]];
  const [other] = await q<{ id: string }>('select id from company.warehouse where id <> $1 limit 1', [house.warehouseId]);
  await run(receiveGoodsVerb, { warehouseId: house.warehouseId, supplier: '示例供应商', note: null, lines: [{ skuId: sku.id, quantity: 6 }] });
  await scene.product.settle();
  const before = [await balance('1405'), await balance('1402'), await balance('6711')] as const;
  const sent = (await run(sendTransferVerb, { fromWarehouseId: house.warehouseId, toWarehouseId: other!.id, note: null, lines: [{ skuId: sku.id, quantity: 4 }] })) as { id: string };
  await scene.product.settle();
  expect([await balance('1405') - before[0], await balance('1402') - before[1]]).toEqual([-4_000n, 4_000n]);
  expect(await apart()).toEqual([]);
  await run(receiveTransferVerb, { id: sent.id, version: 1, lines: [{ skuId: sku.id, received: 3 }], differenceNote: '途中丢失一件' }, { ...clerk, id: scene.company.actors.warehouse2.id, personId: scene.company.actors.warehouse2.personId });
  await scene.product.settle();
  expect([await balance('1405') - before[0], await balance('1402') - before[1], await balance('6711') - before[2]]).toEqual([-1_000n, 0n, 1_000n]);
  expect(await apart()).toEqual([]);
});

test('the first count of an article is the stock of the beginning and no gain; what a later count finds is', async () => {
  const { kernel } = scene.product;
  await run(createProductVerb, {
    code: 'QC-1', title: '期初商品', category: null, brand: null, description: null, pictures: [], noReasonReturn: true, state: 'active',
    skus: ['QC-1-A', 'QC-1-B'].map((code) => ({ code, barcode: null, spec: code, unit: '件', priceFen: 5_900, floorFen: null, costFen: 2_000, weightGrams: 300, active: true })),
  });
  const made = await skusByCode(kernel, ['QC-1-A', 'QC-1-B']);
  const [a, b] = [made.get('QC-1-A')!.id, made.get('QC-1-B')!.id];
  const before = [await balance('1405'), await balance('4001'), await balance('6301')] as const;
  const since = async () => [await balance('1405') - before[0], await balance('4001') - before[1], await balance('6301') - before[2]];
  await run(countStockVerb, { warehouseId: house.warehouseId, note: null, rows: [{ skuId: a, counted: 200 }, { skuId: b, counted: 0 }] });
  await scene.product.settle();
  expect(await since()).toEqual([400_000n, -400_000n, 0n]);
  // Counted before, if only as none: what turns up now is a gain, and so is what is more than the books say.
  await run(countStockVerb, { warehouseId: house.warehouseId, note: null, rows: [{ skuId: a, counted: 203 }, { skuId: b, counted: 1 }] });
  await scene.product.settle();
  expect(await since()).toEqual([408_000n, -400_000n, -8_000n]);
  expect(await apart()).toEqual([]);
});

test('hearing the facts again books nothing twice', async () => {
  const before = await q('select count(*)::int as n from finance.entry');
  await scene.product.kernel.db.query("update kernel.subscription set xid = '0', seq = 0 where name = 'reactions'");
  await scene.product.settle();
  expect(await q('select count(*)::int as n from finance.entry')).toEqual(before);
});

test('whatever comes, goes, is counted, corrected or valued anew: the books stay at on hand × cost, article by article', async () => {
  const { kernel } = scene.product;
  const act = fc.tuple(fc.constantFrom('receive', 'ship', 'count', 'adjust', 'cost', 'no-cost'), fc.nat(2), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 5_000 }));
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 8 }), async (acts) => {
    for (const [what, which, n, fen] of acts) {
      const sku = skus[which]!;
      const place = { warehouseId: house.warehouseId };
      try {
        if (what === 'receive') await run(receiveGoodsVerb, { ...place, supplier: '示例供应商', note: null, lines: [{ skuId: sku.id, quantity: n, unitCostFen: fen }] });
        else if (what === 'count') await run(countStockVerb, { ...place, note: null, rows: [{ skuId: sku.id, counted: n }] });
        else if (what === 'adjust') await run(adjustStockVerb, { ...place, skuId: sku.id, change: n % 2 === 0 ? n : -n, reason: '破损' });
        else if (what === 'cost') await setCost(sku, fen);
        else if (what === 'no-cost') await setCost(sku, null);
        else {
          const { fulfilmentId } = await release(kernel, house, { skuId: sku.id, quantity: 1 });
          await scene.product.settle();
          await sendOff(kernel, (await parcelOf(kernel, fulfilmentId)).id);
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    await scene.product.settle();
    expect(await apart()).toEqual([]);
    expect(await q('select * from products.stock_faults')).toEqual([]);
    expect(await q('select * from finance.faults')).toEqual([]);
  }), { numRuns: 12 });
}, 240_000);

test('movements and a new cost at the same time never pass each other', async () => {
  const sku = skus[1]!;
  await Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => {
    if (n === 3) return setCost(sku, 777);
    return run(receiveGoodsVerb, { warehouseId: house.warehouseId, supplier: '示例供应商', note: null, lines: [{ skuId: sku.id, quantity: n }] });
  }));
  await scene.product.settle();
  expect(await apart()).toEqual([]);
});
