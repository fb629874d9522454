import { z } from 'zod';
import { planOfOrder } from '../../finance/index.ts';
import { ordersById, type OrderBrief } from '../../sales/index.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { readOrderPlan } from '../contract.ts';
import { orderAcknowledged } from '../facts.ts';

const mayAcknowledge = { 'store-operator': 'team', 'department-head': 'all' } satisfies Policy;
/** Whoever has to do with the order: sales, operations and finance. */
export const mayReadPlan = { seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all', 'general-manager': 'all', accountant: 'all', cashier: 'all', auditor: 'all' } satisfies Policy;
const sees = (actor: Actor, scope: Scope, order: OrderBrief): boolean => scope === 'all' || (order.teamId !== null && actor.teamIds.includes(order.teamId));

/** Operations has seen the order of a contract and plans the goods (clause 2.3.1). Said once. */
export const acknowledgeOrder = verb({
  name: 'operations.acknowledge-order',
  title: words('运营签收订单', 'Operations acknowledges the order'),
  may: mayAcknowledge,
  input: z.strictObject({ id, note: text(200).default('') }),
  subject: async (tx, input) => (await ordersById(tx, [input.id])).get(input.id) ?? null,
  inScope: sees,
  run: async (tx, input, order) => {
    const [made] = await tx.rows<{ order_id: string }>('operations.acknowledge_order', `insert into operations.order_acknowledgement (order_id, at, by_id, by_name, note) values ($1, to_timestamp($2 / 1000.0), $3, $4, $5)
      on conflict do nothing returning order_id`, [input.id, tx.now, tx.actor.id, tx.actor.name, input.note || null]);
    if (!made) throw refuse(kernelNo['wrong-state'], words('运营已签收。', 'Operations has acknowledged it.'));
    tx.fact(orderAcknowledged, input.id, { orderNo: order.orderNo, note: input.note || null });
    return { id: input.id };
  },
});

/** The plan of payment of an order, and which departments have said that they know of it. */
export async function orderPlan(kernel: Kernel, actor: Actor | null, scope: Scope, orderId: string): Promise<Answer<typeof readOrderPlan>> {
  const order = (await ordersById(kernel, [orderId])).get(orderId);
  if (!order || !actor || !sees(actor, scope, order)) throw refuse(kernelNo['not-found']);
  const [plan, said] = await Promise.all([
    planOfOrder(kernel, orderId),
    kernel.db.query<{ at: number; by: string }>('select at, by_name as by from operations.order_acknowledgement where order_id = $1', [orderId], 'operations.acknowledged'),
  ]);
  const holds = (posts: readonly string[]) => actor.posts.some((p) => posts.includes(p));
  return {
    parts: plan.parts.map((p) => ({ ...p, amountFen: Number(p.amountFen), paidFen: Number(p.paidFen) })), finance: plan.acknowledged, operations: said.rows[0] ?? null,
    mayFinance: holds(['accountant', 'cashier']), mayOperations: holds(Object.keys(mayAcknowledge)),
  };
}
