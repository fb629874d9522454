import { z } from 'zod';
import { dayOf } from '../../../kernel/clock.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { readRuleBook } from '../carriers/book.ts';
import { decideBy } from '../../../regulation/evaluators/rule.ts';
import { carrierRule, inputsOf } from '../carriers/carrier-rule.ts';
import { parcelRequested } from '../facts.ts';
import { addressesById, storesById, warehousesById } from '../neighbours.ts';

const request = z.strictObject({
  fulfilmentId: id, releaseSeq: z.bigint(), fulfilmentNo: z.string(), orderIds: z.array(id).min(1), orderNos: z.array(z.string()), storeId: id, warehouseId: id, addressId: id,
  weightGrams: z.int(), valueFen: z.int(), shipBy: instant.nullable(), lines: z.array(z.object({ orderLineId: id, orderId: id, skuId: id, quantity: z.int().min(1), gift: z.boolean().optional() })).min(1),
});
export type ParcelRequest = z.input<typeof request>;

/**
 * Released fulfilments become parcels, each with the carrier that the rules propose (clause 2.3.3). In six statements for any number;
 * a release that was heard before changes nothing. Not for people: fulfilments are released by sales.
 */
export const requestParcels = verb({
  name: 'logistics.request-parcels',
  title: words('接收发货单', 'Take fulfilments in'),
  may: {},
  input: z.strictObject({ requests: z.array(request).min(1).max(1_000) }),
  run: async (tx, { requests }) => {
    const [known, addresses, stores, warehouses, book] = await Promise.all([
      tx.rows<{ fulfilment_id: string; release_seq: bigint }>('logistics.known_releases',
        'select fulfilment_id, release_seq from logistics.parcel where fulfilment_id = any ($1::uuid[])', [requests.map((r) => r.fulfilmentId)]),
      addressesById(tx, requests.map((r) => r.addressId)), storesById(tx, requests.map((r) => r.storeId)), warehousesById(tx, requests.map((r) => r.warehouseId)), readRuleBook(tx),
    ]);
    const heard = new Set(known.map((k) => `${k.fulfilment_id} ${k.release_seq}`));
    const fresh = requests.filter((r) => !heard.has(`${r.fulfilmentId} ${r.releaseSeq}`));
    if (fresh.length === 0) return { parcels: 0 };
    const numbers = await tx.numbers('PK', fresh.length);
    const day = dayOf(tx.now);
    const rows = fresh.map((r, i) => {
      const address = addresses.get(r.addressId);
      const id = tx.newId();
      const parcel = { province: address?.province ?? null, grams: r.weightGrams, platform: stores.get(r.storeId)?.platform ?? null, storeId: r.storeId };
      const { outcome: chosen, because } = decideBy(tx, carrierRule, inputsOf(book, parcel, day), { type: 'parcel', id, no: numbers[i]!, storeId: r.storeId });
      const proposal = { ...chosen, reason: because };
      return {
        id, parcel_no: numbers[i]!, fulfilment_id: r.fulfilmentId, release_seq: r.releaseSeq.toString(), fulfilment_no: r.fulfilmentNo, order_ids: r.orderIds, order_nos: r.orderNos,
        store_id: r.storeId, warehouse_id: r.warehouseId, team_id: warehouses.get(r.warehouseId)?.teamId ?? null, address_id: r.addressId,
        province: address?.province ?? null, city: address?.city ?? null, carrier_id: proposal.carrierId, carrier_reason: proposal.reason, promise_days: proposal.promiseDays,
        freight_fen: proposal.freightFen, expected_grams: r.weightGrams, value_fen: r.valueFen, ship_by: r.shipBy,
        tokens: searchColumn({ numbers: [numbers[i]!, r.fulfilmentNo, ...r.orderNos], names: [address?.name], phones: [address?.phone] }),
      };
    });
    const inserted = await tx.rows<{ id: string; fulfilment_id: string }>('logistics.insert_parcels',
      `insert into logistics.parcel (id, parcel_no, fulfilment_id, release_seq, fulfilment_no, order_ids, order_nos, store_id, warehouse_id, team_id, address_id, province, city,
         state, carrier_id, carrier_reason, promise_days, freight_fen, expected_grams, value_fen, ship_by, requested_at, search)
       select r.id, r.parcel_no, r.fulfilment_id, r.release_seq::bigint, r.fulfilment_no, array(select jsonb_array_elements_text(r.order_ids)::uuid),
         array(select jsonb_array_elements_text(r.order_nos)), r.store_id, r.warehouse_id, r.team_id, r.address_id, r.province, r.city, 'waiting', r.carrier_id, r.carrier_reason,
         r.promise_days, r.freight_fen, r.expected_grams, r.value_fen, to_timestamp(r.ship_by / 1000.0), to_timestamp($2 / 1000.0), array_to_tsvector(string_to_array(r.tokens, ' '))
       from jsonb_to_recordset($1::jsonb) as r(id uuid, parcel_no text, fulfilment_id uuid, release_seq text, fulfilment_no text, order_ids jsonb, order_nos jsonb, store_id uuid,
         warehouse_id uuid, team_id uuid, address_id uuid, province text, city text, carrier_id uuid, carrier_reason jsonb, promise_days int, freight_fen bigint,
         expected_grams int, value_fen bigint, ship_by bigint, tokens text)
       order by r.id on conflict do nothing returning id, fulfilment_id`, [JSON.stringify(rows), tx.now]);
    const made = new Map(inserted.map((p) => [p.id, p]));
    const lines = rows.flatMap((row, i) => (made.has(row.id) ? fresh[i]!.lines.map((l) => ({ parcel_id: row.id, order_line_id: l.orderLineId, order_id: l.orderId, sku_id: l.skuId, quantity: l.quantity, is_gift: l.gift ?? false })) : []));
    await tx.rows('logistics.insert_lines',
      `insert into logistics.parcel_line (parcel_id, order_line_id, order_id, sku_id, quantity, is_gift)
       select parcel_id, order_line_id, order_id, sku_id, quantity, is_gift from jsonb_to_recordset($1::jsonb) as l(parcel_id uuid, order_line_id uuid, order_id uuid, sku_id uuid, quantity int, is_gift boolean)`,
      [JSON.stringify(lines)]);
    rows.forEach((row, i) => {
      if (!made.has(row.id)) return;
      tx.fact(parcelRequested, row.id, { parcelNo: row.parcel_no, fulfilmentId: row.fulfilment_id, orderIds: row.order_ids, warehouseId: row.warehouse_id, shipBy: fresh[i]!.shipBy },
        { objects: [{ type: 'fulfilment', id: row.fulfilment_id }, ...row.order_ids.map((o) => ({ type: 'order', id: o }))] });
    });
    return { parcels: made.size };
  },
});
