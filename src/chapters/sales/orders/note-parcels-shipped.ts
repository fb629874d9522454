import { z } from 'zod';
import { skusById } from '../../../registers/products/index.ts';
import { can, next } from '../../../kernel/lifecycle.ts';
import { allocate } from '../../../kernel/money.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderShipped } from '../facts.ts';
import { inPlaceOf, makeFulfilments, withdrawOrders, type Fulfilment } from './fulfilments.ts';
import { linesOf, lockOrders, type Line, type Order } from './load.ts';
import { lockWithOrders } from './merge-fulfilments.ts';
import { endMergeNotes } from './merge-notes.ts';
import { alsoOf, factLines, refOf } from './order-facts.ts';
import { recordNotices } from './ship-notices.ts';
import { goneOf, restWaits, shippedOf } from './shipped-lines.ts';
import { fulfilmentLife, orderLife } from './states.ts';

const parcel = z.strictObject({
  parcelId: id, parcelNo: z.string(), fulfilmentId: id, waybillNo: z.string(), carrierCode: z.string(), goodsCostFen: fen, freightFen: fen.nullable(), at: instant,
});
type Parcel = z.output<typeof parcel>;

/**
 * What logistics tells of parcels that left (clause 2.3.3): fulfilments and orders are shipped, customers get the number and the link.
 * A parcel that is known already changes nothing.
 */
export const noteParcelsShipped = verb({
  name: 'sales.note-parcels-shipped',
  title: words('登记包裹发出', 'Note parcels that left'),
  may: {},
  input: z.strictObject({ parcels: z.array(parcel).min(1).max(500) }),
  run: async (tx, input) => {
    const found = await lockWithOrders(tx, input.parcels.map((p) => p.fulfilmentId));
    const parcelOf = new Map(input.parcels.map((p) => [p.fulfilmentId, p]));
    const left = found.filter((f) => f.state !== 'shipped' && f.state !== 'delivered').map((f) => ({ f, parcel: parcelOf.get(f.id)! }));
    if (left.length === 0) return { shipped: 0 };
    for (const { f } of left) next(fulfilmentLife, f.state, 'ship');
    await markShipped(tx, left);
    const orders = await lockOrders(tx, left.flatMap(({ f }) => f.lines.map((l) => l.orderId)));
    const lines = await linesOf(tx, orders.map((o) => o.id));
    await giveWay(tx, left.map(({ f }) => f).filter((f) => f.state !== 'waiting'), orders, lines);
    await shipOrders(tx, orders, lines);
    await recordNotices(tx, left.map(({ f, parcel: p }) => ({ fulfilment: f, ...p })), orders);
    return { shipped: left.length };
  },
});

/** The parcel's cost is shared over its lines by what their articles cost, or by value where nobody knows. */
async function markShipped(tx: Tx, left: readonly { f: Fulfilment; parcel: Parcel }[]): Promise<void> {
  const skus = await skusById(tx, left.flatMap(({ f }) => f.lines.map((l) => l.skuId)));
  const costs = left.flatMap(({ f, parcel: p }) => {
    const byCost = f.lines.map((l) => (skus.get(l.skuId)?.costFen ?? 0n) * BigInt(l.quantity));
    const weights = byCost.some((c) => c > 0n) ? byCost : f.lines.map((l) => l.valueFen);
    const shares = allocate(BigInt(p.goodsCostFen), weights);
    return f.lines.map((l, i) => ({ fulfilment_id: f.id, order_line_id: l.orderLineId, cost_fen: shares[i] }));
  });
  const rows = left.map(({ f, parcel: p }) => ({ id: f.id, parcel_id: p.parcelId, parcel_no: p.parcelNo, carrier_code: p.carrierCode, waybill_no: p.waybillNo, goods_cost_fen: p.goodsCostFen, freight_fen: p.freightFen, at: p.at }));
  await Promise.all([
    tx.rows('sales.ship_fulfilments', `update sales.fulfilment f set state = 'shipped', parcel_id = r.parcel_id, parcel_no = r.parcel_no, carrier_code = r.carrier_code,
        waybill_no = r.waybill_no, goods_cost_fen = r.goods_cost_fen, freight_fen = r.freight_fen, shipped_at = to_timestamp(r.at / 1000.0), version = f.version + 1,
        updated_at = to_timestamp($2 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, parcel_id uuid, parcel_no text, carrier_code text, waybill_no text, goods_cost_fen bigint, freight_fen bigint, at bigint)
      where f.id = r.id`, [JSON.stringify(rows), tx.now]),
    tx.rows('sales.cost_lines', `update sales.fulfilment_line l set cost_fen = r.cost_fen from jsonb_to_recordset($1::jsonb) as r(fulfilment_id uuid, order_line_id uuid, cost_fen bigint)
      where l.fulfilment_id = r.fulfilment_id and l.order_line_id = r.order_line_id`, [JSON.stringify(costs)]),
  ]);
}

/** Goods that left with a fulfilment that had been replaced: what stands in its place is taken back, what is still to go is handed over anew. */
async function giveWay(tx: Tx, replaced: readonly Fulfilment[], orders: readonly Order[], lines: ReadonlyMap<string, Line[]>): Promise<void> {
  if (replaced.length === 0) return;
  const orderIds = [...new Set(replaced.flatMap((f) => f.lines.map((l) => l.orderId)))];
  await withdrawOrders(tx, orderIds, 'held', 'leave-parcel');
  const [gone, waits] = await Promise.all([shippedOf(tx, orderIds), restWaits(tx, orderIds)]);
  // What waits for goods or for money is handed over when it has them.
  const rest = orderIds.filter((orderId) => !waits.has(orderId)).flatMap((orderId) => {
    const order = orders.find((o) => o.id === orderId)!;
    const from = replaced.find((f) => f.lines.some((l) => l.orderId === orderId))!;
    const open = lines.get(orderId)!.flatMap((l) => {
      const left = l.quantity - goneOf(gone, l.id).quantity;
      const known = from.lines.find((x) => x.orderLineId === l.id);
      if (left <= 0) return [];
      return [{ orderLineId: l.id, orderId, orderNo: order.order_no, skuId: l.sku_id!, quantity: left, valueFen: l.amount_fen - goneOf(gone, l.id).valueFen, weightGrams: known ? (known.weightGrams / known.quantity) * left : 0, gift: l.gift_by !== null }];
    });
    return open.length > 0 ? [inPlaceOf(from, 'again', open)] : [];
  });
  await makeFulfilments(tx, rest);
}

interface Progress { order_id: string; waiting: bigint; parcels: bigint; units: bigint; cost_fen: string; last_at: number }

/** Orders all of whose goods have left are shipped, the others partly, also where the rest waits outside of any fulfilment. Sales are recognised on the fact. */
export async function shipOrders(tx: Tx, orders: readonly Order[], lines: ReadonlyMap<string, Line[]>): Promise<void> {
  const progress = await tx.rows<Progress & Record<string, unknown>>('sales.ship_progress', `select l.order_id, count(distinct f.id) filter (where f.state = 'waiting') as waiting,
      count(distinct f.id) filter (where f.state in ('shipped', 'delivered')) as parcels, coalesce(sum(l.quantity) filter (where f.state in ('shipped', 'delivered')), 0) as units,
      coalesce(sum(l.cost_fen) filter (where f.state in ('shipped', 'delivered')), 0)::text as cost_fen, max(f.shipped_at) as last_at
    from sales.fulfilment_line l join sales.fulfilment f on f.id = l.fulfilment_id where l.order_id = any ($1::uuid[]) group by 1`, [orders.map((o) => o.id)]);
  const rows = progress.flatMap((p) => {
    const order = orders.find((o) => o.id === p.order_id)!;
    const own = lines.get(order.id)!;
    const event = p.waiting === 0n && Number(p.units) >= own.reduce((n, l) => n + l.quantity, 0) ? 'ship' : 'shipPart';
    // The marketplace may have told first that it left.
    if (!can(orderLife, order.state, event)) return [];
    const state = next(orderLife, order.state, event);
    if (state === 'shipped') {
      tx.fact(orderShipped, order.id, { ...refOf(order), amountFen: Number(order.paid_fen > 0n ? order.paid_fen : order.payable_fen), goodsCostFen: Number(p.cost_fen), parcels: Number(p.parcels), lines: factLines(own) },
        { at: Math.min(p.last_at, tx.now), objects: alsoOf(order) });
    }
    return [{ id: order.id, state, at: p.last_at }];
  });
  await tx.rows('sales.set_shipped', `update sales."order" o set state = r.state, shipped_at = case when r.state = 'shipped' then to_timestamp(r.at / 1000.0) else o.shipped_at end,
      version = o.version + 1, updated_at = to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, state text, at bigint) where o.id = r.id`, [JSON.stringify(rows), tx.now]);
  await endMergeNotes(tx, rows.map((r) => r.id));
}
