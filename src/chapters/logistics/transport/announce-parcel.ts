import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { checkedWaybill, giveNotice, takeFromPool, type Waybill } from './give-notice.ts';
import { lockAll, lockParcel, parcelPolicy, parcelRef, seesParcel, parcelRefs, seesParcels } from './parcel.ts';

/** One parcel: the number typed or scanned from the label, or the next one of the carrier's pool. */
export const announceParcel = verb({
  name: 'logistics.announce-parcel',
  title: words('登记运单号并通知承运商', 'Enter the waybill and tell the carrier'),
  may: parcelPolicy,
  input: z.strictObject({ id, waybillNo: text(40).nullable() }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    if (parcel.carrierId === null) throw refuse(no['carrier-missing']);
    const typed = input.waybillNo ? checkedWaybill(parcel, input.waybillNo) : null;
    const waybill: Waybill | undefined = typed ? { waybillNo: typed.number } : (await takeFromPool(tx, parcel.carrierId, [parcel.id])).get(parcel.id);
    if (!waybill) throw refuse(no['waybill-missing']);
    const given = await giveNotice(tx, [parcel], parcel.notifiedBy === 'file' ? 'file' : 'hand', new Map([[parcel.id, waybill]]));
    return { id: parcel.id, state: given.states.get(parcel.id)!, waybillNo: waybill.waybillNo, noticeNo: given.noticeNo, warning: typed?.warning ?? null };
  },
});

/** Many parcels of one carrier in one notice: numbers from the pool as far as they reach; the others get theirs back in the file. */
export const giveShipNotice = verb({
  name: 'logistics.give-ship-notice',
  title: words('批量发货通知', 'Give a ship notice'),
  may: parcelPolicy,
  input: z.strictObject({ ids: z.array(id).min(1).max(500) }),
  subject: (tx, { ids }) => lockAll(tx, ids),
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, _input, parcels) => {
    const carrierId = parcels[0]!.carrierId;
    if (carrierId === null) throw refuse(no['carrier-missing']);
    const waybills = await takeFromPool(tx, carrierId, parcels.map((p) => p.id));
    const given = await giveNotice(tx, parcels, 'file', waybills);
    return { id: given.id, noticeNo: given.noticeNo, parcels: parcels.length };
  },
});

/** Writes down what the carrier's interface answered. Run by `getEWaybill` after the call: never from outside. */
export const recordEWaybill = verb({
  name: 'logistics.record-e-waybill',
  title: words('取得电子面单', 'Take the e-waybill'),
  may: parcelPolicy,
  input: z.strictObject({ id, waybillNo: text(40, 6), carrierOrderNo: text(80).nullable(), sortingMark: text(80).nullable() }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    const { number, warning } = checkedWaybill(parcel, input.waybillNo);
    const given = await giveNotice(tx, [parcel], 'api', new Map([[parcel.id, { waybillNo: number, carrierOrderNo: input.carrierOrderNo, sortingMark: input.sortingMark }]]));
    return { id: parcel.id, state: given.states.get(parcel.id)!, waybillNo: number, noticeNo: given.noticeNo, warning };
  },
});
