import { z } from 'zod';
import { id } from '../schemas.ts';
import type { Tx } from '../tx.ts';
import { verb, type Verb } from '../verb.ts';
import { words } from '../words.ts';
import { importFinished } from './facts.ts';
import { nextRows, runById, type RunCounts, type RunRow } from './store.ts';
import type { ImportTarget, RowOutcome, StagedRow } from './target.ts';

const KEYS_PER_CHUNK = 500;

export type Placed = StagedRow & { position: number };

/** Two files of one run have the same line numbers: a target gets lines that are unique in the run. */
const FILE = 100_000_000;
export const lineInRun = (row: { position: number; line: number }): number => row.position * FILE + row.line;
export const forTarget = (rows: readonly Placed[]): StagedRow[] => rows.map((r) => ({ kind: r.kind, line: lineInRun(r), key: r.key, record: r.record }));

/** Removes what was taken, keeps what was not, and counts both. A row the target says nothing about is a fault of the target. */
export async function settleRows(tx: Tx, runId: string, rows: readonly Placed[], outcomes: readonly RowOutcome[]): Promise<Pick<RunCounts, 'accepted' | 'updated' | 'unchanged' | 'quarantined'>> {
  const counts = { accepted: 0, updated: 0, unchanged: 0, quarantined: 0 };
  const byLine = new Map(outcomes.map((o) => [o.line, o] as const));
  const settled: { position: number; line: number; problems: unknown }[] = [];
  const gone: { position: number; line: number }[] = [];
  for (const row of rows) {
    const outcome = byLine.get(lineInRun(row));
    if (!outcome) throw new Error(`the import target said nothing about line ${row.line} (${row.kind})`);
    counts[outcome.is] += 1;
    if (outcome.is === 'quarantined') settled.push({ position: row.position, line: row.line, problems: outcome.problems });
    else gone.push({ position: row.position, line: row.line });
  }
  if (gone.length > 0)
    await tx.runner.query(
      `delete from kernel.import_row r using jsonb_to_recordset($2::jsonb) as g(position int, line int) where r.run_id = $1 and r.position = g.position and r.line = g.line`,
      [runId, JSON.stringify(gone)], 'imports.rows_taken');
  if (settled.length > 0)
    await tx.runner.query(
      `update kernel.import_row r set state = 'quarantined', problems = q.problems, changed_at = to_timestamp($3 / 1000.0)
       from jsonb_to_recordset($2::jsonb) as q(position int, line int, problems jsonb) where r.run_id = $1 and r.position = q.position and r.line = q.line`,
      [runId, JSON.stringify(settled), tx.now], 'imports.rows_quarantined');
  return counts;
}

export const isReconciled = (run: Pick<RunRow, 'reconciliation'>): boolean => run.reconciliation.every((r) => r.ok);

/**
 * Applies the next keys of a run and moves its cursor in the same transaction: whoever stops it, and wherever, the run goes on from
 * the last chunk that was committed, and no row is applied twice.
 */
export function applyChunk(target: ImportTarget): Verb<z.ZodObject<{ id: z.ZodType<string> }>, RunRow, { done: boolean; counts: RunCounts }> {
  return verb({
    name: 'imports.apply-chunk',
    title: words('导入一批', 'Import a chunk'),
    may: target.may,
    input: z.strictObject({ id }),
    subject: (tx, input) => runById(tx.runner, input.id, true),
    run: async (tx, input, run) => {
      tx.audit({ type: 'import', id: run.id });
      if (run.state !== 'running') return { done: true, counts: run.counts };
      const rows = await nextRows(tx.runner, run.id, run.cursor, KEYS_PER_CHUNK);
      const last = rows.at(-1);
      const counts = { ...run.counts };
      if (last) {
        const outcomes = await target.apply(tx, forTarget(rows), run.settings);
        const taken = await settleRows(tx, run.id, rows, outcomes);
        for (const name of ['accepted', 'updated', 'unchanged', 'quarantined'] as const) counts[name] += taken[name];
        counts.staged -= rows.length;
        tx.audit({ type: 'import', id: run.id }, taken);
      }
      const done = rows.length === 0 || counts.staged <= 0;
      if (done) {
        await target.finished?.(tx, { id: run.id, settings: run.settings, rows: counts.rows, reconciliation: run.reconciliation.map((r) => ({ ...r, file: r.file === null ? null : BigInt(r.file), rows: BigInt(r.rows) })) });
        tx.fact(importFinished, run.id, {
          runNo: run.run_no, accepted: counts.accepted, updated: counts.updated, unchanged: counts.unchanged, quarantined: counts.quarantined, reconciled: isReconciled(run),
        });
      }
      await tx.runner.query(
        `update kernel.import_run set counts = $2, cursor = coalesce($3, cursor), version = version + 1,
           state = case when $4 then 'done' else state end, finished_at = case when $4 then to_timestamp($5 / 1000.0) end where id = $1`,
        [input.id, JSON.stringify(counts), last?.key ?? null, done, tx.now], 'imports.chunk_done');
      return { done, counts };
    },
  });
}
