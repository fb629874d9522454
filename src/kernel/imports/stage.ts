import { normaliseHeading } from '../files/headings.ts';
import { FileRefused } from '../files/refused.ts';
import { readRows } from '../files/table-reader.ts';
import type { FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import type { Actor } from '../actor.ts';
import { Refusal, refuse } from '../refusal.ts';
import { words, type Words } from '../words.ts';
import { forTarget, LINES_OF_A_FILE, pairUp } from './apply-chunk.ts';
import { mergedCell, type ImportFormat, type Reconciliation, type RowRead, type RowReader } from './format.ts';
import { inFuture } from './in-future.ts';
import type { Lease } from './lease.ts';
import { maskedCell } from './masked-cell.ts';
import { fileRefusal, importNo } from './refusals.ts';
import {
  clearRows, filesOf, insertRows, isOfGroup, knowRows, mendedCells, nextRows, noCounts, PROBLEMS_KEPT, reviveRecognition, tableName, type FileRow, type NewRow, type Placed, type Preview, type PreviewIs, type RunCounts,
  type RunProblem, type RunRow, type Stop, type StoredReconciliation,
} from './store.ts';
import type { ImportTarget } from './target.ts';
import { RunTotals } from './totals.ts';

const SAMPLES = 20;
const MANY = 1_000;
const PREVIEW_PROBLEMS = 1_000;
const REASONS = 3;

export interface Staged { counts: RunCounts; totals: Record<string, number>; reconciliation: StoredReconciliation[]; problems: RunProblem[]; columns: NonNullable<Preview['columns']> }
export type Progress = (rows: number) => void;

export const formatOf = (target: ImportTarget, id: string): ImportFormat<unknown> => {
  const found = target.formats.find((f) => f.id === id);
  if (!found) throw new Error(`no format ${id}`);
  return found;
};

/** A file of a run whose rows are data: recognised, with a format of the target. */
export type DataFile = FileRow & { format: string; kind: NonNullable<FileRow['kind']>; recognition: NonNullable<FileRow['recognition']> };
export const isData = (file: FileRow): file is DataFile => file.format !== null && file.kind !== null && file.recognition !== null;

/** `open`: the last row of a text, which no line end closes. */
interface DataRow { line: number; cells: string[]; merged?: number[]; open?: true }

/**
 * Data rows of one table of a run: without the heading and what stands above it, each with a line number that no other row of the
 * table has (a made-up workbook may number two rows alike), and with texts that the database can store.
 */
export async function dataRows(store: FileStore, file: DataFile, onRows: (rows: DataRow[]) => Promise<void>, signal?: AbortSignal): Promise<void> {
  let seen = -1;
  let last = 0;
  const select = { ...(file.member ? { member: file.member } : {}), ...(file.sheet ? { sheet: file.sheet } : {}) };
  try {
    await readRows(store.pathOf(file.sha256), file.name, select, async ({ rows }) => {
      const data: DataRow[] = [];
      for (const row of rows) {
        seen += 1;
        last = row.line > last && row.line < LINES_OF_A_FILE ? row.line : last + 1;
        // The heading is known by its place among the rows, as the first rows were shown to the format.
        if (seen > file.recognition.headingRow) data.push({ ...row, line: last, cells: row.cells.map(storable) });
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

const storedSums = (sums: readonly Reconciliation[], file: string | null): StoredReconciliation[] => sums.map((r) => ({
  ...r, file: r.file === null ? null : Number(r.file), rows: Number(r.rows), name: file === null ? r.name : words(`${r.name.zh}（${file}）`, `${r.name.en} (${file})`),
}));

/**
 * The totals of a run anew, and those that its files promise, with the mended rows as they are now. Null where a file cannot be read any more: what
 * was said before stands.
 */
export async function recount(kernel: Kernel, store: FileStore, target: ImportTarget, run: RunRow, signal: AbortSignal): Promise<Pick<RunRow, 'totals' | 'reconciliation'> | null> {
  const now = kernel.clock.now();
  const files = (await filesOf(kernel.db, run.id)).filter(isData);
  const totals = new RunTotals(target.totals, run.kinds);
  const counted: StoredReconciliation[] = [];
  try {
    for (const file of files) {
      const mended = await mendedCells(kernel.db, run, file);
      const reader = formatOf(target, file.format).open(reviveRecognition(file.recognition), file.mapping);
      await dataRows(store, file, async (rows) => {
        for (const { line, cells: given, merged } of rows) {
          const cells = mended.get(line)?.cells ?? given;
          const row = stagedRow(target, file, line, cells, withMerges(file, reader, reader.read(cells, line), cells === given ? merged : undefined), now);
          if (row?.state === 'staged') totals.add(forTarget([row as unknown as Placed]));
        }
      }, signal);
      counted.push(...storedSums(reader.end().reconciliation, files.length > 1 ? tableName(file) : null));
    }
  } catch (error) {
    if (!(error instanceof Refusal) || signal.aborted) throw error;
    kernel.log.warn({ run: run.id, error: error.detail.en }, 'the totals of an import stay as they were: a file of it cannot be read any more');
    return null;
  }
  return { totals: totals.sums(), reconciliation: run.reconciliation.map((old) => counted.find((r) => r.name.en === old.name.en && r.unit === old.unit) ?? old) };
}

function mendedBefore(rows: readonly { runNo: string }[]): Words {
  const runs = [...new Set(rows.map((r) => r.runNo))].slice(0, 5);
  return words(`${rows.length} 行按以前导入（${runs.join('、')}）时的修正读取。`, `${rows.length} rows are read as they were mended in ${runs.join(', ')}.`);
}

/** Headings in the order of the file, each with what it was read as. */
function readAs(file: DataFile, read: readonly { at: number; as: string }[]): { heading: string; as: string | null }[] {
  const byPlace = new Map(read.map(({ at, as }) => [at, as]));
  return file.recognition.columns.flatMap(([heading, places]) => places.map((at) => ({ at, heading }))).toSorted((a, b) => a.at - b.at)
    .map(({ at, heading }) => ({ heading, as: byPlace.get(at) ?? null }));
}

const VALUE_CHARS = 60;

/** Problems with what stands in their cells, so that nobody has to open the file to see it. */
function withValues(file: DataFile, cells: readonly string[], problems: readonly Omit<RunProblem, 'line' | 'file'>[]): Omit<RunProblem, 'line' | 'file'>[] {
  return problems.map((p) => {
    const name = p.column === undefined ? undefined : normaliseHeading(file.mapping[p.column] ?? p.column);
    const at = file.recognition.columns.find(([heading]) => heading === name)?.[1][0];
    const value = at === undefined ? '' : (cells[at] ?? '').trim();
    return value === '' ? p : { ...p, value: [...(maskedCell(name!, value) ?? value)].slice(0, VALUE_CHARS).join('') };
  });
}

/**
 * A row with merged cells is taken where its format knows that they are those of a whole thing (an order over its lines); where it takes none, each
 * merged column is named, so that each can be put right. What else is wrong with the row is said beside it.
 */
function withMerges(file: DataFile, reader: RowReader<unknown>, read: RowRead<unknown>, merged: readonly number[] | undefined): RowRead<unknown> {
  if (merged === undefined || (read.is !== 'record' && read.is !== 'problem')) return read;
  const places = reader.notToMerge?.(merged) ?? merged;
  const problems = places.map((at) => mergedCell(file.recognition.columns.find(([, own]) => own.includes(at))?.[0] ?? null));
  if (problems.length === 0) return read;
  return { is: 'problem', problems: read.is === 'problem' ? [...read.problems, ...problems] : problems };
}

/** One row as it is staged: a record that waits, or a problem that waits for a person. Null for totals, legends and blanks. */
export function stagedRow(target: ImportTarget, file: DataFile, line: number, cells: readonly string[], read: RowRead<unknown>, now: number): NewRow | null {
  const at = { position: file.position, line, kind: file.kind };
  const problems = read.is === 'problem' ? read.problems : read.is === 'record' ? inFuture(read.happened ?? [], now) : [];
  if (problems.length > 0) return { ...at, key: '', group: '', record: null, state: 'quarantined', problems: withValues(file, cells, problems), cells };
  if (read.is !== 'record') return null;
  const record = JSON.parse(JSON.stringify(read.record)) as unknown;
  const group = target.group?.({ kind: file.kind, line, key: read.key, record }) || read.key || `line ${line}`;
  return { ...at, key: read.key, group, record, state: 'staged', problems: null, cells: null };
}

/**
 * Reads every row of the run's files into typed records (or problems) beside the data, batch by batch: nothing of the company's data
 * changes yet. Staging again begins from nothing, so a stopped one is simply repeated. @throws LeaseLost where another node has taken the run over
 */
export async function stageRun(kernel: Kernel, store: FileStore, target: ImportTarget, run: RunRow, lease: Lease, progress: Progress, signal?: AbortSignal): Promise<Staged> {
  await clearRows(kernel.db, lease, run.id);
  const now = kernel.clock.now();
  const counts: RunCounts = { ...noCounts };
  const totals = new RunTotals(target.totals, run.kinds);
  const reconciliation: StoredReconciliation[] = [];
  const problems: RunProblem[] = [];
  const columns: Staged['columns'] = [];
  const files = (await filesOf(kernel.db, run.id)).filter(isData);
  for (const file of files) {
    const reader = formatOf(target, file.format).open(reviveRecognition(file.recognition), file.mapping);
    const name = tableName(file);
    const tell = (line: number, found: readonly Omit<RunProblem, 'line' | 'file'>[]): void => {
      for (const problem of found) if (problems.length < PROBLEMS_KEPT) problems.push({ line, ...problem, file: name });
    };
    const mended = await mendedCells(kernel.db, run, file);
    if (mended.size > 0) problems.push({ line: 0, code: 'import.mended-before', file: name, message: mendedBefore([...mended.values()]) });
    let narrowest = Infinity;
    await dataRows(store, file, async (rows) => {
      const batch: NewRow[] = [];
      for (const { line, cells: given, merged, open } of rows) {
        const before = mended.get(line);
        const cells = before?.cells ?? given;
        const read = withMerges(file, reader, reader.read(cells, line), before ? undefined : merged);
        const staged = stagedRow(target, file, line, cells, read, now);
        if (!staged) continue;
        // Shorter than every row before it, and its line does not end: the rest of the file is missing, and what it says of its last row is not whole.
        if (open && narrowest !== Infinity && given.length < narrowest) throw fileRefusal(new FileRefused('file.truncated'), name);
        narrowest = Math.min(narrowest, given.length);
        if (before) staged.cells = cells;
        batch.push(staged);
        if (staged.state === 'quarantined') tell(line, staged.problems as Omit<RunProblem, 'line' | 'file'>[]);
        else if (read.is === 'record') tell(line, read.warnings ?? []);
      }
      const good = batch.filter((row) => row.state === 'staged');
      counts.rows += batch.length;
      counts.staged += good.length;
      counts.quarantined += batch.length - good.length;
      totals.add(forTarget(good as unknown as Placed[]));
      await insertRows(kernel.db, lease, run.id, batch);
      progress(counts.rows);
    }, signal);
    const ended = reader.end();
    if (reader.columns) columns.push({ file: name, columns: readAs(file, reader.columns()) });
    reconciliation.push(...storedSums(ended.reconciliation, files.length > 1 ? name : null));
    problems.push(...ended.problems.map((p) => ({ ...p, file: name })));
  }
  if (counts.rows >= MANY) await knowRows(kernel.db);
  return { counts, totals: totals.sums(), reconciliation, problems: problems.slice(-PROBLEMS_KEPT), columns };
}

/** Rows that could not be read, as they stand in the files. */
async function unreadable(kernel: Kernel, run: RunRow): Promise<RunProblem[]> {
  const { rows } = await kernel.db.query<{ line: number; name: string; member: string | null; sheet: string; problems: Omit<RunProblem, 'line' | 'file'>[] }>(
    `select r.line, f.name, f.member, f.sheet, r.problems from kernel.import_row r join kernel.import_file f on f.run_id = r.run_id and f.position = r.position
     where r.run_id = $1 and r.state = 'quarantined' order by r.position, r.line limit $2`, [run.id, PREVIEW_PROBLEMS]);
  return rows.flatMap((row) => row.problems.map((p) => ({ line: row.line, ...p, file: tableName(row) })));
}

const previewed = { accepted: 'new', updated: 'changed', unchanged: 'same', quarantined: 'unreadable' } as const satisfies Record<string, PreviewIs>;

/** What applying would do, without doing it. */
export async function previewRun(kernel: Kernel, target: ImportTarget, run: RunRow, actor: Actor, progress: Progress, signal?: AbortSignal): Promise<Preview> {
  const preview: Preview = { new: 0, changed: 0, same: 0, unreadable: run.counts.quarantined, samples: [], problems: await unreadable(kernel, run), ...(target.unit ? { units: { name: target.unit, new: 0, changed: 0, same: 0, unreadable: run.counts.quarantined } } : {}) };
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
    const told = pairUp(rows, await target.preview(kernel, staged, run.settings, actor)).map((pair, index) => ({ ...pair, index }));
    for (const { row, outcome } of told) {
      const is = previewed[outcome.is];
      const file = names.get(row.position) ?? '';
      preview[is] += 1;
      if (outcome.is === 'quarantined') against.note(outcome.problems);
      if (outcome.is === 'quarantined')
        for (const problem of outcome.problems) if (preview.problems.length < PREVIEW_PROBLEMS) preview.problems.push({ line: row.line, ...problem, file });
    }
    for (const group of Map.groupBy(told, (t) => t.row.group).values()) {
      const is = isOfGroup(group.map((t) => previewed[t.outcome.is]));
      if (preview.units) preview.units[is] += 1;
      if (kept[is] >= SAMPLES) continue;
      kept[is] += 1;
      const { row, outcome, index } = group.find((t) => previewed[t.outcome.is] === is)!;
      const taken = group.flatMap((t) => (t.outcome.is === 'quarantined' ? [] : [t.outcome]));
      const changes = is === 'changed' ? taken.flatMap((o) => o.changes ?? []) : [];
      preview.samples.push({
        is, line: row.line, file: names.get(row.position) ?? '', key: row.key, text: taken.find((o) => o.text)?.text ?? target.describe?.(staged[index]!) ?? (outcome.is === 'quarantined' ? (outcome.problems[0]?.message ?? null) : null),
        ...(changes.length > 0 ? { changes } : {}),
      });
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
    // Where most rows wait for something else, the run is started and each says its own.
    if (this.#next === null || preview.new + preview.changed > 0 || this.#rows * 2 < preview.unreadable) return preview;
    const own = (code: string): boolean => code in this.#stops;
    return { ...preview, problems: preview.problems.filter((p) => !own(p.code)), stop: { reasons: [...this.#reasons.values()], next: this.#next, rows: this.#rows } };
  }
}
