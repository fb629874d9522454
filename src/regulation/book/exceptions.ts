import { sql } from 'kysely';
import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Answer } from '../../kernel/http/contract.ts';
import type { Asked } from '../../kernel/http/route.ts';
import { every, page } from '../../kernel/keyset.ts';
import type { Runner } from '../../kernel/query.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { words, type Words } from '../../kernel/words.ts';
import { dayOf as dayNumber } from '../clock/civil.ts';
import type { Control } from '../clause.ts';
import { exceptionExplained, gateOverridden } from '../facts.ts';
import { subjectsFound } from '../obligations/queries.ts';
import { hrefOf } from '../obligations/row.ts';
import type { Parts } from '../parts.ts';
import type { SubjectCard } from '../subjects.ts';
import { answersFor } from './who-answers.ts';
import type { exceptionOutcomes, listExceptions } from './evidence/contract.ts';

type Outcome = (typeof exceptionOutcomes)[number];
interface Query { control?: string | undefined; outcome?: readonly Outcome[] | undefined; unexplained?: boolean | undefined; days?: [string, string] | undefined; q?: string | undefined; sort?: 'at' | '-at' | undefined; cursor?: string | undefined; limit?: number | undefined }
interface Row {
  id: string; outcome: Outcome; control: string; at: number; actor_id: string | null; actor_name: string; missing: string[]; reason: string | null; enforce: 'block' | 'monitor';
  record_type: string | null; record_id: string | null; fact_seq: bigint | null; recorded_at: number | null; explained: { reason: string; by: string } | null;
}
interface Place { type: string; id: string }

/** What was refused under a clause, and what was done although something was missing. Days are those of the figures. */
export const exceptions = (parts: Parts) => async ({ kernel, actor, params, query }: Asked<{ clause: string }, Query>): Promise<Answer<typeof listExceptions>> => {
  const clause = parts.rulebook.find((c) => c.id === params.clause);
  if (!clause) throw refuse(kernelNo['not-found']);
  const own = answersFor(actor!) ? null : [actor!.id, actor!.onBehalfOf ?? null].filter((x) => x !== null);
  const days = query.days?.map(dayStart);
  const meant = query.q ? await subjectsFound(parts, kernel, actor!, query.q) : null;
  const found = await page<Row, 'at'>(kernel, {
    select: sql`e.*, x.explained`, id: sql`e.id`, orders: { at: { by: sql`e.at`, type: 'timestamptz' } }, sort: query.sort ?? '-at', cursor: query.cursor, limit: query.limit,
    from: sql`from (
      select 'overridden' as outcome, f.payload ->> 'control' as control, f.occurred_at as at, f.actor_id, f.actor_name, array(select jsonb_array_elements_text(f.payload -> 'missing')) as missing,
        f.payload ->> 'reason' as reason, f.payload ->> 'enforce' as enforce, null as record_type, null as record_id, f.seq as fact_seq, f.recorded_at, f.subject_id::uuid as id
      from kernel.fact f where f.type = ${gateOverridden.type} and f.payload ->> 'clause' = ${clause.id}
      union all
      select 'refused', r.control, r.at, r.actor_id, r.actor_name, r.missing, null, 'block', r.record_type, r.record_id, null, null, r.id from regulation.refusal r where r.clause = ${clause.id}
    ) e left join lateral (
      select jsonb_build_object('reason', f.payload ->> 'reason', 'by', f.actor_name) as explained from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
      where e.fact_seq is not null and o.object_type = 'override' and o.object_id = e.id::text and f.type = ${exceptionExplained.type} order by f.seq desc limit 1) x on true
    ${every([
      own && sql`e.actor_id = any(${sql.val(own)}::uuid[])`, query.unexplained && sql`e.outcome = 'overridden' and e.reason is null and x.explained is null`,
      query.control ? sql`e.control = ${query.control}` : null, query.outcome && sql`e.outcome = any(${sql.val([...query.outcome])}::text[])`,
      days && sql`e.at >= to_timestamp(${days[0]!}::bigint / 1000.0) and e.at < to_timestamp(${days[1]! + DAY}::bigint / 1000.0)`,
      meant && sql`(e.record_id = any(${sql.val(meant)}::text[]) or exists (select from kernel.fact_object o where o.object_type = any(${sql.val(parts.subjects.types())}::text[]) and o.object_id = any(${sql.val(meant)}::text[]) and o.fact_seq = e.fact_seq))`,
    ])}`,
  });
  const [places, afterwards] = await Promise.all([placesOf(parts, kernel, found.rows), approvalsOf(kernel, clause.id, found.rows)]);
  const cards = await parts.subjects.load(kernel, [...places.values()], actor!);
  return {
    next: found.next, total: found.total,
    rows: found.rows.map((row) => {
      const place = places.get(row.id);
      const control = clause.controls.find((c) => c.id === row.control);
      return {
        id: row.id, control: row.control, title: control?.title ?? words(row.control, row.control), outcome: row.outcome, at: row.at, by: row.actor_name, act: actOf(control),
        missing: missingOf(control, row.missing), enforce: row.enforce, reason: row.reason ?? row.explained?.reason ?? null, explainedBy: row.explained?.by ?? null, mayExplain: row.outcome === 'overridden' && row.reason === null, subject: place ? subjectOf(parts, place, cards.get(`${place.type} ${place.id}`)) : null, afterwards: afterwards.get(row.id) ?? null,
      };
    }),
  };
};

function dayStart(day: string): number {
  if (dayNumber(day) === null) throw refuse(kernelNo['invalid-input'], { zh: `没有 ${day} 这一天。`, en: `There is no day ${day}.` });
  return startOfDay(day);
}

/** What was tried: a gate and an approval name their act; a separation its second one. */
export function actOf(control: Control | undefined): Words {
  if (control?.kind === 'gate' || control?.kind === 'approval') return control.act;
  return control?.kind === 'separation' ? control.acts[1].as : words('', '');
}

/** What was not in place, in the words of the declaration; a name that it no longer has stays readable as it is. */
export function missingOf(control: Control | undefined, names: readonly string[]): Words[] {
  if (control?.kind === 'approval') return [words('审批', 'the approval')];
  if (control?.kind === 'separation') return [words('另一人办理', 'another person')];
  const requires = control?.kind === 'gate' ? control.requires : [];
  return names.map((name) => requires.find((r) => r.name === name)?.words ?? words(name, name));
}

const subjectOf = (parts: Parts, place: Place, card: SubjectCard | undefined) => ({
  kind: parts.subjects.nameOf(place.type) ?? words(place.type, place.type), number: card?.number ?? place.id.slice(0, 8), href: hrefOf({ subject_type: place.type, subject_id: place.id }, card),
});

/**
 * The record of each row: of a refusal what the act named (its kind is what the log knows that id as), of an exception what its act touched, the kind that is registered first.
 */
async function placesOf(parts: Parts, on: { runner: Runner }, rows: readonly Row[]): Promise<ReadonlyMap<string, Place>> {
  const types = parts.subjects.types();
  const [untyped, facts] = [rows.filter((r) => r.record_id !== null && r.record_type === null), rows.filter((r) => r.fact_seq !== null)];
  const [kinds, touched] = await Promise.all([
    untyped.length === 0 ? [] : on.runner.query<{ type: string; id: string }>(
      'select distinct on (o.object_id) o.object_type as type, o.object_id as id from kernel.fact_object o where o.object_type = any($1::text[]) and o.object_id = any($2::text[]) order by o.object_id, o.fact_seq',
      [types, untyped.map((r) => r.record_id)], 'regulation.kinds_of_refused').then((r) => r.rows),
    facts.length === 0 ? [] : on.runner.query<{ seq: bigint; type: string; id: string }>(
      // The parts of the log by their months, the rows in them by the block range of the numbers.
      `select o.fact_seq as seq, o.object_type as type, o.object_id as id from kernel.fact_object o where o.fact_seq = any($2::bigint[])
       and o.recorded_at between to_timestamp($3::bigint / 1000.0) and to_timestamp($4::bigint / 1000.0) + interval '1 millisecond' and o.object_type = any($1::text[]) order by array_position($1::text[], o.object_type)`,
      [types, facts.map((r) => r.fact_seq), Math.min(...facts.map((r) => r.recorded_at!)), Math.max(...facts.map((r) => r.recorded_at!))], 'regulation.records_of_exceptions').then((r) => r.rows),
  ]);
  const typed = new Map(kinds.map((k) => [k.id, k.type]));
  const byFact = new Map(touched.toReversed().map((o) => [o.seq, { type: o.type, id: o.id }]));
  return new Map(rows.flatMap((row): [string, Place][] => {
    if (row.fact_seq !== null) return byFact.has(row.fact_seq) ? [[row.id, byFact.get(row.fact_seq)!]] : [];
    const type = row.record_type ?? typed.get(row.record_id ?? '');
    return type && row.record_id ? [[row.id, { type, id: row.record_id }]] : [];
  }));
}

/** Approvals afterwards: asked in the same act, by the same person, for the control that was overridden. */
async function approvalsOf(on: { runner: Runner }, clause: string, rows: readonly Row[]): Promise<ReadonlyMap<string, { state: never; href: string }>> {
  const overrides = rows.filter((r) => r.outcome === 'overridden' && r.enforce === 'block');
  if (overrides.length === 0) return new Map();
  const { rows: found } = await on.runner.query<{ id: string; chain_key: string; by: string; at: number; state: never }>(
    'select id, chain_key, requested_by as by, requested_at as at, state from regulation.approval where chain_key = any($1::text[]) and requested_at = any(array(select to_timestamp(x::bigint / 1000.0) from unnest($2::text[]) x))',
    [[...new Set(overrides.map((r) => `override/${clause}/${r.control}`))], overrides.map((r) => String(r.at))], 'regulation.approvals_afterwards');
  return new Map(overrides.flatMap((row): [string, { state: never; href: string }][] => {
    const own = found.find((a) => a.chain_key === `override/${clause}/${row.control}` && a.by === row.actor_id && a.at === row.at);
    return own ? [[row.id, { state: own.state, href: `/approvals/${own.id}` }]] : [];
  }));
}
