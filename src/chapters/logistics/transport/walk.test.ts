import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { person, freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { HOUR } from '../../../kernel/clock.ts';
import type { Refusal } from '../../../kernel/refusal.ts';
import { system } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import { unreachable } from '../../../kernel/lifecycle.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { givenSku, givenStock } from '../../../registers/products/testing.ts';
import { seedCalendars } from '../../../regulation/index.ts';
import { Engine } from '../../../regulation/runtime/engine.ts';
import { clauses as orderClauses } from '../../sales/orders/clauses.ts';
import { clauses as carrierClauses } from '../carriers/clauses.ts';
import { addWaybills } from '../carriers/add-waybills.ts';
import { reactions } from '../reactions.ts';
import { clerk, factsAbout, givenAddress, givenCarrier, givenHouse, makeReady, parcelOf, release, sendOff, settled, withdraw, type House } from '../testing.ts';
import { announceParcel, giveShipNotice } from './announce-parcel.ts';
import { chooseCarrier } from './choose-carrier.ts';
import { clauses as transportClauses } from './clauses.ts';
import { noteOutsideParcels } from './outside-parcels.ts';
import { makeWave } from './make-wave.ts';
import { previewWave } from './wave-choice.ts';
import { packParcel, packParcels } from './pack-parcel.ts';
import { parcelLife } from './parcel-life.ts';
import { listParcels } from './parcel-list.ts';
import { readParcel, scanned } from './parcel-record.ts';
import { pickParcels } from './pick-parcels.ts';
import { recordInspection, recordInspections } from './record-inspection.ts';
import { inspectionWayChanges, inspectionWays, setWavesByEye } from './waves-by-eye.ts';
import { receiveReturn } from './receive-return.ts';
import { recordTrackingByHand } from './record-tracking.ts';
import { scanItem } from './scan-item.ts';
import { releaseWeight } from './release-weight.ts';
import { shipParcels } from './ship-parcels.ts';
import { seemsEmpty, weightProblem } from './weigh.ts';

let kernel: TestKernel;
let house: House;
let sku: string;
const actor = clerk;

beforeEach(async () => {
  const engine = new Engine([...orderClauses, ...transportClauses, ...carrierClauses]);
  kernel = await freshKernel({ controls: engine, reactions });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  house = await givenHouse(kernel);
  sku = await givenSku(kernel, { code: 'CUP-500', costFen: 4_000n });
  await givenStock(kernel, sku, house.warehouseId, 10);
});
afterEach(() => kernel.close());

async function parcel(more: Partial<Parameters<typeof release>[2]> = {}) {
  const released = await release(kernel, house, { skuId: sku, quantity: 2, ...more });
  await settled(kernel);
  const row: Record<string, unknown> = await parcelOf(kernel, released.fulfilmentId);
  return { row, ...released, ...(await parcelOf(kernel, released.fulfilmentId)) };
}
const onHand = async () => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [sku])).rows[0]!;
const stockFaults = async () => (await kernel.db.query('select * from products.stock_faults')).rows;

describe('a released fulfilment', () => {
  it('becomes one parcel with the proposed carrier and its reason, however often it is heard of', async () => {
    const p = await parcel();
    expect(p).toMatchObject({ state: 'waiting', carrier_id: house.carrierId, province: '四川省', expected_grams: 700 });
    expect((p.row['carrier_reason'] as { zh: string }).zh).toContain('圆通速递');
    await reactions[0]!.run(kernel, (await kernel.db.query<never>("select seq, id, type, subject_id as \"subjectId\", payload from kernel.fact where type = 'sales.fulfilment-released'")).rows);
    expect((await kernel.db.query('select 1 from logistics.parcel')).rowCount).toBe(1);
  });

  it('withdrawn before it ships is withdrawn, and released again gets another parcel', async () => {
    const p = await parcel();
    await withdraw(kernel, p.fulfilmentId, p.orderId);
    await settled(kernel);
    expect((await parcelOf(kernel, p.fulfilmentId)).state).toBe('withdrawn');
    await expect(runVerb(kernel, pickParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.parcel-withdrawn' } });
    await release(kernel, house, { skuId: sku, quantity: 2, fulfilmentId: p.fulfilmentId, orderId: p.orderId, orderLineId: p.orderLineId, hold: false });
    await settled(kernel);
    const again = await parcelOf(kernel, p.fulfilmentId);
    expect(again).toMatchObject({ state: 'waiting' });
    expect(again.id).not.toBe(p.id);
  });
});

describe('through the warehouse', () => {
  it('wave, pick by scanner, pack, inspect, tell the carrier, ship: stock leaves with its cost', async () => {
    const p = await parcel();
    const wave = await runVerb(kernel, makeWave, { warehouseId: house.warehouseId }, { actor });
    expect(wave.parcels).toBe(1);
    await expect(runVerb(kernel, scanItem, { id: p.id, code: 'OTHER' }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.item-not-in-parcel' } });
    expect(await runVerb(kernel, scanItem, { id: p.id, code: 'CUP-500' }, { actor })).toMatchObject({ left: 1, state: 'picking' });
    await expect(runVerb(kernel, scanItem, { id: p.id, code: 'CUP-500', quantity: 2 }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.item-too-many' } });
    expect(await runVerb(kernel, scanItem, { id: p.id, code: 'CUP-500' }, { actor })).toMatchObject({ left: 0, state: 'picked' });
    expect(await runVerb(kernel, packParcel, { id: p.id, weightGrams: 1_200 }, { actor })).toMatchObject({ state: 'packed', warning: null });
    const look = (scans: { code: string; quantity: number }[]) => runVerb(kernel, recordInspection, { id: p.id, passed: true, defect: null, scans }, { actor });
    const scan = (code: string, quantity = 1) => ({ code, quantity });
    // Nothing passes uncounted, with a wrong article, or with one too many.
    for (const [scans, code] of [[[], 'item-uncounted'], [[scan('CUP-500')], 'item-uncounted'], [[scan('CUP-500', 2), scan('OTHER')], 'item-not-in-parcel'], [[scan('CUP-500'), scan('CUP-500', 2)], 'item-inspected-enough']] as const)
      await expect(look([...scans]), code).rejects.toMatchObject({ kind: { code: `logistics.${code}`, clause: '2.3.3' } });
    await look([scan('CUP-500'), scan('CUP-500')]);
    expect((await readParcel(kernel, actor, 'all', p.id)).inspections).toMatchObject([{ passed: true, how: 'scanned', by: actor.name }]);
    const told = await runVerb(kernel, announceParcel, { id: p.id, waybillNo: 'yt 8000000000001' }, { actor });
    expect(told).toMatchObject({ state: 'announced', waybillNo: 'YT8000000000001', warning: null });
    await runVerb(kernel, shipParcels, { ids: [p.id] }, { actor });
    expect(await onHand()).toMatchObject({ on_hand: 8, reserved: 0 });
    expect(await stockFaults()).toEqual([]);
    const { rows: [fact] } = await kernel.db.query<{ payload: Record<string, unknown> }>("select payload from kernel.fact where type = 'logistics.parcel-shipped'");
    // 5.00 for the first kilogram and 2.00 for the step begun; 2 × 40.00 of goods; promised for the end of the third day after.
    expect(fact!.payload).toMatchObject({ goodsCostFen: 8_000, freightFen: 700, weightGrams: 1_200, waybillNo: 'YT8000000000001', promisedAt: Date.parse('2026-03-13T15:59:59Z') });
    expect(await factsAbout(kernel, p.id)).toEqual(['parcel-requested', 'parcel-picked', 'parcel-packed', 'inspection-recorded', 'carrier-notified', 'parcel-shipped']);
  });

  it('a wave of what was chosen: looked at first with its orders, lines and pieces, by size, store, carrier and time, the most urgent first, and only of the own team', async () => {
    const { rows: [before] } = await kernel.db.query<{ n: number }>("select count(*)::int as n from logistics.parcel where state = 'waiting'");
    const one = await parcel();
    const two = await parcel();
    await kernel.db.query('update logistics.parcel_line set quantity = 1 where parcel_id = $1', [one.id]);
    await kernel.db.query('update logistics.parcel set ship_by = to_timestamp($2 / 1000.0) where id = $1', [two.id, kernel.clock.now() + 3_600_000]);
    await kernel.db.query('update logistics.parcel set ship_by = to_timestamp($2 / 1000.0) where id = $1', [one.id, kernel.clock.now() + 7_200_000]);
    const here = { warehouseId: house.warehouseId };
    const all = await previewWave(kernel, actor, 'all', here);
    expect(all).toMatchObject({ parcels: before!.n + 2, fit: before!.n + 2, oneWarehouse: true, stores: [{ id: house.storeId, parcels: before!.n + 2 }], warehouses: [{ id: house.warehouseId }] });
    expect(await previewWave(kernel, actor, 'all', { ...here, goods: 'single' })).toMatchObject({ parcels: 1, orders: 1, lines: 1, pieces: 1, skus: 1 });
    expect(await previewWave(kernel, actor, 'all', { ...here, goods: 'multi', shipBefore: kernel.clock.now() + 3_600_000 })).toMatchObject({ parcels: 1, pieces: 2, lastShipBy: kernel.clock.now() + 3_600_000 });
    // To the very minute, and not after it.
    expect((await previewWave(kernel, actor, 'all', { ...here, shipBefore: kernel.clock.now() + 3_599_999 })).parcels).toBe(0);
    expect(await previewWave(kernel, actor, 'all', { ...here, most: 1 })).toMatchObject({ parcels: 1, fit: before!.n + 2, lastShipBy: kernel.clock.now() + 3_600_000 });
    for (const none of [{ storeId: house.warehouseId }, { carrierId: house.warehouseId }]) expect((await previewWave(kernel, actor, 'all', { ...here, ...none })).parcels).toBe(0);
    const stranger = { ...actor, posts: ['warehouse' as const], teamIds: ['00000000-0000-7000-8000-0000000000aa'] };
    expect((await previewWave(kernel, stranger, 'team', here)).parcels).toBe(0);
    await expect(runVerb(kernel, makeWave, here, { actor: stranger })).rejects.toMatchObject({ kind: { code: 'logistics.wave-empty' } });
    const made = await runVerb(kernel, makeWave, { ...here, goods: 'single', storeId: house.storeId }, { actor });
    expect(made.parcels).toBe(1);
    expect((await parcelOf(kernel, one.fulfilmentId)).state).toBe('picking');
    expect((await parcelOf(kernel, two.fulfilmentId)).state).toBe('waiting');
    await withdraw(kernel, two.fulfilmentId, two.orderId);
    await settled(kernel);
  });

  it('by eye only what bears no barcode, line by line, and recorded as such', async () => {
    const p = await parcel();
    await runVerb(kernel, pickParcels, { ids: [p.id] }, { actor });
    await runVerb(kernel, packParcel, { id: p.id, weightGrams: 700 }, { actor });
    const [line] = (await readParcel(kernel, actor, 'all', p.id)).lines;
    const look = (quantity: number) => runVerb(kernel, recordInspection, { id: p.id, passed: true, defect: null, seen: [{ orderLineId: line!.orderLineId, quantity }] }, { actor });
    const mark = (barcode: string | null) => kernel.db.query('update products.sku set barcode = $2 where id = $1', [line!.skuId, barcode]);
    await mark('6901234567892');
    await expect(look(2)).rejects.toMatchObject({ kind: { code: 'logistics.item-bears-barcode' } });
    await mark(null);
    await expect(look(1)).rejects.toMatchObject({ kind: { code: 'logistics.item-uncounted' } });
    await expect(look(3)).rejects.toMatchObject({ kind: { code: 'logistics.item-inspected-enough' } });
    await look(2);
    expect((await readParcel(kernel, actor, 'all', p.id)).inspections).toMatchObject([{ passed: true, how: 'by-eye' }]);
  });

  it('nothing ships without a passed inspection: the clause refuses, and again without the rulebook', async () => {
    const p = await parcel();
    await runVerb(kernel, pickParcels, { ids: [p.id] }, { actor });
    await runVerb(kernel, packParcel, { id: p.id, weightGrams: 700 }, { actor });
    await expect(runVerb(kernel, shipParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { clause: '2.3.3', status: 409 } });
    const bare = { ...kernel, controls: { guards: () => false, asksApproval: () => false, before: async () => {}, after: async () => [] } };
    await expect(runVerb(bare, shipParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.inspection-missing' } });
    expect(await onHand()).toMatchObject({ on_hand: 10, reserved: 2 });
  });

  it('a failed inspection names its defect and sends the parcel back to packing; a passed one before it no longer counts', async () => {
    const p = await parcel();
    await makeReady(kernel, p.id);
    await expect(runVerb(kernel, recordInspection, { id: p.id, passed: false, defect: null }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.defect-missing' } });
    expect(await runVerb(kernel, recordInspection, { id: p.id, passed: false, defect: '外箱破损' }, { actor })).toMatchObject({ state: 'picked' });
    await expect(runVerb(kernel, shipParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { clause: '2.3.3' } });
  });

  it('a whole wave packed and inspected at once, each parcel with its own weight and finding; one that may not stops all', async () => {
    const [a, b] = [await parcel(), await parcel()];
    await runVerb(kernel, pickParcels, { ids: [a.id] }, { actor });
    const weights = [{ id: a.id, weightGrams: 1_200 }, { id: b.id, weightGrams: 640 }];
    await expect(runVerb(kernel, packParcels, { parcels: weights }, { actor })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await parcelOf(kernel, a.fulfilmentId)).state).toBe('picked');
    await runVerb(kernel, pickParcels, { ids: [b.id] }, { actor });
    await expect(runVerb(kernel, packParcels, { parcels: [weights[0]!, weights[0]!] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.parcel-twice' } });
    const packed = await runVerb(kernel, packParcels, { parcels: weights }, { actor });
    expect(packed.parcels.map((p) => p.state)).toEqual(['packed', 'packed']);
    const { rows } = await kernel.db.query("select actual_grams, freight_fen::int from logistics.parcel where id = any ($1::uuid[]) order by actual_grams", [[a.id, b.id]]);
    expect(rows).toEqual([{ actual_grams: 640, freight_fen: 500 }, { actual_grams: 1_200, freight_fen: 700 }]);
    await expect(runVerb(kernel, recordInspections, { inspections: [{ id: a.id, passed: true, defect: null }, { id: b.id, passed: false, defect: null }] }, { actor }))
      .rejects.toMatchObject({ kind: { code: 'logistics.defect-missing' } });
    const seen = await runVerb(kernel, recordInspections, { inspections: [{ id: a.id, passed: true, defect: null, scans: [{ code: 'CUP-500', quantity: 2 }] }, { id: b.id, passed: false, defect: '外箱破损' }] }, { actor });
    expect(new Map(seen.parcels.map((p) => [p.id, p.state]))).toEqual(new Map([[a.id, 'inspected'], [b.id, 'picked']]));
    expect(await factsAbout(kernel, b.id)).toEqual(['parcel-requested', 'parcel-picked', 'parcel-packed', 'inspection-recorded']);
    await expect(runVerb(kernel, shipParcels, { ids: [a.id, b.id] }, { actor })).rejects.toMatchObject({ kind: { clause: '2.3.3' } });
  });

  it('a whole wave is passed by eye only where the warehouse may: the clause refuses and says what to do; allowed, each parcel is recorded so; taken back, it is refused again', async () => {
    const packed = async () => {
      const p = await parcel();
      await runVerb(kernel, pickParcels, { ids: [p.id] }, { actor });
      await runVerb(kernel, packParcel, { id: p.id, weightGrams: 700 }, { actor });
      return p;
    };
    const [a, b] = [await packed(), await packed()];
    const byEye = () => runVerb(kernel, recordInspections, { inspections: [a, b].map((p) => ({ id: p.id, passed: true, defect: null })) }, { actor });
    const refused = await byEye().catch((error: unknown) => error as Refusal);
    expect(refused).toMatchObject({ kind: { code: 'logistics.wave-not-by-eye', clause: '2.3.3', status: 409 } });
    expect((refused as Refusal).kind.next!.zh).toContain('逐件扫码');
    // One of them scanned does not carry the other; scanned wrongly it does not pass itself.
    const scan = (quantity: number) => [{ code: 'CUP-500', quantity }];
    await expect(runVerb(kernel, recordInspections, { inspections: [{ id: a.id, passed: true, defect: null, scans: scan(2) }, { id: b.id, passed: true, defect: null }] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.wave-not-by-eye' } });
    await expect(runVerb(kernel, recordInspections, { inspections: [{ id: a.id, passed: true, defect: null, scans: scan(2) }, { id: b.id, passed: true, defect: null, scans: scan(1) }] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.item-uncounted' } });
    expect((await parcelOf(kernel, a.fulfilmentId)).state).toBe('packed');
    // Who inspects does not loosen the inspection.
    const set = (given: { byEye: boolean; version: number }, who = { ...actor, posts: ['department-head' as const] }) => runVerb(kernel, setWavesByEye, { id: house.warehouseId, note: '年底单品多', ...given }, { actor: who });
    await expect(set({ byEye: true, version: 0 }, actor as never)).rejects.toMatchObject({ kind: { status: 403 } });
    expect(await set({ byEye: true, version: 0 })).toEqual({ version: 1 });
    await expect(set({ byEye: false, version: 0 })).rejects.toMatchObject({ kind: { code: 'kernel.changed-meanwhile' } });
    await byEye();
    expect((await readParcel(kernel, actor, 'all', a.id)).inspections).toMatchObject([{ passed: true, how: 'as-a-whole', by: actor.name }]);
    kernel.clock.advance(1_000);
    expect(await set({ byEye: false, version: 1 })).toEqual({ version: 2 });
    const c = await packed();
    await expect(runVerb(kernel, recordInspections, { inspections: [{ id: c.id, passed: true, defect: null }] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.wave-not-by-eye' } });
    expect(await inspectionWays(kernel, actor)).toMatchObject({ mayChange: false, rows: [{ warehouseId: house.warehouseId, byEye: false, version: 2, note: '年底单品多', by: actor.name }] });
    expect((await inspectionWayChanges(kernel, {})).rows.map((r) => r.byEye)).toEqual([false, true]);
    const { rows } = await kernel.db.query<{ n: number }>("select count(*)::int as n from kernel.audit where subject_id = $1 and outcome = 'done' and verb = 'logistics.set-inspection-way'", [house.warehouseId]);
    expect(rows[0]!.n).toBe(2);
    expect(await factsAbout(kernel, house.warehouseId)).toEqual(['inspection-way-set', 'inspection-way-set']);
    for (const p of [a, b, c]) await withdraw(kernel, p.fulfilmentId, p.orderId);
    await settled(kernel);
  });

  it('nothing ships before the carrier has been told (5.2.1)', async () => {
    const p = await parcel();
    await makeReady(kernel, p.id);
    await expect(runVerb(kernel, shipParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { clause: '5.2.1' } });
  });

  it('two clicks at once: the stock leaves exactly once', async () => {
    const p = await parcel();
    await makeReady(kernel, p.id);
    await runVerb(kernel, announceParcel, { id: p.id, waybillNo: 'YT8000000000002' }, { actor });
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => runVerb(kernel, shipParcels, { ids: [p.id] }, { actor })));
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
    for (const t of tries) if (t.status === 'rejected') expect(t.reason).toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect(await onHand()).toMatchObject({ on_hand: 8, reserved: 0 });
    expect((await kernel.db.query("select 1 from kernel.fact where type = 'logistics.parcel-shipped'")).rowCount).toBe(1);
  });

  it('a withdrawn fulfilment is not shipped, also when everything else was ready', async () => {
    const p = await parcel();
    await makeReady(kernel, p.id);
    await runVerb(kernel, announceParcel, { id: p.id, waybillNo: 'YT8000000000003' }, { actor });
    await withdraw(kernel, p.fulfilmentId, p.orderId);
    await settled(kernel);
    await expect(runVerb(kernel, shipParcels, { ids: [p.id] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.parcel-withdrawn', clause: '2.3.3' } });
    expect(await onHand()).toMatchObject({ on_hand: 10, reserved: 2 });
  });

  it('one bad parcel among many: none of them ships', async () => {
    const [good, bad] = [await parcel(), await parcel()];
    await makeReady(kernel, good.id);
    await runVerb(kernel, announceParcel, { id: good.id, waybillNo: 'YT8000000000004' }, { actor });
    await expect(runVerb(kernel, shipParcels, { ids: [good.id, bad.id] }, { actor })).rejects.toMatchObject({ kind: { status: 409 } });
    expect((await parcelOf(kernel, good.fulfilmentId)).state).toBe('announced');
  });

  it('numbers come from the pool, each once, also under a race; a dry pool says so', async () => {
    await runVerb(kernel, addWaybills, { id: house.carrierId, numbers: ['YT9000000000001', 'YT9000000000002', 'yt9000000000002'] }, { actor });
    const parcels = [await parcel(), await parcel(), await parcel()];
    for (const p of parcels) await makeReady(kernel, p.id);
    const tries = await Promise.allSettled(parcels.map((p) => runVerb(kernel, announceParcel, { id: p.id, waybillNo: null }, { actor })));
    const numbers = tries.flatMap((t) => (t.status === 'fulfilled' ? [t.value.waybillNo] : []));
    expect(new Set(numbers)).toEqual(new Set(['YT9000000000001', 'YT9000000000002']));
    expect(tries.find((t) => t.status === 'rejected')).toMatchObject({ reason: { kind: { code: 'logistics.waybill-missing' } } });
  });

  it('a number of the pool that another parcel bears already holds nobody up: the next one is taken', async () => {
    const [typed, next] = [await parcel(), await parcel()];
    for (const p of [typed, next]) await makeReady(kernel, p.id);
    await runVerb(kernel, announceParcel, { id: typed.id, waybillNo: 'YT9000000000010' }, { actor });
    await runVerb(kernel, addWaybills, { id: house.carrierId, numbers: ['YT9000000000010', 'YT9000000000011'] }, { actor });
    expect(await runVerb(kernel, announceParcel, { id: next.id, waybillNo: null }, { actor })).toMatchObject({ waybillNo: 'YT9000000000011' });
  });

  it('a number is used once for a carrier', async () => {
    const [a, b] = [await parcel(), await parcel()];
    await makeReady(kernel, a.id);
    await makeReady(kernel, b.id);
    await runVerb(kernel, announceParcel, { id: a.id, waybillNo: 'YT8000000000005' }, { actor });
    await expect(runVerb(kernel, announceParcel, { id: b.id, waybillNo: 'YT8000000000005' }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.waybill-taken' } });
    // By another account of the same carrier it is the same number, and one that a marketplace told of is no new one either; another carrier's is another.
    const [account, other] = [await givenCarrier(kernel, { code: 'yto-second', trackingCode: 'yuantong' }), await givenCarrier(kernel, { code: 'sto-own', trackingCode: 'shentong' })];
    const by = (carrierId: string, id = b.id) => kernel.db.query('update logistics.parcel set carrier_id = $2 where id = $1', [id, carrierId]);
    await by(account);
    await expect(runVerb(kernel, announceParcel, { id: b.id, waybillNo: 'YT8000000000005' }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.waybill-taken', clause: '2.3.3' }, detail: { zh: expect.stringContaining('另一张订单的包裹') } });
    await runVerb(kernel, noteOutsideParcels, { orders: [{ orderId: newId(kernel.clock.now()), orderNo: 'SO-OUT', storeId: house.storeId, addressId: null, shippedAt: kernel.clock.now(), completedAt: null, waybills: [{ carrier: '圆通速递', number: 'YT8000000000099' }] }] }, { actor: system('订单') });
    await expect(runVerb(kernel, announceParcel, { id: b.id, waybillNo: 'YT8000000000099' }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.waybill-taken' } });
    const c = await parcel();
    await makeReady(kernel, c.id);
    await by(other, c.id);
    await runVerb(kernel, announceParcel, { id: c.id, waybillNo: 'YT8000000000005' }, { actor });
    await by(house.carrierId);
    expect(await runVerb(kernel, announceParcel, { id: b.id, waybillNo: 'SF1000000000001' }, { actor })).toMatchObject({ warning: { zh: expect.stringContaining('顺丰') } });
  });

  it('one notice is for one carrier', async () => {
    const other = await givenCarrier(kernel, { name: '中通快递', trackingCode: 'zhongtong' });
    const [a, b] = [await parcel(), await parcel()];
    await runVerb(kernel, chooseCarrier, { id: b.id, carrierId: other, version: b.version }, { actor });
    await expect(runVerb(kernel, chooseCarrier, { id: b.id, carrierId: other, version: b.version }, { actor })).rejects.toMatchObject({ kind: { code: 'kernel.changed-meanwhile' } });
    await makeReady(kernel, a.id);
    await makeReady(kernel, b.id);
    await expect(runVerb(kernel, giveShipNotice, { ids: [a.id, b.id] }, { actor })).rejects.toMatchObject({ kind: { code: 'logistics.notice-mixed' } });
  });

  it('a parcel that is back puts its good articles on the shelf again', async () => {
    const p = await parcel();
    await sendOff(kernel, p.id);
    kernel.clock.advance(5 * HOUR);
    await runVerb(kernel, recordTrackingByHand, { id: p.id, at: kernel.clock.now() - HOUR, state: 'returning', text: '客户拒收，退回', place: null }, { actor });
    await runVerb(kernel, receiveReturn, { id: p.id, lines: [{ orderLineId: p.orderLineId, good: 1, damaged: 1 }] }, { actor });
    expect(await onHand()).toMatchObject({ on_hand: 9, reserved: 0 });
    expect(await factsAbout(kernel, p.id)).toEqual(expect.arrayContaining(['parcel-exception-opened', 'parcel-exception-settled', 'parcel-returned']));
    await expect(runVerb(kernel, receiveReturn, { id: p.id, lines: [{ orderLineId: p.orderLineId, good: 1, damaged: 0 }] }, { actor })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
});

describe('who sees what', () => {
  it('a warehouse clerk sees the parcels of the own team and nobody’s phone', async () => {
    const p = await parcel({ addressId: await givenAddress(kernel, { phone: '13900001234' }) });
    const [own, stranger] = [person(['warehouse'], { teamIds: [house.teamId] }), person(['warehouse'], { teamIds: [] })];
    const list = await listParcels(kernel, own, 'team', {});
    expect(list.rows).toMatchObject([{ id: p.id, receiver: { name: expect.stringContaining('*'), phone: '139****1234', detail: expect.stringContaining('*') } }]);
    expect(list.total).toBe(1);
    expect((await listParcels(kernel, stranger, 'team', {})).rows).toEqual([]);
    await expect(readParcel(kernel, stranger, 'team', p.id)).rejects.toMatchObject({ kind: { status: 404 } });
    await expect(runVerb(kernel, pickParcels, { ids: [p.id] }, { actor: stranger })).rejects.toMatchObject({ kind: { status: 404 } });
    expect((await scanned(kernel, own, 'team', p.parcel_no.toLowerCase())).is).toBe('parcel');
    expect((await scanned(kernel, own, 'team', 'CUP-500')).is).toBe('item');
  });

  it('pages through by key without repeating or leaving out, and finds by the last four digits of the phone', async () => {
    await givenStock(kernel, sku, house.warehouseId, 50);
    const all = [];
    for (let i = 0; i < 7; i += 1) all.push((await parcel(i === 3 ? { addressId: await givenAddress(kernel, { phone: '13700007788' }) } : {})).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listParcels(kernel, actor, 'all', { limit: 3, sort: 'shipBy', cursor });
      seen.push(...page.rows.map((r) => r.id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(new Set(seen)).toEqual(new Set(all));
    expect(seen).toHaveLength(7);
    expect((await listParcels(kernel, actor, 'all', { q: '7788' })).rows.map((r) => r.id)).toEqual([all[3]]);
  });
});

describe('the scales (clause 2.3.3)', () => {
  it.each([[1_000, 850, false], [1_000, 849, true], [1_000, 1_650, false], [1_000, 1_651, true], [0, 5, false], [1_000, 1, true]])('expected %i g, weighed %i g: odd %s', (expected, actual, odd) =>
    expect(weightProblem(expected, actual, { share: 1_500, wrapping: 500, empty: 2_000 }) !== null).toBe(odd));
  it.each([[1_000, 200, true], [1_000, 201, false], [0, 1, false], [3, 1, false]])('expected %i g, weighed %i g: seems empty %s', (expected, actual, empty) => {
    expect(seemsEmpty(expected, actual, { empty: 2_000 })).toBe(empty);
    expect(weightProblem(expected, actual, { share: 1_500, wrapping: 500, empty: 2_000 })?.zh.startsWith('疑似空包') ?? false).toBe(empty);
  });

  const packed = async (weightGrams: number) => {
    const p = await parcel();
    await runVerb(kernel, pickParcels, { ids: [p.id] }, { actor });
    return { ...p, answer: await runVerb(kernel, packParcel, { id: p.id, weightGrams }, { actor }) };
  };
  const pass = (id: string) => runVerb(kernel, recordInspection, { id, passed: true, defect: null, scans: [{ code: 'CUP-500', quantity: 2 }] }, { actor });

  it('an odd weight waits; who weighed does not let it go, somebody else does with the reason', async () => {
    const p = await packed(1_306);
    expect(p.answer).toMatchObject({ state: 'packed', held: true });
    await expect(pass(p.id)).rejects.toMatchObject({ kind: { code: 'logistics.weight-held', clause: '2.3.3' } });
    expect((await listParcels(kernel, actor, 'all', { held: true })).rows.map((r) => r.id)).toEqual([p.id]);
    await expect(runVerb(kernel, releaseWeight, { id: p.id, note: '加了赠品' }, { actor })).rejects.toMatchObject({ kind: { code: 'regulation.same-person' } });
    await runVerb(kernel, releaseWeight, { id: p.id, note: '加了赠品' }, { actor: person(['logistics-clerk']) });
    await pass(p.id);
    expect(await factsAbout(kernel, p.id)).toEqual(['parcel-requested', 'parcel-picked', 'parcel-packed', 'parcel-weight-held', 'parcel-weight-released', 'inspection-recorded']);
    expect((await readParcel(kernel, actor, 'all', p.id)).weighings).toMatchObject([{ outcome: 'released', note: '加了赠品', expectedGrams: 700, actualGrams: 1_306 }]);
  });
  it('next to nothing in it: nobody of the warehouse lets it go, the head of the department does, or it is packed truly', async () => {
    const p = await packed(140);
    expect(p.answer).toMatchObject({ held: true, warning: { zh: expect.stringContaining('只有商品重量 700 克的 20%') } });
    await expect(runVerb(kernel, releaseWeight, { id: p.id, note: '就是这么轻' }, { actor: person(['logistics-clerk']) })).rejects.toMatchObject({ kind: { code: 'logistics.suspected-empty', clause: '2.3.3' } });
    expect((await readParcel(kernel, actor, 'all', p.id)).weighings).toMatchObject([{ suspectedEmpty: true, closedAt: null }]);
    await runVerb(kernel, packParcel, { id: p.id, weightGrams: 705 }, { actor });
    const light = await packed(100);
    await runVerb(kernel, releaseWeight, { id: light.id, note: '看过实物，商品重量填错' }, { actor: person(['department-head']) });
    await Promise.all([p.id, light.id].map(pass));
  });
  it('weighed again and right, it goes on by itself; there is nothing to let go', async () => {
    const p = await packed(594);
    expect(await runVerb(kernel, packParcel, { id: p.id, weightGrams: 595 }, { actor })).toMatchObject({ held: false, warning: null });
    await expect(runVerb(kernel, releaseWeight, { id: p.id, note: '没有问题' }, { actor: person(['logistics-clerk']) })).rejects.toMatchObject({ kind: { code: 'logistics.weight-not-held' } });
    await pass(p.id);
  });
});

it('every state of a parcel can be reached', () => expect(unreachable(parcelLife)).toEqual([]));
