import { words } from '../words.ts';
import type { ImportProblem, Reconciliation, RowRead, RowReader } from '../imports/format.ts';
import { integerCell, moneyCell, textCell, type Cell } from './cells.ts';
import { normaliseHeading } from './headings.ts';
import type { Ending, LayoutSpec } from './layout.ts';
import { RowCells } from './row-cells.ts';

/** Turns rows into records. `read` may leave problems in the row; the record then counts for nothing. */
export interface RowMaker<R> {
  /** `line` tells apart the rows of one order; the same line may be read twice when a split row is mended. Null: the row says nothing. */
  read(row: RowCells, line: number): { key: string; record: R } | null;
  /** Called for a row that is taken, after `read`: running figures belong here. */
  taken?(record: R): void;
  end?(): Ending;
}

interface Parts<R> {
  spec: LayoutSpec;
  positions: ReadonlyMap<string, number>;
  /** Number of columns that the heading has. */
  width: number;
  maker: RowMaker<R>;
}

const totalWords = /^(总计|合计|总合计|汇总|小计|总和)([:：].*)?$/;
/** Records after which it is known which columns a layout reads. */
const LOOKED_AT = 100;
const noteRow = /^(#|注[:：]|备注[:：]|说明[:：]|以上数据|(导出|制表|打印)(时间|日期|人)[:：]|共\s*\d+\s*[单条笔行件个])/;

/** Reads the data rows below a heading: sorts out totals, legends and notes, mends split rows, finds doubled keys. */
export class LayoutReader<R> implements RowReader<R> {
  readonly #spec: LayoutSpec;
  readonly #positions: ReadonlyMap<string, number>;
  readonly #width: number;
  readonly #maker: RowMaker<R>;
  readonly #lineOfKey = new Map<string, number>();
  readonly #sums = new Map<string, bigint>();
  readonly #stated = new Map<string, bigint>();
  readonly #problems: ImportProblem[] = [];
  /** Empty cells that every row has beyond the heading. */
  #usualOver = Infinity;
  #records = 0;
  readonly #asked = new Set<string>();
  #totalRows = 0;

  constructor(parts: Parts<R>) {
    this.#spec = parts.spec;
    this.#positions = parts.positions;
    this.#width = parts.width;
    this.#maker = parts.maker;
  }

  read(cells: readonly string[], line: number): RowRead<R> {
    const filled = cells.filter((cell) => textCell(cell) !== null);
    if (filled.length === 0 || this.#isHeadingAgain(cells)) return { is: 'ignored' };
    if (totalWords.test(textCell(filled[0]!)!) || (this.#isNameless(cells) && filled.some((cell) => totalWords.test(textCell(cell)!)))) return this.#total(cells, line);
    if (noteRow.test(filled[0]!.trim()) && filled.length <= 2) return { is: 'ignored' };
    if (this.#isLegend(cells, filled)) return { is: 'total' };
    const split = this.#splitBy(cells);
    const row = new RowCells(cells, this.#positions, this.#records < LOOKED_AT ? this.#asked : null);
    const made = this.#maker.read(row, line);
    if (made === null) return { is: 'ignored' };
    if (split > 0) {
      const certain = cells.slice(this.#width).some((cell) => textCell(cell) !== null) || !readsWell(row);
      if (certain) return this.#mend(cells, line, split);
      row.warn('row.length-differs', '', `本行比其他行多 ${split} 个空列，请核对内容是否错位。`, `The row has ${split} empty columns more than others; check that its cells stand in the right place.`);
    }
    if (cells.length < this.#width) row.warn('row.short', '', `本行只有 ${cells.length} 列（表头 ${this.#width} 列），可能被换行截断。`, `The row has ${cells.length} of ${this.#width} columns; a line break may have cut it.`);
    return this.#finish(row, made, cells, line);
  }

  notToMerge(at: readonly number[]): number[] {
    const { own } = this.#spec;
    return [...new Set([...this.#positions].flatMap(([heading, place]) => (at.includes(place) && (own === undefined || own.includes(heading)) ? [place] : [])))];
  }

  /** The columns that were read, by their place, and what each was read as. */
  columns(): { at: number; as: string }[] {
    const read = [...this.#asked, ...(this.#spec.totals ?? []).map((total) => total.heading)];
    return [...new Map(read.flatMap((as) => (this.#positions.has(as) ? [[this.#positions.get(as)!, as] as const] : []))).entries()].map(([at, as]) => ({ at, as }));
  }

  end(): { reconciliation: Reconciliation[]; problems: ImportProblem[] } {
    const own = this.#maker.end?.() ?? {};
    const totals = (this.#spec.totals ?? []).filter((column) => this.#stated.has(column.heading)).map((column): Reconciliation => {
      const file = this.#stated.get(column.heading)!;
      const rows = this.#sums.get(column.heading) ?? 0n;
      return { name: column.name, unit: column.unit, file, rows, ok: file === rows };
    });
    const count: Reconciliation = { name: words('数据行', 'Data rows'), unit: 'count', file: null, rows: BigInt(this.#records), ok: true };
    return { reconciliation: [...totals, ...(own.reconciliation ?? []), count], problems: [...this.#missingColumns(), ...this.#problems, ...(own.problems ?? [])] };
  }

  /** Columns are chosen by whoever exports: what cannot be known without them is named, never taken for nothing in silence. */
  #missingColumns(): ImportProblem[] {
    return (this.#spec.wanted ?? []).filter(({ anyOf }) => this.#records > 0 && !anyOf.some((heading) => this.#positions.has(heading))).map(({ anyOf, for: what }): ImportProblem => ({
      line: 0, code: 'column.missing', column: anyOf[0]!,
      message: words(`文件没有“${anyOf.join('”或“')}”列，${what.zh}无法得出。请在导出时勾选后重新导入。`, `The file has no column "${anyOf.join('" or "')}", so ${what.en} cannot be known. Choose it when exporting and import again.`),
    }));
  }

  #finish(row: RowCells, made: { key: string; record: R }, cells: readonly string[], line: number): RowRead<R> {
    const before = this.#lineOfKey.get(made.key);
    if (row.problems.length === 0 && before !== undefined) {
      row.refuse('row.doubled', this.#spec.keys[0] ?? '', `与第 ${before} 行重复（${made.key}）。`, `The same as line ${before} (${made.key}).`);
    }
    if (row.problems.length > 0) return { is: 'problem', problems: row.problems };
    this.#lineOfKey.set(made.key, line);
    this.#records++;
    for (const column of this.#spec.totals ?? []) {
      const value = this.#figure(cells, column.heading, column.unit);
      if (value !== null) this.#sums.set(column.heading, (this.#sums.get(column.heading) ?? 0n) + value);
    }
    this.#maker.taken?.(made.record);
    return {
      is: 'record', key: made.key, record: made.record, ...(row.warnings.length > 0 ? { warnings: row.warnings } : {}), ...(row.happened.length > 0 ? { happened: row.happened } : {}),
    };
  }

  #total(cells: readonly string[], line: number): RowRead<R> {
    if (++this.#totalRows === 2) this.#problems.push({ line, code: 'total.doubled', message: words('文件里有不止一行合计，核对时以最后一行为准。', 'The file has more than one total row; the last one is compared.') });
    for (const column of this.#spec.totals ?? []) {
      const value = this.#figure(cells, column.heading, column.unit);
      if (value !== null) this.#stated.set(column.heading, value);
    }
    return { is: 'total' };
  }

  #figure(cells: readonly string[], heading: string, unit: 'fen' | 'count'): bigint | null {
    const at = this.#positions.get(heading);
    if (at === undefined) return null;
    const cell: Cell<bigint | number | null> = unit === 'fen' ? moneyCell(cells[at] ?? '') : integerCell(cells[at] ?? '');
    return cell.ok && cell.value !== null ? BigInt(cell.value) : null;
  }

  /** Files glued together carry their heading again. */
  #isHeadingAgain(cells: readonly string[]): boolean {
    return this.#spec.keys.every((key) => {
      const at = this.#positions.get(key);
      return at === undefined || normaliseHeading(cells[at] ?? '') === normaliseHeading(key);
    }) && this.#spec.keys.some((key) => this.#positions.has(key));
  }

  /** Without its number: somebody who adds a line of totals writes the word wherever there is room. */
  #isNameless(cells: readonly string[]): boolean {
    return textCell(cells[this.#positions.get(this.#spec.keys[0] ?? '') ?? -1] ?? '') === null;
  }

  /** Douyin puts a row of formulas below the heading (收入+支出): words without a single figure, and no id. */
  #isLegend(cells: readonly string[], filled: readonly string[]): boolean {
    const noKeys = this.#spec.keys.every((key) => textCell(cells[this.#positions.get(key) ?? -1] ?? '') === null);
    return noKeys && filled.every((cell) => /[+＋=＝×*÷/-]/.test(cell) && !/\d/.test(cell));
  }

  /**
   * By how many cells too many this row was split. Some exports end every row with a comma more than the heading: what the
   * other rows have too is no split.
   */
  #splitBy(cells: readonly string[]): number {
    const over = cells.length - this.#width;
    const beyond = lastFilled(cells) + 1 - this.#width;
    const usual = Math.min(this.#usualOver, Math.max(0, over));
    if (beyond > 0) return Math.max(beyond, over - (this.#usualOver === Infinity ? over : usual));
    this.#usualOver = usual;
    return Math.max(0, over - usual);
  }

  /**
   * A comma inside an unquoted text has split the row. The pieces are put together again in the one free-text column for which
   * every other cell then reads well; where several columns would do, nobody guesses.
   */
  #mend(cells: readonly string[], line: number, extra: number): RowRead<R> {
    const fits: { cells: string[]; heading: string; row: RowCells; made: { key: string; record: R } }[] = [];
    for (const heading of this.#spec.freeText ?? []) {
      const at = this.#positions.get(heading);
      if (at === undefined) continue;
      const joined = [...cells.slice(0, at), cells.slice(at, at + extra + 1).join(','), ...cells.slice(at + extra + 1, this.#width + extra)];
      const row = new RowCells(joined, this.#positions);
      const made = this.#maker.read(row, line);
      if (made !== null && readsWell(row)) fits.push({ cells: joined, heading, row, made });
    }
    const fit = fits[0];
    if (fit === undefined || fits.length > 1) {
      return { is: 'problem', problems: [{ code: 'row.too-wide', message: words(`本行比表头多 ${extra} 列，内容里可能有未加引号的逗号，无法确定属于哪一列。`, `The row has ${extra} columns more than the heading; an unquoted comma may have split it, and where cannot be told.`) }] };
    }
    fit.row.warn('row.mended', fit.heading, `“${fit.heading}”里有未加引号的逗号，已合并，请核对。`, `An unquoted comma split "${fit.heading}"; it was put together again, please check.`);
    return this.#finish(fit.row, fit.made, fit.cells, line);
  }
}

/** An unknown status word is the sign of a shifted row as much as an unreadable amount. */
const readsWell = (row: RowCells): boolean => row.problems.length === 0 && !row.warnings.some((warning) => warning.code === 'status.unknown');

function lastFilled(cells: readonly string[]): number {
  let at = cells.length - 1;
  while (at >= 0 && textCell(cells[at]!) === null) at--;
  return at;
}
