import { lifeCycle } from '../../kernel/lifecycle.ts';
import { words, type Words } from '../../kernel/words.ts';

export const listingLife = lifeCycle({
  noun: words('上架记录', 'listing'),
  first: 'listed',
  states: { listed: words('在售', 'Listed'), delisted: words('已下架', 'Delisted') },
  moves: { listed: { delist: 'delisted' }, delisted: { list: 'listed' } },
});

/** What a listing must have (clause 4.1.2, parameter listingFields). */
export const listingFields = {
  title: words('标题', 'a title'),
  pictures: words('图片', 'pictures'),
  description: words('详情', 'a description'),
  price: words('每个规格的售价', 'a price for each SKU'),
  stock: words('每个规格的库存记录', 'stock for each SKU'),
  barcode: words('每个规格的条码', 'a barcode for each SKU'),
  attributes: words('类目与品牌', 'category and brand'),
} as const satisfies Record<string, Words>;
export type ListingField = keyof typeof listingFields;

/** Fields demanded while the company has not decided otherwise: the defaults of clause 4.1.2. */
export const demandedFields: readonly ListingField[] = ['title', 'pictures', 'description', 'price', 'stock', 'barcode'];

export interface ForListing {
  title: string;
  category: string | null;
  brand: string | null;
  description: string | null;
  pictures: readonly string[];
  skus: readonly { active: boolean; priceFen: bigint | null; barcode: string | null; stocked: boolean }[];
}

/** What is missing, in the order of the fields. A product without an active SKU lacks its price and stock. */
export function missingFor(product: ForListing, demanded: readonly ListingField[]): ListingField[] {
  const active = product.skus.filter((sku) => sku.active);
  const each = (has: (sku: (typeof active)[number]) => boolean): boolean => active.length > 0 && active.every(has);
  const there: Record<ListingField, boolean> = {
    title: product.title.trim() !== '',
    pictures: product.pictures.length > 0,
    description: (product.description ?? '').trim() !== '',
    price: each((sku) => sku.priceFen !== null && sku.priceFen > 0n),
    stock: each((sku) => sku.stocked),
    barcode: each((sku) => sku.barcode !== null),
    attributes: product.category !== null && product.brand !== null,
  };
  return demanded.filter((field) => !there[field]);
}
