import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountAt, fieldsOf, sameContent, totalsOf, weigh, type OrderContent, type VersionLine } from './content.ts';

const A = '00000000-0000-7000-8000-00000000000a';
const B = '00000000-0000-7000-8000-00000000000b';
const line = (more: Partial<VersionLine> = {}): VersionLine => ({ lineId: A, skuId: A, code: 'CUP', title: '保温杯', spec: null, quantity: 10, unitFen: 10_000, amountFen: 100_000, gift: false, ...more });
const content = (lines: VersionLine[], more: Partial<OrderContent> = {}): OrderContent => ({ lines, ...totalsOf(lines, 0), addressId: null, shipBy: null, ...more });
const prices = new Map([[A, { priceFen: 10_000n, floorFen: 7_000n }], [B, { priceFen: 5_000n, floorFen: null }]]);
const cost = (before: OrderContent, after: OrderContent, packed = false) => weigh(before, after, { packed, prices });
const at = (unit: number, quantity = 10) => line({ unitFen: unit, quantity, amountFen: unit * quantity });
const was = content([line()]);

describe('what a line costs when its quantity is another and part of it has left (clause 2.3.1)', () => {
  test('what has left keeps its share to the fen, all of it gone costs exactly that, and nothing is invented', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 50 }), fc.integer({ min: 0, max: 100_000 }), fc.nat(49), fc.integer({ min: 1, max: 80 }), (quantity, amount, left, wanted) => {
      const units = Math.min(left, quantity - 1);
      const gone = { quantity: units, valueFen: (BigInt(amount) * BigInt(units)) / BigInt(quantity) };
      const of = (n: number) => amountAt({ quantity, amountFen: BigInt(amount) }, gone, n);
      expect([of(quantity), units === 0 ? 0n : of(units)]).toEqual([BigInt(amount), gone.valueFen]);
      const n = Math.max(wanted, units);
      // A unit less never costs more, and the rest never costs more for each than it did.
      if (n > units) expect(of(n) - of(n - 1 || 1)).toBeGreaterThanOrEqual(0n);
      expect((of(n) - gone.valueFen) * BigInt(quantity - units)).toBeLessThanOrEqual((BigInt(amount) - gone.valueFen) * BigInt(n - units));
    }));
  });
  test('more of a line that has left whole costs for each what the others cost', () => expect(amountAt({ quantity: 2, amountFen: 199n }, { quantity: 2, valueFen: 199n }, 4)).toBe(398n));
});

describe('what a change costs (clause 2.3.1)', () => {
  test.each([
    [10_000, [], 0], [10_001, [], 0], [9_999, ['value-down', 'below-list'], 1], [9_000, ['value-down', 'below-list'], 1_000], [8_999, ['value-down', 'below-list'], 1_001],
    [7_000, ['value-down', 'below-list'], 3_000], [6_999, ['value-down', 'below-list', 'below-floor'], 10_000],
  ] as const)('a unit price of %i', (unit, effects, basisPoints) => expect(cost(was, content([at(unit)]))).toEqual({ effects, basisPoints }));
  test('more units at the same price cost nothing; one unit less is a tenth', () => {
    expect(cost(was, content([at(10_000, 11)]))).toEqual({ effects: [], basisPoints: 0 });
    expect(cost(was, content([at(10_000, 9)]))).toEqual({ effects: ['value-down'], basisPoints: 1_000 });
  });
  test('a price cut hidden behind more units is seen: the order is worth more, the unit less', () => {
    expect(cost(was, content([at(8_000, 20)]))).toEqual({ effects: ['below-list'], basisPoints: 2_000 });
  });
  test('a discount that the buyer had already is not judged again', () => {
    const discounted = content([line({ amountFen: 80_000 })]);
    expect(cost(discounted, content([line({ quantity: 20, amountFen: 160_000 })])).effects).toEqual([]);
  });
  test('packed goods: another address or other goods weigh one, a price alone does not open the parcel', () => {
    expect(cost(was, { ...was, addressId: B }, true)).toEqual({ effects: ['after-packing'], basisPoints: 1 });
    expect(cost(was, { ...was, addressId: B }, false)).toEqual({ effects: [], basisPoints: 0 });
    expect(cost(was, content([at(10_000, 11)]), true)).toEqual({ effects: ['after-packing'], basisPoints: 1 });
    expect(cost(was, content([at(10_100)]), true)).toEqual({ effects: [], basisPoints: 0 });
  });
  test('a promise may come earlier at no cost; a minute later weighs one, and so does taking it away', () => {
    const promised = { ...was, shipBy: 100 };
    expect([99, 100, 101, null].map((shipBy) => cost(promised, { ...was, shipBy }).basisPoints)).toEqual([0, 0, 1, 1]);
    expect(cost(was, promised).basisPoints).toBe(0);
  });
  test('never more than all of it, never less than the loss in money, and nothing for an order that stays', () => {
    const lines = fc.array(fc.record({ lineId: fc.constantFrom(A, B), quantity: fc.integer({ min: 1, max: 50 }), unit: fc.integer({ min: 0, max: 20_000 }) }), { minLength: 1, maxLength: 2 })
      .map((list) => content([...new Map(list.map((l) => [l.lineId, line({ lineId: l.lineId, skuId: l.lineId, quantity: l.quantity, unitFen: l.unit, amountFen: l.unit * l.quantity })])).values()]));
    fc.assert(fc.property(lines, lines, fc.boolean(), (before, after, packed) => {
      const { basisPoints } = cost(before, after, packed);
      expect(basisPoints).toBeLessThanOrEqual(10_000);
      expect(BigInt(basisPoints) * BigInt(before.payableFen)).toBeGreaterThanOrEqual(10_000n * BigInt(Math.max(0, before.payableFen - after.payableFen)));
      expect(cost(before, before, packed).basisPoints).toBe(0);
      expect(fieldsOf(before, before)).toEqual([]);
      expect(sameContent(before, after)).toBe(fieldsOf(before, after).length === 0);
    }), { numRuns: 300 });
  });
});
