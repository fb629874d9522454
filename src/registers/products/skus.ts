import type { Runner } from '../../kernel/query.ts';

/** A SKU as other chapters need it to decide. Money is fen; null where nobody has filled it in. */
export interface Sku {
  id: string;
  code: string;
  productId: string;
  productCode: string;
  title: string;
  spec: string | null;
  unit: string | null;
  barcode: string | null;
  priceFen: bigint | null;
  /** The lowest price at which an order passes review (clause 2.3.1); null = no floor. */
  floorFen: bigint | null;
  costFen: bigint | null;
  weightGrams: number | null;
  active: boolean;
  /** Kept by batches with expiry, and how many days it keeps. */
  batchKept: boolean;
  shelfLifeDays: number | null;
}

interface Row {
  id: string; code: string; product_id: string; product_code: string; title: string; spec: string | null; unit: string | null; barcode: string | null;
  price_fen: bigint | null; floor_fen: bigint | null; cost_fen: bigint | null; weight_grams: number | null; active: boolean; batch_kept: boolean; shelf_life_days: number | null;
}

const columns = `k.id, k.code, k.product_id, p.code as product_code, p.title, k.spec, k.unit, k.barcode, k.price_fen, k.floor_fen, k.cost_fen,
  k.weight_grams, k.batch_kept, k.shelf_life_days, k.active and p.state <> 'retired' as active`;

const skuOf = (r: Row): Sku => ({
  id: r.id, code: r.code, productId: r.product_id, productCode: r.product_code, title: r.title, spec: r.spec, unit: r.unit, barcode: r.barcode,
  priceFen: r.price_fen, floorFen: r.floor_fen, costFen: r.cost_fen, weightGrams: r.weight_grams, active: r.active, batchKept: r.batch_kept, shelfLifeDays: r.shelf_life_days,
});

async function read(on: { runner: Runner }, name: string, where: string, keys: readonly string[]): Promise<Sku[]> {
  if (keys.length === 0) return [];
  const { rows } = await on.runner.query<Row>(
    `select ${columns} from products.sku k join products.product p on p.id = k.product_id where ${where}`, [[...new Set(keys)]], `products.${name}`);
  return rows.map(skuOf);
}

/** SKUs by the seller's code (商家编码), exactly as written. Unknown codes are missing from the answer. */
export async function skusByCode(on: { runner: Runner }, codes: readonly string[]): Promise<Map<string, Sku>> {
  return new Map((await read(on, 'skus_by_code', 'k.code = any ($1::text[])', codes)).map((sku) => [sku.code, sku]));
}

export async function skusById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, Sku>> {
  return new Map((await read(on, 'skus_by_id', 'k.id = any ($1::uuid[])', ids)).map((sku) => [sku.id, sku]));
}

/** SKUs by the barcode on the goods: more than one SKU may carry the same. */
export async function skusByBarcode(on: { runner: Runner }, barcodes: readonly string[]): Promise<Sku[]> {
  return read(on, 'skus_by_barcode', 'k.barcode = any ($1::text[])', barcodes);
}

/** A product as other chapters show it. */
export interface ProductBrief { id: string; code: string; title: string; category: string | null; brand: string | null }

export async function productsById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, ProductBrief>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<ProductBrief & Record<string, unknown>>('select id, code, title, category, brand from products.product where id = any ($1::uuid[])', [[...new Set(ids)]], 'products.products_by_id');
  return new Map(rows.map((r) => [r.id, r]));
}

/** Products by the company's own codes. */
export async function productsByCode(on: { runner: Runner }, codes: readonly string[]): Promise<Map<string, ProductBrief>> {
  if (codes.length === 0) return new Map();
  const { rows } = await on.runner.query<ProductBrief & Record<string, unknown>>('select id, code, title, category, brand from products.product where code = any ($1::text[])', [[...new Set(codes)]], 'products.products_by_code');
  return new Map(rows.map((r) => [r.code, r]));
}

/** What can be had of each product: the specifications of its SKUs on sale. */
export async function specsOf(on: { runner: Runner }, productIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await on.runner.query<{ product_id: string; specs: string[] }>("select product_id, array_agg(spec order by code) as specs from products.sku where product_id = any ($1::uuid[]) and active and spec is not null group by 1", [[...new Set(productIds)]], 'products.specs_of');
  return new Map(rows.map((r) => [r.product_id, r.specs]));
}
