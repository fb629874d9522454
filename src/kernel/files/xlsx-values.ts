const dayMs = 86_400_000;

/** Built-in number formats that show dates or times (ECMA-376 18.8.30, with the East Asian ones). */
const builtInDates = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a number format shows a date or time. Quoted text, escapes and colours do not count. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates(id);
  const bare = code.replace(/"[^"]*"/g, '').replace(/\\./g, '').replace(/_./g, '').replace(/\*./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/general|通用/i.test(bare)) return false;
  return /[ymdhs年月日时分秒]/i.test(bare);
}

/**
 * The text of an Excel serial: `2026-11-24`, `2026-11-24 08:30:00`, or `08:30:00` below one day. Wall-clock time, no zone.
 * The 1900 system counts a 29 February 1900 that never was.
 */
export function serialText(serial: number, since1904: boolean): string {
  const days = since1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const ms = Math.round(((days - 25_569) * dayMs) / 1000) * 1000;
  const iso = new Date(ms).toISOString();
  if (serial >= 0 && serial < 1 && !since1904) return iso.slice(11, 19);
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/**
 * A number cell as text without the noise of floats: `28.900000000000002` gives `28.9`, `123.0` gives `123`. A float carries
 * 15 digits; an integer that went through one and lost the rest is written like `6.91792676882364E+18`, which the id cleaner
 * flags. Long integers that no float would print were written as they are by another program: they stay.
 */
export function numberText(raw: string): string {
  const text = raw.trim();
  if (/^-?\d{1,15}$/.test(text)) return text;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (/^-?\d{16,32}$/.test(text) && (Number.isSafeInteger(value) || String(value) !== text)) return text;
  if (Number.isInteger(value) && Math.abs(value) >= 1e15) return value.toExponential(14).toUpperCase();
  const plain = String(Number(value.toPrecision(15)));
  return plain.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : plain;
}

/** 0-based column of a reference like `AB12`; -1 when it is none. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i) & ~32;
    if (c < 65 || c > 90) break;
    column = column * 26 + (c - 64);
  }
  return column - 1;
}

/** Excel writes control characters as `_x000D_`. */
export const unescapeXlsx = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
