import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate, divideRounded, formatYuan, NotMoney, parseYuan, share, sum, yuanText } from './money.ts';

describe('amounts as files write them', () => {
  test.each([
    ['0', 0n], ['12', 1200n], ['12.3', 1230n], ['12.30', 1230n], ['-0.01', -1n], ['1,234.50', 123450n], ['¥9.90', 990n], ['￥9.90', 990n],
    ['+3.00', 300n], ['28.160000', 2816n], ['0.', 0n], ['-¥1.00', -100n], ['15元', 1500n],
  ])('%s', (text, fen) => expect(parseYuan(text)).toBe(fen));

  test.each(['', '-', '1.005', 'abc', '1e5', '12.3.4', '１２', '1 234,5.6.7', '--1'])('"%s" is refused, not guessed', (text) =>
    expect(() => parseYuan(text)).toThrow(NotMoney));

  test('what was written is what is read back', () =>
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), (fen) => {
      expect(parseYuan(yuanText(fen))).toBe(fen);
      expect(parseYuan(formatYuan(fen))).toBe(fen);
    })));
});

describe('rounding happens once, half away from zero', () => {
  test.each([[5n, 10n, 1n], [4n, 10n, 0n], [-5n, 10n, -1n], [-4n, 10n, 0n], [15n, 10n, 2n]])('%s / %s = %s', (a, b, c) =>
    expect(divideRounded(a, b)).toBe(c));
  test('0.6 % of ¥0.83 is half a fen up', () => expect(share(83n, 60)).toBe(0n));
  test('0.6 % of ¥0.84 rounds to one fen', () => expect(share(84n, 60)).toBe(1n));
});

describe('a split sums to its whole', () => {
  test('¥1.00 over three equal lines', () => expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]));
  test('nothing to weigh by: evenly', () => expect(allocate(5n, [0n, 0n])).toEqual([3n, 2n]));
  test('a discount (negative) splits the same way', () => expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]));
  test('any amount over any weights, never off by more than a fen', () =>
    fc.assert(fc.property(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }),
      (amount, weights) => {
        const parts = allocate(amount, weights);
        expect(sum(parts)).toBe(amount);
        const total = sum(weights);
        if (total > 0n)
          parts.forEach((part, i) => {
            const exact = (amount * weights[i]!) / total;
            const off = part - exact;
            expect(off >= -1n && off <= 1n).toBe(true);
          });
      })));
});
