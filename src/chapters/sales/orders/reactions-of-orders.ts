import { system } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { answerFromPurchase } from './answer-replenishment.ts';
import { fillWaiting } from './fill-waiting.ts';
import { noteRefundSeen } from './note-refund-seen.ts';
import { REVIEW_AT_ONCE, reviewOrders } from './review-orders.ts';
import type { Place } from './shortages.ts';

const robot = system('订单');

/** Paid orders are reviewed, oldest facts first, many at once (clause 2.3.1). */
export const reviewPaidOrders: Reaction = {
  name: 'sales.review-paid-orders',
  on: ['sales.order-paid', 'sales.order-changed', 'sales.order-amended'],
  async run(kernel, facts) {
    const ids = [...new Set(facts.map((f) => f.subjectId))];
    // Most changes are of orders that wait for nobody: only those that do are worth a verb.
    const { rows } = await kernel.db.query<{ id: string }>(`select id from sales."order" where id = any ($1::uuid[]) and state = 'to-review' order by paid_at, id`, [ids], 'sales.waiting_for_review');
    for (let at = 0; at < rows.length; at += REVIEW_AT_ONCE)
      await runVerb(kernel, reviewOrders, { orderIds: rows.slice(at, at + REVIEW_AT_ONCE).map((r) => r.id) }, { actor: robot });
  },
};

/** Goods that arrive, or become free, go to those who wait (clause 2.3.2). */
export const fillFromStock: Reaction = {
  name: 'sales.fill-waiting-orders',
  on: ['products.stock-arrived', 'products.stock-adjusted', 'products.stock-counted', 'products.store-safety-set', 'sales.order-cancelled', 'sales.order-amended', 'sales.shortage-found', 'sales.shortage-cancelled'],
  async run(kernel, facts) {
    const places = await waitingPlaces(kernel, facts.map((f) => ({ type: f.type, subjectId: f.subjectId, payload: f.payload })));
    for (const place of places) {
      // Each round serves a bounded part of the queue; the last one finds nothing to give.
      while ((await runVerb(kernel, fillWaiting, { places: [place] }, { actor: robot })).filled > 0) continue;
    }
  },
};

/** The bill may know of a refund before the marketplace's export does. */
export const stopRefunded: Reaction = {
  name: 'sales.stop-refunded',
  on: ['finance.receipt-matched'],
  async run(kernel, facts) {
    const orderNos = [...new Set(facts.flatMap((f) => {
      const p = f.payload as { amountFen: number; orderNos: string[] };
      return p.amountFen < 0 ? p.orderNos : [];
    }))];
    for (let at = 0; at < orderNos.length; at += 500) await runVerb(kernel, noteRefundSeen, { orderNos: orderNos.slice(at, at + 500) }, { actor: robot });
  },
};

/** A purchase order answers the shortages that it covers (clause 2.3.2), in the order in which days were said. */
export const answerPurchased: Reaction = {
  name: 'sales.answer-purchased',
  on: ['logistics.purchase-ordered', 'logistics.purchase-day-moved'],
  async run(kernel, facts) {
    for (const f of facts) {
      const shortageIds = f.payload['shortageIds'] as string[];
      if (shortageIds.length > 0) await runVerb(kernel, answerFromPurchase, { shortageIds, expectedAt: Number(f.payload['expectedAt']), note: `采购单 ${String(f.payload['orderNo'])}` }, { actor: robot });
    }
  },
};

/** SKUs and warehouses of the facts for which somebody waits. */
async function waitingPlaces(kernel: Kernel, facts: readonly { type: string; subjectId: string; payload: Record<string, unknown> }[]): Promise<Place[]> {
  const of = (type: string) => facts.filter((f) => f.type === type);
  const skus = [...of('products.stock-arrived'), ...of('products.stock-adjusted'), ...of('products.store-safety-set')].map((f) => String(f.payload['skuId']));
  const warehouses = of('products.stock-counted').map((f) => String(f.payload['warehouseId']));
  const shortages = [...of('sales.shortage-found'), ...of('sales.shortage-cancelled')].map((f) => f.subjectId);
  const orders = [...of('sales.order-cancelled'), ...of('sales.order-amended')].map((f) => f.subjectId);
  const { rows } = await kernel.db.query<{ sku_id: string; warehouse_id: string }>(
    `select distinct s.sku_id, s.warehouse_id from sales.shortage s where s.state = 'open' and (s.sku_id = any ($1::uuid[]) or s.warehouse_id = any ($2::uuid[])
       or (s.sku_id, s.warehouse_id) in (select t.sku_id, t.warehouse_id from sales.shortage t where t.id = any ($3::uuid[]))
       or s.sku_id in (select l.sku_id from sales.order_line l where l.order_id = any ($4::uuid[])))
     order by 1, 2`, [skus, warehouses, shortages, orders], 'sales.waiting_places');
  return rows.map((r) => ({ skuId: r.sku_id, warehouseId: r.warehouse_id }));
}
