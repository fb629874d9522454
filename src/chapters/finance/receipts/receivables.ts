import type { Fen } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';

/** What an order owes, as other chapters may ask. */
export interface Receivable { orderId: string; dueFen: Fen; paidFen: Fen; refundedFen: Fen; feesFen: Fen; balanceFen: Fen }

export const receivablesById = (on: { runner: Runner }, orderIds: readonly string[]): Promise<Map<string, Receivable>> => select(on, orderIds, false);

/**
 * The same under lock, in the order of their ids as every matcher takes them: no money comes to these orders until the caller has decided. Whoever holds orders
 * locks them first.
 */
export const lockReceivablesOf = (tx: Tx, orderIds: readonly string[]): Promise<Map<string, Receivable>> => select(tx, orderIds, true);

async function select(on: { runner: Runner }, orderIds: readonly string[], lock: boolean): Promise<Map<string, Receivable>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await on.runner.query<Receivable & Record<string, unknown>>(`select id as "orderId", due_fen as "dueFen", paid_fen as "paidFen", refunded_fen as "refundedFen", fees_fen as "feesFen", balance_fen as "balanceFen"
    from finance.receivable where id = any ($1::uuid[]) order by id${lock ? ' for update' : ''}`, [[...new Set(orderIds)]], lock ? 'finance.lock_receivables_of' : 'finance.receivables_by_id');
  return new Map(rows.map((r) => [r.orderId, r]));
}

/** Bills that name these orders' numbers mean others from now on. In the caller's transaction: a matcher that waits for it finds nothing under the number. */
export async function forgetNumbers(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length > 0) await tx.rows('finance.forget_numbers', 'update finance.receivable set outside_no = null, payment_no = null, version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])', [[...orderIds], tx.now]);
}
