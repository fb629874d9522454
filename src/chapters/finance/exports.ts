import type { FastifyReply } from 'fastify';
import { yuanText } from '../../kernel/money.ts';
import { writeXlsx } from '../../kernel/files/write-xlsx.ts';

/** Cells that a spreadsheet would run as a formula are made text (survival.md D4). Amounts stay amounts. */
const cell = (value: string | number | bigint | null): string => {
  if (value === null) return '';
  if (typeof value === 'bigint') return yuanText(value);
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r\0＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A cell: text, a count, or an amount in fen (bigint), which is written in yuan. */
export type Cell = string | number | bigint | null;

/** UTF-8 with its mark, so that Excel shows Chinese. */
export function sendCsv(reply: FastifyReply, name: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): FastifyReply {
  const body = `\ufeff${[headings, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
  return attach(reply, `${name}.csv`).type('text/csv; charset=utf-8').send(body);
}

/** Amounts become numbers with two decimals: they are for people to add up, never read back. Ids stay text. */
export async function sendXlsx(reply: FastifyReply, name: string, sheet: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): Promise<FastifyReply> {
  const numeric = headings.map((_, i) => rows.some((row) => typeof row[i] === 'bigint'));
  const bytes = await writeXlsx({
    sheets: [{
      name: sheet,
      columns: headings.map((header, i) => ({ header, key: `c${i}`, width: Math.max(14, header.length * 2 + 4), ...(numeric[i] ? { numFmt: '#,##0.00' } : {}) })),
      data: rows.map((row) => Object.fromEntries(row.map((value, i) => [`c${i}`, typeof value === 'bigint' ? Number(yuanText(value)) : (value ?? '')]))),
      freezePane: { rows: 1 },
    }],
  });
  return attach(reply, `${name}.xlsx`).type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(Buffer.from(bytes));
}

/** Most rows of one file. */
export const ROWS = 50_000;

const attach = (reply: FastifyReply, name: string): FastifyReply => reply.header('cache-control', 'no-store').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
