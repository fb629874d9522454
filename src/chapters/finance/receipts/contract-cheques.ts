import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const chequeStates = { received: words('在手', 'In hand'), banked: words('已送存', 'Banked'), cleared: words('已兑付', 'Cleared'), bounced: words('已退票', 'Bounced'), returned: words('已退还客户', 'Given back') } as const;
export type ChequeState = keyof typeof chequeStates;
const states = Object.keys(chequeStates) as [ChequeState, ...ChequeState[]];

const row = z.object({
  id, chequeNo: z.string(), state: z.enum(states), amountFen: fen, account: z.string(), /** Masked. */ counterparty: z.string().nullable(), orders: z.array(z.string()), receivedAt: instant, bankedAt: instant.nullable(),
  endedAt: instant.nullable(), endedWhy: z.string().nullable(), by: z.string(), version: z.int(),
});
export type ChequeRow = z.output<typeof row>;
const params = z.strictObject({ id });
const version = z.int();
const why = text(200, 2);

export const listCheques = endpoint({
  method: 'GET', path: '/finance/cheques', summary: words('支票登记簿', 'Cheques'), response: listOf(row),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(states), sort: query.oneOf(['received', '-received']), ...page }),
});
export const bankChequeEnd = endpoint({ method: 'POST', path: '/finance/cheques/:id/banking', summary: words('送存银行', 'Bank the cheque'), params, body: z.strictObject({ version }), response: done });
export const clearChequeEnd = endpoint({ method: 'POST', path: '/finance/cheques/:id/clearing', summary: words('银行已兑付', 'The bank has paid the cheque'), params, body: z.strictObject({ version }), response: done });
export const bounceChequeEnd = endpoint({ method: 'POST', path: '/finance/cheques/:id/bouncing', summary: words('登记退票', 'The cheque has bounced'), params, body: z.strictObject({ version, reason: why }), response: done });
export const returnChequeEnd = endpoint({ method: 'POST', path: '/finance/cheques/:id/return', summary: words('退还支票', 'Give the cheque back'), params, body: z.strictObject({ version, reason: why }), response: done });
