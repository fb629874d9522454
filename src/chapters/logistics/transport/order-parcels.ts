import { sql } from 'kysely';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { ParcelState } from './contract.ts';

/** A parcel as pages about orders show it. */
export interface OrderParcel {
  id: string;
  parcelNo: string;
  /** `outside`: it left without our warehouse, as the marketplace told. */
  origin: 'warehouse' | 'outside';
  fulfilmentId: string | null;
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
    `select p.id, p.parcel_no as "parcelNo", p.origin, p.fulfilment_id as "fulfilmentId", p.order_ids as "orderIds", p.state, coalesce(c.name, p.outside_carrier) as "carrierName", p.waybill_no as "waybillNo",
       p.shipped_at as "shippedAt", p.promised_at as "promisedAt", p.delivered_at as "deliveredAt"
     from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.order_ids && $1::uuid[] order by p.requested_at desc, p.id desc`, [[...orderIds]], 'logistics.parcels_of_orders');
  return rows;
}

/** A parcel in the list of a customer's dealings. */
export interface ParcelLine { id: string; no: string; state: ParcelState; carrier: string | null; waybillNo: string | null; at: number; promisedAt: number | null; deliveredAt: number | null }

/** Parcels of the orders that the teams may see (null: all), newest first. */
export function parcelLines(on: { runner: Runner }, orderIds: readonly string[], teams: readonly string[] | null, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<ParcelLine>> {
  return page<ParcelLine, 'at'>(on, {
    select: sql`p.id, p.parcel_no as no, p.state, coalesce(c.name, p.outside_carrier) as carrier, p.waybill_no as "waybillNo", p.requested_at as at, p.promised_at as "promisedAt", p.delivered_at as "deliveredAt"`,
    from: sql`from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id ${every([sql`p.order_ids && ${[...orderIds]}::uuid[]`, teams && sql`p.team_id = any (${[...teams]}::uuid[])`])}`,
    id: sql`p.id`, orders: { at: { by: sql`p.requested_at`, type: 'timestamptz' } }, sort: '-at', countsLate: true, cursor: asked.cursor, limit: asked.limit,
  });
}

/** The orders that travel in a parcel, or in those of a wave. */
export async function ordersIn(on: { runner: Runner }, asked: { parcel?: string | undefined; wave?: string | undefined }): Promise<{ parcelId: string; orderIds: string[] }[]> {
  const { rows } = await on.runner.query<{ parcelId: string; orderIds: string[] }>(
    `select id as "parcelId", order_ids as "orderIds" from logistics.parcel where (id = $1 or wave_id = $2) and state <> 'withdrawn' order by parcel_no`, [asked.parcel ?? null, asked.wave ?? null], 'logistics.orders_in_parcels');
  return rows;
}
