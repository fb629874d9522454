import { sql } from 'kysely';
import { storesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, mentions, page, type Page } from '../../../kernel/keyset.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { listNotices as notices, QueueRow } from './contract.ts';
import { conditions, listColumns, shown, uuid, within, type ListRow, type OrdersAsked } from './order-list.ts';
import { findingsOf } from './order-record.ts';

interface LineRow { id: string; order_id: string; title: string; spec: string | null; sku_id: string | null; outer_sku: string | null; quantity: number; amount_fen: bigint; gift: boolean }

/** What cannot wait stands first, whichever way the list runs: as if it had been placed a century before the others, or after them. */
const queueOrder = (newestFirst: boolean) =>
  ({ placed: { by: sql`o.placed_at ${sql.raw(newestFirst ? '+' : '-')} case when o.urgent_at is null then interval '0' else interval '100 years' end`, type: 'timestamptz' } }) as const;

/** The review desk: held orders and those that wait for their turn, urgent ones before the others, oldest first, with everything that is needed to decide. */
export async function reviewQueue(kernel: Kernel, actor: Actor | null, scope: Scope, asked: Pick<OrdersAsked, 'q' | 'rule' | 'store' | 'sort' | 'cursor' | 'limit'>): Promise<Page<QueueRow>> {
  const got = await page<ListRow, 'placed'>(kernel, {
    select: listColumns, from: sql`from sales."order" o ${await conditions(kernel, actor, scope, { ...asked, state: ['held', 'to-review'] })}`, id: sql`o.id`, orders: queueOrder(asked.sort === '-placed'),
    sort: asked.sort ?? 'placed', cursor: asked.cursor, limit: asked.limit,
  });
  const ids = got.rows.map((r) => r.id);
  const [rows, findings, lines] = await Promise.all([
    shown(kernel, got.rows),
    findingsOf(kernel, ids),
    kernel.db.query<LineRow & Record<string, unknown>>('select id, order_id, title, spec, sku_id, outer_sku, quantity, amount_fen, gift_by is not null as gift from sales.order_line where order_id = any ($1::uuid[]) and quantity > 0 order by order_id, position', [ids], 'sales.queue_lines'),
  ]);
  const skus = await skusById(kernel, lines.rows.flatMap((l) => l.sku_id ?? []));
  const linesOf = Map.groupBy(lines.rows, (l) => l.order_id);
  return {
    ...got,
    rows: rows.map((row) => ({
      ...row, review: (findings.get(row.id) ?? []).filter((f) => f.decidedAt === null),
      lines: (linesOf.get(row.id) ?? []).map((l) => ({ id: l.id, title: l.title, spec: l.spec, skuCode: l.sku_id === null ? null : (skus.get(l.sku_id)?.code ?? null), outerSku: l.outer_sku, quantity: l.quantity, amountFen: Number(l.amount_fen), gift: l.gift })),
    })),
  };
}

interface NoticeRow {
  parcel_id: string; waybill_no: string; carrier_code: string; store_id: string; shipped_at: number; channel: string | null; given_at: number | null; given_by: string | null; queued_at: number | null; failed_reason: string | null;
  order_ids: string[]; order_nos: string[]; outside_nos: string[];
}

/** Parcels whose customers somebody still has to tell (or was told), whoever waits longest first. */
export async function listNotices(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { q?: string | undefined; store?: string | undefined; given?: boolean | undefined; sort?: 'shipped' | '-shipped' | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof notices>> {
  const [words, waybill] = [searchQuery(asked.q ?? ''), mentions(asked.q, sql`n.waybill_no`)];
  const ofOrder = (column: string) => sql`array(select distinct o.${sql.raw(column)} from sales.fulfilment_line l join sales."order" o on o.id = l.order_id where l.fulfilment_id = n.fulfilment_id and o.${sql.raw(column)} is not null order by 1)`;
  const got = await page<NoticeRow, 'shipped'>(kernel, {
    select: sql`n.parcel_id, n.waybill_no, n.carrier_code, n.store_id, n.shipped_at, n.channel, n.given_at, n.given_by, n.queued_at, n.failed_reason, ${ofOrder('id')}::text[] as order_ids, ${ofOrder('order_no')} as order_nos, ${ofOrder('outside_no')} as outside_nos`,
    from: sql`from sales.ship_notice n ${every([
      within(actor, scope, 'n'), (asked.given ?? false) ? sql`n.given_at is not null` : sql`n.given_at is null`, asked.store ? sql`n.store_id = ${uuid(asked.store)}` : null, waybill && sql`(${waybill} or n.fulfilment_id in (select l.fulfilment_id from sales."order" o join sales.fulfilment_line l on l.order_id = o.id where o.search @@ ${words}::tsquery))`,
    ])}`,
    id: sql`n.parcel_id`, orders: { shipped: { by: sql`n.shipped_at`, type: 'timestamptz' } }, sort: asked.sort ?? 'shipped', cursor: asked.cursor, limit: asked.limit,
  });
  const stores = await storesById(kernel, got.rows.map((r) => r.store_id));
  return {
    ...got,
    rows: got.rows.map((r) => ({
      parcelId: r.parcel_id, waybillNo: r.waybill_no, carrierCode: r.carrier_code, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null, orderIds: r.order_ids, orderNos: r.order_nos,
      outsideNos: r.outside_nos, shippedAt: r.shipped_at, channel: r.channel, givenAt: r.given_at, givenBy: r.given_by, queuedAt: r.queued_at, failedReason: r.failed_reason,
    })),
  };
}
