import type { ImportKind, Recognition } from '../../kernel/imports/format.ts';
import type { Words } from '../../kernel/words.ts';

/** A column of a bill under the name by which the readers ask for it. */
export interface LayoutColumn {
  name: string;
  /** Names of other years and variants of the same column. */
  also?: readonly string[];
  /** Without it no row can be read: missing ones are named and can be mapped by hand. */
  key?: true;
}

export interface Layout {
  id: string;
  kind: ImportKind;
  title: Words;
  columns: readonly LayoutColumn[];
  /** How many columns the narrower variants of this bill have: the score is measured against the nearest one. */
  widths: readonly number[];
}

/** Heading names are compared without blanks, BOM, quotes and prefixes; full-width brackets and signs count as half-width; 帐 = 账. */
export function headingName(raw: string): string {
  return raw.replace(/[\s"]/g, '').replace(/^[`']+/, '')
    .replaceAll('（', '(').replaceAll('）', ')').replaceAll('＋', '+').replaceAll('－', '-').replaceAll('／', '/').replaceAll('帐', '账');
}

const namesOf = (column: LayoutColumn): string[] => [column.name, ...(column.also ?? [])].map(headingName);

/** Finds the heading row by its cells; at least half of the key columns and of the columns of the row must be known. */
export function recogniseLayout(layout: Layout, sheet: string, firstRows: readonly (readonly string[])[]): Recognition | null {
  let best: Recognition | null = null;
  for (const [headingRow, row] of firstRows.entries()) {
    if (headingName(row[0] ?? '').startsWith('#')) continue;
    const columns = positions(row);
    const known = new Set(layout.columns.flatMap(namesOf));
    const found = layout.columns.filter((column) => namesOf(column).some((name) => columns.has(name)));
    const keys = layout.columns.filter((column) => column.key);
    const missing = keys.filter((column) => !found.includes(column)).map((column) => column.name);
    if (missing.length * 2 > keys.length || found.length * 2 < columns.size) continue;
    const width = layout.widths.find((size) => size >= found.length) ?? layout.columns.length;
    const score = Math.min(1, found.length / width);
    if (best && best.score >= score) continue;
    const unknown = [...columns.keys()].filter((name) => !known.has(name));
    best = { format: layout.id, kind: layout.kind, title: layout.title, sheet, headingRow, columns, missing, unknown, score };
  }
  return best;
}

function positions(row: readonly string[]): Map<string, readonly number[]> {
  const columns = new Map<string, readonly number[]>();
  for (const [at, cell] of row.entries()) {
    const name = headingName(cell);
    if (name) columns.set(name, [...(columns.get(name) ?? []), at]);
  }
  return columns;
}

/** Where each column of a layout stands in a recognised file, a person's mapping of missing columns included. */
export class Columns {
  readonly width: number;
  readonly #at = new Map<string, number>();
  readonly #heading: readonly string[];

  constructor(layout: Layout, recognition: Recognition, mapping: Readonly<Record<string, string>> = {}) {
    const places = [...recognition.columns.values()].flat();
    this.width = places.length === 0 ? 0 : Math.max(...places) + 1;
    const heading: string[] = Array.from({ length: this.width }, () => '');
    for (const [name, at] of recognition.columns) for (const place of at) heading[place] = name;
    this.#heading = heading;
    for (const column of layout.columns) {
      const chosen = mapping[column.name];
      const names = chosen === undefined ? namesOf(column) : [headingName(chosen)];
      const place = names.map((name) => recognition.columns.get(name)?.[0]).find((at) => at !== undefined);
      if (place !== undefined) this.#at.set(column.name, place);
    }
  }

  has(name: string): boolean {
    return this.#at.has(name);
  }

  /** Position of the column, −1 where this file has none. */
  at(name: string): number {
    return this.#at.get(name) ?? -1;
  }

  cell(cells: readonly string[], name: string): string | undefined {
    const place = this.#at.get(name);
    return place === undefined ? undefined : cells[place];
  }

  /** How this file calls a column: what a person finds in it. */
  shown(name: string): string {
    const heading = this.#heading[this.at(name)];
    return heading === undefined || heading === headingName(name) ? name : heading;
  }

  /** The same heading again in the middle of the data: files pasted behind one another. */
  isHeading(cells: readonly string[]): boolean {
    return this.width > 0 && this.#heading.every((name, at) => name === headingName(cells[at] ?? ''));
  }
}
