import { csvText } from '../../../kernel/files/safe-text.ts';

/** Cells that a spreadsheet would run as a formula are made text; numbers stay numbers (survival.md D4). */
const cell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return csvText(value);
};

export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Tells Excel that the file is UTF-8. */
export const CSV_START = '\ufeff';
