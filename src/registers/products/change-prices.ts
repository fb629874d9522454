import { refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { changePrices } from './contract.ts';
import { seesCost } from './costs.ts';
import { mayPrice } from './policies.ts';
import { no } from './refusals.ts';
import { lockProduct, sameVersion, toFen } from './save-product.ts';
import { writeProducts } from './write-products.ts';

/** Changes prices, floors and costs of a product's SKUs, with a reason; each change stays in the log (clause 4.1.2). */
export const changePricesVerb = verb({
  name: 'products.change-prices',
  title: words('调价', 'Change prices'),
  may: mayPrice,
  input: changePrices.body!.extend({ id }),
  subject: (tx, input) => lockProduct(tx, input.id),
  run: async (tx, input, product) => {
    sameVersion(product, input.version);
    if (!seesCost(tx.actor) && input.prices.some((p) => p.costFen !== undefined)) throw refuse(no['cost-not-yours']);
    if (new Set(input.prices.map((p) => p.code)).size < input.prices.length) throw refuse(no['sku-twice']);
    const known = new Set((await tx.rows<{ code: string }>('products.codes_of', 'select code from products.sku where product_id = $1', [product.id])).map((r) => r.code));
    const unknown = input.prices.filter((p) => !known.has(p.code));
    if (unknown.length > 0) throw refuse(no['unknown-sku'], words(`商品 ${product.code} 没有规格 ${unknown[0]!.code}。`, `Product ${product.code} has no SKU ${unknown[0]!.code}.`));
    await writeProducts(tx, [{
      code: product.code,
      skus: input.prices.map((p) => ({ code: p.code, priceFen: toFen(p.priceFen), floorFen: toFen(p.floorFen), costFen: toFen(p.costFen) })),
    }], input.reason);
    tx.audit({ type: 'product', id: product.id }, undefined, input.reason);
    return { id: product.id };
  },
});
