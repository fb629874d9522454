import { refundsOfOrder } from '../../finance/index.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Order } from './load.ts';
import { paidOf, roomOf } from './room.ts';
import { isBegun } from './shipped-lines.ts';

/**
 * What of the buyer's money stands against what the order costs now. Of an order of which something has left, goods that came back since were paid and delivered: what
 * went back for them is not asked for again; what went back for a change made the order cheaper.
 */
export async function standsPaid(tx: Tx, order: Order): Promise<Fen> {
  if (!isBegun(order)) return (await roomOf(tx, order, 0n)).left;
  const back = (await refundsOfOrder(tx, order.id)).filter((r) => r.state !== 'void' && r.sourceType === 'amendment').reduce((sum, r) => sum + r.amountFen, 0n);
  return paidOf(order) - back;
}

/** After a change the buyer owes more: nothing more of the order leaves before it is paid (clause 2.3.1). */
export async function findBalance(tx: Tx, orderId: string, amendmentNo: string): Promise<void> {
  await tx.rows('sales.find_balance', `insert into sales.review_finding (order_id, rule, weight, detail_zh, detail_en, found_at) values ($1, 'balance-due', 'hold', $2, $3, to_timestamp($4 / 1000.0))
    on conflict (order_id, rule) do update set detail_zh = excluded.detail_zh, detail_en = excluded.detail_en, found_at = excluded.found_at, decided_at = null, decided_by = null, decided_name = null, decision_note = null`,
  [orderId, `变更 ${amendmentNo} 后买家尚须补款`, `after ${amendmentNo} the buyer still has to pay`, tx.now]);
}

/** Whether a change has left a balance that nobody has paid yet. */
export async function hasBalance(tx: Tx, orderId: string): Promise<boolean> {
  return (await tx.rows('sales.has_balance', "select 1 from sales.review_finding where order_id = $1 and rule = 'balance-due' and decided_at is null", [orderId])).length > 0;
}

/** The balance is paid, or a change has taken it away. Answers whether there was one. */
export async function endBalance(tx: Tx, orderId: string): Promise<boolean> {
  return (await tx.rows('sales.end_balance', "update sales.review_finding set decided_at = to_timestamp($2 / 1000.0) where order_id = $1 and rule = 'balance-due' and decided_at is null returning order_id", [orderId, tx.now])).length > 0;
}
