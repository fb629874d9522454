import type { Queryable } from '../db/index.ts';
import type { ImportKind, ImportProblem, Recognition, Reconciliation } from './format.ts';
import type { ImportSettings, StagedRow } from './target.ts';

export type RunState = 'recognised' | 'unrecognised' | 'staging' | 'staged' | 'running' | 'done' | 'failed' | 'cancelled';

/** Rows of a run by what became of them. `rows` counts data rows; totals, legends and blanks are not data. */
export interface RunCounts { rows: number; staged: number; accepted: number; updated: number; unchanged: number; quarantined: number; dismissed: number }
export const noCounts: RunCounts = { rows: 0, staged: 0, accepted: 0, updated: 0, unchanged: 0, quarantined: 0, dismissed: 0 };

export interface RunRow {
  id: string; run_no: string; kinds: ImportKind[]; state: RunState; settings: ImportSettings; counts: RunCounts; preview: Preview | null;
  totals: Record<string, number>; reconciliation: StoredReconciliation[]; problems: ImportProblem[]; cursor: string | null;
  error: { zh: string; en: string } | null; started_by: string | null; started_by_name: string; created_at: number; finished_at: number | null;
}

export interface Preview { new: number; changed: number; same: number; unreadable: number; samples: { is: 'new' | 'changed' | 'same' | 'unreadable'; line: number; key: string; record: unknown }[] }
export type StoredReconciliation = Omit<Reconciliation, 'file' | 'rows'> & { file: number | null; rows: number };

/** A Recognition as JSON: its columns as pairs. */
export type StoredRecognition = Omit<Recognition, 'columns'> & { columns: [string, number[]][] };
export const storeRecognition = (r: Recognition): StoredRecognition => ({ ...r, columns: [...r.columns].map(([name, at]) => [name, [...at]]) });
export const reviveRecognition = (r: StoredRecognition): Recognition => ({ ...r, columns: new Map(r.columns) });

export interface FileRow {
  run_id: string; position: number; file_id: string; sha256: string; name: string; member: string | null; sheet: string; container: 'csv' | 'xlsx'; encoding: string | null;
  kind: ImportKind | null; format: string | null; recognition: StoredRecognition | null; alternatives: StoredRecognition[]; alarms: ImportProblem[];
  mapping: Record<string, string>; known_from: string | null;
}

export async function runById(on: Queryable, id: string, lock = false): Promise<RunRow | null> {
  const { rows } = await on.query<RunRow & Record<string, unknown>>(`select * from kernel.import_run where id = $1${lock ? ' for update' : ''}`, [id]);
  return rows[0] ?? null;
}

export async function filesOf(on: Queryable, runId: string): Promise<FileRow[]> {
  const { rows } = await on.query<FileRow & Record<string, unknown>>(
    'select f.*, k.sha256 from kernel.import_file f join kernel.file k on k.id = f.file_id where f.run_id = $1 order by f.position', [runId]);
  return rows;
}

/** Staged rows of the next keys after the cursor, whole keys together. */
export async function nextRows(on: Queryable, runId: string, cursor: string | null, keys: number): Promise<(StagedRow & { position: number })[]> {
  const { rows } = await on.query<{ position: number; line: number; kind: ImportKind; key: string; record: unknown }>(
    `with wanted as (
       select distinct key from kernel.import_row where run_id = $1 and state = 'staged' and ($2::text is null or key > $2) order by key limit $3)
     select r.position, r.line, r.kind, r.key, r.record from wanted w join kernel.import_row r on r.run_id = $1 and r.key = w.key and r.state = 'staged'
     order by r.key, r.position, r.line`,
    [runId, cursor, keys], 'imports.next_rows');
  return rows;
}

/** Writes staged and unreadable rows in one statement. */
export async function insertRows(on: Queryable, runId: string, rows: readonly { position: number; line: number; kind: string; key: string; record: unknown; state: 'staged' | 'quarantined'; problems: unknown; cells: readonly string[] | null }[]): Promise<void> {
  if (rows.length === 0) return;
  await on.query(
    `insert into kernel.import_row (run_id, position, line, kind, key, record, state, problems, cells)
     select $1, r.position, r.line, r.kind, r.key, r.record, r.state, r.problems, r.cells
     from jsonb_to_recordset($2::jsonb) as r(position int, line int, kind text, key text, record jsonb, state text, problems jsonb, cells jsonb)
     on conflict do nothing`,
    [runId, JSON.stringify(rows)], 'imports.insert_rows');
}
