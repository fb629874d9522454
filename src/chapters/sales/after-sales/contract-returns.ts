import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, said, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { causeKeys, exclusionKeys, returnStateKeys, returnTypeKeys } from './contract-words.ts';

const one = z.strictObject({ id });
const version = z.int();
const type = z.enum(returnTypeKeys);
const state = z.enum(returnStateKeys);
const cause = z.enum(causeKeys);
const payer = z.enum(['customer', 'company', 'shared']);

export const returnInput = z.strictObject({
  type, reason: text(40, 2), /** The customer's own words. */ words: text(1000).default(''),
  lines: z.array(z.strictObject({ orderLineId: id, quantity: z.int().min(1).max(100_000) })).min(1).max(200),
});

/** Where the parcel of a return is, as the carrier tells; null while the customer has told none. */
const parcel = z.object({ said: wordsSchema, state: z.string().nullable(), place: z.string().nullable(), /** Time of the newest event; when the carrier last told anything. */ at: instant.nullable(), heardAt: instant.nullable(), expectedAt: instant.nullable() });
export const parcelWay = parcel.extend({ carrier: z.string(), waybillNo: z.string(), /** Newest first, without names and phones. */ events: z.array(z.object({ at: instant, said: wordsSchema, text: z.string(), place: z.string().nullable() })) });
const returnRow = z.object({
  id, returnNo: z.string(), orderId: id, orderNo: z.string(), storeName: z.string().nullable(), platform: z.string(), type, state, reasonKey: z.string(), reason: wordsSchema, cause, askedBy: z.enum(['customer', 'staff']),
  goods: z.string(), units: z.int(), refundFen: fen, requestedAt: instant, decidedAt: instant.nullable(), receivedAt: instant.nullable(), waybillNo: z.string().nullable(), photos: z.int(), /** While its goods are awaited. */ parcel: parcel.nullable(), version,
});
export type ReturnRow = z.output<typeof returnRow>;

const filters = {
  q: query.text(100), state: query.anyOf(returnStateKeys), type: query.anyOf(returnTypeKeys), cause: query.anyOf(causeKeys), reason: query.text(40), store: query.text(40), order: query.text(40),
  asked: query.text(30), sort: query.oneOf(['requested', '-requested']),
};
export const listReturns = endpoint({ method: 'GET', path: '/returns', summary: words('退换单列表', 'Returns'), query: z.strictObject({ ...filters, ...page }), response: listOf(returnRow) });
export const exportReturns = endpoint({ method: 'GET', path: '/returns.xlsx', summary: words('导出退换单', 'Export returns'), query: z.strictObject(filters), response: z.unknown() });

const decision = z.object({ allowed: z.boolean(), goodwill: z.boolean(), because: wordsSchema, law: z.array(wordsSchema), freightBecause: wordsSchema, freightLaw: wordsSchema, note: z.string().nullable() });
const verdict = z.object({ allowed: z.boolean(), needsGoods: z.boolean(), lastDay: z.string().nullable(), instead: z.array(type), law: z.array(wordsSchema), because: wordsSchema, exception: z.string().nullable(), payer, freightBecause: wordsSchema, refundFen: fen });

export const readReturn = endpoint({
  method: 'GET', path: '/returns/:id', summary: words('退换单', 'One return'), params: one,
  response: returnRow.extend({
    words: z.string().nullable(), customerId: id.nullable(), signedAt: instant.nullable(), payer: payer.nullable(), decision: decision.nullable(), decidedBy: z.string().nullable(), laidOutFen: fen, freightOwedFen: fen, repriced: z.boolean(), giftsKeptFen: fen,
    needsGoods: z.boolean().nullable(), carrier: z.string().nullable(), sentAt: instant.nullable(), inspectedAt: instant.nullable(), inspectionNote: z.string().nullable(), warehouseName: z.string().nullable(), photoIds: z.array(id),
    /** Not begun by then counts as refusal (Measures on Penalties, art. 9). */ countsAsRefusalAt: instant, exchangeOrder: z.object({ id, orderNo: z.string(), state: z.string() }).nullable(), /** Since when the customer has to pay the difference of the exchange: the time to send it stands still. */ paymentAwaitedAt: instant.nullable(), customerLink: z.string(),
    parcel: parcelWay.nullable(), exclusion: z.enum(exclusionKeys).nullable(), paidFen: fen, refundedFen: fen,
    /** How the rule would fall now, while nobody has decided. */ verdict: verdict.nullable(),
    refund: z.object({ id, refundNo: z.string(), state: z.enum(['due', 'paid', 'void']), amountFen: fen, extraFen: fen, cleared: z.boolean(), paidAt: instant.nullable(), paidBy: z.string().nullable() }).nullable(),
    lines: z.array(z.object({ orderLineId: id, skuId: id.nullable(), skuCode: z.string().nullable(), barcode: z.string().nullable(), title: z.string(), spec: z.string().nullable(), bought: z.int(), quantity: z.int(), amountFen: fen, restocked: z.int(), scrapped: z.int(), sentBack: z.int(), /** A gift that goes back with its goods; what the customer keeps of it counts as `sentBack` and is taken off at the price stated beforehand. */ gift: z.boolean(), giftPriceFen: fen.nullable() })),
  }),
});
export type ReturnRecord = z.output<typeof readReturn.response>;
export const scanReturn = endpoint({ method: 'GET', path: '/return-scan', summary: words('扫描退货运单号', 'Find a return by its waybill'), query: z.strictObject({ code: text(60, 1) }), response: z.object({ rows: z.array(returnRow) }) });

export const requestReturnEnd = endpoint({ method: 'POST', path: '/orders/:id/returns', summary: words('代客户申请退换', 'Ask for a return'), params: one, body: returnInput, response: z.object({ id, returnNo: z.string() }) });
export const decideReturnEnd = endpoint({
  method: 'POST', path: '/returns/:id/decision', summary: words('答复退换', 'Decide the return'), params: one, response: done,
  body: z.strictObject({
    version, allow: z.boolean(), /** Where the reason turned out to be another. */ cause: cause.optional(), intact: z.boolean().nullable().default(null), /** The customer confirmed the exclusion for this purchase: where the proof is. */
    confirmedBy: text(200, 1).nullable().default(null), repriced: z.boolean().default(false), giftsKeptFen: fen.min(0).max(1e10).default(0), /** Grants what the rule does not allow: the lead's, with a reason. */ goodwill: z.boolean().default(false),
    note: text(500, 1).nullable().default(null),
  }),
});
export const withdrawReturnEnd = endpoint({ method: 'POST', path: '/returns/:id/withdrawal', summary: words('撤回退换申请', 'Withdraw the return'), params: one, body: z.strictObject({ version: version.optional() }), response: done });
export const sendReturnEnd = endpoint({
  method: 'POST', path: '/returns/:id/parcel', summary: words('登记退货物流', 'Record the return parcel'), params: one, response: done,
  body: z.strictObject({ carrier: text(40, 1), waybillNo: text(40, 4), /** Freight that the customer laid out, in fen. */ laidOutFen: fen.min(0).max(10_000_000).default(0) }),
});
export const receiveReturnEnd = endpoint({ method: 'POST', path: '/returns/:id/receipt', summary: words('签收退货', 'Take the goods in'), params: one, body: z.strictObject({ version, warehouseId: id.optional(), waybillNo: text(40, 4).optional() }), response: done });
export const inspectReturnEnd = endpoint({
  method: 'POST', path: '/returns/:id/inspection', summary: words('验收退货', 'Inspect the goods'), params: one, response: z.object({ id, state }),
  body: z.strictObject({ version, note: text(500, 1).nullable().default(null), lines: z.array(z.strictObject({ orderLineId: id, restock: z.int().min(0), scrap: z.int().min(0), back: z.int().min(0) })).min(1).max(200) }),
});
export const orderExchangeEnd = endpoint({
  method: 'POST', path: '/returns/:id/exchange', summary: words('建换货单', 'Order the exchange'), params: one, response: z.object({ id, orderId: id, orderNo: z.string(), /** What the customer pays before it leaves, or gets back. */ payFen: fen, backFen: fen }),
  body: z.strictObject({ version, /** Other sizes or colours; the same goods when left out. */ lines: z.array(z.strictObject({ skuCode: text(100, 1), quantity: z.int().min(1).max(100_000) })).min(1).max(200).optional(),
    /** The new goods at their own prices: the customer pays or gets the difference. Otherwise even: nothing to pay, no more units than came back. */ settleDifference: z.boolean().default(false) }),
});
export const refundInsteadEnd = endpoint({ method: 'POST', path: '/returns/:id/refund-instead', summary: words('改为退款', 'Refund instead'), params: one, body: z.strictObject({ version, note: text(300, 1) }), response: done });
export const finishRepairEnd = endpoint({ method: 'POST', path: '/returns/:id/repair', summary: words('维修完成寄回', 'Repaired and sent'), params: one, body: z.strictObject({ version, waybillNo: text(40, 4), note: text(300).default('') }), response: done });
export const returnFreightEnd = endpoint({ method: 'POST', path: '/returns/:id/freight', summary: words('登记客户垫付运费', 'Set the freight laid out'), params: one, body: z.strictObject({ version, laidOutFen: fen.min(0).max(10_000_000), note: text(300, 1) }), response: done });
export const returnPhoto = endpoint({ method: 'GET', path: '/return-photos/:id', summary: words('退换照片', 'Photo of a return'), params: one, response: z.unknown() });
export const addReturnPhotos = endpoint({ method: 'POST', path: '/returns/:id/photos', summary: words('上传退换照片', 'Add photos'), params: one, response: done });

const reason = z.object({ key: z.string(), parent: z.string().nullable(), zh: z.string(), en: z.string(), cause, synonyms: z.array(z.string()), needsPhoto: z.boolean(), active: z.boolean(), position: z.int(), used: z.int(), version });
export type ReturnReason = z.output<typeof reason>;
export const listReasons = endpoint({ method: 'GET', path: '/return-reasons', summary: words('退换原因', 'Reasons of returns'), query: z.strictObject({ q: query.text(60) }), response: z.object({ rows: z.array(reason) }) });
export const saveReasonEnd = endpoint({
  method: 'PUT', path: '/return-reasons/:key', summary: words('保存退换原因', 'Save a reason'), params: z.strictObject({ key: text(40, 2).regex(/^[a-z0-9-]+$/, said(words('只用小写字母、数字和连字符，如 wrong-size', 'Small letters, digits and hyphens only, such as wrong-size'))) }), response: z.object({ key: z.string() }),
  body: z.strictObject({ version: version.nullable(), parent: text(40, 2).nullable(), zh: text(60, 1), en: text(60, 1), cause, synonyms: z.array(text(30, 1)).max(60), needsPhoto: z.boolean(), active: z.boolean(), position: z.int().min(0).max(10_000) }),
});
export const classGoodsEnd = endpoint({ method: 'POST', path: '/products/:id/return-class', summary: words('设定商品无理由退货类别', 'Class goods for no-reason returns'), params: one, body: z.strictObject({ exclusion: z.enum(exclusionKeys).nullable(), note: text(200).default('') }), response: done });
const goodsClass = z.object({ productId: id, code: z.string(), title: z.string(), exclusion: z.enum(exclusionKeys), note: z.string().nullable(), by: z.string(), at: instant });
export type GoodsClass = z.output<typeof goodsClass>;
export const listGoodsClasses = endpoint({ method: 'GET', path: '/return-classes', summary: words('不适用无理由退货的商品', 'Goods without no-reason return'), query: z.strictObject({ ...page }), response: listOf(goodsClass) });
