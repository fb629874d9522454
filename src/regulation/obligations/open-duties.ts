import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Words } from '../../kernel/words.ts';
import type { Engine } from '../runtime/engine.ts';
import { titleOf, type ObligationRow } from './row.ts';
import type { Runner } from '../../kernel/query.ts';
import { maySee, sightOf } from './sight.ts';

/** What is owed on a record now. */
export interface OpenDuty { id: string; clause: string; title: Words; subject: { type: string; id: string; number: string | null }; dueAt: number | null; overdue: boolean; paused: boolean }

/** Open obligations on these records that the person may see, what is due first standing first. */
export async function openDuties(engine: Engine, kernel: Kernel, actor: Actor, subjectIds: readonly string[], most = 20): Promise<OpenDuty[]> {
  if (subjectIds.length === 0) return [];
  const { rows } = await sql<ObligationRow>`select o.* from regulation.obligation o where o.open and o.subject_id = any (${[...subjectIds]}::text[]) and ${maySee(sightOf(engine, actor))}
    order by coalesce(o.due_at, 'infinity'::timestamptz), o.id limit ${sql.lit(most)}`.execute(kernel.runner.tables<Record<string, never>>());
  return rows.map((row) => ({
    id: row.id, clause: row.clause, title: titleOf(engine, row), subject: { type: row.subject_type, id: row.subject_id, number: row.subject_no }, dueAt: row.due_at,
    overdue: row.state === 'breached' || (row.state === 'pending' && row.due_at !== null && row.due_at < kernel.clock.now()), paused: row.state === 'paused',
  }));
}

/** When the open clock of one control ends, by record; null where it stands still. Records without an open clock are left out. One statement. */
export async function openEnds(on: { runner: Runner }, control: { clause: string; control: string }, subjectIds: readonly string[]): Promise<Map<string, number | null>> {
  if (subjectIds.length === 0) return new Map();
  const { rows } = await on.runner.query<{ subject_id: string; due_at: number | null }>(
    'select subject_id, due_at from regulation.obligation where open and clause = $1 and control = $2 and subject_id = any ($3::text[])', [control.clause, control.control, [...subjectIds]], 'regulation.open_ends');
  return new Map(rows.map((r) => [r.subject_id, r.due_at]));
}
