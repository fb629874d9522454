import { HOUR } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/tx.ts';
import { holds, keyOf } from './compile.ts';
import type { Closing, Engine } from './engine.ts';

/** What of an obligation is needed to look for what settled it. */
export interface Case { id: string; clause: string; control: string; subject_type: string; subject_id: string; opened_at: number; opened_by: string | null }

interface Told { id: string; fact: string; type: string; occurred_at: number; payload: Record<string, unknown>; seq: bigint }

const byObject = 'select id, fact, type, occurred_at, payload, seq from regulation.facts_about($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])';
/** A clock outside may run before ours: what says that it happened after the opening may have been recorded a little before it. */
const CLOCKS_APART = 24 * HOUR;

const bySince = `select d.id, f.id as fact, f.type, f.occurred_at, f.payload, f.seq
  from unnest($1::uuid[], $2::text[], $3::text[], $5::bigint[]) d(id, type, subject, since)
  join kernel.fact f on f.type = any($4) and f.occurred_at >= to_timestamp(d.since / 1000.0) and (d.type = 'company' or f.payload ->> (d.type || 'Id') = d.subject)
  where d.since is not null
  order by 4, 6`;

/**
 * Obligations that a fact in the log has settled although it was recorded before the fact that opened them (files that come in the
 * wrong order, cash on delivery: shipped first, paid later). What was done before it was owed is kept at once. One read for the
 * whole batch, by the index on the objects of facts.
 */
export async function alreadyDone(tx: Tx, engine: Engine, due: readonly Case[]): Promise<(Closing & { obligation: string; fact: string; how: 'stop' | 'cancel' })[]> {
  const refs = (row: Case) => {
    const control = engine.compiled.deadlines.get(keyOf(row.clause, row.control))?.control;
    if (!control) return [];
    return [...control.until.map((ref) => ({ ref, how: 'stop' as const })), ...(control.cancelledBy ?? []).map((ref) => ({ ref, how: 'cancel' as const }))];
  };
  const isOnce = (row: Case): boolean => engine.compiled.deadlines.get(keyOf(row.clause, row.control))?.control.repeat === 'once';
  const types = [...new Set(due.flatMap((row) => refs(row).map((r) => r.ref.fact)))];
  if (types.length === 0) return [];
  const since = due.map((d) => (engine.compiled.periodic.has(keyOf(d.clause, d.control)) ? d.opened_at : null));
  const subjects = [due.map((d) => d.id), due.map((d) => d.subject_type), due.map((d) => d.subject_id)];
  // What is owed again and again is settled only by what happened since it was owed.
  const recorded = due.map((d) => (isOnce(d) ? '-infinity' : new Date(d.opened_at - CLOCKS_APART).toISOString()));
  const told = await tx.rows<Told & Record<string, unknown>>('regulation.late_stops', byObject, [...subjects, recorded, types]);
  // Products of a period: the company is no object of a fact, and a store may stand in it by id alone.
  if (since.some((at) => at !== null)) {
    const known = new Set(told.map((t) => `${t.id} ${t.fact}`));
    told.push(...(await tx.rows<Told & Record<string, unknown>>('regulation.late_stops_of_period', bySince, [...subjects, types, since])).filter((t) => !known.has(`${t.id} ${t.fact}`)));
    told.sort((a, b) => a.occurred_at - b.occurred_at || Number(a.seq - b.seq));
  }
  if (told.length === 0) return [];
  const byCase = Map.groupBy(told, (t) => t.id);
  return due.flatMap((row) => {
    const once = isOnce(row);
    const known = refs(row);
    for (const fact of byCase.get(row.id) ?? []) {
      const meant = known.find((r) => r.ref.fact === fact.type && holds(r.ref.where, fact.payload));
      if (!meant || fact.fact === row.opened_by || (!once && fact.occurred_at < row.opened_at)) continue;
      return [{
        clause: row.clause, control: row.control, subject_id: row.subject_id, at: Math.max(fact.occurred_at, row.opened_at), how: meant.how, each: !once, fact: fact.fact, obligation: row.id,
      }];
    }
    return [];
  });
}
