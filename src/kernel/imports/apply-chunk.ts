import { z } from 'zod';
import { next } from '../lifecycle.ts';
import { id } from '../schemas.ts';
import type { Tx } from '../tx.ts';
import { verb, type Verb } from '../verb.ts';
import { words } from '../words.ts';
import { importFinished } from './facts.ts';
import type { ImportProblem } from './format.ts';
import { rowVerbs } from './row-verbs.ts';
import { runLife } from './run-life.ts';
import { filesOf, nextRows, PROBLEMS_KEPT, runById, tableName, type Placed, type RunCounts, type RunProblem, type RunRow, type TakenUnits } from './store.ts';
import type { ImportTarget, RowOutcome, StagedRow } from './target.ts';

export const GROUPS_PER_CHUNK = 500;

/** Two files of one run have the same line numbers: a target gets lines that are unique in the run. */
export const LINES_OF_A_FILE = 100_000_000;
export const lineInRun = (row: { position: number; line: number }): number => row.position * LINES_OF_A_FILE + row.line;
export const forTarget = (rows: readonly Placed[]): StagedRow[] => rows.map((r) => ({ kind: r.kind, line: lineInRun(r), key: r.key, record: r.record }));

type Paired = { row: Placed; outcome: RowOutcome };

/** Outcomes beside their rows. A row that the target says nothing about is a fault of the target. */
export function pairUp(rows: readonly Placed[], outcomes: readonly RowOutcome[]): Paired[] {
  const byLine = new Map(outcomes.map((o) => [o.line, o] as const));
  return rows.map((row) => {
    const outcome = byLine.get(lineInRun(row));
    if (!outcome) throw new Error(`the import target said nothing about line ${row.line} (${row.kind})`);
    return { row, outcome };
  });
}

type Taken = Pick<RunCounts, 'accepted' | 'updated' | 'unchanged' | 'quarantined'>;

const worst = ['quarantined', 'accepted', 'updated', 'unchanged'] as const;

/** Whole things (orders) with those of this chunk. A row that could not be read stands for one. */
function unitsWith(before: RunCounts, paired: readonly Paired[]): TakenUnits {
  const units = { ...(before.units ?? { accepted: 0, updated: 0, unchanged: 0, quarantined: before.quarantined }) };
  for (const group of Map.groupBy(paired, (p) => p.row.group).values()) units[worst.find((is) => group.some((p) => p.outcome.is === is))!] += 1;
  return units;
}

/** Removes what was taken (all staged rows up to the last group), keeps what was not, and counts both. */
async function settleRows(tx: Tx, run: RunRow, paired: readonly Paired[]): Promise<{ taken: Taken; warnings: (ImportProblem & { position: number })[] }> {
  const taken: Taken = { accepted: 0, updated: 0, unchanged: 0, quarantined: 0 };
  const refused: { position: number; line: number; problems: unknown }[] = [];
  const warnings: (ImportProblem & { position: number })[] = [];
  for (const { row, outcome } of paired) {
    taken[outcome.is] += 1;
    if (outcome.is === 'quarantined') refused.push({ position: row.position, line: row.line, problems: outcome.problems });
    else for (const warning of outcome.warnings ?? []) warnings.push({ line: row.line, position: row.position, ...warning });
  }
  if (refused.length > 0)
    await tx.runner.query(
      `update kernel.import_row r set state = 'quarantined', problems = q.problems, changed_at = to_timestamp($3 / 1000.0)
       from jsonb_to_recordset($2::jsonb) as q(position int, line int, problems jsonb) where r.run_id = $1 and r.position = q.position and r.line = q.line`,
      [run.id, JSON.stringify(refused), tx.now], 'imports.rows_quarantined');
  await tx.runner.query("delete from kernel.import_row where run_id = $1 and state = 'staged' and group_key > $2 and group_key <= $3",
    [run.id, run.cursor ?? '', paired.at(-1)!.row.group], 'imports.rows_taken');
  return { taken, warnings };
}

/** What the target warned about, for the list of the run, as far as there is room in it. */
async function noteWarnings(tx: Tx, run: RunRow, warnings: readonly (ImportProblem & { position: number })[]): Promise<void> {
  const room = PROBLEMS_KEPT - run.problems.length;
  if (warnings.length === 0 || room <= 0) return;
  const names = new Map((await filesOf(tx.runner, run.id)).map((f) => [f.position, tableName(f)]));
  const kept = warnings.slice(0, room).map(({ position, ...warning }): RunProblem => ({ ...warning, file: names.get(position) ?? '' }));
  await tx.runner.query('update kernel.import_run set problems = problems || $2::jsonb where id = $1', [run.id, JSON.stringify(kept)], 'imports.note_warnings');
}

export const isReconciled = (run: Pick<RunRow, 'reconciliation'>): boolean => run.reconciliation.every((r) => r.ok);

/**
 * Applies the next groups of a run and moves its cursor in the same transaction: whoever stops it, and wherever, the run goes on from
 * the last chunk that was committed, and no row is applied twice. With `aside` the rows are not applied: they go to the quarantine for
 * that reason.
 *
 * `after` is the cursor that the caller has seen. Where another node has moved it meanwhile nothing is done: what the caller knows (how many
 * groups to take, which of them cannot be kept) is about rows that are no longer the next.
 */
export function applyChunk(target: ImportTarget, groups = GROUPS_PER_CHUNK, aside?: Omit<ImportProblem, 'line'>): Verb<z.ZodObject<{ id: z.ZodType<string>; after: z.ZodType<string | null> }>, RunRow, { done: boolean; counts: RunCounts }> {
  return verb({
    name: rowVerbs.apply,
    title: words('导入一批', 'Import a chunk'),
    may: target.may,
    input: z.strictObject({ id, after: z.string().nullable() }),
    subject: (tx, input) => runById(tx.runner, input.id, true),
    run: async (tx, input, run) => {
      tx.audit({ type: 'import', id: run.id });
      if (run.state !== 'running') return { done: true, counts: run.counts };
      if (run.cursor !== input.after) return { done: false, counts: run.counts };
      const rows = await nextRows(tx.runner, run.id, run.cursor, groups);
      const last = rows.at(-1);
      const counts = { ...run.counts };
      if (last) {
        const staged = forTarget(rows);
        const outcomes = aside ? staged.map(({ line }): RowOutcome => ({ line, is: 'quarantined', problems: [aside] })) : await target.apply(tx, staged, run.settings);
        const paired = pairUp(rows, outcomes);
        const { taken, warnings } = await settleRows(tx, run, paired);
        for (const name of ['accepted', 'updated', 'unchanged', 'quarantined'] as const) counts[name] += taken[name];
        if (target.unit) counts.units = unitsWith(run.counts, paired);
        counts.staged -= rows.length;
        await noteWarnings(tx, run, warnings);
        tx.audit({ type: 'import', id: run.id }, taken);
      }
      const done = rows.length === 0 || counts.staged <= 0;
      if (done && run.finished_at === null) {
        await target.finished?.(tx, { id: run.id, settings: run.settings, rows: counts.rows, reconciliation: run.reconciliation.map((r) => ({ ...r, file: r.file === null ? null : BigInt(r.file), rows: BigInt(r.rows) })) });
        tx.fact(importFinished, run.id, {
          runNo: run.run_no, accepted: counts.accepted, updated: counts.updated, unchanged: counts.unchanged, quarantined: counts.quarantined, reconciled: isReconciled(run),
        });
      }
      await tx.runner.query(
        `update kernel.import_run set counts = $2, cursor = coalesce($3, cursor), state = $4, finished_at = case when $5 then coalesce(finished_at, to_timestamp($6 / 1000.0)) else finished_at end where id = $1`,
        [input.id, JSON.stringify(counts), last?.group ?? null, done ? next(runLife, run.state, 'finish') : run.state, done, tx.now], 'imports.chunk_done');
      return { done, counts };
    },
  });
}
