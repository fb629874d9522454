import type { Runner } from '../../../../kernel/query.ts';
import type { Laid } from '../../../../kernel/verb.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import type { Band } from '../../../../regulation/declare-parameter.ts';
import type { Where } from '../../../../regulation/runtime/values.ts';
import type { PriceFigures, PriceRules } from '../prices/decision.ts';
import type { QuoteState } from '../states.ts';

/** A quote as the verbs of this section need it. Money in fen. */
export interface Quote {
  id: string; quote_no: string; opportunity_id: string; version_no: number; state: QuoteState; customer_id: string | null; store_id: string; team_id: string | null; seller_id: string; seller_name: string;
  valid_until: string; list_fen: bigint; goods_fen: bigint; freight_fen: bigint; discount_bp: number; margin_bp: number | null; payment_terms: string; delivery_terms: string; note: string;
  issued_at: number | null; opened_at: number | null; opens: number; accepted_at: number | null; accepted_by: string | null; accepted_via: string | null; ended_at: number | null; end_reason: string | null; version: number; created_at: number;
}
export interface QuoteLine { position: number; sku_id: string; code: string; title: string; spec: string | null; quantity: number; list_fen: bigint; list_from: string; unit_fen: bigint; cost_fen: bigint | null }

type On = { runner: Runner };
export const quoteColumns = `id, quote_no, opportunity_id, version_no, state, customer_id, store_id, team_id, seller_id, seller_name, valid_until::text as valid_until, list_fen, goods_fen, freight_fen, discount_bp, margin_bp,
  payment_terms, delivery_terms, note, issued_at, opened_at, opens, accepted_at, accepted_by, accepted_via, ended_at, end_reason, version, created_at`;

export async function lockQuote(tx: Tx, id: string): Promise<Quote | null> {
  return (await tx.rows<Quote & Record<string, unknown>>('sales.lock_quote', `select ${quoteColumns} from sales.quote where id = $1 for no key update`, [id]))[0] ?? null;
}
export async function quoteById(on: On, id: string): Promise<Quote | null> {
  return (await on.runner.query<Quote & Record<string, unknown>>(`select ${quoteColumns} from sales.quote where id = $1`, [id], 'sales.quote_by_id')).rows[0] ?? null;
}
export async function quoteLines(on: On, ids: readonly string[]): Promise<Map<string, QuoteLine[]>> {
  const { rows } = await on.runner.query<QuoteLine & { quote_id: string } & Record<string, unknown>>(
    'select quote_id, position, sku_id, code, title, spec, quantity, list_fen, list_from, unit_fen, cost_fen from sales.quote_line where quote_id = any ($1::uuid[]) order by quote_id, position', [ids], 'sales.quote_lines');
  return Map.groupBy(rows, (r) => r.quote_id);
}

export const totalOf = (q: Pick<Quote, 'goods_fen' | 'freight_fen'>): bigint => q.goods_fen + q.freight_fen;
export const refOf = (q: Quote) => ({ quoteNo: q.quote_no, opportunityId: q.opportunity_id, storeId: q.store_id, seller: q.seller_id, totalFen: Number(totalOf(q)) });
export const aboutOf = (q: Quote) => [{ type: 'opportunity', id: q.opportunity_id }, ...(q.customer_id === null ? [] : [{ type: 'customer', id: q.customer_id }])];
export const figuresOfQuote = (q: Quote): PriceFigures => ({ listFen: q.list_fen, goodsFen: q.goods_fen, discountBasisPoints: q.discount_bp, marginBasisPoints: q.margin_bp });

/** What prices are judged by, for a case. */
export const rulesOf = (value: (key: string, where: Where) => unknown, where: Where): PriceRules =>
  ({ bands: value('discountAuthority', where) as Band[], floorBasisPoints: value('minimumGrossMargin', where) as number });

/**
 * What is laid before those who approve: everything that the customer will hold in his hands. Below the floor the discount is not named as
 * the figure that chooses the band: then the highest one signs.
 */
export function laidBy(q: Quote, lines: readonly QuoteLine[], floor: { belowFloor: boolean; basisPoints: number }): Laid {
  return {
    subject: { type: 'quote', id: q.id },
    content: {
      number: q.quote_no, discountBasisPoints: floor.belowFloor ? null : q.discount_bp, askedBasisPoints: q.discount_bp, marginBasisPoints: q.margin_bp, floorBasisPoints: floor.basisPoints, belowFloor: floor.belowFloor,
      listFen: Number(q.list_fen), goodsFen: Number(q.goods_fen), freightFen: Number(q.freight_fen), validUntil: q.valid_until, payment: q.payment_terms, delivery: q.delivery_terms,
      lines: lines.map((l) => ({ code: l.code, quantity: l.quantity, listFen: Number(l.list_fen), unitFen: Number(l.unit_fen) })),
    },
  };
}
