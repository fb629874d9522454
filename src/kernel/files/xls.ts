import { EncryptedFileError, HucreError } from 'hucre';
import { readXls } from 'hucre/xlsx';
import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { MergedCells, type Merge } from './merged-cells.ts';
import { FileRefused } from './refused.ts';
import { hiddenOldSheets } from './xls-hidden.ts';
import { numberText } from './xlsx-values.ts';

export interface XlsSheet {
  name: string;
  /** A sheet that whoever opens the workbook does not see. */
  hidden?: true;
  rows: { line: number; cells: string[]; merged?: number[] }[];
}

/**
 * Reads a workbook of Excel 97–2003, which banks, carriers and warehouse systems still write. The old container allows no
 * reading piece by piece, so its size is bounded and it is read in the worker's own heap.
 */
export async function readOldWorkbook(bytes: Uint8Array): Promise<XlsSheet[]> {
  if (bytes.byteLength > fileLimits.memberBytes) throw new FileRefused('file.too-large');
  try {
    const book = await readXls(bytes);
    const hidden = hiddenOldSheets(bytes);
    return book.sheets.map((sheet, at) => {
      const merges = Map.groupBy((sheet.merges ?? []).filter((m) => m.endRow > m.startRow).map((m): Merge => ({ column: m.startCol, lines: [m.startRow + 1, m.endRow + 1] })), (m) => m.lines[0]);
      const filled = new MergedCells(merges);
      return { name: sheet.name, ...(hidden[at] ? { hidden: true as const } : {}), rows: sheet.rows.map((row, i) => {
        const cells = row.map(cellText);
        const merged = filled.fill(i + 1, cells);
        return merged ? { line: i + 1, cells, merged } : { line: i + 1, cells };
      }) };
    });
  } catch (error) {
    if (error instanceof EncryptedFileError) throw new FileRefused('file.encrypted', null, error);
    if (error instanceof HucreError || error instanceof RangeError) {
      throw new FileRefused('file.unknown-format', words('无法读取这个旧版 .xls，请用 Excel 或 WPS 另存为 xlsx', 'this old .xls cannot be read; save it as xlsx in Excel or WPS'), error);
    }
    throw error;
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return numberText(String(value));
  if (value instanceof Date) return dateText(value);
  return typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : String(value);
}

/** The library gives wall-clock time as if it were UTC. */
function dateText(date: Date): string {
  const iso = date.toISOString();
  if (iso.startsWith('1899-12-3') || iso.startsWith('1900-01-00')) return iso.slice(11, 19);
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}
