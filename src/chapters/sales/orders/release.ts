import { reserve, reservedFor, skusById } from '../../../registers/products/index.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { orderReleased } from '../facts.ts';
import { besideWaiting, type WaitingFor } from './beside-waiting.ts';
import { makeFulfilments } from './fulfilments.ts';
import type { OrderWithLines } from './load.ts';
import { alsoOf } from './order-facts.ts';
import { goneOf, isBegun, shippedOf } from './shipped-lines.ts';
import { openShortages, type Missing } from './shortages.ts';
import { queuedAt, wholeOrder } from './whole-order.ts';

export interface Releasing extends OrderWithLines {
  by: 'rules' | 'person';
  note: string | null;
}

/**
 * Lets orders through to the warehouse (clause 2.3.2): reserves line by line, oldest payment first; complete orders become fulfilments,
 * the others wait as `short` with a shortage for each line that lacks goods. Nobody overtakes a line that already waits for the same
 * goods. Of an order of which something has left already it is the rest: it stays partly shipped, and its rest waits where goods are missing.
 * Set-based: the same few statements for one order or for hundreds. The caller holds the orders' locks and has asked the life cycle.
 */
export async function releaseOrders(tx: Tx, asked: readonly Releasing[]): Promise<{ released: string[]; short: string[] }> {
  if (asked.length === 0) return { released: [], short: [] };
  const sorted = asked.toSorted((a, b) => queuedAt(a.order) - queuedAt(b.order) || (a.order.id < b.order.id ? -1 : 1));
  const lines = sorted.flatMap((r) => r.lines);
  const skuIds = [...new Set(lines.map((l) => l.sku_id!))];
  const [skus, held, waiting, gone] = await Promise.all([
    skusById(tx, skuIds),
    reservedFor(tx, lines.map((l) => l.id)),
    tx.rows<WaitingFor & { order_line_id: string }>('sales.who_waits',
      "select sku_id, warehouse_id, store_id, order_line_id from sales.shortage where state = 'open' and sku_id = any ($1::uuid[])", [skuIds]),
    shippedOf(tx, sorted.filter((r) => isBegun(r.order)).map((r) => r.order.id)),
  ]);
  const alreadyShort = new Set(waiting.map((w) => w.order_line_id));
  const wanted = sorted.flatMap(({ order, lines: own }) => own.map((line) => ({ order, line, missing: line.quantity - goneOf(gone, line.id).quantity - (held.get(line.id)?.quantity ?? 0) })))
    .filter((w) => w.missing > 0);
  const asks = await besideWaiting(tx, wanted.map((w) => ({ holder: w.line.id, skuId: w.line.sku_id!, warehouseId: w.order.warehouse_id!, quantity: w.missing, storeId: w.order.store_id })), waiting);
  const got = new Map((await reserve(tx, asks)).map((r) => [r.holder, r.reserved]));
  const missing = wanted.map((w): Missing => ({ order: w.order, line: w.line, quantity: w.missing - (got.get(w.line.id) ?? 0), skuCode: skus.get(w.line.sku_id!)?.code ?? '' }))
    .filter((m) => m.quantity > 0);
  const shortOrders = new Set(missing.map((m) => m.order.id));
  const complete = sorted.filter((r) => !shortOrders.has(r.order.id));

  for (const { order, by, note } of sorted.filter((r) => !isBegun(r.order))) tx.fact(orderReleased, order.id, { orderNo: order.order_no, storeId: order.store_id, by, note }, { objects: alsoOf(order) });
  await Promise.all([
    tx.rows('sales.set_released', `update sales."order" set state = case when state = 'part-shipped' then state when id = any ($2::uuid[]) then 'short' else 'released' end,
       released_at = case when state = 'part-shipped' then released_at else to_timestamp($3 / 1000.0) end,
       version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = any ($1::uuid[])`, [sorted.map((r) => r.order.id), [...shortOrders], tx.now]),
    openShortages(tx, missing.filter((m) => !alreadyShort.has(m.line.id))),
    makeFulfilments(tx, complete.map((r) => wholeOrder(r.order, r.lines, skus, gone)).filter((f) => f.lines.length > 0)),
  ]);
  return { released: complete.map((r) => r.order.id), short: [...shortOrders] };
}
