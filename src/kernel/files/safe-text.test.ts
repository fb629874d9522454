import { expect, test } from 'vitest';
import { words } from '../words.ts';
import { textCell } from './cells.ts';
import { openTables } from './table-reader.ts';
import { templateFiles } from './template.ts';
import { newBudget, openZip } from './zip.ts';

/** What a buyer may write into a remark, and what a spreadsheet would do with it if it were let. */
const hostile = ['=HYPERLINK("http://example.com","点我")', '+1+cmd|\' /C calc\'!A0', '-2+3', '@SUM(1)', '\t=1', '\r=1', ' =1', '＝1'];

test('a table that we write runs nothing, in csv and xlsx, and is read again as it was', async () => {
  const files = await templateFiles({ fileName: '库存', title: words('库存', 'Stock'), headings: ['商家编码', '备注', '差异'], rows: hostile.map((text, i) => [`SKU-${i}`, text, '-5']) });
  const [csv] = (await openTables(files.csv, 'a.csv')).files;
  const rows = csv!.sheets[0]!.firstRows.slice(1);
  for (const cells of rows) expect(cells[1]).toMatch(/^'/);
  expect(rows.map((cells) => textCell(cells[1]!))).toEqual(hostile.map((text) => text.trim()));
  // A figure below nothing stays a figure.
  expect(rows.map((cells) => cells[2])).toEqual(hostile.map(() => '-5'));
  // In a workbook text is text: no cell is a formula.
  const [book] = (await openTables(files.xlsx, 'a.xlsx')).files;
  expect(book!.sheets[0]!.firstRows.slice(1).map((cells) => textCell(cells[1]!))).toEqual(hostile.map((text) => text.trim()));
  const workbook = await openZip(files.xlsx, newBudget());
  for (const member of workbook.members.filter((m) => m.name.includes('worksheets'))) expect((await workbook.bytes(member, 1_000_000)).includes('<f')).toBe(false);
  workbook.close();
});
