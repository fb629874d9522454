import { available, keptBack, reserve, skusById } from '../../../registers/products/index.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { replenishmentRequested, shortageCancelled, shortageFilled, shortageFound } from '../facts.ts';
import { makeFulfilments } from './fulfilments.ts';
import { linesOf, lockOrders, type Line, type Order } from './load.ts';
import { isBegun, restWaits, shippedOf } from './shipped-lines.ts';
import { queuedAt, wholeOrder } from './whole-order.ts';

export interface Missing {
  order: Order;
  line: Line;
  /** Units that nobody has for it. */
  quantity: number;
  skuCode: string;
}

interface ShortageRef { id: string; shortage_no: string; order_id: string; order_no: string; sku_id: string; quantity: number }

const refOf = (s: ShortageRef) => ({ shortageNo: s.shortage_no, orderId: s.order_id, orderNo: s.order_no, skuId: s.sku_id, quantity: s.quantity });
const alsoOf = (s: { order_id: string; sku_id: string }) => [{ type: 'order', id: s.order_id }, { type: 'sku', id: s.sku_id }];

/** Records what is missing: a request to purchasing and a duty to tell the customer (clause 2.3.2). */
export async function openShortages(tx: Tx, missing: readonly Missing[]): Promise<void> {
  if (missing.length === 0) return;
  const numbers = await tx.numbers('QH', missing.length);
  const rows = missing.map((m, i) => ({
    id: tx.newId(), shortage_no: numbers[i]!, order_id: m.order.id, order_no: m.order.order_no, order_line_id: m.line.id, store_id: m.order.store_id, team_id: m.order.team_id,
    sku_id: m.line.sku_id!, sku_code: m.skuCode, warehouse_id: m.order.warehouse_id!, quantity: m.quantity, queued_at: queuedAt(m.order),
  }));
  await tx.rows('sales.open_shortages', `insert into sales.shortage (id, shortage_no, order_id, order_line_id, store_id, team_id, sku_id, sku_code, warehouse_id, quantity, state, queued_at, created_at)
     select r.id, r.shortage_no, r.order_id, r.order_line_id, r.store_id, r.team_id, r.sku_id, r.sku_code, r.warehouse_id, r.quantity, 'open',
       to_timestamp(r.queued_at / 1000.0), to_timestamp($2 / 1000.0)
     from jsonb_to_recordset($1::jsonb) as r(id uuid, shortage_no text, order_id uuid, order_line_id uuid, store_id uuid, team_id uuid, sku_id uuid, sku_code text,
       warehouse_id uuid, quantity int, queued_at bigint)`, [JSON.stringify(rows), tx.now]);
  for (const row of rows) {
    tx.fact(shortageFound, row.id, { ...refOf(row), storeId: row.store_id }, { objects: alsoOf(row) });
    tx.fact(replenishmentRequested, row.id, { ...refOf(row), warehouseId: row.warehouse_id }, { objects: alsoOf(row) });
  }
}

/** The shortages of lines that became others are void: what is missing now is found anew. */
export async function voidShortagesOfLines(tx: Tx, lineIds: readonly string[]): Promise<void> {
  if (lineIds.length === 0) return;
  const rows = await tx.rows<ShortageRef>('sales.void_line_shortages', `update sales.shortage s set state = 'cancelled', closed_at = to_timestamp($2 / 1000.0), version = s.version + 1
     from sales."order" o where o.id = s.order_id and s.order_line_id = any ($1::uuid[]) and s.state = 'open'
     returning s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.quantity`, [[...lineIds], tx.now]);
  for (const row of rows) tx.fact(shortageCancelled, row.id, refOf(row), { objects: alsoOf(row) });
}

/** The shortages of cancelled orders are void. */
export async function voidShortages(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const rows = await tx.rows<ShortageRef>('sales.void_shortages', `update sales.shortage s set state = 'cancelled', closed_at = to_timestamp($2 / 1000.0), version = s.version + 1
     from sales."order" o where o.id = s.order_id and s.order_id = any ($1::uuid[]) and s.state = 'open'
     returning s.id, s.shortage_no, s.order_id, o.order_no, s.sku_id, s.quantity`, [[...orderIds], tx.now]);
  for (const row of rows) tx.fact(shortageCancelled, row.id, refOf(row), { objects: alsoOf(row) });
}

export interface Place { skuId: string; warehouseId: string }

/** Most that one verb fills: bigger arrivals are served in several. */
const AT_ONCE = 300;

/**
 * Waiting lines that the free goods reach, oldest first, with the orders they belong to. A line whose store keeps the last units back lets those behind it have
 * them. Nothing is locked by looking.
 */
async function reached(on: { runner: Runner; now: number }, places: readonly Place[]): Promise<{ id: string; order_id: string }[]> {
  const free = (await available(on, places, on.now)).filter((a) => a.available > 0);
  if (free.length === 0) return [];
  const [{ rows }, kept] = await Promise.all([
    on.runner.query<{ id: string; order_id: string; sku_id: string; warehouse_id: string; store_id: string; open: number; queued_at: number }>(
      `select q.id, q.order_id, q.sku_id, q.warehouse_id, q.store_id, q.quantity - q.filled as open, q.queued_at from unnest($1::uuid[], $2::uuid[]) as f(sku_id, warehouse_id)
       cross join lateral (select * from sales.shortage s where s.state = 'open' and s.sku_id = f.sku_id and s.warehouse_id = f.warehouse_id
         order by s.queued_at, s.id limit ${AT_ONCE}) q order by q.queued_at, q.id`,
      [free.map((f) => f.skuId), free.map((f) => f.warehouseId)], 'sales.reached_shortages'),
    keptBack(on, free.map((f) => f.skuId)),
  ]);
  const left = new Map(free.map((f) => [`${f.skuId}${f.warehouseId}`, f.available]));
  return rows.filter((w) => {
    const pair = `${w.sku_id}${w.warehouse_id}`;
    const gets = Math.max(0, Math.min(w.open, left.get(pair)! - (kept.get(`${w.sku_id} ${w.store_id}`) ?? 0)));
    left.set(pair, left.get(pair)! - gets);
    return gets > 0;
  }).slice(0, AT_ONCE);
}

interface Waiting extends ShortageRef { order_line_id: string; warehouse_id: string; store_id: string; filled: number }

/**
 * Gives free goods to those who wait, oldest payment first (clause 2.3.2); orders that have everything go to the warehouse.
 * @returns how many shortages got something; the caller goes on until it is 0.
 */
export async function fillShortages(tx: Tx, places: readonly Place[]): Promise<number> {
  const candidates = await reached(tx, places);
  if (candidates.length === 0) return 0;
  const orders = new Map((await lockOrders(tx, candidates.map((c) => c.order_id))).map((o) => [o.id, o]));
  const waiting = await tx.rows<Waiting>('sales.lock_shortages',
    `select s.id, s.shortage_no, s.order_id, o.order_no, s.order_line_id, s.sku_id, s.warehouse_id, s.store_id, s.quantity, s.filled
     from sales.shortage s join sales."order" o on o.id = s.order_id where s.id = any ($1::uuid[]) and s.state = 'open' order by s.queued_at, s.id for no key update of s`,
    [candidates.map((c) => c.id)]);
  const orderIds = [...new Set(waiting.map((w) => w.order_id))];
  const [lines, others] = await Promise.all([
    linesOf(tx, orderIds),
    tx.rows<{ order_id: string }>('sales.still_short', "select order_id from sales.shortage where order_id = any ($1::uuid[]) and state = 'open' and not id = any ($2::uuid[])",
      [orderIds, waiting.map((w) => w.id)]),
  ]);
  const skus = await skusById(tx, [...lines.values()].flat().flatMap((l) => l.sku_id ?? []));
  const given = await reserve(tx, waiting.map((w) => ({ holder: w.order_line_id, skuId: w.sku_id, warehouseId: w.warehouse_id, quantity: w.quantity - w.filled, storeId: w.store_id })));
  const got = waiting.map((w, i) => ({ ...w, got: given[i]!.reserved })).filter((w) => w.got > 0);
  if (got.length === 0) return 0;
  const filled = got.filter((w) => w.filled + w.got === w.quantity);
  const done = new Set(filled.map((w) => w.id));
  const notYet = new Set([...others.map((o) => o.order_id), ...waiting.filter((w) => !done.has(w.id)).map((w) => w.order_id)]);
  const complete = orderIds.filter((id) => !notYet.has(id)).flatMap((id) => orders.get(id) ?? []);
  const ready = complete.filter((o) => o.state === 'short');
  // Of these something has left before: the rest goes, unless the buyer still has to pay for it.
  const begun = complete.filter(isBegun);
  const [stillWaits, gone] = await Promise.all([restWaits(tx, begun.map((o) => o.id), [...done]), shippedOf(tx, begun.map((o) => o.id))]);
  for (const w of filled) tx.fact(shortageFilled, w.id, refOf(w), { objects: alsoOf(w) });
  await Promise.all([
    tx.rows('sales.fill_shortages', `update sales.shortage s set filled = s.filled + g.got, version = s.version + 1,
         state = case when s.filled + g.got = s.quantity then 'filled' else s.state end,
         closed_at = case when s.filled + g.got = s.quantity then to_timestamp($3 / 1000.0) else s.closed_at end
       from unnest($1::uuid[], $2::int[]) as g(id, got) where s.id = g.id`, [got.map((w) => w.id), got.map((w) => w.got), tx.now]),
    tx.rows('sales.set_filled', `update sales."order" set state = 'released', version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])`,
      [ready.map((o) => o.id), tx.now]),
    makeFulfilments(tx, [...ready, ...begun.filter((o) => !stillWaits.has(o.id))].map((o) => wholeOrder(o, lines.get(o.id)!, skus, gone))),
  ]);
  return got.length;
}
