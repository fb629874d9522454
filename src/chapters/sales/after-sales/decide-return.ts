import { oweRefund, voidRefund } from '../../finance/index.ts';
import { next } from '../../../kernel/lifecycle.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { cancelOrders } from '../orders/cancel-order.ts';
import { sameVersion } from '../orders/load.ts';
import { orderLife } from '../orders/states.ts';
import { decideReturnEnd } from './contract-returns.ts';
import type { ReturnState } from './contract-words.ts';
import { returnDecided, returnReceived } from './facts.ts';
import { judgeReturn } from './judge-return.ts';
import { alsoOf, cameBack, caseInScope, caseRef, lockCase, mayDecide, refOf, type Case } from './load-return.ts';
import { pursesOf } from './purses.ts';
import { no } from './refusals.ts';
import { returnLife } from './states.ts';

/**
 * Answers the customer (clause 2.4.2). The rule says what the law and the company's values give; a person carries it out. What the rule
 * allows must be allowed; what it does not allow only a lead grants, with a reason. Refunds are asked of finance in the same moment and wait
 * there for the goods, or for the cashier at once.
 *
 * @throws sales.return-is-a-right, sales.goodwill-needs-lead, finance.refund-beyond-paid, kernel.wrong-state
 */
export const decideReturn = verb({
  name: 'sales.decide-return',
  title: words('答复退换', 'Decide the return'),
  may: mayDecide,
  input: decideReturnEnd.body!.extend({ id }),
  subject: (tx, input) => lockCase(tx, input.id),
  inScope: caseInScope, works: caseRef,
  run: async (tx, input, c: Case) => {
    sameVersion(c.ret, input.version);
    next(returnLife, c.ret.state, 'refuse');
    const cause = input.cause ?? c.ret.cause;
    const found = { cause, intact: input.intact, confirmed: input.confirmedBy !== null, repriced: input.repriced, giftsKeptFen: BigInt(input.giftsKeptFen) };
    const { sum, decision, freight } = await judgeReturn(tx, c, found);
    const { allowed } = decision.outcome;
    if (!input.allow && allowed) throw refuse(no['return-is-a-right'], decision.because, { law: decision.outcome.law.map((l) => l.zh) });
    const goodwill = input.allow && !allowed;
    const lead = tx.actor.posts.includes('service-lead') || tx.actor.posts.includes('department-head');
    if (goodwill && (!input.goodwill || !lead || input.note === null)) throw refuse(no['goodwill-needs-lead'], decision.because, { law: decision.outcome.law.map((l) => l.zh) });

    const back = input.allow && c.ret.type === 'refused-parcel' && (await cameBack(tx, c.order.id));
    const needsGoods = goodwill ? !['before-shipping', 'replacement', 'refund-only'].includes(c.ret.type) : decision.outcome.needsGoods && !back;
    const exchanges = c.ret.type === 'exchange' || c.ret.type === 'replacement';
    const money = !exchanges && c.ret.type !== 'repair';
    const event = !input.allow ? 'refuse' : needsGoods ? 'awaitGoods' : exchanges ? 'exchange' : 'pay';
    const state = next(returnLife, c.ret.state, event);
    const refund = input.allow && money ? sum.refundFen : 0n;
    await save(tx, c, { state, cause, needsGoods: input.allow && needsGoods, payer: freight.outcome.payer, refund, repriced: input.repriced, gifts: BigInt(input.giftsKeptFen), decision: {
      allowed: input.allow, goodwill, because: decision.because, law: decision.outcome.law, freightBecause: freight.because, freightLaw: freight.outcome.law, note: input.note, confirmedBy: input.confirmedBy,
    } });
    tx.fact(returnDecided, c.ret.id, { ...refOf(c.ret, c.order), type: c.ret.type, allowed: input.allow, goodwill, payer: freight.outcome.payer, refundFen: Number(refund) }, { objects: alsoOf(c.ret) });
    tx.audit({ type: 'return', id: c.ret.id }, { allowed: input.allow, goodwill, refundFen: Number(refund) }, input.note ?? undefined);
    if (back) tx.fact(returnReceived, c.ret.id, { ...refOf(c.ret, c.order), waybillNo: null }, { objects: alsoOf(c.ret) });
    if (input.allow && c.ret.type === 'before-shipping') {
      next(orderLife, c.order.state, 'cancel');
      await cancelOrders(tx, [{ order: c.order, reason: `客户申请发货前退款 ${c.ret.return_no}`, at: tx.now }]);
    }
    if (refund > 0n) await oweFor(tx, c, { amountFen: refund, extraFen: 0n, roomFen: sum.roomFen, clearedWhy: needsGoods ? null : whyNoGoods(c, back, decision.exception) });
    return { id: c.ret.id };
  },
});

const whyNoGoods = (c: Case, back: boolean, exception: string | null): string => {
  if (back) return '拒收包裹已退回入库';
  if (c.ret.type === 'before-shipping') return '发货前退款，货未发出';
  return exception === 'small-amount' ? '低于免退货退款限额' : '无须退回商品';
};

interface Saved { state: ReturnState; cause: string; needsGoods: boolean; payer: string; refund: bigint; repriced: boolean; gifts: bigint; decision: object }

async function save(tx: Tx, c: Case, s: Saved): Promise<void> {
  await tx.rows('sales.decide_return', `update sales.return set state = $2, cause = $3, needs_goods = $4, payer = $5, refund_fen = $6, repriced = $7, gifts_kept_fen = $8, decision = $9::jsonb, decided_at = to_timestamp($10 / 1000.0),
      decided_by = $11, decided_name = $12, closed_at = case when $2 = 'refused' then to_timestamp($10 / 1000.0) end, version = version + 1, updated_at = to_timestamp($10 / 1000.0) where id = $1`,
  [c.ret.id, s.state, s.cause, s.needsGoods, s.payer, s.refund, s.repriced, s.gifts, JSON.stringify(s.decision), tx.now, tx.actor.id, tx.actor.name]);
}

/**
 * The refund of this return, as finance is asked for it. Goods that came by an exchange are paid back from the orders whose money stands behind them, the nearest first, each
 * the way it was paid. `isBesides`: on top of what has gone back for it before.
 */
export async function oweFor(tx: Tx, c: Case, money: { amountFen: bigint; extraFen: bigint; roomFen: bigint; clearedWhy: string | null; isBesides?: boolean }): Promise<void> {
  const source = { type: 'return' as const, id: c.ret.id, no: c.ret.return_no };
  const purses = await pursesOf(tx, c.ret.id, c.order);
  let open = money.amountFen;
  const shares = purses.map((purse, i) => {
    const left = money.isBesides ? purse.leftFen - purse.paidFen : purse.leftFen;
    // Alone, an order answers for all of it: what it cannot bear the database refuses.
    const amountFen = purses.length === 1 || left > open ? open : left > 0n ? left : 0n;
    open -= amountFen;
    return { purse, amountFen, roomFen: i === 0 ? money.roomFen : purse.roomFen };
  });
  const bears = shares.find((s) => s.amountFen > 0n) ?? shares[0]!;
  for (const s of shares) {
    const extraFen = s === bears ? money.extraFen : 0n;
    if (s.amountFen + extraFen === 0n) {
      if (purses.length > 1) await voidRefund(tx, source, '改由另一张订单退款', s.purse.order.id);
      continue;
    }
    const { order, pay } = s.purse;
    await oweRefund(tx, {
      source, order: { id: order.id, no: order.order_no, storeId: order.store_id, channel: order.platform, ...pay }, amountFen: s.amountFen, extraFen, extraKind: extraFen > 0n ? 'freight' : null, roomFen: s.roomFen, clearedWhy: money.clearedWhy,
      isBesides: money.isBesides ?? false,
    });
  }
}
