import type { Fen } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';

/** What an order owes, as other chapters may ask. */
export interface Receivable { orderId: string; dueFen: Fen; paidFen: Fen; refundedFen: Fen; feesFen: Fen; balanceFen: Fen }

export async function receivablesById(on: { runner: Runner }, orderIds: readonly string[]): Promise<Map<string, Receivable>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await on.runner.query<Receivable & Record<string, unknown>>(`select id as "orderId", due_fen as "dueFen", paid_fen as "paidFen", refunded_fen as "refundedFen", fees_fen as "feesFen", balance_fen as "balanceFen"
    from finance.receivable where id = any ($1::uuid[])`, [[...new Set(orderIds)]], 'finance.receivables_by_id');
  return new Map(rows.map((r) => [r.orderId, r]));
}
