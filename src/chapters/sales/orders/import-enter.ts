import { rememberBuyers, type Remembered } from '../../../registers/customers/index.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { orderCompleted, orderEntered, orderRefunded, orderShipped } from '../facts.ts';
import { lineAmounts, type Incoming } from './incoming.ts';
import type { SkusKnown } from './kept-matches.ts';
import type { Fresh } from './import-plan.ts';
import { alsoOf, factLines, publishPaid, refOf } from './order-facts.ts';
import { publishCancelled } from './order-facts.ts';
import type { Order } from './load.ts';
import { tellWaybills, toldText, waybillsOf } from './outside-waybills.ts';
import { orderTokens } from './place-order.ts';
import type { OrderState } from './states.ts';

export const buyerOf = (incoming: Incoming, storeId: string) => ({
  platform: incoming.platform, storeId, buyerKey: incoming.head?.buyerNick ?? null, receiver: incoming.receiver, ref: incoming.orderNo,
});

/** Where an order of the marketplace stands when we first hear of it. History keeps its own end. */
function firstState({ told }: Fresh): OrderState {
  if (told.isClosed) return 'cancelled';
  if (told.isCompleted) return 'completed';
  if (told.hasLeft) return 'shipped';
  return told.isPaid ? 'to-review' : 'unpaid';
}

export const lineRow = (orderId: string, id: string, position: number, line: Incoming['lines'][number], skuId: string | null, amount: bigint) => ({
  id, order_id: orderId, position, line_key: line.key, sku_id: skuId, outer_sku: line.outerSku, title: line.title, spec: line.spec, quantity: line.quantity,
  unit_price_fen: line.unitFen, amount_fen: amount, refunded_fen: line.refundFen ?? 0n, refund_status: line.refundStatus, platform_item_id: line.platformItemId, platform_sku_id: line.platformSkuId,
  gift_by: line.gift && amount === 0n ? 'marketplace' : null,
});
export type LineRow = ReturnType<typeof lineRow>;

export const insertLines = (tx: Tx, rows: readonly LineRow[]): Promise<unknown> =>
  tx.rows('sales.insert_lines', `insert into sales.order_line (id, order_id, position, line_key, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen, refunded_fen,
      refund_status, platform_item_id, platform_sku_id, gift_by)
    select r.id, r.order_id, r.position, r.line_key, r.sku_id, r.outer_sku, r.title, r.spec, r.quantity, r.unit_price_fen, r.amount_fen, r.refunded_fen, r.refund_status,
      r.platform_item_id, r.platform_sku_id, r.gift_by
    from jsonb_to_recordset($1::jsonb) as r(id uuid, order_id uuid, position int, line_key text, sku_id uuid, outer_sku text, title text, spec text, quantity int,
      unit_price_fen bigint, amount_fen bigint, refunded_fen bigint, refund_status text, platform_item_id text, platform_sku_id text, gift_by text)
    on conflict (order_id, line_key) do nothing`, [JSON.stringify(rows)]);

/**
 * Enters orders that we did not know: two statements for any number. Paid ones wait for review; what has already left or ended enters
 * with its own times and takes no stock.
 * @returns the outside numbers that somebody else entered in the same moment: they are left to the next round.
 */
export async function enterFresh(tx: Tx, fresh: readonly Fresh[], skus: SkusKnown): Promise<Set<Fresh>> {
  if (fresh.length === 0) return new Set();
  const [numbers, buyers] = await Promise.all([tx.numbers('SO', fresh.length), rememberBuyers(tx, fresh.map((f) => buyerOf(f.incoming, f.store.id)))]);
  const entries = fresh.map((f, i) => entryOf(tx, f, numbers[i]!, buyers[i]!, skus));
  const entered = new Set((await tx.rows<{ id: string }>('sales.enter_orders', `insert into sales."order" (id, order_no, source, platform, store_id, team_id, warehouse_id, outside_no, state,
      customer_id, address_id, outside_address_id, buyer_nick, goods_fen, freight_fen, discount_fen, platform_discount_fen, payable_fen, paid_fen, refunded_fen, payment_no, payment_method,
      placed_at, paid_at, promised_ship_by, shipped_at, completed_at, cancelled_at, shipped_outside, buyer_message, seller_remark, flag, platform_status, after_sales_text, platform_stop,
      quantity_total, close_reason, outside_carrier, outside_waybill, outside_told, entered_by_run, search, created_at, updated_at)
    select r.id, r.order_no, 'import', r.platform, r.store_id, r.team_id, r.warehouse_id, r.outside_no, r.state, r.customer_id, r.address_id, r.address_id, r.buyer_nick, r.goods_fen,
      r.freight_fen, r.discount_fen, r.platform_discount_fen, r.payable_fen, r.paid_fen, r.refunded_fen, r.payment_no, r.payment_method, to_timestamp(r.placed_at / 1000.0),
      to_timestamp(r.paid_at / 1000.0), to_timestamp(r.promised_ship_by / 1000.0), to_timestamp(r.shipped_at / 1000.0), to_timestamp(r.completed_at / 1000.0),
      to_timestamp(r.cancelled_at / 1000.0), r.shipped_outside, r.buyer_message, r.seller_remark, r.flag, r.platform_status, r.after_sales_text, r.platform_stop, r.quantity_total,
      r.close_reason, r.outside_carrier, r.outside_waybill, r.outside_told, $3, array_to_tsvector(string_to_array(r.tokens, ' ')), to_timestamp($2 / 1000.0), to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, order_no text, platform text, store_id uuid, team_id uuid, warehouse_id uuid, outside_no text, state text, customer_id uuid,
      address_id uuid, buyer_nick text, goods_fen bigint, freight_fen bigint, discount_fen bigint, platform_discount_fen bigint, payable_fen bigint, paid_fen bigint, refunded_fen bigint,
      payment_no text, payment_method text, placed_at bigint, paid_at bigint, promised_ship_by bigint, shipped_at bigint, completed_at bigint, cancelled_at bigint,
      shipped_outside boolean, buyer_message text, seller_remark text, flag text, platform_status text, after_sales_text text, platform_stop text, quantity_total int,
      close_reason text, outside_carrier text, outside_waybill text, outside_told text, tokens text)
    on conflict (store_id, outside_no) where outside_no is not null do nothing returning id`, [JSON.stringify(entries.map((e) => e.row)), tx.now, tx.about?.type === 'import' ? tx.about.id : null])).map((r) => r.id));
  const ours = entries.filter((e) => entered.has(e.row.id));
  await insertLines(tx, ours.flatMap((e) => e.lines));
  for (const entry of ours) publish(tx, entry, skus);
  return new Set(entries.filter((e) => !entered.has(e.row.id)).map((e) => e.fresh));
}

function entryOf(tx: Tx, fresh: Fresh, orderNo: string, buyer: Remembered, skus: SkusKnown) {
  const { incoming, store, told, amounts } = fresh;
  const head = incoming.head!;
  const id = tx.newId();
  // Clocks of marketplaces run ahead by seconds: nothing has happened after now.
  const past = (at: number | null): number | null => (at === null ? null : Math.min(at, tx.now));
  const placed = past(head.createdAt ?? head.paidAt) ?? tx.now;
  const paid = told.isPaid ? (past(head.paidAt) ?? placed) : null;
  const state = firstState(fresh);
  const shares = lineAmounts(incoming.lines, amounts);
  const lines = incoming.lines.map((l, i) => lineRow(id, tx.newId(), i + 1, l, skus.of(store.id, l.outerSku)?.id ?? null, shares[i]!));
  const waybills = told.hasLeft ? waybillsOf(head.waybillNo, head.carrierName) : [];
  const row = {
    id, order_no: orderNo, platform: incoming.platform, store_id: store.id, team_id: store.teamId, warehouse_id: store.warehouseId, outside_no: incoming.orderNo, state,
    customer_id: buyer.customerId, address_id: buyer.addressId, buyer_nick: head.buyerNick, goods_fen: amounts.goods, freight_fen: amounts.freight, discount_fen: amounts.discount,
    platform_discount_fen: amounts.platformDiscount, payable_fen: amounts.payable, paid_fen: amounts.paid, refunded_fen: amounts.refund, payment_no: head.paymentNo,
    payment_method: head.paymentMethod, placed_at: placed, paid_at: paid, promised_ship_by: head.promisedShipBy, shipped_at: past(head.shippedAt), completed_at: past(head.completedAt),
    cancelled_at: told.isClosed ? (past(head.completedAt) ?? tx.now) : null, shipped_outside: told.hasLeft || (told.isClosed && head.shippedAt !== null), buyer_message: head.buyerMessage,
    seller_remark: head.sellerRemark, flag: head.flag, platform_status: head.statusText, after_sales_text: head.afterSalesText, platform_stop: told.hasLeft || told.isClosed ? null : told.stop,
    quantity_total: head.quantityTotal, close_reason: head.closeReason, outside_carrier: head.carrierName, outside_waybill: head.waybillNo,
    outside_told: waybills.length > 0 ? toldText(waybills) : null,
    tokens: orderTokens({ orderNo, outsideNo: incoming.orderNo, nick: head.buyerNick, name: head.receiver.name, phone: head.receiver.phone, waybill: head.waybillNo }),
  };
  return { fresh, row, lines, waybills };
}

type Entry = ReturnType<typeof entryOf>;

/** What an order's life until now leaves in the log: each step dated as the marketplace tells it. */
function publish(tx: Tx, { fresh, row, lines, waybills }: Entry, skus: SkusKnown): void {
  const { told } = fresh;
  const also = { objects: alsoOf(row) };
  tx.fact(orderEntered, row.id, { ...refOf(row), customerId: row.customer_id, totalFen: Number(row.payable_fen), needsReview: row.state === 'to-review', source: 'import' }, also);
  if (row.paid_at !== null) publishPaid(tx, row, lines, row.paid_at);
  if (told.hasLeft) {
    publishLeft(tx, row, lines, skus, leftAt(row), Math.max(1, waybills.length));
    if (told.isCompleted) tx.fact(orderCompleted, row.id, refOf(row), { ...also, at: row.completed_at ?? leftAt(row) });
    if (waybills.length > 0) tellWaybills(tx, { order: row, addressId: row.address_id, shippedAt: leftAt(row), completedAt: told.isCompleted ? (row.completed_at ?? leftAt(row)) : null, waybills });
  }
  if (row.refunded_fen > 0n) tx.fact(orderRefunded, row.id, { ...refOf(row), amountFen: Number(row.refunded_fen), totalFen: Number(row.refunded_fen) }, also);
  if (told.isClosed) publishCancelled(tx, row as unknown as Order, row.close_reason ?? '平台订单关闭', { at: row.cancelled_at!, shippedBefore: row.shipped_at !== null });
}

/** When it left: as told; else no later than it was completed, and not before it was paid. */
export const leftAt = (row: { shipped_at: number | null; completed_at: number | null; paid_at: number | null; placed_at: number }): number =>
  row.shipped_at ?? row.completed_at ?? row.paid_at ?? row.placed_at;

/** Goods that left without our warehouse, in as many parcels as the marketplace tells numbers: their cost is what the articles cost now, as far as we know it. */
export function publishLeft(tx: Tx, o: Parameters<typeof refOf>[0] & { id: string; customer_id: string | null; paid_fen: bigint; payable_fen: bigint },
  lines: readonly { id: string; sku_id: string | null; quantity: number; amount_fen: bigint }[], skus: SkusKnown, at: number, parcels = 1): void {
  const costs = new Map([...skus.all()].map((s) => [s.id, s.costFen ?? 0n]));
  const cost = lines.reduce((sum, l) => sum + (l.sku_id === null ? 0n : (costs.get(l.sku_id) ?? 0n) * BigInt(l.quantity)), 0n);
  tx.fact(orderShipped, o.id, { ...refOf(o), amountFen: Number(o.paid_fen > 0n ? o.paid_fen : o.payable_fen), goodsCostFen: Number(cost), parcels, lines: factLines(lines), outside: true }, { at, objects: alsoOf(o) });
}
