import type { Queryable } from '../db/index.ts';
import type { Words } from '../words.ts';
import { LeaseLost, whileHeld, type Lease } from './lease.ts';
import type { ImportKind, ImportProblem, Recognition, Reconciliation } from './format.ts';
import type { RunState } from './run-life.ts';
import type { FieldChange, ImportSettings, StagedRow } from './target.ts';

export type { RunState } from './run-life.ts';

/** Rows of a run by what became of them. `rows` counts data rows; totals, legends and blanks are not data. */
export interface RunCounts { rows: number; staged: number; accepted: number; updated: number; unchanged: number; quarantined: number; dismissed: number; /** Rows that waited when the run was taken back. */ undone?: number; units?: TakenUnits }
export const noCounts: RunCounts = { rows: 0, staged: 0, accepted: 0, updated: 0, unchanged: 0, quarantined: 0, dismissed: 0 };

/** What became of whole groups (orders), where the rows of one thing are several. */
export type TakenUnits = Record<'accepted' | 'updated' | 'unchanged' | 'quarantined', number>;

/** Groups of rows (orders, with all their lines) by what becomes of them: the worst of its rows is that of the group. */
export type UnitCounts = Record<PreviewIs, number>;
const worst: readonly PreviewIs[] = ['unreadable', 'new', 'changed', 'same'];
export const isOfGroup = (rows: readonly PreviewIs[]): PreviewIs => worst.find((is) => rows.includes(is)) ?? 'same';

/** A problem with the name of its file: runs have several. */
export type RunProblem = ImportProblem & { file: string };
export const PROBLEMS_KEPT = 500;

/** The written reason for importing a file whose totals disagree with its rows. */
export interface Difference { reason: string; by: string; at: number }

/** How a run was taken back; of what stays the first are named. */
export interface Undone { reason: string; by: string; at: number; taken: number; kept: { subject: { type: string; id: string }; no: string; why: Words }[]; keptCount: number }

export interface RunRow {
  id: string; run_no: string; kinds: ImportKind[]; state: RunState; settings: ImportSettings; with_preview: boolean; counts: RunCounts; preview: Preview | null;
  totals: Record<string, number>; reconciliation: StoredReconciliation[]; difference: Difference | null; undone: Undone | null; problems: RunProblem[]; cursor: string | null;
  /** Rows were mended since its totals were counted. */ recount_due: boolean;
  error: Words | null; started_by: string | null; started_by_name: string; created_at: number; finished_at: number | null;
}

export type PreviewIs = 'new' | 'changed' | 'same' | 'unreadable';
export interface Preview {
  new: number; changed: number; same: number; unreadable: number;
  /** The first of each kind, one for each group. No record: it holds personal data; `text` and `changes` are what the target says of it. */
  samples: { is: PreviewIs; line: number; file: string; key: string; text: Words | null; changes?: FieldChange[] }[];
  /** The same counts in the thing's own unit, where its rows are several. */
  units?: UnitCounts & { name: Words };
  /** Per file: its headings, and what each was read as; null where it is not read. */
  columns?: { file: string; columns: { heading: string; as: string | null }[] }[];
  /** What could not be read at all, and what the target would not take. */
  problems: RunProblem[];
  /** The one reason against the whole file; absent where nothing stands against it. Its rows are not listed one by one. */
  stop?: Stop;
}
/** `rows`: how many it is about. */
export interface Stop { reasons: Words[]; next: Words; rows: number }
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

/** How a table of an upload is called to people: the file, the member of a zip, the sheet of a workbook. */
export const tableName = (file: { name: string; member: string | null; sheet: string }): string => [file.name, file.member, file.sheet].filter(Boolean).join(' › ');

export async function runById(on: Queryable, id: string, lock = false): Promise<RunRow | null> {
  const { rows } = await on.query<RunRow & Record<string, unknown>>(`select * from kernel.import_run where id = $1${lock ? ' for update' : ''}`, [id]);
  return rows[0] ? { ...rows[0], counts: { ...noCounts, ...rows[0].counts } } : null;
}

export async function runByNo(on: Queryable, runNo: string): Promise<RunRow | null> {
  const { rows: [row] } = await on.query<{ id: string }>('select id from kernel.import_run where run_no = $1', [runNo]);
  return row ? runById(on, row.id) : null;
}

export async function filesOf(on: Queryable, runId: string): Promise<FileRow[]> {
  const { rows } = await on.query<FileRow & Record<string, unknown>>(
    'select f.*, k.sha256 from kernel.import_file f join kernel.file k on k.id = f.file_id where f.run_id = $1 order by f.position', [runId]);
  return rows;
}

/**
 * Rows of this very table (the same bytes, sheet and format) that were mended and taken, by line: as cells, from this run or earlier ones. They
 * stand for the rows of the file, so that a file that comes again does not ask for what was put right before.
 */
export async function mendedCells(on: Queryable, run: Pick<RunRow, 'id' | 'created_at'>, file: FileRow): Promise<Map<number, { cells: string[]; runNo: string }>> {
  const { rows } = await on.query<{ line: number; cells: string[]; run_no: string }>(
    `select distinct on (r.line) r.line, r.cells, n.run_no
     from kernel.file k join kernel.import_file f on f.file_id = k.id join kernel.import_run n on n.id = f.run_id join kernel.import_row r on r.run_id = f.run_id and r.position = f.position
     where k.sha256 = $1 and f.member is not distinct from $2 and f.sheet = $3 and f.format = $4 and r.state = 'mended' and r.cells is not null
       and (f.run_id = $5 or n.created_at <= to_timestamp($6 / 1000.0))
     order by r.line, r.changed_at desc`, [file.sha256, file.member, file.sheet, file.format, run.id, run.created_at], 'imports.mended_cells');
  return new Map(rows.map((r) => [r.line, { cells: r.cells, runNo: r.run_no }]));
}

/** How many rows of the run have been mended. */
export async function mendedRows(on: Queryable, runId: string): Promise<number> {
  const { rows } = await on.query<{ n: bigint }>("select count(*) as n from kernel.import_row where run_id = $1 and state = 'mended'", [runId], 'imports.mended_rows');
  return Number(rows[0]!.n);
}

export type Placed = StagedRow & { position: number; group: string };

/**
 * Staged rows of the next groups after the cursor, whole groups together. Written as one range of the index, so that page 1,000 costs
 * what page 1 costs, also while the table has no statistics yet. No group is the empty text.
 */
export async function nextRows(on: Queryable, runId: string, cursor: string | null, groups: number): Promise<Placed[]> {
  const { rows } = await on.query<{ position: number; line: number; kind: ImportKind; key: string; group: string; record: unknown }>(
    `select position, line, kind, key, group_key as "group", record from kernel.import_row
     where run_id = $1 and state = 'staged' and group_key > $2 and group_key <= (
       select max(g.group_key) from (
         select distinct group_key from kernel.import_row where run_id = $1 and state = 'staged' and group_key > $2 order by group_key limit $3) g)
     order by group_key, position, line`,
    [runId, cursor ?? '', groups], 'imports.next_rows');
  return rows;
}

/** Tells the database how many rows there are now: a run brings a hundred thousand at once, sooner than it looks by itself. */
export async function knowRows(on: Queryable): Promise<void> {
  await on.query('analyze (skip_locked) kernel.import_row');
}

export interface NewRow {
  position: number; line: number; kind: string; key: string; group: string; record: unknown; state: 'staged' | 'quarantined'; problems: unknown; cells: readonly string[] | null;
}

/** Writes staged and unreadable rows in one statement, as long as this node has the run. @throws LeaseLost */
export async function insertRows(on: Queryable, lease: Lease, runId: string, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { rows: [answer] } = await on.query<{ held: number }>(
    `with ${whileHeld}, written as (
       insert into kernel.import_row (run_id, position, line, kind, key, group_key, record, state, problems, cells)
       select $3, r.position, r.line, r.kind, r.key, r."group", r.record, r.state, r.problems, r.cells
       from held cross join jsonb_to_recordset($4::jsonb) as r(position int, line int, kind text, key text, "group" text, record jsonb, state text, problems jsonb, cells jsonb))
     select count(*)::int as held from held`,
    [lease.name, lease.holder, runId, JSON.stringify(rows)], 'imports.insert_rows');
  if (answer!.held !== 1) throw new LeaseLost();
}

/** Nothing of the run is staged any more, as long as this node has it. @throws LeaseLost */
export async function clearRows(on: Queryable, lease: Lease, runId: string): Promise<void> {
  const { rows: [answer] } = await on.query<{ held: number }>(
    `with ${whileHeld}, gone as (delete from kernel.import_row where run_id = $3 and exists (select from held)) select count(*)::int as held from held`,
    [lease.name, lease.holder, runId], 'imports.clear_rows');
  if (answer!.held !== 1) throw new LeaseLost();
}
