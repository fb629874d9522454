import { z } from 'zod';
import { can } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { withdrawOrders } from './fulfilments.ts';
import { lockOrder, lockOrders, orderInScope, orderRef, sameVersion, teamMaySee, type Order } from './load.ts';
import { bulkIds, mayReview, scopeIn, type BulkResult } from './release-order.ts';
import { holdOrders } from './review-orders.ts';
import { orderLife } from './states.ts';

/**
 * A person stops an order that has not left (clause 2.3.1): its goods are taken out of the warehouse's work and stay reserved. One that is
 * held already stays so and keeps its clock; the person's reason is added, or put in the place of the one before.
 *
 * @throws sales.nothing-to-hold
 */
export const holdOrder = verb({
  name: 'sales.hold-order',
  title: words('拦下订单', 'Hold the order'),
  may: mayReview,
  input: z.strictObject({ id, version: z.int().optional(), note: text(300, 1) }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { order }) => {
    sameVersion(order, input.version);
    if (order.state === 'held') {
      await foundByPerson(tx, [order], input.note);
      await tx.rows('sales.reason_added', 'update sales."order" set version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1', [order.id, tx.now]);
      tx.audit({ type: 'order', id: order.id }, { reason: input.note });
      return { id: input.id };
    }
    if (!can(orderLife, order.state, 'hold')) throw refuse(no['nothing-to-hold'], undefined, { state: order.state });
    await hold(tx, [order], input.note);
    return { id: input.id };
  },
});

async function hold(tx: Tx, orders: readonly Order[], note: string): Promise<void> {
  if (orders.length === 0) return;
  await withdrawOrders(tx, orders.map((o) => o.id), 'held');
  await foundByPerson(tx, orders, note);
  await holdOrders(tx, orders.map((order) => ({ order, reasons: ['held-by-person'] })));
}

/** The reason that a person gives, as a finding beside those of the rules. */
async function foundByPerson(tx: Tx, orders: readonly Order[], note: string): Promise<void> {
  await tx.rows('sales.find_by_person', `insert into sales.review_finding (order_id, rule, weight, detail_zh, detail_en, found_at)
     select unnest($1::uuid[]), 'held-by-person', 'hold', $2, $2, to_timestamp($3 / 1000.0)
     on conflict (order_id, rule) do update set detail_zh = excluded.detail_zh, detail_en = excluded.detail_en, found_at = excluded.found_at,
       decided_at = null, decided_by = null, decided_name = null, decision_note = null`, [orders.map((o) => o.id), `${tx.actor.name}：${note}`, tx.now]);
}

/** The same for many orders of a list; those that have left are named and left alone. */
export const holdMany = verb({
  name: 'sales.hold-orders',
  title: words('批量拦下', 'Hold orders'),
  may: mayReview,
  input: z.strictObject({ ids: bulkIds, note: text(300, 1) }),
  run: async (tx, input): Promise<BulkResult> => {
    const orders = (await lockOrders(tx, input.ids)).filter((o) => teamMaySee(tx.actor, scopeIn(tx), o));
    const fit = orders.filter((o) => can(orderLife, o.state, 'hold'));
    await hold(tx, fit, input.note);
    const refused = orders.filter((o) => !fit.includes(o)).map((o) => ({ id: o.id, number: o.order_no, reason: orderLife.states[o.state].zh }));
    return { done: fit.map((o) => o.id), refused };
  },
});
