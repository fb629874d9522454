import type { Tx } from '../../../kernel/tx.ts';
import { refundOwed, refundPaid } from './facts.ts';
import { paidAbout, refundColumns, type DueRefund } from './mark-paid.ts';

/** A movement of a bill by which money went back for an order, as it was matched. */
export interface RefundMovement { orderId: string; amountFen: bigint; at: number; tradeNo: string }

/** What the bills have told went back for an order, and no refund of ours accounts for: what the marketplace paid by itself. */
export async function unaccountedRefunds(tx: { runner: Tx['runner'] }, orderIds: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await tx.runner.query<{ id: string; fen: string }>(`select v.id, (v.refunded_fen - coalesce((select sum(r.amount_fen) from finance.refund r where r.order_id = v.id and r.state = 'paid'), 0))::text as fen
    from finance.receivable v where v.id = any ($1::uuid[])`, [[...new Set(orderIds)]], 'finance.unaccounted_refunds');
  return new Map(rows.map((r) => [r.id, BigInt(r.fen)]));
}

/**
 * The bill shows that the money of a refund that is due has left already, as marketplaces pay what was cancelled there (clauses 2.4.2, 6.1.2):
 * the refund is paid since then, and nobody pays it a second time. Only what was cancelled, made cheaper, or given back and accepted; only
 * to the cent, the oldest first; and never by a movement that belongs to a refund that was paid before it came. What goods are still awaited for,
 * has something on top, or makes good a complaint, a person registers: paying it is refused without a word while the bill shows the money.
 */
export async function paidByBill(tx: Tx, movements: readonly RefundMovement[]): Promise<void> {
  if (movements.length === 0) return;
  const orders = movements.map((m) => m.orderId);
  const [due, left] = [
    await tx.rows<DueRefund & { created_at: number } & Record<string, unknown>>('finance.due_refunds_of_orders', `select ${refundColumns}, created_at from finance.refund
      where order_id = any ($1::uuid[]) and state = 'due' and cleared_at is not null and extra_fen = 0 and source_type in ('order', 'amendment', 'return') order by id for update`, [[...new Set(orders)]]),
    await unaccountedRefunds(tx, orders),
  ];
  const open = due.toSorted((a, b) => a.created_at - b.created_at);
  const paid: { refund: DueRefund; at: number; tradeNo: string }[] = [];
  for (const m of movements) {
    const at = open.findIndex((r) => r.order_id === m.orderId && r.amount_fen === m.amountFen && left.get(m.orderId)! >= m.amountFen);
    if (at < 0) continue;
    left.set(m.orderId, left.get(m.orderId)! - m.amountFen);
    paid.push({ refund: open.splice(at, 1)[0]!, at: Math.min(m.at, tx.now), tradeNo: m.tradeNo });
  }
  if (paid.length === 0) return;
  await tx.rows('finance.pay_refunds_by_bill', `update finance.refund r set state = 'paid', way = 'same', trade_no = p.trade_no, note = '账单显示已退款', paid_at = to_timestamp(p.at / 1000.0), paid_by = null, paid_name = null,
      version = r.version + 1, updated_at = to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as p(id uuid, at bigint, trade_no text) where r.id = p.id`, [JSON.stringify(paid.map((p) => ({ id: p.refund.id, at: p.at, trade_no: p.tradeNo }))), tx.now]);
  // Always in the same order, so that two bills never wait for each other in a circle.
  for (const { refund, at } of paid.toSorted((a, b) => (a.refund.source_id < b.refund.source_id ? -1 : a.refund.source_id > b.refund.source_id ? 1 : 0))) tx.fact(refundPaid, refund.id, {
    refundNo: refund.refund_no, sourceType: refund.source_type, sourceId: refund.source_id, orderId: refund.order_id, orderNo: refund.order_no, storeId: refund.store_id, amountFen: Number(refund.amount_fen), extraFen: 0,
    way: 'same', byBill: true,
  }, { at, objects: await paidAbout(tx, refund) });
}

/**
 * The match by which refunds were taken as paid is undone: they are due again, and their duty begins anew. What the order counts as refunded
 * stays as it was told; it is told again when the money has really left.
 */
export async function unpaidAgain(tx: Tx, movements: readonly Pick<RefundMovement, 'orderId' | 'amountFen' | 'tradeNo'>[]): Promise<void> {
  if (movements.length === 0) return;
  const back = await tx.rows<DueRefund & Record<string, unknown>>('finance.unpay_refunds', `update finance.refund r set state = 'due', way = null, trade_no = null, note = null, paid_at = null, version = r.version + 1,
      updated_at = to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as m(order_id uuid, fen bigint, trade_no text)
    where r.order_id = m.order_id and r.amount_fen = m.fen and r.trade_no = m.trade_no and r.state = 'paid' and r.paid_name is null returning ${refundColumns.split(', ').map((c) => `r.${c}`).join(', ')}`,
  [JSON.stringify(movements.map((m) => ({ order_id: m.orderId, fen: m.amountFen.toString(), trade_no: m.tradeNo }))), tx.now]);
  for (const r of back) tx.fact(refundOwed, r.id, { refundNo: r.refund_no, sourceType: r.source_type, sourceId: r.source_id, orderNo: r.order_no, amountFen: Number(r.amount_fen), extraFen: 0 },
    { objects: [{ type: r.source_type, id: r.source_id }, { type: 'order', id: r.order_id }] });
}
