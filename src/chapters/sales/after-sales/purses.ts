import { refundsOfOrder } from '../../finance/index.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { lockOrders, type Order } from '../orders/load.ts';
import { howPaid, roomOf } from '../orders/room.ts';

/** An order whose money stands behind goods, with what is left of it for a return. */
export interface Purse {
  order: Order;
  pay: { method: string | null; paymentNo: string | null };
  /** Paid and not given back past us. */
  roomFen: Fen;
  /** Of it, what no other refund has promised. */
  leftFen: Fen;
  /** Of that, what has gone back for this return before. */
  paidFen: Fen;
}

/** Exchanges of exchanges: nobody goes on for longer. */
const MOST = 20;

/**
 * The orders whose money stands behind the goods of a return: its own, and where they came by an exchange, the one that was paid for them, and so on. What
 * goes back comes from the nearest first, each the way it was paid.
 */
export async function pursesOf(tx: Tx, returnId: string, own: Order): Promise<Purse[]> {
  const ids = await behind(tx, own.id);
  const orders = [own, ...(await lockOrders(tx, ids)).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))];
  return Promise.all(orders.map(async (order): Promise<Purse> => {
    const mine = (await refundsOfOrder(tx, order.id)).filter((r) => r.sourceType === 'return' && r.sourceId === returnId && r.state !== 'void');
    const { room, left } = await roomOf(tx, order, mine.reduce((sum, r) => sum + r.amountFen, 0n));
    return { order, pay: await howPaid(tx, order.id), roomFen: room, leftFen: left, paidFen: mine.reduce((sum, r) => sum + r.paidFen, 0n) };
  }));
}

/** The orders that an exchange goes back to, the nearest first. */
async function behind(on: { runner: Runner }, orderId: string): Promise<string[]> {
  const found: string[] = [];
  for (let at = orderId; found.length < MOST;) {
    const { rows: [row] } = await on.runner.query<{ order_id: string }>('select order_id from sales.return where exchange_order_id = $1', [at], 'sales.exchanged_for');
    if (!row) break;
    found.push(at = row.order_id);
  }
  return found;
}

/** What was paid elsewhere for the goods of an order's lines, by line. */
export async function carriedOf(on: { runner: Runner }, orderId: string): Promise<Map<string, Fen>> {
  const { rows } = await on.runner.query<{ id: string; fen: bigint }>('select id, carried_fen as fen from sales.order_line where order_id = $1 and quantity > 0 and carried_fen > 0', [orderId], 'sales.carried_of');
  return new Map(rows.map((r) => [r.id, r.fen]));
}
