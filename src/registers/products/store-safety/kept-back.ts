import type { Runner } from '../../../kernel/query.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { storesById } from '../../company/index.ts';
import { blindFor } from '../count-plans/blind.ts';
import { setStoreSafety, type listStoreSafety } from '../contract.ts';
import { storeSafetySet } from '../facts.ts';
import { mayKeepBack } from '../policies.ts';
import { uuidOf, type QueryOf } from '../queries.ts';
import { no } from '../refusals.ts';
import { skusById } from '../skus.ts';
import { available } from '../stock.ts';

/** How much each store leaves of articles, by `${skuId} ${storeId}`; what is not in it is 0. */
export async function keptBack(on: { runner: Runner }, skuIds: readonly string[]): Promise<Map<string, number>> {
  if (skuIds.length === 0) return new Map();
  const { rows } = await on.runner.query<{ sku_id: string; store_id: string; quantity: number }>('select sku_id, store_id, quantity from products.store_safety where sku_id = any ($1::uuid[])', [[...new Set(skuIds)]], 'products.kept_back');
  return new Map(rows.map((r) => [`${r.sku_id} ${r.store_id}`, r.quantity]));
}

/** What each open store that ships from a warehouse may still be promised of an article: what is free, less what it keeps back (clauses 2.3.2, 4.1.2). */
export async function storeSafety({ kernel, actor, query }: Asked<undefined, QueryOf<typeof listStoreSafety>>): Promise<Answer<typeof listStoreSafety>> {
  const [skuId, warehouseId] = [uuidOf(query.sku)!, uuidOf(query.warehouse)!];
  const [blind, stores, kept, [free]] = await Promise.all([blindFor(kernel, actor), storesById(kernel), keptBack(kernel, [skuId]), available(kernel, [{ skuId, warehouseId }], kernel.clock.now())]);
  const hidden = blind.has(skuId, warehouseId);
  return {
    available: hidden ? null : free!.available,
    rows: [...stores.values()].filter((s) => s.state === 'open' && s.defaultWarehouseId === warehouseId).toSorted((a, b) => a.name.localeCompare(b.name, 'zh')).map((s) => {
      const quantity = kept.get(`${skuId} ${s.id}`) ?? 0;
      return { storeId: s.id, store: s.name, platform: s.platform, keptBack: quantity, promisable: hidden ? null : Math.max(0, free!.available - quantity) };
    }),
  };
}

/** A store sells an article only as long as more than this is free; 0 ends it, and waiting orders may be filled (clause 2.3.2). @throws products.unknown-sku, products.unknown-store */
export const setStoreSafetyVerb = verb({
  name: 'products.set-store-safety',
  title: words('设置渠道保留', 'Set what a store keeps back'),
  may: mayKeepBack,
  input: setStoreSafety.body!,
  run: async (tx, input) => {
    if (!(await skusById(tx, [input.skuId])).has(input.skuId)) throw refuse(no['unknown-sku']);
    const store = (await storesById(tx, [input.storeId])).get(input.storeId);
    if (!store || store.state !== 'open') throw refuse(no['unknown-store']);
    await (input.quantity === 0
      ? tx.rows('products.end_store_safety', 'delete from products.store_safety where sku_id = $1 and store_id = $2', [input.skuId, input.storeId])
      : tx.rows('products.set_store_safety', `insert into products.store_safety (sku_id, store_id, quantity, set_at, set_by_name) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), $5)
          on conflict (sku_id, store_id) do update set quantity = excluded.quantity, set_at = excluded.set_at, set_by_name = excluded.set_by_name`, [input.skuId, input.storeId, input.quantity, tx.now, tx.actor.name]));
    tx.fact(storeSafetySet, input.skuId, { skuId: input.skuId, storeId: input.storeId, store: store.name, quantity: input.quantity }, { objects: [{ type: 'store', id: input.storeId }] });
    tx.audit({ type: 'sku', id: input.skuId }, { storeId: input.storeId, keptBack: input.quantity });
    return { quantity: input.quantity };
  },
});
