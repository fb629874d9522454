import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { changeProductVerb } from '../save-product.ts';
import { receiveGoodsVerb } from '../receive-goods.ts';
import { sendTransferVerb, receiveTransferVerb } from '../transfers.ts';
import { adjustStock, available, issueReserved, postStock, receiveStock, releaseReserved, reserve } from '../stock.ts';
import { givenSku, givenStock, inVerb } from '../testing.ts';
import { ageOf, daysLeft } from './batch-queries.ts';
import { correctBatchVerb, decideBatchVerb, moveToBatchVerb } from './batch-verbs.ts';
import { giveOut, pickBatches, proposeBatches, putBackBatches, takeBatches, type BatchAsk } from './first-expired.ts';
import { batchesBack, leftBatches } from './left-batches.ts';
import { addDays } from './say-batches.ts';
import { watchBatches } from './watch-batches.ts';

const clerk = person(['warehouse']);
const operator = person(['store-operator']);
let kernel: TestKernel;
let warehouse: string;
let today: string;
let next = 0;
const holder = () => `bline-${(next += 1)}`;
beforeAll(async () => {
  kernel = await freshKernel({ open: { max: 16 } });
  warehouse = newId(kernel.clock.now());
});
beforeEach(() => (today = dayOf(kernel.clock.now())));
afterAll(() => kernel.close());

const faults = async () => [...(await kernel.db.query('select * from products.batch_faults')).rows, ...(await kernel.db.query('select * from products.stock_faults')).rows];
/** An article that keeps a year, of which thirty days must be left at the sale. */
const tea = async (more: { least?: number | null } = {}): Promise<string> => {
  const sku = await givenSku(kernel);
  await kernel.db.query('update products.sku set batch_kept = true, shelf_life_days = 365, least_life_days = $2 where id = $1', [sku, more.least === undefined ? 30 : more.least]);
  return sku;
};
const receive = (skuId: string, batches: { batchNo: string; quantity: number; producedOn?: string; expiresOn?: string }[], at = warehouse) =>
  runVerb(kernel, receiveGoodsVerb, { warehouseId: at, supplier: '茶厂', note: null, lines: [{ skuId, quantity: batches.reduce((n, b) => n + b.quantity, 0), batches }] }, { actor: clerk });
const lies = async (skuId: string, at = warehouse): Promise<Record<string, number>> => Object.fromEntries((await kernel.db.query<{ batch_no: string; on_hand: number }>(
  'select b.batch_no, h.on_hand from products.batch_stock h join products.batch b on b.id = h.batch_id where h.sku_id = $1 and h.warehouse_id = $2 and h.on_hand > 0 order by 1', [skuId, at])).rows.map((r) => [r.batch_no, r.on_hand]));
const idOf = async (skuId: string, batchNo: string): Promise<string> => (await kernel.db.query<{ id: string }>('select id from products.batch where sku_id = $1 and batch_no = $2', [skuId, batchNo])).rows[0]!.id;
const promise = async (skuId: string, quantity: number, line = holder()) => (await inVerb(kernel, (tx) => reserve(tx, [{ holder: line, skuId, warehouseId: warehouse, quantity }])))[0]!.reserved;
const ship = (line: string, quantity: number, ref: string) => inVerb(kernel, (tx) => issueReserved(tx, [{ holder: line, quantity, ref }]));
const askFor = (skuId: string, quantity: number, line: string, ref: string): BatchAsk => ({ holder: line, ref, skuId, warehouseId: warehouse, quantity });

describe('what comes in says its batch (clause 4.1.2)', () => {
  test('the expiry follows from the production and the shelf life; on hand is the sum of the batches', async () => {
    const sku = await tea();
    await receive(sku, [{ batchNo: ' A１ ', quantity: 3, producedOn: today }, { batchNo: 'B2', quantity: 2, expiresOn: addDays(today, 40) }]);
    expect(await lies(sku)).toEqual({ A1: 3, B2: 2 });
    const { rows } = await kernel.db.query<{ expires_on: string }>('select expires_on from products.batch where id = $1', [await idOf(sku, 'A1')]);
    expect(rows[0]!.expires_on).toBe(addDays(today, 365));
    await receive(sku, [{ batchNo: 'A1', quantity: 4 }]);
    expect([await lies(sku), await faults()]).toEqual([{ A1: 7, B2: 2 }, []]);
  });
  test.each<[string, (sku: string) => Promise<unknown>, string]>([
    ['without a batch', (sku) => runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: sku, quantity: 1 }] }, { actor: clerk }), 'products.batch-missing'],
    ['batches that do not add up', (sku) => runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: sku, quantity: 2, batches: [{ batchNo: 'A', quantity: 1, producedOn: today }] }] }, { actor: clerk }), 'products.batch-sum'],
    ['a batch twice', (sku) => receive(sku, [{ batchNo: 'A', quantity: 1, producedOn: today }, { batchNo: 'Ａ', quantity: 1, producedOn: today }]), 'products.batch-twice'],
    ['no day where there is a shelf life', (sku) => receive(sku, [{ batchNo: 'A', quantity: 1 }]), 'products.batch-expiry-missing'],
    ['made tomorrow', (sku) => receive(sku, [{ batchNo: 'A', quantity: 1, producedOn: addDays(today, 1) }]), 'products.batch-days-impossible'],
    ['expired yesterday', (sku) => receive(sku, [{ batchNo: 'A', quantity: 1, expiresOn: addDays(today, -1) }]), 'products.goods-expired'],
  ])('%s is refused and nothing is in stock', async (_, act, code) => {
    const sku = await tea();
    await expect(act(sku)).rejects.toMatchObject({ kind: { code } });
    expect(await lies(sku)).toEqual({});
  });
  test('on its last day it may come in; the same number with another day is refused', async () => {
    const sku = await tea({ least: null });
    await receive(sku, [{ batchNo: 'A', quantity: 1, expiresOn: today }]);
    await expect(receive(sku, [{ batchNo: 'A', quantity: 1, expiresOn: addDays(today, 1) }])).rejects.toMatchObject({ kind: { code: 'products.batch-differs' } });
    expect(await lies(sku)).toEqual({ A: 1 });
  });
  test('batches of an article that is not kept by them are refused', async () => {
    const sku = await givenSku(kernel);
    await expect(receive(sku, [{ batchNo: 'A', quantity: 1 }])).rejects.toMatchObject({ kind: { code: 'products.not-batch-kept' } });
  });
});

describe('what may be sold', () => {
  test('with thirty days left it is promised, with twenty-nine it is not', async () => {
    const sku = await tea();
    await receive(sku, [{ batchNo: 'OLD', quantity: 5, expiresOn: addDays(today, 29) }, { batchNo: 'OK', quantity: 2, expiresOn: addDays(today, 30) }]);
    expect(await available(kernel, [{ skuId: sku, warehouseId: warehouse }], kernel.clock.now())).toMatchObject([{ onHand: 7, unsellable: 5, available: 2 }]);
    expect(await promise(sku, 5)).toBe(2);
    expect(await promise(sku, 1)).toBe(0);
  });
  test('on its last day it is sold, the day after it is not', async () => {
    const sku = await tea({ least: null });
    await receive(sku, [{ batchNo: 'A', quantity: 2, expiresOn: today }]);
    expect(await promise(sku, 1)).toBe(1);
    kernel.clock.advance(DAY);
    expect(await promise(sku, 1)).toBe(0);
  });
  test('what was promised and has expired meanwhile does not leave; with a fresh batch it does', async () => {
    const [sku, line] = [await tea({ least: null }), holder()];
    const end = dayOf(kernel.clock.now());
    await receive(sku, [{ batchNo: 'A', quantity: 1, expiresOn: end }]);
    await promise(sku, 1, line);
    kernel.clock.advance(DAY);
    await expect(ship(line, 1, 'P-exp')).rejects.toMatchObject({ kind: { code: 'products.stock-expired', clause: '4.1.2' } });
    await receive(sku, [{ batchNo: 'B', quantity: 1, expiresOn: addDays(end, 100) }]);
    // The expired unit takes nobody's place: what came is for the promise.
    expect(await promise(sku, 1)).toBe(0);
    await ship(line, 1, 'P-exp');
    expect([await lies(sku), await faults()]).toEqual([{ A: 1 }, []]);
  });
});

describe('first expired first', () => {
  test('what expires first leaves first, and it is known with which parcel', async () => {
    const [sku, line] = [await tea(), holder()];
    await receive(sku, [{ batchNo: 'LATE', quantity: 5, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 2, expiresOn: addDays(today, 60) }]);
    await promise(sku, 3, line);
    await ship(line, 3, 'P-1');
    expect(await lies(sku)).toEqual({ LATE: 4 });
    expect((await leftBatches(kernel, [line])).map(({ ref, batchNo, quantity }) => ({ ref, batchNo, quantity }))).toEqual([{ ref: 'P-1', batchNo: 'SOON', quantity: 2 }, { ref: 'P-1', batchNo: 'LATE', quantity: 1 }]);
  });
  test('two parcels picked one after the other are not sent to the same unit, and leave with what they took', async () => {
    const [sku, one, two] = [await tea(), holder(), holder()];
    await receive(sku, [{ batchNo: 'LATE', quantity: 5, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 1, expiresOn: addDays(today, 60) }]);
    await promise(sku, 1, one);
    await promise(sku, 1, two);
    await inVerb(kernel, (tx) => pickBatches(tx, [askFor(sku, 1, one, 'P-one')]));
    await inVerb(kernel, (tx) => pickBatches(tx, [askFor(sku, 1, two, 'P-two')]));
    const proposed = await proposeBatches(kernel, [askFor(sku, 1, one, 'P-one'), askFor(sku, 1, two, 'P-two')], kernel.clock.now());
    expect(proposed.map((p) => [p.taken, p.takes.map((t) => t.batchNo)])).toEqual([[true, ['SOON']], [true, ['LATE']]]);
    // The second leaves first: still with its own.
    await ship(two, 1, 'P-two');
    await ship(one, 1, 'P-one');
    expect((await leftBatches(kernel, [one, two])).map((l) => [l.ref, l.batchNo])).toEqual([['P-one', 'SOON'], ['P-two', 'LATE']]);
    expect((await kernel.db.query('select 1 from products.batch_pick')).rows).toEqual([]);
  });
  test('a parcel that was taken back gives its batch to the next', async () => {
    const [sku, one] = [await tea(), holder()];
    await receive(sku, [{ batchNo: 'LATE', quantity: 1, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 1, expiresOn: addDays(today, 60) }]);
    await inVerb(kernel, (tx) => pickBatches(tx, [askFor(sku, 1, one, 'P-back')]));
    await inVerb(kernel, (tx) => putBackBatches(tx, ['P-back']));
    const [again] = await proposeBatches(kernel, [askFor(sku, 1, holder(), 'P-next')], kernel.clock.now());
    expect(again!.takes.map((t) => t.batchNo)).toEqual(['SOON']);
  });
  test('the packer says what is really in the parcel; what another has taken he cannot say', async () => {
    const [sku, one, two] = [await tea(), holder(), holder()];
    await receive(sku, [{ batchNo: 'LATE', quantity: 1, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 1, expiresOn: addDays(today, 60) }]);
    const [late, soon] = [await idOf(sku, 'LATE'), await idOf(sku, 'SOON')];
    await promise(sku, 1, one);
    await inVerb(kernel, (tx) => takeBatches(tx, askFor(sku, 1, one, 'P-said'), [{ batchId: late, quantity: 1 }]));
    await expect(inVerb(kernel, (tx) => takeBatches(tx, askFor(sku, 1, two, 'P-other'), [{ batchId: late, quantity: 1 }]))).rejects.toMatchObject({ kind: { code: 'products.batch-short' }, facts: { free: 0 } });
    await expect(inVerb(kernel, (tx) => takeBatches(tx, askFor(sku, 1, two, 'P-other'), [{ batchId: soon, quantity: 2 }]))).rejects.toMatchObject({ kind: { code: 'products.batch-sum' } });
    await ship(one, 1, 'P-said');
    expect([await lies(sku), await faults()]).toEqual([{ SOON: 1 }, []]);
  });
  test('many pickers at once: every unit of a batch is taken once', async () => {
    const sku = await tea();
    await receive(sku, [{ batchNo: 'A', quantity: 7, expiresOn: addDays(today, 60) }, { batchNo: 'B', quantity: 20, expiresOn: addDays(today, 90) }]);
    const lines = Array.from({ length: 20 }, () => holder());
    for (const line of lines) await promise(sku, 1, line);
    await Promise.all(lines.map((line) => inVerb(kernel, (tx) => pickBatches(tx, [askFor(sku, 1, line, `R-${line}`)]))));
    const { rows } = await kernel.db.query<{ batch_no: string; n: bigint }>('select b.batch_no, sum(p.quantity)::bigint as n from products.batch_pick p join products.batch b on b.id = p.batch_id where b.sku_id = $1 group by 1 order by 1', [sku]);
    expect(rows.map((r) => [r.batch_no, Number(r.n)])).toEqual([['A', 7], ['B', 13]]);
    await Promise.all(lines.map((line) => ship(line, 1, `R-${line}`)));
    expect([await lies(sku), await faults()]).toEqual([{ B: 7 }, []]);
  });
  test('giving out walks the turn: never more than lies there, and nothing later while something earlier is left', () => {
    fc.assert(fc.property(fc.array(fc.nat(6), { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 8 }), (frees, wants) => {
      const turn = frees.map((free, i) => ({ batch_id: `b${i}`, batch_no: `b${i}`, produced_on: null, expires_on: null, free }));
      const given = giveOut(wants.map((quantity) => ({ skuId: 's', warehouseId: 'w', quantity })), new Map([['s w', turn]]));
      const total = (takes: readonly { quantity: number }[]) => takes.reduce((n, t) => n + t.quantity, 0);
      const [have, want] = [frees.reduce((a, b) => a + b, 0), wants.reduce((a, b) => a + b, 0)];
      expect(given.reduce((n, g) => n + total(g.takes), 0)).toBe(Math.min(have, want));
      const taken = turn.map((b) => given.flatMap((g) => g.takes).filter((t) => t.batchId === b.batch_id).reduce((n, t) => n + t.quantity, 0));
      taken.forEach((n, i) => expect(n).toBeLessThanOrEqual(frees[i]!));
      const last = taken.findLastIndex((n) => n > 0);
      taken.slice(0, Math.max(0, last)).forEach((n, i) => expect(n).toBe(frees[i]!));
    }));
  });
});

describe('goods that come back, move and are corrected', () => {
  test('what comes back is of the batch that left; of several, the one that expires first, each unit once', async () => {
    const [sku, line] = [await tea(), holder()];
    await receive(sku, [{ batchNo: 'LATE', quantity: 1, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 1, expiresOn: addDays(today, 60) }]);
    await promise(sku, 2, line);
    await ship(line, 2, 'P-r');
    for (const _ of [1, 2]) {
      await inVerb(kernel, async (tx) => {
        const back = await batchesBack(tx, [{ holder: line, quantity: 1 }]);
        return receiveStock(tx, [{ skuId: sku, warehouseId: warehouse, quantity: 1, ref: 'P-r', reason: '退件', kind: 'return', batches: back.get(line) }]);
      });
      expect(Object.keys(await lies(sku))).toEqual(_ === 1 ? ['SOON'] : ['LATE', 'SOON']);
    }
    expect([(await leftBatches(kernel, [line])).map((l) => l.batchNo), (await inVerb(kernel, (tx) => batchesBack(tx, [{ holder: line, quantity: 1 }]))).get(line), await faults()]).toEqual([['SOON', 'LATE'], [], []]);
  });
  test('a transfer carries its batches; what is over is of no batch that anybody has said', async () => {
    const sku = await tea();
    const [a, b] = [newId(kernel.clock.now()), newId(kernel.clock.now())] as const;
    await kernel.db.query("insert into company.warehouse (id, name, province, city, district, detail, created_at) select id, name, '浙江省', '杭州市', '滨江区', '江南大道1号', now() from unnest($1::uuid[], $2::text[]) as w(id, name)", [[a, b], ['北仓', '南仓']]);
    await receive(sku, [{ batchNo: 'LATE', quantity: 5, expiresOn: addDays(today, 200) }, { batchNo: 'SOON', quantity: 2, expiresOn: addDays(today, 60) }], a);
    const { id } = await runVerb(kernel, sendTransferVerb, { fromWarehouseId: a, toWarehouseId: b, note: null, lines: [{ skuId: sku, quantity: 4 }] }, { actor: clerk });
    await runVerb(kernel, receiveTransferVerb, { id, version: 1, differenceNote: '多装一件', lines: [{ skuId: sku, received: 5 }] }, { actor: person(['warehouse']) });
    expect([await lies(sku, a), await lies(sku, b), await faults()]).toEqual([{ LATE: 3 }, { '': 1, LATE: 2, SOON: 2 }, []]);
  });
  test('a count that finds less takes of no batch first; a correction takes of the batch that is named, never more than lies there', async () => {
    const sku = await tea();
    await receive(sku, [{ batchNo: 'A', quantity: 3, expiresOn: addDays(today, 60) }]);
    await inVerb(kernel, (tx) => postStock(tx, [{ skuId: sku, warehouseId: warehouse, kind: 'count', counted: 5 }]));
    expect(await lies(sku)).toEqual({ '': 2, A: 3 });
    await inVerb(kernel, (tx) => postStock(tx, [{ skuId: sku, warehouseId: warehouse, kind: 'count', counted: 4 }]));
    expect(await lies(sku)).toEqual({ '': 1, A: 3 });
    const batchId = await idOf(sku, 'A');
    const write = (change: number) => inVerb(kernel, (tx) => adjustStock(tx, [{ skuId: sku, warehouseId: warehouse, change, reason: '报废', batches: [{ batchId, quantity: Math.abs(change) }] }]));
    await expect(write(-4)).rejects.toMatchObject({ kind: { code: 'products.batch-short' } });
    await write(-3);
    expect([await lies(sku), await faults()]).toEqual([{ '': 1 }, []]);
  });
  test('goods of no batch get their number; more than lie there, or than nobody has taken, are refused', async () => {
    const sku = await tea();
    await inVerb(kernel, (tx) => receiveStock(tx, [{ skuId: sku, warehouseId: warehouse, quantity: 4, ref: 'o', reason: '期初', kind: 'opening' }]));
    const id = await idOf(sku, '');
    const name = (quantity: number) => runVerb(kernel, moveToBatchVerb, { id, warehouseId: warehouse, quantity, batchNo: 'N1', producedOn: today, reason: '看包装' }, { actor: clerk });
    await inVerb(kernel, (tx) => pickBatches(tx, [askFor(sku, 1, holder(), 'P-n')]));
    await expect(name(4)).rejects.toMatchObject({ kind: { code: 'products.batch-short' } });
    await name(3);
    expect([await lies(sku), await faults()]).toEqual([{ '': 1, N1: 3 }, []]);
    await inVerb(kernel, (tx) => putBackBatches(tx, ['P-n']));
  });
});

describe('batches begin and end to be kept', () => {
  const change = async (code: string, more: object) => {
    const { rows: [p] } = await kernel.db.query<{ id: string; version: number; title: string }>('select p.id, p.version, p.title from products.product p where p.code = $1', [code]);
    return runVerb(kernel, changeProductVerb, {
      id: p!.id, version: p!.version, title: p!.title, category: null, brand: null, description: null, pictures: [], noReasonReturn: null, state: 'active',
      skus: [{ code, barcode: null, spec: '500ml', unit: null, priceFen: 9_900, floorFen: null, weightGrams: 350, active: true, ...more }],
    }, { actor: operator });
  };
  test('what lies is of no batch until it is said; named batches must be gone before batches end', async () => {
    const sku = await givenSku(kernel, { code: 'BATCH-BEGIN' });
    await givenStock(kernel, sku, warehouse, 3);
    await change('BATCH-BEGIN', { batchKept: true, shelfLifeDays: 100, leastLifeDays: 10 });
    expect([await lies(sku), await faults()]).toEqual([{ '': 3 }, []]);
    await receive(sku, [{ batchNo: 'A', quantity: 1, producedOn: today }]);
    await expect(change('BATCH-BEGIN', { batchKept: false })).rejects.toMatchObject({ kind: { code: 'products.batches-in-stock' } });
    await inVerb(kernel, async (tx) => adjustStock(tx, [{ skuId: sku, warehouseId: warehouse, change: -1, reason: '样品', batches: [{ batchId: await idOf(sku, 'A'), quantity: 1 }] }]));
    await change('BATCH-BEGIN', { batchKept: false });
    await givenStock(kernel, sku, warehouse, 2);
    expect([await lies(sku), await faults()]).toEqual([{}, []]);
  });
  test('a life that must be left and is no shorter than the whole is refused; one day shorter is allowed', async () => {
    await givenSku(kernel, { code: 'BATCH-LIFE' });
    await expect(change('BATCH-LIFE', { batchKept: true, shelfLifeDays: 30, leastLifeDays: 30 })).rejects.toMatchObject({ kind: { code: 'products.life-impossible' } });
    await change('BATCH-LIFE', { batchKept: true, shelfLifeDays: 30, leastLifeDays: 29 });
  });
  test('while goods come and leave, batches begin: nothing is lost between', async () => {
    const sku = await givenSku(kernel, { code: 'BATCH-RACE' });
    await givenStock(kernel, sku, warehouse, 50);
    const move = async (i: number) => {
      const line = holder();
      if (i % 2) return inVerb(kernel, (tx) => receiveStock(tx, [{ skuId: sku, warehouseId: i % 3 ? warehouse : newId(i), quantity: 1, ref: `GR${i}`, reason: '到货' }]));
      await promise(sku, 1, line);
      return ship(line, 1, `RACE-${i}`);
    };
    await Promise.all([...Array.from({ length: 24 }, (_, i) => move(i)), change('BATCH-RACE', { batchKept: true }), ...Array.from({ length: 24 }, (_, i) => move(100 + i))]);
    expect(await faults()).toEqual([]);
  });
});

describe('what expires soon is told once', () => {
  const told = async (type: string, id: string) => Number((await kernel.db.query<{ n: bigint }>('select count(*) as n from kernel.fact where type = $1 and subject_id = $2', [type, id])).rows[0]!.n);
  test('thirty days before, on expiry, and when nothing is left', async () => {
    const sku = await tea({ least: null });
    const [day, batchNo] = [dayOf(kernel.clock.now()), 'W'];
    await receive(sku, [{ batchNo, quantity: 2, expiresOn: addDays(day, 31) }]);
    const id = await idOf(sku, batchNo);
    await watchBatches(kernel, 30);
    expect(await told('products.batch-expiring', id)).toBe(0);
    kernel.clock.advance(DAY);
    await watchBatches(kernel, 30);
    await watchBatches(kernel, 30);
    expect(await told('products.batch-expiring', id)).toBe(1);
    await runVerb(kernel, decideBatchVerb, { id, version: 1, decision: 'promote', note: '第二件半价' }, { actor: operator });
    kernel.clock.advance(31 * DAY);
    await watchBatches(kernel, 30);
    expect([await told('products.batch-expired', id), await told('products.batch-used-up', id)]).toEqual([1, 0]);
    await inVerb(kernel, (tx) => adjustStock(tx, [{ skuId: sku, warehouseId: warehouse, change: -2, reason: '过期报废', batches: [{ batchId: id, quantity: 2 }] }]));
    await watchBatches(kernel, 30);
    await watchBatches(kernel, 30);
    expect(await told('products.batch-used-up', id)).toBe(1);
    await expect(runVerb(kernel, decideBatchVerb, { id, version: 2, decision: 'scrap', note: '已清' }, { actor: operator })).rejects.toMatchObject({ kind: { code: 'products.batch-used-up' } });
  });
  test('a corrected day is told anew; a number that another batch has is refused', async () => {
    const sku = await tea({ least: null });
    const day = dayOf(kernel.clock.now());
    await receive(sku, [{ batchNo: 'X', quantity: 1, expiresOn: addDays(day, 5) }, { batchNo: 'Y', quantity: 1, expiresOn: addDays(day, 200) }]);
    const id = await idOf(sku, 'X');
    await watchBatches(kernel, 30);
    const correct = (batchNo: string, expiresOn: string, version = 1) => runVerb(kernel, correctBatchVerb, { id, version, batchNo, producedOn: null, expiresOn, reason: '看错一位' }, { actor: clerk });
    await expect(correct('Y', addDays(day, 15))).rejects.toMatchObject({ kind: { code: 'products.batch-known' } });
    await correct('X', addDays(day, 15));
    await watchBatches(kernel, 30);
    expect(await told('products.batch-expiring', id)).toBe(2);
  });
  test.each([[31, 'sound'], [30, 'expiring'], [10, 'expiring'], [9, 'too-old'], [0, 'too-old'], [-1, 'expired']] as const)('with %i days left, ten of which must be left, it is %s', (days, age) => {
    const now = kernel.clock.now();
    const expiresOn = addDays(dayOf(now), days);
    expect([daysLeft(expiresOn, now), ageOf({ expiresOn, leastLife: 10 }, now, 30)]).toEqual([days, age]);
  });
});

describe('whatever happens', () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant('receive' as const), batch: fc.nat(3), n: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant('plain' as const), n: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constant('reserve' as const), line: fc.nat(4), n: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('release' as const), line: fc.nat(4) }),
    fc.record({ do: fc.constant('pick' as const), line: fc.nat(4), n: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constant('issue' as const), line: fc.nat(4), n: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constant('back' as const), line: fc.nat(4), n: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ do: fc.constant('adjust' as const), n: fc.integer({ min: -5, max: 5 }).filter((n) => n !== 0) }),
    fc.record({ do: fc.constant('count' as const), n: fc.nat(15) }),
    fc.record({ do: fc.constant('night' as const) }),
  );
  test('the batches are together what is on hand, each the sum of its movements, and nothing expired leaves', async () => {
    let run = 0;
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (story) => {
      run += 1;
      const sku = await tea({ least: 2 });
      const line = (n: number) => `pr${run}-${n}`;
      const from = dayOf(kernel.clock.now());
      let ref = 0;
      for (const step of story) {
        const refused = await (async (): Promise<unknown> => {
          if (step.do === 'night') return kernel.clock.advance(DAY);
          if (step.do === 'receive') return receive(sku, [{ batchNo: `B${step.batch}`, quantity: step.n, expiresOn: addDays(from, 1 + step.batch * 3) }]);
          return inVerb<unknown>(kernel, async (tx) => {
            if (step.do === 'plain') return receiveStock(tx, [{ skuId: sku, warehouseId: warehouse, quantity: step.n, ref: 'GR', reason: '退货', kind: 'return' }]);
            if (step.do === 'reserve') return reserve(tx, [{ holder: line(step.line), skuId: sku, warehouseId: warehouse, quantity: step.n }]);
            if (step.do === 'release') return releaseReserved(tx, [line(step.line)]);
            if (step.do === 'pick') return pickBatches(tx, [askFor(sku, step.n, line(step.line), `${line(step.line)}/${ref + 1}`)]);
            if (step.do === 'issue') return issueReserved(tx, [{ holder: line(step.line), quantity: step.n, ref: `${line(step.line)}/${(ref += 1)}` }]);
            if (step.do === 'back') {
              const back = (await batchesBack(tx, [{ holder: line(step.line), quantity: step.n }])).get(line(step.line))!;
              return receiveStock(tx, back.map((b) => ({ skuId: sku, warehouseId: warehouse, quantity: b.quantity, ref: 'RT', reason: '退货', kind: 'return' as const, batches: [b] })));
            }
            if (step.do === 'adjust') return adjustStock(tx, [{ skuId: sku, warehouseId: warehouse, change: step.n, reason: '调整' }]);
            return postStock(tx, [{ skuId: sku, warehouseId: warehouse, kind: 'count', counted: step.n }]);
          });
        })().then(() => null, (error: { kind?: { code: string } }) => error.kind?.code ?? error);
        expect([null, 'products.not-reserved', 'products.reserved-goods', 'products.stock-expired', 'products.goods-expired']).toContain(refused);
        const { rows } = await kernel.db.query('select 1 from products.batch_movement g join products.movement m on m.id = g.movement_id join products.batch b on b.id = g.batch_id where m.kind = \'issue\' and b.sku_id = $1 and b.expires_on < (g.at at time zone \'Asia/Shanghai\')::date', [sku]);
        expect(rows).toEqual([]);
      }
      expect(await faults()).toEqual([]);
    }), { numRuns: 25 });
  });
});
