import { z } from 'zod';
import { customersById } from '../../../../registers/customers/index.ts';
import { skusById } from '../../../../registers/products/index.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { kernelNo, refuse } from '../../../../kernel/refusal.ts';
import { fen, id, text } from '../../../../kernel/schemas.ts';
import type { Runner } from '../../../../kernel/query.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { no } from '../../refusals.ts';
import { quoteSaved } from '../facts.ts';
import { lockOpportunity, whereOf, type Opportunity } from '../opportunities/load.ts';
import { figuresOf } from '../prices/decision.ts';
import { listPrices } from '../prices/price-lists.ts';
import { negotiationNo } from '../refusals.ts';
import { mayNegotiate, opportunityRef, sees } from '../scope.ts';
import { opportunityLife } from '../states.ts';

export const quoteDraft = z.strictObject({
  /** Unit prices as offered; the list price where left out. */
  lines: z.array(z.strictObject({ skuId: id, quantity: z.int().min(1).max(1_000_000), unitFen: fen.min(0).max(1e12).nullable().default(null) })).min(1).max(200),
  freightFen: fen.min(0).max(1e12).default(0), validUntil: z.iso.date(), paymentTerms: text(300).default(''), deliveryTerms: text(300).default(''), note: text(1_000).default(''),
});
export type QuoteDraft = z.output<typeof quoteDraft>;

export interface FilledLine { skuId: string; code: string; title: string; spec: string | null; quantity: number; listFen: bigint; listFrom: string; unitFen: bigint; costFen: bigint | null }

/** The lines with list prices of today and costs. @throws sales.sku-unknown, sales.list-price-missing */
export async function filledLines(on: { runner: Runner }, o: Pick<Opportunity, 'customer_id' | 'store_id'>, lines: QuoteDraft['lines'], now: number): Promise<FilledLine[]> {
  const [skus, where] = await Promise.all([skusById(on, lines.map((l) => l.skuId)), whereOf(on, o)]);
  const prices = await listPrices(on, { day: dayOf(now), customerClass: where['customer-class'] ?? null, platform: where.channel, lines });
  const unknown = lines.filter((l) => !skus.get(l.skuId)?.active);
  if (unknown.length > 0) throw refuse(no['sku-unknown'], words(`有 ${unknown.length} 种商品已停售或不存在。`, `${unknown.length} products are not on sale.`));
  return lines.map((l) => {
    const sku = skus.get(l.skuId)!;
    const listed = prices.get(l.skuId);
    const listFen = listed?.unitFen ?? sku.priceFen;
    if (listFen === null) throw refuse(negotiationNo['list-price-missing'], words(`${sku.code} 没有标价。`, `${sku.code} has no list price.`));
    return {
      skuId: sku.id, code: sku.code, title: sku.title, spec: sku.spec, quantity: l.quantity, listFen, listFrom: listed ? `${listed.listName}${listed.minQuantity > 1 ? ` ≥${listed.minQuantity}` : ''}` : '商品售价',
      unitFen: l.unitFen === null ? listFen : BigInt(l.unitFen), costFen: sku.costFen,
    };
  });
}

/**
 * A quote as a draft: the open draft is written over, else the next version begins. Nothing leaves the house, nobody signs yet.
 * @throws sales.sku-unknown, sales.list-price-missing, sales.quote-past, kernel.changed-meanwhile
 */
export const saveQuote = verb({
  name: 'sales.save-quote', title: words('保存报价草稿', 'Save a quote'), may: mayNegotiate,
  input: z.strictObject({ opportunityId: id, /** Of the draft as it was read; 0 where there was none. */ version: z.int().default(0), draft: quoteDraft }),
  subject: (tx, input) => lockOpportunity(tx, input.opportunityId), inScope: sees, works: opportunityRef,
  run: async (tx, { draft, version }, o) => {
    if (o.stage === 'won' || o.stage === 'lost') throw refuse(kernelNo['wrong-state'], words(`商机已「${opportunityLife.states[o.stage].zh}」，不能再报价。`, `The opportunity is “${opportunityLife.states[o.stage].en}”.`));
    if (draft.validUntil < dayOf(tx.now)) throw refuse(negotiationNo['quote-past']);
    const known = await tx.rows<{ id: string; quote_no: string; version_no: number; state: string; version: number }>('sales.quotes_before', 'select id, quote_no, version_no, state, version from sales.quote where opportunity_id = $1 order by version_no', [o.id]);
    const open = known.find((q) => q.state === 'draft');
    if ((open?.version ?? 0) !== version) throw refuse(kernelNo['changed-meanwhile']);
    const lines = await filledLines(tx, o, draft.lines, tx.now);
    const f = figuresOf(lines);
    const quoteId = open?.id ?? tx.newId();
    const versionNo = open?.version_no ?? (known.at(-1)?.version_no ?? 0) + 1;
    const number = open?.quote_no ?? (known[0] ? `${known[0].quote_no}-V${versionNo}` : await tx.number('BJ'));
    await tx.rows('sales.save_quote', `insert into sales.quote (id, quote_no, opportunity_id, version_no, state, customer_id, store_id, team_id, seller_id, seller_name, valid_until, list_fen, goods_fen, freight_fen, discount_bp, margin_bp,
        payment_terms, delivery_terms, note, created_at, updated_at)
      values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, to_timestamp($19::bigint / 1000.0), to_timestamp($19::bigint / 1000.0))
      on conflict (id) do update set customer_id = excluded.customer_id, seller_id = excluded.seller_id, seller_name = excluded.seller_name, valid_until = excluded.valid_until, list_fen = excluded.list_fen, goods_fen = excluded.goods_fen,
        freight_fen = excluded.freight_fen, discount_bp = excluded.discount_bp, margin_bp = excluded.margin_bp, payment_terms = excluded.payment_terms, delivery_terms = excluded.delivery_terms, note = excluded.note,
        version = sales.quote.version + 1, updated_at = excluded.updated_at`,
    [quoteId, number, o.id, versionNo, o.customer_id, o.store_id, o.team_id, o.seller_id, o.seller_name, draft.validUntil, f.listFen, f.goodsFen, draft.freightFen, f.discountBasisPoints, f.marginBasisPoints,
      draft.paymentTerms, draft.deliveryTerms, draft.note, tx.now]);
    await tx.rows('sales.clear_quote_lines', 'delete from sales.quote_line where quote_id = $1', [quoteId]);
    await tx.rows('sales.set_quote_lines', `insert into sales.quote_line (quote_id, position, sku_id, code, title, spec, quantity, list_fen, list_from, unit_fen, cost_fen)
      select $1, r.position, r.sku_id, r.code, r.title, r.spec, r.quantity, r.list_fen, r.list_from, r.unit_fen, r.cost_fen
      from jsonb_to_recordset($2::jsonb) as r(position int, sku_id uuid, code text, title text, spec text, quantity int, list_fen bigint, list_from text, unit_fen bigint, cost_fen bigint)`,
    [quoteId, JSON.stringify(lines.map((l, i) => ({
      position: i + 1, sku_id: l.skuId, code: l.code, title: l.title, spec: l.spec, quantity: l.quantity, list_fen: Number(l.listFen), list_from: l.listFrom, unit_fen: Number(l.unitFen), cost_fen: l.costFen === null ? null : Number(l.costFen),
    })))]);
    const customer = o.customer_id === null ? undefined : (await customersById(tx, [o.customer_id])).get(o.customer_id);
    tx.fact(quoteSaved, quoteId, { quoteNo: number, opportunityId: o.id, storeId: o.store_id, seller: o.seller_id, totalFen: Number(f.goodsFen) + draft.freightFen, discountBasisPoints: f.discountBasisPoints },
      { objects: [{ type: 'opportunity', id: o.id }, ...(customer ? [{ type: 'customer', id: customer.id }] : [])] });
    return { id: quoteId, quoteNo: number };
  },
});
