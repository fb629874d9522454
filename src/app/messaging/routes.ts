import { sql } from 'kysely';
import type { Policy } from '../../kernel/actor.ts';
import { knownFacts } from '../../kernel/fact.ts';
import { act, read, type Route } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import * as contract from './contract.ts';
import { createWebhook, deleteWebhook, retryMessage, switchWebhook } from './webhooks.ts';

const may: Policy = { administrator: 'all', auditor: 'all' };

interface MessageRow {
  id: string; channel: string; subject_type: string | null; subject_id: string | null; state: 'waiting' | 'sent' | 'failed' | 'cancelled'; attempts: number; last_error: string | null;
  created_at: number; next_at: number; sent_at: number | null; what: string | null;
}

export const messagingRoutes: Route[] = [
  read(contract.listWebhooks, may, async ({ kernel }) => {
    const { rows } = await kernel.db.query<{ id: string; name: string; url: string; topics: string[]; active: boolean; switched_off_reason: string | null; created_at: number; waiting: number; failed: number }>(
      `select w.id, w.name, w.url, w.topics, w.active, w.switched_off_reason, w.created_at, m.waiting, m.failed from kernel.webhook w,
       lateral (select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'failed')::int as failed
                from kernel.message where channel = 'webhook' and recipient = w.id::text and state in ('waiting', 'failed')) m order by w.created_at`);
    return {
      rows: rows.map((r) => ({ id: r.id, name: r.name, url: r.url, topics: r.topics, active: r.active, switchedOffReason: r.switched_off_reason, createdAt: r.created_at, waiting: r.waiting, failed: r.failed })),
      facts: [...knownFacts()].sort(),
    };
  }),
  act(contract.createWebhook, createWebhook),
  act(contract.switchWebhook, switchWebhook),
  act(contract.deleteWebhook, deleteWebhook),
  read(contract.listMessages, may, async ({ kernel, query }) => {
    const found = await page<MessageRow, 'created'>(kernel, {
      select: sql`m.id, m.channel, m.subject_type, m.subject_id, m.state, m.attempts, m.last_error, m.created_at, m.next_at, m.sent_at,
        coalesce(m.payload ->> 'type', m.payload ->> 'subject', m.payload ->> 'template') as what`,
      from: sql`from kernel.message m ${every([
        query.state !== undefined && sql`m.state = any (${[...query.state]}::text[])`,
        query.channel !== undefined && sql`m.channel = ${query.channel}`,
      ])}`,
      id: sql`m.id`, orders: { created: { by: sql`m.created_at`, type: 'timestamptz' } }, sort: '-created', cursor: query.cursor, limit: query.limit,
    });
    return {
      ...found,
      rows: found.rows.map((r) => ({ id: r.id, channel: r.channel, subjectType: r.subject_type, subjectId: r.subject_id, state: r.state, attempts: r.attempts, lastError: r.last_error, createdAt: r.created_at, nextAt: r.next_at, sentAt: r.sent_at, what: r.what })),
    };
  }),
  act(contract.retryMessage, retryMessage),
];
