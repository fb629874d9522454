import { sql, type RawBuilder } from 'kysely';
import { storesById, warehousesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { ShortageRow } from './contract.ts';
import { daysBetween } from './days-between.ts';
import { found, uuid, within } from './order-list.ts';

interface Row {
  id: string; shortage_no: string; state: ShortageRow['state']; order_id: string; order_no: string; order_state: ShortageRow['orderState']; store_id: string; sku_id: string; sku_code: string;
  warehouse_id: string; quantity: number; filled: number; queued_at: number; expected_at: number | null; impossible: boolean; answered_at: number | null; answer_note: string | null;
  promised_at: number | null; told_at: number | null; told_by_channel: string | null; telling_at: number | null; telling_failed: string | null; created_at: number; closed_at: number | null; version: number;
}

const columns = sql`s.id, s.shortage_no, s.state, s.order_id, o.order_no, o.state as order_state, s.store_id, s.sku_id, s.sku_code, s.warehouse_id, s.quantity, s.filled, s.queued_at, s.expected_at,
  s.impossible, s.answered_at, s.answer_note, s.promised_at, s.told_at, s.told_by_channel, s.telling_at, s.telling_failed, s.created_at, s.closed_at, s.version`;

async function shown(kernel: Kernel, rows: readonly Row[]): Promise<ShortageRow[]> {
  const [stores, warehouses, skus] = await Promise.all([storesById(kernel, rows.map((r) => r.store_id)), warehousesById(kernel, rows.map((r) => r.warehouse_id)), skusById(kernel, rows.map((r) => r.sku_id))]);
  return rows.map((r) => ({
    id: r.id, shortageNo: r.shortage_no, state: r.state, orderId: r.order_id, orderNo: r.order_no, orderState: r.order_state, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null,
    skuId: r.sku_id, skuCode: r.sku_code, title: skus.get(r.sku_id)?.title ?? null, spec: skus.get(r.sku_id)?.spec ?? null, warehouseId: r.warehouse_id, warehouseName: warehouses.get(r.warehouse_id)?.name ?? null,
    quantity: r.quantity, filled: r.filled, queuedAt: r.queued_at, expectedAt: r.expected_at, impossible: r.impossible, answeredAt: r.answered_at, answerNote: r.answer_note, promisedAt: r.promised_at,
    toldAt: r.told_at, toldBy: r.told_by_channel, tellingAt: r.telling_at, tellingFailed: r.telling_failed, createdAt: r.created_at, closedAt: r.closed_at, version: r.version,
  }));
}

export interface ShortagesAsked {
  q?: string | undefined; state?: readonly string[] | undefined; store?: string | undefined; sku?: string | undefined; answered?: boolean | undefined; told?: boolean | undefined; firstPromised?: string | undefined; kept?: boolean | undefined;
  sort?: 'created' | '-created' | 'queued' | '-queued' | undefined; cursor?: string | undefined; limit?: number | undefined;
}

/** A search may mean a few; more than these are not looked through for what somebody owes. */
const LOOKED_AT = 200;

/** Of the open shortages that a search means: those on which this person owes something, whatever team they belong to. Work opens them by such a search. */
async function owedAmong(kernel: Kernel, actor: Actor, search: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select s.id from sales.shortage s join sales."order" o on o.id = s.order_id where s.closed_at is null and ${search} order by s.created_at desc limit ${sql.lit(LOOKED_AT)}`
    .execute(kernel.runner.tables<Record<string, never>>());
  return rows.length === 0 ? [] : [...(await kernel.controls.owedOn?.(kernel, actor, 'see', 'shortage', rows.map((r) => r.id)) ?? [])];
}

/** One page of shortages; whoever waits longest stands first unless asked otherwise. */
export async function listShortages(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ShortagesAsked): Promise<Page<ShortageRow>> {
  const search = await found(kernel, asked.q);
  const owed = search === null || scope === 'all' || actor === null ? [] : await owedAmong(kernel, actor, search);
  const mine = within(actor, scope, 's');
  const got = await page<Row, 'created' | 'queued'>(kernel, {
    select: columns,
    from: sql`from sales.shortage s join sales."order" o on o.id = s.order_id ${every([
      mine && (owed.length > 0 ? sql`(${mine} or s.id = any (${owed}::uuid[]))` : mine),
      asked.state && sql`s.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`,
      asked.store ? sql`s.store_id = ${uuid(asked.store)}` : null,
      asked.sku ? sql`s.sku_code = ${asked.sku}` : null,
      asked.answered === undefined ? null : asked.answered ? sql`s.answered_at is not null` : sql`s.answered_at is null`,
      ...daysBetween(sql`s.first_promised_at`, asked.firstPromised),
      // As the figure of 2.3.2 counts: by the first date that the customer was told.
      asked.kept === undefined ? null : sql`s.first_promised_at is not null and s.state <> 'cancelled' and (s.state = 'filled' and s.closed_at <= s.first_promised_at) is ${asked.kept ? sql`` : sql`not`} true`,
      asked.told === undefined ? null : asked.told ? sql`s.told_at is not null` : sql`s.told_at is null`,
      search,
    ])}`,
    id: sql`s.id`, orders: { created: { by: sql`s.created_at`, type: 'timestamptz' }, queued: { by: sql`s.queued_at`, type: 'timestamptz' } },
    sort: asked.sort ?? 'queued', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

/** The shortages of one order, newest first. */
export async function shortagesOf(kernel: Kernel, orderId: string): Promise<ShortageRow[]> {
  const { rows } = await sql<Row>`select ${columns} from sales.shortage s join sales."order" o on o.id = s.order_id where s.order_id = ${orderId} order by s.created_at desc, s.id desc`
    .execute(kernel.runner.tables<Record<string, never>>());
  return shown(kernel, rows);
}
