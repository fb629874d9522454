import { leftOf } from '../../logistics/index.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { lockFulfilments, waitingOf } from './fulfilments.ts';
import type { Line, Order } from './load.ts';

/** What of an order line has left the house: units, and their share of the line's money. */
export interface Gone { quantity: number; valueFen: bigint }
/** By order line; a line of which nothing has left is not in it. */
export type GoneLines = ReadonlyMap<string, Gone>;

export const nothingGone: GoneLines = new Map();

/**
 * What has left of the orders' lines (clause 2.3.3).
 *
 * @param justLeft fulfilments whose parcel has left and of which we have not heard yet
 */
export async function shippedOf(on: { runner: Runner }, orderIds: readonly string[], justLeft: readonly string[] = []): Promise<GoneLines> {
  if (orderIds.length === 0) return nothingGone;
  const { rows } = await on.runner.query<{ order_line_id: string; quantity: bigint; value_fen: string }>(`select l.order_line_id, sum(l.quantity) as quantity, sum(l.value_fen)::text as value_fen
    from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id where l.order_id = any ($1::uuid[]) and (f.state in ('shipped', 'delivered') or f.id = any ($2::uuid[])) group by 1`,
  [[...orderIds], [...justLeft]], 'sales.shipped_of_lines');
  return new Map(rows.map((r) => [r.order_line_id, { quantity: Number(r.quantity), valueFen: BigInt(r.value_fen) }]));
}

/** The same, with the order's parcels locked: from here on nothing more of it leaves before this transaction ends. */
export async function lockShipped(tx: Tx, orderId: string): Promise<GoneLines> {
  const waiting = await lockFulfilments(tx, await waitingOf(tx, [orderId]));
  return shippedOf(tx, [orderId], [...await leftOf(tx, waiting.map((f) => f.id))]);
}

export const goneOf = (gone: GoneLines, lineId: string): Gone => gone.get(lineId) ?? { quantity: 0, valueFen: 0n };

/** Units that are still to leave. */
export const openUnits = (lines: readonly Pick<Line, 'id' | 'quantity'>[], gone: GoneLines): number => lines.reduce((n, l) => n + l.quantity - goneOf(gone, l.id).quantity, 0);

/** Whether of an order in this state something has left and something may still be to go. */
export const isBegun = (o: Pick<Order, 'state'>): boolean => o.state === 'part-shipped';

/** Orders whose rest waits: for goods, or for money that the buyer still has to pay. */
export async function restWaits(on: { runner: Runner }, orderIds: readonly string[], but: readonly string[] = []): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const { rows } = await on.runner.query<{ order_id: string }>(`select order_id from sales.shortage where order_id = any ($1::uuid[]) and state = 'open' and not id = any ($2::uuid[])
    union select order_id from sales.review_finding where order_id = any ($1::uuid[]) and rule = 'balance-due' and decided_at is null`, [[...orderIds], [...but]], 'sales.rest_waits');
  return new Set(rows.map((r) => r.order_id));
}
