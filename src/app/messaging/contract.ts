import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, said, text, webAddress, words as wordsSchema } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

/** Ways out of the house. */
export const channelNames = ['webhook', 'robot', 'mail', 'sms'] as const;
export const messageStates = ['waiting', 'sent', 'failed', 'cancelled'] as const;
const one = z.strictObject({ id });

export const webhook = z.object({
  id, name: z.string(), url: z.string(), topics: z.array(z.string()), active: z.boolean(), switchedOffReason: z.string().nullable(), createdAt: instant, version: z.int(),
  /** The replaced secret signs beside the new one until then. */
  oldSecretUntil: instant.nullable(), waiting: z.int(), failed: z.int(), lastSentAt: instant.nullable(),
});
/** A fact like `logistics.parcel-shipped`, or a whole chapter like `logistics.`. */
const topic = z.string().trim().max(80).regex(/^[a-z]+\.([a-z-]+)?$/, said(words('要写一种事件，如 logistics.parcel-shipped，或一整章，如 logistics.', 'A fact like logistics.parcel-shipped, or a whole chapter like logistics.')));
const fields = { name: text(60, 1), url: webAddress, topics: z.array(topic).min(1).max(50) };

export const listWebhooks = endpoint({
  method: 'GET', path: '/webhooks', summary: words('推送地址', 'Outgoing webhooks'),
  query: z.strictObject({ ...page, q: query.text(100), sort: z.enum(['created', '-created', 'name', '-name']).optional(), active: query.bool }), response: listOf(webhook),
});
export const readWebhook = endpoint({ method: 'GET', path: '/webhooks/:id', summary: words('推送地址详情', 'One webhook'), params: one, response: webhook });
export const listFactKinds = endpoint({
  method: 'GET', path: '/webhook-facts', summary: words('可推送的事件', 'Facts that can be delivered'), response: z.object({ rows: z.array(z.object({ type: z.string(), subject: z.string() })) }),
});
/** `secret` is shown once: it signs every delivery. */
const withSecret = z.object({ id, secret: z.string() });
export const createWebhook = endpoint({ method: 'POST', path: '/webhooks', summary: words('新增推送地址', 'Add a webhook'), body: z.strictObject(fields), response: withSecret });
export const changeWebhook = endpoint({
  method: 'PATCH', path: '/webhooks/:id', summary: words('修改推送地址', 'Change a webhook'), params: one, body: z.strictObject({ ...fields, version: z.int() }), response: done,
});
export const switchWebhook = endpoint({
  method: 'POST', path: '/webhooks/:id/switching', summary: words('启用或停用推送', 'Switch a webhook on or off'), params: one,
  body: z.strictObject({ active: z.boolean() }), response: done,
});
export const rotateWebhook = endpoint({
  method: 'POST', path: '/webhooks/:id/secret', summary: words('更换签名密钥', 'Exchange the secret of a webhook'), params: one,
  body: z.strictObject({ /** How long the present secret goes on signing. */ overlapHours: z.int().min(0).max(72) }), response: withSecret,
});
export const testWebhook = endpoint({
  method: 'POST', path: '/webhooks/:id/test', summary: words('发送测试推送', 'Send a test delivery'), params: one, body: z.strictObject({}), response: done,
});
export const deleteWebhook = endpoint({ method: 'DELETE', path: '/webhooks/:id', summary: words('删除推送地址', 'Delete a webhook'), params: one, body: z.strictObject({}), response: done });

export const message = z.object({
  id, channel: z.string(), /** Masked: a name of a webhook or robot, `138****5678`, `z***@example.com`. */ recipient: z.string(), subjectType: z.string().nullable(), subjectId: z.string().nullable(),
  state: z.enum(messageStates), attempts: z.int(), lastError: z.string().nullable(), createdAt: instant, nextAt: instant, sentAt: instant.nullable(),
  /** Fact, template or subject line. */
  what: z.string().nullable(), /** False: no gateway is set up for the channel, the message waits for one. */ connected: z.boolean(),
});
export const listMessages = endpoint({
  method: 'GET', path: '/messages', summary: words('对外消息', 'Messages to the outside'),
  query: z.strictObject({
    ...page, q: query.text(200), sort: z.enum(['created', '-created']).optional(), state: query.anyOf(messageStates), channel: query.anyOf(channelNames),
    recipient: query.text(200), subjectId: query.text(80), days: query.days,
  }),
  response: listOf(message),
});
export const readMessage = endpoint({
  method: 'GET', path: '/messages/:id', summary: words('对外消息详情', 'One message with its attempts'), params: one,
  response: message.extend({ tries: z.array(z.object({ at: instant, outcome: z.enum(['sent', 'again', 'failed']), reason: z.string().nullable(), tookMs: z.int() })) }),
});
export const channelStates = endpoint({
  method: 'GET', path: '/message-channels', summary: words('消息通道状态', 'State of the channels'),
  response: z.object({ rows: z.array(z.object({
    channel: z.enum(channelNames), /** The way out is set up, and leads to somebody. */ connected: z.boolean(), /** Webhooks or robots in use; null where receivers are no matter of settings. */ receivers: z.int().nullable(), waiting: z.int(), failed: z.int(), templates: z.array(z.string()),
  })),
  /** Ways in: the company's mailboxes, when each was read last, what stands in the way and since when, and how many mails wait for a person. */
  incoming: z.array(z.object({ id, name: z.string(), active: z.boolean(), fetchedAt: instant.nullable(), error: wordsSchema.nullable(), failingSince: instant.nullable(), waiting: z.int() })) }),
});
export const retryMessage = endpoint({ method: 'POST', path: '/messages/:id/retrial', summary: words('重新发送', 'Send again'), params: one, body: z.strictObject({}), response: done });
export const cancelMessage = endpoint({ method: 'POST', path: '/messages/:id/cancellation', summary: words('不再发送', 'Do not send any more'), params: one, body: z.strictObject({}), response: done });
