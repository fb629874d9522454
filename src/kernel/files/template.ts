import type { Words } from '../words.ts';
import { csvText } from './safe-text.ts';
import { writeXlsx } from './write-xlsx.ts';

/** A downloadable example of our own layouts. Example rows carry no personal data. */
export interface TemplateTable {
  fileName: string;
  title: Words;
  headings: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface TemplateFiles {
  fileName: string;
  /** UTF-8 with byte order mark, so that Excel shows Chinese. */
  csv: Uint8Array;
  xlsx: Uint8Array;
}

/** All cells are text: ids keep their digits when the example is filled in. */
export async function templateFiles(table: TemplateTable): Promise<TemplateFiles> {
  const lines = [table.headings, ...table.rows].map((row) => row.map(cellOf).join(','));
  const xlsx = await writeXlsx({
    sheets: [{
      name: table.title.zh,
      columns: table.headings.map((header, i) => ({ header, key: `c${i}`, width: Math.max(12, header.length * 2 + 4), numFmt: '@' })),
      data: table.rows.map((row) => Object.fromEntries(row.map((cell, i) => [`c${i}`, cell]))),
      freezePane: { rows: 1 },
    }],
  });
  return { fileName: table.fileName, csv: new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\r\n`), xlsx };
}

/** Figures stay figures, also below nothing; any other text must not run. */
const cellOf = (cell: string): string => (/^-?\d+(\.\d+)?$/.test(cell) ? cell : csvText(cell));
