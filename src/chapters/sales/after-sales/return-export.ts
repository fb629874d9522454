import type { Actor, Scope } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { yuanText } from '../../../kernel/money.ts';
import { words, type Language, type Words } from '../../../kernel/words.ts';
import type { ReturnRow } from './contract-returns.ts';
import { causes, returnStates, returnTypes } from './contract-words.ts';
import { listReturns, type ReturnsAsked } from './return-list.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

const columns: readonly { title: Words; cell: (r: ReturnRow, l: Language) => string | number | null }[] = [
  { title: words('退换单', 'Return'), cell: (r) => r.returnNo }, { title: words('订单号', 'Order'), cell: (r) => r.orderNo }, { title: words('店铺', 'Store'), cell: (r) => r.storeName },
  { title: words('类型', 'Type'), cell: (r, l) => returnTypes[r.type][l] }, { title: words('状态', 'State'), cell: (r, l) => returnStates[r.state][l] }, { title: words('原因', 'Reason'), cell: (r, l) => r.reason[l] },
  { title: words('归因', 'Cause'), cell: (r, l) => causes[r.cause][l] }, { title: words('商品', 'Goods'), cell: (r) => r.goods }, { title: words('件数', 'Units'), cell: (r) => r.units },
  { title: words('退款（元）', 'Refund (yuan)'), cell: (r) => Number(yuanText(r.refundFen)) }, { title: words('申请时间', 'Asked'), cell: (r) => localText(r.requestedAt) },
  { title: words('答复时间', 'Decided'), cell: (r) => (r.decidedAt === null ? null : localText(r.decidedAt)) }, { title: words('收货时间', 'Received'), cell: (r) => (r.receivedAt === null ? null : localText(r.receivedAt)) },
  { title: words('退货运单', 'Waybill'), cell: (r) => r.waybillNo },
];

/** Most rows of one workbook. */
const WORKBOOK = 50_000;

/** The returns of the list's filters as a workbook; text that a spreadsheet would run as a formula stays text. */
export async function returnsXlsx(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ReturnsAsked, language: Language): Promise<Uint8Array> {
  const rows: ReturnRow[] = [];
  for (let cursor: string | undefined; ;) {
    const got = await listReturns(kernel, actor, scope, { ...asked, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...got.rows);
    if (got.next === null || rows.length >= WORKBOOK) break;
    cursor = got.next;
  }
  return writeXlsx({ sheets: [{
    name: language === 'zh' ? '退换单' : 'Returns', freezePane: { rows: 1 }, data: rows.map((r) => Object.fromEntries(columns.map((c, i) => [`c${i}`, c.cell(r, language) ?? '']))),
    columns: columns.map((c, i) => ({ header: c.title[language], key: `c${i}`, width: 16, numFmt: c.title.zh.endsWith('（元）') ? '#,##0.00' : c.title.zh === '件数' ? '0' : '@' })),
  }] });
}
