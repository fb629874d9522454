import { sql } from 'kysely';
import type { z } from 'zod';
import { scopeOf, type Actor } from '../../kernel/actor.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words, type Words } from '../../kernel/words.ts';
import { declaredOf } from '../parameters/propose-change.ts';
import type { Parts } from '../parts.ts';
import type { WorkItem } from '../work/contract.ts';
import { answersForIt, mayRemind, seesNames } from './acknowledge.ts';
import type { listPublications, PublicationRow } from './contract.ts';

type On = { runner: Runner };
type Query = z.output<NonNullable<typeof listPublications.query>>;
interface Row {
  id: string; key: string; clause: string; approval_id: string; label: Words; scope: Words | null; before: Words; after: Words; sentences: { before: Words; after: Words }[]; reason: string; valid_from: number;
  published_at: number; proposed_by: string; proposed_by_name: string; approved_by_name: string | null; reminded_at: number | null; acknowledged: number; addressed: number; mine: boolean | null;
}

const columns = (actor: Actor) => sql`p.*,
  (select count(*)::int from regulation.acknowledgement a where a.publication_id = p.id) as addressed,
  (select count(*)::int from regulation.acknowledgement a where a.publication_id = p.id and a.acknowledged_at is not null) as acknowledged,
  (select a.acknowledged_at is not null from regulation.acknowledgement a where a.publication_id = p.id and a.staff_id = ${actor.id}::uuid) as mine`;

const rowOf = (r: Row): PublicationRow => ({
  id: r.id, key: r.key, clause: r.clause, label: r.label, scope: r.scope, before: r.before, after: r.after, reason: r.reason, from: r.valid_from, at: r.published_at,
  proposedBy: r.proposed_by_name, approvedBy: r.approved_by_name, acknowledged: r.acknowledged, addressed: r.addressed, mine: r.mine === null ? 'none' : r.mine ? 'done' : 'waiting',
});

const like = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

/** Changes of the rulebook, newest first: open to everybody, as the rulebook is. */
export const publications = async ({ kernel, actor, query }: Asked<undefined, Query>) => {
  const own = (done: boolean) => sql`exists (select from regulation.acknowledgement a where a.publication_id = p.id and a.staff_id = ${actor!.id}::uuid and (a.acknowledged_at is not null) = ${done})`;
  const found = await page<Row, 'at'>(kernel, {
    select: columns(actor!),
    from: sql`from regulation.publication p ${every([
      query.key ? sql`p.key = ${query.key}` : null, query.clause ? sql`p.clause = ${query.clause}` : null, query.mine ? own(query.mine === 'done') : null,
      query.open && sql`exists (select from regulation.acknowledgement a where a.publication_id = p.id and a.acknowledged_at is null)`,
      query.q ? sql`(p.clause like ${like(query.q)} or p.label ->> 'zh' ilike ${like(query.q)} or p.label ->> 'en' ilike ${like(query.q)} or p.reason ilike ${like(query.q)} or p.proposed_by_name ilike ${like(query.q)})` : null,
    ])}`,
    id: sql`p.id`, orders: { at: { by: sql`p.published_at`, type: 'timestamptz' } }, sort: query.sort ?? '-at', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map(rowOf) };
};

export const publication = (parts: Parts) => async ({ kernel, actor, params }: Asked<{ id: string }, undefined>) => {
  const { rows: [row] } = await sql<Row>`select ${columns(actor!)} from regulation.publication p where p.id = ${params.id}`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  return {
    ...rowOf(row), approvalId: row.approval_id, binds: declaredOf(parts, row.key)?.parameter.binds ?? ('start' as const), sentences: row.sentences,
    people: seesNames(actor!, row) ? await peopleOf(parts, kernel, row.id) : null,
    mayRemind: scopeOf(actor, answersForIt) !== null && row.acknowledged < row.addressed && mayRemind(row, kernel.clock.now()), remindedAt: row.reminded_at,
  };
};

async function peopleOf(parts: Parts, on: On, id: string): Promise<{ id: string; name: string; at: number | null }[]> {
  const { rows } = await on.runner.query<{ staff_id: string; acknowledged_at: number | null }>(
    'select staff_id, acknowledged_at from regulation.acknowledgement where publication_id = $1 order by acknowledged_at nulls first, staff_id', [id], 'regulation.acknowledgements_of');
  const names = await parts.directory.staffNames(on, rows.map((r) => r.staff_id));
  return rows.map((r) => ({ id: r.staff_id, name: names.get(r.staff_id) ?? '', at: r.acknowledged_at }));
}

/** Changes that wait to be acknowledged, in the work list of whom they bind. They are few. */
export async function changesToRead(on: On, actor: Actor): Promise<WorkItem[]> {
  if (actor.id === null) return [];
  const { rows } = await on.runner.query<{ id: string; clause: string; label: Words; before: Words; after: Words; published_at: number }>(
    `select p.id, p.clause, p.label, p.before, p.after, p.published_at from regulation.acknowledgement a join regulation.publication p on p.id = a.publication_id
     where a.staff_id = $1 and a.acknowledged_at is null order by p.published_at, p.id limit 100`, [actor.id], 'regulation.changes_to_read');
  return rows.map((r): WorkItem => ({
    id: r.id, kind: 'change', group: 'today', title: words('确认规章变更', 'Acknowledge a change'), clause: r.clause,
    subject: { type: 'publication', id: r.id, number: r.clause, title: `${r.label.zh}：${r.before.zh} → ${r.after.zh}`, href: `/rulebook/changes/${r.id}` },
    whom: null, owner: null, post: null, state: 'pending', openedAt: r.published_at, dueAt: null, breachAt: null, remainingMs: null, provisional: false,
  }));
}
