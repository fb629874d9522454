import { z } from 'zod';
import { parcelsOfOrders } from '../../logistics/index.ts';
import { can } from '../../../kernel/lifecycle.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderCompleted } from '../facts.ts';
import { lockOrders, type Order } from './load.ts';
import { lockWithOrders } from './merge-fulfilments.ts';
import { alsoOf, refOf } from './order-facts.ts';
import { orderLife } from './states.ts';

async function complete(tx: Tx, done: readonly { order: Order; at: number }[]): Promise<void> {
  if (done.length === 0) return;
  for (const { order, at } of done) tx.fact(orderCompleted, order.id, refOf(order), { at: Math.min(at, tx.now), objects: alsoOf(order) });
  await tx.rows('sales.set_completed', `update sales."order" o set state = 'completed', completed_at = to_timestamp(r.at / 1000.0), version = o.version + 1, updated_at = to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, at bigint) where o.id = r.id`, [JSON.stringify(done.map(({ order, at }) => ({ id: order.id, at }))), tx.now]);
}

/** Orders that are shipped by now and whose parcels have all arrived: what was still to come of them was taken off by a change. */
export async function completeArrived(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const rows = await tx.rows<{ order_id: string; at: number }>('sales.all_arrived', `select l.order_id, max(f.delivered_at) as at from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id
    where l.order_id = any ($1::uuid[]) group by 1 having count(*) filter (where f.state in ('waiting', 'shipped')) = 0 and count(*) filter (where f.state = 'delivered') > 0`, [[...orderIds]]);
  const at = new Map(rows.map((r) => [r.order_id, r.at]));
  await complete(tx, (await lockOrders(tx, [...at.keys()])).filter((o) => can(orderLife, o.state, 'complete')).map((order) => ({ order, at: at.get(order.id)! })));
}

/** Orders of which something that left elsewhere has reached the customer: completed once all of their parcels have, whoever sent them. */
export const noteOutsideDelivered = verb({
  name: 'sales.note-outside-delivered',
  title: words('登记外部发货的包裹签收', 'Note parcels sent elsewhere that were delivered'),
  may: {},
  input: z.strictObject({ orderIds: z.array(id).min(1).max(500) }),
  run: async (tx, { orderIds }) => {
    const orders = (await lockOrders(tx, orderIds)).filter((o) => o.state === 'shipped');
    const parcels = (await parcelsOfOrders(tx, orders.map((o) => o.id))).filter((p) => p.state !== 'withdrawn');
    const done = orders.flatMap((order) => {
      const own = parcels.filter((p) => p.orderIds.includes(order.id));
      return own.length > 0 && own.every((p) => p.state === 'delivered') ? [{ order, at: Math.max(...own.map((p) => p.deliveredAt ?? tx.now)) }] : [];
    });
    await complete(tx, done);
    return { completed: done.length };
  },
});

/** Parcels that reached the customer; an order is completed with its last one. Told twice, or before the news of shipping, changes nothing. */
export const noteParcelsDelivered = verb({
  name: 'sales.note-parcels-delivered',
  title: words('登记包裹签收', 'Note parcels that were delivered'),
  may: {},
  input: z.strictObject({ parcels: z.array(z.strictObject({ fulfilmentId: id, at: instant })).min(1).max(500) }),
  run: async (tx, input) => {
    const atOf = new Map(input.parcels.map((p) => [p.fulfilmentId, p.at]));
    const arrived = (await lockWithOrders(tx, [...atOf.keys()])).filter((f) => f.state === 'shipped');
    if (arrived.length === 0) return { delivered: 0, completed: 0 };
    await tx.rows('sales.deliver_fulfilments', `update sales.fulfilment f set state = 'delivered', delivered_at = to_timestamp(r.at / 1000.0), version = f.version + 1,
        updated_at = to_timestamp($2 / 1000.0) from jsonb_to_recordset($1::jsonb) as r(id uuid, at bigint) where f.id = r.id`,
      [JSON.stringify(arrived.map((f) => ({ id: f.id, at: atOf.get(f.id) }))), tx.now]);
    const orderIds = [...new Set(arrived.flatMap((f) => f.lines.map((l) => l.orderId)))];
    const open = await tx.rows<{ order_id: string }>('sales.undelivered', `select distinct l.order_id from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id
      where l.order_id = any ($1::uuid[]) and f.state in ('waiting', 'shipped')`, [orderIds]);
    const waiting = new Set(open.map((o) => o.order_id));
    const done = (await lockOrders(tx, orderIds)).filter((o) => !waiting.has(o.id) && can(orderLife, o.state, 'complete'));
    const last = (orderId: string): number => Math.max(...arrived.filter((f) => f.lines.some((l) => l.orderId === orderId)).map((f) => atOf.get(f.id)!));
    await complete(tx, done.map((order) => ({ order, at: last(order.id) })));
    return { delivered: arrived.length, completed: done.length };
  },
});
