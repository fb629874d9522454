import type { Content } from 'pdfmake/interfaces.js';
import { localText } from '../../../kernel/clock.ts';
import { pdfOf } from '../../../kernel/pdf.ts';
import type { PersonalPart } from './holders.ts';

export interface GivenOut { requestNo: string; customerNo: string; at: number; parts: readonly PersonalPart[] }

/** Cells are texts; what is empty is a dash. */
const cell = (value: unknown): string => (value === null || value === undefined ? '—' : String(value as string | number | bigint));

/** The person's data as a paper: a table a part; parts with few columns and one row stand as a list. */
export function printPersonal(given: GivenOut): Promise<Buffer> {
  const content: Content[] = given.parts.flatMap((part): Content[] => {
    const head = Object.keys(part.rows[0]!);
    const title: Content = { text: `${part.title.zh} ${part.title.en}（${part.rows.length}）`, bold: true, fontSize: 11, margin: [0, 12, 0, 4] };
    if (part.rows.length === 1) return [title, { table: { widths: [90, '*'], body: head.map((key) => [{ text: key, color: '#666666' }, cell(part.rows[0]![key])]) }, layout: 'noBorders' }];
    return [title, { table: { headerRows: 1, widths: head.map(() => 'auto'), body: [head.map((key) => ({ text: key, bold: true })), ...part.rows.map((row) => head.map((key) => cell(row[key])))] }, layout: 'lightHorizontalLines', fontSize: 7 }];
  });
  return pdfOf({
    pageSize: 'A4', pageOrientation: 'landscape', pageMargins: [36, 40, 36, 44], info: { title: `个人信息 ${given.customerNo}` },
    footer: (page, pages) => ({ text: `个人信息 · personal data · ${given.requestNo} · ${page}/${pages}`, alignment: 'center', fontSize: 7, margin: [0, 12, 0, 0] }),
    content: [{ text: '个人信息副本 Copy of personal data', fontSize: 18, bold: true }, { text: `${given.customerNo} · ${given.requestNo} · ${localText(given.at)}`, color: '#666666', margin: [0, 4, 0, 0] }, ...content],
  });
}

export const personalJson = (given: GivenOut): string =>
  JSON.stringify({ requestNo: given.requestNo, customerNo: given.customerNo, at: localText(given.at), parts: given.parts.map((part) => ({ title: part.title, rows: part.rows })) }, null, 2);
