import { sql } from 'kysely';
import { returnParcelsOf } from '../../logistics/index.ts';
import { storesById } from '../../../registers/company/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { daysBetween } from '../orders/days-between.ts';
import { uuid, within } from '../orders/order-list.ts';
import type { ReturnRow } from './contract-returns.ts';

export interface ReturnsAsked {
  q?: string | undefined; state?: readonly string[] | undefined; type?: readonly string[] | undefined; cause?: readonly string[] | undefined; reason?: string | undefined; store?: string | undefined; order?: string | undefined;
  asked?: string | undefined; sort?: 'requested' | '-requested' | undefined; cursor?: string | undefined; limit?: number | undefined;
}

export const returnColumns = sql`r.id, r.return_no as "returnNo", r.order_id as "orderId", o.order_no as "orderNo", r.store_id as "storeId", o.platform, r.type, r.state, r.reason as "reasonKey", n.zh as reason_zh, n.en as reason_en, r.cause,
  r.asked_by as "askedBy", r.refund_fen, r.requested_at as "requestedAt", r.decided_at as "decidedAt", r.received_at as "receivedAt", r.waybill_no as "waybillNo", cardinality(r.photos) as photos, r.version,
  (select string_agg(l.title || coalesce(' ' || l.spec, '') || ' × ' || x.quantity, '；' order by l.position) from sales.return_line x join sales.order_line l on l.id = x.order_line_id where x.return_id = r.id) as goods,
  (select coalesce(sum(x.quantity), 0)::int from sales.return_line x where x.return_id = r.id) as units`;
export const returnsFrom = sql`from sales.return r join sales."order" o on o.id = r.order_id join sales.return_reason n on n.key = r.reason`;

export type ListedReturn = Omit<ReturnRow, 'storeName' | 'reason' | 'refundFen' | 'parcel'> & { storeId: string; reason_zh: string; reason_en: string; refund_fen: bigint };

export async function shownReturns<R extends ListedReturn>(on: { runner: Runner }, rows: readonly R[]): Promise<ReturnRow[]> {
  const [stores, parcels] = await Promise.all([
    storesById(on, rows.map((r) => r.storeId)),
    returnParcelsOf(on, rows.filter((r) => r.state === 'awaiting-goods' || r.state === 'on-the-way').map((r) => r.id), 0),
  ]);
  return rows.map(({ storeId, reason_zh: zh, reason_en: en, refund_fen: refund, ...r }) => ({ ...r, goods: r.goods ?? '', storeName: stores.get(storeId)?.name ?? null, reason: { zh, en }, refundFen: Number(refund), parcel: parcels.get(r.id) ?? null }));
}

const orders = { requested: { by: sql`r.requested_at`, type: 'timestamptz' } } as const;

/** One page of returns in the caller's sight. */
export async function listReturns(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ReturnsAsked): Promise<Page<ReturnRow>> {
  const got = await page<ListedReturn, 'requested'>(kernel, {
    select: returnColumns, id: sql`r.id`, orders, sort: asked.sort ?? '-requested', cursor: asked.cursor, limit: asked.limit,
    from: sql`${returnsFrom} ${every([
      within(actor, scope, 'r'), asked.state && sql`r.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`, asked.type && sql`r.type in (${sql.join(asked.type.map((s) => sql.lit(s)))})`,
      asked.cause && sql`r.cause in (${sql.join(asked.cause.map((s) => sql.lit(s)))})`, asked.reason ? sql`r.reason in (select key from sales.return_reason where key = ${asked.reason} or parent = ${asked.reason})` : null,
      asked.store ? sql`r.store_id = ${uuid(asked.store)}` : null, asked.order ? sql`r.order_id = ${uuid(asked.order)}` : null, ...daysBetween(sql`r.requested_at`, asked.asked),
      await matching(kernel, { table: sql`sales.return r`, id: sql`r.id`, search: sql`r.search`, q: searchQuery(asked.q ?? '') }),
    ])}`,
  });
  return { ...got, rows: await shownReturns(kernel, got.rows) };
}

/** Returns whose parcel (or own number) is scanned at the door; the ones that wait for goods first. */
export async function scanReturns(kernel: Kernel, code: string): Promise<{ rows: ReturnRow[] }> {
  const given = code.trim().toUpperCase();
  const { rows } = await sql<ListedReturn>`select ${returnColumns} ${returnsFrom} where upper(r.waybill_no) = ${given} or r.return_no = ${given} or (o.order_no = ${given} and r.state in ('awaiting-goods', 'on-the-way', 'received'))
    order by r.state in ('awaiting-goods', 'on-the-way', 'received') desc, r.requested_at desc limit 20`.execute(kernel.runner.tables<Record<string, never>>());
  return { rows: await shownReturns(kernel, rows) };
}
