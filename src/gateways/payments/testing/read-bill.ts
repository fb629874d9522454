import { readFile } from 'node:fs/promises';
import type { ImportProblem, Recognition, Reconciliation } from '../../../kernel/imports/format.ts';
import { inspectTables, readTable } from '../../../kernel/files/tables.ts';
import type { BillRow } from '../bill-row.ts';
import { paymentFormats } from '../index.ts';

export interface ReadBill {
  recognition: Recognition;
  keys: string[];
  records: BillRow[];
  problems: ImportProblem[];
  /** Totals and chains by their Chinese name: `file/rows ok|differs`. */
  totals: Record<string, string>;
  reconciliation: Reconciliation[];
  counts: Record<string, number>;
}

/** Reads a bill as an upload is read: bytes, container, encoding, best format, all rows. */
export async function readBill(source: string | Uint8Array, fileName = 'bill.csv', mapping?: Record<string, string>): Promise<ReadBill> {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : source;
  const [table] = await inspectTables(bytes, fileName);
  const [sheet] = table?.sheets ?? [];
  if (!table || !sheet) throw new Error('the file holds no table');
  const found = paymentFormats.flatMap((format) => format.recognise(sheet.name, sheet.firstRows, table.name) ?? []).sort((a, b) => b.score - a.score)[0];
  const reader = paymentFormats.find(({ id }) => id === found?.format)?.open(found!, mapping);
  if (!found || !reader) throw new Error('no format recognises the file');
  const bill: ReadBill = { recognition: found, keys: [], records: [], problems: [], totals: {}, reconciliation: [], counts: { record: 0, problem: 0, total: 0, ignored: 0 } };
  let row = 0;
  await readTable(bytes, {}, (rows) => {
    for (const { cells, line } of rows) {
      if (row++ <= found.headingRow) continue;
      const read = reader.read(cells, line);
      bill.counts[read.is] = (bill.counts[read.is] ?? 0) + 1;
      if (read.is === 'record') {
        bill.records.push(read.record);
        bill.keys.push(read.key);
      }
      if (read.is === 'problem') bill.problems.push(...read.problems.map((problem) => ({ ...problem, line })));
    }
    return true;
  });
  const end = reader.end();
  bill.problems.push(...end.problems);
  bill.reconciliation = end.reconciliation;
  bill.totals = Object.fromEntries(end.reconciliation.map(({ name, file, rows, ok }) => [name.zh, `${file}/${rows} ${ok ? 'ok' : 'differs'}`]));
  return bill;
}

export const fixture = (name: string): Promise<Buffer> => readFile(new URL(name, import.meta.url));
