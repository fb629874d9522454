import type { Content } from 'pdfmake/interfaces.js';
import { localText } from '../../kernel/clock.ts';

/** As many lines of each table as are printed; the JSON has all of them. */
export const PRINTED = 1_000;

export const said = (value: unknown): string => (typeof value === 'string' ? value : '');
export const stamp = (at: unknown): string => (typeof at === 'string' ? localText(Date.parse(at)).slice(0, 16) : '—');

export const heading = (text: string, n: number): Content => ({ text: `${text}（${n}${n > PRINTED ? `，此处印前 ${PRINTED} 行，其余见 JSON` : ''}）`, bold: true, fontSize: 11, margin: [0, 12, 0, 4] });
export const table = (head: string[], rows: string[][], widths: ('auto' | '*')[]): Content => rows.length === 0 ? { text: '无 none', color: '#666666' }
  : { table: { headerRows: 1, widths, body: [head.map((h) => ({ text: h, bold: true })), ...rows] }, layout: 'lightHorizontalLines', fontSize: 7 };
