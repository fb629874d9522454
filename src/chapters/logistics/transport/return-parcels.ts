import { z } from 'zod';
import { findCarrier, guessCarrier, normaliseWaybillNumber } from '../../../gateways/couriers/carriers.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { FOLLOWED } from './outside-parcels.ts';

/**
 * The customer has told by which parcel the goods of a return come back: it is followed like our own until it is here (clause 2.4.2). Told again with
 * another number that one is followed instead. Told twice changes nothing. Whoever typed it may have typed our own number, or a carrier that nobody
 * knows: then nobody is asked, and the pages say why.
 */
export const noteReturnParcel = verb({
  name: 'logistics.note-return-parcel',
  title: words('登记退货包裹', 'Note a return parcel'),
  may: {},
  input: z.strictObject({ returnId: id, returnNo: z.string(), orderId: id, addressId: id.nullable(), warehouseId: id.nullable(), carrier: z.string(), waybillNo: z.string(), sentAt: instant }),
  run: async (tx, told) => {
    const number = normaliseWaybillNumber(told.waybillNo) ?? told.waybillNo.trim().toUpperCase();
    const code = (findCarrier(told.carrier) ?? guessCarrier(number).find((g) => g.is === 'sure')?.carrier ?? null)?.code ?? null;
    const own = await tx.rows('logistics.return_by_own_number', 'select 1 from logistics.parcel where waybill_no = $1 and $2::uuid = any (order_ids)', [number, told.orderId]);
    const whyNot = own.length > 0 ? 'our-own' : code === null ? 'carrier-unknown' : null;
    const isAsked = whyNot === null && told.sentAt > tx.now - FOLLOWED;
    await tx.rows('logistics.leave_return_parcels', 'update logistics.return_parcel set is_current = false, next_query_at = null where return_id = $1 and waybill_no <> $2 and is_current', [told.returnId, number]);
    // Corrected in its carrier, or told again after another number: it is asked for at once; nothing new leaves its next question where it was.
    await tx.rows('logistics.note_return_parcel', `insert into logistics.return_parcel as p (id, return_id, return_no, order_id, address_id, warehouse_id, carrier_name, tracking_code, waybill_no, why_not, sent_at, next_query_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11 / 1000.0), case when $12 then to_timestamp($13 / 1000.0) end)
      on conflict (return_id, waybill_no) do update set carrier_name = excluded.carrier_name, tracking_code = excluded.tracking_code, why_not = excluded.why_not, is_current = true, query_failures = 0,
        subscribed_at = case when p.tracking_code is not distinct from excluded.tracking_code then p.subscribed_at end, next_query_at = case when p.track_state is distinct from 'delivered' then excluded.next_query_at end
      where not p.is_current or p.tracking_code is distinct from excluded.tracking_code or p.carrier_name <> excluded.carrier_name`,
    [tx.newId(), told.returnId, told.returnNo, told.orderId, told.addressId, told.warehouseId, told.carrier, code, number, whyNot, told.sentAt, isAsked, tx.now]);
    return { asked: isAsked };
  },
});

/** The goods are here, or are awaited no more: nobody asks for their parcel any longer. What was heard of it stays. */
export const endReturnParcels = verb({
  name: 'logistics.end-return-parcels',
  title: words('结束跟踪退货包裹', 'Stop following return parcels'),
  may: {},
  input: z.strictObject({ returnIds: z.array(id).min(1).max(1_000) }),
  run: async (tx, { returnIds }) => {
    const ended = await tx.rows('logistics.end_return_parcels', 'update logistics.return_parcel set is_awaited = false, next_query_at = null where return_id = any ($1::uuid[]) and is_awaited returning 1', [returnIds]);
    return { ended: ended.length };
  },
});
