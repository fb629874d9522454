import type { Words } from '../words.ts';
import type { ImportFormat, ImportKind, ImportProblem, Recognition, Reconciliation } from '../imports/format.ts';
import { headingColumns, normaliseHeading } from './headings.ts';
import { LayoutReader, type RowMaker } from './layout-reader.ts';

/** A column that total rows state, so that they can be held against the rows. */
export interface TotalColumn {
  heading: string;
  unit: 'fen' | 'count';
  name: Words;
}

/** A table layout told by its headings. Names as the platform writes them; comparison is forgiving (see normaliseHeading). */
export interface LayoutSpec {
  id: string;
  kind: ImportKind;
  title: Words;
  /** Heading lists of all known versions; any choice of their columns is taken. */
  versions: readonly (readonly string[])[];
  /** Without these no record can be made. */
  keys: readonly string[];
  /** Other spellings of a heading, best first. */
  aliases?: Readonly<Record<string, readonly string[]>>;
  /**
   * Columns that each row has of its own, where the others tell of a whole thing on each of its rows (an order over its lines): those others may be
   * merged over rows, these may not. Absent: no column may.
   */
  own?: readonly string[];
  /** At least one of these must be there: tells this platform from others that use the same key words. */
  signs?: readonly string[];
  /** Columns in which people write freely: the only places where a stray comma can have split a row. */
  freeText?: readonly string[];
  totals?: readonly TotalColumn[];
  /** What is worked out from these columns: where a file has none of them, it is said that it could not be. */
  wanted?: readonly { anyOf: readonly string[]; for: Words }[];
}

/** An ImportFormat that also says which headings it knows, for the alarm about misspelt ones. */
export interface Layout<R> extends ImportFormat<R> {
  readonly headings: readonly string[];
  readonly spec: LayoutSpec;
}

export interface Ending {
  reconciliation?: Reconciliation[];
  problems?: ImportProblem[];
}

/** Makes a format from a layout and the function that turns one row into one record. `start` is called once a file. */
export function defineLayout<R>(spec: LayoutSpec, start: () => RowMaker<R>): Layout<R> {
  const normal = (names: readonly string[]): string[] => names.map(normaliseHeading);
  const versions = spec.versions.map(normal);
  const aliases = new Map(Object.entries(spec.aliases ?? {}).map(([name, others]) => [normaliseHeading(name), normal(others)]));
  const known = new Set([...versions.flat(), ...normal(spec.keys), ...[...aliases].flatMap(([name, others]) => [name, ...others])]);
  const signs = normal(spec.signs ?? []);
  const spellings = (heading: string): string[] => [normaliseHeading(heading), ...(aliases.get(normaliseHeading(heading)) ?? [])];

  const judge = (sheet: string, row: readonly string[], index: number): Recognition | null => {
    const columns = headingColumns(row);
    if (columns.size < 2 || (signs.length > 0 && !signs.some((s) => columns.has(s)))) return null;
    const missing = spec.keys.filter((key) => !spellings(key).some((s) => columns.has(s)));
    if (missing.length * 2 > spec.keys.length) return null;
    const hits = [...columns.keys()].filter((name) => known.has(name)).length;
    const closeness = Math.max(...versions.map((version) => likeness(columns, version)), chosenShare * (hits / columns.size));
    const score = (closeness * (spec.keys.length * 2 - missing.length)) / (spec.keys.length * 2);
    if (hits < 2 || score < leastScore) return null;
    const unknown = row.map((cell) => cell.trim()).filter((cell) => cell !== '' && !known.has(normaliseHeading(cell)));
    return { format: spec.id, kind: spec.kind, title: spec.title, sheet, headingRow: index, columns, missing, unknown, score };
  };

  return {
    id: spec.id,
    kind: spec.kind,
    title: spec.title,
    needed: spec.keys,
    headings: [...new Set([...spec.versions.flat(), ...spec.keys])].map((h) => h.trim()),
    spec,
    recognise(sheet, firstRows) {
      let best: Recognition | null = null;
      firstRows.forEach((row, index) => {
        const found = judge(sheet, row, index);
        if (found && (best === null || found.score > best.score)) best = found;
      });
      return best;
    },
    open(recognition, mapping = {}) {
      const positions = new Map<string, number>();
      for (const heading of new Set([...spec.versions.flat(), ...spec.keys, ...Object.keys(spec.aliases ?? {})].map((h) => h.trim()))) {
        const chosen = mapping[heading];
        const names = chosen === undefined ? spellings(heading) : [normaliseHeading(chosen), ...spellings(heading)];
        const at = names.map((name) => recognition.columns.get(name)?.[0]).find((position) => position !== undefined);
        if (at !== undefined) positions.set(heading, at);
      }
      const width = 1 + Math.max(-1, ...[...recognition.columns.values()].flat());
      return new LayoutReader({ spec, positions, width, maker: start() });
    },
  };
}

/**
 * Where the exporter chooses columns, a file of five known columns out of eighty is as sure as can be, yet must not beat a
 * format that it matches whole.
 */
const chosenShare = 0.6;

/** Below this a table only happens to use some of the same words. */
const leastScore = 0.3;

/** Common names twice over all names: 1 when the lists are equal, falling with every name that only one of them has. */
function likeness(columns: ReadonlyMap<string, unknown>, version: readonly string[]): number {
  const common = version.filter((name) => columns.has(name)).length;
  return (2 * common) / (columns.size + version.length);
}
