import type { Party, ShipNotice } from '../../../gateways/couriers/carrier-gateway.ts';
import type { Runner } from '../../../kernel/query.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { words } from '../../../kernel/words.ts';
import { addressesById, skusById, warehousesById, type Address } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';

interface ToTell {
  id: string;
  parcelNo: string;
  orderNos: readonly string[];
  addressId: string | null;
  warehouseId: string | null;
  trackingCode: string | null;
  product: string | null;
  payment: 'monthly' | 'sender' | 'receiver' | null;
  expectedGrams: number;
  actualGrams: number | null;
}

const blank = (text: string | null | undefined): string => text?.trim() ?? '';

export const receiverParty = (a: Address): Party => ({
  name: blank(a.name), phone: blank(a.phone), province: blank(a.province), city: blank(a.city), district: blank(a.district), street: `${blank(a.street)}${blank(a.detail)}`,
});

/** Who sends from each of these warehouses; a warehouse without a named sender is not in the answer. */
export async function sendersOf(on: { runner: Runner }, warehouseIds: readonly string[]): Promise<Map<string, Party>> {
  const [warehouses, senders] = await Promise.all([
    warehousesById(on, warehouseIds),
    db(on).selectFrom('logistics.sender').select(['warehouse_id', 'name', 'phone']).where('warehouse_id', 'in', warehouseIds.length > 0 ? [...warehouseIds] : ['00000000-0000-0000-0000-000000000000']).execute(),
  ]);
  return new Map(senders.flatMap((s) => {
    const w = warehouses.get(s.warehouse_id);
    return w ? [[s.warehouse_id, { name: s.name, phone: s.phone, company: w.name, province: blank(w.province), city: blank(w.city), district: blank(w.district), street: blank(w.detail) }] as const] : [];
  }));
}

/**
 * What carriers are told of parcels (clause 5.2.1): order, goods, quantity, weight, from and to, unmasked, in the order of the parcels.
 * @throws logistics.address-missing naming the parcels whose receiver or sender is not known in full.
 */
export async function noticesFor(on: { runner: Runner }, parcels: readonly ToTell[]): Promise<ShipNotice[]> {
  const [addresses, senders, lines] = await Promise.all([
    addressesById(on, parcels.flatMap((p) => p.addressId ?? [])), sendersOf(on, [...new Set(parcels.flatMap((p) => p.warehouseId ?? []))]),
    db(on).selectFrom('logistics.parcel_line').select(['parcel_id', 'sku_id', 'quantity']).where('parcel_id', 'in', parcels.map((p) => p.id)).orderBy('order_line_id').execute(),
  ]);
  const skus = await skusById(on, lines.map((l) => l.sku_id));
  const faults = parcels.filter((p) => {
    const a = addresses.get(p.addressId ?? '');
    return !senders.has(p.warehouseId ?? '') || !a || a.masked || !blank(a.name) || !blank(a.phone) || !blank(a.province) || !(blank(a.detail) || blank(a.street));
  });
  if (faults.length > 0) {
    const sender = faults.some((p) => !senders.has(p.warehouseId ?? ''));
    throw refuse(no['address-missing'], words(
      `${faults.map((p) => p.parcelNo).join('、')}：${sender ? '仓库尚未设置发件人，请在物流设置中填写' : '收件人、电话或地址不完整，或仍为平台脱敏信息'}。`,
      `${faults.map((p) => p.parcelNo).join(', ')}: ${sender ? 'the warehouse has no sender yet; name one in the logistics settings' : 'receiver, phone or address is incomplete or still masked by the marketplace'}.`,
    ), { parcels: faults.map((p) => p.parcelNo) });
  }
  return parcels.map((p) => {
    const own = lines.filter((l) => l.parcel_id === p.id);
    const pieces = own.reduce((sum, l) => sum + l.quantity, 0);
    const title = skus.get(own[0]?.sku_id ?? '')?.title ?? '商品';
    return {
      shipmentNo: p.parcelNo, orderNo: p.orderNos[0] ?? p.parcelNo, carrier: p.trackingCode ?? '', ...(p.product ? { product: p.product } : {}), payment: p.payment ?? 'monthly',
      sender: senders.get(p.warehouseId ?? '')!, receiver: receiverParty(addresses.get(p.addressId ?? '')!), goods: pieces > 1 ? `${title.slice(0, 40)} 等 ${pieces} 件` : title.slice(0, 60),
      // One box, whatever is in it.
      pieces: 1, weightGrams: p.actualGrams ?? Math.max(1, p.expectedGrams),
    };
  });
}
