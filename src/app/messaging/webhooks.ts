import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { personOf, type Policy } from '../../kernel/actor.ts';
import { HOUR } from '../../kernel/clock.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../kernel/net/safe-fetch.ts';
import { kernelNo, Refusal, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { installationKey } from '../../registers/company/index.ts';
import * as contract from './contract.ts';
import { webhookChanged } from './facts.ts';
import { no } from './refusals.ts';
import { deliverable } from './webhook-reaction.ts';
import { keptSecret } from './webhook-secret.ts';

const may: Policy = { administrator: 'all' };

interface Hook { id: string; name: string; secret: string; active: boolean; version: number }

const lockHook = async (tx: Tx, input: { id: string }): Promise<Hook | null> =>
  (await tx.rows<Hook & Record<string, unknown>>('app.lock_webhook', 'select id, name, secret, active, version from kernel.webhook where id = $1 for update', [input.id]))[0] ?? null;

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
/** The type of a delivery that only proves that the way is open; no fact has it. */
export const TEST_TYPE = 'app.test';

/** What can be seen without a look-up is said at once, where it can be mended; the rest is checked at each call. */
export function allowedAddress(fetch: Pick<SafeFetch, 'check'>, url: string): void {
  try {
    fetch.check(url);
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    throw new Refusal(no['address-not-allowed'], error.words, { code: error.code }, [{ path: 'url', message: error.words }]);
  }
}

/** A chapter's facts (`logistics.`) or one that exists: a name that nothing ever has would wait for ever in silence. */
function knownTopics(topics: readonly string[]): void {
  const known = deliverable();
  const wrong = topics.filter((t) => !known.some((k) => (t.endsWith('.') ? k.startsWith(t) : k === t)));
  if (wrong.length > 0) throw new Refusal(no['fact-unknown'], words(`没有这样的事件：${wrong.join('、')}`, `There are no such facts: ${wrong.join(', ')}`), { topics: wrong }, [{ path: 'topics', message: words(wrong.join('、'), wrong.join(', ')) }]);
}

/** Verbs on webhooks. An address inside the company's own network is refused unless NET_ALLOW lists it. @throws app.address-not-allowed, app.fact-unknown */
export function webhookVerbs(fetch: Pick<SafeFetch, 'check'>) {
  const create = verb({
    name: 'app.create-webhook', title: words('新增推送地址', 'Add a webhook'), may, input: contract.createWebhook.body!,
    run: async (tx, input) => {
      allowedAddress(fetch, input.url);
      knownTopics(input.topics);
      const created = tx.newId();
      const secret = newSecret();
      await tx.rows('app.insert_webhook', 'insert into kernel.webhook (id, name, url, secret, topics, created_by, created_at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))',
        [created, input.name, input.url, keptSecret(await installationKey(tx), created, secret), input.topics, personOf(tx.actor), tx.now]);
      tx.fact(webhookChanged, created, { name: input.name, what: 'added' });
      return { id: created, secret };
    },
  });

  const change = verb({
    name: 'app.change-webhook', title: words('修改推送地址', 'Change a webhook'), may, input: z.strictObject({ id, ...contract.changeWebhook.body!.shape }), subject: lockHook,
    run: async (tx, input, hook) => {
      if (hook.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: hook.version });
      allowedAddress(fetch, input.url);
      knownTopics(input.topics);
      await tx.rows('app.update_webhook', 'update kernel.webhook set name = $2, url = $3, topics = $4, version = version + 1 where id = $1', [hook.id, input.name, input.url, input.topics]);
      tx.fact(webhookChanged, hook.id, { name: input.name, what: 'changed' });
      return { id: hook.id };
    },
  });
  return { create, change };
}

export const switchWebhook = verb({
  name: 'app.switch-webhook', title: words('启用或停用推送', 'Switch a webhook'), may, input: z.strictObject({ id, active: z.boolean() }), subject: lockHook,
  run: async (tx, input, hook) => {
    if (hook.active === input.active) return { id: hook.id };
    await tx.rows('app.switch_webhook', 'update kernel.webhook set active = $2, switched_off_reason = null, version = version + 1 where id = $1', [hook.id, input.active]);
    tx.fact(webhookChanged, hook.id, { name: hook.name, what: input.active ? 'switched-on' : 'switched-off' });
    return { id: hook.id };
  },
});

/** A new secret; the old one signs beside it for some hours, so that the receiver changes over without losing a delivery. */
export const rotateWebhook = verb({
  name: 'app.rotate-webhook-secret', title: words('更换推送签名密钥', 'Exchange the secret of a webhook'), may, input: z.strictObject({ id, ...contract.rotateWebhook.body!.shape }), subject: lockHook,
  run: async (tx, input, hook) => {
    const secret = newSecret();
    const until = input.overlapHours === 0 ? null : tx.now + input.overlapHours * HOUR;
    await tx.rows('app.rotate_webhook', `update kernel.webhook set secret = $2, old_secret = case when $3::bigint is not null then $4 end,
      old_secret_until = to_timestamp($3::bigint / 1000.0), version = version + 1 where id = $1`, [hook.id, keptSecret(await installationKey(tx), hook.id, secret), until, hook.secret]);
    tx.fact(webhookChanged, hook.id, { name: hook.name, what: 'secret-exchanged' });
    return { id: hook.id, secret };
  },
});

/** A signed delivery of no fact, through the same way as every other. @throws app.webhook-off */
export const testWebhook = verb({
  name: 'app.test-webhook', title: words('发送测试推送', 'Send a test delivery'), may, input: z.strictObject({ id }), subject: lockHook,
  run: async (tx, _input, hook) => {
    if (!hook.active) throw refuse(no['webhook-off']);
    tx.message({ channel: 'webhook', recipient: hook.id, subject: { type: 'webhook', id: hook.id }, payload: { factId: tx.newId(), type: TEST_TYPE, at: tx.now, data: { message: '店章测试推送 · a test delivery by Dianzhang' } } });
    tx.audit({ type: 'webhook', id: hook.id });
    return { id: hook.id };
  },
});

export const deleteWebhook = verb({
  name: 'app.delete-webhook', title: words('删除推送地址', 'Delete a webhook'), may, input: z.strictObject({ id }), subject: lockHook,
  run: async (tx, _input, hook) => {
    await tx.rows('app.cancel_deliveries', "update kernel.message set state = 'cancelled' where channel = 'webhook' and recipient = $1 and state = 'waiting'", [hook.id]);
    await tx.rows('app.delete_webhook', 'delete from kernel.webhook where id = $1', [hook.id]);
    tx.fact(webhookChanged, hook.id, { name: hook.name, what: 'deleted' });
    return { id: hook.id };
  },
});
