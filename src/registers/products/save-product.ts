import type { z } from 'zod';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { changeProduct, productBody } from './contract.ts';
import { seesCost } from './costs.ts';
import { mayKeepProducts } from './policies.ts';
import { no } from './refusals.ts';
import { writeProducts, type ProductDraft, type SkuDraft } from './write-products.ts';

type Skus = z.output<typeof productBody>['skus'];

/** Money of the API as the server keeps it. A cost sent by a post that may not see costs is refused, never dropped. */
export function skuDrafts(tx: Tx, skus: Skus): SkuDraft[] {
  if (!seesCost(tx.actor) && skus.some((sku) => sku.costFen !== undefined)) throw refuse(no['cost-not-yours']);
  const seen = new Set(skus.map((sku) => sku.code));
  if (seen.size < skus.length) throw refuse(no['sku-twice']);
  return skus.map(({ priceFen, floorFen, costFen, ...sku }) => ({ ...sku, priceFen: toFen(priceFen), floorFen: toFen(floorFen), costFen: toFen(costFen) }));
}

export const toFen = <T extends number | null | undefined>(value: T): bigint | null | (T extends undefined ? undefined : never) =>
  (value === null ? null : value === undefined ? undefined : BigInt(value)) as never;

/** Creates a product with its SKUs (clause 4.1.2). @throws products.code-taken, products.floor-above-price, products.cost-not-yours. */
export const createProductVerb = verb({
  name: 'products.create-product',
  title: words('新建商品', 'Create a product'),
  may: mayKeepProducts,
  input: productBody,
  run: async (tx, input) => {
    const taken = await tx.rows('products.code_taken', 'select 1 from products.product where code = $1', [input.code]);
    if (taken.length > 0) throw refuse(no['code-taken'], words(`商品编码 ${input.code} 已存在。`, `The code ${input.code} exists already.`));
    const [made] = await writeProducts(tx, [{ ...input, skus: skuDrafts(tx, input.skus) }]);
    tx.audit({ type: 'product', id: made!.id }, { code: input.code });
    return { id: made!.id };
  },
});

export interface LockedProduct {
  id: string;
  code: string;
  version: number;
}

export async function lockProduct(tx: Tx, productId: string): Promise<LockedProduct | null> {
  const [row] = await tx.rows<{ id: string; code: string; version: number }>('products.lock_product', 'select id, code, version from products.product where id = $1 for update', [productId]);
  return row ?? null;
}

export function sameVersion(record: { version: number }, given: number): void {
  if (record.version !== given) throw refuse(kernelNo['changed-meanwhile']);
}

/** Changes a product and its SKUs. SKUs that are not named stay as they are; one that is no longer sold is set inactive. */
export const changeProductVerb = verb({
  name: 'products.change-product',
  title: words('修改商品', 'Change the product'),
  may: mayKeepProducts,
  input: changeProduct.body!.extend({ id }),
  subject: (tx, input) => lockProduct(tx, input.id),
  run: async (tx, { id: productId, version, ...input }, product) => {
    sameVersion(product, version);
    const draft: ProductDraft = { ...input, code: product.code, skus: skuDrafts(tx, input.skus) };
    await writeProducts(tx, [draft]);
    tx.audit({ type: 'product', id: productId });
    return { id: productId };
  },
});
