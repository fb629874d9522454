import { z } from 'zod';
import { localText } from '../../kernel/clock.ts';
import { fact } from '../../kernel/fact.ts';
import { formatYuan } from '../../kernel/money.ts';
import { fen, id, instant } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

/** A line of an order as other chapters need it: no titles, no prices per unit. */
const line = z.object({ orderLineId: id, skuId: id.nullable(), quantity: z.int(), amountFen: fen });
/** Who does what the company only hears of. */
const buyer = words('买家', 'the buyer');
const marketplace = words('平台', 'the marketplace');
const orderRef = { orderNo: z.string(), storeId: id, platform: z.string(), outsideNo: z.string().nullable() };

const leavesBy = (at: number | undefined, language: 'zh' | 'en'): string => (at === undefined ? '' : language === 'zh' ? `，最迟 ${localText(at).slice(0, 16)} 发货` : `; leaves by ${localText(at).slice(0, 16)}`);

export const orderEntered = fact('sales.order-entered', {
  subject: 'order',
  payload: z.object({ ...orderRef, customerId: id.nullable(), totalFen: fen, needsReview: z.boolean(), source: z.enum(['import', 'api', 'manual', 'contract']) }),
  sentence: (p) => words(`订单 ${p.orderNo} 进入系统，金额 ${formatYuan(p.totalFen)}`, `Order ${p.orderNo} entered, ${formatYuan(p.totalFen)}`),
  doer: (p) => (p.source === 'import' ? marketplace : null),
});
/** What the buyer owes the company for the order was paid to the marketplace or to us. Opens the shipping clock of clause 2.3.3. */
export const orderPaid = fact('sales.order-paid', {
  subject: 'order',
  payload: z.object({ ...orderRef, customerId: id.nullable(), amountFen: fen, /** Set where more is owed than was paid: the plan of a contract, the deposit of a pre-sale. */ owedFen: fen.optional(), /** A pre-sale: the day for which it was promised, instead of the usual time. */ presaleBy: instant.optional(), /** A pre-sale of which the balance is still open: until it is paid nothing is owed by us. */ balanceFen: fen.optional(), freightFen: fen, paidAt: instant, paymentNo: z.string().nullable(), lines: z.array(line) }),
  sentence: (p) => (p.balanceFen === undefined ? words(`买家付款 ${formatYuan(p.amountFen)}`, `Buyer paid ${formatYuan(p.amountFen)}`)
    : words(`买家付预售款 ${formatYuan(p.amountFen)}，尾款 ${formatYuan(p.balanceFen)} 待付，付清后发货`, `Buyer paid ${formatYuan(p.amountFen)} of the pre-sale; it leaves when the balance of ${formatYuan(p.balanceFen)} is paid`)),
  doer: () => buyer,
});
export const orderHeld = fact('sales.order-held', {
  subject: 'order',
  payload: z.object({ orderNo: z.string(), storeId: id, reasons: z.array(z.string()), /** It waits for the buyer’s money or for its day, whatever else was found: nobody here can let it go. */ waits: z.boolean().optional() }),
  sentence: (p) => (p.waits ? words('审单：等待买家付清或预售日期', 'Review: waits for the buyer’s money or for its day') : words(`审单拦下（${p.reasons.length} 条原因）`, `Held in review (${p.reasons.length} findings)`)),
});
export const orderReleased = fact('sales.order-released', {
  subject: 'order',
  payload: z.object({ orderNo: z.string(), storeId: id, by: z.enum(['rules', 'person']), note: z.string().nullable() }),
  sentence: (p) => (p.by === 'rules' ? words('审单自动通过', 'Passed review by the rules') : words('审单人工放行', 'Released by a person')),
});
export const orderCancelled = fact('sales.order-cancelled', {
  subject: 'order',
  payload: z.object({ ...orderRef, reason: z.string(), wasPaid: z.boolean(), amountFen: fen, shippedBefore: z.boolean(), /** Its import was taken back: the numbers that it bore are those of whatever bears them next. */ undone: z.boolean().optional() }),
  sentence: (p) => words(`订单取消：${p.reason}`, `Order cancelled: ${p.reason}`),
  doer: (_p, { imported }) => (imported ? marketplace : null),
});
const fieldWords: Readonly<Record<string, { zh: string; en: string }>> = {
  status: words('状态', 'status'), stop: words('平台锁定', 'lock of the marketplace'), address: words('收货地址', 'address'), remark: words('留言或备注', 'remarks'),
  'after-sales': words('售后状态', 'after-sales state'), refund: words('退款', 'refund'), amount: words('金额', 'amount'), waybill: words('物流单号', 'waybill'), terms: words('约定', 'terms'), lines: words('商品明细', 'lines'), presale: words('预售到期', 'day of the pre-sale'),
};
const named = (fields: readonly string[], language: 'zh' | 'en'): string => fields.map((f) => fieldWords[f]?.[language] ?? f).join(language === 'zh' ? '、' : ', ');

export const orderChanged = fact('sales.order-changed', {
  subject: 'order',
  payload: z.object({ orderNo: z.string(), fields: z.array(z.string()), source: z.enum(['import', 'person', 'api', 'clock']) }),
  sentence: (p) => words(`订单信息更新：${named(p.fields, 'zh')}`, `Order updated: ${named(p.fields, 'en')}`),
  doer: (p) => (p.source === 'import' ? marketplace : null),
});
/** What an order gets, or no longer gets, by a rule for gifts. */
export const giftsGiven = fact('sales.gifts-given', {
  subject: 'order', payload: z.object({ orderNo: z.string(), ruleId: id, rule: z.string(), skuCode: z.string(), quantity: z.int(), before: z.int() }),
  sentence: (p) => (p.quantity >= p.before ? words(`按“${p.rule}”赠送 ${p.skuCode} × ${p.quantity}`, `Gift by “${p.rule}”: ${p.skuCode} × ${p.quantity}`)
    : words(`不再满足“${p.rule}”，赠品 ${p.skuCode} 由 ${p.before} 件改为 ${p.quantity} 件`, `“${p.rule}” is no longer reached: gift ${p.skuCode} from ${p.before} to ${p.quantity}`)),
});
/** A rule for gifts, new or changed. */
export const giftRuleSaved = fact('sales.gift-rule-saved', {
  subject: 'gift-rule', payload: z.object({ name: z.string(), active: z.boolean(), giftCode: z.string() }),
  sentence: (p) => (p.active ? words(`赠品规则“${p.name}”已保存，赠 ${p.giftCode}`, `Gift rule “${p.name}” saved: ${p.giftCode}`) : words(`赠品规则“${p.name}”已停用`, `Gift rule “${p.name}” switched off`)),
});
/** An order that cannot wait, with the reason; null: it can again. */
export const orderMarkedUrgent = fact('sales.order-marked-urgent', {
  subject: 'order', payload: z.object({ orderNo: z.string(), reason: z.string().nullable() }),
  sentence: (p) => (p.reason === null ? words('取消加急', 'Not urgent any more') : words(`加急：${p.reason}`, `Urgent: ${p.reason}`)),
});
/** How the order of a contract will be paid: dated parts, which finance watches (clause 2.3.1). */
export const paymentPlanAgreed = fact('sales.payment-plan-agreed', {
  subject: 'order', payload: z.object({ ...orderRef, contractNo: z.string(), customerId: id.nullable(), seller: id, steps: z.array(z.object({ name: z.string(), amountFen: fen, dueAt: instant })) }),
  sentence: (p) => words(`付款计划 ${p.steps.length} 期`, `Plan of payment in ${p.steps.length} parts`),
});
/** A change of an order waits for its signatures (clause 2.3.1). */
export const amendmentProposed = fact('sales.amendment-proposed', {
  subject: 'amendment', payload: z.object({ amendmentNo: z.string(), orderNo: z.string(), versionNo: z.int(), fields: z.array(z.string()), effectBasisPoints: z.int() }),
  sentence: (p) => words(`提出变更 ${p.amendmentNo}`, `Change ${p.amendmentNo} proposed`),
});
/** A change of an order took effect: what it was worth and is worth now, what goes back to the buyer, what the buyer still has to pay. */
export const orderAmended = fact('sales.order-amended', {
  subject: 'order',
  payload: z.object({
    ...orderRef, amendmentId: id, amendmentNo: z.string(), versionNo: z.int(), fields: z.array(z.string()), beforeFen: fen, afterFen: fen, wasPaid: z.boolean(), refundFen: fen, balanceFen: fen,
    /** A pre-sale that is paid up by this change: by when it leaves. */ presaleBy: instant.optional(),
  }),
  sentence: (p) => words(`订单变更生效（第 ${p.versionNo} 版）：${formatYuan(p.beforeFen)} → ${formatYuan(p.afterFen)}`, `Change in force (version ${p.versionNo}): ${formatYuan(p.beforeFen)} → ${formatYuan(p.afterFen)}`),
});
export const amendmentEnded = fact('sales.amendment-ended', {
  subject: 'amendment', payload: z.object({ amendmentNo: z.string(), how: z.enum(['withdrawn', 'rejected', 'overtaken']), reason: z.string() }),
  sentence: (p) => words(`变更 ${p.amendmentNo} 未生效：${p.reason}`, `Change ${p.amendmentNo} came to nothing: ${p.reason}`),
});
/** The buyer paid more for an order that was paid before: an instalment, or the balance after a change. */
export const orderPaymentAdded = fact('sales.order-payment-added', {
  subject: 'order', payload: z.object({ ...orderRef, amountFen: fen, paidFen: fen, balanceFen: fen, paidAt: instant, paymentNo: z.string().nullable(), /** A pre-sale that is paid up by it: by when it leaves. */ presaleBy: instant.optional() }),
  sentence: (p) => words(`买家续付 ${formatYuan(p.amountFen)}${p.balanceFen > 0 ? `，还欠 ${formatYuan(p.balanceFen)}` : '，已付清'}${leavesBy(p.presaleBy, 'zh')}`, `Buyer paid ${formatYuan(p.amountFen)} more${p.balanceFen > 0 ? `, ${formatYuan(p.balanceFen)} to go` : ', all paid'}${leavesBy(p.presaleBy, 'en')}`),
  doer: () => buyer,
});
export const orderRefunded = fact('sales.order-refunded', {
  subject: 'order',
  /** `totalFen`: refunded so far; `amountFen`: this time. */
  payload: z.object({ ...orderRef, amountFen: fen, totalFen: fen }),
  sentence: (p) => words(`退款 ${formatYuan(p.amountFen)}`, `Refunded ${formatYuan(p.amountFen)}`),
  doer: (_p, { imported }) => (imported ? marketplace : null),
});
/** All parcels of the order have left. Discharges the shipping clock of clause 2.3.3; sales are recognised on it. */
export const orderShipped = fact('sales.order-shipped', {
  subject: 'order',
  payload: z.object({ ...orderRef, amountFen: fen, goodsCostFen: fen, parcels: z.int(), lines: z.array(line), /** The goods never lay in our warehouse: the marketplace told that they have left. */ outside: z.boolean().optional() }),
  sentence: (p) => words(`订单已全部发出（${p.parcels} 个包裹）`, `All of the order has left (${p.parcels} parcels)`),
  doer: (p) => (p.outside ? marketplace : null),
});
/** Under which numbers an order travels that did not leave as a parcel of ours: all of them as the marketplace tells now, none where it took them back (docs/adr/0022). */
export const outsideWaybillsTold = fact('sales.outside-waybills-told', {
  subject: 'order',
  payload: z.object({ ...orderRef, addressId: id.nullable(), shippedAt: instant, completedAt: instant.nullable(), waybills: z.array(z.object({ carrier: z.string().nullable(), number: z.string() })) }),
  sentence: (p) => (p.waybills.length === 0 ? words('平台不再显示外部运单号', 'The marketplace tells no outside waybill any more')
    : words(`平台告知运单号 ${p.waybills.map((w) => w.number).join('、')}`, `The marketplace tells waybill ${p.waybills.map((w) => w.number).join(', ')}`)),
  doer: () => marketplace,
});
export const orderCompleted = fact('sales.order-completed', {
  subject: 'order',
  payload: z.object({ ...orderRef }),
  sentence: () => words('交易完成', 'Completed'),
  doer: (_p, { imported }) => (imported ? marketplace : null),
});

/** A person has said that a mail is about the order that it names: its sender is known as the buyer. */
export const mailOrderConfirmed = fact('sales.mail-order-confirmed', {
  subject: 'mail', payload: z.object({ caseNo: z.string(), orderNo: z.string() }),
  sentence: (p) => words(`确认来信 ${p.caseNo} 是订单 ${p.orderNo} 的买家所写`, `The mail of ${p.caseNo} was confirmed to be of the buyer of ${p.orderNo}`),
});

/** A fulfilment (发货单) is what the warehouse works on: lines of one order, or of several merged ones, to one address. */
export const fulfilmentReleased = fact('sales.fulfilment-released', {
  subject: 'fulfilment',
  payload: z.object({
    fulfilmentNo: z.string(), orderIds: z.array(id), orderNos: z.array(z.string()), storeId: id, warehouseId: id, addressId: id,
    weightGrams: z.int(), valueFen: fen, shipBy: instant.nullable(), lines: z.array(z.object({ orderLineId: id, orderId: id, skuId: id, quantity: z.int(), /** It is a gift. */ gift: z.boolean().optional() })),
  }),
  sentence: (p) => words(`发货单 ${p.fulfilmentNo} 交仓库处理`, `Fulfilment ${p.fulfilmentNo} handed to the warehouse`),
});
export const fulfilmentWithdrawn = fact('sales.fulfilment-withdrawn', {
  subject: 'fulfilment',
  payload: z.object({ fulfilmentNo: z.string(), orderIds: z.array(id), why: z.enum(['merged', 'split', 'cancelled', 'held', 'unmerged', 'left-outside']) }),
  sentence: (p) => (p.why === 'left-outside' ? words(`发货单 ${p.fulfilmentNo} 关闭：货已在系统外发出`, `Fulfilment ${p.fulfilmentNo} closed: the goods left elsewhere`) : words(`发货单 ${p.fulfilmentNo} 撤回`, `Fulfilment ${p.fulfilmentNo} withdrawn`)),
});
export const fulfilmentsMerged = fact('sales.fulfilments-merged', {
  subject: 'fulfilment',
  payload: z.object({ fulfilmentNo: z.string(), from: z.array(z.string()), orderIds: z.array(id) }),
  sentence: (p) => words(`合单：${p.from.join('、')} → ${p.fulfilmentNo}`, `Merged ${p.from.join(', ')} into ${p.fulfilmentNo}`),
});
export const fulfilmentSplit = fact('sales.fulfilment-split', {
  subject: 'fulfilment',
  payload: z.object({ fulfilmentNo: z.string(), into: z.array(z.string()), orderIds: z.array(id) }),
  sentence: (p) => words(`拆单：${p.fulfilmentNo} → ${p.into.join('、')}`, `Split ${p.fulfilmentNo} into ${p.into.join(', ')}`),
});

const shortageRef = { shortageNo: z.string(), orderId: id, orderNo: z.string(), skuId: id, quantity: z.int() };
export const shortageFound = fact('sales.shortage-found', {
  subject: 'shortage', payload: z.object({ ...shortageRef, storeId: id }),
  sentence: (p) => words(`缺货 ${p.quantity} 件（${p.shortageNo}）`, `Short of ${p.quantity} (${p.shortageNo})`),
});
export const replenishmentRequested = fact('sales.replenishment-requested', {
  // Facts of before purchasing was here name no warehouse.
  subject: 'shortage', payload: z.object({ ...shortageRef, warehouseId: id.optional() }),
  sentence: (p) => words(`向采购提出补货 ${p.quantity} 件`, `Asked purchasing for ${p.quantity}`),
});
export const replenishmentAnswered = fact('sales.replenishment-answered', {
  subject: 'shortage', payload: z.object({ ...shortageRef, expectedAt: instant.nullable(), impossible: z.boolean() }),
  sentence: (p) => (p.impossible ? words('采购答复：无法补货', 'Purchasing: cannot be had') : words('采购答复预计到货日', 'Purchasing gave the expected date')),
});
/** The customer was told the expected date (clause 2.3.2). `promisedAt` is what we now owe. */
export const shortageNoticeGiven = fact('sales.shortage-notice-given', {
  subject: 'shortage', payload: z.object({ ...shortageRef, promisedAt: instant.nullable(), channel: z.string() }),
  sentence: () => words('已告知客户预计到货时间', 'Customer told the expected date'),
});
export const shortageFilled = fact('sales.shortage-filled', {
  subject: 'shortage', payload: z.object(shortageRef),
  sentence: (p) => words(`缺货已补齐（${p.shortageNo}）`, `Shortage filled (${p.shortageNo})`),
});
export const shortageCancelled = fact('sales.shortage-cancelled', {
  subject: 'shortage', payload: z.object(shortageRef),
  sentence: (p) => words(`缺货作废（${p.shortageNo}）`, `Shortage void (${p.shortageNo})`),
});
/** The customer got the waybill number and the tracking link (clause 2.3.3). */
export const shipNoticeGiven = fact('sales.ship-notice-given', {
  subject: 'parcel', payload: z.object({ orderIds: z.array(id), waybillNo: z.string(), channel: z.string() }),
  sentence: () => words('已通知客户运单号与查询链接', 'Customer given the waybill number and tracking link'),
});
export * from './after-sales/facts.ts';
export * from './leads/facts.ts';
export * from './research/facts.ts';

export * from './negotiation/facts.ts';
