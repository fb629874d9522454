import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { fen, id, instant, listOf, page, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** What a customer has with the company, in the order of the work. Cases: returns, complaints, feedback. */
export const dealingWords = {
  orders: words('订单', 'Orders'), opportunities: words('商机', 'Opportunities'), quotes: words('报价单', 'Quotes'), contracts: words('合同', 'Contracts'), parcels: words('包裹', 'Parcels'),
  payments: words('收款与退款', 'Payments'), cases: words('退换、投诉、反馈', 'Returns, complaints, feedback'), promises: words('对客户的承诺', 'Promises'),
} as const;
export type DealingKind = keyof typeof dealingWords;
export const dealingKinds = Object.keys(dealingWords) as [DealingKind, ...DealingKind[]];
/** open: somebody still has to do something · good and bad: how it ended · off: it came to nothing. */
export const tones = ['open', 'good', 'bad', 'off'] as const;

const row = z.object({
  id: z.string(), no: z.string(), /** Null: it has no page of its own. */ href: z.string().nullable(), what: wordsSchema, title: z.string().nullable(), state: wordsSchema, tone: z.enum(tones),
  /** What left us is negative. */ amountFen: fen.nullable(), at: instant, /** Until when it was promised. */ dueAt: instant.nullable(),
});
export type DealingRow = z.output<typeof row>;
const params = z.strictObject({ id });

export const readDealings = endpoint({
  method: 'GET', path: '/customers/:id/dealings', summary: words('客户往来全貌', 'All dealings with a customer'), params,
  response: z.object({
    /** Over the orders that the caller sees. */
    sums: z.object({ orders: z.int(), payableFen: fen, paidFen: fen, refundedFen: fen, firstAt: instant.nullable(), lastAt: instant.nullable() }).nullable(),
    /** Sections that the caller's posts do not see are left out; of the others the newest few. */
    sections: z.array(z.object({ kind: z.enum(dealingKinds), rows: z.array(row), next: z.string().nullable(), total: z.int().nullable() })),
    duties: z.array(z.object({ id, clause: z.string(), title: wordsSchema, number: z.string().nullable(), href: z.string(), dueAt: instant.nullable(), overdue: z.boolean(), paused: z.boolean() })),
  }),
});
export const listDealings = endpoint({
  method: 'GET', path: '/customers/:id/dealings/:kind', summary: words('客户的一类往来', 'Dealings of one kind'), params: z.strictObject({ id, kind: z.enum(dealingKinds) }), query: z.strictObject({ ...page }), response: listOf(row),
});
export const readHistory = endpoint({
  method: 'GET', path: '/customers/:id/history', summary: words('客户经过', 'A customer’s history'), params, query: z.strictObject({ ...page }),
  response: z.object({
    facts: z.array(z.object({ id, type: z.string(), at: instant, sentence: wordsSchema, by: z.string(), actorKind: z.enum(['person', 'system', 'bot', 'customer']), clause: z.string().nullable(), href: z.string().nullable(), number: z.string().nullable() })),
    next: z.string().nullable(),
  }),
});
