import { cleanText, readFen, readTime } from './cells.ts';

/** What is known of the cells of a row: enough to see whether unquoted commas have pushed them to the right. */
export interface RowShape {
  width: number;
  /** Positions that hold a moment or nothing. */
  times: readonly number[];
  /** Positions that hold an amount or nothing. */
  amounts: readonly number[];
  /** Positions of free text: only here can a stray comma stand. */
  texts: readonly number[];
  /** Positions whose values have a form of their own: zeros alone would fit one column further as well. */
  forms: readonly { at: number; form: RegExp }[];
}

/**
 * A row whose free text holds unquoted commas has too many cells. Puts the text together again so that every moment and amount
 * stands where the heading says. Null when no way fits or when two ways fit that differ outside the text: a row is not guessed.
 * Values with a leading grave accent (WeChat) say by themselves where they begin.
 */
export function fitRow(cells: readonly string[], shape: RowShape): string[] | null {
  if (cells.length <= shape.width) return [...cells];
  // Some exports end each row with one comma too many; but so does a shifted row whose last cell is empty.
  const cut = cells.slice(0, shape.width);
  if (cells.slice(shape.width).every((cell) => cell.trim() === '') && fits(cut, shape)) return cut;
  if (cells[0]?.trimStart().replace('\ufeff', '').startsWith('`')) {
    const joined = joinAtAccent(cells);
    if (joined.length === shape.width) return joined;
  }
  return joinByShape(cells, shape);
}

function joinAtAccent(row: readonly string[]): string[] {
  const joined: string[] = [];
  for (const cell of row) {
    const last = joined.length - 1;
    if (last < 0 || cell.trimStart().startsWith('`')) joined.push(cell);
    else joined[last] = `${joined[last] ?? ''},${cell}`;
  }
  return joined;
}

/** More commas than this in the texts of one row are not sorted out: the ways to do it grow with their square. */
const mostCommas = 40;

function joinByShape(row: readonly string[], shape: RowShape): string[] | null {
  const extra = row.length - shape.width;
  if (extra > mostCommas) return null;
  const fitting: string[][] = [];
  for (const spread of spreads(extra, shape.texts.length)) {
    const joined = join(row, shape.texts, spread);
    if (fits(joined, shape)) fitting.push(joined);
  }
  const first = fitting[0];
  if (!first) return null;
  const solid = Array.from({ length: shape.width }, (_, at) => at).filter((at) => !shape.texts.includes(at));
  const agreed = fitting.every((other) => solid.every((at) => other[at] === first[at]));
  return agreed ? first : null;
}

/** All ways to spread `extra` commas over one or two of the text columns. More broken columns in one row are not believed. */
function* spreads(extra: number, texts: number): Generator<number[]> {
  const none = Array.from({ length: texts }, () => 0);
  for (let a = 0; a < texts; a += 1) {
    yield none.with(a, extra);
    for (let b = a + 1; b < texts; b += 1) for (let left = 1; left < extra; left += 1) yield none.with(a, left).with(b, extra - left);
  }
}

function join(row: readonly string[], texts: readonly number[], spread: readonly number[]): string[] {
  const joined: string[] = [];
  let from = 0;
  while (from < row.length) {
    const size = 1 + (spread[texts.indexOf(joined.length)] ?? 0);
    joined.push(row.slice(from, from + size).join(','));
    from += size;
  }
  return joined;
}

function fits(row: readonly string[], shape: RowShape): boolean {
  const moment = (at: number) => cleanText(row[at]) === '' || readTime(cleanText(row[at])) !== null;
  const amount = (at: number) => cleanText(row[at]) === '' || readFen(cleanText(row[at]).replace(/(\.\d\d)\d+$/, '$1')) !== null;
  return row.length === shape.width && shape.times.every(moment) && shape.amounts.every(amount)
    && shape.forms.every(({ at, form }) => form.test(cleanText(row[at])));
}
