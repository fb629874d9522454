import { describe, expect, test } from 'vitest';
import type { Row } from './tables.ts';
import { openTables, readRows } from './table-reader.ts';
import { gbk, oldWorkbookOf, utf8, workbookOf, zipOf } from './test-files.ts';
import { hiddenOldSheets } from './xls-hidden.ts';

const rowsOf = async (bytes: Uint8Array, select = {}): Promise<Row[]> => {
  const rows: Row[] = [];
  await readRows(bytes, 'a.xls', select, (batch) => void rows.push(...batch.rows));
  return rows;
};
const page = (table: string): string => `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><style>td{mso-number-format:"\\@";} <!-- > --></style></head>\r\n<body>${table}</body></html>`;
const orders = '<table border=1><tr><th>订单编号</th><th>商品</th><th>数量</th></tr>\r\n<tr><td rowspan=2 style="vnd.ms-excel.numberformat:@">260000000000000001</td><td title="a > b">杯&nbsp;子&amp;盖</td><td x:num="2">2</td></tr><tr><td>碟<br>白</td><td>1</td></tr><tr><td>2</td><td colspan=2>碗</td></table>';

describe('what shop programs write and call .xls', () => {
  test.each([['GBK', gbk(page(orders))], ['UTF-8', utf8(page(orders), true)], ['nothing around the table', utf8(orders)]])('a web page in %s', async (_, bytes) => {
    const { files } = await openTables(bytes, '订单.xls');
    expect(files).toMatchObject([{ name: '订单.xls', container: 'xlsx', sheets: [{ name: '表1' }] }]);
    expect(await rowsOf(bytes)).toEqual([
      { line: 1, cells: ['订单编号', '商品', '数量'] }, { line: 2, cells: ['260000000000000001', '杯\u00a0子&盖', '2'], merged: [0] }, { line: 3, cells: ['260000000000000001', '碟\n白', '1'], merged: [0] },
      { line: 4, cells: ['2', '碗', ''] },
    ]);
  });

  test('several tables are several sheets; a table in a cell is text of that cell; tags that nobody closed', async () => {
    const bytes = utf8('<html><table><tr><td>标题<td>b<tr><td>1<table><tr><td>inner</td></tr></table></td><td>2</table><p>间</p><table><tr><td>x</td><td>y</td></tr></table>');
    expect((await openTables(bytes, 'a.xls')).files[0]!.sheets).toEqual([{ name: '表1', firstRows: [['标题', 'b'], ['1inner', '2']] }, { name: '表2', firstRows: [['x', 'y']] }]);
    expect(await rowsOf(bytes, { sheet: '表2' })).toEqual([{ line: 1, cells: ['x', 'y'] }]);
  });

  test('an XML spreadsheet of Excel 2003, with gaps, dates and merges', async () => {
    const bytes = utf8(`<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>
      <Row><Cell><Data ss:Type="String">订单编号</Data></Cell><Cell><Data ss:Type="String">时间</Data></Cell><Cell><Data ss:Type="String">数量</Data></Cell></Row>
      <Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">A&amp;1</Data></Cell><Cell><Data ss:Type="DateTime">2026-03-01T10:00:00.000</Data></Cell><Cell><Data ss:Type="Number">2.0</Data></Cell></Row>
      <Row><Cell ss:Index="3"><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>`);
    expect(await rowsOf(bytes)).toEqual([
      { line: 1, cells: ['订单编号', '时间', '数量'] }, { line: 3, cells: ['A&1', '2026-03-01 10:00:00', '2'], merged: [0] }, { line: 4, cells: ['A&1', '', '1'], merged: [0] },
    ]);
  });

  test('in a zip each is read by what it is: a page, a workbook, a text', async () => {
    const bytes = zipOf([{ name: 'a.xls', data: gbk(page(orders)) }, { name: 'b.xls', data: workbookOf([['订单编号', '数量'], ['1', '2']]) }, { name: 'c.xls', data: gbk('订单编号\t数量\n1\t2\n') }]);
    expect((await openTables(bytes, 'a.zip')).files.map((f) => [f.name, f.sheets[0]!.firstRows.length])).toEqual([['a.xls', 4], ['b.xls', 2], ['c.xls', 2]]);
    expect((await rowsOf(bytes, { member: 'c.xls' })).map((r) => r.cells)).toEqual([['订单编号', '数量'], ['1', '2']]);
  });

  test('a < that somebody wrote is no tag', async () => {
    const bytes = utf8('<table><tr><td>订单编号</td><td>商品</td></tr><tr><td>1</td><td>板材 厚度 < 5mm</td></tr><tr><td>2</td><td>温度<5度</td></tr></table>');
    expect((await rowsOf(bytes)).map((r) => r.cells)).toEqual([['订单编号', '商品'], ['1', '板材 厚度 < 5mm'], ['2', '温度<5度']]);
  });

  const workbook = (table: string, after = ''): string => `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>${table}</Table></Worksheet>${after}</Workbook>`;
  const cell = (text: string): string => `<Cell><Data ss:Type="String">${text}</Data></Cell>`;

  test('a note on a cell is not what the cell holds', async () => {
    const noted = '<Cell><Data ss:Type="String">260000000000000001</Data><Comment ss:Author="客服"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>客服:</B>已催</ss:Data></Comment></Cell>';
    expect((await rowsOf(utf8(workbook(`<Row>${cell('订单编号')}${cell('数量')}</Row><Row>${noted}${cell('1')}</Row>`)))).map((r) => r.cells)).toEqual([['订单编号', '数量'], ['260000000000000001', '1']]);
  });

  test('a hidden sheet is said to be hidden', async () => {
    const hidden = `<Worksheet ss:Name="旧"><Table><Row>${cell('a')}${cell('b')}</Row></Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>`;
    const { files } = await openTables(utf8(workbook(`<Row>${cell('a')}${cell('b')}</Row>`, hidden)), 'a.xls');
    expect(files[0]!.sheets.map((s) => [s.name, s.hidden])).toEqual([['订单', undefined], ['旧', true]]);
  });

  test.each([['a stream of its own', false], ['a small one inside the root', true]])('a hidden sheet of a workbook of Excel 97 is said to be hidden: %s', async (_, small) => {
    const rows = [['订单编号', '数量'], ['1', '2']];
    const bytes = oldWorkbookOf([{ name: '旧数据', rows, hidden: 1 }, { name: '订单', rows }, { name: '底稿', rows, hidden: 2 }], small);
    const { files } = await openTables(bytes, 'a.xls');
    expect(files[0]!.sheets.map((s) => [s.name, s.hidden])).toEqual([['旧数据', true], ['订单', undefined], ['底稿', true]]);
    expect((await rowsOf(bytes, { sheet: '订单' })).map((r) => r.cells)).toEqual(rows);
    await expect(openTables(bytes.slice(0, 700), 'a.xls')).rejects.toMatchObject({ code: 'file.unknown-format' });
  });

  test('small pieces of a workbook of Excel 97 that lead back to themselves are refused, whatever size it claims', async () => {
    const bytes = oldWorkbookOf([{ name: '订单', rows: [['订单编号', '数量'], ['1', '2']] }], true);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    view.setUint32(56, 0xffff_ffff, true); // every stream counts as small
    view.setUint32(1024 + 128 + 120, 40_000_000, true); // size of the workbook
    view.setUint32(1536, 0, true); // its first piece follows itself
    expect(() => hiddenOldSheets(bytes)).toThrow('circle');
  });

  test('what breaks off between two rows is no shorter file', async () => {
    const rows = `<Row>${cell('a')}${cell('b')}</Row><Row>${cell('1')}${cell('2')}</Row>`;
    const whole = workbook(rows + rows);
    const refused = { code: 'file.truncated' };
    await expect(openTables(utf8(whole.slice(0, whole.lastIndexOf('<Row>'))), 'a.xls')).rejects.toMatchObject(refused);
    await expect(openTables(utf8(orders.slice(0, orders.indexOf('<tr><td>碟'))), 'a.xls')).rejects.toMatchObject(refused);
    await expect(openTables(utf8(`<html><body>${orders.replace('</table>', '')}</body></html>`), 'a.xls')).resolves.toMatchObject({ files: [{ sheets: [{}] }] });
  });

  test('a page of many styles is read in no time', async () => {
    const started = performance.now();
    await openTables(utf8(`${orders}${'<style>td{}</STYLE>'.repeat(40_000)}`), 'a.xls');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
