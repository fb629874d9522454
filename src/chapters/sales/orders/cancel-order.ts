import { z } from 'zod';
import { oweRefund } from '../../finance/index.ts';
import { releaseReserved } from '../../../registers/products/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { withdrawOrders } from './fulfilments.ts';
import { linesOf, lockOrder, orderInScope, orderRef, sameVersion, type Order } from './load.ts';
import { endMergeNotes } from './merge-notes.ts';
import { publishCancelled } from './order-facts.ts';
import { mayReview } from './release-order.ts';
import { howPaid, roomOf } from './room.ts';
import { voidShortages } from './shortages.ts';
import { beforeShipping, orderLife } from './states.ts';

/**
 * Cancels an order of which nothing has left, at whatever stage it stands: parcels are taken out of the warehouse's hands, shortages are
 * void, reserved goods are free again (and go to those who wait), and what the buyer has paid is owed back, all in one step. What has left
 * comes back as a return.
 *
 * @throws sales.already-shipped (clause 2.3.3), kernel.wrong-state when it is cancelled already
 */
export const cancelOrder = verb({
  name: 'sales.cancel-order',
  title: words('取消订单', 'Cancel the order'),
  may: { ...mayReview, 'service-agent': 'all', 'service-lead': 'all' },
  input: z.strictObject({ id, version: z.int().optional(), reason: text(200, 1) }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { order }) => {
    sameVersion(order, input.version);
    if (order.state === 'part-shipped' || order.state === 'shipped' || order.state === 'completed') throw refuse(no['already-shipped'], undefined, { state: order.state });
    next(orderLife, order.state, 'cancel');
    await cancelOrders(tx, [{ order, reason: input.reason, at: tx.now }]);
    return { id: input.id, refundNo: await oweBack(tx, order) };
  },
});

/** The buyer's money, less what was given back or promised back before. Nothing where nothing is left of it. */
async function oweBack(tx: Tx, order: Order): Promise<string | null> {
  const { room, left } = await roomOf(tx, order, 0n);
  if (left === 0n) return null;
  const owed = await oweRefund(tx, {
    source: { type: 'order', id: order.id, no: order.order_no },
    order: { id: order.id, no: order.order_no, storeId: order.store_id, channel: order.platform, ...(await howPaid(tx, order.id)) },
    amountFen: left, extraFen: 0n, extraKind: null, roomFen: room, clearedWhy: '订单取消，货未发出',
  });
  return owed.refundNo;
}

/** Set-based, also for marketplace orders that were closed there. The caller holds the locks and has asked the life cycle. */
export async function cancelOrders(tx: Tx, gone: readonly { order: Order; reason: string; at: number; /** Entered by an import that is taken back. */ isUndone?: boolean }[], onLeft: 'refuse' | 'leave' = 'refuse'): Promise<void> {
  const asked = gone.filter((g) => beforeShipping.includes(g.order.state));
  const left = await withdrawOrders(tx, asked.map((g) => g.order.id), 'cancelled', onLeft);
  const open = asked.filter((g) => !left.has(g.order.id));
  if (open.length === 0) return;
  const ids = open.map((g) => g.order.id);
  const lines = await linesOf(tx, ids);
  await voidShortages(tx, ids);
  for (const g of open) publishCancelled(tx, g.order, g.reason, { at: Math.min(g.at, tx.now), ...(g.isUndone ? { isUndone: true } : {}) });
  await Promise.all([
    tx.rows('sales.set_cancelled', `update sales."order" o set state = 'cancelled', cancelled_at = to_timestamp(g.at / 1000.0), close_reason = coalesce(o.close_reason, g.reason),
        version = o.version + 1, updated_at = to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as g(id uuid, at bigint, reason text) where o.id = g.id`,
      [JSON.stringify(open.map((g) => ({ id: g.order.id, at: g.at, reason: g.reason }))), tx.now]),
    tx.rows('sales.close_findings', 'update sales.review_finding set decided_at = to_timestamp($2 / 1000.0) where order_id = any ($1::uuid[]) and decided_at is null', [ids, tx.now]),
    releaseReserved(tx, [...lines.values()].flat().map((l) => l.id)),
  ]);
  await endMergeNotes(tx, ids);
}
