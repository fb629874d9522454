import { system, type Actor } from '../../kernel/actor.ts';
import { newId } from '../../kernel/ids.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { fulfilmentReleased, fulfilmentWithdrawn } from '../sales/facts.ts';
import { rememberBuyers, reserve } from './neighbours.ts';
import { saveCarrier } from './carriers/save-carrier.ts';
import { saveRates } from './carriers/save-rates.ts';
import { saveRule } from './carriers/save-rule.ts';
import { saveSender } from './carriers/save-sender.ts';
import { announceParcel } from './transport/announce-parcel.ts';
import { packParcel } from './transport/pack-parcel.ts';
import { pickParcels } from './transport/pick-parcels.ts';
import { recordInspections } from './transport/record-inspection.ts';
import { shipParcels } from './transport/ship-parcels.ts';
import { z } from 'zod';

/** For tests of this chapter and of those above it: a warehouse with a sender, a carrier with its rule, and parcels in any state. */

export interface House { storeId: string; warehouseId: string; teamId: string; carrierId: string }

const boss: Actor = { kind: 'person', id: '00000000-0000-7000-8000-000000000001', personId: '00000000-0000-7000-8000-000000000001', name: '测试物流', posts: ['logistics-clerk', 'warehouse'], teamIds: [] };
export const clerk = boss;

let made = 0;

export async function givenCarrier(kernel: Kernel, more: { code?: string; name?: string; trackingCode?: string; notifiedBy?: 'api' | 'file' | 'hand'; promiseDays?: number } = {}): Promise<string> {
  made += 1;
  const { id } = await runVerb(kernel, saveCarrier, {
    id: null, version: null, code: more.code ?? `yto-${made}`, name: more.name ?? '圆通速递', trackingCode: more.trackingCode ?? 'yuantong', active: true, notifiedBy: more.notifiedBy ?? 'hand', product: null,
    payment: 'monthly', promiseDays: more.promiseDays ?? 3, phone: null, agreementUntil: '2027-12-31',
  }, { actor: boss });
  return id;
}

export async function givenHouse(kernel: Kernel, more: { notifiedBy?: 'api' | 'file' | 'hand' } = {}): Promise<House> {
  made += 1;
  const [storeId, teamId, warehouseId] = [newId(kernel.clock.now()), newId(kernel.clock.now()), newId(kernel.clock.now())];
  await kernel.db.query(`with t as (insert into company.team (id, name, created_at) values ($2, '仓储组' || $5, to_timestamp($4 / 1000.0))),
      w as (insert into company.warehouse (id, name, team_id, province, city, district, detail, created_at) values ($3, '杭州仓' || $5, $2, '浙江省', '杭州市', '滨江区', '江南大道1号', to_timestamp($4 / 1000.0)))
    insert into company.store (id, name, platform, team_id, default_warehouse_id, state, opened_at) values ($1, '旗舰店' || $5, 'taobao', $2, $3, 'open', to_timestamp($4 / 1000.0))`,
    [storeId, teamId, warehouseId, kernel.clock.now(), `${made}${storeId.slice(-4)}`]);
  await runVerb(kernel, saveSender, { warehouseId, name: '发货员', phone: '0571-88880000', version: null }, { actor: boss });
  const carrierId = await givenCarrier(kernel, more);
  await runVerb(kernel, saveRule, { id: null, version: null, carrierId, priority: 10, provinces: [], aboveGrams: 0, upToGrams: null, platforms: [], storeId: null, promiseDays: null, note: null }, { actor: boss });
  await runVerb(kernel, saveRates, { id: carrierId, version: 1, rates: [{ provinces: [], firstGrams: 1_000, firstFen: 500, stepGrams: 1_000, stepFen: 200 }] }, { actor: boss });
  return { storeId, warehouseId, teamId, carrierId };
}

export async function givenAddress(kernel: Kernel, more: { province?: string; city?: string; phone?: string; masked?: boolean } = {}): Promise<string> {
  made += 1;
  const remember = verb({
    name: 'test.remember-buyer', title: words('测试', 'Test'), may: {}, input: z.strictObject({}),
    run: (tx) => rememberBuyers(tx, [{
      platform: 'taobao', storeId: '00000000-0000-7000-8000-000000000002', buyerKey: `买家${made}`, ref: `R${made}`,
      receiver: {
        name: '示例收货人', phone: more.phone ?? '13800000001', province: more.province ?? '四川省', city: more.city ?? '成都市', district: '武侯区', street: null, detail: `人民南路${made}号`, postcode: null,
        masked: more.masked ?? false,
      },
    }]),
  });
  const id = (await runVerb(kernel, remember, {}, { actor: system('测试') }))[0]!.addressId!;
  return id;
}

export interface Release { skuId: string; quantity: number; grams?: number; fulfilmentId?: string; orderLineId?: string; orderId?: string; addressId?: string; hold?: boolean }

/** Says, as sales does, that a fulfilment of one line is for the warehouse; its goods are reserved unless `hold` is false. */
export async function release(kernel: Kernel, house: House, given: Release): Promise<{ fulfilmentId: string; orderId: string; orderLineId: string }> {
  made += 1;
  const [fulfilmentId, orderId, orderLineId] = [given.fulfilmentId ?? newId(kernel.clock.now()), given.orderId ?? newId(kernel.clock.now()), given.orderLineId ?? newId(kernel.clock.now())];
  const addressId = given.addressId ?? (await givenAddress(kernel));
  const say = verb({
    name: 'test.release-fulfilment', title: words('测试', 'Test'), may: {}, input: z.strictObject({}),
    run: async (tx) => {
      if (given.hold !== false) await reserve(tx, [{ holder: orderLineId, skuId: given.skuId, warehouseId: house.warehouseId, quantity: given.quantity }]);
      tx.fact(fulfilmentReleased, fulfilmentId, {
        fulfilmentNo: `FH-${made}`, orderIds: [orderId], orderNos: [`SO-TEST-${made}`], storeId: house.storeId, warehouseId: house.warehouseId, addressId, weightGrams: given.grams ?? 700,
        valueFen: 19_800, shipBy: tx.now + 86_400_000, lines: [{ orderLineId, orderId, skuId: given.skuId, quantity: given.quantity }],
      });
      return null;
    },
  });
  await runVerb(kernel, say, {}, { actor: system('测试') });
  return { fulfilmentId, orderId, orderLineId };
}

export async function withdraw(kernel: Kernel, fulfilmentId: string, orderId: string): Promise<void> {
  const say = verb({
    name: 'test.withdraw-fulfilment', title: words('测试', 'Test'), may: {}, input: z.strictObject({}),
    run: (tx) => {
      tx.fact(fulfilmentWithdrawn, fulfilmentId, { fulfilmentNo: 'FH', orderIds: [orderId], why: 'cancelled' });
      return Promise.resolve(null);
    },
  });
  await runVerb(kernel, say, {}, { actor: system('测试') });
}

/**
 * Until every fact has been handed out. A transaction of another database on the same server holds readers of the log back for a moment,
 * so that draining once may leave some.
 */
export async function settled(kernel: Kernel & { settle(): Promise<void> }): Promise<void> {
  for (;;) {
    await kernel.settle();
    const { rows } = await kernel.db.query("select 1 from kernel.subscription s where s.name = 'reactions' and exists (select from kernel.fact f where (f.xid, f.seq) > (s.xid, s.seq))");
    if (rows.length === 0) return;
  }
}

export const parcelOf = async (kernel: Kernel, fulfilmentId: string): Promise<{ id: string; parcel_no: string; state: string; version: number; carrier_id: string | null; waybill_no: string | null } & Record<string, unknown>> =>
  (await kernel.db.query<{ id: string; parcel_no: string; state: string; version: number; carrier_id: string | null; waybill_no: string | null } & Record<string, unknown>>(
    'select * from logistics.parcel where fulfilment_id = $1 order by release_seq desc limit 1', [fulfilmentId])).rows[0]!;

/** Every article of a parcel, as the scanner reads them. */
export const scansOf = async (kernel: Kernel, parcelId: string): Promise<{ code: string; quantity: number }[]> =>
  (await kernel.db.query<{ code: string; quantity: number }>('select k.code, sum(l.quantity)::int as quantity from logistics.parcel_line l join products.sku k on k.id = l.sku_id where l.parcel_id = $1 group by k.code', [parcelId])).rows;

/** Pick, pack, and scan every article. */
export async function makeReady(kernel: Kernel, parcelId: string, weightGrams = 720): Promise<void> {
  await runVerb(kernel, pickParcels, { ids: [parcelId] }, { actor: boss });
  await runVerb(kernel, packParcel, { id: parcelId, weightGrams }, { actor: boss });
  await runVerb(kernel, recordInspections, { inspections: [{ id: parcelId, passed: true, defect: null, scans: await scansOf(kernel, parcelId) }] }, { actor: boss });
}

/** All the way out of the door; answers the waybill. */
export async function sendOff(kernel: Kernel, parcelId: string, waybillNo?: string): Promise<string> {
  made += 1;
  await makeReady(kernel, parcelId);
  const told = await runVerb(kernel, announceParcel, { id: parcelId, waybillNo: waybillNo ?? `YT${String(8_000_000_000_000 + made)}` }, { actor: boss });
  await runVerb(kernel, shipParcels, { ids: [parcelId] }, { actor: boss });
  return told.waybillNo;
}

export const factsAbout = async (kernel: Kernel, subjectId: string): Promise<string[]> =>
  (await kernel.db.query<{ type: string }>('select type from kernel.fact where subject_id = $1 order by seq', [subjectId])).rows.map((r) => r.type.replace('logistics.', ''));
