import { leftOf, withdrawFulfilments } from '../../logistics/index.ts';
import type { Runner } from '../../../kernel/query.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { fulfilmentReleased, fulfilmentWithdrawn } from '../facts.ts';
import { no } from '../refusals.ts';
import type { FulfilmentTable } from '../schema.ts';
import type { FulfilmentState } from './states.ts';

/** Goods of one order line on a fulfilment, with their share of the line's money and weight. */
export interface FulfilmentLine {
  orderLineId: string;
  orderId: string;
  orderNo: string;
  skuId: string;
  quantity: number;
  valueFen: bigint;
  weightGrams: number;
  gift: boolean;
}

export interface NewFulfilment {
  storeId: string;
  teamId: string | null;
  warehouseId: string;
  addressId: string;
  customerId: string | null;
  shipBy: number | null;
  madeBy: FulfilmentTable['made_by'];
  /** Fulfilments that it stands for. */
  parents: readonly string[];
  lines: readonly FulfilmentLine[];
}

export interface Made extends NewFulfilment {
  id: string;
  fulfilmentNo: string;
}

export interface Fulfilment {
  id: string; fulfilment_no: string; store_id: string; team_id: string | null; warehouse_id: string; address_id: string; customer_id: string | null;
  state: FulfilmentState; made_by: FulfilmentTable['made_by']; ship_by: number | null; version: number; lines: FulfilmentLine[];
}

const orderIdsOf = (lines: readonly { orderId: string }[]): string[] => [...new Set(lines.map((l) => l.orderId))];

/** Writes fulfilments with their lines and lineage and hands them to the warehouse: two statements for any number. */
export async function makeFulfilments(tx: Tx, wanted: readonly NewFulfilment[]): Promise<Made[]> {
  if (wanted.length === 0) return [];
  const numbers = await tx.numbers('FH', wanted.length);
  const made = wanted.map((w, i): Made => ({ ...w, id: tx.newId(), fulfilmentNo: numbers[i]! }));
  const rows = made.map((f) => ({
    id: f.id, fulfilment_no: f.fulfilmentNo, store_id: f.storeId, team_id: f.teamId, warehouse_id: f.warehouseId, address_id: f.addressId,
    customer_id: f.customerId, made_by: f.madeBy, ship_by: f.shipBy, weight_grams: f.lines.reduce((a, l) => a + l.weightGrams, 0),
    value_fen: Number(f.lines.reduce((a, l) => a + l.valueFen, 0n)),
  }));
  const lines = made.flatMap((f) => f.lines.map((l) => ({
    fulfilment_id: f.id, order_line_id: l.orderLineId, order_id: l.orderId, sku_id: l.skuId, quantity: l.quantity, value_fen: Number(l.valueFen), weight_grams: l.weightGrams,
  })));
  const lineage = made.flatMap((f) => f.parents.map((parent) => ({ parent_id: parent, child_id: f.id, act: f.madeBy })));
  await Promise.all([
    tx.rows('sales.make_fulfilments', `insert into sales.fulfilment (id, fulfilment_no, store_id, team_id, warehouse_id, address_id, customer_id, state, made_by,
        weight_grams, value_fen, ship_by, created_at, updated_at)
      select r.id, r.fulfilment_no, r.store_id, r.team_id, r.warehouse_id, r.address_id, r.customer_id, 'waiting', r.made_by, r.weight_grams, r.value_fen,
        to_timestamp(r.ship_by / 1000.0), to_timestamp($2 / 1000.0), to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, fulfilment_no text, store_id uuid, team_id uuid, warehouse_id uuid, address_id uuid, customer_id uuid,
        made_by text, weight_grams int, value_fen bigint, ship_by bigint)`, [JSON.stringify(rows), tx.now]),
    tx.rows('sales.make_fulfilment_lines', `with lines as (
        insert into sales.fulfilment_line (fulfilment_id, order_line_id, order_id, sku_id, quantity, value_fen, weight_grams)
        select l.fulfilment_id, l.order_line_id, l.order_id, l.sku_id, l.quantity, l.value_fen, l.weight_grams from jsonb_to_recordset($1::jsonb)
          as l(fulfilment_id uuid, order_line_id uuid, order_id uuid, sku_id uuid, quantity int, value_fen bigint, weight_grams int))
      insert into sales.fulfilment_lineage (parent_id, child_id, act, at)
      select g.parent_id, g.child_id, g.act, to_timestamp($3 / 1000.0) from jsonb_to_recordset($2::jsonb) as g(parent_id uuid, child_id uuid, act text)`,
      [JSON.stringify(lines), JSON.stringify(lineage), tx.now]),
  ]);
  made.forEach((f, i) => publishReleased(tx, f, rows[i]!));
  return made;
}

function publishReleased(tx: Tx, f: Made, row: { weight_grams: number; value_fen: number }): void {
  const orderIds = orderIdsOf(f.lines);
  const numberOf = new Map(f.lines.map((l) => [l.orderId, l.orderNo]));
  tx.fact(fulfilmentReleased, f.id, {
    fulfilmentNo: f.fulfilmentNo, orderIds, orderNos: orderIds.map((id) => numberOf.get(id)!), storeId: f.storeId, warehouseId: f.warehouseId,
    addressId: f.addressId, weightGrams: row.weight_grams, valueFen: row.value_fen, shipBy: f.shipBy,
    lines: f.lines.map((l) => ({ orderLineId: l.orderLineId, orderId: l.orderId, skuId: l.skuId, quantity: l.quantity, ...(l.gift ? { gift: true } : {}) })),
  }, { objects: orderIds.map((id) => ({ type: 'order', id })) });
}

/** The fulfilments with their lines, locked by id. */
export async function lockFulfilments(on: { runner: Runner }, ids: readonly string[]): Promise<Fulfilment[]> {
  if (ids.length === 0) return [];
  const wanted = [[...new Set(ids)]];
  const [{ rows }, { rows: lines }] = await Promise.all([
    on.runner.query<Omit<Fulfilment, 'lines'>>(
      `select id, fulfilment_no, store_id, team_id, warehouse_id, address_id, customer_id, state, made_by, ship_by, version
       from sales.fulfilment where id = any ($1::uuid[]) order by id for no key update`, wanted, 'sales.lock_fulfilments'),
    on.runner.query<FulfilmentLine & { fulfilment_id: string }>(
      `select l.fulfilment_id, l.order_line_id as "orderLineId", l.order_id as "orderId", o.order_no as "orderNo", l.sku_id as "skuId", l.quantity,
         l.value_fen as "valueFen", l.weight_grams as "weightGrams", x.gift_by is not null as gift
       from sales.fulfilment_line l join sales."order" o on o.id = l.order_id join sales.order_line x on x.id = l.order_line_id where l.fulfilment_id = any ($1::uuid[]) order by l.fulfilment_id, l.order_line_id`,
      wanted, 'sales.fulfilment_lines'),
  ]);
  const linesOf = Map.groupBy(lines, (l) => l.fulfilment_id);
  return rows.map((f) => ({ ...f, lines: linesOf.get(f.id) ?? [] }));
}

/** Ids of the fulfilments that wait in the warehouse with goods of these orders. */
export async function waitingOf(on: { runner: Runner }, orderIds: readonly string[]): Promise<string[]> {
  const { rows } = await on.runner.query<{ id: string }>(
    `select distinct f.id from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id
     where l.order_id = any ($1::uuid[]) and f.state = 'waiting' order by f.id`, [[...orderIds]], 'sales.waiting_fulfilments');
  return rows.map((r) => r.id);
}

export type WithdrawnWhy = 'merged' | 'split' | 'cancelled' | 'held' | 'unmerged' | 'left-outside';
const replaced: Record<WithdrawnWhy, FulfilmentState> = { merged: 'merged', split: 'split', cancelled: 'withdrawn', held: 'withdrawn', unmerged: 'withdrawn', 'left-outside': 'withdrawn' };

/**
 * Takes waiting fulfilments back from the warehouse, parcels included, in this transaction: afterwards none of them can leave. Their goods
 * stay reserved: whoever cancels gives those back himself.
 *
 * @param onLeft what to do where a parcel has just left and we have not heard of it yet: refuse the act, or leave that one alone
 * @returns those that were taken back
 * @throws sales.already-shipped (clause 2.3.3)
 */
export async function withdraw(tx: Tx, wanted: readonly Fulfilment[], why: WithdrawnWhy, onLeft: 'refuse' | 'leave' = 'refuse'): Promise<Fulfilment[]> {
  if (wanted.length === 0) return [];
  const left = new Set((await withdrawFulfilments(tx, wanted.map((f) => ({ fulfilmentId: f.id })))).filter((w) => w.is === 'shipped').map((w) => w.fulfilmentId));
  if (left.size > 0 && onLeft === 'refuse') throw refuse(no['already-shipped'], undefined, { fulfilments: wanted.filter((f) => left.has(f.id)).map((f) => f.fulfilment_no) });
  const gone = wanted.filter((f) => !left.has(f.id));
  if (gone.length === 0) return [];
  await tx.rows('sales.withdraw_fulfilments', `update sales.fulfilment set state = $2, withdrawn_why = $3, version = version + 1, updated_at = to_timestamp($4 / 1000.0)
     where id = any ($1::uuid[])`, [gone.map((f) => f.id), replaced[why], why, tx.now]);
  for (const f of gone) {
    const orderIds = orderIdsOf(f.lines);
    tx.fact(fulfilmentWithdrawn, f.id, { fulfilmentNo: f.fulfilment_no, orderIds, why }, { objects: orderIds.map((id) => ({ type: 'order', id })) });
  }
  return gone;
}

/** A fulfilment in place of others, with the same goods or some of them. */
export const inPlaceOf = (f: Fulfilment, madeBy: FulfilmentTable['made_by'], lines: readonly FulfilmentLine[], more: Partial<NewFulfilment> = {}): NewFulfilment => ({
  storeId: f.store_id, teamId: f.team_id, warehouseId: f.warehouse_id, addressId: f.address_id, customerId: f.customer_id, shipBy: f.ship_by, madeBy,
  parents: [f.id], lines, ...more,
});

/**
 * Takes the goods of these orders out of the warehouse again. Where a fulfilment also holds goods of other orders (merged), those go
 * back to the warehouse in a fulfilment of their own, still together.
 *
 * @param onLeft where a parcel has just left and we have not heard of it yet: `refuse` the act; `leave` the whole order alone, so that what still waits of it is not
 * taken from an order that nobody cancels; `leave-parcel` takes the rest back all the same, for whoever hands it over anew.
 * @returns the orders of which something has just left (never with `refuse`)
 */
export async function withdrawOrders(tx: Tx, orderIds: readonly string[], why: 'cancelled' | 'held' | 'left-outside', onLeft: 'refuse' | 'leave' | 'leave-parcel' = 'refuse'): Promise<Set<string>> {
  const waiting = (await lockFulfilments(tx, await waitingOf(tx, orderIds))).filter((f) => f.state === 'waiting');
  const gone = onLeft === 'leave' ? await leftOf(tx, waiting.map((f) => f.id)) : new Set<string>();
  const alone = new Set(waiting.filter((f) => gone.has(f.id)).flatMap((f) => orderIdsOf(f.lines)));
  const going = orderIds.filter((id) => !alone.has(id));
  const wanted = waiting.filter((f) => f.lines.some((l) => going.includes(l.orderId)));
  const back = await withdraw(tx, wanted, why, onLeft === 'refuse' ? 'refuse' : 'leave');
  const others = back.map((f) => ({ f, lines: f.lines.filter((l) => !going.includes(l.orderId)) })).filter((o) => o.lines.length > 0);
  await makeFulfilments(tx, others.map((o) => inPlaceOf(o.f, 'again', o.lines)));
  return new Set([...alone, ...wanted.filter((f) => !back.includes(f)).flatMap((f) => orderIdsOf(f.lines))]);
}
