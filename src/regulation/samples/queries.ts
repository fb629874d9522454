import { sql } from 'kysely';
import type { Asked } from '../../kernel/http/route.ts';
import { factKind } from '../../kernel/fact.ts';
import { every, page } from '../../kernel/keyset.ts';
import { posts } from '../../kernel/posts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import { draw, populationHash, populationOf } from '../evaluators/attest.ts';
import { subjectsFound } from '../obligations/queries.ts';
import { numberOf } from '../runtime/engine.ts';
import { hrefOf } from '../obligations/row.ts';
import type { Parts } from '../parts.ts';
import type * as contract from './contract.ts';
import { attestOf, isSampled, refusedBecause, type CheckRow } from './row.ts';

type Query = { q?: string | undefined; clause?: string | undefined; control?: string | undefined; state?: readonly CheckRow['state'][] | undefined; mine?: boolean | undefined; sort?: 'occurred' | '-occurred' | undefined; cursor?: string | undefined; limit?: number | undefined };

/** Samples that this person may see: those that his posts check, and those about his own work; whoever examines the department sees all. */
export const samples = (parts: Parts) => async ({ kernel, actor, query }: Asked<undefined, Query>): Promise<Answer<typeof contract.listSamples>> => {
  const all = actor!.posts.some((p) => p === 'auditor' || p === 'department-head' || p === 'general-manager');
  const own = sql`(s.by_post = any(${sql.val([...actor!.posts])}::text[]) or s.done_by = ${actor!.id})`;
  const meant = query.q ? await subjectsFound(parts, kernel, actor!, query.q) : null;
  const found = await page<CheckRow & { payload: Record<string, unknown> | null; type: string | null }, 'occurred'>(kernel, {
    select: sql`s.*, f.payload, f.type`,
    from: sql`from regulation.sample_check s left join lateral (select f.payload, f.type from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
      where fo.object_type = s.subject_type and fo.object_id = s.subject_id and f.id = s.fact limit 1) f on true ${every([
      all ? null : own, meant && sql`s.subject_id = any(${sql.val(meant)}::text[])`, query.mine && sql`s.by_post = any(${sql.val([...actor!.posts])}::text[])`, query.clause ? sql`s.clause = ${query.clause}` : null, query.control ? sql`s.control = ${query.control}` : null,
      query.state && sql`s.state = any(${sql.val([...query.state])}::text[])`,
    ])}`,
    id: sql`s.id`, orders: { occurred: { by: sql`s.occurred_at`, type: 'timestamptz' } }, sort: query.sort ?? '-occurred', cursor: query.cursor, limit: query.limit,
  });
  const cards = await parts.subjects.load(kernel, found.rows.map((r) => ({ type: r.subject_type, id: r.subject_id })), actor!);
  return {
    next: found.next, total: found.total, mayCheck: parts.rulebook.some((c) => c.controls.some((k) => k.kind === 'attest' && actor!.posts.includes(k.by))),
    rows: found.rows.map((row) => {
      const control = attestOf(parts, row);
      const card = cards.get(`${row.subject_type} ${row.subject_id}`);
      const waiting = row.state === 'waiting' || row.state === 'second-look';
      const refused = !waiting ? null : actor!.posts.includes(row.by_post) ? refusedBecause(row, actor!) : words(`由${posts[row.by_post].zh}检查`, `Checked by the ${posts[row.by_post].en}`);
      return {
        id: row.id, clause: row.clause, control: row.control, title: control.title, state: row.state, occurredAt: row.occurred_at, checks: [...control.checks], by: posts[row.by_post], secondLook: row.second_look,
        subject: { type: row.subject_type, id: row.subject_id, number: card?.number ?? numberOf(row.subject_type, row.payload ?? {}) ?? row.subject_id.slice(0, 8), title: card?.title ?? null,
          // Whoever has it to check opens its record while he has; afterwards it is seen by those who see it anyway.
          href: card || !parts.subjects.kind(row.subject_type) ? hrefOf(row, card) : null },
        what: row.type && row.payload ? factKind(row.type)?.sentence(row.payload as never) ?? control.of.as : control.of.as,
        first: row.checked_at === null ? null : { by: row.checked_by_name!, at: row.checked_at, answers: row.answers!, note: row.note },
        second: row.second_at === null ? null : { by: row.second_by_name!, at: row.second_at, answers: row.second_answers!, note: row.second_note },
        dispute: row.dispute_reason, mayCheck: waiting && refused === null, refused, mayDispute: row.state === 'failed' && row.done_by === actor!.id && row.disputed_by === null && row.second_by === null, version: row.version,
      };
    }),
  };
};

interface DrawRow { id: string; clause: string; control: string; from_at: number; to_at: number; seed: string; population: number; population_hash: string; wanted: number; drawn_at: number; passed: number; failed: number; waiting: number; facts: string[] }
const MOST = 12;

/** The last draws of a control, each drawn again from the log. */
export const draws = (parts: Parts) => async ({ kernel, query }: Asked<undefined, { clause: string; control: string }>): Promise<Answer<typeof contract.readDraws>> => {
  if (!isSampled(parts, query)) throw refuse(kernelNo['not-found']);
  const control = attestOf(parts, query);
  const { rows } = await kernel.db.query<DrawRow & Record<string, unknown>>(
    `select d.*, count(*) filter (where s.state = 'passed')::int as passed, count(*) filter (where s.state = 'failed')::int as failed, count(*) filter (where s.state in ('waiting', 'second-look'))::int as waiting,
       array_remove(array_agg(s.fact), null) as facts from regulation.sample_draw d left join regulation.sample_check s on s.draw_id = d.id
     where d.clause = $1 and d.control = $2 group by d.id order by d.from_at desc limit ${MOST}`, [query.clause, query.control], 'regulation.draws');
  return {
    rows: await Promise.all(rows.map(async (d) => {
      const ids = (await populationOf(kernel, control, { from: d.from_at, to: d.to_at })).map((f) => f.id);
      const same = JSON.stringify(draw(ids, d.seed, d.wanted).toSorted()) === JSON.stringify(d.facts.toSorted());
      return {
        id: d.id, from: d.from_at, to: d.to_at, population: d.population, drawn: d.wanted, seed: d.seed, drawnAt: d.drawn_at, passed: d.passed, failed: d.failed, waiting: d.waiting,
        again: populationHash(ids) !== d.population_hash ? ('later-facts' as const) : same ? ('same' as const) : ('altered' as const),
      };
    })),
  };
};
