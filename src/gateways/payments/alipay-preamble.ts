import type { Reconciliation } from '../../kernel/imports/format.ts';
import { words, type Words } from '../../kernel/words.ts';
import { absolute, cleanText, readCount, readFen } from './cells.ts';
import { headingName } from './layout.ts';

/** A line of an Alipay bill that is no row: everything around the list begins with #. */
export type AlipayLine =
  | { is: 'account'; account: string }
  | { is: 'start' }
  | { is: 'end' }
  | { is: 'total'; name: string; count: bigint; amounts: ReadonlyMap<string, bigint> }
  | { is: 'unreadable-total'; text: string }
  | { is: 'other' };

const amountIn = String.raw`([-+－＋]?[\d,]+(?:\.\d+)?)\s*元`;

/**
 * Reads a # line; null when the row is data. The closing line 业务明细列表结束 contains the words of the opening line 业务明细列表,
 * so the end is looked for first. Commas inside the line may have split it into cells.
 */
export function alipayLine(cells: readonly string[]): AlipayLine | null {
  const first = cleanText(cells[0]).replace(/^"/, '');
  if (!first.startsWith('#')) return null;
  const text = cells.join(',').replace(/[,\s"]+$/, '').trim().replace(/^[\s"\ufeff]+/, '');
  if (/列表\s*结束/.test(text)) return { is: 'end' };
  if (/明细列表/.test(text)) return { is: 'start' };
  const account = /账号\s*[:：]\s*\[?\s*([^\]\s,]+)/.exec(text);
  if (account?.[1]) return { is: 'account', account: account[1] };
  const total = /^#\s*(\S{1,8})合计\s*[:：](.*)$/.exec(text);
  return total ? totalOf(total[1] ?? '', total[2] ?? '', text) : { is: 'other' };
}

function totalOf(name: string, rest: string, text: string): AlipayLine {
  const count = readCount(/^\s*([\d,]+(?:\.0+)?)\s*笔/.exec(rest)?.[1] ?? '');
  const amounts = new Map<string, bigint>();
  for (const part of rest.replace(/^.*?笔\s*[,，]?/, '').matchAll(new RegExp(`([^\\d，,+\\-－＋]*?)共?\\s*${amountIn}`, 'g'))) {
    const fen = readFen(part[2] ?? '');
    if (fen === null) return { is: 'unreadable-total', text };
    amounts.set((part[1] ?? '').replace(/共$/, '').trim(), fen);
  }
  return count === null || amounts.size === 0 ? { is: 'unreadable-total', text } : { is: 'total', name, count, amounts };
}

/** Account of a bill: line `#账号：[…]`, else the leading number of the file name. */
export function alipayAccount(firstRows: readonly (readonly string[])[], fileName: string): string | null {
  for (const row of firstRows) {
    const line = alipayLine(row);
    if (line?.is === 'account') return line.account;
  }
  return /^(2088\d{12,16})_/.exec(fileName.replace(/^.*[\\/]/, ''))?.[1] ?? null;
}

/**
 * The 汇总 member that lies beside (often before) the detail in an Alipay zip: it has sums by shop and no rows of its own. Says
 * why it is left out, null when the file is no such summary. A file with a detail heading is detail whatever it is called.
 */
export function alipaySummary(fileName: string, firstRows: readonly (readonly string[])[]): Words | null {
  const detail = firstRows.some((row) => row.some((cell) => ['支付宝交易号', '账务流水号', '支付宝流水号'].includes(headingName(cell))));
  if (detail) return null;
  const said = firstRows.some((row) => /^#支付宝(?:业务|账务)汇总查询/.test(headingName(row[0] ?? '')));
  if (!said && !/[(（]汇总[)）]/.test(fileName)) return null;
  return words('这是支付宝汇总表，没有逐笔明细，已跳过；请以同一压缩包中的明细表为准', 'This is an Alipay summary without single rows and was left out: the detail file of the same zip counts');
}

/** One kind of total that rows and file must agree on. Statements of files pasted behind one another add up. */
export class StatedTotal {
  rows = 0n;
  file: bigint | null = null;
  readonly name: Words;
  readonly unit: 'fen' | 'count';

  constructor(name: Words, unit: 'fen' | 'count') {
    this.name = name;
    this.unit = unit;
  }

  /** What the file says. */
  state(value: bigint): void {
    this.file = (this.file ?? 0n) + value;
  }

  /** `required`: a bill of this kind always states the total, so silence is not in order. */
  entry(required: boolean): Reconciliation {
    return { name: this.name, unit: this.unit, file: this.file, rows: this.rows, ok: this.file === null ? !required : this.file === this.rows };
  }
}

/** Money that leaves us is negative whatever sign the variant of the bill writes. */
export const outgoing = (fen: bigint): bigint => -absolute(fen);
