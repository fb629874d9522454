import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { columnOf } from './xlsx-values.ts';

/** A merge that covers several rows. `line` 1-based, `column` 0-based. */
export interface Merge { column: number; lines: [first: number, last: number] }

/** More merges than this are refused: each is held in memory while its sheet is read. */
const MOST = 200_000;
const TAIL = 256;
const merge = /<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"/g;

/** The merges of a sheet over several rows, by the line in which they begin. They stand behind the rows in the file, so the whole of it is looked through. */
export async function mergesOf(pieces: AsyncIterable<string>): Promise<Map<number, Merge[]>> {
  const found = new Map<number, Merge[]>();
  let count = 0;
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + piece;
    let read = 0;
    for (const [whole, column, first, last] of text.matchAll(merge)) {
      read = text.indexOf(whole, read) + whole.length;
      if (Number(last) <= Number(first)) continue;
      if ((count += 1) > MOST) throw new FileRefused('file.not-a-table', words(`合并的单元格超过 ${MOST} 个，请取消合并后重新保存`, `more than ${MOST} merged cells; unmerge them and save it again`));
      const own = { column: columnOf(column!), lines: [Number(first), Number(last)] as [number, number] };
      const beside = found.get(own.lines[0]);
      if (beside) beside.push(own);
      else found.set(own.lines[0], [own]);
    }
    rest = text.slice(Math.max(read, text.length - TAIL));
  }
  return found;
}

/**
 * Gives each row of a merge the value of its first cell, and says which columns of a row are merged: an order that somebody has merged over its
 * lines is one order on each of them. Only its first column: what is merged across columns is a title.
 */
export class MergedCells {
  readonly #merges: ReadonlyMap<number, readonly Merge[]>;
  readonly #open = new Map<number, { last: number; text: string }>();

  constructor(merges: ReadonlyMap<number, readonly Merge[]>) {
    this.#merges = merges;
  }

  /** Fills the cells of that line. @returns the columns that are merged with other lines; undefined where none is */
  fill(line: number, cells: string[]): number[] | undefined {
    if (this.#merges.size === 0) return undefined;
    for (const { column, lines } of this.#merges.get(line) ?? []) {
      const text = cells[column] ?? '';
      if (text !== '' && column < fileLimits.columns) this.#open.set(column, { last: lines[1], text });
    }
    if (this.#open.size === 0) return undefined;
    const merged: number[] = [];
    for (const [column, { last, text }] of this.#open) {
      if (last < line) {
        this.#open.delete(column);
        continue;
      }
      while (cells.length <= column) cells.push('');
      cells[column] = text;
      merged.push(column);
    }
    return merged.length > 0 ? merged : undefined;
  }
}
