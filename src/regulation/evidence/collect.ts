import { DAY, startOfDay } from '../../kernel/clock.ts';
import type { Queryable } from '../../kernel/db/pool.ts';
import { knownFacts } from '../../kernel/fact.ts';
import type { PacketAbout } from './contract.ts';

type Json = Record<string, unknown>;

/** What a packet is made of, before proofs: numbers of facts and rows of annexes, all as they are stored. */
export interface Collected {
  readonly seqs: readonly bigint[];
  readonly obligations: readonly Json[];
  readonly superseded: readonly Json[];
  readonly judgements: readonly Json[];
  readonly parameters: readonly Json[];
  readonly calendars: readonly Json[];
  readonly approvals: readonly Json[];
  /** What controls refused: it left no fact. */
  readonly refusals: readonly Json[];
  /** Declarations that the verdicts are pinned to. */
  readonly clauses: readonly Json[];
}

/** As many facts or duties as one packet holds; beyond it nobody reads it, and the period is to be narrowed. */
export const MOST = 20_000;

export class TooMuch extends Error {
  override name = 'TooMuch';
}

const period = (about: { from: string; to: string }): [number, number] => [startOfDay(about.from), startOfDay(about.to) + DAY];
const within = (column: string): string => `${column} >= to_timestamp($2::bigint / 1000.0) and ${column} < to_timestamp($3::bigint / 1000.0)`;

export async function collect(on: Queryable, about: PacketAbout): Promise<Collected> {
  const obligations = await obligationsOf(on, about);
  const seqs = new Set<bigint>(await factsAbout(on, about));
  for (const seq of await factsOfObligations(on, obligations)) seqs.add(seq);
  if (seqs.size > MOST) throw new TooMuch();
  const ids = obligations.map((o) => o['id'] as string);
  const read = async (text: string, given: unknown[]): Promise<Json[]> => (await on.query<{ row: Json }>(text, given)).rows.map((r) => r.row);
  const superseded = await read('select to_jsonb(s) as row from regulation.superseded_verdict s where s.obligation_id = any($1::uuid[]) order by s.obligation_id, s.superseded_at', [ids]);
  return {
    seqs: [...seqs], obligations,
    superseded,
    judgements: await judgementsOf(read, about),
    parameters: await read(`select to_jsonb(v) - 'scope_hash' as row from regulation.parameter_value v where v.id = any($1::uuid[]) order by v.key, v.id`, [pinned(obligations, superseded, 'parameter_value')]),
    // As they were known to the verdicts, and as they are now.
    calendars: await read(`select to_jsonb(v) as row from regulation.calendar_version v where v.name || '@' || v.revision = any($1::text[]) or exists (
      select from regulation.calendar c where c.name = v.name and c.revision = v.revision and c.name = any($2::text[])) order by v.name, v.revision`, [pinned(obligations, superseded, 'calendar_version'), pinned(obligations, [], 'calendar')]),
    clauses: await read('select to_jsonb(v) as row from regulation.clause_version v where v.version = any($1::text[]) order by v.clause, v.since, v.version', [pinned(obligations, superseded, 'clause_version')]),
    approvals: await approvalsOf(read, about),
    refusals: await refusalsOf(read, about),
  };
}

const pinned = (obligations: readonly Json[], superseded: readonly Json[], column: string): string[] =>
  [...new Set([...obligations, ...superseded].flatMap((row) => (row[column] as string | null) ?? []))];

async function obligationsOf(on: Queryable, about: PacketAbout): Promise<Json[]> {
  const base = `select to_jsonb(o) - 'levels' - 'level' - 'wake_at' as row from regulation.obligation o where`;
  const order = `order by o.opened_at, o.id limit ${MOST + 1}`;
  const touched = `(${within('o.opened_at')} or ${within('o.stopped_at')} or ${within('o.breach_at')})`;
  const { rows } = about.kind === 'clause' ? await on.query<{ row: Json }>(`${base} o.clause = $1 and ${touched} ${order}`, [about.clause, ...period(about)])
    : about.kind === 'case' ? await on.query<{ row: Json }>(`${base} o.subject_type = $1 and o.subject_id = $2 ${order}`, [about.type, about.subject])
      : await on.query<{ row: Json }>(`${base} o.owner_staff = $1 and ${touched} ${order}`, [about.staff, ...period(about)]);
  if (rows.length > MOST) throw new TooMuch();
  return rows.map((r) => r.row);
}

async function factsAbout(on: Queryable, about: PacketAbout): Promise<bigint[]> {
  const seqs = async (text: string, given: unknown[]): Promise<bigint[]> => (await on.query<{ seq: bigint }>(`${text} limit ${MOST + 1}`, given)).rows.map((r) => r.seq);
  if (about.kind === 'case') return seqs('select fact_seq as seq from kernel.fact_object where object_type = $1 and object_id = $2 order by fact_seq', [about.type, about.subject]);
  // What the engine itself noted of the clause: overrides, breaches, changes.
  if (about.kind === 'clause') return seqs(`select f.seq from kernel.fact f where f.type = any($4::text[]) and f.payload ->> 'clause' = $1 and ${within('f.occurred_at')} order by f.seq`,
    [about.clause, ...period(about), [...knownFacts()].filter((type) => type.startsWith('regulation.'))]);
  const [own, done] = await Promise.all([
    seqs(`select o.fact_seq as seq from kernel.fact_object o where o.object_type = 'staff' and o.object_id = $1 and ${within('o.recorded_at')} order by o.fact_seq`, [about.staff, ...period(about)]),
    seqs(`select f.seq from kernel.fact f where f.actor_id = $1::uuid and ${within('f.recorded_at')} order by f.seq`, [about.staff, ...period(about)]),
  ]);
  return [...own, ...done];
}

/** The facts that opened and closed duties: found on the timelines of their subjects, which an index serves. */
async function factsOfObligations(on: Queryable, obligations: readonly Json[]): Promise<bigint[]> {
  const wanted = obligations.flatMap((o) => [o['opened_by'], o['closed_by']].filter((fact) => fact !== null).map((fact) => ({ type: o['subject_type'], subject: o['subject_id'], fact })));
  const { rows } = await on.query<{ seq: bigint }>(
    `select distinct f.seq from jsonb_to_recordset($1::jsonb) as w(type text, subject text, fact uuid) join kernel.fact_object o on o.object_type = w.type and o.object_id = w.subject
     join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at and f.id = w.fact`, [JSON.stringify(wanted)]);
  return rows.map((r) => r.seq);
}

/** Verdicts of the kinds that keep no clock: separations, rules, targets, samples. */
async function judgementsOf(read: (text: string, given: unknown[]) => Promise<Json[]>, about: PacketAbout): Promise<Json[]> {
  const base = 'select to_jsonb(j) as row from regulation.judgement j where';
  if (about.kind === 'clause') return read(`${base} j.clause = $1 and ${within('j.at')} order by j.at, j.id limit ${MOST}`, [about.clause, ...period(about)]);
  return about.kind === 'case' ? read(`${base} j.subject_type = $1 and j.subject_id = $2 order by j.at, j.id limit ${MOST}`, [about.type, about.subject]) : [];
}

function refusalsOf(read: (text: string, given: unknown[]) => Promise<Json[]>, about: PacketAbout): Promise<Json[]> {
  const base = 'select to_jsonb(r) as row from regulation.refusal r where';
  if (about.kind === 'clause') return read(`${base} r.clause = $1 and ${within('r.at')} order by r.at, r.id limit ${MOST}`, [about.clause, ...period(about)]);
  return about.kind === 'case' ? read(`${base} r.record_id = $1 order by r.at, r.id limit ${MOST}`, [about.subject]) : read(`${base} r.actor_id = $1::uuid and ${within('r.at')} order by r.at, r.id limit ${MOST}`, [about.staff, ...period(about)]);
}

/** What was approved is vouched for by its hash; the content itself may hold what the reader of a packet has no business with. */
function approvalsOf(read: (text: string, given: unknown[]) => Promise<Json[]>, about: PacketAbout): Promise<Json[]> {
  const base = `select to_jsonb(a) - 'content' as row from regulation.approval a where`;
  if (about.kind === 'clause') return read(`${base} a.clause = $1 and ${within('a.requested_at')} order by a.requested_at, a.id limit ${MOST}`, [about.clause, ...period(about)]);
  if (about.kind === 'case') return read(`${base} a.subject_type = $1 and a.subject_id = $2 order by a.requested_at, a.id limit ${MOST}`, [about.type, about.subject]);
  return read(`${base} (a.requested_by = $1::uuid or a.decided_by = $1::uuid) and ${within('a.requested_at')} order by a.requested_at, a.id limit ${MOST}`, [about.staff, ...period(about)]);
}
