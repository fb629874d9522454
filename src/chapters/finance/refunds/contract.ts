import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const refundStates = { due: words('待退款', 'Due'), paid: words('已退款', 'Paid'), void: words('已作废', 'Void') } as const;
const state = z.enum(['due', 'paid', 'void']);
/** What a refund is paid for: a return, a complaint, an order cancelled before it left, a change of an order that lowered its value. */
export const refundSources = ['return', 'complaint', 'order', 'amendment'] as const;
export type RefundSource = (typeof refundSources)[number];

const refundRow = z.object({
  id, refundNo: z.string(), state, sourceType: z.enum(refundSources), sourceId: id, sourceNo: z.string(), orderId: id, orderNo: z.string(), storeName: z.string().nullable(), channel: z.string(),
  amountFen: fen, extraFen: fen, extraKind: z.enum(['freight', 'compensation']).nullable(), /** How the order was paid: the money goes back that way. */ method: z.string().nullable(), paymentNo: z.string().nullable(),
  /** Goods inspected, or no goods needed: why it may be paid; null = not yet. */ clearedWhy: z.string().nullable(), createdAt: instant, paidAt: instant.nullable(), paidBy: z.string().nullable(),
  way: z.enum(['same', 'other']).nullable(), tradeNo: z.string().nullable(), note: z.string().nullable(), version: z.int(),
});
export type RefundRow = z.output<typeof refundRow>;

export const listRefunds = endpoint({
  method: 'GET', path: '/refunds', summary: words('退款列表', 'Refunds'), response: listOf(refundRow),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(['due', 'paid', 'void']), cleared: query.bool, source: query.oneOf(refundSources), sort: query.oneOf(['created', '-created']), ...page }),
});
export const payRefundEnd = endpoint({
  method: 'POST', path: '/refunds/:id/payment', summary: words('支付退款', 'Pay the refund'), params: z.strictObject({ id }), response: done,
  body: z.strictObject({
    version: z.int(), /** `same`: the way it was paid. */ way: z.enum(['same', 'other']).default('same'), /** Number of the movement at the marketplace or bank. */ tradeNo: text(100, 1).nullable().default(null),
    note: text(300, 1).nullable().default(null),
  }),
});
