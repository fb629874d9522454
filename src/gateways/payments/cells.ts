import { divideRounded } from '../../kernel/money.ts';

/**
 * How cells of payment bills are read. Cells arrive as the file has them: with a leading grave accent (WeChat), with TABs
 * (Alipay), with full-width signs, as Excel floats. Everything here is exact: money never passes through a float.
 */

const emptyMarks = new Set(['', '-', '--', '/', '""', '" "', 'null']);

/** Text of a cell without provider prefixes, padding and Excel wrappers; '' for every way of writing "empty". */
export function cleanText(raw: string | undefined): string {
  if (raw === undefined) return '';
  let text = raw.trim().replace(/^`+/, '').trim();
  const formula = /^="(.*)"$/s.exec(text);
  if (formula) text = (formula[1] ?? '').trim();
  return emptyMarks.has(text) ? '' : text;
}

export const textOrNull = (raw: string | undefined): string | null => cleanText(raw) || null;

/** An id cell. `damaged`: a spreadsheet has turned the number into a float, the last digits are gone and are not guessed. */
export interface IdCell {
  value: string;
  damaged: boolean;
}

export function readId(raw: string | undefined): IdCell {
  let value = cleanText(raw).replace(/^'/, '').trim();
  if (/^\d{1,15}\.0+$/.test(value)) value = value.slice(0, value.indexOf('.'));
  const scientific = /^\d(?:\.\d+)?e\+?\d+$/i.test(value);
  // A spreadsheet keeps 15 digits and fills up with zeros; shorter tails of zeros do occur in honest numbers.
  const zeroFilled = /^\d{15}0{4,}$/.test(value);
  return { value, damaged: scientific || zeroFilled };
}

const yuan = /^([+-]?)(?:¥|￥)?([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;

/**
 * Yuan text → integer of 1/10^(decimals) yuan, exact. Null when it is no amount or has more decimals than asked for
 * (further zeros are allowed, and so is the noise of a float: 28.900000000000002 in a workbook is 28.90). Thousands separators,
 * ¥ and full-width signs are understood.
 */
function scaled(raw: string, decimals: number): bigint | null {
  const text = raw.replaceAll('＋', '+').replaceAll('－', '-').replaceAll('−', '-').replaceAll('，', ',').replaceAll('．', '.')
    .replace(/元$/, '').replace(/\s+/g, '');
  const found = yuan.exec(text);
  if (!found || (found[1] && found[2])) return null;
  const fraction = (found[4] ?? '').replace(/0{6,}\d{1,2}$/, '');
  if (/[^0]/.test(fraction.slice(decimals))) return null;
  const digits = (found[3] ?? '').replaceAll(',', '') + fraction.slice(0, decimals).padEnd(decimals, '0');
  if (digits.length > 18) return null;
  const value = BigInt(digits);
  return found[1] === '-' || found[2] === '-' ? -value : value;
}

/** Yuan with at most two decimals → fen. */
export const readFen = (text: string): bigint | null => scaled(text, 2);

/** Yuan with at most five decimals → 1/1000 fen (the unit in which WeChat states fees). */
export const readMilliFen = (text: string): bigint | null => scaled(text, 5);

/**
 * 1/1000 fen → fen, half away from zero (0.5 fen → 1 fen, −0.5 fen → −1 fen): the commercial rounding that WeChat Pay applies to
 * a fee. Sums are taken before rounding, never of rounded parts.
 */
export const roundToFen = (milliFen: bigint): bigint => divideRounded(milliFen, 1000n);

/** A count as bills state it: `3`, `3.0`, `1,007`. */
export function readCount(text: string): bigint | null {
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?$/.exec(text);
  return found ? BigInt((found[1] ?? '').replaceAll(',', '')) : null;
}

const shanghaiOffsetMs = 8 * 3_600_000;
const moment = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})|(?<=[-/.月]\d{2}日?)(\d{2})):(\d{2})(?::(\d{2})(?:\.0+)?)?$/;

/** Wall-clock text of Asia/Shanghai → ms UTC; null when it is no real moment (30 February, 24:00). Full-width colons occur. */
export function readTime(text: string): number | null {
  const found = moment.exec(text.replaceAll('：', ':').trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second] =
    [found[1], found[2], found[3], found[4] ?? found[5], found[6], found[7] ?? '0'].map(Number) as [number, number, number, number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return at.getTime() - shanghaiOffsetMs;
}

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
