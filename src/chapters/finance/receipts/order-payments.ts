import { sql } from 'kysely';
import { page, type Page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';

/** Money that came for orders or went back, as other chapters may show it. Fen; what left us is negative. */
export interface PaymentLine { id: string; kind: 'receipt' | 'refund'; no: string; orderId: string; orderNo: string; fen: bigint; state: 'matched' | 'due' | 'paid' | 'void'; at: number }

/** Receipts matched to the orders and refunds of them, newest first. A refund of a bill is matched money, too; the document of after-sales is the refund itself. */
export function paymentsOfOrders(on: { runner: Runner }, orderIds: readonly string[], asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<PaymentLine>> {
  const ids = [...orderIds];
  return page<PaymentLine, 'at'>(on, {
    select: sql`x.id, x.kind, x.no, x."orderId", x."orderNo", x.fen, x.state, x.at`,
    from: sql`from (
      select m.id, 'receipt' as kind, r.trade_no as no, v.id as "orderId", v.order_no as "orderNo", m.amount_fen as fen, 'matched' as state, r.occurred_at as at
      from finance.match m join finance.receipt r on r.id = m.receipt_id join finance.receivable v on v.id = m.receivable_id where m.receivable_id = any (${ids}::uuid[]) and m.undone_at is null
      union all
      select f.id, 'refund', f.refund_no, f.order_id, f.order_no, -(f.amount_fen + f.extra_fen), f.state, coalesce(f.paid_at, f.created_at)
      from finance.refund f where f.order_id = any (${ids}::uuid[])) x where true`,
    id: sql`x.id`, orders: { at: { by: sql`x.at`, type: 'timestamptz' } }, sort: '-at', countsLate: true, cursor: asked.cursor, limit: asked.limit,
  });
}
