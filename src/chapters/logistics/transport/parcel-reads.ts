import type { Runner } from '../../../kernel/query.ts';
import type { ParcelState } from './contract.ts';

/** Parcels as carriers, labels and trackers need them: read without a lock. */
export interface ParcelBrief {
  id: string;
  parcelNo: string;
  orderNos: string[];
  orderIds: string[];
  addressId: string | null;
  warehouseId: string | null;
  origin: 'warehouse' | 'outside';
  teamId: string | null;
  storeId: string;
  state: ParcelState;
  carrierId: string | null;
  carrierName: string | null;
  trackingCode: string | null;
  product: string | null;
  payment: 'monthly' | 'sender' | 'receiver' | null;
  waybillNo: string | null;
  carrierOrderNo: string | null;
  sortingMark: string | null;
  expectedGrams: number;
  actualGrams: number | null;
  province: string | null;
  city: string | null;
}

const columns = `p.id, p.parcel_no as "parcelNo", p.origin, p.order_nos as "orderNos", p.order_ids as "orderIds", p.address_id as "addressId", p.warehouse_id as "warehouseId", p.team_id as "teamId",
  p.store_id as "storeId", p.state, p.carrier_id as "carrierId", coalesce(c.name, p.outside_carrier) as "carrierName", coalesce(c.tracking_code, p.outside_code) as "trackingCode", c.product, c.payment, p.waybill_no as "waybillNo",
  p.carrier_order_no as "carrierOrderNo", p.sorting_mark as "sortingMark", coalesce(p.expected_grams, 0) as "expectedGrams", p.actual_grams as "actualGrams", p.province, p.city`;
const from = 'logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id';

type Row = ParcelBrief & Record<string, unknown>;

export async function parcelsToTell(on: { runner: Runner }, ids: readonly string[]): Promise<ParcelBrief[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} from ${from} where p.id = any ($1::uuid[]) order by p.parcel_no`, [[...ids]], 'logistics.parcel_briefs');
  return rows;
}

export async function parcelsOfNotice(on: { runner: Runner }, noticeId: string): Promise<ParcelBrief[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} from ${from} where p.notice_id = $1 order by p.parcel_no`, [noticeId], 'logistics.parcels_of_notice');
  return rows;
}

/** By waybill number; a number may be another carrier's too, so the carrier is asked for where it is known. */
export async function parcelsByWaybill(on: { runner: Runner }, numbers: readonly string[]): Promise<ParcelBrief[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} from ${from} where p.waybill_no = any ($1::text[]) and p.state <> 'withdrawn' order by p.requested_at desc`, [[...numbers]], 'logistics.parcels_by_waybill');
  return rows;
}

export async function parcelsByNumber(on: { runner: Runner }, numbers: readonly string[]): Promise<ParcelBrief[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} from ${from} where p.parcel_no = any ($1::text[]) order by p.parcel_no`, [[...numbers]], 'logistics.parcels_by_number');
  return rows;
}

/** Live parcels of orders by the orders' own numbers. */
export async function parcelsByOrder(on: { runner: Runner }, orderNos: readonly string[]): Promise<ParcelBrief[]> {
  if (orderNos.length === 0) return [];
  const { rows } = await on.runner.query<Row>(`select ${columns} from ${from} where p.order_nos && $1::text[] and p.state <> 'withdrawn' order by p.parcel_no`, [[...orderNos]], 'logistics.parcels_by_order');
  return rows;
}
