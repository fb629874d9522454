import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../../../kernel/actor.ts';
import type { Runner } from '../../../kernel/query.ts';
import { seesBooks } from './plan.ts';

/** What a person must not be told while it is counted: the books of articles that lie in a stock-take which runs. */
export interface Blind {
  /** In this warehouse; without one: in any, where figures of all of them are added up. */
  has(skuId: string, warehouseId?: string): boolean;
  hasProduct(productId: string): boolean;
  /** Since when it is counted there, ms: what moved before adds up to the books, what moves since tells nothing of them. Null: it is not being counted. */
  since(skuId: string, warehouseId: string): number | null;
  readonly isAny: boolean;
}

const nothing: Blind = { has: () => false, hasProduct: () => false, since: () => null, isAny: false };
/** Whether the article of a row lies in a stock-take that runs: for lists that must not be sorted or narrowed by what they do not tell. */
export const isCounted = (skuId: RawBuilder<unknown>, warehouseId: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`exists (select 1 from products.count_plan_line cl join products.count_plan cp on cp.id = cl.plan_id
  where cl.sku_id = ${skuId} and cp.warehouse_id = ${warehouseId} and cp.state in ('counting', 'recounting'))`;

/** Who counts (warehouse clerks) and does not decide about differences is blind for what is being counted, in every list and file (clause 4.1.2); nobody else is. */
export async function blindFor(on: { runner: Runner }, actor: Actor | null): Promise<Blind> {
  if (!actor?.posts.includes('warehouse') || seesBooks(actor)) return nothing;
  const { rows } = await on.runner.query<{ sku_id: string; product_id: string; warehouse_id: string; since: number }>(
    "select l.sku_id, k.product_id, c.warehouse_id, min(c.started_at) as since from products.count_plan c join products.count_plan_line l on l.plan_id = c.id join products.sku k on k.id = l.sku_id where c.state in ('counting', 'recounting') group by 1, 2, 3", [], 'products.blind_for');
  if (rows.length === 0) return nothing;
  const [skus, products, places] = [new Set(rows.map((r) => r.sku_id)), new Set(rows.map((r) => r.product_id)), new Map(rows.map((r) => [`${r.sku_id} ${r.warehouse_id}`, r.since]))];
  return { has: (skuId, warehouseId) => (warehouseId === undefined ? skus.has(skuId) : places.has(`${skuId} ${warehouseId}`)), hasProduct: (productId) => products.has(productId), since: (skuId, warehouseId) => places.get(`${skuId} ${warehouseId}`) ?? null, isAny: true };
}
