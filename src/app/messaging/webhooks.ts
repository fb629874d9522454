import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { personOf, type Policy } from '../../kernel/actor.ts';
import { fact, knownFacts, type StoredFact } from '../../kernel/fact.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Reaction } from '../../kernel/reactions.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id, text } from '../../kernel/schemas.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import * as contract from './contract.ts';

const may: Policy = { administrator: 'all' };

export const webhookChanged = fact('app.webhook-changed', {
  subject: 'webhook', payload: z.object({ name: z.string(), what: z.enum(['added', 'switched-on', 'switched-off', 'deleted']) }),
  sentence: (p) => words(`推送地址「${p.name}」：${{ added: '新增', 'switched-on': '启用', 'switched-off': '停用', deleted: '删除' }[p.what]}`, `Webhook “${p.name}” ${p.what}`),
});

const fields = contract.createWebhook.body!;

export const createWebhook = verb({
  name: 'app.create-webhook', title: words('新增推送地址', 'Add a webhook'), may, input: fields,
  run: async (tx, input) => {
    const created = tx.newId();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await tx.runner.query('insert into kernel.webhook (id, name, url, secret, topics, created_by, created_at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))',
      [created, input.name, input.url, secret, input.topics, personOf(tx.actor), tx.now]);
    tx.fact(webhookChanged, created, { name: input.name, what: 'added' });
    return { id: created, secret };
  },
});

interface Hook { id: string; name: string }
const loadHook = async (tx: { runner: Kernel['runner'] }, input: { id: string }): Promise<Hook | null> =>
  (await tx.runner.query<Hook & Record<string, unknown>>('select id, name from kernel.webhook where id = $1 for update', [input.id])).rows[0] ?? null;

export const switchWebhook = verb({
  name: 'app.switch-webhook', title: words('启用或停用推送', 'Switch a webhook'), may, input: z.strictObject({ id, active: z.boolean() }), subject: loadHook,
  run: async (tx, input, hook) => {
    await tx.runner.query('update kernel.webhook set active = $2, switched_off_reason = null where id = $1', [input.id, input.active]);
    tx.fact(webhookChanged, hook.id, { name: hook.name, what: input.active ? 'switched-on' : 'switched-off' });
    return { id: hook.id };
  },
});

export const deleteWebhook = verb({
  name: 'app.delete-webhook', title: words('删除推送地址', 'Delete a webhook'), may, input: z.strictObject({ id }), subject: loadHook,
  run: async (tx, input, hook) => {
    await tx.runner.query("update kernel.message set state = 'cancelled' where channel = 'webhook' and recipient = $1 and state = 'waiting'", [input.id]);
    await tx.runner.query('delete from kernel.webhook where id = $1', [input.id]);
    tx.fact(webhookChanged, hook.id, { name: hook.name, what: 'deleted' });
    return { id: hook.id };
  },
});

export const retryMessage = verb({
  name: 'app.retry-message', title: words('重新发送', 'Send again'), may, input: z.strictObject({ id }),
  run: async (tx, input) => {
    const { rowCount } = await tx.runner.query("update kernel.message set state = 'waiting', attempts = 0, next_at = to_timestamp($2 / 1000.0) where id = $1 and state = 'failed'", [input.id, tx.now]);
    if (rowCount === 0) throw refuse(kernelNo['wrong-state'], words('只有发送失败的消息可以重新发送。', 'Only a message that failed can be sent again.'));
    tx.audit({ type: 'message', id: input.id });
    return { id: input.id };
  },
});

/** Notes a message for each webhook that listens to a fact. Payloads of facts hold no personal data beyond ids. */
export const queueDeliveries = verb({
  name: 'app.queue-deliveries', title: words('登记推送', 'Queue deliveries'), may: {},
  input: z.strictObject({ deliveries: z.array(z.strictObject({ hook: id, key: text(200), payload: z.record(z.string(), z.unknown()) })).max(5_000) }),
  run: async (tx, { deliveries }) => {
    for (const d of deliveries) tx.message({ channel: 'webhook', recipient: d.hook, payload: d.payload, dedupeKey: d.key });
    return {};
  },
});

/** Facts to webhooks. It listens to every fact, so it is given the facts that exist when the reactions are put together. */
export const webhookReaction = (run: (kernel: Kernel, deliveries: { hook: string; key: string; payload: Record<string, unknown> }[]) => Promise<void>): Reaction => ({
  name: 'app.webhooks',
  on: [...knownFacts()].filter((type) => !type.startsWith('app.')),
  run: async (kernel, facts: readonly StoredFact[]) => {
    const { rows: hooks } = await kernel.db.query<{ id: string; topics: string[] }>('select id, topics from kernel.webhook where active', [], 'app.active_webhooks');
    if (hooks.length === 0) return;
    const deliveries = facts.flatMap((f) => hooks.filter((h) => h.topics.some((t) => t === f.type || (t.endsWith('.') && f.type.startsWith(t)))).map((h) => ({
      hook: h.id, key: derivedId('webhook', h.id, f.id),
      payload: { factId: f.id, type: f.type, at: f.occurredAt, data: { subject: { type: f.subjectType, id: f.subjectId }, ...f.payload } },
    })));
    if (deliveries.length > 0) await run(kernel, deliveries);
  },
});
