import { sql, type RawBuilder } from 'kysely';
import { dayOf } from '../../kernel/clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Asked } from '../../kernel/http/route.ts';
import type { Answer, Endpoint } from '../../kernel/http/contract.ts';
import { every, matching, page } from '../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { searchQuery } from '../../kernel/search.ts';
import type { z } from 'zod';
import type { listProducts, listSkus, readProduct } from './contract.ts';
import { storesById } from '../company/index.ts';
import { seesCost } from './costs.ts';
import { blindFor } from './count-plans/blind.ts';
import { demandedFields, missingFor } from './listing.ts';
import { unsellableOn } from './stock.ts';

export type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
export type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;

export const number = (value: bigint | null): number | null => (value === null ? null : Number(value));
export const uuidOf = (text: string | undefined): string | null => {
  if (text === undefined || text === '') return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw refuse(kernelNo['invalid-input']);
  return text;
};

interface ProductRow {
  id: string; code: string; title: string; category: string | null; brand: string | null; state: 'draft' | 'active' | 'retired'; createdAt: number; updatedAt: number;
  skus: bigint; from_fen: bigint | null; to_fen: bigint | null; available: bigint; listings: bigint;
}

const productColumns = (day: string) => sql`p.id, p.code, p.title, p.category, p.brand, p.state, p.created_at as "createdAt", p.updated_at as "updatedAt",
  (select count(*) from products.sku k where k.product_id = p.id and k.active) as skus,
  (select min(k.price_fen) from products.sku k where k.product_id = p.id and k.active) as from_fen,
  (select max(k.price_fen) from products.sku k where k.product_id = p.id and k.active) as to_fen,
  (select coalesce(sum(greatest(0, s.on_hand - s.reserved - ${sql.raw(unsellableOn('s.sku_id', 's.warehouse_id', `'${day}'`))})), 0) from products.sku k join products.stock_item s on s.sku_id = k.id where k.product_id = p.id) as available,
  (select count(*) from products.listing l where l.product_id = p.id and l.state = 'listed') as listings`;

const productAnswer = ({ from_fen, to_fen, ...row }: ProductRow) =>
  ({ ...row, skus: Number(row.skus), available: Number(row.available), listings: Number(row.listings), fromFen: number(from_fen), toFen: number(to_fen) });

/** What the list of products is narrowed to; the export takes the same. */
export async function productConditions(kernel: Kernel, query: Pick<QueryOf<typeof listProducts>, 'q' | 'state' | 'category' | 'store'>): Promise<RawBuilder<unknown>> {
  const store = uuidOf(query.store);
  return every([
    await matching(kernel, { table: sql`products.product p`, id: sql`p.id`, search: sql`p.search`, q: searchQuery(query.q ?? '') }),
    query.state && sql`p.state = any (${query.state}::text[])`,
    query.category !== undefined && query.category !== '' && sql`p.category = ${query.category}`,
    store !== null && sql`exists (select 1 from products.listing l where l.product_id = p.id and l.store_id = ${store} and l.state = 'listed')`,
  ]);
}

export async function products({ kernel, actor, query }: Asked<undefined, QueryOf<typeof listProducts>>): Promise<Answer<typeof listProducts>> {
  const found = await page<ProductRow, 'updated' | 'created' | 'code' | 'title'>(kernel, {
    select: productColumns(dayOf(kernel.clock.now())),
    from: sql`from products.product p ${await productConditions(kernel, query)}`,
    id: sql`p.id`,
    orders: {
      updated: { by: sql`p.updated_at`, type: 'timestamptz' }, created: { by: sql`p.created_at`, type: 'timestamptz' },
      code: { by: sql`p.code`, type: 'text' }, title: { by: sql`p.title`, type: 'text' },
    },
    sort: query.sort ?? '-updated', cursor: query.cursor, limit: query.limit,
  });
  const blind = await blindFor(kernel, actor);
  return { ...found, rows: found.rows.map(productAnswer).map((p) => (blind.hasProduct(p.id) ? { ...p, available: null } : p)) };
}

export async function product({ kernel, actor, params }: Asked<ParamsOf<typeof readProduct>, undefined>): Promise<Answer<typeof readProduct>> {
  const on = kernel.runner;
  const costVisible = seesCost(actor);
  const [blind, head, skus, listings, log] = await Promise.all([
    blindFor(kernel, actor),
    on.query<Omit<ProductRow, 'skus' | 'listings'> & { description: string | null; pictures: string[]; noReasonReturn: boolean | null; version: number }>(
      `select p.id, p.code, p.title, p.category, p.brand, p.state, p.description, p.pictures, p.no_reason_return as "noReasonReturn", p.version, p.created_at as "createdAt", p.updated_at as "updatedAt"
       from products.product p where p.id = $1`, [params.id], 'products.read'),
    on.query<{ id: string; code: string; barcode: string | null; spec: string | null; unit: string | null; price_fen: bigint | null; floor_fen: bigint | null; cost_fen: bigint | null;
      weightGrams: number | null; active: boolean; batchKept: boolean; shelfLifeDays: number | null; leastLifeDays: number | null; on_hand: bigint; reserved: bigint; stocked: boolean; available: bigint }>(
      `select k.id, k.code, k.barcode, k.spec, k.unit, k.price_fen, k.floor_fen, k.cost_fen, k.weight_grams as "weightGrams", k.active,
         k.batch_kept as "batchKept", k.shelf_life_days as "shelfLifeDays", k.least_life_days as "leastLifeDays",
         coalesce(sum(s.on_hand), 0) as on_hand, coalesce(sum(s.reserved), 0) as reserved, count(s.sku_id) > 0 as stocked,
         coalesce(sum(greatest(0, s.on_hand - s.reserved - ${unsellableOn('s.sku_id', 's.warehouse_id', '$2')})), 0) as available
       from products.sku k left join products.stock_item s on s.sku_id = k.id where k.product_id = $1 group by k.id order by k.code`, [params.id, dayOf(kernel.clock.now())], 'products.read_skus'),
    on.query<{ id: string; storeId: string; platformItemId: string | null; title: string; price_fen: bigint; state: 'listed' | 'delisted'; version: number; listedAt: number; updatedAt: number }>(
      `select id, store_id as "storeId", platform_item_id as "platformItemId", title, price_fen, state, version, listed_at as "listedAt", updated_at as "updatedAt"
       from products.listing where product_id = $1 order by listed_at desc`, [params.id], 'products.read_listings'),
    on.query<{ skuCode: string; which: 'price' | 'floor' | 'cost'; from_fen: bigint | null; to_fen: bigint | null; reason: string | null; at: number; by: string }>(
      `select k.code as "skuCode", g.which, g.from_fen, g.to_fen, g.reason, g.at, g.actor_name as by from products.price_log g join products.sku k on k.id = g.sku_id
       where k.product_id = $1 and ($2 or g.which <> 'cost') order by g.id desc limit 100`, [params.id, costVisible], 'products.read_prices'),
  ]);
  const found = head.rows[0];
  if (!found) throw refuse(kernelNo['not-found']);
  const stores = await storesById(kernel, listings.rows.map((l) => l.storeId));
  const priced = skus.rows.filter((k) => k.active && k.price_fen !== null).map((k) => Number(k.price_fen));
  const { from_fen: _from, to_fen: _to, available: _available, ...row } = found;
  return {
    ...row,
    costVisible,
    fromFen: priced.length > 0 ? Math.min(...priced) : null,
    toFen: priced.length > 0 ? Math.max(...priced) : null,
    available: blind.hasProduct(row.id) ? null : skus.rows.reduce((sum, k) => sum + Number(k.available), 0),
    skus: skus.rows.map(({ price_fen, floor_fen, cost_fen, on_hand, reserved, stocked: _, available: _free, ...k }) =>
      ({ ...k, priceFen: number(price_fen), floorFen: number(floor_fen), costFen: costVisible ? number(cost_fen) : null, onHand: blind.has(k.id) ? null : Number(on_hand), reserved: Number(reserved) })),
    listings: listings.rows.map(({ price_fen, ...l }) => ({ ...l, store: stores.get(l.storeId)?.name ?? null, priceFen: Number(price_fen) })),
    prices: log.rows.map(({ from_fen, to_fen, ...g }) => ({ ...g, fromFen: number(from_fen), toFen: number(to_fen) })),
    missing: missingFor({ ...row, skus: skus.rows.map((k) => ({ active: k.active, priceFen: k.price_fen, barcode: k.barcode, stocked: k.stocked })) }, demandedFields),
  };
}

/** SKUs for a box in which a person types a code, a name or scans a barcode. */
export async function skus({ kernel, actor, query }: Asked<undefined, QueryOf<typeof listSkus>>): Promise<Answer<typeof listSkus>> {
  const { rows } = await kernel.runner.query<{ id: string; code: string; title: string; spec: string | null; barcode: string | null; unit: string | null; price_fen: bigint | null; floor_fen: bigint | null; batchKept: boolean; shelfLifeDays: number | null; on_hand: bigint; reserved: bigint }>(
    `select k.id, k.code, p.title, k.spec, k.barcode, k.unit, k.price_fen, k.floor_fen, k.batch_kept as "batchKept", k.shelf_life_days as "shelfLifeDays", coalesce(sum(s.on_hand), 0) as on_hand, coalesce(sum(s.reserved), 0) as reserved
     from products.product p join products.sku k on k.product_id = p.id
     left join products.stock_item s on s.sku_id = k.id and ($2::uuid is null or s.warehouse_id = $2)
     where (k.active and p.state <> 'retired' or k.id = $5) and ($5::uuid is null or k.id = $5) and ($1::text is null or p.search @@ (select $1::tsquery))
     group by k.id, p.title order by (k.barcode = $4 or k.code = $4) desc nulls last, k.code limit $3`,
    [searchQuery(query.q ?? ''), uuidOf(query.warehouse), query.limit ?? 20, query.q?.trim() ?? '', uuidOf(query.id)]);
  const blind = await blindFor(kernel, actor);
  const warehouse = uuidOf(query.warehouse) ?? undefined;
  return { rows: rows.map(({ on_hand, price_fen, floor_fen, ...row }) => ({ ...row, priceFen: number(price_fen), floorFen: number(floor_fen), onHand: blind.has(row.id, warehouse) ? null : Number(on_hand), reserved: Number(row.reserved) })) };
}
