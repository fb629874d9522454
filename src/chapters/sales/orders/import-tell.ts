import type { FieldChange } from '../../../kernel/imports/target.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { maskDetail, maskName } from '../../../kernel/privacy.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { noSkus } from './kept-matches.ts';
import { lineDiffers, type Changed, type KnownOrder } from './import-plan.ts';
import { amountsOf, type Incoming } from './incoming.ts';
import { orderLife } from './states.ts';

/** How many goods of an order are named. */
const NAMED = 2;

/** An order in one line: buyer, amount, goods, status. Names masked. */
export function tellOrder(incoming: Incoming, known?: KnownOrder): Words {
  const { head, lines } = incoming;
  const buyer = maskName(head?.receiver.name ?? head?.buyerNick ?? known?.buyer_nick ?? null);
  const amount = head ? amountsOf(incoming, true).payable : (known?.payable_fen ?? null);
  const goods = (lines.length > 0 ? lines : (known?.lines ?? [])).map((l) => `${l.title}${l.spec === null ? '' : `（${l.spec}）`}×${l.quantity}`);
  const more = goods.length - NAMED;
  const status = head?.statusText ?? (known ? orderLife.states[known.state].zh : null);
  const say = (rest: string | null) => [buyer, amount === null ? null : formatYuan(amount), goods.length === 0 ? null : goods.slice(0, NAMED).join('、') + (more > 0 ? rest : ''), status].filter(Boolean).join(' · ');
  return words(say(`等 ${goods.length} 种`), say(` and ${more} more`));
}

const place = (r: Incoming['receiver']): string | null => (r === null ? null : [maskName(r.name), r.province, r.city, r.district, maskDetail(r.detail)].filter(Boolean).join(' '));

/** What of a known order becomes other: what stands there, and what the file says. */
export function changesOf({ known, incoming, told, fields, waybills }: Changed): FieldChange[] {
  const head = incoming.head;
  const changes: FieldChange[] = [];
  const add = (zh: string, en: string, from: string | null, to: string | null): void => {
    if (to !== null && (from ?? '') !== to) changes.push({ field: words(zh, en), from, to });
  };
  const has = (name: string): boolean => fields.includes(name);
  if (has('status')) add('状态', 'Status', known.platform_status ?? orderLife.states[known.state].zh, head?.statusText ?? null);
  if (has('stop')) changes.push({ field: words('平台限制发货', 'Stopped by the marketplace'), from: known.platform_stop === null ? '否' : '是', to: told.stop === null ? '否' : '是' });
  if (has('address')) changes.push({ field: words('收货地址', 'Address'), from: null, to: place(incoming.receiver) });
  if (has('remark')) {
    add('卖家备注', "Seller's remark", known.seller_remark, head?.sellerRemark ?? null);
    add('旗帜', 'Flag', known.flag, head?.flag ?? null);
    add('买家留言', "Buyer's message", known.buyer_message, head?.buyerMessage ?? null);
  }
  if (has('after-sales')) add('售后状态', 'After-sales', known.after_sales_text, head?.afterSalesText ?? null);
  if (has('refund') && incoming.money.refund !== null) add('退款', 'Refunded', formatYuan(known.refunded_fen), formatYuan(incoming.money.refund));
  if (has('amount') && incoming.money.payable !== null) add('应付', 'Payable', formatYuan(known.payable_fen), formatYuan(incoming.money.payable));
  if (has('waybill')) {
    add('快递公司', 'Carrier', known.outside_carrier, head?.carrierName ?? null);
    add('运单号', 'Waybill', known.outside_waybill, head?.waybillNo ?? null);
    if (waybills !== null && waybills.length > 0) add('外部发货的包裹', 'Parcels that left elsewhere', known.outside_told === null ? null : known.outside_told.split('\n').map((w) => w.trim()).join('、'), waybills.map((w) => [w.carrier, w.number].filter(Boolean).join(' ')).join('、'));
  }
  if (has('terms')) {
    add('宝贝总数量', 'Units in all', known.quantity_total === null ? null : String(known.quantity_total), head?.quantityTotal === null || head?.quantityTotal === undefined ? null : String(head.quantityTotal));
    add('关闭原因', 'Reason for closing', known.close_reason, head?.closeReason ?? null);
    if (head?.promisedShipBy && head.promisedShipBy !== known.promised_ship_by) changes.push({ field: words('承诺发货时间', 'Ship by'), from: known.promised_ship_by === null ? null : minute(known.promised_ship_by), to: minute(head.promisedShipBy) });
  }
  if (has('lines'))
    for (const line of incoming.lines) {
      const before = known.lines.find((l) => l.line_key === line.key);
      if (!lineDiffers(known, line, noSkus)) continue;
      const say = (l: { title: string; quantity: number; refund: string | null }): string => `${l.title}×${l.quantity}${l.refund === null ? '' : `（${l.refund}）`}`;
      changes.push({ field: words('商品', 'Goods'), from: before ? say({ ...before, refund: before.refund_status }) : null, to: say({ ...line, refund: line.refundStatus }) });
    }
  return changes;
}

const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false });
const minute = (at: number): string => clock.format(at);
