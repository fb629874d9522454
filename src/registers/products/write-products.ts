import { randomUUID } from 'node:crypto';
import type { Runner } from '../../kernel/query.ts';
import { refuse } from '../../kernel/refusal.ts';
import { searchColumn } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words } from '../../kernel/words.ts';
import { priceChanged, productSaved } from './facts.ts';
import { beforeBatches, keepBatches } from './batches/keep-batches.ts';
import { lockForCost } from './stock.ts';
import { no } from './refusals.ts';
import type { ProductState } from './schema.ts';

/** What is to stand in the register. A field left out stays as it is; null empties it. Money in fen. */
export interface SkuDraft {
  code: string;
  barcode?: string | null;
  spec?: string | null;
  unit?: string | null;
  priceFen?: bigint | null;
  floorFen?: bigint | null;
  costFen?: bigint | null;
  weightGrams?: number | null;
  active?: boolean;
  /** Kept by batches; how many days it keeps, and how many must be left of them when it is sold. */
  batchKept?: boolean;
  shelfLifeDays?: number | null;
  leastLifeDays?: number | null;
}
export interface ProductDraft {
  code: string;
  title?: string;
  category?: string | null;
  brand?: string | null;
  description?: string | null;
  pictures?: string[];
  noReasonReturn?: boolean | null;
  state?: ProductState;
  skus: SkuDraft[];
}

export interface ProductOutcome {
  id: string;
  code: string;
  is: 'new' | 'changed' | 'same';
  /** The same of each SKU that was given, by its code. A SKU that is the same under a changed product stays `same`. */
  skus: Map<string, 'new' | 'changed' | 'same'>;
}

const productFields = ['title', 'category', 'brand', 'description', 'pictures', 'noReasonReturn', 'state'] as const;
const skuFields = ['barcode', 'spec', 'unit', 'priceFen', 'floorFen', 'costFen', 'weightGrams', 'active', 'batchKept', 'shelfLifeDays', 'leastLifeDays'] as const;
const prices = { priceFen: 'price', floorFen: 'floor', costFen: 'cost' } as const;

type StoredSku = { id: string; product_id: string; code: string } & Required<Pick<SkuDraft, (typeof skuFields)[number]>>;
type StoredProduct = { id: string; code: string; skus: StoredSku[] } & Required<Pick<ProductDraft, (typeof productFields)[number]>>;

const productCode = (draft: ProductDraft): string => draft.code;
const same = (a: unknown, b: unknown): boolean => (Array.isArray(a) && Array.isArray(b) ? a.join() === b.join() : a === b);

/**
 * Saves any number of products with their SKUs, set-based: reads what is there, writes what differs, logs every price, and publishes
 * products.product-saved and products.price-changed. One writer at a time: saving is rare, and two files never race for a code.
 *
 * @throws products.code-taken when a SKU code belongs to another product, products.floor-above-price.
 */
export async function writeProducts(tx: Tx, drafts: readonly ProductDraft[], reason: string | null = null): Promise<ProductOutcome[]> {
  if (drafts.length === 0) return [];
  await tx.rows('products.one_writer', "select pg_advisory_xact_lock(hashtext('products.write'))", []);
  const plan = await planProducts(tx, () => tx.newId(), drafts);
  // Stock rows before articles, as every movement takes them.
  const onHand = await lockForCost(tx, plan.flatMap((p) => p.skus.filter((s) => !s.isNew && s.prices.some((c) => c.which === 'cost')).map((s) => s.sku.id)));
  const batches = await beforeBatches(tx, plan);
  await Promise.all([...writes(tx, plan, reason)]);
  await keepBatches(tx, batches);
  for (const item of plan) announce(tx, item, onHand);
  return plan.map(outcomeOf);
}

/** What saving would do, without doing it: for previews. Refuses as saving would. */
export async function previewProducts(on: { runner: Runner }, drafts: readonly ProductDraft[]): Promise<ProductOutcome[]> {
  return (await planProducts(on, randomUUID, drafts)).map(outcomeOf);
}

function outcomeOf({ product, isNew, changed, skus, given }: Planned): ProductOutcome {
  const differing = new Map(skus.map((s) => [s.sku.code, s.isNew ? 'new' as const : 'changed' as const]));
  return {
    id: product.id, code: product.code, is: isNew ? 'new' : changed.length + skus.length > 0 ? 'changed' : 'same',
    skus: new Map(given.map((code) => [code, differing.get(code) ?? 'same'])),
  };
}

async function planProducts(on: { runner: Runner }, newId: () => string, drafts: readonly ProductDraft[]): Promise<Planned[]> {
  const stored = await readStored(on, drafts);
  return drafts.map((draft) => planOf(newId, draft, stored));
}

async function readStored(on: { runner: Runner }, drafts: readonly ProductDraft[]): Promise<{ products: Map<string, StoredProduct>; skus: Map<string, StoredSku> }> {
  const [products, skus] = await Promise.all([
    on.runner.query<Omit<StoredProduct, 'skus'>>(
      `select id, code, title, category, brand, description, pictures, no_reason_return as "noReasonReturn", state from products.product where code = any ($1::text[])`,
      [drafts.map(productCode)], 'products.stored_products'),
    on.runner.query<StoredSku & Record<string, unknown>>(
      `select k.id, k.product_id, k.code, k.barcode, k.spec, k.unit, k.price_fen as "priceFen", k.floor_fen as "floorFen", k.cost_fen as "costFen", k.weight_grams as "weightGrams", k.active,
         k.batch_kept as "batchKept", k.shelf_life_days as "shelfLifeDays", k.least_life_days as "leastLifeDays"
       from products.sku k where k.code = any ($1::text[]) or k.product_id in (select id from products.product where code = any ($2::text[])) order by k.id`,
      [drafts.flatMap((d) => d.skus.map((s) => s.code)), drafts.map(productCode)], 'products.stored_skus'),
  ]);
  return {
    products: new Map(products.rows.map((p) => [p.code, { ...p, skus: skus.rows.filter((s) => s.product_id === p.id) }])),
    skus: new Map(skus.rows.map((s) => [s.code, s])),
  };
}

export interface PlannedSku {
  sku: StoredSku;
  isNew: boolean;
  /** Batches begin or end to be kept of it. */
  batches: 'begin' | 'end' | null;
  prices: { which: 'price' | 'floor' | 'cost'; from: bigint | null; to: bigint | null }[];
}
interface Planned {
  product: StoredProduct;
  isNew: boolean;
  changed: string[];
  skus: PlannedSku[];
  /** Codes of all SKUs that were given. */
  given: string[];
}

function planOf(newId: () => string, draft: ProductDraft, stored: { products: Map<string, StoredProduct>; skus: Map<string, StoredSku> }): Planned {
  const before = stored.products.get(draft.code);
  const product: StoredProduct = before ? { ...before } : {
    id: newId(), code: draft.code, title: draft.code, category: null, brand: null, description: null, pictures: [], noReasonReturn: null, state: 'draft', skus: [],
  };
  const changed: string[] = [];
  for (const field of productFields) {
    if (draft[field] === undefined || same(draft[field], product[field])) continue;
    Object.assign(product, { [field]: draft[field] });
    changed.push(field);
  }
  const skus = draft.skus.map((sku) => planSku(newId, sku, product.id, stored.skus.get(sku.code))).filter((s) => s !== null);
  // All SKUs of the product, for its search column.
  product.skus = [...product.skus.filter((old) => !skus.some((s) => s.sku.code === old.code)), ...skus.map((s) => s.sku)];
  return { product, isNew: !before, changed, skus, given: draft.skus.map((sku) => sku.code) };
}

function planSku(newId: () => string, draft: SkuDraft, productId: string, before: StoredSku | undefined): PlannedSku | null {
  if (before && before.product_id !== productId)
    throw refuse(no['code-taken'], words(`规格编码 ${draft.code} 属于另一个商品。`, `The SKU code ${draft.code} belongs to another product.`), { code: draft.code });
  const sku: StoredSku = before ? { ...before } : {
    id: newId(), product_id: productId, code: draft.code, barcode: null, spec: null, unit: null, priceFen: null, floorFen: null, costFen: null, weightGrams: null, active: true, batchKept: false, shelfLifeDays: null, leastLifeDays: null,
  };
  let differs = !before;
  const changedPrices: PlannedSku['prices'] = [];
  for (const field of skuFields) {
    if (draft[field] === undefined || same(draft[field], sku[field])) continue;
    if (field in prices) changedPrices.push({ which: prices[field as keyof typeof prices], from: sku[field] as bigint | null, to: draft[field] as bigint | null });
    Object.assign(sku, { [field]: draft[field] });
    differs = true;
  }
  if (sku.floorFen !== null && sku.priceFen !== null && sku.floorFen > sku.priceFen)
    throw refuse(no['floor-above-price'], words(`${sku.code} 的最低售价高于售价。`, `The floor of ${sku.code} is above its price.`), { code: sku.code });
  if (sku.leastLifeDays !== null && sku.shelfLifeDays !== null && sku.leastLifeDays >= sku.shelfLifeDays)
    throw refuse(no['life-impossible'], words(`${sku.code} 保质期 ${sku.shelfLifeDays} 天，最短剩余 ${sku.leastLifeDays} 天。`, `${sku.code} keeps ${sku.shelfLifeDays} days, of which ${sku.leastLifeDays} must be left.`), { code: sku.code });
  const batches = before && before.batchKept !== sku.batchKept ? sku.batchKept ? 'begin' : 'end' : null;
  return differs ? { sku, isNew: !before, batches, prices: changedPrices } : null;
}

const searchOf = (product: StoredProduct): string => searchColumn({
  names: [product.title, product.brand], texts: [product.title, product.category, ...product.skus.map((s) => s.spec)],
  numbers: [product.code, ...product.skus.flatMap((s) => [s.code, s.barcode])],
});

function* writes(tx: Tx, plan: readonly Planned[], reason: string | null): Generator<Promise<unknown>> {
  const touched = plan.filter((p) => p.isNew || p.changed.length > 0 || p.skus.length > 0);
  if (touched.length === 0) return;
  const products = touched.map(({ product: p }) => ({
    id: p.id, code: p.code, title: p.title, category: p.category, brand: p.brand, description: p.description, pictures: p.pictures,
    no_reason_return: p.noReasonReturn, state: p.state, search: searchOf(p),
  }));
  yield tx.rows('products.write_products',
    `insert into products.product as p (id, code, title, category, brand, description, pictures, no_reason_return, state, search, created_at, updated_at)
     select r.id, r.code, r.title, r.category, r.brand, r.description, r.pictures, r.no_reason_return, r.state, array_to_tsvector(string_to_array(r.search, ' ')), t.at, t.at
     from jsonb_to_recordset($1::jsonb) as r(id uuid, code text, title text, category text, brand text, description text, pictures uuid[], no_reason_return boolean, state text, search text),
       to_timestamp($2::bigint / 1000.0) as t(at)
     on conflict (code) do update set title = excluded.title, category = excluded.category, brand = excluded.brand, description = excluded.description, pictures = excluded.pictures,
       no_reason_return = excluded.no_reason_return, state = excluded.state, search = excluded.search, version = p.version + 1, updated_at = excluded.updated_at`,
    [JSON.stringify(products), tx.now]);
  const skus = touched.flatMap((p) => p.skus.map(({ sku: s }) => ({
    id: s.id, product_id: s.product_id, code: s.code, barcode: s.barcode, spec: s.spec, unit: s.unit, price_fen: s.priceFen, floor_fen: s.floorFen, cost_fen: s.costFen,
    weight_grams: s.weightGrams, active: s.active, batch_kept: s.batchKept, shelf_life_days: s.shelfLifeDays, least_life_days: s.leastLifeDays,
  })));
  if (skus.length === 0) return;
  yield tx.rows('products.write_skus',
    `insert into products.sku as k (id, product_id, code, barcode, spec, unit, price_fen, floor_fen, cost_fen, weight_grams, active, batch_kept, shelf_life_days, least_life_days, created_at, updated_at)
     select r.id, r.product_id, r.code, r.barcode, r.spec, r.unit, r.price_fen, r.floor_fen, r.cost_fen, r.weight_grams, r.active, r.batch_kept, r.shelf_life_days, r.least_life_days, t.at, t.at
     from jsonb_to_recordset($1::jsonb) as r(id uuid, product_id uuid, code text, barcode text, spec text, unit text, price_fen bigint, floor_fen bigint, cost_fen bigint, weight_grams int, active boolean, batch_kept boolean, shelf_life_days int, least_life_days int),
       to_timestamp($2::bigint / 1000.0) as t(at)
     on conflict (code) do update set barcode = excluded.barcode, spec = excluded.spec, unit = excluded.unit, price_fen = excluded.price_fen, floor_fen = excluded.floor_fen,
       cost_fen = excluded.cost_fen, weight_grams = excluded.weight_grams, active = excluded.active, batch_kept = excluded.batch_kept, shelf_life_days = excluded.shelf_life_days, least_life_days = excluded.least_life_days, version = k.version + 1, updated_at = excluded.updated_at`,
    [JSON.stringify(skus), tx.now]);
  const log = touched.flatMap((p) => p.skus.flatMap((s) => s.prices.map((c) => ({ sku_id: s.sku.id, which: c.which, from_fen: c.from, to_fen: c.to }))));
  if (log.length === 0) return;
  yield tx.rows('products.write_price_log',
    `insert into products.price_log (sku_id, which, from_fen, to_fen, reason, at, actor_id, actor_name)
     select r.sku_id, r.which, r.from_fen, r.to_fen, $2, to_timestamp($3::bigint / 1000.0), $4, $5
     from jsonb_to_recordset($1::jsonb) as r(sku_id uuid, which text, from_fen bigint, to_fen bigint)`,
    [JSON.stringify(log), reason, tx.now, tx.actor.id, tx.actor.name]);
}

function announce(tx: Tx, { product, isNew, changed, skus }: Planned, onHand: ReadonlyMap<string, bigint>): void {
  if (!isNew && changed.length === 0 && skus.length === 0) return;
  const fields = [...changed, ...(skus.length > 0 ? ['skus'] : [])];
  tx.fact(productSaved, product.id, { code: product.code, fields, isNew });
  for (const { sku, prices: log } of skus)
    for (const change of log)
      tx.fact(priceChanged, sku.id, {
        code: sku.code, which: change.which, fromFen: change.from === null ? null : Number(change.from), toFen: change.to === null ? null : Number(change.to),
        ...(change.which === 'cost' ? { stockFen: Number(((change.to ?? 0n) - (change.from ?? 0n)) * (onHand.get(sku.id) ?? 0n)) } : {}),
      }, { objects: [{ type: 'product', id: product.id }] });
}
