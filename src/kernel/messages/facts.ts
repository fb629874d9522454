import { z } from 'zod';
import { fact } from '../fact.ts';
import { words, type Words } from '../words.ts';

/** Where a message to the outside ended. `about` is the record that it was written for; its chapter says what follows from it. */
const payload = z.object({ channel: z.string(), template: z.string().nullable(), about: z.object({ type: z.string(), id: z.string() }).nullable() });

/** Ways out, in words; of one that is not here its own name. */
const ways: Readonly<Record<string, Words>> = { mail: words('邮件', 'mail'), sms: words('短信', 'text message'), robot: words('群机器人', 'group robot'), webhook: words('Webhook', 'webhook') };
const wayOf = (channel: string): Words => ways[channel] ?? words(channel, channel);

export const messageSent = fact('messages.message-sent', {
  subject: 'message', payload, sentence: (p) => words(`消息已发出（${wayOf(p.channel).zh}）`, `Message sent (${wayOf(p.channel).en})`),
});
/** No further attempt is made unless somebody asks for it. */
export const messageFailed = fact('messages.message-failed', {
  subject: 'message', payload: payload.extend({ reason: z.string() }), sentence: (p) => words(`消息发送失败（${wayOf(p.channel).zh}）：${p.reason}`, `Message failed (${wayOf(p.channel).en}): ${p.reason}`),
});
