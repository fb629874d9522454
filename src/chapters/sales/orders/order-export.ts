import { Readable } from 'node:stream';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import { quotedCell, safeText } from '../../../kernel/files/safe-text.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { yuanText } from '../../../kernel/money.ts';
import type { Language, Words } from '../../../kernel/words.ts';
import { words } from '../../../kernel/words.ts';
import { orderStateWords, platformWords, ruleWords, type OrderRow } from './contract.ts';
import { listOrders, type OrdersAsked } from './order-list.ts';
import { writeXlsx } from '../../../kernel/files/write-xlsx.ts';

/** A cell is text, an amount in fen, or a count: text that a spreadsheet would run as a formula stays text, figures stay figures. */
type Cell = { text: string | null } | { fen: number } | { count: number };

const columns: readonly { title: Words; cell: (o: OrderRow, language: Language) => Cell }[] = [
  { title: words('订单号', 'Order'), cell: (o) => ({ text: o.orderNo }) },
  { title: words('平台单号', 'Outside number'), cell: (o) => ({ text: o.outsideNo }) },
  { title: words('平台', 'Channel'), cell: (o, l) => ({ text: (platformWords as Record<string, Words>)[o.platform]?.[l] ?? o.platform }) },
  { title: words('店铺', 'Store'), cell: (o) => ({ text: o.storeName }) },
  { title: words('状态', 'State'), cell: (o, l) => ({ text: orderStateWords[o.state][l] }) },
  { title: words('拦下原因', 'Findings'), cell: (o, l) => ({ text: o.findings.map((f) => ruleWords[f][l]).join(l === 'zh' ? '、' : ', ') }) },
  { title: words('买家', 'Buyer'), cell: (o) => ({ text: o.buyer }) },
  { title: words('收货人', 'Receiver'), cell: (o) => ({ text: o.receiver?.name ?? null }) },
  { title: words('电话', 'Phone'), cell: (o) => ({ text: o.receiver?.phone ?? null }) },
  { title: words('地区', 'Region'), cell: (o) => ({ text: o.receiver?.region ?? null }) },
  { title: words('商品', 'Goods'), cell: (o, l) => ({ text: o.goods === null ? null : `${[o.goods.title, o.goods.spec].filter(Boolean).join(' ')}${o.goods.kinds > 1 ? (l === 'zh' ? ` 等 ${o.goods.kinds} 种` : ` and ${o.goods.kinds - 1} more`) : ''}` }) },
  { title: words('商家编码', 'SKU'), cell: (o) => ({ text: o.goods?.skuCode ?? null }) },
  { title: words('赠品', 'Gifts'), cell: (o) => ({ text: o.gifts }) },
  { title: words('件数', 'Units'), cell: (o) => ({ count: o.units }) },
  { title: words('应付（元）', 'Payable (yuan)'), cell: (o) => ({ fen: o.payableFen }) },
  { title: words('实付（元）', 'Paid (yuan)'), cell: (o) => ({ fen: o.paidFen }) },
  { title: words('退款（元）', 'Refunded (yuan)'), cell: (o) => ({ fen: o.refundedFen }) },
  { title: words('下单时间', 'Ordered at'), cell: (o) => ({ text: localText(o.placedAt) }) },
  { title: words('付款时间', 'Paid at'), cell: (o) => ({ text: o.paidAt === null ? null : localText(o.paidAt) }) },
  { title: words('发货时间', 'Shipped at'), cell: (o) => ({ text: o.shippedAt === null ? null : localText(o.shippedAt) }) },
  { title: words('承运商', 'Carrier'), cell: (o) => ({ text: o.waybill?.carrier ?? null }) },
  { title: words('运单号', 'Waybill'), cell: (o) => ({ text: o.waybill?.number ?? null }) },
  { title: words('买家留言', 'Buyer’s message'), cell: (o) => ({ text: o.buyerMessage }) },
  { title: words('卖家备注', 'Our remark'), cell: (o) => ({ text: o.sellerRemark }) },
  { title: words('旗帜', 'Flag'), cell: (o) => ({ text: o.flag }) },
  { title: words('平台状态', 'Marketplace state'), cell: (o) => ({ text: o.platformStatus }) },
];

/** Most rows of one workbook; a text file has no end. */
const WORKBOOK = 50_000;

/** Every order of the list's filters, page by page, so that memory stays small. */
async function* everyOrder(kernel: Kernel, actor: Actor | null, scope: Scope, asked: OrdersAsked): AsyncGenerator<OrderRow[]> {
  let cursor: string | undefined;
  do {
    const page = await listOrders(kernel, actor, scope, { ...asked, cursor, limit: 200 });
    yield page.rows;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** Long numbers are kept from turning into 1.23E+17. */
const csvCell = (cell: Cell): string => {
  if ('fen' in cell) return yuanText(cell.fen);
  if ('count' in cell) return String(cell.count);
  if (cell.text === null) return '';
  const text = safeText(cell.text);
  return quotedCell(/^\d{11,}$/.test(text) ? `${text}\t` : text);
};

/** The first page is read before the answer begins: a filter that is not right is refused, instead of breaking off a file. */
export async function ordersCsv(kernel: Kernel, actor: Actor | null, scope: Scope, asked: OrdersAsked, language: Language): Promise<Readable> {
  const pages = everyOrder(kernel, actor, scope, asked);
  const first = await pages.next();
  const textOf = (rows: readonly OrderRow[]): string => rows.map((o) => `${columns.map((c) => csvCell(c.cell(o, language))).join(',')}\r\n`).join('');
  return Readable.from((async function* lines() {
    yield `\ufeff${columns.map((c) => quotedCell(c.title[language])).join(',')}\r\n`;
    if (!first.done) yield textOf(first.value);
    for await (const rows of pages) yield textOf(rows);
  })());
}

export async function ordersXlsx(kernel: Kernel, actor: Actor | null, scope: Scope, asked: OrdersAsked, language: Language): Promise<Uint8Array> {
  const data: Record<string, string | number>[] = [];
  const valueOf = (cell: Cell): string | number => ('fen' in cell ? Number(yuanText(cell.fen)) : 'count' in cell ? cell.count : (cell.text ?? ''));
  for await (const rows of everyOrder(kernel, actor, scope, asked)) {
    for (const o of rows) data.push(Object.fromEntries(columns.map((c, i) => [`c${i}`, valueOf(c.cell(o, language))])));
    if (data.length >= WORKBOOK) break;
  }
  const isMoney = columns.map((c) => c.title.zh.endsWith('（元）'));
  return writeXlsx({
    sheets: [{
      name: language === 'zh' ? '订单' : 'Orders', freezePane: { rows: 1 }, data,
      columns: columns.map((c, i) => ({ header: c.title[language], key: `c${i}`, width: 16, numFmt: isMoney[i] ? '#,##0.00' : c.title.zh === '件数' ? '0' : '@' })),
    }],
  });
}
