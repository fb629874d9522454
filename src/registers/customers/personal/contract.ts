import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const requestKinds = ['export', 'erase'] as const;
export const requestStates = ['waiting', 'done', 'withdrawn'] as const;
export const requestKindWords = { export: words('导出', 'Given out'), erase: words('删除', 'Erasure') } as const;
export const requestStateWords = { waiting: words('待执行', 'Waiting'), done: words('已完成', 'Done'), withdrawn: words('已撤回', 'Withdrawn') } as const;

const pair = z.object({ zh: z.string(), en: z.string() });
const params = z.strictObject({ id });
const row = z.object({
  id, requestNo: z.string(), kind: z.enum(requestKinds), state: z.enum(requestStates), customerId: id, customerNo: z.string(), /** Masked. */ customerName: z.string(), reason: z.string(),
  approvalId: id.nullable(), /** waiting, returned, blocked, approved, rejected, withdrawn, expired, executed; null without one. */ approval: z.string().nullable(),
  requestedAt: instant, requestedBy: z.string(), endedAt: instant.nullable(), endedBy: z.string().nullable(),
  erased: z.array(z.object({ what: pair, count: z.int() })).nullable(),
  kept: z.array(z.object({ what: pair, count: z.int(), why: pair, until: instant.nullable() })).nullable(),
});

export const listDataRequests = endpoint({
  method: 'GET', path: '/data-requests', summary: words('个人信息请求', 'Requests about personal data'),
  query: z.strictObject({ q: query.text(100), kind: query.anyOf(requestKinds), state: query.anyOf(requestStates), customer: id.optional(), ...page }),
  response: listOf(row),
});
export const requestErasure = endpoint({
  method: 'POST', path: '/customers/:id/erasure-requests', summary: words('申请删除客户的个人信息', 'Ask for the erasure of a customer’s data'), params,
  body: z.strictObject({ reason: text(500, 4) }), response: z.object({ id, approvalId: id }),
});
export const eraseCustomer = endpoint({ method: 'POST', path: '/data-requests/:id/execution', summary: words('执行删除', 'Erase'), params, body: z.strictObject({}), response: done });
export const withdrawErasure = endpoint({ method: 'POST', path: '/data-requests/:id/withdrawal', summary: words('撤回删除申请', 'Withdraw the request'), params, body: z.strictObject({}), response: done });
/** The person's data, unmasked, to be handed to the person: kept with reason and counted as a look. */
export const exportPersonalData = endpoint({
  method: 'POST', path: '/customers/:id/personal-data', summary: words('导出客户的个人信息', 'Give out a customer’s data'), params,
  body: z.strictObject({ reason: text(200, 4), format: z.enum(['json', 'pdf']) }),
  response: z.object({ name: z.string(), mediaType: z.string(), /** Base 64. */ content: z.string() }),
});
