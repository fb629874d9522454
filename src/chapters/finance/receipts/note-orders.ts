import { z } from 'zod';
import { id, instant } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { skusById } from '../../../registers/products/index.ts';
import { orderAmended, orderCancelled, orderPaid, orderRefunded, orderShipped } from '../../sales/facts.ts';
import { postEntries, type NewEntry } from '../ledger/post.ts';
import { costOf, saleOf, type OrderLine } from './order-entries.ts';

const event = z.strictObject({ factId: id, seq: z.int(), type: z.enum(['sales.order-paid', 'sales.order-shipped', 'sales.order-cancelled', 'sales.order-refunded', 'sales.order-amended']), orderId: id, at: instant, payload: z.unknown() });
export type OrderEvent = z.input<typeof event>;
type Event = z.output<typeof event>;

interface Held {
  id: string; order_no: string; outside_no: string | null; payment_no: string | null; platform: string; store_id: string; customer_id: string | null; due: bigint; freight: bigint; reduced: bigint;
  paid: bigint; sold: bigint | null; paid_seq: bigint; amended_seq: bigint; due_at: number; shipped_at: number | null; cancelled_at: number | null; touched: boolean;
}

/**
 * What the sales side tells of orders becomes receivables and entries, in the order in which it happened (clause 6.3.1). Everything here is
 * set, not added: hearing a fact twice changes nothing.
 *
 * | fact | entry |
 * |---|---|
 * | paid | Dr receivables, Cr contract liabilities |
 * | shipped | Dr contract liabilities, Cr sales by line and freight charged; Dr cost of sales, Cr goods on their way by line (suppliers, where the goods left elsewhere) |
 * | amended: worth more, worth less | Dr receivables, Cr contract liabilities, and the other way round |
 * | cancelled, refunded before shipping | Dr contract liabilities, Cr receivables |
 * | cancelled, refunded after shipping | Dr sales returns, Cr receivables |
 */
export const noteOrders = verb({
  name: 'finance.note-orders',
  title: words('登记订单应收', 'Note what orders owe'),
  may: {},
  input: z.strictObject({ events: z.array(event).min(1).max(500) }),
  run: async (tx, input) => {
    const orders = await lockOrders(tx, [...new Set(input.events.map((e) => e.orderId))]);
    const entries: NewEntry[] = [];
    for (const e of input.events) entries.push(...apply(orders, e));
    await withCosts(tx, entries, input.events);
    await save(tx, [...orders.values()].filter((o) => o.touched));
    await postEntries(tx, entries);
    return { orders: [...orders.values()].filter((o) => o.touched).map((o) => o.id) };
  },
});

async function lockOrders(tx: Tx, ids: readonly string[]): Promise<Map<string, Held>> {
  const rows = await tx.rows<Held & Record<string, unknown>>('finance.lock_orders', `select id, order_no, outside_no, payment_no, platform, store_id, customer_id, due_fen as due, freight_fen as freight,
      reduced_fen as reduced, paid_fen as paid, sold_fen as sold, paid_seq, amended_seq, due_at, shipped_at, cancelled_at, false as touched
    from finance.receivable where id = any ($1::uuid[]) order by id for update`, [ids]);
  return new Map(rows.map((r) => [r.id, r]));
}

function apply(orders: Map<string, Held>, e: Event): NewEntry[] {
  switch (e.type) {
    case 'sales.order-paid': return paid(orders, e);
    case 'sales.order-shipped': return shipped(orders, e);
    case 'sales.order-cancelled': return cancelled(orders, e);
    case 'sales.order-refunded': return refunded(orders, e);
    case 'sales.order-amended': return amended(orders, e);
  }
}

const base = (o: Held, e: Event) => ({ at: e.at, source: { type: 'fact', id: e.factId }, orderId: o.id, storeId: o.store_id, channel: o.platform });

function opened(orders: Map<string, Held>, e: Event, p: { orderNo: string; outsideNo: string | null; platform: string; storeId: string }, more: Partial<Held>): Held {
  const known = orders.get(e.orderId);
  if (known) return known;
  const made: Held = {
    id: e.orderId, order_no: p.orderNo, outside_no: p.outsideNo, payment_no: null, platform: p.platform, store_id: p.storeId, customer_id: null, due: 0n, freight: 0n, reduced: 0n, paid: 0n,
    sold: null, paid_seq: 0n, amended_seq: 0n, due_at: e.at, shipped_at: null, cancelled_at: null, touched: true, ...more,
  };
  orders.set(made.id, made);
  return made;
}

function paid(orders: Map<string, Held>, e: Event): NewEntry[] {
  const p = orderPaid.payload.parse(e.payload);
  const o = opened(orders, e, p, { due_at: p.paidAt });
  // An older word on the same order says nothing any more.
  if (o.paid_seq >= BigInt(e.seq)) return [];
  const said = BigInt(p.owedFen ?? p.amountFen);
  const due = said > o.paid ? said : o.paid;
  const more = due - o.due;
  Object.assign(o, { due, freight: BigInt(p.freightFen), payment_no: p.paymentNo ?? o.payment_no, outside_no: p.outsideNo ?? o.outside_no, customer_id: p.customerId ?? o.customer_id, paid_seq: BigInt(e.seq), touched: true });
  return [{
    ...base(o, e), kind: 'prepayment', sourceKey: `order-paid:${e.factId}`, what: words(`订单 ${o.order_no} 买家付款`, `Order ${o.order_no} paid`),
    postings: [{ account: 'receivable', amountFen: more }, { account: o.sold === null ? 'prepaid' : 'sales', amountFen: -more }],
  }];
}

function shipped(orders: Map<string, Held>, e: Event): NewEntry[] {
  const p = orderShipped.payload.parse(e.payload);
  const unpaid = !orders.has(e.orderId);
  const o = opened(orders, e, p, { due: BigInt(p.amountFen) });
  if (o.sold !== null) return [];
  const sold = o.due - o.reduced;
  Object.assign(o, { sold, shipped_at: e.at, touched: true });
  const lines: OrderLine[] = p.lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, amountFen: BigInt(l.amountFen) }));
  // Goods that leave before the buyer has paid (cash on delivery) are owed from now on.
  const from = unpaid ? ('receivable' as const) : ('prepaid' as const);
  return [
    { ...base(o, e), kind: 'sale', sourceKey: `order-sold:${e.factId}`, what: words(`订单 ${o.order_no} 发货确认收入`, `Order ${o.order_no} shipped: sales`), postings: [{ account: from, amountFen: sold }, ...saleOf(sold, o.freight, lines)] },
    { ...base(o, e), kind: 'cost', sourceKey: `order-cost:${e.factId}`, what: words(`订单 ${o.order_no} 结转成本`, `Order ${o.order_no} shipped: cost`), postings: costOf(BigInt(p.goodsCostFen), lines, new Map(), leftFrom(p)) },
  ];
}

function reduce(o: Held, e: Event, to: bigint, kind: 'refund' | 'cancellation', what: [string, string]): NewEntry[] {
  const reduced = to > o.due ? o.due : to;
  const by = reduced - o.reduced;
  if (by <= 0n) return [];
  Object.assign(o, { reduced, touched: true });
  return [{
    ...base(o, e), kind, sourceKey: `order-reduced:${e.factId}`, what: words(`订单 ${o.order_no} ${what[0]}`, `Order ${o.order_no} ${what[1]}`),
    postings: [{ account: o.sold === null ? 'prepaid' : 'returns', amountFen: by }, { account: 'receivable', amountFen: -by }],
  }];
}

/** An order that never was paid owes nothing: there is nothing to take back. */
function cancelled(orders: Map<string, Held>, e: Event): NewEntry[] {
  const o = orders.get(e.orderId);
  if (!o || o.cancelled_at !== null) return [];
  const { undone } = orderCancelled.payload.parse(e.payload);
  // Bills that name these numbers mean the order that comes in its place.
  Object.assign(o, { cancelled_at: e.at, touched: true, ...(undone ? { outside_no: null, payment_no: null } : {}) });
  return reduce(o, e, o.due, 'cancellation', ['取消', 'cancelled']);
}

function refunded(orders: Map<string, Held>, e: Event): NewEntry[] {
  const p = orderRefunded.payload.parse(e.payload);
  const o = orders.get(e.orderId);
  return o ? reduce(o, e, BigInt(p.totalFen), 'refund', ['退款', 'refunded']) : [];
}

/**
 * A change of a paid order. What goes back to the buyer counts as reduced, as every refund does; what nobody had paid yet is simply owed no
 * more. Heard twice it changes nothing: what stands already is compared, not added to.
 */
function amended(orders: Map<string, Held>, e: Event): NewEntry[] {
  const p = orderAmended.payload.parse(e.payload);
  const o = orders.get(e.orderId);
  if (!o || o.sold !== null || !p.wasPaid || o.amended_seq >= BigInt(e.seq)) return [];
  const stands = o.due - o.reduced;
  const after = BigInt(p.afterFen);
  Object.assign(o, { amended_seq: BigInt(e.seq), touched: true });
  if (after === stands) return [];
  const back = BigInt(p.refundFen);
  if (after > stands) o.due += after - stands;
  else {
    // Money that has come in already stays on the account until it is paid back.
    const unpaid = o.due - o.paid < stands - after - back ? o.due - o.paid : stands - after - back;
    const lower = unpaid > 0n ? unpaid : 0n;
    o.due -= lower;
    o.reduced += stands - after - lower;
  }
  return [{
    ...base(o, e), kind: after > stands ? 'prepayment' : 'refund', sourceKey: `order-amended:${e.factId}`, what: words(`订单 ${o.order_no} 变更 ${p.amendmentNo}`, `Order ${o.order_no}, change ${p.amendmentNo}`),
    postings: [{ account: 'receivable', amountFen: after - stands }, { account: 'prepaid', amountFen: stands - after }],
  }];
}

/** Parcels of ours took the goods out of stock before (see ledger/note-stock.ts); what left elsewhere never was in it. */
const leftFrom = (p: { outside?: boolean | undefined }): 'shipped' | 'payable' => (p.outside ? 'payable' : 'shipped');

/** The cost of an order is shared over its lines by what their articles cost. */
async function withCosts(tx: Tx, entries: NewEntry[], events: readonly Event[]): Promise<void> {
  const facts = new Map(events.filter((e) => e.type === 'sales.order-shipped').map((e) => [e.factId, orderShipped.payload.parse(e.payload)]));
  const costs = entries.filter((e) => e.kind === 'cost');
  if (costs.length === 0) return;
  const skus = await skusById(tx, [...facts.values()].flatMap((p) => p.lines.flatMap((l) => (l.skuId ? [l.skuId] : []))));
  const unit = new Map([...skus].map(([skuId, sku]) => [skuId, sku.costFen ?? 0n]));
  for (const entry of costs) {
    const p = facts.get(entry.source.id)!;
    (entry as { postings: NewEntry['postings'] }).postings = costOf(BigInt(p.goodsCostFen), p.lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, amountFen: BigInt(l.amountFen) })), unit, leftFrom(p));
  }
}

async function save(tx: Tx, orders: readonly Held[]): Promise<void> {
  if (orders.length === 0) return;
  const rows = orders.map((o) => ({
    id: o.id, order_no: o.order_no, outside_no: o.outside_no, payment_no: o.payment_no, platform: o.platform, store_id: o.store_id, customer_id: o.customer_id, due: o.due, freight: o.freight,
    reduced: o.reduced, sold: o.sold, paid_seq: o.paid_seq, amended_seq: o.amended_seq, due_at: o.due_at, shipped_at: o.shipped_at, cancelled_at: o.cancelled_at,
    tokens: searchColumn({ numbers: [o.order_no, o.outside_no, o.payment_no] }),
  }));
  await tx.rows('finance.save_receivables', `insert into finance.receivable as v (id, order_no, outside_no, payment_no, platform, store_id, customer_id, due_fen, freight_fen, reduced_fen, sold_fen, paid_seq, amended_seq,
      due_at, shipped_at, cancelled_at, search, created_at, updated_at)
    select r.id, r.order_no, r.outside_no, r.payment_no, r.platform, r.store_id, r.customer_id, r.due, r.freight, r.reduced, r.sold, r.paid_seq, r.amended_seq, to_timestamp(r.due_at / 1000.0),
      to_timestamp(r.shipped_at / 1000.0), to_timestamp(r.cancelled_at / 1000.0), array_to_tsvector(string_to_array(r.tokens, ' ')), to_timestamp($2 / 1000.0), to_timestamp($2 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, order_no text, outside_no text, payment_no text, platform text, store_id uuid, customer_id uuid, due bigint, freight bigint, reduced bigint,
      sold bigint, paid_seq bigint, amended_seq bigint, due_at bigint, shipped_at bigint, cancelled_at bigint, tokens text) order by r.id
    on conflict (id) do update set outside_no = excluded.outside_no, payment_no = excluded.payment_no, customer_id = excluded.customer_id, due_fen = excluded.due_fen, freight_fen = excluded.freight_fen,
      reduced_fen = excluded.reduced_fen, sold_fen = excluded.sold_fen, paid_seq = excluded.paid_seq, amended_seq = excluded.amended_seq, shipped_at = excluded.shipped_at, cancelled_at = excluded.cancelled_at,
      search = excluded.search, version = v.version + 1, updated_at = excluded.updated_at`, [JSON.stringify(rows), tx.now]);
}
