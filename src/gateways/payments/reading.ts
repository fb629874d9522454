import type { Happened } from '../../kernel/imports/format.ts';
import { cleanText, readFen, readId, readTime } from './cells.ts';
import type { Columns } from './layout.ts';
import { badAmount, badTime, damagedNumber, duplicateNumber, missingValue, type RowProblem } from './problems.ts';

/** Reads the cells of one row and keeps every fault, so that a person sees all of them at once. */
export class RowCells {
  readonly problems: RowProblem[] = [];
  readonly happened: Happened[] = [];
  readonly #columns: Columns;
  readonly #cells: readonly string[];

  constructor(columns: Columns, cells: readonly string[]) {
    this.#columns = columns;
    this.#cells = cells;
  }

  text(column: string): string {
    return cleanText(this.#columns.cell(this.#cells, column));
  }

  textOrNull(column: string): string | null {
    return this.text(column) || null;
  }

  /** A number that a spreadsheet has cut off is a fault: it would match the wrong record. */
  id(column: string): string {
    const { value, damaged } = readId(this.#columns.cell(this.#cells, column));
    if (damaged) this.problems.push(damagedNumber(this.#columns.shown(column), value));
    return value;
  }

  requiredId(column: string): string {
    const value = this.id(column);
    if (!value) this.problems.push(missingValue(this.#columns.shown(column)));
    return value;
  }

  /** Empty counts as nothing: 0. */
  fen(column: string): bigint {
    const text = this.text(column);
    if (!text) return 0n;
    const fen = readFen(text);
    if (fen === null) this.problems.push(badAmount(this.#columns.shown(column), text));
    return fen ?? 0n;
  }

  requiredFen(column: string): bigint {
    if (!this.text(column)) this.problems.push(missingValue(this.#columns.shown(column)));
    return this.fen(column);
  }

  /** The first of the columns that is not empty; ms UTC. */
  time(...columns: readonly string[]): number {
    const column = columns.find((name) => this.text(name) !== '') ?? columns[0] ?? '';
    const text = this.text(column);
    const at = readTime(text);
    if (at === null) this.problems.push(text ? badTime(this.#columns.shown(column), text) : missingValue(this.#columns.shown(column)));
    else this.happened.push({ column: this.#columns.shown(column), at });
    return at ?? 0;
  }
}

/** Numbers seen in this file and where: the second row with the same number is named, never dropped unseen. */
export class SeenNumbers {
  readonly #lines = new Map<string, number>();

  repeated(number: string, line: number, column: string): RowProblem | null {
    const before = this.#lines.get(number);
    if (before !== undefined) return duplicateNumber(column, number, before);
    this.#lines.set(number, line);
    return null;
  }
}

export const isBlankRow = (cells: readonly string[]): boolean => cells.every((cell) => cleanText(cell) === '');
