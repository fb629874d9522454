import { readFile } from 'node:fs/promises';
import { words } from '../words.ts';
import { csvRows, sniffCsv } from './csv.ts';
import { decodeText, detectEncoding } from './encoding.ts';
import { htmlSheets } from './html-table.ts';
import { fileLimits } from './limits.ts';
import { FileRefused } from './refused.ts';
import { asBuffer, byteChunks, firstBytes, sizeOf, type FileSource } from './source.ts';
import type { SheetHead, TableFile } from './table.ts';
import { readOldWorkbook, type XlsSheet } from './xls.ts';
import { looksLikeXml2003, xml2003Sheets } from './xml-2003.ts';
import { looksLikeXlsx, readPackage } from './xlsx-package.ts';
import { readSheet } from './xlsx-sheet.ts';
import { newBudget, openZip, type CheckedZip, type UnpackBudget, type ZipMember } from './zip.ts';

export interface Selection {
  /** Name of the table file inside a zip; may be left out when the upload holds only one. */
  member?: string;
  /** Name of the sheet; the first one when left out. */
  sheet?: string;
}

export interface Row {
  line: number;
  cells: string[];
  /** Columns whose cell is merged with those of other lines; absent where none is. */
  merged?: number[];
  /** The last row of a text, which no line end closes: it may be cut off. */
  open?: true;
}

/** Takes rows; may wait (the reading waits with it); false ends the reading. */
export type TakeRows = (rows: Row[]) => Promise<boolean> | boolean;

type Kind = 'zip' | 'ole' | 'html' | 'xml' | 'text';

/** What a file is by its first bytes; its name is never believed. */
async function kindOf(source: FileSource): Promise<Kind> {
  await sizeOf(source);
  const head = await firstBytes(source, 4096);
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) return 'zip';
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0005\u0006', 'latin1'))) throw new FileRefused('file.empty', words('压缩包里没有文件', 'the archive is empty'));
  if (head.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1') return 'ole';
  const start = head.toString('latin1').replace(/^ï»¿/, '').trimStart().toLowerCase();
  if (start.startsWith('<?xml') && looksLikeXml2003(start)) return 'xml';
  if (/^(<!doctype html|<html|<table|<meta|<head|<body|<style|<!--)/.test(start) || (start.startsWith('<?xml') && start.includes('<html'))) return 'html';
  if (/^(<!doctype|<\?xml)/.test(start)) throw new FileRefused('file.unknown-format', words('内容是 XML，不是表格，请用 Excel 或 WPS 另存为 xlsx', 'it is an XML that is no table; save it as xlsx in Excel or WPS'));
  if (/^(%pdf|\u0089png|gif8|rar!|7z¼¯|\u001f\u008b|ÿøÿ)/.test(start)) throw new FileRefused('file.unknown-format');
  return 'text';
}

/**
 * What is called .xls: a web page, an XML spreadsheet of Excel 2003, or the old container, which holds either a workbook of Excel 97–2003 or an xlsx
 * with a password. All of them are read whole.
 */
async function oldSheets(source: FileSource, kind: Kind): Promise<XlsSheet[]> {
  if ((await sizeOf(source)) > fileLimits.memberBytes) throw new FileRefused('file.too-large');
  const bytes = typeof source === 'string' ? await readFile(source) : asBuffer(source);
  if (kind === 'html' || kind === 'xml') {
    const reopen = (): AsyncIterable<Uint8Array> => byteChunks(bytes);
    const pieces = decodeText(reopen(), await detectEncoding(reopen));
    return kind === 'xml' ? xml2003Sheets(pieces) : htmlSheets((await Array.fromAsync(pieces)).join(''));
  }
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw new FileRefused('file.encrypted');
  return readOldWorkbook(bytes);
}

const isOld = (kind: Kind): boolean => kind === 'ole' || kind === 'html' || kind === 'xml';

/** A workbook inside a zip, by what it is and not by what it is called. */
async function memberBook(zip: CheckedZip, member: ZipMember): Promise<{ bytes: Buffer; kind: Kind }> {
  const bytes = await zip.bytes(member, fileLimits.memberBytes);
  return { bytes, kind: await kindOf(bytes) };
}

const headsOf = (sheets: readonly XlsSheet[], name: string): TableFile => {
  if (sheets.every((sheet) => sheet.rows.length === 0)) throw new FileRefused('file.empty');
  return { name, container: 'xlsx', encoding: null, sheets: sheets.map((sheet) => ({ name: sheet.name, firstRows: sheet.rows.slice(0, fileLimits.headRows).map((row) => row.cells), ...(sheet.hidden ? { hidden: true as const } : {}) })) };
};

async function takeSheet(sheets: readonly XlsSheet[], select: Selection, take: TakeRows): Promise<void> {
  const sheet = select.sheet === undefined ? sheets[0] : sheets.find((s) => s.name === select.sheet);
  if (!sheet) throw new FileRefused('file.no-such-table');
  await take(sheet.rows);
}

/** All tables of an upload with their first rows. Runs in this thread; `openTables` runs it in a worker. */
export async function inspectTables(source: FileSource, fileName: string): Promise<TableFile[]> {
  const kind = await kindOf(source);
  if (isOld(kind)) return [headsOf(await oldSheets(source, kind), fileName)];
  if (kind === 'text') {
    const table = await inspectText(() => byteChunks(source), fileName);
    const oneColumn = table.sheets[0]!.firstRows.every((row) => row.length < 2);
    if (oneColumn) throw new FileRefused('file.not-a-table', words('找不到逗号、制表符或分号分隔的列', 'no columns separated by comma, TAB or semicolon'));
    return [table];
  }
  const budget = newBudget();
  const zip = await openZip(source, budget);
  try {
    if (looksLikeXlsx(zip)) return [await inspectXlsx(zip, fileName)];
    const found: TableFile[] = [];
    for (const member of tableMembers(zip)) {
      if (!/\.xlsx?$/i.test(member.name)) {
        found.push(await inspectText(() => zip.stream(member), member.name));
        continue;
      }
      const { bytes, kind: is } = await memberBook(zip, member);
      if (isOld(is)) found.push(headsOf(await oldSheets(bytes, is), member.name));
      else if (is === 'zip') found.push(await withInnerXlsx(bytes, member.name, budget, (inner) => inspectXlsx(inner, member.name)));
      else found.push(await inspectText(() => byteChunks(bytes), member.name));
    }
    return found;
  } finally {
    zip.close();
  }
}

function tableMembers(zip: CheckedZip) {
  const own = zip.members.filter((m) => !/(^|\/)(__MACOSX\/|\.)/.test(m.name));
  const archive = own.find((m) => /\.(zip|rar|7z|gz)$/i.test(m.name));
  if (archive) throw new FileRefused('file.unsafe', words(`压缩包里还有压缩包：${archive.name.slice(0, 80)}`, `an archive inside the archive: ${archive.name.slice(0, 80)}`));
  const tables = own.filter((m) => /\.(csv|tsv|txt|xlsx|xls)$/i.test(m.name));
  if (tables.length === 0) throw new FileRefused('file.not-a-table', words('压缩包里没有 csv 或 xlsx', 'the archive holds neither csv nor xlsx'));
  return tables;
}

async function withInnerXlsx<T>(bytes: Buffer, name: string, budget: UnpackBudget, use: (inner: CheckedZip) => Promise<T>): Promise<T> {
  const inner = await openZip(bytes, budget);
  try {
    if (!looksLikeXlsx(inner)) throw new FileRefused('file.unknown-format', words(name.slice(0, 80), name.slice(0, 80)));
    return await use(inner);
  } finally {
    inner.close();
  }
}

async function inspectXlsx(zip: CheckedZip, name: string): Promise<TableFile> {
  const book = await readPackage(zip, true);
  const sheets: SheetHead[] = [];
  for (const sheet of book.sheets) {
    const firstRows: string[][] = [];
    await readSheet(zip, book, sheet.part, (rows) => {
      for (const row of rows) if (firstRows.length < fileLimits.headRows) firstRows.push(row.cells);
      return firstRows.length < fileLimits.headRows;
    });
    sheets.push(sheet.hidden ? { name: sheet.name, firstRows, hidden: true } : { name: sheet.name, firstRows });
  }
  if (sheets.every((s) => s.firstRows.length === 0)) throw new FileRefused('file.empty');
  return { name, container: 'xlsx', encoding: null, sheets };
}

type Reopen = () => AsyncIterable<Uint8Array>;

async function inspectText(bytes: Reopen, name: string): Promise<TableFile> {
  const encoding = await detectEncoding(bytes);
  const firstRows: string[][] = [];
  for await (const row of textRows(bytes, encoding)) {
    if (firstRows.push(row.cells) >= fileLimits.headRows) break;
  }
  return { name, container: 'csv', encoding, sheets: [{ name: '', firstRows }] };
}

async function* textRows(bytes: Reopen, encoding: NonNullable<TableFile['encoding']>): AsyncGenerator<Row, void, undefined> {
  let head = '';
  for await (const piece of decodeText(bytes(), encoding)) {
    head += piece;
    if (head.length >= 128 * 1024) break;
  }
  if (encoding.startsWith('utf-16') && head.trim() === '') throw new FileRefused('file.empty');
  yield* csvRows(decodeText(bytes(), encoding), sniffCsv(head));
}

/**
 * All rows of one table of an upload. Runs in this thread; `readRows` runs it in a worker.
 * Refuses what `inspectTables` refuses, and `file.no-such-table`.
 */
export async function readTable(source: FileSource, select: Selection, take: TakeRows): Promise<void> {
  const kind = await kindOf(source);
  if (isOld(kind)) return takeSheet(await oldSheets(source, kind), select, take);
  if (kind === 'text') return readText(() => byteChunks(source), take);
  const budget = newBudget();
  const zip = await openZip(source, budget);
  try {
    if (looksLikeXlsx(zip)) return await readXlsx(zip, select, take);
    const tables = tableMembers(zip);
    const member = select.member === undefined && tables.length === 1 ? tables[0] : tables.find((m) => m.name === select.member);
    if (!member) throw new FileRefused('file.no-such-table');
    if (!/\.xlsx?$/i.test(member.name)) return await readText(() => zip.stream(member), take);
    const { bytes, kind: is } = await memberBook(zip, member);
    if (isOld(is)) await takeSheet(await oldSheets(bytes, is), select, take);
    else if (is === 'zip') await withInnerXlsx(bytes, member.name, budget, (inner) => readXlsx(inner, select, take));
    else await readText(() => byteChunks(bytes), take);
  } finally {
    zip.close();
  }
}

async function readXlsx(zip: CheckedZip, select: Selection, take: TakeRows): Promise<void> {
  const book = await readPackage(zip, true);
  const sheet = select.sheet === undefined ? book.sheets[0] : book.sheets.find((s) => s.name === select.sheet);
  if (!sheet) throw new FileRefused('file.no-such-table');
  await readSheet(zip, book, sheet.part, take);
}

async function readText(bytes: Reopen, take: TakeRows): Promise<void> {
  const encoding = await detectEncoding(bytes);
  let batch: Row[] = [];
  for await (const row of textRows(bytes, encoding)) {
    batch.push(row);
    if (batch.length < fileLimits.rowsPerBatch) continue;
    if (!(await take(batch))) return;
    batch = [];
  }
  if (batch.length > 0) await take(batch);
}
