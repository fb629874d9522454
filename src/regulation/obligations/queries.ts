import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../kernel/actor.ts';
import { startOfDay, DAY } from '../../kernel/clock.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { COUNTED, every } from '../../kernel/keyset.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { dayOf as dayNumber } from '../clock/civil.ts';
import { breachExplained } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { sentenceOf } from '../sentence.ts';
import { valuesNow } from '../book/cards.ts';
import type { listObligations } from './contract.ts';
import { factLines } from './fact-lines.ts';
import { mergedPage } from './merged-page.ts';
import { pinnedOf, type PinnedRow } from './pinned.ts';
import { present } from './present.ts';
import { explanationOf, titleOf, type ObligationRow } from './row.ts';
import { isMine, maySee, sightOf } from './sight.ts';

type On = { runner: Runner };
type Query = z.output<NonNullable<typeof listObligations.query>>;

const sorts = {
  due: { key: sql`coalesce(o.due_at, 'infinity'::timestamptz)`, openOnly: true },
  opened: { key: sql`o.opened_at`, openOnly: false },
} as const;

const at = (ms: number): RawBuilder<unknown> => sql`to_timestamp(${ms}::bigint / 1000.0)`;

/** How many records a search may name: beyond it a person types more. */
const FOUND = 200;

/** Ids of subjects that the words may mean: the numbers that obligations carry, and what the chapters find. */
export async function subjectsFound(parts: Parts, on: On, actor: Actor, q: string): Promise<string[]> {
  const prefix = `${q.trim().toUpperCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
  const [byNumber, found] = await Promise.all([
    on.runner.query<{ subject_id: string }>('select distinct subject_id from regulation.obligation where subject_no like $1 limit $2', [prefix, FOUND], 'regulation.by_number'),
    parts.subjects.find(on, q, actor, FOUND),
  ]);
  return [...new Set([...byNumber.rows.map((r) => r.subject_id), ...found.flatMap((f) => f.ids)])];
}

/** Which of these obligations this person may see and, by the words of a search, means; null: all. */
export async function seenOf(parts: Parts, on: On, actor: Actor, ids: readonly string[], q: string | undefined): Promise<ReadonlySet<string> | null> {
  const sight = sightOf(parts.engine, actor);
  if (sight.all && !q) return null;
  const found = q ? await subjectsFound(parts, on, actor, q) : null;
  const { rows } = await sql<{ id: string }>`select o.id from regulation.obligation o ${every([sql`o.id = any(${sql.val(ids)}::uuid[])`, maySee(sight), found && sql`o.subject_id = any(${sql.val(found)}::text[])`])}`
    .execute(on.runner.tables<Record<string, never>>());
  return new Set(rows.map((r) => r.id));
}

/** Obligations by clause, control, state, owner, day: a range of an index for each control, merged. */
export const obligations = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, Query>) => {
  const now = kernel.clock.now();
  const name = (query.sort ?? (query.open || query.overdue ? 'due' : '-opened')) as 'due' | '-due' | 'opened' | '-opened';
  const down = name.startsWith('-');
  const sort = sorts[(down ? name.slice(1) : name) as keyof typeof sorts];
  const controls = parts.rulebook.filter((c) => (!query.clause || c.id === query.clause) && (!query.chapter || c.chapter === query.chapter))
    .flatMap((c) => c.controls.filter((k) => (k.kind === 'deadline' || k.kind === 'cadence') && (!query.control || k.id === query.control)).map((k) => ({ clause: c.id, control: k.id })));
  const where = await conditions(parts, kernel, actor!, query, now, sort.openOnly);
  const from = sql`from unnest(${sql.val(controls.map((c) => c.clause))}::text[], ${sql.val(controls.map((c) => c.control))}::text[]) c(clause, control)`;
  const limit = query.limit ?? 50;
  const [found, counted] = await Promise.all([
    mergedPage<ObligationRow>(kernel, {
      sources: [(tail) => sql`select o.* ${from} cross join lateral (select o.* from regulation.obligation o ${where} and o.clause = c.clause and o.control = c.control ${tail}) o`],
      key: sort.key, sort: name, down, cursor: query.cursor, limit,
    }),
    query.cursor !== undefined ? null : sql<{ n: bigint }>`select count(*) as n from (select 1 ${from} join regulation.obligation o on o.clause = c.clause and o.control = c.control ${where} limit ${sql.lit(COUNTED + 1)}) x`
      .execute(kernel.runner.tables<Record<string, never>>()),
  ]);
  const total = counted ? Number(counted.rows[0]!.n) : null;
  return { rows: await present(parts, kernel, actor!, found.rows), next: found.next, total: total === null || total > COUNTED ? null : total };
};

async function conditions(parts: Parts, on: On, actor: Actor, query: Query, now: number, openOnly: boolean): Promise<RawBuilder<unknown>> {
  const sight = sightOf(parts.engine, actor);
  const found = query.q ? await subjectsFound(parts, on, actor, query.q) : null;
  const days = query.days;
  const when = query.state ? sql`case when o.state = 'breached' then o.breach_at else coalesce(o.stopped_at, o.opened_at) end` : sql`o.opened_at`;
  return every([
    maySee(sight), query.mine && isMine(sight),
    (openOnly || query.open === true || query.overdue) && sql`o.open`, query.open === false && sql`not o.open`, query.overdue && sql`o.breach_at < ${at(now)}`,
    query.unexplained && sql`o.state = 'breached' and not exists (select from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
      where fo.object_type = 'obligation' and fo.object_id = o.id::text and f.type = ${breachExplained.type})`,
    // One state alone is said so that its partial index serves.
    query.state && (query.state.length === 1 ? sql`o.state = ${sql.lit(query.state[0]!)}` : sql`o.state = any(${sql.val(query.state)}::text[])`),
    query.store ? sql`o.store_id = ${query.store}` : null, found && sql`o.subject_id = any(${sql.val(found)}::text[])`,
    days && sql`${when} >= ${at(dayStart(days[0]))} and ${when} < ${at(dayStart(days[1]) + DAY)}`,
  ]);
}

function dayStart(day: string): number {
  if (dayNumber(day) === null) throw refuse(kernelNo['invalid-input'], { zh: `没有 ${day} 这一天。`, en: `There is no day ${day}.` });
  return startOfDay(day);
}

/** The obligation if the person may see it. */
export async function obligationSeen(parts: Parts, on: On, actor: Actor, id: string): Promise<ObligationRow | null> {
  const { rows } = await sql<ObligationRow>`select o.* from regulation.obligation o where o.id = ${id} and ${maySee(sightOf(parts.engine, actor))}`.execute(on.runner.tables<Record<string, never>>());
  return rows[0] ?? null;
}

export const obligation = (parts: Parts) => async ({ kernel, actor, params, language }: Asked<{ id: string }, undefined>) => {
  const row = await obligationSeen(parts, kernel, actor!, params.id);
  if (!row) throw refuse(kernelNo['not-found']);
  const [[shown], facts, { rows: superseded }] = await Promise.all([
    present(parts, kernel, actor!, [row]),
    factLines(kernel, { ids: [row.opened_by, row.closed_by].filter((x): x is string => x !== null), subject: { type: row.subject_type, id: row.subject_id }, language }),
    kernel.db.query<{ at: number; reason: string; state: ObligationRow['state']; stopped_at: number | null; due_at: number | null; breach_at: number | null } & PinnedRow & Record<string, unknown>>(
      'select superseded_at as at, reason, state, stopped_at, due_at, breach_at, clause_version, evaluator_version, parameter_value, calendar_version from regulation.superseded_verdict where obligation_id = $1 order by superseded_at desc limit 100', [row.id], 'regulation.superseded_of'),
  ]);
  const [versions, ...before] = await pinnedOf(parts, kernel, row.clause, [row, ...superseded]);
  return {
    ...shown!, versions: versions!, sentence: sentenceFor(parts, row, kernel.clock.now()), calendar: row.calendar, calendarVersion: row.calendar_version, explanation: explanationOf(parts.engine, row),
    pauses: row.pauses.map((p) => ({ from: p.from, to: p.to })),
    openedBy: facts.find((f) => f.id === row.opened_by) ?? null, closedBy: facts.find((f) => f.id === row.closed_by) ?? null,
    superseded: superseded.map((s, i) => ({ versions: before[i]!, at: s.at, reason: s.reason, state: s.state, stoppedAt: s.stopped_at, dueAt: s.due_at, breachAt: s.breach_at })),
  };
};

/** What the control says, with the values that hold now. */
export function sentenceFor(parts: Parts, row: Pick<ObligationRow, 'clause' | 'control'>, now: number) {
  const clause = parts.rulebook.find((c) => c.id === row.clause);
  const control = clause?.controls.find((c) => c.id === row.control);
  return clause && control ? sentenceOf(clause, control, valuesNow(parts, clause, now)) : titleOf(parts.engine, row);
}
