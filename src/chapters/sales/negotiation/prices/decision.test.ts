import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Post } from '../../../../kernel/posts.ts';
import { decidePrice, figuresOf, type PricedLine, type PriceRules } from './decision.ts';

const rules: PriceRules = {
  floorBasisPoints: 1_500,
  bands: [{ above: null, upTo: 300, result: ['seller'] }, { above: 300, upTo: 1_000, result: ['team-lead'] }, { above: 1_000, upTo: 2_000, result: ['department-head'] }, { above: 2_000, upTo: null, result: ['general-manager'] }],
};
/** One article of 100.00 that costs 40.00, offered at so many basis points off. */
const off = (bp: bigint, costFen: bigint | null = 4_000n): PricedLine[] => [{ quantity: 10, listFen: 10_000n, unitFen: 10_000n - bp, costFen }];
const decide = (lines: readonly PricedLine[], asker: readonly Post[] = ['seller']) => decidePrice(figuresOf(lines), rules, asker);

describe('who decides a price (clause 2.2.3)', () => {
  test.each([[0n, ['seller'], true], [300n, ['seller'], true], [301n, ['team-lead'], false], [1_000n, ['team-lead'], false], [1_001n, ['department-head'], false], [2_000n, ['department-head'], false], [2_001n, ['general-manager'], false]] as const)(
    '%d basis points off', (bp, signers, own) => expect(decide(off(bp))).toMatchObject({ discountBasisPoints: Number(bp), signers, ownAuthority: own, belowFloor: false }));
  test('twelve per cent asked: the seller is told what he may give and who signs', () =>
    expect(decide(off(1_200n)).says).toEqual({ zh: '让价 12 %；您可自定 3 % 以内；毛利率 54.54 %：须部门经理批准', en: '12 % asked; you may give 3 %; margin 54.54 %: department head' }));
  test('under the floor only the general manager decides, however small the discount', () => {
    const cheap = decide(off(200n, 8_722n));
    expect(cheap).toMatchObject({ marginBasisPoints: 1_100, belowFloor: true, signers: ['general-manager'], ownAuthority: false });
    expect(cheap.says.en).toBe('2 % asked; you may give 3 %; margin 11 % is under the floor 15 %: general manager');
    expect(decide(off(200n, 8_722n), ['general-manager']).ownAuthority).toBe(true);
  });
  test.each([[8_500n, 1_500, false], [8_501n, 1_499, true]])('at the floor and a fen of cost above: %d', (cost, margin, below) => expect(decide(off(0n, cost))).toMatchObject({ marginBasisPoints: margin, belowFloor: below }));
  test('a cost that nobody knows is never the easier way', () => expect(decide(off(0n, null))).toMatchObject({ marginBasisPoints: null, belowFloor: true, signers: ['general-manager'] }));
  test('a price above the list does not pay for one below it', () => {
    const mixed: PricedLine[] = [{ quantity: 1, listFen: 10_000n, unitFen: 12_000n, costFen: 1_000n }, { quantity: 1, listFen: 10_000n, unitFen: 8_000n, costFen: 1_000n }];
    expect(figuresOf(mixed)).toMatchObject({ goodsFen: 20_000n, discountBasisPoints: 1_000 });
  });
  test('the lead may what his sellers may', () => expect(decide(off(300n), ['team-lead'])).toMatchObject({ ownAuthority: true, mayGiveBasisPoints: 1_000 }));
  test('the general manager has no bound', () => expect(decide(off(9_000n, 0n), ['general-manager'])).toMatchObject({ ownAuthority: true, mayGiveBasisPoints: null }));
});

const line = fc.record({ quantity: fc.integer({ min: 1, max: 10_000 }), listFen: fc.bigInt({ min: 1n, max: 100_000_000n }), unitFen: fc.bigInt({ min: 0n, max: 100_000_000n }), costFen: fc.option(fc.bigInt({ min: 0n, max: 100_000_000n })) });
const lines = fc.array(line, { minLength: 1, maxLength: 12 });
/** Bands without gaps, cut anywhere. */
const cutRules = fc.record({ cuts: fc.uniqueArray(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 5 }), floor: fc.integer({ min: 0, max: 9_000 }) }).map(({ cuts, floor }): PriceRules => {
  const sorted = cuts.toSorted((a, b) => a - b);
  const ladder: Post[] = ['seller', 'team-lead', 'department-head', 'general-manager', 'general-manager', 'general-manager'];
  return { floorBasisPoints: floor, bands: [...sorted, null].map((upTo, i) => ({ above: i === 0 ? null : sorted[i - 1]!, upTo, result: [ladder[i]!] })) };
});

describe('laws of the price decision', () => {
  test('every price has somebody who decides it, and exactly one band', () => fc.assert(fc.property(lines, cutRules, (ls, r) => {
    const d = decidePrice(figuresOf(ls), r, ['seller']);
    const fitting = r.bands.filter((b) => (b.above === null || d.discountBasisPoints > Number(b.above)) && (b.upTo === null || d.discountBasisPoints <= Number(b.upTo)));
    expect(fitting).toHaveLength(1);
    expect(d.signers).toEqual(d.belowFloor ? ['general-manager'] : fitting[0]!.result);
  })));
  test('rounding never makes a price look better, and never errs by a whole basis point', () => fc.assert(fc.property(lines, (ls) => {
    const f = figuresOf(ls);
    const below = ls.reduce((a, l) => a + (l.unitFen < l.listFen ? (l.listFen - l.unitFen) * BigInt(l.quantity) : 0n), 0n) * 10_000n;
    expect(BigInt(f.discountBasisPoints) * f.listFen >= below && BigInt(f.discountBasisPoints - 1) * f.listFen < below).toBe(true);
    if (f.marginBasisPoints === null) return;
    const left = (f.goodsFen - ls.reduce((a, l) => a + l.costFen! * BigInt(l.quantity), 0n)) * 10_000n;
    expect(BigInt(f.marginBasisPoints) * f.goodsFen <= left && BigInt(f.marginBasisPoints + 1) * f.goodsFen > left).toBe(true);
  })));
  test('a lower price is never easier: no fewer basis points, no higher margin', () => fc.assert(fc.property(lines, fc.nat(), fc.bigInt({ min: 0n, max: 1_000n }), (ls, at, less) => {
    const i = at % ls.length;
    const lower = ls.map((l, n) => (n === i ? { ...l, unitFen: l.unitFen > less ? l.unitFen - less : 0n } : l));
    const [a, b] = [figuresOf(ls), figuresOf(lower)];
    expect(b.discountBasisPoints).toBeGreaterThanOrEqual(a.discountBasisPoints);
    if (a.marginBasisPoints !== null && b.marginBasisPoints !== null && a.goodsFen > 0n) expect(b.marginBasisPoints).toBeLessThanOrEqual(a.marginBasisPoints);
  })));
  test('whoever stands above may all that one below may', () => fc.assert(fc.property(lines, cutRules, (ls, r) => {
    const may = (['seller', 'team-lead', 'department-head', 'general-manager'] as const).map((p) => decidePrice(figuresOf(ls), r, [p]).ownAuthority);
    may.forEach((own, n) => { if (own) expect(may.slice(n).every(Boolean)).toBe(true); });
  })));
});
