import { words } from '../words.ts';
import { decodeText } from './encoding.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { MergedCells, mergesOf } from './merged-cells.ts';
import { attribute, scanXml } from './xml-scan.ts';
import { columnOf, numberText, serialText, unescapeXlsx } from './xlsx-values.ts';
import type { XlsxPackage } from './xlsx-package.ts';
import type { CheckedZip } from './zip.ts';

export interface SheetRow {
  line: number;
  cells: string[];
  /** Columns whose cell is merged with those of other lines; absent where none is. */
  merged?: number[];
}

/**
 * Reads the rows of a sheet in order and hands them over piece by piece; `take` may wait, and false ends the reading.
 * A formula that nobody has worked out yet stands as it is written: its cell is not empty, and nobody guesses what it gives.
 * A merge over several rows stands on each of them (merged-cells.ts). Cells left out by Excel become empty texts, and rows are filled up to the widest of the first rows, so that a row that
 * ends in empty cells is not taken for a short one.
 */
export async function readSheet(zip: CheckedZip, book: XlsxPackage, part: string, take: (rows: SheetRow[]) => Promise<boolean> | boolean): Promise<void> {
  const member = zip.member(part);
  if (!member) throw new FileRefused('file.no-such-table');
  const merges = new MergedCells(await mergesOf(decodeText(zip.stream(member, true), 'utf-8')));
  const state = { line: 0, seen: 0, width: 0 };
  let cells: string[] = [];
  let cell = { column: 0, type: '', style: -1, value: '', worked: false, formula: null as string | null };
  let inValue = false;
  let inFormula = false;
  let phonetic = false;
  let gathered: SheetRow[] = [];
  await scanXml(decodeText(zip.stream(member), 'utf-8'), {
    open(name, attributes) {
      if (name === 'c') {
        const reference = attribute(attributes, 'r');
        const style = attribute(attributes, 's');
        cell = { column: reference === null ? cells.length : columnOf(reference), type: attribute(attributes, 't') ?? '', style: style === null ? -1 : Number(style), value: '', worked: false, formula: null };
      } else if (name === 'v' || name === 't') {
        inValue = !phonetic;
        cell.worked = true;
      } else if (name === 'f') {
        inFormula = true;
        cell.formula = '';
      } else if (name === 'rPh') phonetic = true;
      else if (name === 'row') {
        cells = [];
        const at = Number(attribute(attributes, 'r') ?? '');
        state.line = at > 0 ? at : state.line + 1;
      }
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'f') inFormula = false;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c') put(cells, cell.column, isOpen(cell) ? `=${cell.formula}` : cellText(cell, book));
      else if (name === 'row') {
        const merged = merges.fill(state.line, cells);
        if (state.seen++ < fileLimits.headRows) state.width = Math.max(state.width, cells.length);
        while (cells.length < state.width) cells.push('');
        gathered.push(merged ? { line: state.line, cells, merged } : { line: state.line, cells });
      }
    },
    text(text) {
      if (inValue) cell.value += text;
      else if (inFormula) cell.formula = (cell.formula ?? '') + text;
    },
    between() {
      if (gathered.length === 0) return true;
      const rows = gathered;
      gathered = [];
      return take(rows);
    },
  });
}

/** A formula without what it gave. Only a text can be given and empty (`IF(A1="","",A1)`). */
const isOpen = (cell: { type: string; value: string; worked: boolean; formula: string | null }): boolean =>
  cell.formula !== null && cell.value === '' && !(cell.worked && cell.type === 'str');

/** A formatted but empty cell far out (XFD1) costs nothing; a value out there is no export. */
function put(cells: string[], column: number, text: string): void {
  if (text === '' && column >= cells.length) return;
  if (column < 0 || column >= fileLimits.columns) throw new FileRefused('file.not-a-table', words(`超过 ${fileLimits.columns} 列`, `more than ${fileLimits.columns} columns`));
  while (cells.length < column) cells.push('');
  cells[column] = text;
}

function cellText(cell: { type: string; style: number; value: string }, book: XlsxPackage): string {
  switch (cell.type) {
    case 's':
      return book.strings[Number(cell.value)] ?? '';
    case 'inlineStr':
    case 'str':
      return unescapeXlsx(cell.value);
    case 'b':
      return cell.value === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return cell.value;
    case 'd':
      return cell.value.replace('T', ' ');
    default: {
      if (cell.value === '') return '';
      const serial = Number(cell.value);
      const isDate = book.dateStyles[cell.style] === true && serial >= 0 && serial < 2_958_466;
      return isDate ? serialText(serial, book.since1904) : numberText(cell.value);
    }
  }
}
