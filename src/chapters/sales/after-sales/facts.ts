export * from './complaint-facts.ts';
export * from './feedback-facts.ts';
import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { fen, id } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { causeKeys, causes, payers, returnTypeKeys, returnTypes } from './contract-words.ts';

const ref = { returnNo: z.string(), orderId: id, orderNo: z.string(), storeId: id, channel: z.string() };

export const returnRequested = fact('sales.return-requested', {
  subject: 'return', payload: z.object({ ...ref, type: z.enum(returnTypeKeys), cause: z.enum(causeKeys), reason: z.string(), by: z.enum(['customer', 'staff']) }),
  sentence: (p) => words(`${p.by === 'customer' ? '客户' : '代客户'}申请${returnTypes[p.type].zh}（${causes[p.cause].zh}）`, `${returnTypes[p.type].en} asked for (${causes[p.cause].en})`),
});
export const returnDecided = fact('sales.return-decided', {
  subject: 'return', payload: z.object({ ...ref, type: z.enum(returnTypeKeys), allowed: z.boolean(), goodwill: z.boolean(), payer: z.enum(['customer', 'company', 'shared']), refundFen: fen }),
  sentence: (p) => (p.allowed ? words(`${p.goodwill ? '例外准予' : '准予'}${returnTypes[p.type].zh}，退款 ${formatYuan(p.refundFen)}，退货运费${payers[p.payer].zh}`, `${p.goodwill ? 'Granted as goodwill' : 'Allowed'}: ${returnTypes[p.type].en}, refund ${formatYuan(p.refundFen)}, freight: ${payers[p.payer].en}`)
    : words(`不准予${returnTypes[p.type].zh}，已说明依据`, `${returnTypes[p.type].en} refused, with the article of law`)),
});
export const returnWithdrawn = fact('sales.return-withdrawn', {
  subject: 'return', payload: z.object({ ...ref, by: z.enum(['customer', 'staff']) }), sentence: () => words('客户撤回退换申请', 'The customer withdrew the return'),
});
export const returnSent = fact('sales.return-sent', {
  subject: 'return', payload: z.object({ ...ref, carrier: z.string(), waybillNo: z.string(), /** Whose it is and where it goes: the carrier asks for it. */ addressId: id.nullable().optional(), warehouseId: id.nullable().optional() }), sentence: (p) => words(`客户已寄回：${p.carrier} ${p.waybillNo}`, `Sent back by the customer: ${p.carrier} ${p.waybillNo}`),
});
/** The goods are back in our house: the time to refund runs (clause 2.4.2). */
export const returnReceived = fact('sales.return-received', {
  subject: 'return', payload: z.object({ ...ref, waybillNo: z.string().nullable() }), sentence: (p) => words(`收到退货${p.waybillNo ? `（${p.waybillNo}）` : ''}`, `Goods are back${p.waybillNo ? ` (${p.waybillNo})` : ''}`),
});
export const returnInspected = fact('sales.return-inspected', {
  subject: 'return',
  /** `costFen`: cost of the units that went back on the shelf. */
  payload: z.object({ ...ref, restocked: z.int(), scrapped: z.int(), backToCustomer: z.int(), refundFen: fen, lines: z.array(z.object({ skuId: id, restocked: z.int(), costFen: fen, /** What they are worth on the shelf now. */ stockFen: fen.optional() })) }),
  sentence: (p) => words(`验收：入库 ${p.restocked} 件，报废 ${p.scrapped} 件，退回客户 ${p.backToCustomer} 件；应退 ${formatYuan(p.refundFen)}`, `Inspected: ${p.restocked} restocked, ${p.scrapped} scrapped, ${p.backToCustomer} back to the customer; refund ${formatYuan(p.refundFen)}`),
});
export const returnRejected = fact('sales.return-rejected-on-inspection', {
  subject: 'return', payload: z.object({ ...ref, why: z.string() }), sentence: (p) => words(`验收不合格，退回客户：${p.why}`, `Rejected on inspection and sent back: ${p.why}`),
});
export const exchangeOrdered = fact('sales.exchange-ordered', {
  subject: 'return', payload: z.object({ ...ref, newOrderId: id, newOrderNo: z.string(), /** The difference: what the customer pays, or gets back. */ payFen: fen.optional(), backFen: fen.optional() }),
  sentence: (p) => words(`换货单 ${p.newOrderNo} 已建立${p.payFen ? `，客户补差价 ${formatYuan(p.payFen)}` : p.backFen ? `，退差价 ${formatYuan(p.backFen)}` : ''}`,
    `Exchange order ${p.newOrderNo} made${p.payFen ? `, the customer pays ${formatYuan(p.payFen)} more` : p.backFen ? `, ${formatYuan(p.backFen)} goes back` : ''}`),
});
/** Nothing of the exchange leaves before: the time to send it stands still (clause 2.4.2). */
export const exchangePaymentAwaited = fact('sales.exchange-payment-awaited', {
  subject: 'return', payload: z.object({ ...ref, newOrderNo: z.string(), payFen: fen }), sentence: (p) => words(`等客户支付换货差价 ${formatYuan(p.payFen)}（${p.newOrderNo}），期间不计时`, `Waiting for the customer to pay the difference of ${formatYuan(p.payFen)} (${p.newOrderNo}); the clock stands still`),
});
export const exchangePaymentEnded = fact('sales.exchange-payment-ended', {
  subject: 'return', payload: z.object({ ...ref, newOrderNo: z.string(), how: z.enum(['paid', 'cancelled']) }),
  sentence: (p) => (p.how === 'paid' ? words(`客户已付换货差价（${p.newOrderNo}），恢复计时`, `The customer has paid the difference (${p.newOrderNo}); the clock runs on`) : words(`换货单 ${p.newOrderNo} 已取消，恢复计时`, `Exchange ${p.newOrderNo} was cancelled; the clock runs on`)),
});
/** The customer takes the money instead of a cancelled exchange, whose difference had gone back already. */
export const exchangeRestOwed = fact('sales.exchange-rest-owed', {
  subject: 'return', payload: z.object({ ...ref, paidFen: fen, restFen: fen }), sentence: (p) => p.paidFen === 0 ? words(`改为退款：应退 ${formatYuan(p.restFen)}`, `Refund instead: ${formatYuan(p.restFen)} is owed`) : words(`改为退款：已退差价 ${formatYuan(p.paidFen)}，再退 ${formatYuan(p.restFen)}`, `Refund instead: ${formatYuan(p.paidFen)} went back before, ${formatYuan(p.restFen)} more is owed`),
});
export const exchangeShipped = fact('sales.exchange-shipped', {
  subject: 'return', payload: z.object({ ...ref, newOrderNo: z.string() }), sentence: (p) => words(`换货已发出（${p.newOrderNo}）`, `The exchange has left (${p.newOrderNo})`),
});
export const returnRepaired = fact('sales.return-repaired', {
  subject: 'return', payload: z.object({ ...ref, waybillNo: z.string() }), sentence: (p) => words(`维修完成并寄回客户（${p.waybillNo}）`, `Repaired and sent to the customer (${p.waybillNo})`),
});
export const returnReasonSaved = fact('sales.return-reason-saved', {
  subject: 'return-reason', payload: z.object({ key: z.string(), zh: z.string(), active: z.boolean() }), sentence: (p) => words(`退换原因保存：${p.zh}`, `Reason of returns saved: ${p.zh}`),
});
export const goodsClassed = fact('sales.goods-classed', {
  subject: 'product', payload: z.object({ exclusion: z.string().nullable() }), sentence: (p) => words(p.exclusion === null ? '商品适用无理由退货' : '商品标为不适用无理由退货', p.exclusion === null ? 'The goods have no-reason returns' : 'The goods are excluded from no-reason returns'),
});
