import { words, type Words } from '../words.ts';

/** What a cell says. `trouble` is worded for the person who has to mend the file. */
export type Cell<T> = { ok: true; value: T; note?: Trouble } | { ok: false; trouble: Trouble };

export interface Trouble {
  code: string;
  message: Words;
}

const taken = <T>(value: T): Cell<T> => ({ ok: true, value });
const refused = (code: string, zh: string, en: string): Cell<never> => ({ ok: false, trouble: { code, message: words(zh, en) } });

/** What exports write for "nothing": rule 8 of the importers. */
const blanks = new Set(['', '-', '--', '—', '/', '无', 'null', 'NULL', '#N/A']);

/** The text inside `="…"`, quotes and padding (blank, TAB, no-break blank, byte order mark). */
export function bare(cell: string): string {
  let text = trimCell(cell);
  const formula = /^="((?:[^"]|"")*)"$/.exec(text);
  if (formula) text = trimCell(formula[1]!.replaceAll('""', '"'));
  else if (text.length >= 2 && text.startsWith('"') && text.endsWith('"')) text = trimCell(text.slice(1, -1));
  return text;
}

// String.trim takes TAB, no-break blank, full-width blank and the byte order mark; the zero-width blank it leaves.
const trimCell = (text: string): string => text.replaceAll('\u200b', '').trim();

/** Text as it stands, null where the file says nothing. `-` and `/` count as nothing only when they are the whole cell. */
export function textCell(cell: string): string | null {
  // The apostrophe that keeps a spreadsheet from running a text (`safeText`) is none of it.
  const text = bare(cell).replace(/^'\s*(?=[=+\-@＝＋－＠])/, '');
  return blanks.has(text) ? null : text;
}

/** Text of an id, phone or code: also without the ' or ` that marketplaces put in front to keep Excel from counting. */
const marked = (cell: string): string => {
  const text = bare(cell);
  return bare(/^['`‘’]/.test(text) ? text.slice(1) : text);
};

export const codeCell = (cell: string): string | null => {
  const text = marked(cell);
  return blanks.has(text) ? null : text;
};

/**
 * An id. `123.0` (a float from Excel or pandas) is `123`; `6.91E+18` lost digits and is refused, never guessed; eighteen and
 * more digits that end in zeros after the fifteenth are taken with a note.
 */
export function idCell(cell: string): Cell<string | null> {
  const text = halfWidth(marked(cell));
  if (blanks.has(text)) return taken(null);
  if (/^[+-]?\d+(\.\d+)?e\+?\d+$/i.test(text)) {
    return refused('id.digits-lost', `编号“${text}”被 Excel 改成了科学计数法，后几位已丢失。请上传平台导出的原文件，不要先用 Excel 保存。`, `Excel turned the number "${text}" into an exponent and lost its last digits. Upload the file as exported, not saved again by Excel.`);
  }
  const float = /^(\d+)\.0+$/.exec(text);
  const value = float ? float[1]! : text;
  if (/^\d{15,}0{3,}$/.test(value)) {
    return { ok: true, value, note: { code: 'id.maybe-rounded', message: words(`编号 ${value} 以多个 0 结尾，可能被 Excel 改动过，请核对。`, `The number ${value} ends in zeros; Excel may have rounded it. Please check.`) } };
  }
  return taken(value);
}

/** Full-width digits and signs as their ordinary forms. */
const halfWidth = (text: string): string => text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ').replaceAll('−', '-');

const moneyBound = 9_000_000_000_000_000n;

/**
 * Yuan text as exact fen. Takes `1,234.50`, `¥28.16`, `8元`, `(12.00)` as negative, and a remark in brackets after the figure,
 * which is kept as a note. Refuses anything finer than a fen unless it is float noise.
 */
export function moneyCell(cell: string): Cell<bigint | null> {
  const text = codeCell(cell);
  if (text === null) return taken(null);
  const plain = halfWidth(text).replace(/^(-?)(?:CNY|RMB|[¥￥])\s*/i, '$1');
  const remark = /^([^()]*\d[^()]*)\((.+)\)$/.exec(plain);
  let figure = (remark ? remark[1]! : plain).trim().replace(/元$/, '').trim();
  const bracketed = /^\(([\d.,]+)\)$/.exec(figure);
  if (bracketed) figure = `-${bracketed[1]}`;
  const ungrouped = withoutGroups(figure);
  const fen = ungrouped === null ? null : yuanToFen(ungrouped);
  if (fen === null && /^[+-]?\d+,\d{1,2}$/.test(figure)) return refused('money.not-an-amount', `“${text.slice(0, 40)}”不是金额：小数点请用“.”，如 ${figure.replace(',', '.')}。`, `"${text.slice(0, 40)}" is not an amount: write a point before the decimals, as in ${figure.replace(',', '.')}.`);
  if (fen === null) return refused('money.not-an-amount', `“${text.slice(0, 40)}”不是金额。`, `"${text.slice(0, 40)}" is not an amount.`);
  if (fen === 'finer') return refused('money.finer-than-fen', `金额 ${text.slice(0, 40)} 小于 1 分的部分无法入账。`, `The amount ${text.slice(0, 40)} has parts below one fen.`);
  if (remark) return { ok: true, value: fen, note: { code: 'money.remark', message: words(`金额后有说明：${remark[2]!.slice(0, 60)}`, `The amount carries a remark: ${remark[2]!.slice(0, 60)}`) } };
  return taken(fen);
}

/** Without the commas of thousands; null where they stand elsewhere: `12,5` may be a decimal comma, and nobody guesses. */
function withoutGroups(figure: string): string | null {
  if (!figure.includes(',')) return figure;
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(figure) ? figure.replaceAll(',', '') : null;
}

/** Exact: digits are moved, never multiplied. Null: not a figure. */
function yuanToFen(figure: string): bigint | 'finer' | null {
  const parts = /^([+-]?)(\d{0,15})(?:\.(\d{0,30}))?$/.exec(figure);
  if (!parts || (parts[2] === '' && !parts[3])) return null;
  const decimals = (parts[3] ?? '').padEnd(2, '0');
  let fen = BigInt(`${parts[2] === '' ? '0' : parts[2]}${decimals.slice(0, 2)}`);
  const rest = decimals.slice(2);
  // 28.900000000000002 and 28.8999999999999 are what a float makes of 28.9.
  if (/^9{6,}\d{0,3}$/.test(rest)) fen += 1n;
  else if (!/^0*$/.test(rest) && !/^0{6,}/.test(rest)) return 'finer';
  if (fen > moneyBound) return null;
  return parts[1] === '-' ? -fen : fen;
}

/** More pieces than this in one cell is a number of something else in the wrong column. */
const mostPieces = 999_999_999;

/** A count: `1`, `20.0`, `1,000`, `3件`. */
export function integerCell(cell: string): Cell<number | null> {
  const text = codeCell(cell);
  if (text === null) return taken(null);
  const found = /^([+-]?\d{1,12})(?:\.0+)?$/.exec(withoutGroups(halfWidth(text).replace(/\s*[件个份套箱只]$/, '').trim()) ?? '');
  if (found && Math.abs(Number(found[1])) > mostPieces) return refused('count.too-large', `“${text.slice(0, 40)}”超过 ${mostPieces}，不像是数量。`, `"${text.slice(0, 40)}" is more than ${mostPieces}; it is hardly a count.`);
  if (!found) return refused('count.not-a-number', `“${text.slice(0, 40)}”不是整数。`, `"${text.slice(0, 40)}" is not a whole number.`);
  return taken(Number(found[1]));
}
