import { skusById } from '../../../registers/products/index.ts';
import { dayOf } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { decideBy } from '../../../regulation/evaluators/rule.ts';
import { beforeShipping } from '../orders/states.ts';
import type { Cause, Exclusion } from './contract-words.ts';
import { refundLines, type Case } from './load-return.ts';
import { pursesOf } from './purses.ts';
import { refundSum, type RefundSum } from './refund-sum.ts';
import { freightPayer, returnDecision, type ReturnInputs } from './return-rule.ts';

/** The class of goods that the law or the purchase excludes, the strictest first; null where all of them are ordinary. */
export async function exclusionOf(on: { runner: Runner }, skuIds: readonly (string | null)[]): Promise<Exclusion | null> {
  const known = skuIds.filter((s): s is string => s !== null);
  if (known.length === 0) return null;
  const products = [...(await skusById(on, known)).values()].map((s) => s.productId);
  const { rows } = await on.runner.query<{ exclusion: Exclusion }>(`select exclusion from sales.goods_exclusion where product_id = any ($1::uuid[])
    order by exclusion in ('custom-made', 'fresh', 'digital', 'periodical') desc, exclusion limit 1`, [products], 'sales.exclusion_of');
  return rows[0]?.exclusion ?? null;
}

export interface Found { cause: Cause; intact: boolean | null; confirmed: boolean; repriced: boolean; giftsKeptFen: bigint; accepted?: (l: Case['lines'][number]) => number }

/** Where the order stands, for values that are narrower than the company's. */
const whereOf = (c: Case) => ({ store: c.order.store_id, channel: c.order.platform });

export async function inputsOf(on: { runner: Runner }, c: Case, found: Found, amountFen: bigint): Promise<ReturnInputs> {
  return {
    type: c.ret.type, cause: found.cause, shipped: !beforeShipping.includes(c.order.state) && c.order.state !== 'cancelled', signedOn: c.ret.signed_at === null ? null : dayOf(c.ret.signed_at), askedOn: dayOf(c.ret.requested_at),
    exclusion: await exclusionOf(on, c.lines.map((l) => l.sku_id)), confirmed: found.confirmed, intact: found.intact, amountFen: Number(amountFen),
  };
}

/** Gifts that should have come back and stayed with the customer, at the price stated beforehand (Seven-Day Measures, art. 12); without one nothing is asked for them. */
const giftsKept = (c: Case): bigint => c.lines.reduce((sum, l) => {
  const gift = c.orderLines.find((x) => x.id === l.order_line_id && x.gift_by !== null);
  return sum + (gift?.gift_price_fen ?? 0n) * BigInt(l.sent_back);
}, 0n);

/** What goes back, by the lines that count, from the orders whose money stands behind them. Nothing goes back in money for exchanges, replacements and repairs. */
export async function sumOf(tx: Tx, c: Case, found: Found): Promise<RefundSum & { roomFen: bigint }> {
  const [lines, purses] = await Promise.all([refundLines(tx, c, found.accepted ?? ((l) => l.quantity)), pursesOf(tx, c.ret.id, c.order)]);
  const left = purses.reduce((all, p) => all + p.leftFen, 0n);
  const sum = refundSum({ lines, freightFen: c.order.freight_fen, ourCause: found.cause !== 'no-reason' || c.ret.type === 'before-shipping', repriced: found.repriced, giftsKeptFen: found.giftsKeptFen + giftsKept(c), roomFen: left });
  return { ...sum, roomFen: purses[0]!.roomFen };
}

/** The two rules of clause 2.4.2 decide, and how they decided is kept. */
export async function judgeReturn(tx: Tx, c: Case, found: Found) {
  const sum = await sumOf(tx, c, found);
  const inputs = await inputsOf(tx, c, found, sum.goodsFen);
  const about = { type: 'return', id: c.ret.id, no: c.ret.return_no, storeId: c.ret.store_id, where: whereOf(c) };
  const decision = decideBy(tx, returnDecision, inputs, about);
  const freight = decideBy(tx, freightPayer, { cause: found.cause, shipped: inputs.shipped }, about);
  return { sum, inputs, decision, freight };
}
