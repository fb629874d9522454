import type { Actor } from '../actor.ts';
import { normaliseHeading } from '../files/headings.ts';
import type { FileStore } from '../file-store.ts';
import { maskDetail, maskEmail, maskName, maskPhone } from '../privacy.ts';
import type { ImportProblem } from './format.ts';
import { dataRows, type DataFile } from './stage.ts';

export interface ShownCell { at: number; heading: string; value: string; masked: boolean; wrong: boolean }

/** The cells of one line as the file has them. Reads the file up to that line. Null when there is no such line. @throws Refusal imports.file-gone */
export async function sourceCells(store: FileStore, file: DataFile, line: number): Promise<string[] | null> {
  const found = new AbortController();
  let cells: string[] | null = null;
  const enough = new Error('found');
  try {
    await dataRows(store, file, async (rows) => {
      const row = rows.find((r) => r.line === line);
      if (!row) return;
      cells = row.cells;
      found.abort(enough);
    }, found.signal);
  } catch (error) {
    if (error !== enough) throw error;
  }
  return cells;
}

const personal: readonly [RegExp, (text: string | null) => string | null][] = [
  [/手机|电话|联系方式|mobile|phone/i, maskPhone],
  [/邮箱|e-?mail|支付宝账号|对方账[号户]|买家应付账号/i, (text) => (text?.includes('@') ? maskEmail(text) : maskPhone(text))],
  [/地址|address/i, maskDetail],
  [/姓名|收货人|收件人|联系人|旺旺|昵称|会员名|真实姓名|receiver|buyer/i, maskName],
  [/身份证|证件|银行卡|卡号/i, maskPhone],
];

/** Stars for a cell of a column that holds personal data; null where nothing needs hiding. */
export function maskedCell(heading: string, value: string): string | null {
  if (value.trim() === '') return null;
  const mask = personal.find(([name]) => name.test(heading))?.[1];
  const shown = mask?.(value.trim()) ?? null;
  return shown === null || shown === value.trim() ? null : shown;
}

/**
 * Cells with their column names. Who uploaded the file sees it as it is; everybody else sees people's names, phones and addresses with
 * stars, except in the column that has to be mended.
 */
export function shownCells(file: DataFile, cells: readonly string[], problems: readonly Omit<ImportProblem, 'line'>[], viewer: Actor, uploadedBy: string | null): ShownCell[] {
  const names = new Map(file.recognition.columns.flatMap(([name, places]) => places.map((at) => [at, name] as const)));
  const mapped = new Map(Object.entries(file.mapping).map(([key, heading]) => [normaliseHeading(heading), key]));
  const wrong = new Set(problems.flatMap((p) => (p.column ? [normaliseHeading(p.column)] : [])));
  const own = viewer.kind === 'system' || (viewer.id !== null && viewer.id === uploadedBy);
  const width = Math.max(cells.length, ...[...names.keys()].map((at) => at + 1));
  return Array.from({ length: width }, (_, at) => {
    const heading = names.get(at) ?? '';
    const value = cells[at] ?? '';
    const isWrong = wrong.has(normaliseHeading(heading)) || wrong.has(normaliseHeading(mapped.get(heading) ?? ''));
    const stars = own || isWrong ? null : maskedCell(heading, value);
    return { at, heading, value: stars ?? value, masked: stars !== null, wrong: isWrong && heading !== '' };
  });
}
