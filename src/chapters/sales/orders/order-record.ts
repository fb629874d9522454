import { sql } from 'kysely';
import { planOfOrder, refundsOfOrder } from '../../finance/index.ts';
import { parcelsOfOrders, refusedNumbersOf } from '../../logistics/index.ts';
import { customersById } from '../../../registers/customers/index.ts';
import { reservedFor, skusById } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every } from '../../../kernel/keyset.ts';
import { maskName } from '../../../kernel/privacy.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { OrderRecord } from './contract.ts';
import { orderLinks } from './customer-link.ts';
import type { GiftBy } from './load.ts';
import { listColumns, shown, within, type ListRow } from './order-list.ts';
import { exchangesOf } from './review-orders.ts';
import { goneOf, shippedOf } from './shipped-lines.ts';
import { shortagesOf } from './shortage-list.ts';

interface RecordRow extends ListRow {
  warehouse_id: string | null; goods_fen: bigint; freight_fen: bigint; discount_fen: bigint; platform_discount_fen: bigint; payment_no: string | null; payment_method: string | null;
  after_sales_text: string | null; close_reason: string | null; outside_carrier: string | null; outside_waybill: string | null; shipped_outside: boolean; presale_from: number | null; deposit_fen: bigint | null; released_at: number | null;
  completed_at: number | null; cancelled_at: number | null;
}
interface LineRow {
  id: string; sku_id: string | null; outer_sku: string | null; title: string; spec: string | null; quantity: number; unit_price_fen: bigint | null; amount_fen: bigint; refunded_fen: bigint; refund_status: string | null; gift_by: GiftBy | null; gift_rule: string | null;
}
interface FulfilmentRow {
  id: string; fulfilment_no: string; state: OrderRecord['fulfilments'][number]['state']; made_by: OrderRecord['fulfilments'][number]['madeBy']; warehouse_id: string; order_nos: string[];
  weight_grams: number; value_fen: bigint; parcel_no: string | null; waybill_no: string | null; carrier_code: string | null; shipped_at: number | null; delivered_at: number | null; created_at: number;
  version: number; lines: OrderRecord['fulfilments'][number]['lines']; parents: string[];
}

const number = (value: bigint | null): number | null => (value === null ? null : Number(value));

/** What is done on the order's own page: whoever owes a part of its payment or news of a shortage opens it there. */
async function openedHere(kernel: Kernel, id: string): Promise<{ type: string; id: string }[]> {
  const [plan, shortages] = await Promise.all([
    planOfOrder(kernel, id),
    kernel.db.query<{ id: string }>("select id from sales.shortage where order_id = $1 and state = 'open'", [id], 'sales.open_shortages_of'),
  ]);
  return [...plan.parts.map((part) => ({ type: 'instalment', id: part.id })), ...shortages.rows.map((shortage) => ({ type: 'shortage', id: shortage.id }))];
}

/** One order with everything that belongs to it. @throws kernel.not-found, also for orders outside the caller's sight */
export async function readOrder(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<OrderRecord> {
  const tables = kernel.runner.tables<Record<string, never>>();
  const { rows: [row] } = await sql<RecordRow>`select ${listColumns}, o.warehouse_id, o.goods_fen, o.freight_fen, o.discount_fen, o.platform_discount_fen, o.payment_no, o.payment_method,
      o.after_sales_text, o.close_reason, o.outside_carrier, o.outside_waybill, o.shipped_outside, o.presale_from, o.deposit_fen, o.released_at, o.completed_at, o.cancelled_at
    from sales."order" o ${every([sql`o.id = ${id}`, within(actor, await scopeOn(kernel, actor, scope, { type: 'order', id }, ...(scope === 'all' ? [] : await openedHere(kernel, id))), 'o')])}`.execute(tables);
  if (!row) throw refuse(kernelNo['not-found']);
  const [[head], lines, review, fulfilments, parcels, waits, together, links, refunds, customers, refusedNumbers, exchanges] = await Promise.all([
    shown(kernel, [row]),
    kernel.db.query<LineRow & Record<string, unknown>>(`select id, sku_id, outer_sku, title, spec, quantity, unit_price_fen, amount_fen, refunded_fen, refund_status, gift_by, (select g.name from sales.gift_rule g where g.id = gift_rule_id) as gift_rule
      from sales.order_line where order_id = $1 and quantity > 0 order by position`, [id], 'sales.record_lines'),
    findingsOf(kernel, [id]),
    fulfilmentsOf(kernel, id),
    parcelsOfOrders(kernel, [id]),
    shortagesOf(kernel, id),
    togetherOf(kernel, id),
    orderLinks(kernel, [id], kernel.clock.now()),
    refundsOfOrder(kernel, id),
    customersById(kernel, row.customer_id === null ? [] : [row.customer_id]),
    refusedNumbersOf(kernel, [id]),
    exchangesOf(kernel, [id]),
  ]);
  const [skus, reserved, gone] = await Promise.all([skusById(kernel, lines.rows.flatMap((l) => l.sku_id ?? [])), reservedFor(kernel, lines.rows.map((l) => l.id)), shippedOf(kernel, [id])]);
  return {
    ...head!, customerId: row.customer_id, customerName: maskName(row.customer_id === null ? null : (customers.get(row.customer_id)?.name ?? null)), warehouseId: row.warehouse_id,
    goodsFen: Number(row.goods_fen), freightFen: Number(row.freight_fen), discountFen: Number(row.discount_fen), platformDiscountFen: Number(row.platform_discount_fen), paymentNo: row.payment_no,
    paymentMethod: row.payment_method, afterSalesText: row.after_sales_text, closeReason: row.close_reason,
    outsideCarrier: row.outside_carrier, outsideWaybill: row.outside_waybill, shippedOutside: row.shipped_outside, releasedAt: row.released_at, completedAt: row.completed_at, cancelledAt: row.cancelled_at,
    lines: lines.rows.map((l) => ({
      id: l.id, skuId: l.sku_id, skuCode: l.sku_id === null ? null : (skus.get(l.sku_id)?.code ?? null), outerSku: l.outer_sku, title: l.title, spec: l.spec, quantity: l.quantity,
      unitPriceFen: number(l.unit_price_fen), amountFen: Number(l.amount_fen), refundedFen: Number(l.refunded_fen), refundStatus: l.refund_status, reserved: reserved.get(l.id)?.quantity ?? 0, shipped: goneOf(gone, l.id).quantity, shippedFen: Number(goneOf(gone, l.id).valueFen), giftBy: l.gift_by, giftRule: l.gift_rule,
    })),
    presale: row.presale_from === null ? null : { shipFrom: row.presale_from, depositFen: number(row.deposit_fen), agreedBy: row.presale_agreed_by, paidUpAt: row.presale_paid_at }, exchangeOf: exchanges.get(id) ?? null,
    review: review.get(id) ?? [], fulfilments, waits, together,
    refunds: refunds.map((r) => ({ id: r.id, refundNo: r.refundNo, sourceType: r.sourceType, sourceId: r.sourceId, sourceNo: r.sourceNo, state: r.state, amountFen: Number(r.amountFen), extraFen: Number(r.extraFen), createdAt: r.createdAt, paidAt: r.paidAt })),
    customerLink: links.get(id)!, refusedNumbers: refusedNumbers.map((n) => ({ number: n.number, carrier: n.carrier, at: n.at })),
    parcels: parcels.map((p) => ({ id: p.id, parcelNo: p.parcelNo, origin: p.origin, fulfilmentId: p.fulfilmentId, state: p.state, carrierName: p.carrierName, waybillNo: p.waybillNo, shippedAt: p.shippedAt, promisedAt: p.promisedAt, deliveredAt: p.deliveredAt })),
  };
}

/** Findings by order, open ones first. */
export async function findingsOf(kernel: Kernel, orderIds: readonly string[]): Promise<Map<string, OrderRecord['review']>> {
  const { rows } = await kernel.db.query<{ order_id: string; rule: OrderRecord['review'][number]['rule']; weight: 'hold' | 'note'; detail_zh: string; detail_en: string; found_at: number; decided_at: number | null; decided_name: string | null; decision_note: string | null }>(
    `select order_id, rule, weight, detail_zh, detail_en, found_at, decided_at, decided_name, decision_note from sales.review_finding where order_id = any ($1::uuid[])
     order by order_id, decided_at is not null, weight, rule`, [[...orderIds]], 'sales.findings_of');
  const byOrder = new Map<string, OrderRecord['review']>();
  for (const r of rows) byOrder.set(r.order_id, [...(byOrder.get(r.order_id) ?? []), { rule: r.rule, weight: r.weight, detail: { zh: r.detail_zh, en: r.detail_en }, foundAt: r.found_at, decidedAt: r.decided_at, decidedBy: r.decided_name, note: r.decision_note }]);
  return byOrder;
}

async function fulfilmentsOf(kernel: Kernel, orderId: string): Promise<OrderRecord['fulfilments']> {
  const { rows } = await kernel.db.query<FulfilmentRow & Record<string, unknown>>(
    `select f.id, f.fulfilment_no, f.state, f.made_by, f.warehouse_id, f.weight_grams, f.value_fen, f.parcel_no, f.waybill_no, f.carrier_code, f.shipped_at, f.delivered_at, f.created_at, f.version,
       array(select distinct o.order_no from sales.fulfilment_line l join sales."order" o on o.id = l.order_id where l.fulfilment_id = f.id order by 1) as order_nos,
       array(select p.fulfilment_no from sales.fulfilment_lineage g join sales.fulfilment p on p.id = g.parent_id where g.child_id = f.id order by 1) as parents,
       (select jsonb_agg(jsonb_build_object('orderLineId', l.order_line_id, 'orderId', l.order_id, 'skuId', l.sku_id, 'quantity', l.quantity) order by l.order_line_id)
        from sales.fulfilment_line l where l.fulfilment_id = f.id) as lines
     from sales.fulfilment f where f.id in (select l.fulfilment_id from sales.fulfilment_line l where l.order_id = $1) order by f.created_at desc, f.id desc`, [orderId], 'sales.record_fulfilments');
  return rows.map((f) => ({
    id: f.id, fulfilmentNo: f.fulfilment_no, state: f.state, madeBy: f.made_by, warehouseId: f.warehouse_id, orderNos: f.order_nos, weightGrams: f.weight_grams, valueFen: Number(f.value_fen),
    parcelNo: f.parcel_no, waybillNo: f.waybill_no, carrierCode: f.carrier_code, shippedAt: f.shipped_at, deliveredAt: f.delivered_at, createdAt: f.created_at, version: f.version, lines: f.lines, from: f.parents,
  }));
}

/** Waiting fulfilments of other orders that could travel with those of this one. */
async function togetherOf(kernel: Kernel, orderId: string): Promise<OrderRecord['together']> {
  const { rows } = await kernel.db.query<{ id: string; fulfilment_no: string; order_nos: string[] }>(
    `select f.id, f.fulfilment_no, array(select distinct o.order_no from sales.fulfilment_line l join sales."order" o on o.id = l.order_id where l.fulfilment_id = f.id order by 1) as order_nos
     from sales.fulfilment own join sales.fulfilment f on f.store_id = own.store_id and f.warehouse_id = own.warehouse_id and f.address_id = own.address_id and f.customer_id = own.customer_id
       and f.state = 'waiting' and f.id <> own.id
     where own.state = 'waiting' and own.id in (select l.fulfilment_id from sales.fulfilment_line l where l.order_id = $1)
       and not exists (select from sales.fulfilment_line l where l.fulfilment_id = f.id and l.order_id = $1) order by f.created_at limit 20`, [orderId], 'sales.together_of');
  return rows.map((r) => ({ fulfilmentId: r.id, fulfilmentNo: r.fulfilment_no, orderNos: r.order_nos }));
}
