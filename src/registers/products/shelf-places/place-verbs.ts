import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { warehousesById } from '../../company/index.ts';
import { setPlace } from '../contract.ts';
import { mayMoveStock } from '../policies.ts';
import { no } from '../refusals.ts';
import { skusById } from '../skus.ts';
import { placeOf, walkingOrder } from './shelf-place.ts';

/** What is kept of an article in a warehouse beside its figures; left out, it stays. `place` null: it lies nowhere in particular. */
export interface KeptAt { skuId: string; warehouseId: string; place?: string | null; safety?: number }

/** Writes places and safety stocks, set-based; nothing is moved. Stock rows are locked in the order of all who move stock. */
export async function keepAt(tx: Tx, rows: readonly KeptAt[]): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((r) => {
    const place = r.place === undefined || r.place === null ? null : placeOf(r.place) || null;
    return { sku_id: r.skuId, warehouse_id: r.warehouseId, says_place: r.place !== undefined, place, place_order: place === null ? null : walkingOrder(place), safety: r.safety ?? null };
  });
  await tx.rows('products.keep_at',
    `insert into products.stock_item as s (sku_id, warehouse_id, place, place_order, safety, updated_at)
     select r.sku_id, r.warehouse_id, r.place, r.place_order, coalesce(r.safety, 0), to_timestamp($2::bigint / 1000.0)
     from jsonb_to_recordset($1::jsonb) as r(sku_id uuid, warehouse_id uuid, place text, place_order text, safety int) order by 1, 2
     on conflict (sku_id, warehouse_id) do update set (place, place_order, safety) = (
         select case when r.says_place then r.place else s.place end, case when r.says_place then r.place_order else s.place_order end, coalesce(r.safety, s.safety)
         from jsonb_to_recordset($1::jsonb) as r(sku_id uuid, warehouse_id uuid, says_place boolean, place text, place_order text, safety int)
         where r.sku_id = s.sku_id and r.warehouse_id = s.warehouse_id),
       version = s.version + 1`,
    [JSON.stringify(given), tx.now]);
}

/** Says where an article lies in a warehouse, for the walk of pickers and counters (clause 2.3.3). @throws products.unknown-sku, products.unknown-warehouse */
export const setPlaceVerb = verb({
  name: 'products.set-shelf-place',
  title: words('设置库位', 'Set the place'),
  may: mayMoveStock,
  input: setPlace.body!,
  run: async (tx, input) => {
    if (!(await skusById(tx, [input.skuId])).has(input.skuId)) throw refuse(no['unknown-sku']);
    if (!(await warehousesById(tx, [input.warehouseId])).get(input.warehouseId)?.active) throw refuse(no['unknown-warehouse']);
    await keepAt(tx, [input]);
    const place = input.place === null ? null : placeOf(input.place) || null;
    tx.audit({ type: 'sku', id: input.skuId }, { place, warehouseId: input.warehouseId });
    return { place };
  },
});
