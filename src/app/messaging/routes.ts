import { Buffer } from 'node:buffer';
import type { Policy } from '../../kernel/actor.ts';
import { knownFacts } from '../../kernel/fact.ts';
import { act, read, type Route } from '../../kernel/http/route.ts';
import * as contract from './contract.ts';
import { createWebhook, deleteWebhook, retryMessage, switchWebhook } from './webhooks.ts';

const may: Policy = { administrator: 'all', auditor: 'all' };

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
    const limit = query?.limit ?? 50;
    const after = query?.cursor ? (JSON.parse(Buffer.from(query.cursor, 'base64url').toString()) as [number, string]) : null;
    const { rows } = await kernel.db.query<{ id: string; channel: string; subject_type: string | null; subject_id: string | null; state: 'waiting'; attempts: number; last_error: string | null; created_at: number; next_at: number; sent_at: number | null; what: string | null }>(
      `select id, channel, subject_type, subject_id, state, attempts, last_error, created_at, next_at, sent_at, coalesce(payload ->> 'type', payload ->> 'subject', payload ->> 'template') as what
       from kernel.message where ($1::text[] is null or state = any($1)) and ($2::text is null or channel = $2)
         and ($3::bigint is null or (created_at, id) < (to_timestamp($3 / 1000.0), $4::uuid))
       order by created_at desc, id desc limit $5`,
      [query?.state ?? null, query?.channel ?? null, after?.[0] ?? null, after?.[1] ?? null, limit + 1]);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      rows: shown.map((r) => ({ id: r.id, channel: r.channel, subjectType: r.subject_type, subjectId: r.subject_id, state: r.state, attempts: r.attempts, lastError: r.last_error, createdAt: r.created_at, nextAt: r.next_at, sentAt: r.sent_at, what: r.what })),
      next: rows.length > limit && last ? Buffer.from(JSON.stringify([last.created_at, last.id])).toString('base64url') : null,
      total: null,
    };
  }),
  act(contract.retryMessage, retryMessage),
];
