import { words } from '../words.ts';
import type { Happened, ImportProblem } from '../imports/format.ts';
import { cellChars, codeChars } from './limits.ts';
import { codeCell, idCell, integerCell, moneyCell, textCell, type Cell } from './cells.ts';
import { timeCell } from './time-cell.ts';

export type RowProblem = Omit<ImportProblem, 'line'>;

/**
 * The cells of one row by heading. A cell that cannot be read makes a problem of its row (the row waits in quarantine, with
 * all its problems named at once); what is odd but usable makes a warning.
 */
export class RowCells {
  readonly problems: RowProblem[] = [];
  readonly warnings: RowProblem[] = [];
  /** Moments of the past that were read. */
  readonly happened: Happened[] = [];
  readonly #cells: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #asked: Set<string> | null;

  /** `asked`: takes down which columns were looked at. */
  constructor(cells: readonly string[], positions: ReadonlyMap<string, number>, asked: Set<string> | null = null) {
    this.#cells = cells;
    this.#positions = positions;
    this.#asked = asked;
  }

  /** Whether the file has this column at all (columns can be chosen by the person who exports). */
  has(heading: string): boolean {
    return this.#positions.has(heading);
  }

  raw(heading: string): string {
    const at = this.#positions.get(heading);
    this.#asked?.add(heading);
    return at === undefined ? '' : (this.#cells[at] ?? '');
  }

  text(heading: string): string | null {
    const text = textCell(this.raw(heading));
    if (text !== null && text.length > cellChars) {
      this.refuse('cell.too-long', heading, `“${heading}”超过 ${cellChars} 个字符。`, `"${heading}" is longer than ${cellChars} characters.`);
      return null;
    }
    return text;
  }

  textNeeded(heading: string): string {
    return this.text(heading) ?? this.#needed(heading, '');
  }

  /** Codes, phones, names of accounts: without the marks that keep Excel from counting. */
  code(heading: string): string | null {
    return this.#short(heading, codeCell(this.raw(heading)));
  }

  codeNeeded(heading: string): string {
    const problems = this.problems.length;
    const code = this.code(heading);
    return code ?? (this.problems.length > problems ? '' : this.#needed(heading, ''));
  }

  id(heading: string): string | null {
    return this.#short(heading, this.#take(heading, idCell(this.raw(heading))));
  }

  idNeeded(heading: string): string {
    const problems = this.problems.length;
    const id = this.id(heading);
    return id ?? (this.problems.length > problems ? '' : this.#needed(heading, ''));
  }

  /** `nothing`: words that this column writes for "none", like 无退款申请. */
  money(heading: string, nothing?: ReadonlySet<string>): bigint | null {
    const raw = this.raw(heading);
    if (nothing?.has(textCell(raw) ?? '')) return null;
    return this.#take(heading, moneyCell(raw));
  }

  /** Money that cannot be below nothing: a price, what an order costs, what was given back. */
  amount(heading: string, nothing?: ReadonlySet<string>): bigint | null {
    const fen = this.money(heading, nothing);
    if (fen === null || fen >= 0n) return fen;
    this.refuse('money.negative', heading, `“${heading}”不能是负数，文件里是 ${this.raw(heading).trim().slice(0, 40)}。`, `"${heading}" cannot be negative; the file says ${this.raw(heading).trim().slice(0, 40)}.`);
    return null;
  }

  count(heading: string): number | null {
    return this.#take(heading, integerCell(this.raw(heading)));
  }

  countNeeded(heading: string): number {
    const problems = this.problems.length;
    const count = this.count(heading);
    return count ?? (this.problems.length > problems ? 0 : this.#needed(heading, 0));
  }

  /** When something happened: not later than now, which whoever stages the row knows. */
  time(heading: string): number | null {
    return this.happens(heading, this.timeAhead(heading));
  }

  /** When something is to happen: a promise, a last day. */
  timeAhead(heading: string): number | null {
    return this.#take(heading, timeCell(this.raw(heading)));
  }

  /** Says that something happened then, by that column. */
  happens(heading: string, at: number | null): number | null {
    if (at !== null) this.happened.push({ column: heading, at });
    return at;
  }

  refuse(code: string, column: string, zh: string, en: string): void {
    this.problems.push({ code, column, message: words(zh, en) });
  }

  warn(code: string, column: string, zh: string, en: string): void {
    this.warnings.push({ code, column, message: words(zh, en) });
  }

  /** Numbers and codes are looked up by an index, and none that anybody reads out is this long. */
  #short(heading: string, code: string | null): string | null {
    if (code !== null && code.startsWith('=')) {
      this.refuse('cell.formula', heading, `“${heading}”是公式 ${code.slice(0, 40)}，不是编码。请在 Excel 里复制、选择性粘贴为数值，或直接填写编码。`,
        `"${heading}" is the formula ${code.slice(0, 40)}, no code. Paste it as a value in Excel, or write the code itself.`);
      return null;
    }
    if (code !== null && /^\d(\.\d+)?E\+\d+$/i.test(code)) {
      this.refuse('id.digits-lost', heading, `“${heading}”被 Excel 改成了科学计数法（${code}），后几位已丢失。请上传平台导出的原文件，或把这一列设为文本后重新填写。`,
        `Excel turned "${heading}" into an exponent (${code}) and lost its last digits. Upload the file as exported, or make the column text and fill it in again.`);
      return null;
    }
    if (code === null || code.length <= codeChars) return code;
    this.refuse('cell.too-long', heading, `“${heading}”超过 ${codeChars} 个字符，不像是编号。`, `"${heading}" is longer than ${codeChars} characters; that is hardly a number or code.`);
    return null;
  }

  #take<T>(heading: string, cell: Cell<T>): T | null {
    if (!cell.ok) {
      this.problems.push({ code: cell.trouble.code, column: heading, message: cell.trouble.message });
      return null;
    }
    if (cell.note) this.warnings.push({ code: cell.note.code, column: heading, message: cell.note.message });
    return cell.value;
  }

  #needed<T>(heading: string, instead: T): T {
    this.refuse('cell.needed', heading, `缺少“${heading}”。`, `"${heading}" is missing.`);
    return instead;
  }
}
