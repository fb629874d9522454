import type { Readable } from 'node:stream';
import type { z } from 'zod';
import { FileRefused } from '../files/refused.ts';
import { openTables } from '../files/table-reader.ts';
import type { TableFile } from '../files/table.ts';
import { mediaTypeOf, type FileStore } from '../file-store.ts';
import { Refusal, refuse } from '../refusal.ts';
import { words } from '../words.ts';
import type { ImportFormat, ImportKind, ImportProblem } from './format.ts';
import { recogniseTables, type SheetRecognition } from './recognise.ts';
import { fileRefusal, importNo } from './refusals.ts';
import type { createRun } from './run-verbs.ts';
import { storeRecognition, tableName } from './store.ts';
import type { ImportTarget } from './target.ts';

/** Bytes of one file. */
export const MAX_FILE = 100_000_000;
export const MAX_FILES = 20;

export interface Upload { name: string; content: Readable }
export type Intake = z.input<typeof createRun.input>;

/** Files as they came in, on disk by their content, nothing known about them yet. */
export interface Received { sha256: string; size: number; name: string; mediaType: string; path: string }

export async function receive(store: FileStore, uploads: AsyncIterable<Upload> | Iterable<Upload>): Promise<Received[]> {
  const received: Received[] = [];
  for await (const upload of uploads) {
    const stored = await store.put(upload.content, MAX_FILE);
    received.push({ ...stored, name: fileName(upload.name), mediaType: await mediaTypeOf(stored.path) });
  }
  if (received.length === 0) throw refuse(importNo['no-file']);
  return received;
}

/** Without folders and control characters, and short enough to be shown. */
function fileName(given: string): string {
  // oxlint-disable-next-line no-control-regex
  const name = given.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, '').replace(/^.*[/\\]/, '').trim();
  return name === '' ? 'upload' : [...name].slice(0, 200).join('');
}

/**
 * Says what the received files are. Tables that are not recognised are kept with their reason and left out, as long as another table
 * of the same file is recognised. `only`: the kind that the person says it is; files of the same platform may come with it.
 * @throws Refusal for a file that cannot be read, that no format knows, or that is another kind than the person says
 */
export async function recognise(targets: readonly ImportTarget[], received: readonly Received[], only?: ImportKind): Promise<Intake> {
  const formats = targets.flatMap((t) => t.formats);
  const files: Intake['files'] = [];
  const kinds = new Set<ImportKind>();
  for (const [upload, { path, name, sha256 }] of received.entries()) {
    const before = received.findIndex((other) => other.sha256 === sha256);
    if (before < upload) {
      files.push({ upload, member: null, sheet: '', container: 'csv', encoding: null, kind: null, format: null, recognition: null, alternatives: [], alarms: [givenTwice(name, received[before]!.name)] });
      continue;
    }
    const tables = await tablesOf(path, name);
    const sheets = recogniseTables(formats, tables, undefined);
    const chosen = only === undefined ? sheets : asKind(formats, tables, sheets, only);
    if (chosen.every((s) => s.best === null)) throw unknown(name, chosen, formats, only);
    const isSeen = chosen.some((sheet, at) => sheet.best !== null && !sheetAt(tables, at).hidden);
    for (const [at, sheet] of chosen.entries()) {
      const { table, firstRows, hidden } = sheetAt(tables, at);
      const member = table.name === name ? null : table.name;
      const place = { upload, member, sheet: sheet.sheet, container: table.container, encoding: table.encoding };
      if (sheet.best && hidden && isSeen) {
        files.push({ ...place, kind: null, format: null, recognition: null, alternatives: [], alarms: [hiddenSheet(tableName({ name, member, sheet: sheet.sheet }))] });
      } else if (sheet.best) {
        kinds.add(sheet.best.kind);
        files.push({ ...place, kind: sheet.best.kind, format: sheet.best.format, recognition: storeRecognition(sheet.best), alternatives: sheet.alternatives.map(storeRecognition), alarms: [...sheet.alarms] });
      } else if (firstRows.some((row) => row.some((cell) => cell.trim() !== ''))) {
        files.push({ ...place, kind: null, format: null, recognition: null, alternatives: [], alarms: [whyLeftOut(targets, table.name, firstRows, tableName({ name, member, sheet: sheet.sheet }))] });
      }
    }
  }
  if (only !== undefined && !kinds.has(only)) throw new Refusal(importNo['other-kind']);
  return { kinds: [...kinds], uploads: received.map(({ sha256, size, name, mediaType }) => ({ sha256, size, name, mediaType })), files };
}

async function tablesOf(path: string, name: string): Promise<TableFile[]> {
  try {
    return (await openTables(path, name)).files;
  } catch (error) {
    if (error instanceof FileRefused) throw fileRefusal(error, name);
    throw error;
  }
}

/** Sheets are recognised in the order of the tables. */
function sheetAt(tables: readonly TableFile[], at: number): { table: TableFile; firstRows: string[][]; hidden: boolean } {
  let left = at;
  for (const table of tables) {
    const sheet = table.sheets[left];
    if (sheet) return { table, firstRows: sheet.firstRows, hidden: sheet.hidden === true };
    left -= table.sheets.length;
  }
  throw new RangeError('no such sheet');
}

/** The wanted kind where it fits, else a kind of the same platform (an item list beside its orders). Anything else is named and refused. */
function asKind(formats: readonly ImportFormat<unknown>[], tables: readonly TableFile[], sheets: readonly SheetRecognition[], only: ImportKind): SheetRecognition[] {
  const wanted = recogniseTables(formats, tables, only);
  const platform = only.split('-')[0]!;
  return wanted.map((sheet, at) => {
    if (sheet.best) return sheet;
    const found = sheets[at]!;
    if (found.best === null || found.best.kind.split('-')[0] === platform) return found;
    if (wanted.some((w) => w.best)) return sheet;
    throw refuse(importNo['other-kind'], words(`${sheet.file} 是“${found.best.title.zh}”，不是所选的种类（${only}）。`, `${sheet.file} is "${found.best.title.en}" (${found.best.kind}), not ${only}.`), { kind: found.best.kind });
  });
}

/** With the columns that the chosen kind cannot do without, so that whoever edited the heading can put it right. */
function unknown(name: string, sheets: readonly SheetRecognition[], formats: readonly ImportFormat<unknown>[], only: ImportKind | undefined): Refusal {
  const alarm = sheets.flatMap((s) => s.alarms)[0];
  const keys = formats.filter((f) => f.kind === only).flatMap((f) => (f.needed ? [f.needed] : []));
  const [zh, en] = keys.length === 0 ? ['', ''] : [`这种导入至少需要这些列：${keys.map((k) => k.join('、')).join('；或 ')}。`, ` This kind needs at least the columns ${keys.map((k) => k.join(', ')).join('; or ')}.`];
  return new Refusal(importNo['not-recognised'], alarm ? words(`${name}：${alarm.message.zh}${zh}`, `${name}: ${alarm.message.en}${en}`) : undefined, { file: name });
}

/** Nobody who looked at the workbook has seen it: what it holds is not imported beside what was seen. */
const hiddenSheet = (table: string): ImportProblem => ({
  code: 'import.sheet-hidden', line: 0,
  message: words(`“${table}”是隐藏的工作表，未导入。需要它的内容请在 Excel 里取消隐藏后重新上传。`, `"${table}" is a hidden sheet and was not imported. Unhide it in Excel and upload the file again where it is wanted.`),
});

/** The same bytes once more in one upload: read once, and said. */
const givenTwice = (name: string, first: string): ImportProblem => ({
  line: 0, code: 'import.file-twice',
  message: name === first ? words(`文件“${name}”给了两次，只导入一次。`, `The file "${name}" was given twice; it is imported once.`)
    : words(`“${name}”与“${first}”内容完全相同，只导入一次。`, `"${name}" holds the same as "${first}"; it is imported once.`),
});

function whyLeftOut(targets: readonly ImportTarget[], fileName: string, firstRows: readonly (readonly string[])[], table: string): ImportProblem {
  for (const target of targets) {
    const why = target.leftOut?.(fileName, firstRows);
    if (why) return { line: 0, code: 'import.table-left-out', message: why };
  }
  return { line: 0, code: 'import.table-unknown', message: words(`没有认出“${table}”的表头，未导入。`, `The heading of "${table}" is not known; it was not imported.`) };
}
