import { FileRefused } from '../files/refused.ts';
import { readRows } from '../files/table-reader.ts';
import type { FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import type { Actor } from '../actor.ts';
import { refuse } from '../refusal.ts';
import { words } from '../words.ts';
import { forTarget, LINES_OF_A_FILE, pairUp } from './apply-chunk.ts';
import type { ImportFormat, RowRead } from './format.ts';
import { fileRefusal, importNo } from './refusals.ts';
import {
  filesOf, insertRows, knowRows, nextRows, noCounts, PROBLEMS_KEPT, reviveRecognition, tableName, type FileRow, type NewRow, type Placed, type Preview, type PreviewIs, type RunCounts,
  type RunProblem, type RunRow, type Stop, type StoredReconciliation,
} from './store.ts';
import type { ImportTarget } from './target.ts';

const SAMPLES = 20;
const MANY = 1_000;
const PREVIEW_PROBLEMS = 200;
const REASONS = 3;

export interface Staged { counts: RunCounts; totals: Record<string, number>; reconciliation: StoredReconciliation[]; problems: RunProblem[] }
export type Progress = (rows: number) => void;

export const formatOf = (target: ImportTarget, id: string): ImportFormat<unknown> => {
  const found = target.formats.find((f) => f.id === id);
  if (!found) throw new Error(`no format ${id}`);
  return found;
};

/** A file of a run whose rows are data: recognised, with a format of the target. */
export type DataFile = FileRow & { format: string; kind: NonNullable<FileRow['kind']>; recognition: NonNullable<FileRow['recognition']> };
export const isData = (file: FileRow): file is DataFile => file.format !== null && file.kind !== null && file.recognition !== null;

/**
 * Data rows of one table of a run: without the heading and what stands above it, each with a line number that no other row of the
 * table has (a made-up workbook may number two rows alike), and with texts that the database can store.
 */
export async function dataRows(store: FileStore, file: DataFile, onRows: (rows: { line: number; cells: string[] }[]) => Promise<void>, signal?: AbortSignal): Promise<void> {
  let seen = -1;
  let last = 0;
  const select = { ...(file.member ? { member: file.member } : {}), ...(file.sheet ? { sheet: file.sheet } : {}) };
  try {
    await readRows(store.pathOf(file.sha256), file.name, select, async ({ rows }) => {
      const data: { line: number; cells: string[] }[] = [];
      for (const row of rows) {
        seen += 1;
        last = row.line > last && row.line < LINES_OF_A_FILE ? row.line : last + 1;
        // The heading is known by its place among the rows, as the first rows were shown to the format.
        if (seen > file.recognition.headingRow) data.push({ line: last, cells: row.cells.map(storable) });
      }
      if (data.length > 0) await onRows(data);
    }, signal);
  } catch (error) {
    if (error instanceof FileRefused) throw fileRefusal(error, tableName(file));
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw refuse(importNo['file-gone'], words(`${file.name} 的原文件已不在服务器上。`, `The file ${file.name} is no longer on the server.`));
    throw error;
  }
}

const storable = (cell: string): string => (cell.includes('\u0000') || !cell.isWellFormed() ? cell.toWellFormed().replaceAll('\u0000', '') : cell);

/** One row as it is staged: a record that waits, or a problem that waits for a person. Null for totals, legends and blanks. */
export function stagedRow(target: ImportTarget, file: DataFile, line: number, cells: readonly string[], read: RowRead<unknown>): NewRow | null {
  const at = { position: file.position, line, kind: file.kind };
  if (read.is === 'problem') return { ...at, key: '', group: '', record: null, state: 'quarantined', problems: read.problems, cells };
  if (read.is !== 'record') return null;
  const record = JSON.parse(JSON.stringify(read.record)) as unknown;
  const group = target.group?.({ kind: file.kind, line, key: read.key, record }) || read.key || `line ${line}`;
  return { ...at, key: read.key, group, record, state: 'staged', problems: null, cells: null };
}

/**
 * Reads every row of the run's files into typed records (or problems) beside the data, batch by batch: nothing of the company's data
 * changes yet. Staging again begins from nothing, so a stopped one is simply repeated.
 */
export async function stageRun(kernel: Kernel, store: FileStore, target: ImportTarget, run: RunRow, progress: Progress, signal?: AbortSignal): Promise<Staged> {
  await kernel.db.query('delete from kernel.import_row where run_id = $1', [run.id]);
  const counts: RunCounts = { ...noCounts };
  const totals = new Map<string, bigint>();
  const reconciliation: StoredReconciliation[] = [];
  const problems: RunProblem[] = [];
  const files = (await filesOf(kernel.db, run.id)).filter(isData);
  for (const file of files) {
    const reader = formatOf(target, file.format).open(reviveRecognition(file.recognition), file.mapping);
    const name = tableName(file);
    const tell = (line: number, found: readonly Omit<RunProblem, 'line' | 'file'>[]): void => {
      for (const problem of found) if (problems.length < PROBLEMS_KEPT) problems.push({ line, ...problem, file: name });
    };
    await dataRows(store, file, async (rows) => {
      const batch: NewRow[] = [];
      for (const { line, cells } of rows) {
        const read = reader.read(cells, line);
        const staged = stagedRow(target, file, line, cells, read);
        if (!staged) continue;
        batch.push(staged);
        if (read.is === 'problem') tell(line, read.problems);
        else if (read.is === 'record') tell(line, read.warnings ?? []);
      }
      const good = batch.filter((row) => row.state === 'staged');
      counts.rows += batch.length;
      counts.staged += good.length;
      counts.quarantined += batch.length - good.length;
      for (const [total, value] of Object.entries(target.totals(forTarget(good as unknown as Placed[])))) totals.set(total, (totals.get(total) ?? 0n) + value);
      await insertRows(kernel.db, run.id, batch);
      progress(counts.rows);
    }, signal);
    const ended = reader.end();
    const several = files.length > 1;
    reconciliation.push(...ended.reconciliation.map((r) => ({
      ...r, file: r.file === null ? null : Number(r.file), rows: Number(r.rows), name: several ? words(`${r.name.zh}（${name}）`, `${r.name.en} (${name})`) : r.name,
    })));
    problems.push(...ended.problems.map((p) => ({ ...p, file: name })));
  }
  if (counts.rows >= MANY) await knowRows(kernel.db);
  return { counts, totals: Object.fromEntries([...totals].map(([k, v]) => [k, Number(v)])), reconciliation, problems: problems.slice(-PROBLEMS_KEPT) };
}

const previewed = { accepted: 'new', updated: 'changed', unchanged: 'same', quarantined: 'unreadable' } as const satisfies Record<string, PreviewIs>;

/** What applying would do, without doing it. */
export async function previewRun(kernel: Kernel, target: ImportTarget, run: RunRow, actor: Actor, progress: Progress, signal?: AbortSignal): Promise<Preview> {
  const preview: Preview = { new: 0, changed: 0, same: 0, unreadable: run.counts.quarantined, samples: [], problems: [] };
  const kept = { new: 0, changed: 0, same: 0, unreadable: 0 };
  const names = new Map((await filesOf(kernel.db, run.id)).map((f) => [f.position, tableName(f)]));
  let cursor: string | null = null;
  let seen = 0;
  const against = new Standing(target.stops ?? {});
  for (;;) {
    signal?.throwIfAborted();
    const rows: Placed[] = await nextRows(kernel.db, run.id, cursor, 500);
    const last = rows.at(-1);
    if (!last) return against.told(preview);
    cursor = last.group;
    const staged = forTarget(rows);
    for (const [index, { row, outcome }] of pairUp(rows, await target.preview(kernel, staged, run.settings, actor)).entries()) {
      const is = previewed[outcome.is];
      const file = names.get(row.position) ?? '';
      preview[is] += 1;
      if (outcome.is === 'quarantined') against.note(outcome.problems);
      if (outcome.is === 'quarantined')
        for (const problem of outcome.problems) if (preview.problems.length < PREVIEW_PROBLEMS) preview.problems.push({ line: row.line, ...problem, file });
      if (kept[is] >= SAMPLES) continue;
      kept[is] += 1;
      preview.samples.push({ is, line: row.line, file, key: row.key, text: target.describe?.(staged[index]!) ?? null });
    }
    seen += rows.length;
    progress(seen);
  }
}

/** Gathers what stands against a whole file. */
class Standing {
  readonly #stops: NonNullable<ImportTarget['stops']>;
  readonly #reasons = new Map<string, Stop['reasons'][number]>();
  #next: Stop['next'] | null = null;
  #rows = 0;

  constructor(stops: NonNullable<ImportTarget['stops']>) {
    this.#stops = stops;
  }

  note(problems: readonly Omit<RunProblem, 'line' | 'file'>[]): void {
    const found = problems.find((p) => p.code in this.#stops);
    if (!found) return;
    this.#rows += 1;
    this.#next ??= this.#stops[found.code]!;
    if (this.#reasons.size < REASONS) this.#reasons.set(found.message.zh, found.message);
  }

  /** Nothing of the file could be taken, for this reason: it is said once instead of row by row. */
  told(preview: Preview): Preview {
    if (this.#next === null || preview.new + preview.changed > 0) return preview;
    const own = (code: string): boolean => code in this.#stops;
    return { ...preview, problems: preview.problems.filter((p) => !own(p.code)), stop: { reasons: [...this.#reasons.values()], next: this.#next, rows: this.#rows } };
  }
}
