import { defineLayout } from '../../../../kernel/files/layout.ts';
import type { RowCells } from '../../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../../kernel/files/template.ts';
import { dayOf } from '../../../../kernel/clock.ts';
import { words } from '../../../../kernel/words.ts';
import { customerClassWords } from '../contract-prices.ts';
import { platformWords } from '../../orders/contract.ts';

/** One price of a list, with the list's own words on every row. Money in fen; null = everybody, every channel, without an end. */
export interface PriceFileRow { list: string; customerClass: 'normal' | 'key' | 'wholesale' | null; platform: string | null; from: string; to: string | null; code: string; minQuantity: number; unitFen: bigint; note: string | null }

export const priceHeadings = ['价目表', '客户类别', '渠道', '生效日期', '失效日期', '商家编码', '起订量', '单价(元)', '说明', '品名', '规格'] as const;
const everybody = /^(所有|全部|不限|all|everyone)$/i;

/** The word of a cell as the key of its list of words; undefined where it is none of them. */
function keyed<K extends string>(text: string | null, named: Readonly<Record<K, { zh: string; en: string }>>): K | null | undefined {
  if (text === null || everybody.test(text)) return null;
  return (Object.keys(named) as K[]).find((k) => k === text.toLowerCase() || named[k].zh === text || named[k].zh.split('/').includes(text) || named[k].en.toLowerCase() === text.toLowerCase());
}

function read(row: RowCells): PriceFileRow {
  const list = row.textNeeded('价目表');
  const [classText, channelText] = [row.text('客户类别'), row.text('渠道')];
  const customerClass = keyed(classText?.replace(/客户$/, '') ?? null, customerClassWords);
  if (customerClass === undefined) row.refuse('price.class-unknown', '客户类别', `“${classText?.slice(0, 20)}”不是客户类别，应为普通、重点、批发或留空。`, `“${classText?.slice(0, 20)}” is no class of customers: normal, key, wholesale or empty.`);
  const platform = keyed(channelText, platformWords);
  if (platform === undefined) row.refuse('price.channel-unknown', '渠道', `“${channelText?.slice(0, 20)}”不是已知渠道，如淘宝、抖音；所有渠道请留空。`, `“${channelText?.slice(0, 20)}” is no known channel; leave it empty for all of them.`);
  const [from, to] = [row.timeAhead('生效日期'), row.timeAhead('失效日期')];
  if (from === null && row.raw('生效日期').trim() === '') row.refuse('cell.needed', '生效日期', '缺少“生效日期”。', '“生效日期” (from) is missing.');
  if (from !== null && to !== null && to < from) row.refuse('price.period', '失效日期', '失效日期不能早于生效日期。', 'It ends before it begins.');
  const quantity = row.count('起订量') ?? 1;
  if (quantity < 1 || quantity > 1_000_000) row.refuse('price.quantity', '起订量', '起订量应为 1 到 1000000。', 'The quantity should be between 1 and 1000000.');
  const unit = row.money('单价(元)');
  if (unit === null && row.raw('单价(元)').trim() === '') row.refuse('cell.needed', '单价(元)', '缺少“单价(元)”。', '“单价(元)” (unit price) is missing.');
  if (unit !== null && unit < 0n) row.refuse('price.negative', '单价(元)', '单价不能为负。', 'A price cannot be negative.');
  return {
    list: list.slice(0, 80), customerClass: customerClass ?? null, platform: platform ?? null, from: from === null ? '' : dayOf(from), to: to === null ? null : dayOf(to), code: row.codeNeeded('商家编码'), minQuantity: quantity, unitFen: unit ?? 0n,
    note: row.text('说明')?.slice(0, 300) ?? null,
  };
}

/** Price lists: a row a price, several lists in one file; what the list's page writes is read again. */
export const priceFile = defineLayout<PriceFileRow>(
  {
    id: 'price-lists', kind: 'price-lists', title: words('价目表', 'Price lists'), versions: [priceHeadings], keys: ['价目表', '商家编码', '单价(元)'], own: ['商家编码', '起订量'],
    aliases: { 价目表: ['价目表名称', '价格表'], 商家编码: ['规格编码', 'SKU编码'], 起订量: ['起批量', '最小数量', '数量起'], '单价(元)': ['单价', '价格', '含税单价'], 生效日期: ['开始日期', '自'], 失效日期: ['结束日期', '至'], 渠道: ['平台'], 说明: ['备注'] },
    signs: ['起订量', '生效日期', '起批量', '最小数量', '开始日期', '客户类别'], freeText: ['说明', '品名', '价目表'],
  },
  () => ({
    read(row) {
      const record = read(row);
      return { key: [record.list, record.customerClass ?? '*', record.platform ?? '*', record.from, record.code, record.minQuantity].join('|'), record };
    },
  }),
);

export const priceTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '价目表导入模板', title: words('价目表', 'Price lists'), headings: priceHeadings,
  rows: [
    ['2027 春季批发价', '批发', '', '2027-01-01', '2027-06-30', 'CUP350-01', '1', '59.00', '含税不含运费', '', ''],
    ['2027 春季批发价', '批发', '', '2027-01-01', '2027-06-30', 'CUP350-01', '100', '52.00', '', '', ''],
    ['抖音直播价', '', '抖音', '2027-01-01', '', 'CUP500-01', '1', '79.00', '', '', ''],
  ],
});
