import type { Actor } from '../../kernel/actor.ts';
import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Runner } from '../../kernel/query.ts';
import { next } from '../../kernel/lifecycle.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { delistProduct, listProduct } from './contract.ts';
import { productDelisted, productListed } from './facts.ts';
import { demandedFields, listingFields, listingLife, missingFor, type ForListing } from './listing.ts';
import { mayList } from './policies.ts';
import { no } from './refusals.ts';
import { sameVersion } from './save-product.ts';
import { unlawfulWords } from './unlawful-words.ts';

export interface ListedProduct extends ForListing {
  id: string;
  code: string;
}

interface Row {
  id: string; code: string; title: string; category: string | null; brand: string | null; description: string | null; pictures: string[];
  sku_active: boolean | null; price_fen: bigint | null; barcode: string | null; stocked: boolean;
}

/** A product as the rule of clause 4.1.2 looks at it; `lock` inside a verb. */
export async function productForListing(on: { runner: Runner }, productId: string, lock: boolean): Promise<ListedProduct | null> {
  const { rows } = await on.runner.query<Row>(
    `select p.id, p.code, p.title, p.category, p.brand, p.description, p.pictures, k.active as sku_active, k.price_fen, k.barcode,
       exists (select 1 from products.stock_item s where s.sku_id = k.id) as stocked
     from products.product p left join products.sku k on k.product_id = p.id where p.id = $1 ${lock ? 'for update of p' : ''}`,
    [productId], lock ? 'products.lock_for_listing' : 'products.for_listing');
  const first = rows[0];
  if (!first) return null;
  return {
    id: first.id, code: first.code, title: first.title, category: first.category, brand: first.brand, description: first.description, pictures: first.pictures,
    skus: rows.filter((r) => r.sku_active !== null).map((r) => ({ active: r.sku_active!, priceFen: r.price_fen, barcode: r.barcode, stocked: r.stocked })),
  };
}

/**
 * Puts a product into a store, or puts it back (clause 4.1.2): only when it is complete, at a price above zero, in lawful words.
 * @throws products.listing-incomplete naming what is missing.
 */
export const listProductVerb = verb({
  name: 'products.list-product',
  title: words('商品上架', 'List the product'),
  may: mayList,
  input: listProduct.body!.extend({ id }),
  subject: (tx, input) => productForListing(tx, input.id, true),
  inScope: (_actor: Actor, scope) => scope === 'all',
  evidence: (_tx, input, product) => ({
    'listing-complete': missingFor(product, demandedFields).length === 0,
    'price-above-zero': input.priceFen > 0,
    'words-lawful': unlawfulWords(input.title).length === 0,
  }),
  run: async (tx, input, product) => {
    refuseIncomplete(product, input.title);
    const { rows } = await tx.runner.query<{ id: string }>(
      `insert into products.listing as l (id, product_id, store_id, platform_item_id, title, price_fen, state, listed_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, 'listed', to_timestamp($7::bigint / 1000.0), to_timestamp($7::bigint / 1000.0))
       on conflict (product_id, store_id) do update set platform_item_id = excluded.platform_item_id, title = excluded.title, price_fen = excluded.price_fen,
         state = 'listed', listed_at = excluded.listed_at, updated_at = excluded.updated_at, version = l.version + 1
       returning id`,
      [tx.newId(), product.id, input.storeId, input.platformItemId, input.title, input.priceFen, tx.now], 'products.list');
    tx.fact(productListed, product.id, { code: product.code, storeId: input.storeId }, { objects: [{ type: 'store', id: input.storeId }, { type: 'listing', id: rows[0]!.id }] });
    return { id: rows[0]!.id };
  },
});

function refuseIncomplete(product: ListedProduct, title: string): void {
  const missing = missingFor(product, demandedFields);
  const unlawful = unlawfulWords(title);
  if (missing.length === 0 && unlawful.length === 0) return;
  const zh = [...missing.map((f) => listingFields[f].zh), ...unlawful.map((w) => `标题含违法用语“${w}”`)];
  const en = [...missing.map((f) => listingFields[f].en), ...unlawful.map((w) => `lawful words instead of “${w}”`)];
  throw refuse(no['listing-incomplete'], words(`还缺：${zh.join('、')}。`, `Missing: ${en.join(', ')}.`), { missing, unlawful });
}

interface Listing {
  id: string;
  product_id: string;
  code: string;
  store_id: string;
  state: 'listed' | 'delisted';
  version: number;
}

const lockListing = async (tx: Tx, listingId: string): Promise<Listing | null> =>
  (await tx.rows<Listing & Record<string, unknown>>('products.lock_listing',
    'select l.id, l.product_id, p.code, l.store_id, l.state, l.version from products.listing l join products.product p on p.id = l.product_id where l.id = $1 for update of l', [listingId]))[0] ?? null;

export const delistProductVerb = verb({
  name: 'products.delist-product',
  title: words('商品下架', 'Delist the product'),
  may: mayList,
  input: delistProduct.body!.extend({ id }),
  subject: (tx, input) => lockListing(tx, input.id),
  run: async (tx, input, listing) => {
    sameVersion(listing, input.version);
    await tx.rows('products.delist', 'update products.listing set state = $2, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1',
      [listing.id, next(listingLife, listing.state, 'delist'), tx.now]);
    tx.fact(productDelisted, listing.product_id, { code: listing.code, storeId: listing.store_id }, { objects: [{ type: 'store', id: listing.store_id }, { type: 'listing', id: listing.id }] });
    return { id: listing.id };
  },
});
