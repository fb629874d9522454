import type { Runner } from '../../../kernel/query.ts';
import type { ParcelState } from './contract.ts';

/** A parcel as pages about orders show it. */
export interface OrderParcel {
  id: string;
  parcelNo: string;
  fulfilmentId: string;
  orderIds: string[];
  state: ParcelState;
  carrierName: string | null;
  waybillNo: string | null;
  shippedAt: number | null;
  promisedAt: number | null;
  deliveredAt: number | null;
}

/** The parcels of orders, the newest first; withdrawn ones too. One round trip. */
export async function parcelsOfOrders(on: { runner: Runner }, orderIds: readonly string[]): Promise<OrderParcel[]> {
  if (orderIds.length === 0) return [];
  const { rows } = await on.runner.query<OrderParcel & Record<string, unknown>>(
    `select p.id, p.parcel_no as "parcelNo", p.fulfilment_id as "fulfilmentId", p.order_ids as "orderIds", p.state, c.name as "carrierName", p.waybill_no as "waybillNo",
       p.shipped_at as "shippedAt", p.promised_at as "promisedAt", p.delivered_at as "deliveredAt"
     from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.order_ids && $1::uuid[] order by p.requested_at desc, p.id desc`, [[...orderIds]], 'logistics.parcels_of_orders');
  return rows;
}
