import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { fen, id, instant, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { parcelWay, sendReturnEnd } from './contract-returns.ts';
import { returnStateKeys, returnTypeKeys } from './contract-words.ts';

const token = text(300, 16);
const type = z.enum(returnTypeKeys);

/** What the holder of an order's link sees of its after-sales: what may be asked for, what is under way, and by when the company owes it. */
export const portalAfterSales = endpoint({
  method: 'GET', path: '/portal/:token/after-sales', summary: words('客户的售后页', 'After-sales for the customer'), params: z.strictObject({ token }),
  response: z.object({
    company: z.string(), orderNo: z.string(), /** Types that the state of the order allows; empty: nothing can be asked for. */ types: z.array(z.object({ key: type, words: wordsSchema })), whyNone: wordsSchema.nullable(),
    lines: z.array(z.object({ id, title: z.string(), spec: z.string().nullable(), left: z.int(), amountFen: fen, bought: z.int(), /** Goes back with the goods that earned it. */ gift: z.boolean() })),
    reasons: z.array(z.object({ key: z.string(), parent: z.string().nullable(), words: wordsSchema, needsPhoto: z.boolean() })),
    /** Last day, included, for a return without a reason; null before delivery. */ noReasonUntil: z.string().nullable(),
    /** Feedback of the order, the newest first, with what was answered. */
    feedback: z.array(z.object({
      id, feedbackNo: z.string(), title: wordsSchema, words: z.string(), rating: z.int().nullable(), receivedAt: instant, /** How many photos came with it. */ photos: z.int(), next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(), canSay: z.boolean(),
      messages: z.array(z.object({ words: z.string(), ours: z.boolean(), at: instant, /** How many came with it. */ photos: z.int() })),
    })),
    complaints: z.array(z.object({
      id, complaintNo: z.string(), title: wordsSchema, about: z.string(), result: z.string().nullable(), next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(), canConfirm: z.boolean(), canWithdraw: z.boolean(), canSay: z.boolean(),
      notes: z.array(z.object({ words: z.string(), ours: z.boolean(), at: instant, /** How many came with it. */ photos: z.int() })),
    })),
    returns: z.array(z.object({
      id, returnNo: z.string(), type, state: z.enum(returnStateKeys), title: wordsSchema, goods: z.string(), refundFen: fen, requestedAt: instant, /** What the company owes, and by when. */ next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(),
      because: wordsSchema.nullable(), law: z.array(wordsSchema), canSend: z.boolean(), canWithdraw: z.boolean(), sendTo: z.string().nullable(), payer: wordsSchema.nullable(), waybillNo: z.string().nullable(), parcel: parcelWay.nullable(),
      steps: z.array(z.object({ text: wordsSchema, at: instant.nullable(), done: z.boolean() })),
    })),
  }),
});
export type PortalAfterSales = z.output<typeof portalAfterSales.response>;

/** Sent as multipart/form-data: the field `ask` holds JSON of this shape, the files are photos. */
export const portalReturnAsk = z.strictObject({ type, reason: text(40, 2), words: text(1000).default(''), lines: z.array(z.strictObject({ orderLineId: id, quantity: z.int().min(1).max(100_000) })).min(1).max(200) });
export const portalRequestReturn = endpoint({ method: 'POST', path: '/portal/:token/returns', summary: words('客户申请退换', 'The customer asks for a return'), params: z.strictObject({ token }), response: z.object({ id, returnNo: z.string() }) });
export const portalSendReturn = endpoint({
  method: 'POST', path: '/portal/:token/returns/:id/parcel', summary: words('客户填写退货物流', 'The customer tells the return parcel'), params: z.strictObject({ token, id }), body: sendReturnEnd.body!, response: z.object({ id }),
});
export const portalWithdrawReturn = endpoint({
  method: 'POST', path: '/portal/:token/returns/:id/withdrawal', summary: words('客户撤回退换', 'The customer withdraws the return'), params: z.strictObject({ token, id }), body: z.strictObject({}), response: z.object({ id }),
});
/** As JSON, or with photos as multipart/form-data: the field `ask` holds this JSON, the files are photos. So are all words of the customer below. */
export const portalComplain = endpoint({
  method: 'POST', path: '/portal/:token/complaints', summary: words('客户投诉', 'The customer complains'), params: z.strictObject({ token }), body: z.strictObject({ about: text(2000, 2) }), response: z.object({ id, complaintNo: z.string() }),
});
export const portalConfirm = endpoint({
  method: 'POST', path: '/portal/:token/complaints/:id/confirmation', summary: words('客户确认处理结果', 'The customer confirms the result'), params: z.strictObject({ token, id }), response: z.object({ id }),
  body: z.strictObject({ satisfied: z.boolean(), words: text(300).default(''), rating: z.int().min(1).max(5).nullable().default(null) }),
});
export const portalWithdrawComplaint = endpoint({ method: 'POST', path: '/portal/:token/complaints/:id/withdrawal', summary: words('客户撤诉', 'The customer withdraws the complaint'), params: z.strictObject({ token, id }), body: z.strictObject({}), response: z.object({ id }) });
export const portalFeedback = endpoint({
  method: 'POST', path: '/portal/:token/feedback', summary: words('客户评价与建议', 'The customer’s feedback'), params: z.strictObject({ token }), body: z.strictObject({ words: text(2000, 2), rating: z.int().min(1).max(5).nullable().default(null) }), response: z.object({ id, feedbackNo: z.string() }),
});
/** The customer writes again: an answered case waits for an answer again. */
export const portalFeedbackMore = endpoint({
  method: 'POST', path: '/portal/:token/feedback/:id/messages', summary: words('客户补充反馈', 'The customer says more'), params: z.strictObject({ token, id }), body: z.strictObject({ words: text(2000, 2) }), response: z.object({ id, feedbackNo: z.string() }),
});
export const portalComplaintMore = endpoint({
  method: 'POST', path: '/portal/:token/complaints/:id/messages', summary: words('客户补充投诉', 'The customer says more on the complaint'), params: z.strictObject({ token, id }), body: z.strictObject({ words: text(2000, 2) }), response: z.object({ id, complaintNo: z.string() }),
});
