import { z } from 'zod';
import { skusByCode, skusById } from '../../../registers/products/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { allocate, formatYuan } from '../../../kernel/money.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { refundsOf, voidRefund, type RefundState } from '../../finance/index.ts';
import { linesOf, lockOrder, sameVersion } from '../orders/load.ts';
import { placeOrder } from '../orders/place-order.ts';
import { releaseOrders } from '../orders/release.ts';
import { orderLife } from '../orders/states.ts';
import { can } from '../../../kernel/lifecycle.ts';
import { finishRepairEnd, orderExchangeEnd, refundInsteadEnd } from './contract-returns.ts';
import { oweFor } from './decide-return.ts';
import { exchangeOrdered, exchangePaymentAwaited, exchangePaymentEnded, exchangeRestOwed, exchangeShipped, returnRepaired } from './facts.ts';
import { sumOf } from './judge-return.ts';
import { alsoOf, caseInScope, caseRef, lockCase, mayDecide, mayInspect, refOf, type Case, type ReturnLine } from './load-return.ts';
import { no as salesNo } from '../refusals.ts';
import { no as afterSalesNo } from './refusals.ts';
import { returnLife } from './states.ts';

const no = { ...salesNo, ...afterSalesNo };
const accepted = (l: ReturnLine): number => l.quantity - l.sent_back;

/** Goods of an exchange as they are asked for. */
type Wanted = { skuCode: string; quantity: number }[];

/** What the goods that came back are worth in an exchange: what would be refunded for them, without freight. Never more than is left of what was paid. */
async function creditOf(tx: Tx, c: Case): Promise<{ creditFen: bigint; roomFen: bigint }> {
  const sum = await sumOf(tx, c, { cause: c.ret.cause, intact: true, confirmed: false, repriced: c.ret.repriced, giftsKeptFen: c.ret.gifts_kept_fen, accepted });
  const worth = sum.goodsFen - sum.giftsFen;
  return { creditFen: worth < sum.refundFen ? worth : sum.refundFen, roomFen: sum.roomFen };
}

/** Whether an exchange was ordered and still stands: one that was cancelled gives way to another, or to the money. */
async function stands(tx: Tx, c: Case): Promise<boolean> {
  if (c.ret.exchange_order_id === null) return false;
  const [made] = await tx.rows<{ state: string }>('sales.state_of_exchange', 'select state from sales."order" where id = $1', [c.ret.exchange_order_id]);
  return made?.state !== 'cancelled';
}

/**
 * A new order tied to the return (clause 2.4.2). Even: the same goods, or others of no more units, nothing to pay, let through to the warehouse at
 * once. With the difference settled (`settleDifference`): the new goods at their own prices against what the returned ones are worth; the customer
 * pays what is missing before anything leaves, or gets back what is over, the way he paid. What is missing on the shelf waits as in any other order.
 *
 * @throws sales.exchange-made, sales.exchange-not-covered, sales.exchange-difference-paid, sales.sku-unknown, sales.amounts-disagree, finance.refund-settled, kernel.changed-meanwhile, kernel.wrong-state
 */
export const orderExchange = verb({
  name: 'sales.order-exchange',
  title: words('建换货单', 'Order the exchange'),
  may: mayDecide,
  input: orderExchangeEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    next(returnLife, c.ret.state, 'finish');
    if (c.ret.state !== 'to-exchange' || (await stands(tx, c))) throw refuse(no['exchange-made']);
    const wanted = input.lines ?? (await sameGoods(tx, c));
    // Of an exchange that was cancelled: a difference that is still open gives way to this one, one that was paid counts against it.
    const owed = (await refundsOf(tx, 'return', [c.ret.id])).get(c.ret.id);
    const { paidFen, freightFen: extraFen, isBesides } = stillToGive(c, owed);
    if (paidFen > 0n && !input.settleDifference) throw refuse(no['exchange-difference-paid'], words(`已退差价 ${formatYuan(paidFen)}。`, `${formatYuan(paidFen)} went back already.`));
    const { priced, payFen, backFen, roomFen, carriedFen } = input.settleDifference ? await difference(tx, c, wanted, paidFen) : await even(tx, c, wanted);
    const units = (all: readonly { quantity: number }[]): number => all.reduce((a, l) => a + l.quantity, 0);
    if (!input.settleDifference && units(wanted) > c.lines.reduce((a, l) => a + accepted(l), 0)) throw refuse(no['exchange-not-covered']);
    const total = priced.reduce((a, l) => a + BigInt(l.unitPriceFen) * BigInt(l.quantity), 0n);
    const ask = placeOrder.input.parse({
      storeId: c.order.store_id, outsideNo: await freeNumber(tx, c), buyer: c.order.customer_id !== null && c.order.address_id !== null ? { customerId: c.order.customer_id, addressId: c.order.address_id } : { nick: c.order.order_no, receiver: {} },
      lines: priced, discountFen: Number(total - payFen), ...(payFen > 0n ? {} : { payment: { method: '换货' } }), sellerRemark: `换货：${c.ret.return_no}`, source: 'manual',
    });
    const made = await placeOrder.run(tx, ask, (await placeOrder.subject!(tx, ask))!);
    await carry(tx, made.id, carriedFen);
    const fresh = await lockOrder(tx, made.id);
    if (fresh && fresh.order.address_id !== null && can(orderLife, fresh.order.state, 'release'))
      await releaseOrders(tx, [{ order: fresh.order, lines: (await linesOf(tx, [made.id])).get(made.id)!, by: 'person', note: `换货：${c.ret.return_no}` }]);
    await tx.rows('sales.set_exchange', 'update sales.return set exchange_order_id = $2, refund_fen = $4, payment_awaited_at = case when $5 then to_timestamp($3::bigint / 1000.0) end, version = version + 1, updated_at = to_timestamp($3::bigint / 1000.0) where id = $1', [c.ret.id, made.id, tx.now, paidFen + backFen, payFen > 0n]);
    const isVoid = backFen + extraFen === 0n && (await voidRefund(tx, { type: 'return', id: c.ret.id }, `改换 ${made.orderNo}`));
    // Paid between the look and now: the sums are others.
    if (backFen + extraFen === 0n && owed?.state === 'due' && !isVoid) throw refuse(kernelNo['changed-meanwhile']);
    if (backFen + extraFen > 0n) await oweFor(tx, c, { amountFen: backFen, extraFen, roomFen: backFen > 0n ? roomFen : (await creditOf(tx, c)).roomFen, clearedWhy: backFen > 0n ? `换货差价 ${made.orderNo}` : '退货已验收，换货', isBesides });
    tx.fact(exchangeOrdered, c.ret.id, { ...refOf(c.ret, c.order), newOrderId: made.id, newOrderNo: made.orderNo, payFen: Number(payFen), backFen: Number(backFen) }, { objects: [...alsoOf(c.ret), { type: 'order', id: made.id }] });
    if (payFen > 0n) tx.fact(exchangePaymentAwaited, c.ret.id, { ...refOf(c.ret, c.order), newOrderNo: made.orderNo, payFen: Number(payFen) }, { objects: [...alsoOf(c.ret), { type: 'order', id: made.id }] });
    tx.audit({ type: 'return', id: c.ret.id }, { exchange: made.orderNo, payFen: Number(payFen), backFen: Number(backFen) });
    return { id: c.ret.id, orderId: made.id, orderNo: made.orderNo, payFen: Number(payFen), backFen: Number(backFen) };
  },
});

interface Settled { priced: (Wanted[number] & { unitPriceFen: number })[]; payFen: bigint; backFen: bigint; roomFen: bigint; /** Of what was paid for the returned goods, what now stands for the new ones. */ carriedFen: bigint }

/** What of the money of a return has gone back, and what of its freight has not; whatever is owed from here on is besides what was paid. */
function stillToGive(c: Case, owed: RefundState | undefined): { paidFen: bigint; freightFen: bigint; isBesides: boolean } {
  const [paidFen, paidExtraFen] = [owed?.paidFen ?? 0n, owed?.paidExtraFen ?? 0n];
  return { paidFen, freightFen: c.ret.freight_owed_fen > paidExtraFen ? c.ret.freight_owed_fen - paidExtraFen : 0n, isBesides: paidFen + paidExtraFen > 0n };
}

/** Nothing to pay and nothing back: the new goods stand for the returned ones. */
async function even(tx: Tx, c: Case, wanted: Wanted): Promise<Settled> {
  return { priced: wanted.map((l) => ({ ...l, unitPriceFen: 0 })), payFen: 0n, backFen: 0n, roomFen: 0n, carriedFen: (await creditOf(tx, c)).creditFen };
}

/** The new order's lines remember what was paid for them elsewhere, to the fen: by their prices, or where they bear none by what their articles cost. */
async function carry(tx: Tx, orderId: string, carriedFen: bigint): Promise<void> {
  if (carriedFen === 0n) return;
  const lines = (await linesOf(tx, [orderId])).get(orderId)!;
  const skus = await skusById(tx, lines.flatMap((l) => l.sku_id ?? []));
  const priced = lines.some((l) => (l.unit_price_fen ?? 0n) > 0n);
  const shares = allocate(carriedFen, lines.map((l) => (priced ? (l.unit_price_fen ?? 0n) : (skus.get(l.sku_id ?? '')?.priceFen ?? 0n)) * BigInt(l.quantity)));
  await tx.rows('sales.carry_paid', 'update sales.order_line l set carried_fen = r.fen from jsonb_to_recordset($1::jsonb) as r(id uuid, fen bigint) where l.id = r.id', [JSON.stringify(lines.map((l, i) => ({ id: l.id, fen: Number(shares[i]) })))]);
}

async function sameGoods(tx: Tx, c: Case): Promise<Wanted> {
  const skus = await skusById(tx, c.lines.flatMap((l) => l.sku_id ?? []));
  return c.lines.filter((l) => accepted(l) > 0).map((l) => ({ skuCode: skus.get(l.sku_id ?? '')?.code ?? '', quantity: accepted(l) }));
}

/** The new goods at their own prices against the worth of the returned ones, less `paidFen` that went back for them already: exactly one of `payFen` and `backFen` is not nothing, or neither. */
async function difference(tx: Tx, c: Case, wanted: Wanted, paidFen: bigint): Promise<Settled> {
  const [skus, credit] = await Promise.all([skusByCode(tx, wanted.map((l) => l.skuCode)), creditOf(tx, c)]);
  const creditFen = credit.creditFen > paidFen ? credit.creditFen - paidFen : 0n;
  const priced = wanted.map((l, i) => {
    const sku = skus.get(l.skuCode);
    if (!sku?.active) throw new Refusal(no['sku-unknown'], words(`没有在售的规格编码：${l.skuCode}`, `No SKU on sale has the code ${l.skuCode}`), {}, [{ path: `lines.${i}.skuCode`, message: words(`没有在售的规格编码：${l.skuCode}`, `No SKU on sale has the code ${l.skuCode}`) }]);
    if (sku.priceFen === null) throw new Refusal(no['amounts-disagree'], words(`${l.skuCode} 没有售价，不能算差价；请先填写售价，或按等价换货。`, `${l.skuCode} has no price: give it one first, or exchange even.`), {}, [{ path: `lines.${i}.skuCode`, message: words('没有售价', 'It has no price') }]);
    return { ...l, unitPriceFen: Number(sku.priceFen) };
  });
  const total = priced.reduce((a, l) => a + BigInt(l.unitPriceFen) * BigInt(l.quantity), 0n);
  return { priced, payFen: total > creditFen ? total - creditFen : 0n, backFen: creditFen > total ? creditFen - total : 0n, roomFen: credit.roomFen, carriedFen: creditFen < total ? creditFen : total };
}

/** The store takes a number once: a second exchange, after the first was cancelled, has one of its own. */
async function freeNumber(tx: Tx, c: Case): Promise<string> {
  const [{ n } = { n: 0 }] = await tx.rows<{ n: number }>('sales.exchange_numbers', 'select count(*)::int as n from sales."order" where store_id = $1 and outside_no like $2', [c.order.store_id, `${c.ret.return_no}-H%`]);
  return n === 0 ? `${c.ret.return_no}-H` : `${c.ret.return_no}-H${n + 1}`;
}

/** Exchanges that have left: the return is done. Told twice it changes nothing. */
export const noteExchangesShipped = verb({
  name: 'sales.note-exchanges-shipped',
  title: words('登记换货发出', 'Note exchanges that left'),
  may: {},
  input: z.strictObject({ orderIds: z.array(id).min(1).max(500) }),
  run: async (tx, input) => {
    const rows = await tx.rows<{ id: string; return_no: string; order_id: string; store_id: string; customer_id: string | null; order_no: string; platform: string; new_no: string }>('sales.exchanges_of',
      `select r.id, r.return_no, r.order_id, r.store_id, r.customer_id, o.order_no, o.platform, n.order_no as new_no from sales.return r join sales."order" o on o.id = r.order_id join sales."order" n on n.id = r.exchange_order_id
       where r.exchange_order_id = any ($1::uuid[]) and r.state = 'to-exchange' order by r.id for update of r`, [input.orderIds]);
    if (rows.length === 0) return { done: 0 };
    await tx.rows('sales.finish_exchanges', "update sales.return set state = 'done', closed_at = to_timestamp($2 / 1000.0), version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])", [rows.map((r) => r.id), tx.now]);
    for (const r of rows) tx.fact(exchangeShipped, r.id, { ...refOf(r, r), newOrderNo: r.new_no }, { objects: alsoOf(r) });
    return { done: rows.length };
  },
});

/** The customer has paid all of the difference of his exchange, or it was cancelled: the time to send it, or to refund, runs on (clause 2.4.2). Told twice, or of a part only, it changes nothing. */
export const noteExchangePayments = verb({
  name: 'sales.note-exchange-payments',
  title: words('登记换货差价付清', 'Note that differences of exchanges were paid'),
  may: {},
  input: z.strictObject({ orders: z.array(z.strictObject({ orderId: id, how: z.enum(['paid', 'cancelled']), at: instant })).min(1).max(500) }),
  run: async (tx, input) => {
    const told = new Map(input.orders.map((o) => [o.orderId, o]));
    const rows = await tx.rows<{ id: string; return_no: string; order_id: string; store_id: string; customer_id: string | null; order_no: string; platform: string; new_id: string; new_no: string }>('sales.awaited_exchanges',
      `select r.id, r.return_no, r.order_id, r.store_id, r.customer_id, o.order_no, o.platform, n.id as new_id, n.order_no as new_no from sales.return r join sales."order" o on o.id = r.order_id join sales."order" n on n.id = r.exchange_order_id
       where r.exchange_order_id = any ($1::uuid[]) and r.payment_awaited_at is not null and (n.state = 'cancelled' or n.paid_fen >= n.payable_fen) order by r.id for update of r`, [[...told.keys()]]);
    await tx.rows('sales.exchange_paid', 'update sales.return set payment_awaited_at = null, version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])', [rows.map((r) => r.id), tx.now]);
    for (const r of rows) {
      const { how, at } = told.get(r.new_id)!;
      tx.fact(exchangePaymentEnded, r.id, { ...refOf(r, r), newOrderNo: r.new_no, how }, { at: Math.min(at, tx.now), objects: [...alsoOf(r), { type: 'order', id: r.new_id }] });
    }
    return { done: rows.length };
  },
});

/**
 * The goods for the exchange cannot be had: the customer gets the money; of what has gone back as the difference of an exchange before, what is left of it.
 *
 * @throws sales.exchange-made, kernel.wrong-state
 */
export const refundInstead = verb({
  name: 'sales.refund-instead',
  title: words('改为退款', 'Refund instead'),
  may: mayDecide,
  input: refundInsteadEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    next(returnLife, c.ret.state, 'pay');
    if (c.ret.state !== 'to-exchange' || (await stands(tx, c))) throw refuse(no['exchange-made']);
    const { paidFen, freightFen: extraFen, isBesides } = stillToGive(c, (await refundsOf(tx, 'return', [c.ret.id])).get(c.ret.id));
    const sum = await sumOf(tx, c, { cause: c.ret.cause, intact: true, confirmed: false, repriced: c.ret.repriced, giftsKeptFen: c.ret.gifts_kept_fen, accepted });
    const restFen = sum.refundFen > paidFen ? sum.refundFen - paidFen : 0n;
    const state = next(returnLife, c.ret.state, restFen + extraFen > 0n ? 'pay' : 'finish');
    await tx.rows('sales.refund_instead', `update sales.return set state = $2, refund_fen = $3, payment_awaited_at = null, closed_at = case when $2 = 'done' then to_timestamp($4::bigint / 1000.0) end, version = version + 1, updated_at = to_timestamp($4::bigint / 1000.0) where id = $1`,
      [c.ret.id, state, paidFen + restFen, tx.now]);
    if (restFen + extraFen > 0n) await oweFor(tx, c, { amountFen: restFen, extraFen, roomFen: sum.roomFen, clearedWhy: `改为退款：${input.note}`, isBesides });
    // What was paid before has ended the time to refund: for the rest it begins anew.
    if (isBesides && restFen + extraFen > 0n) tx.fact(exchangeRestOwed, c.ret.id, { ...refOf(c.ret, c.order), paidFen: Number(paidFen), restFen: Number(restFen) }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { state, refundFen: Number(paidFen + restFen), restFen: Number(restFen) }, input.note);
    return { id: c.ret.id };
  },
});

/** Repaired goods go back to the customer. */
export const finishRepair = verb({
  name: 'sales.finish-repair',
  title: words('维修完成寄回', 'Repaired and sent'),
  may: { ...mayInspect, ...mayDecide },
  input: finishRepairEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c) => {
    sameVersion(c.ret, input.version);
    const state = next(returnLife, c.ret.state, 'finish');
    if (c.ret.type !== 'repair') next(returnLife, c.ret.state, 'withdraw');
    await tx.rows('sales.finish_repair', 'update sales.return set state = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [c.ret.id, state, tx.now]);
    tx.fact(returnRepaired, c.ret.id, { ...refOf(c.ret, c.order), waybillNo: input.waybillNo }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { waybillNo: input.waybillNo }, input.note || undefined);
    return { id: c.ret.id };
  },
});
