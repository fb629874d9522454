import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../kernel/actor.ts';
import { freshKernel, type TestKernel } from '../../../tests/support/kernel.ts';
import { newId } from '../../kernel/ids.ts';
import type { ImportTarget, StagedRow } from '../../kernel/imports/target.ts';
import { importProducts } from './import-products.ts';
import { stockCountTarget } from './import-stock-count.ts';
import { skusByCode } from './skus.ts';
import { available, issueReserved, receiveStock, reserve } from './stock.ts';
import { inVerb } from './testing.ts';

let kernel: TestKernel;
const main = newId(1);
const counts = stockCountTarget(async (_on, names) => new Map(names.filter((n) => n === '主仓').map((n) => [n, main])));
beforeAll(async () => {
  kernel = await freshKernel();
});
afterAll(() => kernel.close());

const staged = (target: ImportTarget, records: readonly object[]): StagedRow[] =>
  records.map((record, at) => ({ kind: target.kinds[0]!, line: at + 2, key: (record as { skuCode: string }).skuCode, record: JSON.parse(JSON.stringify(record)) as unknown }));
const apply = async (target: ImportTarget, records: readonly object[]) => {
  const rows = staged(target, records);
  const expected = await target.preview(kernel, rows, {}, system('test'));
  const done = await inVerb(kernel, (tx) => target.apply(tx, rows, {}));
  const say = (outcomes: typeof done) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => (o.is === 'quarantined' ? o.problems[0]!.code : o.is));
  return { preview: say(expected), done: say(done) };
};
const both = (outcomes: string[]) => ({ preview: outcomes, done: outcomes });
const facts = async () => Number((await kernel.db.query<{ n: bigint }>('select count(*) as n from kernel.fact')).rows[0]!.n);

const row = (more: object = {}) => ({
  spuCode: 'MUG', skuCode: 'MUG-W', name: '马克杯', spec: '白', barcode: null, unit: '个', category: '家居/杯壶', brand: null, costFen: 1_200, priceFen: 2_900, floorPriceFen: 2_000, weightGrams: 300,
  noReasonReturn: true, ...more,
});
const count = (more: object = {}) => ({ warehouse: '主仓', skuCode: 'MUG-W', counted: 10, countedAt: null, remark: null, ...more });
const onHand = async (code: string) => (await available(kernel, [{ skuId: (await skusByCode(kernel, [code])).get(code)!.id, warehouseId: main }], kernel.clock.now()))[0]!.onHand;

describe('the product file', () => {
  test('new, then the same, then changed; an empty cell changes nothing', async () => {
    const file = [row(), row({ skuCode: 'MUG-B', spec: '黑' })];
    expect(await apply(importProducts, file)).toEqual(both(['accepted', 'accepted']));
    const before = await facts();
    expect(await apply(importProducts, file)).toEqual(both(['unchanged', 'unchanged']));
    expect(await facts()).toBe(before);
    expect(await apply(importProducts, [row({ priceFen: 3_100, spec: null, costFen: null }), row({ skuCode: 'MUG-B', spec: '黑' })])).toEqual(both(['updated', 'unchanged']));
    expect((await skusByCode(kernel, ['MUG-W'])).get('MUG-W')).toMatchObject({ priceFen: 3_100n, spec: '白', costFen: 1_200n, active: true, title: '马克杯' });
  });
  test('a bad row never stops the others', async () => {
    expect(await apply(importProducts, [
      row({ spuCode: 'BOWL', skuCode: 'MUG-W', name: '碗' }), row({ spuCode: 'BOWL', skuCode: 'BOWL-1', name: '碗' }), row({ spuCode: 'BOWL', skuCode: 'BOWL-1', name: '碗', priceFen: 1 }),
      row({ skuCode: 'MUG-B', priceFen: null, floorPriceFen: 2_901 }), row({ skuCode: 'MUG-B', priceFen: null, floorPriceFen: 2_901, spuCode: 'PLATE' }),
    ])).toEqual(both(['product.code-taken', 'accepted', 'product.repeated', 'product.floor-above-price', 'product.repeated']));
  });
});

describe('the stock count', () => {
  test('differences are posted once, however often the file comes', async () => {
    const at = kernel.clock.now();
    expect(await apply(counts, [count({ countedAt: at }), count({ skuCode: 'MUG-B', counted: 0, countedAt: at })])).toEqual(both(['accepted', 'accepted']));
    const before = await facts();
    expect(await apply(counts, [count({ countedAt: at }), count({ skuCode: 'MUG-B', counted: 0, countedAt: at })])).toEqual(both(['unchanged', 'unchanged']));
    expect([await onHand('MUG-W'), await facts()]).toEqual([10, before]);
  });
  test('what was sold between the count and the import is not counted away', async () => {
    const { id: skuId } = (await skusByCode(kernel, ['MUG-W'])).get('MUG-W')!;
    kernel.clock.advance(60_000);
    const countedAt = kernel.clock.now();
    kernel.clock.advance(60_000);
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: 'sold', skuId, warehouseId: main, quantity: 3 }]));
    await inVerb(kernel, (tx) => issueReserved(tx, [{ holder: 'sold', quantity: 3, ref: 'P1' }]));
    expect(await apply(counts, [count({ counted: 9, countedAt })])).toEqual(both(['accepted']));
    expect(await onHand('MUG-W')).toBe(6);
    expect(await apply(counts, [count({ counted: 9, countedAt })])).toEqual(both(['unchanged']));
    expect((await kernel.db.query('select * from products.stock_faults')).rows).toEqual([]);
  });
  test('goods that orders wait for are not counted away: the row waits for a person', async () => {
    const { id: skuId } = (await skusByCode(kernel, ['MUG-B'])).get('MUG-B')!;
    await inVerb(kernel, (tx) => receiveStock(tx, [{ skuId, warehouseId: main, quantity: 5, ref: 'GR', reason: '到货' }]));
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: 'waiting', skuId, warehouseId: main, quantity: 4 }]));
    expect((await apply(counts, [count({ skuCode: 'MUG-B', counted: 3 }), count({ counted: 6 })])).done).toEqual(['count.reserved-goods', 'unchanged']);
    expect((await apply(counts, [count({ skuCode: 'MUG-B', counted: 4 })])).done).toEqual(['accepted']);
  });
  test('unknown codes and warehouses, repeated rows, times to come', async () => {
    const now = kernel.clock.now();
    expect(await apply(counts, [count({ skuCode: 'NONE' }), count({ warehouse: '西仓' }), count({ counted: 7, countedAt: now + 120_001 }), count({ counted: 6, countedAt: now + 120_000 }), count({ counted: 5 })])).toEqual(
      both(['sku.unknown', 'warehouse.unknown', 'count.in-future', 'accepted', 'count.repeated']));
  });
});
