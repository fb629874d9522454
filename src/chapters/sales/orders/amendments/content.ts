import type { Fen } from '../../../../kernel/money.ts';
import { orderContent, versionLine, type OrderContent, type VersionLine } from './contract-content.ts';

export type { OrderContent, VersionLine } from './contract-content.ts';

export const amendedFields = ['lines', 'price', 'freight', 'address', 'date'] as const;
export type AmendedField = (typeof amendedFields)[number];
export const amendmentEffects = ['value-down', 'below-list', 'below-floor', 'after-packing', 'promise-later', 'gift'] as const;
export type AmendmentEffect = (typeof amendmentEffects)[number];

/** Goods and money of lines: what the unit prices come to, and what of it is discount. */
export function totalsOf(lines: readonly VersionLine[], freightFen: number): Pick<OrderContent, 'goodsFen' | 'discountFen' | 'freightFen' | 'payableFen'> {
  const amount = lines.reduce((a, l) => a + l.amountFen, 0);
  const goods = lines.reduce((a, l) => a + Math.max(l.unitFen === null ? l.amountFen : l.unitFen * l.quantity, l.amountFen), 0);
  return { goodsFen: goods, discountFen: goods - amount, freightFen, payableFen: amount + freightFen };
}

/**
 * What a line costs with another quantity, in fen: the discount that a unit had, it keeps; what has left costs what it left with (`gone`), and the rest is
 * shared over the units that are still to go. Pure.
 */
export function amountAt(line: { quantity: number; amountFen: Fen }, gone: { quantity: number; valueFen: Fen }, quantity: number): Fen {
  if (quantity === line.quantity) return line.amountFen;
  const rest = line.quantity - gone.quantity;
  const more = BigInt(quantity - gone.quantity);
  return gone.valueFen + (rest > 0 ? ((line.amountFen - gone.valueFen) * more) / BigInt(rest) : (line.amountFen * more) / BigInt(line.quantity));
}

const keyOf = (l: VersionLine): string => l.lineId ?? `new ${l.gift ? 'gift ' : ''}${l.code}`;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Which parts of the order are another. Pure. */
export function fieldsOf(before: OrderContent, after: OrderContent): AmendedField[] {
  const goods = (c: OrderContent) => c.lines.map((l) => [keyOf(l), l.skuId, l.quantity]).toSorted();
  const prices = (c: OrderContent) => c.lines.map((l) => [keyOf(l), l.unitFen]).toSorted();
  const kept = new Set(before.lines.map(keyOf).filter((k) => after.lines.some((l) => keyOf(l) === k)));
  const priceOfKept = (c: OrderContent) => prices({ ...c, lines: c.lines.filter((l) => kept.has(keyOf(l))) });
  return amendedFields.filter((f) => ({
    lines: !same(goods(before), goods(after)), price: !same(priceOfKept(before), priceOfKept(after)), freight: before.freightFen !== after.freightFen, address: before.addressId !== after.addressId,
    date: before.shipBy !== after.shipBy,
  })[f]);
}

/** The same order as it was when the change was proposed: otherwise it is not this order that was approved. */
export const sameContent = (a: OrderContent, b: OrderContent): boolean => same(sorted(a), sorted(b));
const sorted = (c: OrderContent) => ({ ...orderContent.parse(c), lines: c.lines.map((l) => versionLine.parse(l)).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((l) => [l.lineId, l.skuId, l.quantity, l.unitFen, l.amountFen]) });

export interface Weighed { effects: AmendmentEffect[]; basisPoints: number }
/** What the rule has to know of an article: its own price and its floor. */
export interface ArticlePrice { priceFen: Fen | null; floorFen: Fen | null }

const share = (part: number, whole: number): number => (whole <= 0 ? 10_000 : Math.min(10_000, Math.ceil((part * 10_000) / whole)));

/**
 * What a change costs, in basis points (clause 2.3.1): the share by which the order is worth less, or how far a lowered or new price lies
 * under the article's own, whichever is more; under the floor all of it. A gift costs what it is worth of the order. Opening what is packed, or promising later, weighs at least one:
 * never the seller alone. Nothing of that: 0. Pure.
 */
export function weigh(before: OrderContent, after: OrderContent, about: { packed: boolean; prices: ReadonlyMap<string, ArticlePrice> }): Weighed {
  const effects = new Map<AmendmentEffect, number>();
  if (after.payableFen < before.payableFen) effects.set('value-down', share(before.payableFen - after.payableFen, before.payableFen));
  for (const line of after.lines) {
    const was = before.lines.find((l) => keyOf(l) === keyOf(line));
    if (line.gift) {
      const more = line.quantity - (was?.quantity ?? 0);
      if (more > 0) effects.set('gift', Math.max(1, Math.min(10_000, (effects.get('gift') ?? 0) + share(Number(about.prices.get(line.skuId)?.priceFen ?? 0n) * more, before.payableFen))));
      continue;
    }
    const unit = Math.floor(line.amountFen / line.quantity);
    // A line whose price stays is not judged again: it was when the order was reviewed.
    if (was && was.unitFen === line.unitFen && unit >= Math.floor(was.amountFen / was.quantity)) continue;
    const { priceFen, floorFen } = about.prices.get(line.skuId) ?? { priceFen: null, floorFen: null };
    if (priceFen !== null && BigInt(unit) < priceFen) effects.set('below-list', Math.max(effects.get('below-list') ?? 0, share(Number(priceFen) - unit, Number(priceFen))));
    if (floorFen !== null && BigInt(unit) < floorFen) effects.set('below-floor', 10_000);
  }
  if (about.packed && fieldsOf(before, after).some((f) => f === 'lines' || f === 'address')) effects.set('after-packing', 1);
  if (before.shipBy !== after.shipBy && (after.shipBy ?? Infinity) > (before.shipBy ?? Infinity)) effects.set('promise-later', 1);
  return { effects: amendmentEffects.filter((e) => effects.has(e)), basisPoints: Math.max(0, ...effects.values()) };
}
