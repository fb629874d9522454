import type { Queryable } from '../db/pool.ts';
import type { ChainedFact } from './chain.ts';

export interface FactRow extends Record<string, unknown> {
  seq: bigint; id: string; type: string; subject_type: string; subject_id: string; occurred_us: bigint; recorded_us: bigint; actor_kind: string;
  actor_id: string | null; actor_name: string; on_behalf_of: string | null; verb: string; payload: unknown;
}

/** Columns of kernel.fact as the chain reads them: instants as whole microseconds (extract gives an exact numeric). */
export const factColumns = `f.seq, f.id, f.type, f.subject_type, f.subject_id, (extract(epoch from f.occurred_at) * 1000000)::bigint as occurred_us,
  (extract(epoch from f.recorded_at) * 1000000)::bigint as recorded_us, f.actor_kind, f.actor_id, f.actor_name, f.on_behalf_of, f.verb, f.payload`;

/** Facts with their objects. The objects of a batch stand together: a range of numbers and of time finds them. */
export async function withObjects(on: Queryable, rows: readonly FactRow[]): Promise<ChainedFact[]> {
  if (rows.length === 0) return [];
  const { rows: objects } = await on.query<{ fact_seq: bigint; object: string }>(
    `select o.fact_seq, o.object_type || ' ' || o.object_id as object from kernel.fact_object o
     where o.fact_seq between $1 and $2 and o.recorded_at between $3::timestamptz and $4::timestamptz and o.fact_seq = any($5::bigint[])`,
    [least(rows.map((r) => r.seq)), most(rows.map((r) => r.seq)), instant(least(rows.map((r) => r.recorded_us))), instant(most(rows.map((r) => r.recorded_us))), rows.map((r) => r.seq)],
    'kernel.objects_of_facts');
  const byFact = Map.groupBy(objects, (o) => o.fact_seq);
  return rows.map((row) => chained(row, (byFact.get(row.seq) ?? []).map((o) => o.object)));
}

export const chained = (row: FactRow, objects: readonly string[]): ChainedFact => ({
  seq: Number(row.seq), id: row.id, type: row.type, subjectType: row.subject_type, subjectId: row.subject_id, occurredAt: Number(row.occurred_us),
  recordedAt: Number(row.recorded_us), actorKind: row.actor_kind, actorId: row.actor_id, actorName: row.actor_name, onBehalfOf: row.on_behalf_of, verb: row.verb,
  // Plain code unit order, whatever the collation of the database.
  objects: objects.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)), payload: row.payload,
});

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

/** Microseconds as a timestamptz literal. */
export function instant(us: bigint | number): string {
  const whole = BigInt(us);
  const ms = whole >= 0n ? whole / 1000n : (whole - 999n) / 1000n;
  return new Date(Number(ms)).toISOString().replace('Z', `${String(whole - ms * 1000n).padStart(3, '0')}Z`);
}
