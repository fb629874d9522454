import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { id, instant, listOf, page, query, text } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const webhook = z.object({
  id, name: z.string(), url: z.string(), topics: z.array(z.string()), active: z.boolean(), switchedOffReason: z.string().nullable(), createdAt: instant,
  waiting: z.int(), failed: z.int(),
});
const topics = z.array(text(80, 3).regex(/^[a-z]+\.([a-z-]+)?$/, 'a fact like logistics.parcel-shipped, or a chapter like logistics.')).min(1).max(50);

export const listWebhooks = endpoint({ method: 'GET', path: '/webhooks', summary: words('推送地址', 'Outgoing webhooks'), response: z.object({ rows: z.array(webhook), facts: z.array(z.string()) }) });
export const createWebhook = endpoint({
  method: 'POST', path: '/webhooks', summary: words('新增推送地址', 'Add a webhook'),
  body: z.strictObject({ name: text(60, 1), url: z.url({ protocol: /^https?$/ }).max(500), topics }),
  response: z.object({ id, /** Shown once: it signs every delivery. */ secret: z.string() }),
});
export const switchWebhook = endpoint({
  method: 'POST', path: '/webhooks/:id/switching', summary: words('启用或停用推送', 'Switch a webhook on or off'), params: z.strictObject({ id }),
  body: z.strictObject({ active: z.boolean() }), response: z.object({ id }),
});
export const deleteWebhook = endpoint({
  method: 'DELETE', path: '/webhooks/:id', summary: words('删除推送地址', 'Delete a webhook'), params: z.strictObject({ id }), body: z.strictObject({}), response: z.object({ id }),
});
export const message = z.object({
  id, channel: z.string(), subjectType: z.string().nullable(), subjectId: z.string().nullable(), state: z.enum(['waiting', 'sent', 'failed', 'cancelled']),
  attempts: z.int(), lastError: z.string().nullable(), createdAt: instant, nextAt: instant, sentAt: instant.nullable(), what: z.string().nullable(),
});
export const listMessages = endpoint({
  method: 'GET', path: '/messages', summary: words('对外消息', 'Messages to the outside'),
  query: z.strictObject({ ...page, state: query.anyOf(['waiting', 'sent', 'failed', 'cancelled']), channel: text(30).optional() }), response: listOf(message),
});
export const retryMessage = endpoint({
  method: 'POST', path: '/messages/:id/retrial', summary: words('重新发送', 'Send again'), params: z.strictObject({ id }), body: z.strictObject({}), response: z.object({ id }),
});
