import { describe, expect, test } from 'vitest';
import { words } from '../words.ts';
import { defineLayout } from './layout.ts';

interface Sale {
  no: string;
  note: string | null;
  fen: bigint | null;
  units: number;
}

const sales = defineLayout<Sale>(
  {
    id: 'sales',
    kind: 'generic-orders',
    title: words('销售', 'Sales'),
    versions: [['单号', '备注', '金额(元)', '数量', '时间']],
    keys: ['单号', '数量'],
    aliases: { 单号: ['编号'] },
    freeText: ['备注', '时间'],
    totals: [{ heading: '金额(元)', unit: 'fen', name: words('金额', 'Amount') }, { heading: '数量', unit: 'count', name: words('数量', 'Units') }],
  },
  () => ({
    read(row) {
      const record: Sale = { no: row.idNeeded('单号'), note: row.text('备注'), fen: row.money('金额(元)'), units: row.countNeeded('数量') };
      row.time('时间');
      return { key: record.no, record };
    },
  }),
);

const heading = ['单号', '备注', '金额（元）', '数量', '时间'];

function opened(rows: readonly string[][] = [heading], mapping?: Record<string, string>) {
  const recognition = sales.recognise('', rows, 'x.csv');
  if (recognition === null) throw new Error('not recognised');
  return { recognition, reader: sales.open(recognition, mapping) };
}

describe('finding the heading', () => {
  test('by its cells, wherever it stands', () => {
    const { recognition } = opened([['拼多多店铺账务明细查询'], [], heading, ['1', '', '2', '3', '']]);
    expect(recognition).toMatchObject({ headingRow: 2, missing: [], unknown: [], score: 1 });
  });

  test('another spelling counts as the same column; an unknown column is named; one in common is no match', () => {
    expect(opened([['编号', '数量', '对账结果']]).recognition).toMatchObject({ missing: [], unknown: ['对账结果'] });
    expect(sales.recognise('', [['单号', '姓名', '电话', '地址']], 'x.csv')).toBeNull();
  });

  test('a missing key column can be chosen by a person', () => {
    const { recognition, reader } = opened([['单号', '件数', '备注', '金额(元)']], { 数量: '件数' });
    expect(recognition.missing).toEqual(['数量']);
    expect(reader.read(['1', '5', '', '2.00'], 2)).toMatchObject({ is: 'record', record: { units: 5, fen: 200n } });
  });

  test('repeated headings keep both positions and the first is read', () => {
    const { recognition, reader } = opened([['单号', '数量', '金额(元)', '数量']]);
    expect(recognition.columns.get('数量')).toEqual([1, 3]);
    expect(reader.read(['1', '5', '2', '7'], 2)).toMatchObject({ record: { units: 5 } });
  });
});

describe('rows that are no data', () => {
  test('totals are held against the rows, to the fen', () => {
    const { reader } = opened();
    reader.read(['1', '', '10.00', '2', ''], 2);
    reader.read(['2', '', '0.50', '1', ''], 3);
    expect(reader.read(['总计\t', '', '10.51', '3', ''], 4)).toEqual({ is: 'total' });
    expect(reader.end().reconciliation).toEqual([
      { name: words('金额', 'Amount'), unit: 'fen', file: 1051n, rows: 1050n, ok: false },
      { name: words('数量', 'Units'), unit: 'count', file: 3n, rows: 3n, ok: true },
      { name: words('数据行', 'Data rows'), unit: 'count', file: null, rows: 2n, ok: true },
    ]);
  });

  test('the word for a total may stand anywhere in a row without a key, also behind its figures', () => {
    const { reader } = opened();
    reader.read(['1', '', '10.00', '2', ''], 2);
    expect(reader.read(['', '', '10.01', '2', '合计'], 3)).toEqual({ is: 'total' });
    expect(reader.end().reconciliation[0]).toMatchObject({ file: 1001n, rows: 1000n, ok: false });
    // A row with its key is data, whatever somebody writes into its remark.
    expect(reader.read(['2', '合计', '0.50', '1', ''], 4)).toMatchObject({ is: 'record' });
  });

  test('two total rows are said to be two', () => {
    const { reader } = opened();
    reader.read(['合计', '', '1', '1', ''], 2);
    reader.read(['总计：', '', '1', '1', ''], 3);
    expect(reader.end().problems).toMatchObject([{ line: 3, code: 'total.doubled' }]);
  });

  test('empty rows, the heading again, notes, and the formula legend of Douyin', () => {
    const { reader } = opened();
    expect(reader.read(['', ' ', '', '', ''], 2)).toEqual({ is: 'ignored' });
    expect(reader.read(heading, 3)).toEqual({ is: 'ignored' });
    expect(reader.read(['#导出时间：[2026年11月24日]'], 4)).toEqual({ is: 'ignored' });
    expect(reader.read([' ', ' ', '收入+支出', ' ', ' '], 5)).toEqual({ is: 'total' });
    expect(reader.end().reconciliation.at(-1)).toMatchObject({ rows: 0n });
  });
});

describe('rows that are wrong', () => {
  test('all problems of a row are named at once, and the next row goes on', () => {
    const { reader } = opened();
    const read = reader.read(['', '', 'abc', '1.5', '2026-02-30'], 2);
    expect(read).toMatchObject({ is: 'problem', problems: [{ code: 'cell.needed', column: '单号' }, { code: 'money.not-an-amount' }, { code: 'count.not-a-number' }, { code: 'time.not-a-time' }] });
    expect(reader.read(['1', '', '1', '1', ''], 3)).toMatchObject({ is: 'record' });
  });

  test('a key that comes twice names the first line', () => {
    const { reader } = opened();
    reader.read(['1', '', '1', '1', ''], 7);
    expect(reader.read(['1', '', '1', '1', ''], 9)).toMatchObject({ is: 'problem', problems: [{ code: 'row.doubled', message: { zh: '与第 7 行重复（1）。' } }] });
  });

  test('one empty cell more is a trailing comma, nothing else', () => {
    expect(opened().reader.read(['1', '', '1', '1', '', ''], 2)).toEqual({ is: 'record', key: '1', record: { no: '1', note: null, fen: 100n, units: 1 } });
  });

  test('an unquoted comma is mended where only one column can have it', () => {
    const read = opened().reader.read(['1', '请尽快', '谢谢', '9.00', '2', '2026-01-01 10:00:00'], 2);
    expect(read).toMatchObject({ is: 'record', record: { note: '请尽快,谢谢', fen: 900n, units: 2 }, warnings: [{ code: 'row.mended', column: '备注' }] });
  });

  test('an unquoted comma before empty cells is seen by the length of the row, and where nothing fits nobody guesses', () => {
    const { reader } = opened();
    reader.read(['0', '', '1', '1', ''], 2);
    expect(reader.read(['1', '备', '注', '9.00', '2', ''], 3)).toMatchObject({ is: 'record', record: { note: '备,注', fen: 900n } });
    expect(reader.read(['2', '备', '注', '九元', '2', ''], 4)).toMatchObject({ is: 'problem', problems: [{ code: 'row.too-wide' }] });
    expect(opened().reader.read(['1', '备', '注', '九元', '2', 'x'], 2)).toMatchObject({ is: 'problem', problems: [{ code: 'row.too-wide' }] });
  });

  test('a row cut short is taken with a warning', () => {
    expect(opened().reader.read(['1', '', '1', '2'], 2)).toMatchObject({ is: 'record', warnings: [{ code: 'row.short' }] });
  });

  test('a text that no cell of Excel could hold is refused; the longest that it can is taken', () => {
    expect(opened().reader.read(['1', 'x'.repeat(32_768), '1', '1', ''], 2)).toMatchObject({ is: 'problem', problems: [{ code: 'cell.too-long' }] });
    expect(opened().reader.read(['1', 'x'.repeat(32_767), '1', '1', ''], 2)).toMatchObject({ is: 'record' });
  });
});
