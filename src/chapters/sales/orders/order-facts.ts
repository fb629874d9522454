import type { Tx } from '../../../kernel/tx.ts';
import { orderCancelled, orderPaid } from '../facts.ts';
import type { Line, Order } from './load.ts';
import { paidOf } from './room.ts';

type Ref = Pick<Order, 'order_no' | 'store_id' | 'platform' | 'outside_no'>;

export const refOf = (o: Ref) => ({ orderNo: o.order_no, storeId: o.store_id, platform: o.platform, outsideNo: o.outside_no });

export const factLines = (lines: readonly Pick<Line, 'id' | 'sku_id' | 'quantity' | 'amount_fen'>[]) =>
  lines.map((l) => ({ orderLineId: l.id, skuId: l.sku_id, quantity: l.quantity, amountFen: Number(l.amount_fen) }));

/** Records on whose timeline an order's facts belong besides its own. */
export const alsoOf = (o: { customer_id: string | null }) => (o.customer_id ? [{ type: 'customer', id: o.customer_id }] : []);

export interface Paid extends Ref {
  id: string;
  customer_id: string | null;
  paid_fen: bigint;
  payable_fen: bigint;
  freight_fen: bigint;
  payment_no: string | null;
  promised_ship_by?: number | null;
  presale_from?: number | null;
  presale_agreed_by?: number | null;
}

/** The buyer's payment, dated when it was made. */
export function publishPaid(tx: Tx, o: Paid, lines: readonly Pick<Line, 'id' | 'sku_id' | 'quantity' | 'amount_fen'>[], paidAt: number, owedFen?: bigint): void {
  const open = o.presale_agreed_by != null && o.paid_fen < o.payable_fen;
  tx.fact(orderPaid, o.id, {
    ...refOf(o), customerId: o.customer_id, amountFen: Number(o.paid_fen > 0n ? o.paid_fen : o.payable_fen), ...(owedFen === undefined ? {} : { owedFen: Number(owedFen) }), ...(o.presale_from != null && o.promised_ship_by != null ? { presaleBy: o.promised_ship_by } : {}), ...(open ? { balanceFen: Number(o.payable_fen - o.paid_fen) } : {}), freightFen: Number(o.freight_fen), paidAt,
    paymentNo: o.payment_no, lines: factLines(lines),
  }, { at: paidAt, objects: alsoOf(o) });
}

export function publishCancelled(tx: Tx, o: Order, reason: string, more: { shippedBefore?: boolean; at?: number; isUndone?: boolean } = {}): void {
  tx.fact(orderCancelled, o.id, {
    ...refOf(o), reason, wasPaid: o.paid_at !== null, amountFen: Number(paidOf(o)),
    shippedBefore: more.shippedBefore ?? false, ...(more.isUndone ? { undone: true } : {}),
  }, { ...(more.at === undefined ? {} : { at: more.at }), objects: alsoOf(o) });
}
