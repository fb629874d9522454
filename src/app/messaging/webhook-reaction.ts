import { z } from 'zod';
import { system } from '../../kernel/actor.ts';
import { knownFacts, type StoredFact } from '../../kernel/fact.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Reaction } from '../../kernel/reactions.ts';
import { id, text } from '../../kernel/schemas.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';

/** Facts about deliveries themselves are not delivered: each would bring the next. */
const own = (type: string): boolean => type.startsWith('app.') || type.startsWith('messages.');
/** Kinds of facts that a webhook may listen to. */
export const deliverable = (): string[] => [...knownFacts()].filter((type) => !own(type)).sort();

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
export const webhookReaction = (): Reaction => ({
  name: 'app.webhooks',
  on: deliverable(),
  run: async (kernel, facts: readonly StoredFact[]) => {
    const { rows: hooks } = await kernel.db.query<{ id: string; topics: string[] }>('select id, topics from kernel.webhook where active', [], 'app.active_webhooks');
    if (hooks.length === 0) return;
    const deliveries = facts.flatMap((f) => hooks.filter((h) => h.topics.some((t) => t === f.type || (t.endsWith('.') && f.type.startsWith(t)))).map((h) => ({
      hook: h.id, key: derivedId('webhook', h.id, f.id),
      payload: { factId: f.id, type: f.type, at: f.occurredAt, data: { subject: { type: f.subjectType, id: f.subjectId }, ...f.payload } },
    })));
    for (let at = 0; at < deliveries.length; at += 5_000) await runVerb(kernel, queueDeliveries, { deliveries: deliveries.slice(at, at + 5_000) }, { actor: system('推送') });
  },
});
