import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import { mailboxStates } from '../../chapters/sales/index.ts';
import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { maskEmail, maskPhone } from '../../kernel/privacy.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import * as contract from './contract.ts';

type Hook = z.output<typeof contract.webhook>;
type Message = z.output<typeof contract.message>;
interface MessageRow {
  id: string; channel: string; recipient: string; named: string | null; subject_type: string | null; subject_id: string | null; state: Message['state']; attempts: number;
  last_error: string | null; created_at: number; next_at: number; sent_at: number | null; what: string | null;
}

const hookFields = sql`w.id, w.name, w.url, w.topics, w.active, w.switched_off_reason as "switchedOffReason", w.created_at as "createdAt", w.version,
  w.old_secret_until as "oldSecretUntil", m.waiting, m.failed, l.sent_at as "lastSentAt"`;
const hooks = sql`from kernel.webhook w
  cross join lateral (select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'failed')::int as failed
    from kernel.message where channel = 'webhook' and recipient = w.id::text and state in ('waiting', 'failed')) m
  left join lateral (select sent_at from kernel.message where channel = 'webhook' and recipient = w.id::text and state = 'sent' order by created_at desc, id desc limit 1) l on true`;

const still = (hook: Hook, now: number): Hook => ({ ...hook, oldSecretUntil: hook.oldSecretUntil !== null && hook.oldSecretUntil > now ? hook.oldSecretUntil : null });

/** Webhooks with what waits and what failed; the secret never comes back. */
export async function webhooks({ kernel, query }: Asked<undefined, z.output<NonNullable<typeof contract.listWebhooks.query>>>) {
  const found = await page<Hook, 'created' | 'name'>(kernel, {
    select: hookFields,
    from: sql`${hooks} ${every([
      query.active !== undefined && sql`w.active = ${query.active}`,
      query.q !== undefined && query.q !== '' && sql`strpos(lower(w.name || ' ' || w.url || ' ' || array_to_string(w.topics, ' ')), lower(${query.q})) > 0`,
    ])}`,
    id: sql`w.id`, orders: { created: { by: sql`w.created_at`, type: 'timestamptz' }, name: { by: sql`w.name`, type: 'text' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((h) => still(h, kernel.clock.now())) };
}

export async function webhookById({ kernel, params }: Asked<{ id: string }, undefined>): Promise<Hook> {
  const { rows: [hook] } = await sql<Hook>`select ${hookFields} ${hooks} where w.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!hook) throw refuse(kernelNo['not-found']);
  return still(hook, kernel.clock.now());
}

const what = sql`coalesce(m.payload ->> 'type', m.payload ->> 'subject', m.payload ->> 'title', m.payload ->> 'template')`;
const messageFields = sql`m.id, m.channel, m.recipient, case m.channel when 'webhook' then (select w.name from kernel.webhook w where w.id::text = m.recipient)
    when 'robot' then (select r.name from kernel.robot r where r.id::text = m.recipient) end as named,
  m.subject_type, m.subject_id, m.state, m.attempts, m.last_error, m.created_at, m.next_at, m.sent_at, ${what} as what`;

const shown = (kernel: Kernel) => (r: MessageRow): Message => ({
  id: r.id, channel: r.channel, recipient: r.named ?? (r.channel === 'mail' ? maskEmail(r.recipient) : r.channel === 'sms' ? maskPhone(r.recipient) : null) ?? '—',
  subjectType: r.subject_type, subjectId: r.subject_id, state: r.state, attempts: r.attempts, lastError: r.last_error, createdAt: r.created_at, nextAt: r.next_at, sentAt: r.sent_at,
  what: r.what, connected: kernel.channels.has(r.channel),
});

type MessageQuery = z.output<NonNullable<typeof contract.listMessages.query>>;

function conditions(query: MessageQuery): RawBuilder<unknown> {
  const q = query.q?.trim() ?? '';
  return every([
    query.state !== undefined && sql`m.state = any (${[...query.state]}::text[])`,
    query.channel !== undefined && sql`m.channel = any (${[...query.channel]}::text[])`,
    query.recipient !== undefined && query.recipient !== '' && sql`m.recipient = ${query.recipient}`,
    query.subjectId !== undefined && query.subjectId !== '' && sql`m.subject_id = ${query.subjectId}`,
    query.days !== undefined && sql`m.created_at >= to_timestamp(${startOfDay(query.days[0])}::bigint / 1000.0) and m.created_at < to_timestamp(${startOfDay(query.days[1]) + DAY}::bigint / 1000.0)`,
    // A whole number or address, a record's id, or the beginning of what was sent.
    q !== '' && sql`(m.recipient = ${q} or m.subject_id = ${q} or m.id::text = ${q} or starts_with(lower(${what}), lower(${q})))`,
  ]);
}

export async function messages({ kernel, query }: Asked<undefined, MessageQuery>) {
  const found = await page<MessageRow, 'created'>(kernel, {
    select: messageFields, from: sql`from kernel.message m ${conditions(query)}`,
    id: sql`m.id`, orders: { created: { by: sql`m.created_at`, type: 'timestamptz' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map(shown(kernel)) };
}

export async function messageById({ kernel, params }: Asked<{ id: string }, undefined>) {
  const on = kernel.runner.tables<Record<string, never>>();
  const [{ rows: [row] }, { rows: tries }] = await Promise.all([
    sql<MessageRow>`select ${messageFields} from kernel.message m where m.id = ${params.id}`.execute(on),
    sql<{ at: number; outcome: 'sent' | 'again' | 'failed'; reason: string | null; tookMs: number }>`select at, outcome, reason, took_ms as "tookMs"
      from kernel.message_attempt where message_id = ${params.id} order by n desc limit 100`.execute(on),
  ]);
  if (!row) throw refuse(kernelNo['not-found']);
  return { ...shown(kernel)(row), tries };
}

/** Which ways out are open, and what waits before each; which ways in are read, and what stands in the way. */
export async function channels({ kernel }: Asked<undefined, undefined>) {
  const { rows } = await kernel.db.query<{ channel: string; waiting: number; failed: number }>(
    `select channel, count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'failed')::int as failed from kernel.message
     where state in ('waiting', 'failed') group by channel`, [], 'app.channel_states');
  const { rows: [inUse] } = await kernel.db.query<{ webhook: number; robot: number }>(
    'select (select count(*)::int from kernel.webhook where active) as webhook, (select count(*)::int from kernel.robot where active) as robot', [], 'app.channel_receivers');
  const of = new Map(rows.map((r) => [r.channel, r]));
  const receivers = (channel: string): number | null => (channel === 'webhook' || channel === 'robot' ? inUse![channel] : null);
  return {
    incoming: await mailboxStates(kernel),
    rows: contract.channelNames.map((channel) => ({
      channel, connected: kernel.channels.has(channel) && receivers(channel) !== 0, receivers: receivers(channel), waiting: of.get(channel)?.waiting ?? 0, failed: of.get(channel)?.failed ?? 0,
      templates: [...kernel.channels].filter((c) => c.startsWith(`${channel}/`)).map((c) => c.slice(channel.length + 1)),
    })),
  };
}
