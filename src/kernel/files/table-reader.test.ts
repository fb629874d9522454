import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Row } from './tables.ts';
import { openTables, readRows } from './table-reader.ts';
import { readPackage } from './xlsx-package.ts';
import { readSheet } from './xlsx-sheet.ts';
import { newBudget, openZip } from './zip.ts';
import { gbk, utf16, utf16be, utf8, workbookOf, xlsxOf, zipOf } from './test-files.ts';

async function rowsOf(bytes: Uint8Array | string, name: string, select = {}): Promise<Row[]> {
  const rows: Row[] = [];
  await readRows(bytes, name, select, (batch) => void rows.push(...batch.rows));
  return rows;
}

const cellsOf = async (bytes: Uint8Array, name = 'orders.csv'): Promise<string[][]> => (await rowsOf(bytes, name)).map((row) => row.cells);

describe('the same table in every encoding that exports use', () => {
  const text = '订单编号,收货人\r\n1,张三\r\n';
  const table = [['订单编号', '收货人'], ['1', '张三']];
  test.each([
    ['UTF-8', utf8(text), 'utf-8'],
    ['UTF-8 with mark', utf8(text, true), 'utf-8'],
    ['GBK', gbk(text), 'gb18030'],
    ['UTF-16 as Excel saves "Unicode text"', utf16(text.replaceAll(',', '\t')), 'utf-16le'],
    ['UTF-16 with its big end first', utf16be(text.replaceAll(',', '\t')), 'utf-16be'],
    ['UTF-16 with its big end first and commas', utf16be(text), 'utf-16be'],
  ] as const)('%s', async (_name, bytes, encoding) => {
    expect(await cellsOf(bytes)).toEqual(table);
    const { files } = await openTables(bytes, 'orders.csv');
    expect(files).toEqual([{ name: 'orders.csv', container: 'csv', encoding, sheets: [{ name: '', firstRows: table }] }]);
  });

  test('characters beyond GBK in GB18030', async () => {
    const bytes = Buffer.concat([gbk('姓名,数量\n'), Buffer.from([0x95, 0x32, 0x82, 0x36]), gbk('野家,1\n')]);
    expect(await cellsOf(bytes)).toEqual([['姓名', '数量'], ['𠀀野家', '1']]);
  });

  test('a Chinese character that stands far behind the first pieces still decides', async () => {
    const rows = Array.from({ length: 30_000 }, (_v, i) => `${i},x`).join('\n');
    const { files } = await openTables(Buffer.concat([gbk(`a,b\n${rows}\n`), gbk('最后,一行\n')]), 'late.csv');
    expect(files[0]!.encoding).toBe('gb18030');
  });
});

describe('merged cells of a workbook', () => {
  test('a look for them costs a workbook nothing of what it may unpack to: to be recognised, only its first rows are read', async () => {
    const budget = newBudget();
    const before = budget.left;
    const zip = await openZip(workbookOf(Array.from({ length: 40_000 }, (_, i) => [`${i}`, '杯子'])), budget);
    const book = await readPackage(zip, true);
    await readSheet(zip, book, book.sheets[0]!.part, (rows) => rows.length === 0);
    zip.close();
    expect(before - budget.left).toBeLessThan(1_000_000);
  });

  test('an order merged over its lines stands on each of them; a heading of two rows and a title across columns do not disturb', async () => {
    const book = workbookOf([
      ['订单导出', '', ''], ['订单编号', '商品', ''], ['', '名称', '数量'], ['1', '杯', '2'], ['', '碟', '1'], ['', '碗', '1'], ['2', '杯', '1'],
    ], ['A1:C1', 'A2:A3', 'B2:C2', 'A4:A6']);
    expect(await rowsOf(book, 'a.xlsx')).toEqual([
      { line: 1, cells: ['订单导出'] }, { line: 2, cells: ['订单编号', '商品'], merged: [0] }, { line: 3, cells: ['订单编号', '名称', '数量'], merged: [0] },
      { line: 4, cells: ['1', '杯', '2'], merged: [0] }, { line: 5, cells: ['1', '碟', '1'], merged: [0] }, { line: 6, cells: ['1', '碗', '1'], merged: [0] }, { line: 7, cells: ['2', '杯', '1'] },
    ]);
    expect((await openTables(book, 'a.xlsx')).files[0]!.sheets[0]!.firstRows[4]).toEqual(['1', '碟', '1']);
  });

  test('more of them than a table has are refused and not passed over', async () => {
    const merges = Array.from({ length: 200_001 }, (_, i) => `A${2 * i + 1}:A${2 * i + 2}`);
    await expect(openTables(workbookOf([['a', 'b'], ['1', '2']], merges), 'a.xlsx')).rejects.toMatchObject({ code: 'file.not-a-table', detail: { zh: '合并的单元格超过 200000 个，请取消合并后重新保存' } });
  });

  test('a merge that says nothing, and one that goes on below the table, add no row', async () => {
    expect((await rowsOf(workbookOf([['a', 'b'], ['', '1'], ['', '2'], ['x', '3']], ['A2:A3', 'A4:A1048576']), 'a.xlsx')).map((r) => r.cells)).toEqual([['a', 'b'], ['', '1'], ['', '2'], ['x', '3']]);
  });
});

describe('shapes of csv', () => {
  test('line breaks inside quotes keep the line numbers of the file; a last line without an end is told', async () => {
    expect(await rowsOf(utf8('a,b\n"x\ny",2\n\n3,4'), 'x.csv')).toEqual([
      { line: 1, cells: ['a', 'b'] }, { line: 2, cells: ['x\ny', '2'] }, { line: 4, cells: [''] }, { line: 5, cells: ['3', '4'], open: true },
    ]);
  });

  test('CR alone, semicolons, TABs as separators and as padding', async () => {
    expect(await cellsOf(utf8('a,b\r1,2\r'))).toEqual([['a', 'b'], ['1', '2']]);
    expect(await cellsOf(utf8('a;b\n1,5;2\n'))).toEqual([['a', 'b'], ['1,5', '2']]);
    expect(await cellsOf(utf8('a\tb\n1,2,3\t4\n'))).toEqual([['a', 'b'], ['1,2,3', '4']]);
    expect(await cellsOf(utf8('a,b\n1\t,2\t\n3\t,4\t\n5\t,6\t\n'))).toEqual([['a', 'b'], ['1\t', '2\t'], ['3\t', '4\t'], ['5\t', '6\t']]);
  });

  test('ragged rows, ="…" and stray quotes come through as they are', async () => {
    expect(await cellsOf(utf8('a,b,c\n1\n="35",x,y,z\n5"寸,2,3\n'))).toEqual([['a', 'b', 'c'], ['1'], ['="35"', 'x', 'y', 'z'], ['5"寸', '2', '3']]);
  });

  test('a field of one megabyte is read; the row after it too', async () => {
    const long = 'x'.repeat(1024 * 1024);
    const rows = await rowsOf(utf8(`a,b\n"${long}",1\n2,3\n`), 'long.csv');
    expect(rows[1]!.cells[0]!.length).toBe(1024 * 1024);
    expect(rows[2]).toEqual({ line: 3, cells: ['2', '3'] });
  });
});

describe('workbooks', () => {
  const sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>订单 &amp; 编号</t></is></c><c r="C1" t="str"><v>金额</v></c></row>'
    + '<row r="4"><c r="A4"><v>6.9179267688236441E+18</v></c><c r="B4" s="1"><v>46287.5</v></c><c r="C4"><v>28.900000000000002</v></c></row><row r="5"><c r="A5" t="b"><v>1</v></c></row>';

  test('gaps, dates, lost digits and short rows', async () => {
    expect(await rowsOf(xlsxOf(sheet), 'x.xlsx', { sheet: '订单' })).toEqual([
      { line: 1, cells: ['订单 & 编号', '', '金额'] },
      { line: 4, cells: ['6.91792676882364E+18', '2026-09-22 12:00:00', '28.9'] },
      { line: 5, cells: ['TRUE', '', ''] },
    ]);
  });

  test('a sheet that is not there', async () => {
    // Excel writes what a formula gave beside it; other programs leave that to whoever opens the file.
    const formulas = '<row r="1"><c r="A1"><f>B1*2</f><v>14</v></c><c r="B1"><f>1+2</f></c><c r="E1"><f>1+3</f><v/></c><c r="C1" t="str"><f>IF(D1=&quot;&quot;,&quot;&quot;,D1)</f><v></v></c><c r="D1" t="inlineStr"><is><t>x</t></is></c></row>';
    expect(await rowsOf(xlsxOf(formulas), 'x.xlsx', { sheet: '订单' })).toEqual([{ line: 1, cells: ['14', '=1+2', '', 'x', '=1+3'] }]);
    await expect(rowsOf(xlsxOf(sheet), 'x.xlsx', { sheet: '汇总' })).rejects.toMatchObject({ code: 'file.no-such-table' });
  });
});

describe('a zip as Alipay packs it', () => {
  const zip = zipOf([
    { name: gbk('业务明细(汇总).csv'), data: gbk('#支付宝业务汇总查询\n') },
    { name: gbk('业务明细.csv'), data: gbk('账号,金额\n1,2\n') },
    { name: '__MACOSX/._x.csv', data: utf8('x') },
  ]);

  test('names in GBK without the flag, the summary first', async () => {
    const { files } = await openTables(zip, 'bill.zip');
    expect(files.map((f) => f.name)).toEqual(['业务明细(汇总).csv', '业务明细.csv']);
    expect((await rowsOf(zip, 'bill.zip', { member: '业务明细.csv' })).map((r) => r.cells)).toEqual([['账号', '金额'], ['1', '2']]);
  });

  test('a member that was not chosen is not guessed', async () => {
    await expect(rowsOf(zip, 'bill.zip')).rejects.toMatchObject({ code: 'file.no-such-table' });
  });

  test('a workbook inside the zip', async () => {
    const outer = zipOf([{ name: '订单.xlsx', flags: 0x800, data: xlsxOf('<row r="1"><c r="A1"><v>7</v></c></row>') }]);
    expect(await rowsOf(outer, 'o.zip')).toEqual([{ line: 1, cells: ['7'] }]);
  });
});

describe('reading in a thread of its own', () => {
  const folder = mkdtemp(join(tmpdir(), 'tables-'));
  afterAll(async () => rm(await folder, { recursive: true }));
  const many = utf8(`编号,数量\n${Array.from({ length: 4_999 }, (_v, i) => `${i},1`).join('\n')}\n`);

  test('batches arrive in order and one at a time, from a path as from bytes', async () => {
    const path = join(await folder, 'many.csv');
    await writeFile(path, many);
    let busy = 0;
    const lines: number[] = [];
    await readRows(path, 'many.csv', {}, async ({ rows }) => {
      expect(++busy).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      lines.push(...rows.map((r) => r.line));
      busy--;
    });
    expect(lines).toEqual(Array.from({ length: 5_000 }, (_v, i) => i + 1));
  });

  test('an error of the consumer ends the reading and is given back', async () => {
    let batches = 0;
    const failing = readRows(many, 'many.csv', {}, () => {
      batches++;
      throw new Error('the database is away');
    });
    await expect(failing).rejects.toThrow('the database is away');
    expect(batches).toBe(1);
  });

  test('an abort ends the reading', async () => {
    const stop = new AbortController();
    const reading = readRows(many, 'many.csv', {}, () => stop.abort(new Error('cancelled')), stop.signal);
    await expect(reading).rejects.toThrow('cancelled');
  });
});
