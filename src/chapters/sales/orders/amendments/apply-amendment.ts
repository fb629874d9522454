import { oweRefund } from '../../../finance/index.ts';
import { can, next } from '../../../../kernel/lifecycle.ts';
import { refuse, type Refusal } from '../../../../kernel/refusal.ts';
import { id } from '../../../../kernel/schemas.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { verb, type Laid } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { amendmentEnded, orderAmended } from '../../facts.ts';
import { no } from '../../refusals.ts';
import { findBalance, endBalance, hasBalance, standsPaid } from '../balance.ts';
import { waitingOf, withdrawOrders } from '../fulfilments.ts';
import { linesOf, lockOrder, orderInScope, orderRef, type Order } from '../load.ts';
import { alsoOf, refOf } from '../order-facts.ts';
import { promisedOncePaid } from '../presale-promise.ts';
import { releaseOrders } from '../release.ts';
import { holdOrders } from '../review-orders.ts';
import { howPaid, roomOf } from '../room.ts';
import { completeArrived } from '../note-parcels-delivered.ts';
import { shipOrders } from '../note-parcels-shipped.ts';
import { lockShipped, openUnits, type GoneLines } from '../shipped-lines.ts';
import { orderLife } from '../states.ts';
import { sameContent } from './content.ts';
import { applyAmendmentAct } from './contract.ts';
import { contentOf, lockAmendment, mayAmend, skusOf, type Amendment, type AmendmentState, type AmendmentWithOrder } from './load.ts';
import { adjustGoods } from './adjust-goods.ts';
import { lineFault, mayChange } from './still-to-go.ts';

/** What is signed: the order as it is and as it will be, and what that costs. Another order, or another change, is not what was approved. */
export const laidOf = (a: Amendment): Laid => ({
  subject: { type: 'amendment', id: a.id },
  content: { number: a.amendment_no, orderId: a.order_id, versionNo: a.version_no, effectBasisPoints: a.effect_bp, effects: a.effects, fields: a.fields, reason: a.reason, before: a.before, after: a.after },
});

/**
 * The change takes effect (clause 2.3.1), all of it in one step: lines, money, address and date of the order; what the warehouse has of it is
 * taken back and handed over anew, what has left already stays as it left; goods that are no longer wanted are free; more is reserved or waits; what is paid too much is owed back,
 * what is paid too little is asked for before anything leaves. It runs when whoever decides what it costs has signed exactly this.
 *
 * @throws sales.line-shipped, sales.amendment-overtaken, sales.amendment-ended, and the approval of clause 2.3.1
 */
export const applyAmendment = verb({
  name: 'sales.apply-amendment',
  title: words('订单变更生效', 'Put a change of the order into force'),
  may: mayAmend,
  input: applyAmendmentAct.body!.extend({ id }),
  subject: (tx, input) => lockAmendment(tx, input.id),
  inScope: orderInScope, works: orderRef,
  lays: (_tx, _input, { amendment }) => laidOf(amendment),
  run: async (tx, input, found): Promise<{ id: string; state: AmendmentState; refundNo: string | null; balanceFen: number }> => {
    const { amendment: a, order, lines } = found;
    const nothing = { refundNo: null, balanceFen: 0 };
    if (a.state !== 'proposed') throw refuse(no['amendment-ended']);
    const gone = await lockShipped(tx, order.id);
    const why = await whyNot(tx, found, gone);
    if (why !== null) {
      // The last signature came too late: nobody is there to be refused, and the change must not wait for ever.
      if (tx.actor.kind !== 'system') throw why;
      await endAmendment(tx, a, 'overtaken', why.detail.zh);
      return { id: input.id, state: 'overtaken', ...nothing };
    }
    // A parcel that has just left stays gone, whether we have heard of it or not.
    await withdrawOrders(tx, [order.id], 'held', 'leave-parcel');
    const ids = await adjustGoods(tx, order, lines, a, gone);
    const money = await settle(tx, order, a, gone.size > 0);
    // Made so much cheaper that nothing is left to pay, a pre-sale that waited for its money waits no longer.
    const paidUp = order.paid_at !== null && (await standsPaid(tx, order)) >= BigInt(a.after.payableFen);
    const agreed = order.presale_agreed_by === null ? null : a.after.shipBy === a.before.shipBy ? order.presale_agreed_by : (a.after.shipBy ?? order.presale_agreed_by);
    const leavesBy = paidUp ? promisedOncePaid(tx, order, lines, tx.now, agreed) : null;
    // A pre-sale that is promised before its first day may leave from the day that is promised: so a wrong day is put right.
    await tx.rows('sales.amend_order', `update sales."order" set goods_fen = $2, discount_fen = $3, freight_fen = $4, payable_fen = $5, address_id = $6, promised_ship_by = to_timestamp($7::bigint / 1000.0), presale_from = case when presale_from is not null then least(presale_from, to_timestamp($7::bigint / 1000.0)) end,
        presale_agreed_by = to_timestamp($9::bigint / 1000.0), presale_paid_at = case when $10 then to_timestamp($8 / 1000.0) else presale_paid_at end, version = version + 1, updated_at = to_timestamp($8 / 1000.0) where id = $1`,
    [order.id, a.after.goodsFen, a.after.discountFen, a.after.freightFen, a.after.payableFen, a.after.addressId, leavesBy ?? a.after.shipBy ?? agreed, tx.now, agreed, leavesBy !== null]);
    // What is in force names its new lines by their ids: the next change begins from here.
    await tx.rows('sales.amendment_applied', `update sales.amendment set state = 'applied', after = $2::jsonb, refund_fen = $3, ended_at = to_timestamp($4 / 1000.0), ended_name = $5, version = version + 1 where id = $1`,
      [a.id, JSON.stringify({ ...a.after, lines: ids }), money.refundFen, tx.now, tx.actor.name]);
    tx.fact(orderAmended, order.id, {
      ...refOf(order), amendmentId: a.id, amendmentNo: a.amendment_no, versionNo: a.version_no, fields: a.fields, beforeFen: a.before.payableFen, afterFen: a.after.payableFen, wasPaid: order.paid_at !== null, refundFen: Number(money.refundFen),
      balanceFen: Number(money.balanceFen), ...(leavesBy === null ? {} : { presaleBy: leavesBy }),
    }, { objects: [{ type: 'amendment', id: a.id }, ...alsoOf(order)] });
    await (gone.size > 0 ? handOverRest(tx, order, money.balanceFen, a, gone) : handOver(tx, order, money.balanceFen, a));
    return { id: input.id, state: 'applied', refundNo: money.refundNo, balanceFen: Number(money.balanceFen) };
  },
});

/** Why it cannot take effect any more: everything has left, or more of a line than would remain, or the order is another than the one that was signed. */
async function whyNot(tx: Tx, { amendment, order, lines }: AmendmentWithOrder, gone: GoneLines): Promise<Refusal | null> {
  if (!mayChange(order)) return refuse(no['line-shipped']);
  const known = lines.filter((l) => l.sku_id !== null);
  if (!sameContent(contentOf(order, known, await skusOf(tx, known)), amendment.before)) return refuse(no['amendment-overtaken']);
  return lineFault(amendment.before, amendment.after, gone);
}

interface Settled { refundFen: bigint; refundNo: string | null; balanceFen: bigint }

/** Money after the change: paid too much is owed back the way it was paid; paid too little is the balance. Who has paid nothing yet simply owes the new sum. */
async function settle(tx: Tx, order: Order, a: Amendment, isBegun: boolean): Promise<Settled> {
  if (order.paid_at === null) return { refundFen: 0n, refundNo: null, balanceFen: 0n };
  const after = BigInt(a.after.payableFen);
  const [{ room, left }, paid] = await Promise.all([roomOf(tx, order, 0n), standsPaid(tx, order)]);
  if (paid <= after) {
    // A change that leaves the sum as it is asks for nothing, and forgives nothing that an earlier change asked for.
    const asks = order.source !== 'import' && (a.after.payableFen !== a.before.payableFen || (isBegun && await hasBalance(tx, order.id)));
    return { refundFen: 0n, refundNo: null, balanceFen: asks ? after - paid : 0n };
  }
  const lowered = BigInt(a.before.payableFen) - after;
  const refundFen = [paid - after, lowered > 0n ? lowered : 0n, left].reduce((least, fen) => (fen < least ? fen : least));
  if (refundFen === 0n) return { refundFen, refundNo: null, balanceFen: 0n };
  const owed = await oweRefund(tx, {
    source: { type: 'amendment', id: a.id, no: a.amendment_no }, order: { id: order.id, no: order.order_no, storeId: order.store_id, channel: order.platform, ...(await howPaid(tx, order.id)) },
    amountFen: refundFen, extraFen: 0n, extraKind: null, roomFen: room, clearedWhy: `订单变更 ${a.amendment_no} 减价，货未发出`,
  });
  return { refundFen, refundNo: owed.refundNo, balanceFen: 0n };
}

/** An order that the warehouse had goes back to it as it is now; one with a balance waits for the money; one in review is looked at again. */
async function handOver(tx: Tx, before: Order, balanceFen: bigint, a: Amendment): Promise<void> {
  const { order, lines } = (await lockOrder(tx, before.id))!;
  const working = order.state === 'released' || order.state === 'short';
  if (balanceFen > 0n && (working || order.state === 'to-review')) {
    await findBalance(tx, order.id, a.amendment_no);
    await holdOrders(tx, [{ order, reasons: ['balance-due'] }]);
    return;
  }
  if (working) await releaseOrders(tx, [{ order, lines: (await linesOf(tx, [order.id])).get(order.id) ?? lines, by: 'person', note: `订单变更 ${a.amendment_no}` }]);
  else if (order.state === 'held') await tx.rows('sales.recheck_amended', "update sales.\"order\" set state = $2, version = version + 1 where id = $1", [order.id, next(orderLife, order.state, 'recheck')]);
}

/**
 * The rest of an order of which something has left: to the warehouse at once, or when it has its goods, or when the buyer has paid the balance. Where nothing is left to go
 * the order is shipped with what left, and complete where that has arrived.
 */
async function handOverRest(tx: Tx, before: Order, balanceFen: bigint, a: Amendment, gone: GoneLines): Promise<void> {
  // A parcel may have left before we heard of it: the order is begun from this moment.
  if (can(orderLife, before.state, 'shipPart')) await tx.rows('sales.set_begun', 'update sales."order" set state = $2 where id = $1', [before.id, next(orderLife, before.state, 'shipPart')]);
  const { order, lines } = (await lockOrder(tx, before.id))!;
  if (openUnits(lines, gone) === 0) {
    await endBalance(tx, order.id);
    if ((await waitingOf(tx, [order.id])).length > 0) return;
    await shipOrders(tx, [order], new Map([[order.id, lines]]));
    await completeArrived(tx, [order.id]);
    return;
  }
  if (balanceFen > 0n) return findBalance(tx, order.id, a.amendment_no);
  await endBalance(tx, order.id);
  await releaseOrders(tx, [{ order, lines, by: 'person', note: `订单变更 ${a.amendment_no}` }]);
}

export async function endAmendment(tx: Tx, a: Amendment, state: 'withdrawn' | 'rejected' | 'overtaken', reason: string): Promise<void> {
  await tx.rows('sales.end_amendment', 'update sales.amendment set state = $2, ended_at = to_timestamp($3 / 1000.0), ended_name = $4, end_reason = $5, version = version + 1 where id = $1', [a.id, state, tx.now, tx.actor.name, reason]);
  tx.fact(amendmentEnded, a.id, { amendmentNo: a.amendment_no, how: state, reason }, { objects: [{ type: 'order', id: a.order_id }] });
}
