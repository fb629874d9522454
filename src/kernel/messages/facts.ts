import { z } from 'zod';
import { fact } from '../fact.ts';
import { words } from '../words.ts';

/** Where a message to the outside ended. `about` is the record that it was written for; its chapter says what follows from it. */
const payload = z.object({ channel: z.string(), template: z.string().nullable(), about: z.object({ type: z.string(), id: z.string() }).nullable() });

export const messageSent = fact('messages.message-sent', {
  subject: 'message', payload, sentence: (p) => words(`消息已发出（${p.channel}）`, `Message sent (${p.channel})`),
});
/** No further attempt is made unless somebody asks for it. */
export const messageFailed = fact('messages.message-failed', {
  subject: 'message', payload: payload.extend({ reason: z.string() }), sentence: (p) => words(`消息发送失败（${p.channel}）：${p.reason}`, `Message failed (${p.channel}): ${p.reason}`),
});
