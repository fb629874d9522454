import type { Queryable } from '../db/index.ts';
import { FileRefused } from '../files/refused.ts';
import { readRows } from '../files/table-reader.ts';
import type { FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import { forTarget, type Placed } from './apply-chunk.ts';
import type { ImportFormat, ImportProblem } from './format.ts';
import { fileRefusal } from './refusals.ts';
import { filesOf, insertRows, nextRows, noCounts, reviveRecognition, type FileRow, type Preview, type RunCounts, type RunRow, type StoredReconciliation } from './store.ts';
import type { ImportTarget } from './target.ts';

const PROBLEMS_KEPT = 500;
const SAMPLES = 20;

export interface Staged { counts: RunCounts; totals: Record<string, number>; reconciliation: StoredReconciliation[]; problems: ImportProblem[] }

export const formatOf = (target: ImportTarget, id: string): ImportFormat<unknown> => {
  const found = target.formats.find((f) => f.id === id);
  if (!found) throw new Error(`no format ${id}`);
  return found;
};

/**
 * Reads every row of the run's files into typed records (or problems) beside the data, batch by batch: nothing of the company's data
 * changes yet. Staging again begins from nothing, so a stopped one is simply repeated.
 */
export async function stageRun(kernel: Kernel, store: FileStore, target: ImportTarget, run: RunRow, progress: (rows: number) => void): Promise<Staged> {
  const on: Queryable = kernel.db;
  await on.query('delete from kernel.import_row where run_id = $1', [run.id]);
  const counts: RunCounts = { ...noCounts };
  const totals = new Map<string, bigint>();
  const reconciliation: StoredReconciliation[] = [];
  const problems: ImportProblem[] = [];
  const files = await filesOf(on, run.id);
  for (const file of files) {
    if (!file.format || !file.recognition) continue;
    const reader = formatOf(target, file.format).open(reviveRecognition(file.recognition), file.mapping);
    try {
      await readRows(store.pathOf(file.sha256), file.name, { ...(file.member ? { member: file.member } : {}), ...(file.sheet ? { sheet: file.sheet } : {}) }, async ({ rows }) => {
        const batch: Parameters<typeof insertRows>[2][number][] = [];
        const staged: Placed[] = [];
        for (const [index, { line, cells }] of rows.entries()) {
          if (isHeadingOrBefore(file, line, index)) continue;
          const read = reader.read(cells, line);
          if (read.is === 'record') {
            counts.rows += 1;
            counts.staged += 1;
            const record = JSON.parse(JSON.stringify(read.record)) as unknown;
            staged.push({ position: file.position, line, kind: file.kind!, key: read.key, record });
            batch.push({ position: file.position, line, kind: file.kind!, key: read.key, record, state: 'staged', problems: null, cells: null });
            for (const warning of read.warnings ?? []) if (problems.length < PROBLEMS_KEPT) problems.push({ line, ...warning });
          } else if (read.is === 'problem') {
            counts.rows += 1;
            counts.quarantined += 1;
            batch.push({ position: file.position, line, kind: file.kind!, key: '', record: null, state: 'quarantined', problems: read.problems, cells });
            for (const problem of read.problems) if (problems.length < PROBLEMS_KEPT) problems.push({ line, ...problem });
          }
        }
        for (const [name, value] of Object.entries(target.totals(forTarget(staged)))) totals.set(name, (totals.get(name) ?? 0n) + value);
        await insertRows(on, run.id, batch);
        progress(counts.rows);
      });
    } catch (error) {
      if (error instanceof FileRefused) throw fileRefusal(error, file.name);
      throw error;
    }
    const ended = reader.end();
    reconciliation.push(...ended.reconciliation.map((r) => ({ ...r, file: r.file === null ? null : Number(r.file), rows: Number(r.rows) })));
    problems.push(...ended.problems);
  }
  return { counts, totals: Object.fromEntries([...totals].map(([k, v]) => [k, Number(v)])), reconciliation, problems: problems.slice(0, PROBLEMS_KEPT) };
}

/** Rows up to the heading are not data. The heading's row index counts rows of the sheet, as the first rows were shown to the format. */
function isHeadingOrBefore(file: FileRow & { seen?: number }, _line: number, _index: number): boolean {
  file.seen = (file.seen ?? -1) + 1;
  return file.seen <= file.recognition!.headingRow;
}

/** What applying would do, without doing it. */
export async function previewRun(kernel: Kernel, target: ImportTarget, run: RunRow, progress: (rows: number) => void): Promise<Preview> {
  const preview: Preview = { new: 0, changed: 0, same: 0, unreadable: run.counts.quarantined, samples: [] };
  const kept = { new: 0, changed: 0, same: 0, unreadable: 0 };
  let cursor: string | null = null;
  let seen = 0;
  for (;;) {
    const rows = await nextRows(kernel.db, run.id, cursor, 500);
    const last = rows.at(-1);
    if (!last) return preview;
    cursor = last.key;
    const outcomes = new Map((await target.preview(kernel, forTarget(rows), run.settings)).map((o) => [o.line, o] as const));
    for (const [index, row] of forTarget(rows).entries()) {
      const outcome = outcomes.get(row.line);
      const is = outcome?.is === 'accepted' ? 'new' : outcome?.is === 'updated' ? 'changed' : outcome?.is === 'unchanged' ? 'same' : 'unreadable';
      preview[is] += 1;
      if (kept[is] < SAMPLES) {
        kept[is] += 1;
        preview.samples.push({ is, line: rows[index]!.line, key: row.key, record: row.record });
      }
    }
    seen += rows.length;
    progress(seen);
  }
}
