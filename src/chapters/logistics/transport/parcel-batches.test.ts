import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { receiveGoodsVerb } from '../../../registers/products/receive-goods.ts';
import { setPlaceVerb } from '../../../registers/products/shelf-places/place-verbs.ts';
import { givenSku, givenStock } from '../../../registers/products/testing.ts';
import { reactions } from '../reactions.ts';
import { clerk, givenHouse, makeReady, parcelOf, release, sendOff, settled, withdraw, type House } from '../testing.ts';
import { makeWave } from './make-wave.ts';
import { readWave } from './desk-queries.ts';
import { recordBatches } from './parcel-batches.ts';
import { readParcel } from './parcel-record.ts';
import { pickList } from './pick-list.ts';
import { receiveReturn } from './receive-return.ts';

let kernel: TestKernel;
let house: House;
let tea: string;
const in_ = (days: number) => dayOf(kernel.clock.now() + days * DAY);
beforeEach(async () => {
  kernel = await freshKernel({ reactions });
  house = await givenHouse(kernel);
  tea = await givenSku(kernel, { code: 'TEA-1', weightGrams: 350 });
  await kernel.db.query('update products.sku set batch_kept = true where id = $1', [tea]);
  await runVerb(kernel, receiveGoodsVerb, { warehouseId: house.warehouseId, supplier: '茶厂', note: null, lines: [{ skuId: tea, quantity: 5, batches: [{ batchNo: 'LATE', quantity: 2, expiresOn: in_(200) }, { batchNo: 'SOON', quantity: 3, expiresOn: in_(20) }] }] }, { actor: clerk });
});
afterEach(() => kernel.close());

const parcel = async (quantity: number) => {
  const released = await release(kernel, house, { skuId: tea, quantity });
  await settled(kernel);
  return { ...released, ...(await parcelOf(kernel, released.fulfilmentId)) };
};
const batchesOf = async (id: string) => {
  const { lines } = await readParcel(kernel, clerk, 'all', id);
  return lines[0]!.batches && { is: lines[0]!.batches.is, list: lines[0]!.batches.list.map((b) => [b.batchNo, b.quantity]) };
};
const idOf = async (batchNo: string) => (await kernel.db.query<{ id: string }>('select id from products.batch where batch_no = $1', [batchNo])).rows[0]!.id;
const faults = async () => (await kernel.db.query('select * from products.batch_faults')).rows;

describe('the batches of a parcel (clause 4.1.2)', () => {
  it('are proposed first expired first, taken when it is picked, and known after it left', async () => {
    const p = await parcel(4);
    const list = [['SOON', 3], ['LATE', 1]];
    expect(await batchesOf(p.id)).toEqual({ is: 'proposed', list });
    await makeReady(kernel, p.id);
    expect(await batchesOf(p.id)).toEqual({ is: 'taken', list });
  });
  it('leave as they were recorded, not as they were proposed', async () => {
    const p = await parcel(1);
    await runVerb(kernel, recordBatches, { id: p.id, orderLineId: p.orderLineId, batches: [{ batchId: await idOf('LATE'), quantity: 1 }] }, { actor: clerk });
    await sendOff(kernel, p.id);
    expect(await batchesOf(p.id)).toEqual({ is: 'left', list: [['LATE', 1]] });
    expect(await faults()).toEqual([]);
    await expect(runVerb(kernel, recordBatches, { id: p.id, orderLineId: p.orderLineId, batches: [{ batchId: await idOf('SOON'), quantity: 1 }] }, { actor: clerk })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  it('lie on the shelf again when the parcel is withdrawn', async () => {
    const [one, two] = [await parcel(2), await parcel(2)];
    await makeReady(kernel, one.id);
    expect(await batchesOf(two.id)).toEqual({ is: 'proposed', list: [['SOON', 1], ['LATE', 1]] });
    await withdraw(kernel, one.fulfilmentId, one.orderId);
    await settled(kernel);
    expect(await batchesOf(two.id)).toEqual({ is: 'proposed', list: [['SOON', 2]] });
  });
  it('are fetched for a wave together, on screen and on paper', async () => {
    const [one, two] = [await parcel(2), await parcel(2)];
    const wave = await runVerb(kernel, makeWave, { parcelIds: [one.id, two.id] }, { actor: clerk });
    const shown = await readWave(kernel, clerk, 'all', wave.id);
    expect(shown.picks[0]!.batches.map((b) => [b.batchNo, b.quantity])).toEqual([['SOON', 3], ['LATE', 1]]);
    expect((await pickList(shown)).subarray(0, 5).toString()).toBe('%PDF-');
  });
  it('are fetched along the walk through the shelves: A-2 before A-10, what lies nowhere last', async () => {
    const others = [await givenSku(kernel, { code: 'AAA' }), await givenSku(kernel, { code: 'BBB' })];
    for (const sku of others) await givenStock(kernel, sku, house.warehouseId, 5);
    const ids = [(await parcel(1)).id];
    for (const sku of others) {
      const { fulfilmentId } = await release(kernel, house, { skuId: sku, quantity: 1 });
      await settled(kernel);
      ids.push((await parcelOf(kernel, fulfilmentId)).id);
    }
    for (const [skuId, place] of [[others[1]!, 'A-10'], [tea, 'A-2']] as const) await runVerb(kernel, setPlaceVerb, { skuId, warehouseId: house.warehouseId, place }, { actor: clerk });
    const wave = await runVerb(kernel, makeWave, { parcelIds: ids }, { actor: clerk });
    expect((await readWave(kernel, clerk, 'all', wave.id)).picks.map((p) => [p.code, p.place])).toEqual([['TEA-1', 'A-2'], ['BBB', 'A-10'], ['AAA', null]]);
    expect((await readParcel(kernel, clerk, 'all', ids[0]!)).lines[0]!.place).toBe('A-2');
  });
  it('come back into the batch that left', async () => {
    const p = await parcel(4);
    await sendOff(kernel, p.id);
    await kernel.db.query("update logistics.parcel set state = 'returning' where id = $1", [p.id]);
    await runVerb(kernel, receiveReturn, { id: p.id, lines: [{ orderLineId: p.orderLineId, good: 4, damaged: 0 }] }, { actor: clerk });
    const { rows } = await kernel.db.query<{ batch_no: string; on_hand: number }>('select b.batch_no, h.on_hand from products.batch_stock h join products.batch b on b.id = h.batch_id order by 1', []);
    expect(rows).toEqual([{ batch_no: 'LATE', on_hand: 2 }, { batch_no: 'SOON', on_hand: 3 }]);
    expect(await faults()).toEqual([]);
  });
});
