/**
 * Money is integer fen, currency CNY, `bigint` on the server and a JSON integer in the API. This is the only place that rounds:
 * half away from zero, once, at the end. A split always sums to its whole.
 */
export type Fen = bigint;

/** Rates are basis points: 1 % = 100. */
export type BasisPoints = number;

export class NotMoney extends Error {
  override name = 'NotMoney';
}

/** `1,234.5`, `¥12`, `-0.01`, `（3.00）`… to fen, exact. More than two decimals are refused unless they are zeros. */
export function parseYuan(written: string): Fen {
  const clean = written.trim().replace(/[,，\s]/g, '').replace(/^([+-]?)[¥￥]/, '$1').replace(/元$/, '');
  const found = /^([+-]?)(\d{1,15})(?:\.(\d*))?$/.exec(clean);
  if (!found) throw new NotMoney(`not an amount of money: "${written}"`);
  const decimals = found[3] ?? '';
  if (/[1-9]/.test(decimals.slice(2))) throw new NotMoney(`more than two decimals: "${written}"`);
  const fen = BigInt(found[2]!) * 100n + BigInt(decimals.slice(0, 2).padEnd(2, '0'));
  return found[1] === '-' ? -fen : fen;
}

/** `1234.50`: plain, for files and PostgreSQL. */
export function yuanText(fen: Fen | number): string {
  const value = BigInt(fen);
  const whole = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${whole / 100n}.${String(whole % 100n).padStart(2, '0')}`;
}

/** `¥1,234.50`: for people. */
export function formatYuan(fen: Fen | number): string {
  const [whole, cents] = yuanText(fen).replace('-', '').split('.') as [string, string];
  return `${BigInt(fen) < 0n ? '-' : ''}¥${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${cents}`;
}

/** Quotient rounded half away from zero. `by` must be positive. */
export function divideRounded(value: bigint, by: bigint): bigint {
  if (by <= 0n) throw new RangeError('divisor must be positive');
  const sign = value < 0n ? -1n : 1n;
  const whole = value * sign;
  return sign * ((2n * whole + by) / (2n * by));
}

/** `fen × rate`, rounded once. */
export const share = (fen: Fen, rate: BasisPoints): Fen => divideRounded(fen * BigInt(rate), 10_000n);

/**
 * Splits an amount by weights (largest remainder, ties to the earlier part): the parts sum to the amount, to the fen.
 * All-zero weights split evenly.
 */
export function allocate(amount: Fen, weights: readonly bigint[]): Fen[] {
  if (weights.length === 0) throw new RangeError('nothing to allocate to');
  if (weights.some((w) => w < 0n)) throw new RangeError('weights cannot be negative');
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total === 0n) return allocate(amount, weights.map(() => 1n));
  const sign = amount < 0n ? -1n : 1n;
  const whole = amount * sign;
  const parts = weights.map((w, i) => ({ i, fen: (whole * w) / total, rest: (whole * w) % total }));
  let left = whole - parts.reduce((a, p) => a + p.fen, 0n);
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    part.fen += 1n;
    left -= 1n;
  }
  return parts.map((p) => p.fen * sign);
}

export const sum = (amounts: Iterable<Fen>): Fen => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};
