import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { orderInput, receiver as receiverInput } from './contract-order-input.ts';

export const orderStateWords = {
  unpaid: words('待付款', 'Unpaid'), 'to-review': words('待审核', 'To review'), held: words('已拦下', 'Held'), short: words('缺货等待', 'Waiting for goods'), released: words('待发货', 'To ship'),
  'part-shipped': words('部分发货', 'Partly shipped'), shipped: words('已发货', 'Shipped'), completed: words('已完成', 'Completed'), cancelled: words('已取消', 'Cancelled'),
} as const;
export type OrderStateName = keyof typeof orderStateWords;
const orderState = z.enum(Object.keys(orderStateWords) as [OrderStateName, ...OrderStateName[]]);

export const fulfilmentStateWords = {
  waiting: words('待出库', 'Waiting to ship'), merged: words('已并入其他发货单', 'Merged'), split: words('已拆分', 'Split'), withdrawn: words('已撤回', 'Withdrawn'),
  shipped: words('已发出', 'Shipped'), delivered: words('已签收', 'Delivered'),
} as const;
const fulfilmentState = z.enum(Object.keys(fulfilmentStateWords) as [keyof typeof fulfilmentStateWords, ...(keyof typeof fulfilmentStateWords)[]]);

export const ruleWords = {
  'lines-missing': words('没有商品明细', 'No lines'), 'sku-unknown': words('商品未匹配', 'Unknown SKU'), 'address-incomplete': words('收货地址不完整', 'Address incomplete'),
  'no-warehouse': words('店铺没有默认仓库', 'No warehouse'), 'price-below-floor': words('低于最低售价', 'Price below the floor'), 'remark-or-flag': words('留言、备注或旗帜', 'Remark or flag'),
  'customer-on-hold': words('客户已冻结', 'Customer on hold'), 'refund-asked': words('买家申请退款', 'Refund asked'), 'platform-stop': words('平台不允许发货', 'Stopped by the marketplace'),
  'suspected-duplicate': words('疑似重复订单', 'Suspected duplicate'), 'many-orders': words('短时间多单', 'Many orders in a short time'), 'held-by-person': words('人工拦下', 'Held by a person'), 'gift-by-hand': words('手工赠品', 'Gift by hand'), 'presale-balance': words('待付尾款', 'Balance of the pre-sale'), 'presale-date': words('预售未到期', 'Pre-sale not due'), 'balance-due': words('待补款', 'Balance due'), 'staff-buyer': words('收货电话是本公司员工', 'Receiver is staff'), 'own-warehouse': words('收货地址是本公司仓库', 'Receiver is our warehouse'), 'address-masked': words('收件信息保密', 'Receiver hidden'),
  'may-merge': words('可合并发货', 'May be merged'),
} as const;
const rule = z.enum(Object.keys(ruleWords) as [keyof typeof ruleWords, ...(keyof typeof ruleWords)[]]);

export const platformWords = {
  taobao: words('淘宝/天猫', 'Taobao/Tmall'), douyin: words('抖音', 'Douyin'), pdd: words('拼多多', 'Pinduoduo'), jd: words('京东', 'JD'), tmall: words('天猫', 'Tmall'),
  kuaishou: words('快手', 'Kuaishou'), xiaohongshu: words('小红书', 'Xiaohongshu'), wechat: words('微信小店', 'WeChat'), own: words('自有渠道', 'Own channel'), generic: words('其他渠道', 'Other'),
} as const;

/** Where it goes: region open, the rest masked. `addressId` opens the hidden parts through POST /unmaskings. */
const receiver = z.object({ addressId: id, name: z.string().nullable(), phone: z.string().nullable(), region: z.string(), detail: z.string().nullable(), masked: z.boolean() });

const orderRow = z.object({
  id, orderNo: z.string(), outsideNo: z.string().nullable(), platform: z.string(), storeId: id, storeName: z.string().nullable(), state: orderState, source: z.enum(['import', 'api', 'manual', 'contract']),
  buyer: z.string().nullable(), receiver: receiver.nullable(), units: z.int(), payableFen: fen, paidFen: fen, refundedFen: fen, placedAt: instant, paidAt: instant.nullable(),
  promisedShipBy: instant.nullable(), /** A pre-sale that is not paid up: its day counts from then only, and comes later where the money comes late. */ waitsForMoney: z.boolean(), /** Where nothing was promised with the order: when the clock of 2.3.3 ends, while it runs. */ shipDueAt: instant.nullable(), shippedAt: instant.nullable(), platformStatus: z.string().nullable(),
  buyerMessage: z.string().nullable(), sellerRemark: z.string().nullable(), flag: z.string().nullable(),
  /** The first line, and how many there are. */ goods: z.object({ title: z.string(), spec: z.string().nullable(), skuCode: z.string().nullable(), kinds: z.int() }).nullable(), /** Gifts in it, by code and quantity; null where there are none. */ gifts: z.string().nullable(),
  /** The newest parcel of ours, or what the marketplace says it was sent with. */ waybill: z.object({ carrier: z.string().nullable(), number: z.string(), parcelId: id.nullable() }).nullable(),
  /** Open findings of review, and how many lines wait for goods. */
  findings: z.array(rule), shortages: z.int(), /** Why it cannot wait; null for all others. */ urgentReason: z.string().nullable(), version: z.int(),
});
export type OrderRow = z.output<typeof orderRow>;

const listFilters = {
  q: query.text(100), state: query.anyOf(Object.keys(orderStateWords) as [OrderStateName, ...OrderStateName[]]), store: query.text(40),
  platform: query.anyOf(Object.keys(platformWords) as [keyof typeof platformWords, ...(keyof typeof platformWords)[]]), rule: query.anyOf(Object.keys(ruleWords) as [keyof typeof ruleWords, ...(keyof typeof ruleWords)[]]),
  short: query.bool, urgent: query.bool, source: query.oneOf(['import', 'api', 'manual', 'contract']),
  /** Days of ordering `2026-11-01,2026-11-24`, both included; one may be missing. */
  placed: query.text(30), customer: query.text(40), sort: query.oneOf(['placed', '-placed']),
};
export const listOrders = endpoint({
  method: 'GET', path: '/orders', summary: words('订单列表', 'Orders'), query: z.strictObject({ ...listFilters, ...page }), response: listOf(orderRow),
});
export const exportOrders = endpoint({
  method: 'GET', path: '/orders.csv', summary: words('导出订单', 'Export orders'), query: z.strictObject({ ...listFilters, format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});
export const countOrders = endpoint({
  method: 'GET', path: '/order-counts', summary: words('各状态订单数', 'Orders by state'),
  response: z.object({ states: z.record(z.string(), z.int()), shortages: z.int(), notices: z.int(), merges: z.int() }),
});

const finding = z.object({
  rule, weight: z.enum(['hold', 'note']), detail: wordsSchema, foundAt: instant, decidedAt: instant.nullable(), decidedBy: z.string().nullable(), note: z.string().nullable(),
});
const giftBy = z.enum(['rule', 'person', 'amendment', 'marketplace']);
export const giftByWords = { rule: words('按规则赠送', 'by a rule'), person: words('录单时赠送', 'when entered'), amendment: words('变更赠送', 'by a change'), marketplace: words('平台赠送', 'by the marketplace') } as const;
const line = z.object({
  id, skuId: id.nullable(), skuCode: z.string().nullable(), outerSku: z.string().nullable(), title: z.string(), spec: z.string().nullable(), quantity: z.int(), unitPriceFen: fen.nullable(),
  amountFen: fen, refundedFen: fen, refundStatus: z.string().nullable(), reserved: z.int(), /** Units that have left, and their share of the line's money: a change leaves them alone. */ shipped: z.int(), shippedFen: fen, /** A gift, and who gave it: a rule (named), whoever entered the order, a signed change, the marketplace. */ giftBy: giftBy.nullable(), giftRule: z.string().nullable(),
});
const shortageRow = z.object({
  id, shortageNo: z.string(), state: z.enum(['open', 'filled', 'cancelled']), orderId: id, orderNo: z.string(), orderState, storeId: id, storeName: z.string().nullable(), skuId: id, skuCode: z.string(),
  title: z.string().nullable(), spec: z.string().nullable(), warehouseId: id, warehouseName: z.string().nullable(), quantity: z.int(), filled: z.int(), queuedAt: instant, expectedAt: instant.nullable(),
  impossible: z.boolean(), answeredAt: instant.nullable(), answerNote: z.string().nullable(), promisedAt: instant.nullable(), toldAt: instant.nullable(), toldBy: z.string().nullable(),
  /** A short message with the date is on its way since then; why the last one failed. */
  tellingAt: instant.nullable(), tellingFailed: z.string().nullable(),
  createdAt: instant, closedAt: instant.nullable(), version: z.int(),
});
export type ShortageRow = z.output<typeof shortageRow>;
const fulfilment = z.object({
  id, fulfilmentNo: z.string(), state: fulfilmentState, madeBy: z.enum(['release', 'merge', 'unmerge', 'split', 'unsplit', 'again']), warehouseId: id, orderNos: z.array(z.string()), weightGrams: z.int(),
  valueFen: fen, parcelNo: z.string().nullable(), waybillNo: z.string().nullable(), carrierCode: z.string().nullable(), shippedAt: instant.nullable(), deliveredAt: instant.nullable(),
  createdAt: instant, version: z.int(), lines: z.array(z.object({ orderLineId: id, orderId: id, skuId: id, quantity: z.int() })), from: z.array(z.string()),
});
const parcel = z.object({
  id, parcelNo: z.string(), /** `outside`: it left without our warehouse, as the marketplace told. */ origin: z.enum(['warehouse', 'outside']), fulfilmentId: id.nullable(), state: z.string(), carrierName: z.string().nullable(), waybillNo: z.string().nullable(), shippedAt: instant.nullable(), promisedAt: instant.nullable(),
  deliveredAt: instant.nullable(),
});
const record = z.object({
  ...orderRow.shape, customerId: id.nullable(), customerName: z.string().nullable(), warehouseId: id.nullable(), goodsFen: fen, freightFen: fen, discountFen: fen, platformDiscountFen: fen,
  paymentNo: z.string().nullable(), paymentMethod: z.string().nullable(), afterSalesText: z.string().nullable(),
  closeReason: z.string().nullable(), outsideCarrier: z.string().nullable(), outsideWaybill: z.string().nullable(), shippedOutside: z.boolean(), releasedAt: instant.nullable(),
  completedAt: instant.nullable(), cancelledAt: instant.nullable(), lines: z.array(line), review: z.array(finding), fulfilments: z.array(fulfilment), parcels: z.array(parcel),
  /** Pre-sale: from when it may leave, what of it was the deposit (null: paid at once), the day that was agreed (null: entered before that was kept), and when all of it was paid. */ presale: z.object({ shipFrom: instant, depositFen: fen.nullable(), agreedBy: instant.nullable(), paidUpAt: instant.nullable() }).nullable(),
  /** The return that this order is the exchange of. */ exchangeOf: z.object({ returnId: id, returnNo: z.string() }).nullable(),
  /** Numbers that the marketplace told and that were not taken: each is a parcel to another address already. */
  refusedNumbers: z.array(z.object({ number: z.string(), carrier: z.string().nullable(), at: instant })),
  waits: z.array(shortageRow),
  /** What goes back to the buyer: cancellation, changes, returns, complaints. */
  refunds: z.array(z.object({ id, refundNo: z.string(), sourceType: z.enum(['return', 'complaint', 'order', 'amendment']), sourceId: id, sourceNo: z.string(), state: z.enum(['due', 'paid', 'void']), amountFen: fen, extraFen: fen, createdAt: instant, paidAt: instant.nullable() })),
  /** Other waiting fulfilments that go to the same buyer and address. */
  together: z.array(z.object({ fulfilmentId: id, fulfilmentNo: z.string(), orderNos: z.array(z.string()) })),
  /** Address of the customer's page, for the chat with the customer. */
  customerLink: z.string(),
});
export type OrderRecord = z.output<typeof record>;

const one = z.strictObject({ id });
export const readOrder = endpoint({ method: 'GET', path: '/orders/:id', summary: words('订单详情', 'Order'), params: one, response: record });

const queueRow = z.object({
  ...orderRow.shape, review: z.array(finding),
  lines: z.array(z.object({ id, title: z.string(), spec: z.string().nullable(), skuCode: z.string().nullable(), outerSku: z.string().nullable(), quantity: z.int(), amountFen: fen, gift: z.boolean() })),
});
export type QueueRow = z.output<typeof queueRow>;
export const reviewQueue = endpoint({
  method: 'GET', path: '/review-queue', summary: words('审单工作台', 'Orders to review'),
  query: z.strictObject({ q: query.text(100), rule: listFilters.rule, store: query.text(40), sort: query.oneOf(['placed', '-placed']), ...page }), response: listOf(queueRow),
});
export const listShortages = endpoint({
  method: 'GET', path: '/shortages', summary: words('缺货列表', 'Shortages'),
  query: z.strictObject({
    q: query.text(100), state: query.anyOf(['open', 'filled', 'cancelled']), store: query.text(40), sku: query.text(100), answered: query.bool, told: query.bool,
    /** Days of the first date that the customer was told, `2026-11-01,2026-11-30`; kept or not, as clause 2.3.2 counts. */ firstPromised: query.text(40), kept: query.bool,
    sort: query.oneOf(['created', '-created', 'queued', '-queued']), ...page,
  }),
  response: listOf(shortageRow),
});
export const listMergeOffers = endpoint({
  method: 'GET', path: '/merge-offers', summary: words('可合并的发货单', 'Fulfilments that could be merged'),
  query: z.strictObject({ store: query.text(40), /** Those that somebody declined. */ declined: query.bool, ...page }),
  response: listOf(z.object({
    key: z.string(), storeId: id, storeName: z.string().nullable(), receiver: receiver.nullable(), valueFen: fen,
    fulfilments: z.array(z.object({
      id, fulfilmentNo: z.string(), orders: z.array(z.object({ id, orderNo: z.string() })), valueFen: fen, weightGrams: z.int(), shipBy: instant.nullable(), createdAt: instant,
      lines: z.array(z.object({ skuCode: z.string().nullable(), title: z.string(), spec: z.string().nullable(), quantity: z.int() })),
    })),
    declined: z.object({ by: z.string(), at: instant, note: z.string().nullable() }).nullable(),
  })),
});
export const listNotices = endpoint({
  method: 'GET', path: '/customer-notices', summary: words('待告知物流信息的客户', 'Customers to be told of a parcel'),
  query: z.strictObject({ q: query.text(100), store: query.text(40), given: query.bool, sort: query.oneOf(['shipped', '-shipped']), ...page }),
  response: listOf(z.object({
    parcelId: id, waybillNo: z.string(), carrierCode: z.string(), storeId: id, storeName: z.string().nullable(), orderIds: z.array(id), orderNos: z.array(z.string()), outsideNos: z.array(z.string()),
    shippedAt: instant, channel: z.string().nullable(), givenAt: instant.nullable(), givenBy: z.string().nullable(),
    /** Since when a short message waits to be sent, and why the last one failed for good: then a person tells the customer. */
    queuedAt: instant.nullable(), failedReason: z.string().nullable(),
  })),
});

/** State changes. Bulk acts do what can be done and name the rest. */
const bulk = z.object({ done: z.array(id), refused: z.array(z.object({ id, number: z.string(), reason: z.string() })) });
const version = z.int().optional();
const ids = z.array(id).min(1).max(200);

export const placeOrderAct = endpoint({
  method: 'POST', path: '/orders', summary: words('录入订单', 'Enter an order'), body: orderInput,
  response: z.object({ id, orderNo: z.string(), state: z.enum(['unpaid', 'to-review']), payableFen: fen }),
});
/** What the page of manual entry needs: the caller's stores, each with the warehouse from which it ships. */
export const readOrderEntry = endpoint({
  method: 'GET', path: '/order-entry', summary: words('可录单的店铺', 'Stores to enter orders for'),
  response: z.object({ stores: z.array(z.object({ id, name: z.string(), platform: z.string(), warehouseId: id.nullable(), warehouse: z.string().nullable() })) }),
});
/** A receiver that a customer pasted as one text, taken apart. Nothing is kept. */
export const readReceiver = endpoint({
  method: 'POST', path: '/receiver-readings', summary: words('识别粘贴的收货信息', 'Read a pasted receiver'), body: z.strictObject({ text: text(1_000, 1) }),
  response: z.object({
    name: z.string().nullable(), phone: z.string().nullable(), province: z.string().nullable(), city: z.string().nullable(), district: z.string().nullable(), detail: z.string().nullable(),
    postcode: z.string().nullable(), /** Parts that a parcel cannot be sent without and that the text does not tell. */ missing: z.array(z.enum(['name', 'phone', 'province', 'city', 'district', 'detail'])),
  }),
});
export const payOrder = endpoint({
  method: 'POST', path: '/orders/:id/payment', summary: words('登记付款', 'Record the payment'), params: one, response: done,
  body: z.strictObject({ version, amountFen: fen.min(0).optional(), at: instant.optional(), method: text(40, 1).optional(), paymentNo: text(100, 1).optional() }),
});
export const releaseAct = endpoint({ method: 'POST', path: '/orders/:id/release', summary: words('放行', 'Release'), params: one, body: z.strictObject({ version, note: text(300, 1).optional() }), response: done });
export const holdAct = endpoint({ method: 'POST', path: '/orders/:id/hold', summary: words('拦下', 'Hold'), params: one, body: z.strictObject({ version, note: text(300, 1) }), response: done });
export const releaseManyAct = endpoint({ method: 'POST', path: '/order-releases', summary: words('批量放行', 'Release many'), body: z.strictObject({ ids, note: text(300, 1).optional() }), response: bulk });
export const holdManyAct = endpoint({ method: 'POST', path: '/order-holds', summary: words('批量拦下', 'Hold many'), body: z.strictObject({ ids, note: text(300, 1) }), response: bulk });
export const cancelAct = endpoint({ method: 'POST', path: '/orders/:id/cancellation', summary: words('取消订单', 'Cancel'), params: one, body: z.strictObject({ version, reason: text(200, 1) }), response: z.object({ id, /** The refund that was opened for what the buyer has paid. */ refundNo: z.string().nullable() }) });
export const addressAct = endpoint({
  method: 'POST', path: '/orders/:id/address', summary: words('修改收货地址', 'Change the address'), params: one, body: z.strictObject({ version: z.int(), receiver: receiverInput }), response: done,
});
export const urgentAct = endpoint({
  method: 'POST', path: '/orders/:id/urgency', summary: words('标记或取消加急', 'Mark as urgent, or not any more'), params: one, body: z.strictObject({ version, /** Null: not urgent any more. */ reason: text(200, 2).nullable() }), response: done,
});
export const matchLineAct = endpoint({
  method: 'POST', path: '/order-lines/:id/sku', summary: words('匹配商品', 'Match the article'), params: one, response: z.object({ id, matched: z.int() }),
  body: z.strictObject({ skuCode: text(100, 1), /** Open orders with the same code too. */ allAlike: z.boolean().default(false), /** And every later order of the store with it. */ keep: z.boolean().default(false) }),
});
export const mergeAct = endpoint({ method: 'POST', path: '/fulfilment-merges', summary: words('合单', 'Merge'), body: z.strictObject({ ids: z.array(id).min(2).max(20) }), response: z.object({ id, fulfilmentNo: z.string() }) });
export const unmergeAct = endpoint({ method: 'POST', path: '/fulfilments/:id/merge-reversal', summary: words('撤销合单', 'Undo the merge'), params: one, body: z.strictObject({ version }), response: z.object({ ids: z.array(id) }) });
export const declineMergeAct = endpoint({
  method: 'POST', path: '/merge-declines', summary: words('不合单', 'Decline an offer to merge'), body: z.strictObject({ ids: z.array(id).min(2).max(20), note: text(200, 1).optional() }), response: z.object({ ids: z.array(id) }),
});
export const reofferMergeAct = endpoint({
  method: 'POST', path: '/merge-reoffers', summary: words('恢复合单建议', 'Offer the merge again'), body: z.strictObject({ ids: z.array(id).min(2).max(20) }), response: z.object({ ids: z.array(id) }),
});
export const splitAct = endpoint({
  method: 'POST', path: '/fulfilments/:id/split', summary: words('拆单', 'Split'), params: one,
  body: z.strictObject({ version, parts: z.array(z.array(z.strictObject({ orderLineId: id, quantity: z.int().min(1) })).min(1).max(200)).min(1).max(20) }), response: z.object({ ids: z.array(id) }),
});
export const unsplitAct = endpoint({ method: 'POST', path: '/fulfilments/:id/split-reversal', summary: words('撤销拆单', 'Undo the split'), params: one, body: z.strictObject({}), response: z.object({ id, fulfilmentNo: z.string() }) });
export const answerAct = endpoint({
  method: 'POST', path: '/shortages/:id/answer', summary: words('答复预计到货时间', 'Give the expected date'), params: one, response: z.object({ id, answered: z.int() }),
  body: z.strictObject({ version, /** Null: it cannot be had. */ expectedAt: instant.nullable(), note: text(300, 1).optional(), onlyThis: z.boolean().default(false) }),
});
export const shortageNoticeAct = endpoint({
  method: 'POST', path: '/shortages/:id/notice', summary: words('告知客户预计发货时间', 'Tell the customer the expected date'), params: one, response: done,
  body: z.strictObject({ version, promisedAt: instant.nullable(), channel: z.enum(['sms', 'platform-chat', 'phone']) }),
});
export const noticesAct = endpoint({
  method: 'POST', path: '/customer-notices', summary: words('登记已告知物流信息', 'Record that customers were told'), response: bulk,
  body: z.strictObject({ parcelIds: z.array(id).min(1).max(500), channel: z.enum(['platform-chat', 'platform-shipping', 'phone']) }),
});

export * from './amendments/contract.ts';
export * from './contract-review-rules.ts';
export * from './contract-sku-matches.ts';

/** What buyer and seller wrote on the orders in a parcel, or in those of a wave: for who packs. Orders without a word are left out. */
export const listParcelNotes = endpoint({
  method: 'GET', path: '/parcel-notes', summary: words('包裹内订单的留言和备注', 'Notes on the orders in parcels'), query: z.strictObject({ parcel: id.optional(), wave: id.optional() }),
  response: z.object({ rows: z.array(z.object({ parcelId: id, orderId: id, orderNo: z.string(), buyerMessage: z.string().nullable(), sellerRemark: z.string().nullable(), flag: z.string().nullable() })) }),
});

/** A parcel as its receiver may see it: whatever travels in it, where it is, what went wrong and what to do. */
const customersParcel = z.object({
  number: z.string(), orderNos: z.array(z.string()), title: wordsSchema, next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(), trouble: z.object({ text: wordsSchema, help: wordsSchema }).nullable(),
  carrier: z.string().nullable(), carrierPhone: z.string().nullable(), waybillNo: z.string().nullable(), stages: z.array(z.object({ text: wordsSchema, at: instant.nullable(), is: z.enum(['done', 'now', 'next', 'failed']) })),
  events: z.array(z.object({ at: instant, text: z.string(), place: z.string().nullable() })),
});
/** The customer's page of an order, opened by a signed link. */
export const portalPage = endpoint({
  method: 'GET', path: '/portal/:token', summary: words('客户查看订单进度', 'The customer follows the order'), params: z.strictObject({ token: z.string().min(16).max(300) }),
  response: z.object({
    company: z.string(), number: z.string(), title: wordsSchema, next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(),
    steps: z.array(z.object({ text: wordsSchema, at: instant.nullable(), done: z.boolean() })), lines: z.array(z.object({ label: wordsSchema, value: z.string() })),
    /** What is on its way, as the customer may see it. */ parcels: z.array(customersParcel),
    act: z.object({ label: wordsSchema, path: z.string() }).nullable(),
  }),
});
