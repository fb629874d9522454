import { refundedOf } from '../../finance/index.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Order } from './load.ts';

/** What the buyer paid. Only marketplaces' files leave it out at times: then it is what was owed. */
export const paidOf = (o: Pick<Order, 'paid_at' | 'paid_fen' | 'payable_fen'> & { source?: Order['source'] }): Fen =>
  (o.paid_at === null ? 0n : o.paid_fen > 0n || (o.source !== undefined && o.source !== 'import') ? o.paid_fen : o.payable_fen);

/** `room`: paid and not given back past us; `left`: of it, what is not promised in other refunds. `own`: what this refund has promised before. */
export async function roomOf(tx: Tx, order: Order, own: Fen): Promise<{ room: Fen; left: Fen }> {
  const { standingFen, paidFen } = await refundedOf(tx, order.id);
  const elsewhere = order.refunded_fen > paidFen ? order.refunded_fen - paidFen : 0n;
  const paid = paidOf(order);
  const room = paid > elsewhere ? paid - elsewhere : 0n;
  const left = room - (standingFen - own);
  return { room, left: left > 0n ? left : 0n };
}

/** How an order was paid: its money goes back that way. */
export async function howPaid(tx: Tx, orderId: string): Promise<{ method: string | null; paymentNo: string | null }> {
  const [pay] = await tx.rows<{ method: string | null; paymentNo: string | null }>('sales.how_paid', 'select payment_method as method, payment_no as "paymentNo" from sales."order" where id = $1', [orderId]);
  return pay ?? { method: null, paymentNo: null };
}
