import { words } from '../words.ts';
import { fileLimits } from './limits.ts';
import { MergedCells, type Merge } from './merged-cells.ts';
import { FileRefused } from './refused.ts';
import type { XlsSheet } from './xls.ts';
import { attribute, scanXml } from './xml-scan.ts';
import { numberText } from './xlsx-values.ts';

/** Whether the head of an xml says that it is a workbook of Excel 2003 (“XML spreadsheet”), which shop programs write and call .xls. */
export const looksLikeXml2003 = (head: string): boolean => head.includes('urn:schemas-microsoft-com:office:spreadsheet');

/** The sheets of such a workbook. Refuses `file.truncated`, and what `scanXml` refuses. */
export async function xml2003Sheets(pieces: AsyncIterable<string>): Promise<XlsSheet[]> {
  const sheets: XlsSheet[] = [];
  let sheet: XlsSheet | null = null;
  let merges = new Map<number, Merge[]>();
  let filled = new MergedCells(merges);
  let line = 0;
  let cells: string[] = [];
  let at = 0;
  let type = '';
  let text: string | null = null;
  let inComment = false;
  let isWhole = false;
  let visible: string | null = null;
  await scanXml(pieces, {
    open(name, attributes) {
      const place = (): number => Number(attribute(attributes, 'ss:Index') ?? '0');
      if (name === 'Worksheet') {
        sheets.push((sheet = { name: attribute(attributes, 'ss:Name') ?? `表${sheets.length + 1}`, rows: [] }));
        filled = new MergedCells((merges = new Map()));
        line = 0;
      } else if (name === 'Row') {
        line = Math.max(line + 1, place());
        cells = [];
      } else if (name === 'Cell') {
        const column = Math.max(cells.length, place() - 1);
        if (column >= fileLimits.columns) throw new FileRefused('file.not-a-table', words(`超过 ${fileLimits.columns} 列`, `more than ${fileLimits.columns} columns`));
        while (cells.length <= column) cells.push('');
        const [across, down] = [Number(attribute(attributes, 'ss:MergeAcross') ?? '0'), Number(attribute(attributes, 'ss:MergeDown') ?? '0')];
        if (down > 0) merges.set(line, [...(merges.get(line) ?? []), { column, lines: [line, line + down] }]);
        for (let i = 0; i < Math.min(across, fileLimits.columns); i++) cells.push('');
        text = null;
        at = column;
      } else if (name === 'Comment') inComment = true;
      else if (name === 'Visible') visible = '';
      else if (name === 'Data' && !inComment) {
        type = attribute(attributes, 'ss:Type') ?? 'String';
        text = '';
      }
    },
    close(name) {
      if (name === 'Data' && text !== null) {
        cells[at] = type === 'Number' ? numberText(text) : type === 'DateTime' ? dateText(text) : text;
        text = null;
      } else if (name === 'Comment') inComment = false;
      else if (name === 'Workbook') isWhole = true;
      else if (name === 'Visible') {
        if (sheet && /^Sheet(Very)?Hidden$/.test(visible?.trim() ?? '')) sheet.hidden = true;
        visible = null;
      } else if (name === 'Row' && sheet) {
        const merged = filled.fill(line, cells);
        sheet.rows.push(merged ? { line, cells, merged } : { line, cells });
      }
    },
    text(piece) {
      if (text !== null) text += piece;
      else if (visible !== null) visible += piece;
    },
  });
  // What breaks off between two tags looks like a shorter file.
  if (!isWhole) throw new FileRefused('file.truncated');
  return sheets;
}

/** `2026-03-01T10:00:00.000`; a day alone is its first moment. */
const dateText = (text: string): string => text.replace('T', ' ').replace(/\.0+$/, '').replace(/ 00:00:00$/, '');
