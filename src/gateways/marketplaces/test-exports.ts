import type { ImportFormat, RowRead } from '../../kernel/imports/format.ts';
import { recogniseTables } from '../../kernel/imports/recognise.ts';
import { openTables, readRows } from '../../kernel/files/table-reader.ts';
import { marketplaceFormats } from './formats.ts';

/** A csv with the given columns filled and all others empty, as the marketplaces write it. */
export function csvOf(headings: readonly string[], rows: readonly Record<string, string>[], lineEnd = '\r\n'): string {
  const lines = [headings.join(','), ...rows.map((row) => {
    const stray = Object.keys(row).find((key) => !headings.includes(key));
    if (stray !== undefined) throw new Error(`the export has no column ${stray}`);
    return headings.map((heading) => row[heading] ?? '').join(',');
  })];
  return lines.join(lineEnd) + lineEnd;
}

export interface Imported<R> {
  format: string;
  rows: RowRead<R>[];
  records: R[];
  keys: string[];
  alarms: string[];
  end: ReturnType<ReturnType<ImportFormat<R>['open']>['end']>;
}

/** The whole way of an upload: open, recognise among all formats, read every row. */
export async function importFile<R>(bytes: Uint8Array, fileName: string, formats: readonly unknown[] = marketplaceFormats): Promise<Imported<R>> {
  // Which format matches, and so which record comes, is only known at run time: the test states it as R.
  const candidates = formats as readonly ImportFormat<R>[];
  const { files } = await openTables(bytes, fileName);
  const [sheet] = recogniseTables(candidates, files);
  if (!sheet?.best) throw new Error(`not recognised: ${sheet?.alarms.map((a) => a.message.zh).join()}`);
  const { best } = sheet;
  const reader = candidates.find((format) => format.id === best.format)!.open(best);
  const rows: RowRead<R>[] = [];
  let index = 0;
  await readRows(bytes, fileName, {}, ({ rows: batch }) => {
    for (const row of batch) if (index++ > best.headingRow) rows.push(reader.read(row.cells, row.line));
  });
  const taken = rows.filter((row) => row.is === 'record');
  return { format: best.format, rows, records: taken.map((row) => row.record), keys: taken.map((row) => row.key), alarms: sheet.alarms.map((a) => a.code), end: reader.end() };
}
