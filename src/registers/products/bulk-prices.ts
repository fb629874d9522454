import type { Runner } from '../../kernel/query.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { divideRounded } from '../../kernel/money.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { changeManyPrices, type PriceMove, type previewPrices } from './contract.ts';
import { mayPrice } from './policies.ts';
import { writeProducts, type ProductDraft } from './write-products.ts';

interface Priced { product_id: string; product_code: string; title: string; id: string; code: string; spec: string | null; price_fen: bigint | null; floor_fen: bigint | null }
type Problem = 'no-price' | 'below-zero' | 'below-floor' | 'above-price' | null;
export interface Moved { sku: Priced; from: bigint | null; to: bigint | null; problem: Problem }

async function skusOf(on: { runner: Runner }, productIds: readonly string[], lock: boolean): Promise<Priced[]> {
  const { rows } = await on.runner.query<Priced & Record<string, unknown>>(
    `select p.id as product_id, p.code as product_code, p.title, k.id, k.code, k.spec, k.price_fen, k.floor_fen from products.product p join products.sku k on k.product_id = p.id
     where p.id = any ($1::uuid[]) and k.active order by p.code, k.code ${lock ? 'for update of k' : ''}`, [[...new Set(productIds)]], lock ? 'products.skus_to_reprice' : 'products.skus_to_price');
  return rows;
}

/** The new price of one SKU, rounded once to `roundTo` fen, ties away from zero. Null where there is nothing to change from. */
export function moved(sku: Pick<Priced, 'price_fen' | 'floor_fen'>, { which, how, value, roundTo }: PriceMove): { from: bigint | null; to: bigint | null; problem: Problem } {
  const from = which === 'price' ? sku.price_fen : sku.floor_fen;
  if (how !== 'set' && from === null) return { from, to: null, problem: 'no-price' };
  const by = BigInt(value);
  const exact = how === 'set' ? by * 10_000n : how === 'amount' ? (from! + by) * 10_000n : from! * (10_000n + by);
  const step = BigInt(roundTo);
  const to = divideRounded(exact, 10_000n * step) * step;
  if (to < 0n) return { from, to, problem: 'below-zero' };
  if (which === 'price' && sku.floor_fen !== null && to < sku.floor_fen) return { from, to, problem: 'below-floor' };
  if (which === 'floor' && sku.price_fen !== null && to > sku.price_fen) return { from, to, problem: 'above-price' };
  return { from, to, problem: null };
}

/** What a change in bulk would do to each SKU, with what stands in its way. Changes nothing. */
export async function pricesPreviewed(kernel: Kernel, { productIds, ...move }: { productIds: readonly string[] } & PriceMove): Promise<Answer<typeof previewPrices>> {
  const skus = await skusOf(kernel, productIds, false);
  return { rows: skus.map((sku) => {
    const { from, to, problem } = moved(sku, move);
    return { productId: sku.product_id, title: sku.title, code: sku.code, spec: sku.spec, fromFen: from === null ? null : Number(from), toFen: to === null ? null : Number(to), floorFen: sku.floor_fen === null ? null : Number(sku.floor_fen), problem };
  }) };
}

const why: Record<NonNullable<Problem>, { zh: string; en: string }> = {
  'no-price': words('没有原价', 'has no price to change'), 'below-zero': words('调后为负', 'would be negative'), 'below-floor': words('低于最低售价', 'would be below its floor'), 'above-price': words('最低售价会高于售价', 'its floor would be above its price'),
};

/** Changes prices of many products by one rule, with a reason (clause 4.1.2). Those that cannot be changed are left alone and named. */
export const changeManyPricesVerb = verb({
  name: 'products.change-prices-in-bulk',
  title: words('批量调价', 'Change prices in bulk'),
  may: mayPrice,
  input: changeManyPrices.body!,
  run: async (tx, { productIds, reason, ...move }) => {
    const skus = await skusOf(tx, productIds, true);
    const refused: { code: string; reason: string }[] = [];
    const drafts = new Map<string, ProductDraft>();
    let changed = 0;
    for (const sku of skus) {
      const { from, to, problem } = moved(sku, move);
      if (problem !== null) refused.push({ code: sku.code, reason: why[problem].zh });
      else if (from !== to) {
        const draft = drafts.get(sku.product_code) ?? { code: sku.product_code, skus: [] };
        draft.skus.push({ code: sku.code, ...(move.which === 'price' ? { priceFen: to } : { floorFen: to }) });
        drafts.set(sku.product_code, draft);
        changed += 1;
      }
    }
    await writeProducts(tx, [...drafts.values()], reason);
    for (const id of new Set(skus.filter((s) => drafts.has(s.product_code)).map((s) => s.product_id))) tx.audit({ type: 'product', id }, { ...move }, reason);
    return { changed, refused };
  },
});
