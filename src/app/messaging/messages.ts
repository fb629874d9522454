import { z } from 'zod';
import type { Policy } from '../../kernel/actor.ts';
import { messageFailed, messageSent } from '../../kernel/messages/facts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { holdersOf } from '../../registers/company/index.ts';
import { writeNotices } from '../../regulation/index.ts';

const may: Policy = { administrator: 'all' };

/** What an attempt came to. `at`: when it is tried again. */
export const outcome = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('sent') }),
  z.strictObject({ is: z.literal('again'), at: z.int(), reason: z.string() }),
  // Not tried at all, because the receiver takes no more now: no attempt is counted.
  z.strictObject({ is: z.literal('later'), at: z.int(), reason: z.string() }),
  z.strictObject({ is: z.literal('failed'), reason: z.string() }),
]);
export type Sent = z.output<typeof outcome>;

interface Noted { id: string; channel: string; template: string | null; subject_type: string | null; subject_id: string | null }

/**
 * Writes down what an attempt came to. Only the holder of the lease may: a node that was too slow has no say. What is sent or has
 * finally failed is a fact, so that the chapter that wrote the message knows whether anybody was told; a failure is told to the administrators.
 */
export const noteAttempt = verb({
  name: 'app.note-attempt', title: words('登记发送结果', 'Note what an attempt came to'), may: {},
  input: z.strictObject({ id, holder: id, outcome, tookMs: z.int().min(0) }),
  run: async (tx, input): Promise<{ noted: boolean }> => {
    const o = input.outcome;
    const waits = o.is === 'again' || o.is === 'later';
    const reason = o.is === 'sent' ? null : o.reason.slice(0, 1_000);
    const [row] = await tx.rows<Noted & Record<string, unknown>>('messenger.outcome',
      `with noted as (
         update kernel.message set state = $3, last_error = $4, attempts = attempts - case when $7 = 'later' then 1 else 0 end, next_at = coalesce(to_timestamp($5::bigint / 1000.0), next_at), lease_until = null, lease_holder = null,
           sent_at = case when $3 = 'sent' then to_timestamp($6::bigint / 1000.0) end
         where id = $1 and lease_holder = $2 and state = 'waiting' returning id, channel, payload ->> 'template' as template, subject_type, subject_id),
       logged as (insert into kernel.message_attempt (message_id, at, outcome, reason, took_ms) select id, to_timestamp($6::bigint / 1000.0), $7, $4, $8 from noted where $7 <> 'later')
       select * from noted`,
      [input.id, input.holder, waits ? 'waiting' : o.is, reason, waits ? o.at : null, tx.now, o.is, input.tookMs]);
    if (!row || waits) return { noted: row !== undefined };
    const about = row.subject_type !== null && row.subject_id !== null ? { type: row.subject_type, id: row.subject_id } : null;
    const payload = { channel: row.channel, template: row.template, about };
    // A delivery of a fact is no fact of its own: its log says what became of it.
    if (o.is === 'failed') tx.fact(messageFailed, row.id, { ...payload, reason: reason! }, { objects: about ? [about] : [] });
    else if (about) tx.fact(messageSent, row.id, payload, { objects: [about] });
    if (o.is === 'failed') await tellAdministrators(tx, row.channel, reason!);
    return { noted: true };
  },
});

/** Many failures on one channel are one notice with a count, until it is read. */
async function tellAdministrators(tx: Tx, channel: string, reason: string): Promise<void> {
  const people = await holdersOf(tx, 'administrator');
  const said = reason.slice(0, 120);
  await writeNotices(tx, people.map((p) => ({
    staffId: p.id, onlyInside: true, topic: `messages.failed/${channel}`, showAt: tx.now, href: `/settings/messages?state=failed&channel=${channel}`,
    text: words(`对外消息发送失败（${channel}）：${said}`, `A message could not be sent (${channel}): ${said}`),
  })));
}

const again = ['failed', 'cancelled'];

/**
 * Tries a message again, with its attempts counted from the start. A delivery to a webhook may also be replayed after it was sent: the
 * receiver knows it by its id. Anything else would tell a person twice.
 */
export const retryMessage = verb({
  name: 'app.retry-message', title: words('重新发送', 'Send again'), may, input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ id: string; state: string; channel: string }>('app.lock_message', 'select id, state, channel from kernel.message where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, message) => {
    if (!again.includes(message.state) && !(message.channel === 'webhook' && message.state === 'sent'))
      throw refuse(kernelNo['wrong-state'], words('只有发送失败或已取消的消息可以重新发送。', 'Only a message that failed or was called off can be sent again.'));
    await tx.rows('app.retry_message', "update kernel.message set state = 'waiting', attempts = 0, sent_at = null, next_at = to_timestamp($2 / 1000.0) where id = $1", [input.id, tx.now]);
    tx.audit({ type: 'message', id: input.id });
    return { id: input.id };
  },
});

export const cancelMessage = verb({
  name: 'app.cancel-message', title: words('不再发送', 'Do not send any more'), may, input: z.strictObject({ id }),
  run: async (tx, input) => {
    const rows = await tx.rows('app.cancel_message', "update kernel.message set state = 'cancelled', lease_until = null, lease_holder = null where id = $1 and state = 'waiting' returning 1", [input.id]);
    if (rows.length === 0) throw refuse(kernelNo['wrong-state'], words('只有等待发送的消息可以取消。', 'Only a message that waits can be called off.'));
    tx.audit({ type: 'message', id: input.id });
    return { id: input.id };
  },
});
