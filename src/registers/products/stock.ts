import { dayOf } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { words } from '../../kernel/words.ts';
import { batchRefusals, type BatchPart } from './batches/say-batches.ts';
import { stockAdjusted, stockArrived } from './facts.ts';
import { no } from './refusals.ts';
import type { MovementKind } from './schema.ts';

/**
 * What chapters may do with stock. Each is one round trip for any number of rows; stock rows are locked inside, in one order for
 * everybody. Call them last in a verb, so that a hot article is held as short as possible.
 */
export interface ReserveAsk {
  /** Who is promised the goods: the id of the order line. One SKU and warehouse at a time. */
  holder: string;
  skuId: string;
  warehouseId: string;
  quantity: number;
  /** For which store: it leaves what it keeps back (渠道保留). Left out: for whom the goods are already meant, whatever the store. */
  storeId?: string;
  /** Only of the last so many free units: those above belong to others who wait. */
  upTo?: number;
}

/** Takes as much as there is, first come first served, never below zero (clause 2.3.2). In the order of the asks; 0 = nothing free. */
export async function reserve(tx: Tx, asks: readonly ReserveAsk[]): Promise<{ holder: string; reserved: number }[]> {
  if (asks.length === 0) return [];
  const given = asks.map((a) => ({ holder: a.holder, sku_id: a.skuId, warehouse_id: a.warehouseId, quantity: whole(a.quantity), store_id: a.storeId, up_to: a.upTo }));
  return [...await tx.gather('products.reserve', given, (on, all) => on.rows<{ holder: string; reserved: number }>('products.reserve',
    'select holder, reserved from products.reserve($1::jsonb, $2::bigint)', [JSON.stringify(all), on.now]))];
}

/** Gives back all that the holders hold; those that hold nothing are not in the answer. */
export async function releaseReserved(tx: Tx, holders: readonly string[]): Promise<{ holder: string; skuId: string; warehouseId: string; quantity: number }[]> {
  if (holders.length === 0) return [];
  return tx.rows('products.release_reserved',
    'select holder, sku_id as "skuId", warehouse_id as "warehouseId", quantity from products.release_reserved($1::text[], $2::bigint)', [[...new Set(holders)], tx.now]);
}

/** Hands part of a reservation from one holder to another without letting anybody else in between. */
export async function moveReservation(tx: Tx, moves: readonly { from: string; to: string; quantity: number }[]): Promise<void> {
  if (moves.length === 0) return;
  const rows = await tx.rows<{ from_holder: string; moved: number }>('products.move_reservation', 'select from_holder, moved from products.move_reservation($1::jsonb, $2::bigint)',
    [JSON.stringify(moves), tx.now]);
  if (rows.some((row) => row.moved === 0)) throw refuse(no['not-reserved']);
}

/** What the holders hold now. */
export async function reservedFor(on: { runner: Runner }, holders: readonly string[]): Promise<Map<string, { skuId: string; warehouseId: string; quantity: number }>> {
  if (holders.length === 0) return new Map();
  const { rows } = await on.runner.query<{ holder: string; skuId: string; warehouseId: string; quantity: number }>(
    'select holder, sku_id as "skuId", warehouse_id as "warehouseId", quantity from products.reservation where holder = any ($1::text[])', [[...holders]], 'products.reserved_for');
  return new Map(rows.map(({ holder, ...held }) => [holder, held]));
}

export interface IssueTake {
  holder: string;
  quantity: number;
  /** The document with which the goods leave, such as the parcel id: one holder leaves once with one document. */
  ref: string;
}
export interface Issued {
  holder: string;
  skuId: string;
  quantity: number;
  /** Cost of all units of the take, in fen; 0 with `costKnown` false where the SKU has no cost. */
  costFen: bigint;
  costKnown: boolean;
}

/**
 * Reserved goods leave the warehouse: movement, on hand and reservation together; of articles kept by batches what was taken for the document, else
 * what expires first.
 *
 * @throws products.not-reserved, products.stock-expired: then nothing left.
 */
export async function issueReserved(tx: Tx, takes: readonly IssueTake[]): Promise<Issued[]> {
  if (takes.length === 0) return [];
  const given = takes.map((t) => ({ holder: t.holder, quantity: whole(t.quantity), ref: t.ref, by_id: tx.actor.id, by_name: tx.actor.name }));
  const rows = await batchRefusals(tx.gather('products.issue_reserved', given, (on, all) => on.rows<{ holder: string; sku_id: string; issued: number; cost_fen: bigint; cost_known: boolean }>('products.issue_reserved',
    'select holder, sku_id, issued, cost_fen, cost_known from products.issue_reserved($1::jsonb, $2::bigint)', [JSON.stringify(all), on.now])));
  const short = rows.filter((row) => row.issued === 0);
  if (short.length > 0) throw refuse(no['not-reserved'], undefined, { holders: short.map((row) => row.holder) });
  return rows.map((r) => ({ holder: r.holder, skuId: r.sku_id, quantity: r.issued, costFen: r.cost_fen, costKnown: r.cost_known }));
}

export interface StockEntry {
  skuId: string;
  warehouseId: string;
  kind: Exclude<MovementKind, 'issue'>;
  /** Units that come or go; or `counted`, what a person counted. */
  change?: number;
  counted?: number;
  /** When it was counted; now where left out. What moved since then is counted on top. */
  countedAt?: number | null;
  ref?: string;
  reason?: string;
  unitCostFen?: bigint | null;
  /** Which batches it is of, as far as that is known; only for articles kept by batches. */
  batches?: readonly BatchPart[] | undefined;
}
export interface Posted {
  skuId: string;
  warehouseId: string;
  /** What the books said: now, or when it was counted. */
  expected: number;
  onHand: number;
  reserved: number;
  change: number;
  /** False: it would take reserved goods and was left alone. */
  posted: boolean;
}

/** Posts movements without facts and without refusing: for counts and imports that answer row by row. */
export async function postStock(tx: Tx, entries: readonly StockEntry[]): Promise<Posted[]> {
  if (entries.length === 0) return [];
  if (new Set(entries.map((e) => `${e.skuId}${e.warehouseId}`)).size < entries.length) throw refuse(no['sku-twice']);
  const given = entries.map((e) => ({
    sku_id: e.skuId, warehouse_id: e.warehouseId, kind: e.kind, change: e.change, counted: e.counted, counted_at: e.countedAt ?? null, ref: e.ref, reason: e.reason,
    unit_cost_fen: e.unitCostFen === undefined || e.unitCostFen === null ? null : e.unitCostFen.toString(),
    batches: e.batches?.map((b) => ({ batch_id: b.batchId, quantity: whole(b.quantity), holder: b.holder })),
  }));
  return batchRefusals(tx.rows('products.post_stock',
    `select sku_id as "skuId", warehouse_id as "warehouseId", expected, on_hand as "onHand", reserved, change, posted
     from products.post_stock($1::jsonb, $2::bigint, $3::uuid, $4)`, [JSON.stringify(given), tx.now, tx.actor.id, tx.actor.name]));
}

export interface Arrival {
  skuId: string;
  warehouseId: string;
  quantity: number;
  ref: string;
  /** Said in the fact and on the movement: the supplier, "退货入库"… */
  reason: string;
  unitCostFen?: bigint | null;
  kind?: 'receipt' | 'return' | 'opening' | 'transfer-in';
  batches?: readonly BatchPart[] | undefined;
}

/** Goods come in. Publishes products.stock-arrived for each SKU and warehouse: waiting orders are filled on it (clause 2.3.2). */
export async function receiveStock(tx: Tx, arrivals: readonly Arrival[]): Promise<Posted[]> {
  const rows = await postStock(tx, joined(arrivals).map(({ quantity, kind, ...a }) => ({ ...a, kind: kind ?? 'receipt', change: whole(quantity) })));
  const costs = await costsNow(tx, rows.map((r) => r.skuId));
  for (const row of rows) {
    const came = arrivals.find((a) => a.skuId === row.skuId && a.warehouseId === row.warehouseId)!;
    const [cost, n] = [costs.get(row.skuId) ?? 0n, BigInt(row.change)];
    const value = { kind: came.kind ?? 'receipt', ref: came.ref, costFen: Number(cost * n), paidFen: Number((came.unitCostFen ?? cost) * n) } as const;
    tx.fact(stockArrived, row.skuId, { skuId: row.skuId, warehouseId: row.warehouseId, quantity: row.change, reason: came.reason, value }, { objects: [{ type: 'warehouse', id: row.warehouseId }] });
  }
  return rows;
}

/**
 * What the articles cost, for valuing a movement that this transaction has posted. Their stock rows are locked by now, and whoever changes a
 * cost locks these first (`lockForCost`): a movement and a new cost never pass each other, so the books stay at on hand × cost. Rows are read for share
 * because the first stock of an article has nothing else that could be locked.
 */
export async function costsNow(tx: Tx, skuIds: readonly string[]): Promise<Map<string, bigint>> {
  if (skuIds.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; cost: bigint | null }>('products.costs_now', 'select id, cost_fen as cost from products.sku where id = any ($1::uuid[]) order by id for share', [[...new Set(skuIds)]]);
  return new Map(rows.map((r) => [r.id, r.cost ?? 0n]));
}

/** Before a cost changes: how many lie in all warehouses, held still until the transaction ends. */
export async function lockForCost(tx: Tx, skuIds: readonly string[]): Promise<Map<string, bigint>> {
  if (skuIds.length === 0) return new Map();
  const rows = await tx.rows<{ sku_id: string; on_hand: number }>('products.lock_for_cost', `select sku_id, on_hand from products.stock_item where sku_id = any ($1::uuid[])
    order by sku_id, warehouse_id for no key update`, [[...new Set(skuIds)]]);
  const held = new Map<string, bigint>();
  for (const r of rows) held.set(r.sku_id, (held.get(r.sku_id) ?? 0n) + BigInt(r.on_hand));
  return held;
}

/** The same SKU twice on one delivery is one movement. */
function joined(arrivals: readonly Arrival[]): Arrival[] {
  const byKey = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const key = `${arrival.skuId}${arrival.warehouseId}`;
    const known = byKey.get(key);
    byKey.set(key, known ? { ...known, quantity: known.quantity + arrival.quantity, batches: [...(known.batches ?? []), ...(arrival.batches ?? [])] } : arrival);
  }
  return [...byKey.values()];
}

/** A correction by hand. @throws products.reserved-goods when it would take what orders have been promised, products.batch-short */
export async function adjustStock(tx: Tx, changes: readonly { skuId: string; warehouseId: string; change: number; reason: string; ref?: string; batches?: readonly BatchPart[] | undefined }[]): Promise<Posted[]> {
  const rows = await postStock(tx, changes.map((c) => ({ ...c, kind: 'adjust' })));
  refuseUnposted(rows);
  const costs = await costsNow(tx, rows.map((r) => r.skuId));
  for (const row of rows) {
    const reason = changes.find((c) => c.skuId === row.skuId && c.warehouseId === row.warehouseId)!.reason;
    tx.fact(stockAdjusted, row.skuId, { skuId: row.skuId, warehouseId: row.warehouseId, change: row.change, reason, costFen: Number((costs.get(row.skuId) ?? 0n) * BigInt(row.change)) }, { objects: [{ type: 'warehouse', id: row.warehouseId }] });
  }
  return rows;
}

export function refuseUnposted(rows: readonly Posted[]): void {
  const held = rows.filter((row) => !row.posted);
  if (held.length === 0) return;
  const first = held[0]!;
  throw refuse(no['reserved-goods'], words(
    `账面 ${first.onHand} 件，其中 ${first.reserved} 件已被订单占用，不能减到 ${first.onHand + first.change} 件${held.length > 1 ? `（共 ${held.length} 行）` : ''}。`,
    `${first.onHand} on hand of which ${first.reserved} are reserved; it cannot fall to ${first.onHand + first.change}${held.length > 1 ? ` (${held.length} rows)` : ''}.`,
  ), { rows: held.map((row) => ({ skuId: row.skuId, onHand: row.onHand, reserved: row.reserved, asked: row.onHand + row.change })) });
}

export interface Available {
  skuId: string;
  warehouseId: string;
  onHand: number;
  reserved: number;
  /** What may be promised: on hand, less what is reserved and what has expired or is too old to be sold. */
  available: number;
  unsellable: number;
  safety: number;
}

/** What lies of an article in a warehouse and may not be sold on a day: expired, or with too little of its life left. */
export const unsellableOn = (skuId: string, warehouseId: string, day: string): string => `coalesce((select sum(h.on_hand) from products.batch_stock h join products.batch b on b.id = h.batch_id join products.sku bk on bk.id = h.sku_id
  where h.sku_id = ${skuId} and h.warehouse_id = ${warehouseId} and h.on_hand > 0 and b.expires_on < ${day}::date + coalesce(bk.least_life_days, 0)), 0)::int`;

/** Figures of the pairs at an instant, in their order; zeros where nothing was ever stocked. */
export async function available(on: { runner: Runner }, pairs: readonly { skuId: string; warehouseId: string }[], now: number): Promise<Available[]> {
  if (pairs.length === 0) return [];
  const { rows } = await on.runner.query<Available>(
    `select a.sku_id as "skuId", a.warehouse_id as "warehouseId", coalesce(s.on_hand, 0) as "onHand", coalesce(s.reserved, 0) as reserved,
       greatest(0, coalesce(s.on_hand - s.reserved, 0) - u.n) as available, u.n as unsellable, coalesce(s.safety, 0) as safety
     from unnest($1::uuid[], $2::uuid[]) with ordinality as a(sku_id, warehouse_id, ord)
     left join products.stock_item s on s.sku_id = a.sku_id and s.warehouse_id = a.warehouse_id
       cross join lateral (select ${unsellableOn('a.sku_id', 'a.warehouse_id', '$3')} as n) u order by a.ord`,
    [pairs.map((p) => p.skuId), pairs.map((p) => p.warehouseId), dayOf(now)], 'products.available');
  return rows;
}

function whole(quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity <= 0 || quantity > 1_000_000_000) throw new RangeError(`not a quantity of goods: ${quantity}`);
  return quantity;
}
