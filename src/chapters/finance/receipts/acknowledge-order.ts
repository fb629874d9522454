import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Runner } from '../../../kernel/query.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderAcknowledged } from '../facts.ts';

/** Finance has seen the order of a contract and plans the payment (clause 2.3.1). Said once. */
export const acknowledgeOrder = verb({
  name: 'finance.acknowledge-order',
  title: words('财务签收订单', 'Finance acknowledges the order'),
  may: { accountant: 'all', cashier: 'all' },
  input: z.strictObject({ id, note: text(200).default('') }),
  /** Orders of contracts are those with a plan of payment. */
  subject: async (tx, input) => (await tx.rows<{ order_no: string }>('finance.order_with_plan', 'select order_no from finance.instalment where order_id = $1 limit 1', [input.id]))[0] ?? null,
  run: async (tx, input, { order_no }) => {
    const [made] = await tx.rows<{ order_id: string }>('finance.acknowledge_order', `insert into finance.order_acknowledgement (order_id, at, by_id, by_name, note) values ($1, to_timestamp($2 / 1000.0), $3, $4, $5)
      on conflict do nothing returning order_id`, [input.id, tx.now, tx.actor.id, tx.actor.name, input.note || null]);
    if (!made) throw refuse(kernelNo['wrong-state'], words('财务已签收。', 'Finance has acknowledged it.'));
    tx.fact(orderAcknowledged, input.id, { orderNo: order_no, note: input.note || null });
    return { id: input.id };
  },
});

export interface Acknowledged { at: number; by: string }
export interface PlannedPart { id: string; name: string; amountFen: bigint; paidFen: bigint; dueAt: number; state: 'open' | 'paid' | 'void' }

/** The plan of an order and whether finance has said that it knows of it. */
export async function planOfOrder(on: { runner: Runner }, orderId: string): Promise<{ parts: PlannedPart[]; acknowledged: Acknowledged | null }> {
  const [parts, said] = await Promise.all([
    on.runner.query<PlannedPart & Record<string, unknown>>('select id, name, amount_fen as "amountFen", paid_fen as "paidFen", due_at as "dueAt", state from finance.instalment where order_id = $1 order by position', [orderId], 'finance.plan_of_order'),
    on.runner.query<Acknowledged & Record<string, unknown>>('select at, by_name as by from finance.order_acknowledgement where order_id = $1', [orderId], 'finance.acknowledged'),
  ]);
  return { parts: parts.rows, acknowledged: said.rows[0] ?? null };
}
