import { sql } from 'kysely';
import { storesById } from '../../../registers/company/index.ts';
import type { Policy } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { mayReadMoney } from '../policies.ts';
import type { QueryOf } from '../asked.ts';
import type { listRefunds as listEnd, RefundRow } from './contract.ts';

export const mayReadRefunds = { ...mayReadMoney, 'service-agent': 'all', 'service-lead': 'all' } satisfies Policy;

type Row = Omit<RefundRow, 'storeName'> & { storeId: string; amountFen: bigint; extraFen: bigint };

const orders = { created: { by: sql`r.created_at`, type: 'timestamptz' } } as const;

/** Refunds to be paid and paid, the oldest due first where asked so. */
export async function listRefunds({ kernel, query }: { kernel: Kernel; query: QueryOf<typeof listEnd> }): Promise<Page<RefundRow>> {
  const where = every([
    query.state ? sql`r.state in (${sql.join(query.state.map((s) => sql.lit(s)))})` : null,
    query.cleared === undefined ? null : query.cleared ? sql`r.cleared_at is not null` : sql`r.cleared_at is null`,
    query.source ? sql`r.source_type = ${query.source}` : null,
    await matching(kernel, { table: sql`finance.refund r`, id: sql`r.id`, search: sql`r.search`, q: searchQuery(query.q ?? '') }),
  ]);
  const got = await page<Row, 'created'>(kernel, {
    select: sql`r.id, r.refund_no as "refundNo", r.state, r.source_type as "sourceType", r.source_id as "sourceId", r.source_no as "sourceNo", r.order_id as "orderId", r.order_no as "orderNo", r.store_id as "storeId", r.channel,
      r.amount_fen as "amountFen", r.extra_fen as "extraFen", r.extra_kind as "extraKind", r.method, r.payment_no as "paymentNo", r.cleared_why as "clearedWhy", r.created_at as "createdAt", r.paid_at as "paidAt",
      r.paid_name as "paidBy", r.way, r.trade_no as "tradeNo", r.note, r.version`,
    from: sql`from finance.refund r ${where}`, id: sql`r.id`, orders, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  const stores = await storesById(kernel, got.rows.map((r) => r.storeId));
  return { ...got, rows: got.rows.map(({ storeId, ...r }) => ({ ...r, amountFen: Number(r.amountFen), extraFen: Number(r.extraFen), storeName: stores.get(storeId)?.name ?? null })) };
}
