import type { Tx } from '../../../kernel/tx.ts';
import { withdrawOrders } from './fulfilments.ts';
import type { Order } from './load.ts';
import { holdOrders, writeFindings } from './review-orders.ts';
import type { Finding } from './review-rules.ts';

/** Orders of which the warehouse has the goods, or waits for them, are held for what was heard meanwhile, before they leave; those that have just left go on. */
export async function stopInWork(tx: Tx, asked: readonly { order: Order; findings: readonly Finding[] }[]): Promise<void> {
  if (asked.length === 0) return;
  const left = await withdrawOrders(tx, asked.map((a) => a.order.id), 'held', 'leave');
  const stopped = asked.filter((a) => !left.has(a.order.id));
  // Decided once about what was known then: this is new.
  await tx.rows('sales.reopen_findings', `update sales.review_finding f set decided_at = null, decided_by = null, decided_name = null, decision_note = null
    from jsonb_to_recordset($1::jsonb) as r(order_id uuid, rule text) where f.order_id = r.order_id and f.rule = r.rule`,
  [JSON.stringify(stopped.flatMap(({ order, findings }) => findings.map((f) => ({ order_id: order.id, rule: f.rule }))))]);
  await writeFindings(tx, stopped);
  await holdOrders(tx, stopped.map(({ order, findings }) => ({ order, reasons: findings.map((f) => f.rule) })));
}
