import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { freightOwed, refundSum, type RefundAsk, type RefundLine } from './refund-sum.ts';

const line = (more: Partial<RefundLine> = {}): RefundLine => ({ quantity: 1, amountFen: 9_900n, unitFen: 9_900n, before: 0, now: 1, gift: false, ...more });
const ask = (more: Partial<RefundAsk> = {}): RefundAsk => ({ lines: [line()], freightFen: 1_000n, ourCause: false, repriced: false, giftsKeptFen: 0n, roomFen: 1_000_000n, ...more });

describe('what goes back of the price', () => {
  test('the price of what comes back; the freight out only with the whole order and when the cause is ours', () => {
    expect(refundSum(ask()).refundFen).toBe(9_900n);
    expect(refundSum(ask({ ourCause: true })).refundFen).toBe(10_900n);
    expect(refundSum(ask({ ourCause: true, lines: [line(), line({ now: 0 })] })).refundFen).toBe(9_900n);
  });
  test('a bundle of three for 20.00 (9.00 each): one goes back, two stay at their single price', () => {
    expect(refundSum(ask({ lines: [line({ quantity: 3, amountFen: 2_000n, unitFen: 900n, now: 1 })], repriced: true })).refundFen).toBe(200n);
    expect(refundSum(ask({ lines: [line({ quantity: 3, amountFen: 2_000n, unitFen: 900n, now: 3 })], repriced: true })).refundFen).toBe(2_000n);
    expect(refundSum(ask({ lines: [line({ quantity: 3, amountFen: 1_500n, unitFen: 900n, now: 1 })], repriced: true })).refundFen).toBe(0n);
  });
  test('gifts that stay are taken off, never below nothing', () => {
    expect(refundSum(ask({ giftsKeptFen: 900n })).refundFen).toBe(9_000n);
    expect(refundSum(ask({ giftsKeptFen: 99_900n })).refundFen).toBe(0n);
  });
  test('never more than what is left of the payment', () => {
    expect(refundSum(ask({ roomFen: 9_899n })).refundFen).toBe(9_899n);
    expect(refundSum(ask({ roomFen: 9_900n })).refundFen).toBe(9_900n);
    expect(refundSum(ask({ roomFen: 0n })).refundFen).toBe(0n);
  });
  test('freight of the way back: ours, half of it, or the customer’s', () => {
    expect([freightOwed(1_201n, 'company'), freightOwed(1_201n, 'shared'), freightOwed(1_201n, 'customer')]).toEqual([1_201n, 601n, 0n]);
  });
});

test('however an order is given back in parts, the parts come to exactly what was paid, and never to more', () => {
  const order = fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 7 }), amount: fc.bigInt({ min: 0n, max: 100_000n }) }), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(order, fc.bigInt({ min: 0n, max: 3_000n }), fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (goods, freight, draws) => {
    const paid = goods.reduce((a, g) => a + g.amount, 0n) + freight;
    const before = goods.map(() => 0);
    let given = 0n;
    for (let step = 0; before.some((b, i) => b < goods[i]!.quantity); step += 1) {
      const open = goods.flatMap((g, i) => (before[i]! < g.quantity ? [i] : []));
      const pick = open[(draws[step % draws.length]! + step) % open.length]!;
      const lines = goods.map((g, i): RefundLine => ({ quantity: g.quantity, amountFen: g.amount, unitFen: null, before: before[i]!, now: i === pick ? 1 : 0, gift: false }));
      given += refundSum({ lines, freightFen: freight, ourCause: true, repriced: false, giftsKeptFen: 0n, roomFen: paid - given }).refundFen;
      before[pick]! += 1;
      expect(given <= paid).toBe(true);
    }
    expect(given).toBe(paid);
  }));
});
