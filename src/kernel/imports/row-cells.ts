import { normaliseHeading } from '../files/headings.ts';
import type { FileStore } from '../file-store.ts';
import type { ImportProblem } from './format.ts';
import { maskedCell } from './masked-cell.ts';
import { dataRows, type DataFile } from './stage.ts';

export interface ShownCell { at: number; heading: string; value: string; masked: boolean; wrong: boolean }

/** The cells of one line as the file has them. Reads the file up to that line. Null when there is no such line. @throws Refusal imports.file-gone */
export async function sourceCells(store: FileStore, file: DataFile, line: number): Promise<string[] | null> {
  const found = new AbortController();
  let cells: string[] | null = null;
  const enough = new Error('found');
  try {
    await dataRows(store, file, async (rows) => {
      const row = rows.find((r) => r.line === line);
      if (!row) return;
      cells = row.cells;
      found.abort(enough);
    }, found.signal);
  } catch (error) {
    if (error !== enough) throw error;
  }
  return cells;
}

/**
 * Cells with their column names. People's names, phones and addresses stand with stars, for whoever uploaded the file too: a whole value is
 * looked at one by one, with a reason (`fullCells`).
 */
export function shownCells(file: DataFile, cells: readonly string[], problems: readonly Omit<ImportProblem, 'line'>[]): ShownCell[] {
  const names = new Map(file.recognition.columns.flatMap(([name, places]) => places.map((at) => [at, name] as const)));
  const mapped = new Map(Object.entries(file.mapping).map(([key, heading]) => [normaliseHeading(heading), key]));
  const wrong = new Set(problems.flatMap((p) => (p.column ? [normaliseHeading(p.column)] : [])));
  const width = Math.max(cells.length, ...[...names.keys()].map((at) => at + 1));
  return Array.from({ length: width }, (_, at) => {
    const heading = names.get(at) ?? '';
    const value = cells[at] ?? '';
    const isWrong = wrong.has(normaliseHeading(heading)) || wrong.has(normaliseHeading(mapped.get(heading) ?? ''));
    const stars = maskedCell(heading, value);
    return { at, heading, value: stars ?? value, masked: stars !== null, wrong: isWrong && heading !== '' };
  });
}
