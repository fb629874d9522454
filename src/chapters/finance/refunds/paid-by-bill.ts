import type { Tx } from '../../../kernel/tx.ts';
import { markPaid, refundColumns, type DueRefund } from './mark-paid.ts';

/** A movement of a bill by which money went back for an order, matched by what the bill itself says. */
export interface RefundMovement { orderId: string; amountFen: bigint; at: number; tradeNo: string }

/**
 * The bill shows that the money of a refund that is due has left already, as marketplaces pay what was cancelled there (clauses 2.4.2, 6.1.2):
 * the refund is paid since then, and nobody pays it a second time. Only to the cent, with or without what is paid on top; the oldest first, a
 * movement pays one refund. What goods are still awaited for stays due: a person has to look why the money left before the inspection.
 */
export async function paidByBill(tx: Tx, movements: readonly RefundMovement[]): Promise<void> {
  if (movements.length === 0) return;
  const due = await tx.rows<DueRefund & { created_at: number } & Record<string, unknown>>('finance.due_refunds_of_orders', `select ${refundColumns}, created_at from finance.refund
    where order_id = any ($1::uuid[]) and state = 'due' and cleared_at is not null order by id for update`, [[...new Set(movements.map((m) => m.orderId))]]);
  const open = due.toSorted((a, b) => a.created_at - b.created_at);
  for (const m of movements) {
    const at = open.findIndex((r) => r.order_id === m.orderId && (r.amount_fen + r.extra_fen === m.amountFen || (r.extra_fen > 0n && r.amount_fen === m.amountFen)));
    if (at < 0) continue;
    const [refund] = open.splice(at, 1);
    await markPaid(tx, refund!, { at: Math.min(m.at, tx.now), way: 'same', tradeNo: m.tradeNo, note: '账单显示已退款', by: null });
  }
}
