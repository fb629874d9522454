import { share, type Fen } from '../../../kernel/money.ts';
import type { Payer } from './contract-words.ts';

/** One line of the order as the refund is worked out from it. */
export interface RefundLine {
  quantity: number;
  /** What all units of the line cost after discounts. */
  amountFen: Fen;
  /** Price of one unit at the purchase, without the discount of a bundle; null where the source did not say. */
  unitFen: Fen | null;
  /** Units whose price went back in earlier returns that stand. */
  before: number;
  /** Units that are asked for now. */
  now: number;
  /** It cost nothing: whether it comes back says nothing of the whole order's freight. */
  gift: boolean;
}

export interface RefundAsk {
  lines: readonly RefundLine[];
  /** Freight that the customer paid with the order, not given back yet. */
  freightFen: Fen;
  /** Our cause: the freight out goes back when the whole order does. */
  ourCause: boolean;
  /** Parts of a bundle: the price is settled anew by the single prices at the purchase. */
  repriced: boolean;
  /** Price, stated beforehand, of gifts that the customer keeps. */
  giftsKeptFen: Fen;
  /** Paid for the order less everything given back elsewhere or promised in other returns. */
  roomFen: Fen;
}

export interface RefundSum { goodsFen: Fen; freightFen: Fen; giftsFen: Fen; refundFen: Fen }

const least = (a: Fen, b: Fen): Fen => (a < b ? a : b);

/** Shares of a line in whole fen: all of its units together give back exactly what it cost, however they are parted. */
const shareOf = (l: RefundLine, units: number): Fen => (l.amountFen * BigInt(units)) / BigInt(l.quantity);

/**
 * What goes back of the price (clause 2.4.2; Seven-Day Measures, arts. 12, 15, 17, 18). Never below nothing, never above what was paid:
 * bundles are settled by the single price of what stays (more back or less back), gifts kept are taken off, freight out goes back with the
 * whole order when the cause is ours or nothing of it stays.
 */
export function refundSum(ask: RefundAsk): RefundSum {
  const plain = ask.lines.reduce((a, l) => a + shareOf(l, l.before + l.now) - shareOf(l, l.before), 0n);
  const goods = ask.repriced ? repriced(ask.lines) : plain;
  const whole = ask.lines.every((l) => l.gift || l.before + l.now >= l.quantity);
  const freight = whole && ask.ourCause ? ask.freightFen : 0n;
  const gifts = least(ask.giftsKeptFen, goods);
  const refund = least(goods - gifts + freight, ask.roomFen);
  return { goodsFen: goods, freightFen: freight, giftsFen: gifts, refundFen: refund > 0n ? refund : 0n };
}

/** Paid for all of it, less what stays at its single price, less what went back before. */
function repriced(lines: readonly RefundLine[]): Fen {
  const paid = lines.reduce((a, l) => a + l.amountFen, 0n);
  const stays = lines.reduce((a, l) => a + (l.unitFen ?? l.amountFen / BigInt(l.quantity)) * BigInt(l.quantity - l.before - l.now), 0n);
  const before = lines.reduce((a, l) => a + shareOf(l, l.before), 0n);
  const back = paid - before - stays;
  return back > 0n ? back : 0n;
}

/** What we owe of the freight that the customer laid out for the way back. */
export const freightOwed = (laidOutFen: Fen, payer: Payer): Fen => (payer === 'company' ? laidOutFen : payer === 'shared' ? share(laidOutFen, 5_000) : 0n);
