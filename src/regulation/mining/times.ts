import type { Zone } from '../clock/zone.ts';

/** Which figure of `03/04/2026` is the day. */
export type DateOrder = 'dmy' | 'mdy';

/** A time as read: NaN = not a time that way round. Both are equal unless the order of day and month decides. */
export interface ReadTime {
  readonly dayFirst: number;
  readonly monthFirst: number;
}

const clock = '(?:[T ,]+(\\d{1,2})[:：时点.](\\d{1,2})(?:[:：分.](\\d{1,2})秒?(?:[.,](\\d{1,9}))?|分)?\\s*([AaPp]\\.?[Mm]\\.?|上午|下午)?)?';
const zoneTail = '\\s*(Z|UTC|GMT|[+-]\\d{2}:?\\d{2}|[+-]\\d{2})?(?:\\s*\\[[^\\]]*\\])?';
const yearFirst = new RegExp(`^(\\d{4})(?:[-/.]|年)(\\d{1,2})(?:[-/.]|月)(\\d{1,2})日?${clock}${zoneTail}$`, 'i');
const yearLast = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})${clock}${zoneTail}$`, 'i');
const dayMonthName = new RegExp(`^(?:[A-Za-z]{3,9},?\\s+)?(\\d{1,2})[-/ .]+([A-Za-z]{3,9})[-/ .,]+(\\d{4}|\\d{2})${clock}${zoneTail}$`, 'i');
const monthNameDay = new RegExp(`^(?:[A-Za-z]{3,9},?\\s+)?([A-Za-z]{3,9})[-/ .]+(\\d{1,2})[-/ .,]+(\\d{4}|\\d{2})${clock}${zoneTail}$`, 'i');
const packed = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const none: ReadTime = { dayFirst: Number.NaN, monthFirst: Number.NaN };
const same = (at: number): ReadTime => ({ dayFirst: at, monthFirst: at });

/** Excel counts days from 1899-12-30. */
const excelEpoch = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

/**
 * Reads instants in the ways logs write them: ISO 8601 with or without offset, years first or last, month names, AM/PM, packed digits,
 * Unix seconds to nanoseconds, days of Excel. Times without offset are local to `zone`. NaN for what is no time.
 */
export function timeReader(zone: Zone): (text: string) => ReadTime {
  const at = (y: number, m: number, d: number, rest: readonly (string | undefined)[]): number => {
    const [hh, mm, ss, fraction, half, tail] = rest;
    let hour = Number(hh ?? 0);
    if (half) hour = (hour % 12) + (/^p|下午/i.test(half) ? 12 : 0);
    const [minute, second] = [Number(mm ?? 0), Number(ss ?? 0)];
    if (m < 1 || m > 12 || hour > 24 || minute > 59 || second > 60) return Number.NaN;
    const local = Date.UTC(y, m - 1, d, hour, minute, second) + Math.floor(Number(`0.${fraction ?? '0'}`) * 1000);
    if (new Date(Date.UTC(y, m - 1, d)).getUTCDate() !== d) return Number.NaN;
    if (!tail) return zone.instant(local).at;
    const digits = /([+-])(\d{2}):?(\d{2})?/.exec(tail);
    if (!digits) return local;
    const offset = (Number(digits[2]) * 60 + Number(digits[3] ?? 0)) * 60_000;
    return digits[1] === '-' ? local + offset : local - offset;
  };
  const year = (text: string): number => (text.length === 2 ? Number(text) + (Number(text) < 70 ? 2000 : 1900) : Number(text));
  const month = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1;

  return (written) => {
    const text = written.trim();
    const iso = yearFirst.exec(text);
    if (iso) return same(at(Number(iso[1]), Number(iso[2]), Number(iso[3]), iso.slice(4)));
    const last = yearLast.exec(text);
    if (last) {
      const y = year(last[3]!);
      return { dayFirst: at(y, Number(last[2]), Number(last[1]), last.slice(4)), monthFirst: at(y, Number(last[1]), Number(last[2]), last.slice(4)) };
    }
    const named = dayMonthName.exec(text);
    if (named) return same(at(year(named[3]!), month(named[2]!), Number(named[1]), named.slice(4)));
    const american = monthNameDay.exec(text);
    if (american) return same(at(year(american[3]!), month(american[1]!), Number(american[2]), american.slice(4)));
    return figures(text, at, zone);
  };
}

function figures(text: string, at: (y: number, m: number, d: number, rest: readonly (string | undefined)[]) => number, zone: Zone): ReadTime {
  const digits = packed.exec(text);
  if (digits && /^(19|20)/.test(text)) {
    const found = at(Number(digits[1]), Number(digits[2]), Number(digits[3]), [digits[4], digits[5], digits[6], digits[7], undefined, digits[8]]);
    if (!Number.isNaN(found)) return same(found);
  }
  const number = /^(\d+)(?:[.,](\d+))?(?:[eE]\+?(\d{1,2}))?$/.exec(text);
  if (!number) return none;
  const value = Number(text.replace(',', '.'));
  if (value >= 1e17) return same(Math.floor(value / 1e6));
  if (value >= 1e14) return same(Math.floor(value / 1e3));
  if (value >= 1e11) return same(Math.floor(value));
  if (value >= 1e8) return same(Math.floor(value * 1000));
  if (value >= 20_000 && value < 80_000) return same(zone.instant(Math.round((excelEpoch + value * DAY) / 1000) * 1000).at);
  return none;
}

/** Which way round a column of times stands: what never contradicts itself wins; day first where both would do. Null: neither does. */
export function orderOf(seen: { dayFirst: boolean; monthFirst: boolean }): DateOrder | null {
  return seen.dayFirst ? 'dmy' : seen.monthFirst ? 'mdy' : null;
}
