import { missingParts, type ReceiverPart } from '../../../gateways/marketplaces/address.ts';
import type { Address } from '../../../registers/customers/index.ts';
import type { Sku } from '../../../registers/products/index.ts';
import { localText } from '../../../kernel/clock.ts';
import { divideRounded, formatYuan } from '../../../kernel/money.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { Line, Order } from './load.ts';
import { joinedByWords, type ManyOrders } from './many-orders.ts';
import type { ReviewSettings } from './review-settings.ts';

/** What review looks at (clause 2.3.1). The names are stored with the findings and shown in filters. */
export const reviewRules = {
  'lines-missing': words('没有商品明细', 'No lines'),
  'sku-unknown': words('商品未匹配', 'Unknown SKU'),
  'address-incomplete': words('收货地址不完整', 'Address incomplete'),
  'no-warehouse': words('店铺没有默认仓库', 'No warehouse'),
  'price-below-floor': words('低于最低售价', 'Price below the floor'),
  'remark-or-flag': words('留言、备注或旗帜需人工处理', 'Remark or flag needs a person'),
  'customer-on-hold': words('客户已冻结', 'Customer on hold'),
  'refund-asked': words('买家申请退款', 'Refund asked'),
  'platform-stop': words('平台不允许发货', 'Stopped by the marketplace'),
  'suspected-duplicate': words('疑似重复订单', 'Suspected duplicate'),
  'many-orders': words('短时间多单（疑似刷单）', 'Many orders in a short time'),
  'held-by-person': words('人工拦下', 'Held by a person'),
  'staff-buyer': words('收货电话是本公司员工的', 'The receiver’s phone is that of a member of staff'),
  'own-warehouse': words('收货地址是本公司仓库', 'The receiver’s address is one of our own warehouses'),
  'gift-by-hand': words('手工赠品', 'Gift given by hand'),
  'presale-balance': words('预售尾款未付', 'Balance of the pre-sale is open'),
  'presale-date': words('预售未到发货时间', 'The pre-sale’s day has not come'),
  'balance-due': words('买家尚须补款', 'The buyer has to pay more'),
  'address-masked': words('收件信息由平台保密', 'Receiver hidden by the marketplace'),
  'may-merge': words('可合并发货', 'May be shipped together'),
} as const satisfies Record<string, Words>;
export type ReviewRule = keyof typeof reviewRules;

/** Rules that nobody can decide away: the order lacks what the warehouse needs, or its pre-sale is not paid or not due. */
export const mustBeMended: readonly ReviewRule[] = ['lines-missing', 'sku-unknown', 'address-incomplete', 'no-warehouse', 'presale-balance', 'presale-date'];

export interface Finding {
  rule: ReviewRule;
  /** `hold` stops the order; `note` only says so. */
  weight: 'hold' | 'note';
  detail: Words;
}

/** Everything that the rules need to know of one order. */
export interface Judged {
  /** When it is judged. */
  now: number;
  order: Order;
  lines: readonly Line[];
  address: Address | null;
  skus: ReadonlyMap<string, Sku>;
  /** Why the customer is on hold; null when he is not. */
  holdReason: string | null;
  /** Numbers of earlier orders of the same buyer with the same goods. */
  duplicates: readonly string[];
  /** Earlier orders of the same buyer, phone or door in a short time. */
  manyOrders?: ManyOrders | undefined;
  /** Numbers of open orders to the same buyer and address. */
  together: readonly string[];
  /** Number of the return that it is the exchange of: its price is settled there, and its remark is ours. */
  exchangeOf?: string | undefined;
  /** The receiver's phone belongs to somebody who works here. */
  staffBuys: boolean;
  /** The receiver’s address is that of this warehouse of ours; null when it is of none. */
  ownWarehouse: string | null;
}

const partNames: Record<ReceiverPart, Words> = {
  name: words('收货人', 'name'), phone: words('电话', 'phone'), province: words('省', 'province'), city: words('市', 'city'),
  district: words('区县', 'district'), detail: words('详细地址', 'street'),
};

/** Reasons that no work of ours ends: the buyer’s money, or the day. The order is reviewed again by itself then. */
export const waiting: readonly string[] = ['balance-due', 'presale-balance', 'presale-date'] satisfies ReviewRule[];

/** Judges one order by every rule that its store has not switched off. Pure: the same order gives the same findings. */
export function judge(j: Judged, settings: ReviewSettings): Finding[] {
  return [linesMissing(j), skuUnknown(j), noWarehouse(j), address(j), ...(j.exchangeOf === undefined ? [belowFloor(j), remarkOrFlag(j, settings)] : [remarkOrFlag({ order: { ...j.order, seller_remark: null } }, settings)]), refundAsked(j, settings), balanceDue(j), presaleDate(j), giftByHand(j), staffBuyer(j), toOwnWarehouse(j), platformStop(j), onHold(j), duplicate(j), tooMany(j, settings), mayMerge(j)]
    .filter((f): f is Finding => f !== null && !(settings.off as readonly string[]).includes(f.rule));
}

const hold = (rule: ReviewRule, zh: string, en: string): Finding => ({ rule, weight: 'hold', detail: words(zh, en) });
const note = (rule: ReviewRule, zh: string, en: string): Finding => ({ rule, weight: 'note', detail: words(zh, en) });

function linesMissing({ order, lines }: Pick<Judged, 'order' | 'lines'>): Finding | null {
  if (lines.length === 0) return hold('lines-missing', '订单没有商品明细，请导入宝贝报表。', 'The order has no lines; import the file of its lines.');
  // What we add to it is not in the marketplace's count.
  const units = lines.filter((l) => l.gift_by === null || l.gift_by === 'marketplace').reduce((n, l) => n + l.quantity, 0);
  if (order.quantity_total === null || units >= order.quantity_total) return null;
  return hold('lines-missing', `订单共 ${order.quantity_total} 件，明细只有 ${units} 件。`, `The order has ${order.quantity_total} units, its lines only ${units}.`);
}

/** What is paid in part waits for the rest; contracts are paid by their plan, marketplaces collect for themselves. */
const balanceDue = ({ order: o }: Judged): Finding | null => {
  const balance = o.payable_fen - (o.paid_fen - o.refunded_fen);
  if (o.paid_at === null || o.source === 'import' || o.source === 'contract' || balance <= 0n) return null;
  return o.presale_from !== null ? hold('presale-balance', `预售定金已付，尾款 ${formatYuan(balance)} 付清后才发货。`, `The deposit is paid; ${formatYuan(balance)} more before anything leaves.`) : hold('balance-due', `买家还须补款 ${formatYuan(balance)}。`, `The buyer still has to pay ${formatYuan(balance)}.`);
};

/** Sold before it can be sent: its day comes by itself, and is changed as an amendment of the order. */
const presaleDate = ({ order: o, now }: Judged): Finding | null =>
  (o.presale_from === null || o.presale_from <= now ? null : hold('presale-date', `预售，${localText(o.presale_from).slice(0, 16)} 起发货，到时自动复审。`, `Pre-sale: leaves from ${localText(o.presale_from).slice(0, 16)}; it is reviewed by itself then.`));

/** Given when the order was entered, by whoever entered it: a second look, as for a price under the floor. Rules and signed changes need none. */
function giftByHand({ lines, skus }: Judged): Finding | null {
  const gifts = lines.filter((l) => l.gift_by === 'person');
  if (gifts.length === 0) return null;
  const worth = gifts.reduce((sum, l) => sum + (skus.get(l.sku_id ?? '')?.priceFen ?? 0n) * BigInt(l.quantity), 0n);
  const named = gifts.map((l) => `${skus.get(l.sku_id ?? '')?.code ?? l.title} × ${l.quantity}`);
  return hold('gift-by-hand', `录单时手工赠送 ${named.join('、')}，按售价值 ${formatYuan(worth)}，请核实。`, `Given by hand when it was entered: ${named.join(', ')}, worth ${formatYuan(worth)}. Check it.`);
}

/** Goods that are sent to where they came from: a made-up sale with an empty parcel (空包), or somebody who fetches them there, which a person can see. */
const toOwnWarehouse = ({ ownWarehouse }: Judged): Finding | null =>
  ownWarehouse === null ? null : hold('own-warehouse', `收货地址就是本公司仓库“${ownWarehouse}”的地址，请核实不是空包刷单；到仓自提的请备注后放行。`, `The receiver’s address is that of our own warehouse “${ownWarehouse}”; make sure that this is no made-up sale. Who fetches it there is let through with a note.`);

/** Who works here may buy; whether it is a real purchase is for a person to say. */
const staffBuyer = ({ staffBuys }: Judged): Finding | null =>
  staffBuys ? hold('staff-buyer', '收货电话是本公司员工的，请核实不是自买自卖刷单。', 'The receiver’s phone is that of a member of staff; make sure that this is no made-up sale.') : null;

/** Which lines have no article here, in words that somebody at the desk can act on. */
function skuUnknown({ lines }: Pick<Judged, 'lines'>): Finding | null {
  const unknown = lines.filter((l) => l.sku_id === null);
  if (unknown.length === 0) return null;
  const zh = unknown.map((l) => `“${l.title}”${l.outer_sku === null ? '（没有商家编码）' : `（店铺编码 ${l.outer_sku}）`}`).join('、');
  const en = unknown.map((l) => `“${l.title}” ${l.outer_sku === null ? '(no code)' : `(the store’s code ${l.outer_sku})`}`).join(', ');
  return hold('sku-unknown', `${zh}在本公司没有对应的商品。请点“匹配商品”指明是哪一个，匹配后自动重新审单；还没有建档的，先在“运营 › 商品”里新建。`,
    `${en}: no article of ours. Use “Match” to say which one it is, then the order is reviewed again; what does not exist yet is created under Operations › Products first.`);
}

const noWarehouse = ({ order }: Pick<Judged, 'order'>): Finding | null =>
  order.warehouse_id !== null ? null : hold('no-warehouse', '店铺没有默认仓库，无法占用库存。请在“设置 › 店铺”里给它指定仓库。', 'The store has no default warehouse, so nothing can be reserved. Give it one under Settings › Stores.');

/** What the warehouse cannot do without and this order does not have: no line can be reserved, or recorded as short, before it is there. */
export const lacking = (o: Pick<Judged, 'order' | 'lines'>): Finding[] => [linesMissing(o), skuUnknown(o), noWarehouse(o)].filter((f) => f !== null);

/** Pinduoduo gives neither name nor phone nor street: it fills them in on the waybill, as others do with masked ones. */
const isWithheld = ({ order, address: a }: Judged): boolean => a !== null && (a.masked || (order.platform === 'pdd' && a.name === null && a.phone === null && a.detail === null));

function address(j: Judged): Finding | null {
  if (j.address === null) return hold('address-incomplete', '没有收货地址。', 'There is no address.');
  const missing = missingParts(j.address);
  if (isWithheld(j)) {
    const region = missing.filter((p) => p === 'province' || p === 'city');
    if (region.length > 0 && !(j.address.masked && j.address.detail)) return incomplete(region);
    return note('address-masked', '收件信息由平台保密，须用平台电子面单发货。', 'The marketplace hides the receiver: ship with its own waybill.');
  }
  return missing.length === 0 ? null : incomplete(missing);
}

const incomplete = (parts: readonly ReceiverPart[]): Finding =>
  hold('address-incomplete', `缺少：${parts.map((p) => partNames[p].zh).join('、')}`, `Missing: ${parts.map((p) => partNames[p].en).join(', ')}`);

/** Compared per unit after discounts: total ≥ floor × quantity passes, one fen less does not. */
function belowFloor({ order, lines, skus }: Judged): Finding | null {
  const low = lines.flatMap((l) => {
    const sku = l.sku_id === null ? undefined : skus.get(l.sku_id);
    if (!sku || sku.floorFen === null || l.gift_by !== null || l.amount_fen >= sku.floorFen * BigInt(l.quantity)) return [];
    return [{ code: sku.code, unit: divideRounded(l.amount_fen, BigInt(l.quantity)), floor: sku.floorFen }];
  });
  if (low.length === 0) return receivedBelowFloor(order, lines, skus);
  return hold('price-below-floor', low.map((l) => `${l.code} 成交单价 ${formatYuan(l.unit)}，最低 ${formatYuan(l.floor)}`).join('；'),
    low.map((l) => `${l.code} sold at ${formatYuan(l.unit)}, floor ${formatYuan(l.floor)}`).join('; '));
}

/** The prices are well, but what came in for them is not: the buyer paid less than was due, and the marketplace does not say that it pays the rest. */
function receivedBelowFloor(order: Order, lines: readonly Line[], skus: Judged['skus']): Finding | null {
  if (order.source !== 'import' || order.paid_at === null || order.paid_fen >= order.payable_fen) return null;
  const floor = lines.reduce((sum, l) => sum + (l.sku_id === null || l.gift_by !== null ? 0n : (skus.get(l.sku_id)?.floorFen ?? 0n)) * BigInt(l.quantity), 0n);
  const received = order.paid_fen + order.platform_discount_fen - order.freight_fen;
  if (received >= floor) return null;
  return hold('price-below-floor', `应付 ${formatYuan(order.payable_fen)}，实付 ${formatYuan(order.paid_fen)}，低于最低售价合计 ${formatYuan(floor)}`,
    `${formatYuan(order.payable_fen)} due, ${formatYuan(order.paid_fen)} paid: under the floor of ${formatYuan(floor)}`);
}

const bare = (text: string): string => text.normalize('NFKC').replace(/[\s\p{P}\p{S}]/gu, '');

export function remarkOrFlag({ order }: { order: Pick<Order, 'buyer_message' | 'seller_remark' | 'flag'> }, settings: ReviewSettings): Finding | null {
  const idle = new Set(settings.idleRemarks.map(bare));
  const says = (text: string | null): boolean => text !== null && bare(text) !== '' && !idle.has(bare(text));
  const zh: string[] = [];
  const en: string[] = [];
  if (says(order.buyer_message)) {
    zh.push('买家留言');
    en.push('a message of the buyer');
  }
  if (says(order.seller_remark)) {
    zh.push('卖家备注');
    en.push('a remark of ours');
  }
  if (order.flag !== null && order.flag.trim() !== '' && !settings.plainFlags.includes(order.flag.trim())) {
    zh.push(`旗帜“${order.flag}”`);
    en.push(`flag “${order.flag}”`);
  }
  return zh.length === 0 ? null : hold('remark-or-flag', `有${zh.join('、')}，请人工查看。`, `It has ${en.join(', ')}: a person must look.`);
}

/** Whether a marketplace's word says that a refund is asked for or given. */
const asksRefund = (text: string | null, settings: ReviewSettings): boolean => text !== null && text.trim() !== '' && !settings.noAfterSales.includes(text.trim());

/** Asked for in words, or given in part by the marketplace already: which goods are still to be sent is for a person to say. */
export function refundAsked({ order, lines }: { order: Pick<Order, 'after_sales_text' | 'refunded_fen' | 'source'>; lines: readonly Pick<Line, 'refund_status'>[] }, settings: ReviewSettings): Finding | null {
  const said = [...new Set([order.after_sales_text, ...lines.map((l) => l.refund_status)].filter((t) => asksRefund(t, settings)))];
  if (said.length > 0) return hold('refund-asked', `售后状态：${said.join('、')}，请先处理再发货。`, `After-sales state: ${said.join(', ')}. Settle it before shipping.`);
  if (order.source !== 'import' || order.refunded_fen <= 0n) return null;
  return hold('refund-asked', `平台已退款 ${formatYuan(order.refunded_fen)}，请核对还要发哪些商品。`, `The marketplace has refunded ${formatYuan(order.refunded_fen)}: check what is still to be sent.`);
}

const stops = {
  locked: words('平台审核或锁定中，暂不能发货。', 'The marketplace has locked it for its own review.'),
  'part-shipped': words('平台显示已部分发货，请核对剩余商品。', 'The marketplace says that part of it has left; check what remains.'),
  'status-unknown': words('平台状态无法识别，请人工确认。', 'The marketplace’s status is not known; a person must look.'),
};

const platformStop = ({ order }: Judged): Finding | null =>
  order.platform_stop === null ? null : { rule: 'platform-stop', weight: 'hold', detail: stops[order.platform_stop] };

const onHold = ({ holdReason }: Judged): Finding | null =>
  holdReason === null ? null : hold('customer-on-hold', `客户已冻结：${holdReason}`, `The customer is on hold: ${holdReason}`);

const duplicate = ({ duplicates }: Judged): Finding | null =>
  duplicates.length === 0 ? null : hold('suspected-duplicate', `与 ${duplicates.join('、')} 买家和商品相同`, `Same buyer and goods as ${duplicates.join(', ')}`);

/** Made-up sales come in numbers: the same few people order again and again. Which of them are real is for a person to say. */
function tooMany({ manyOrders, exchangeOf }: Judged, settings: ReviewSettings): Finding | null {
  if (manyOrders === undefined || exchangeOf !== undefined || manyOrders.numbers.length + 1 < settings.manyOrders) return null;
  const named = manyOrders.numbers.slice(-5);
  return hold('many-orders', `${settings.manyOrdersWithinHours} 小时内，相同${manyOrders.by.map((b) => joinedByWords[b].zh).join('、')}的订单连同这张已有 ${manyOrders.numbers.length + 1} 单以上（上限 ${settings.manyOrders} 单），如 ${named.join('、')}。请向买家核实：真实购买的备注后放行；刷单的取消订单，不得用空包发货。`,
    `Within ${settings.manyOrdersWithinHours} hours there are ${manyOrders.numbers.length + 1} orders or more with the same ${manyOrders.by.map((b) => joinedByWords[b].en).join(', ')} (${settings.manyOrders} wait for a person), such as ${named.join(', ')}. Ask the buyer: what is real is let through with a note; what is made up is cancelled and never sent as an empty parcel.`);
}

const mayMerge = ({ together }: Judged): Finding | null =>
  together.length === 0 ? null : note('may-merge', `同买家同地址：${together.join('、')}，可合并发货`, `Same buyer and address as ${together.join(', ')}; they can be shipped together`);
