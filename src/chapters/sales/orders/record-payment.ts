import { z } from 'zod';
import { can, next } from '../../../kernel/lifecycle.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { fen, id, instant, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderChanged, orderPaymentAdded } from '../facts.ts';
import { no } from '../refusals.ts';
import { endBalance, standsPaid } from './balance.ts';
import { lockOrder, orderInScope, orderRef, sameVersion, type Line, type Order } from './load.ts';
import { alsoOf, publishPaid, refOf } from './order-facts.ts';
import { mayEnter } from './place-order.ts';
import { promisedOncePaid } from './presale-promise.ts';
import { releaseOrders } from './release.ts';
import { isBegun } from './shipped-lines.ts';
import { orderLife } from './states.ts';

/**
 * The buyer has paid an order that was entered unpaid: it goes to review (clause 2.3.1). Or the buyer has paid more for an order with a
 * balance: when nothing is left of it, an order that waited for the money is reviewed again, and the rest of one that is partly shipped goes to the warehouse.
 *
 * @throws sales.amounts-disagree
 */
export const recordPayment = verb({
  name: 'sales.record-order-payment',
  title: words('登记付款', 'Record the payment'),
  may: { ...mayEnter, cashier: 'all', accountant: 'all' },
  input: z.strictObject({ id, version: z.int().optional(), amountFen: fen.min(0).optional(), at: instant.optional(), method: text(40, 1).optional(), paymentNo: text(100, 1).optional() }),
  subject: (tx, input) => lockOrder(tx, input.id),
  inScope: orderInScope, works: orderRef,
  run: async (tx, input, { order, lines }) => {
    sameVersion(order, input.version);
    if (order.paid_at !== null && order.state !== 'unpaid') return addPayment(tx, order, lines, input);
    const state = next(orderLife, order.state, 'pay');
    const paid = input.amountFen === undefined ? (order.deposit_fen ?? order.payable_fen) : BigInt(input.amountFen);
    if (paid > order.payable_fen) throw refuse(no['amounts-disagree'], undefined, { payableFen: Number(order.payable_fen) });
    if (order.deposit_fen !== null && paid < order.deposit_fen) throw refuse(no['deposit-missing'], words(`预售定金 ${formatYuan(order.deposit_fen)}。`, `The deposit is ${formatYuan(order.deposit_fen)}.`));
    const plan = await planOf(tx, order.id);
    if (plan.length > 0 && paid < plan[0]!.amount) throw refuse(no['deposit-missing'], words(`合同约定首期 ${formatYuan(plan[0]!.amount)}。`, `The contract asks for ${formatYuan(plan[0]!.amount)} first.`));
    const at = Math.min(input.at ?? tx.now, tx.now);
    const leavesBy = paid === order.payable_fen ? promisedOncePaid(tx, order, lines, at) : null;
    await tx.rows('sales.set_paid', `update sales."order" set state = $2, paid_fen = $3, paid_at = to_timestamp($4 / 1000.0), payment_no = coalesce($5, payment_no),
        payment_method = coalesce($6, payment_method), promised_ship_by = coalesce(to_timestamp($8::bigint / 1000.0), promised_ship_by), presale_paid_at = case when $8::bigint is not null then to_timestamp($4 / 1000.0) end,
        version = version + 1, updated_at = to_timestamp($7 / 1000.0) where id = $1`,
      [order.id, state, paid, at, input.paymentNo ?? null, input.method ?? null, tx.now, leavesBy]);
    publishPaid(tx, { ...order, paid_fen: paid, payment_no: input.paymentNo ?? null, promised_ship_by: leavesBy ?? order.promised_ship_by }, lines, at, paid < order.payable_fen ? order.payable_fen : undefined);
    return { id: order.id };
  },
});

/** What the contract says about paying, in the order of the parts; nothing where there is no contract. The first part comes before goods are reserved. */
async function planOf(tx: Tx, orderId: string): Promise<{ amount: bigint }[]> {
  const rows = await tx.rows<{ plan: { amountFen: number }[] }>('sales.plan_of_order', 'select plan from sales.contract where order_id = $1', [orderId]);
  return (rows[0]?.plan ?? []).map((s) => ({ amount: BigInt(s.amountFen) }));
}

/** The rest of an order, or a part of the rest. */
async function addPayment(tx: Tx, order: Order, lines: readonly Line[], input: { amountFen?: number | undefined; at?: number | undefined; method?: string | undefined; paymentNo?: string | undefined }): Promise<{ id: string }> {
  const open = order.payable_fen - (await standsPaid(tx, order));
  if (open <= 0n || order.state === 'cancelled' || order.source === 'import') throw refuse(kernelNo['wrong-state'], words('这张订单没有待补的款项。', 'Nothing is left to pay for this order.'));
  const amount = input.amountFen === undefined ? open : BigInt(input.amountFen);
  if (amount <= 0n || amount > open) throw refuse(no['amounts-disagree'], words(`待补 ${formatYuan(open)}。`, `${formatYuan(open)} is open.`));
  const settled = amount === open;
  const recheck = settled && can(orderLife, order.state, 'recheck');
  const at = Math.min(input.at ?? tx.now, tx.now);
  const leavesBy = settled ? promisedOncePaid(tx, order, lines, at) : null;
  await tx.rows('sales.add_payment', `update sales."order" set paid_fen = paid_fen + $2, state = $3, payment_no = coalesce($4, payment_no), payment_method = coalesce(payment_method, $5),
      promised_ship_by = coalesce(to_timestamp($7::bigint / 1000.0), promised_ship_by), presale_paid_at = case when $7::bigint is null then presale_paid_at else to_timestamp($8 / 1000.0) end, version = version + 1,
      updated_at = to_timestamp($6 / 1000.0) where id = $1`, [order.id, amount, recheck ? next(orderLife, order.state, 'recheck') : order.state, input.paymentNo ?? null, input.method ?? null, tx.now, leavesBy, at]);
  tx.fact(orderPaymentAdded, order.id, { ...refOf(order), amountFen: Number(amount), paidFen: Number(order.paid_fen + amount), balanceFen: Number(open - amount), paidAt: at, paymentNo: input.paymentNo ?? null, ...(leavesBy === null ? {} : { presaleBy: leavesBy }) }, { at, objects: alsoOf(order) });
  // What has left has left: the rest that waited for the money goes to the warehouse.
  if (settled && isBegun(order) && (await endBalance(tx, order.id))) await releaseOrders(tx, [{ order, lines: [...lines], by: 'person', note: '余款付清' }]);
  if (recheck) tx.fact(orderChanged, order.id, { orderNo: order.order_no, fields: ['amount'], source: 'person' }, { objects: alsoOf(order) });
  return { id: order.id };
}
