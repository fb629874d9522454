import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { ImportFormat } from '../../../kernel/imports/format.ts';
import type { ImportTarget, StagedRow } from '../../../kernel/imports/target.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { givenGoods, givenStore, type GivenGoods, type GivenStore } from '../orders/testing.ts';
import { priceFile, priceHeadings, priceTemplate } from './formats/price-file.ts';
import { sheetFile, sheetHeadings, sheetTemplate } from './formats/sheet-file.ts';
import { importPriceLists } from './prices/import-price-lists.ts';
import { listPrices } from './prices/price-lists.ts';
import { priceLists } from './prices/queries.ts';
import { importSheets } from './sheets/import-sheets.ts';
import { sheetsOf } from './sheets/product-sheets.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel();
  store = await givenStore(kernel);
  cup = await givenGoods(kernel, store, 1);
});
afterAll(() => kernel.close());

const run = (target: ImportTarget) => verb({ name: 'test.import', title: words('导入', 'Import'), may: { 'department-head': 'all' }, input: z.strictObject({ rows: z.array(z.custom<StagedRow>()) }), run: (tx, { rows }) => target.apply(tx, rows, {}) });
const apply = (target: ImportTarget, rows: StagedRow[]) => runVerb(kernel, run(target), { rows }, { actor: head });

/** A table as the framework reads it: money through JSON, problems by line. */
function read(format: ImportFormat<unknown>, headings: readonly string[], table: readonly Record<string, string>[]): { rows: StagedRow[]; problems: [number, string][] } {
  const cells = table.map((row) => headings.map((h) => row[h] ?? ''));
  const reader = format.open(format.recognise('表', [headings, ...cells], 'x.csv')!);
  const rows: StagedRow[] = [];
  const problems: [number, string][] = [];
  cells.forEach((row, i) => {
    const got = reader.read(row, i + 2);
    if (got.is === 'record') rows.push({ kind: format.kind, line: i + 2, key: got.key, record: JSON.parse(JSON.stringify(got.record, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) });
    if (got.is === 'problem') problems.push(...got.problems.map((p): [number, string] => [i + 2, p.code]));
  });
  return { rows, problems };
}
const price = (more: Record<string, string> = {}) => ({ 价目表: '春季批发价', 客户类别: '批发', 渠道: '抖音', 生效日期: '2027-01-01', 失效日期: '2027-06-30', 商家编码: cup.code, 起订量: '1', '单价(元)': '59.00', ...more });
const prices = (table: Record<string, string>[]) => read(priceFile as ImportFormat<unknown>, priceHeadings, table);
const is = (outcomes: { line: number; is: string }[]) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => o.is);

describe('price lists from a table (clause 2.2.3)', () => {
  test('class, channel, quantity and period become a list; the same file twice changes nothing; another price changes just that one', async () => {
    const { rows } = prices([price(), price({ 起订量: '100', '单价(元)': '52.00' })]);
    expect(is(await importPriceLists.preview(kernel, rows, {}, head))).toEqual(['accepted', 'accepted']);
    expect(is(await apply(importPriceLists, rows))).toEqual(['accepted', 'accepted']);
    expect(is(await apply(importPriceLists, rows))).toEqual(['unchanged', 'unchanged']);
    const { rows: [list] } = await priceLists(kernel, {});
    expect(list).toMatchObject({ name: '春季批发价', customerClass: 'wholesale', platform: 'douyin', from: '2027-01-01', to: '2027-06-30', entries: 2, version: 1 });
    const at = (quantity: number) => listPrices(kernel, { day: '2027-03-01', customerClass: 'wholesale', platform: 'douyin', lines: [{ skuId: cup.skuId, quantity }] }).then((p) => p.get(cup.skuId)?.unitFen);
    expect([await at(99), await at(100)]).toEqual([5_900n, 5_200n]);
    const again = prices([price(), price({ 起订量: '100', '单价(元)': '51.50' })]).rows;
    expect((await importPriceLists.preview(kernel, again, {}, head)).find((o) => o.line === 3)).toMatchObject({ is: 'updated', changes: [{ from: '¥52.00', to: '¥51.50' }] });
    expect(is(await apply(importPriceLists, again))).toEqual(['unchanged', 'updated']);
    expect([await at(99), await at(100)]).toEqual([5_900n, 5_150n]);
  });
  test('each bad row says what is wrong in its line and stops no other', async () => {
    const { rows, problems } = prices([
      price({ 价目表: '另一张', 渠道: '' }), price({ 客户类别: '贵宾' }), price({ 渠道: '某团' }), price({ 起订量: '0' }), price({ '单价(元)': '-1' }), price({ '单价(元)': '' }), price({ 失效日期: '2026-12-31' }), price({ 生效日期: '' }),
    ]);
    expect(problems).toEqual([[3, 'price.class-unknown'], [4, 'price.channel-unknown'], [5, 'price.quantity'], [6, 'price.negative'], [7, 'cell.needed'], [8, 'price.period'], [9, 'cell.needed']]);
    const more = prices([price({ 价目表: '另一张', 渠道: '' }), price({ 价目表: '另一张', 渠道: '', 商家编码: 'NO-SUCH' }), price({ 价目表: '另一张', 渠道: '', 起订量: '5', 失效日期: '2027-07-31' }), price({ 价目表: '同时生效' })]).rows;
    const outcomes = await apply(importPriceLists, more);
    expect(rows).toHaveLength(1);
    expect(outcomes.filter((o) => o.is === 'quarantined').map((o) => [o.line, o.problems[0]!.code]).toSorted()).toEqual([[3, 'price.sku-unknown'], [4, 'price.period'], [5, 'price.overlap']]);
    expect(outcomes.find((o) => o.line === 2)).toMatchObject({ is: 'accepted' });
  });
  test('its template is read by its own format', async () => {
    expect(new TextDecoder().decode((await priceTemplate()).csv)).toContain('春季批发价');
    expect(priceFile.recognise('表', [['价目表名称', '商家编码', '价格', '起批量', '开始日期']], 'x.csv')).toMatchObject({ kind: 'price-lists', missing: [] });
  });
});

describe('product sheets from a table (clause 2.2.2)', () => {
  const sheets = (table: Record<string, string>[]) => read(sheetFile as ImportFormat<unknown>, sheetHeadings, table);
  const productOf = async () => (await kernel.db.query<{ id: string }>('select product_id as id from products.sku where id = $1', [cup.skuId])).rows[0]!.id;
  const full = (more: Record<string, string> = {}) => ({ 商品编码: cup.code, 产品特点: '保温十二小时', 产品优势: '轻两成', 使用方法: '温水清洗', 售后服务: '一年质保', 案例标题: '某年会', 案例内容: '五百个，十五天', ...more });
  test('texts, cases and reviews over several rows; an empty cell leaves what is there', async () => {
    const { rows } = sheets([full(), { 商品编码: cup.code, 案例标题: '某学校', 案例内容: '三百个', 评价人: '示例客户', 评价内容: '清晰' }]);
    expect(is(await apply(importSheets, rows))).toEqual(['accepted', 'unchanged']);
    expect(is(await apply(importSheets, rows))).toEqual(['unchanged', 'unchanged']);
    const next = sheets([{ 商品编码: cup.code, 产品优势: '轻三成' }]).rows;
    expect(await importSheets.preview(kernel, next, {}, head)).toMatchObject([{ is: 'updated', changes: [{ from: '轻两成', to: '轻三成' }] }]);
    expect(is(await apply(importSheets, next))).toEqual(['updated']);
    const id = await productOf();
    expect((await sheetsOf(kernel, [id])).get(id)).toMatchObject({ features: '保温十二小时', advantages: '轻三成', cases: [{ title: '某年会' }, { title: '某学校' }], reviews: [{ who: '示例客户' }] });
  });
  test('each bad row says what is wrong', async () => {
    expect(sheets([full({ 案例内容: '' }), full({ 评价人: '甲' }), full({ 产品特点: '长'.repeat(2_001) })]).problems).toEqual([[2, 'sheet.case-half'], [3, 'sheet.review-half'], [4, 'sheet.too-long']]);
    const other = await givenGoods(kernel, store, 0);
    const { rows } = sheets([full({ 商品编码: 'NO-SUCH' }), { 商品编码: other.code, 产品特点: '只有特点' }]);
    expect((await apply(importSheets, rows)).map((o) => o.is === 'quarantined' && o.problems[0]!.code)).toEqual(['sheet.product-unknown', 'cell.needed']);
    expect(new TextDecoder().decode((await sheetTemplate()).csv)).toContain('产品特点');
  });
});
