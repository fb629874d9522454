import { z } from 'zod';
import { scopeOf } from '../actor.ts';
import type { FileStore } from '../file-store.ts';
import { kernelNo, refuse } from '../refusal.ts';
import { id, text } from '../schemas.ts';
import type { Tx } from '../tx.ts';
import { verb } from '../verb.ts';
import { words } from '../words.ts';
import { forTarget, pairUp } from './apply-chunk.ts';
import { row as rowName } from './contract.ts';
import { rowDismissed, rowMended } from './facts.ts';
import { MERGED, type ImportKind, type ImportProblem } from './format.ts';
import { importNo } from './refusals.ts';
import { sourceCells } from './row-cells.ts';
import { importers } from './run-verbs.ts';
import { formatOf, isData, stagedRow, type DataFile } from './stage.ts';
import { filesOf, reviveRecognition, runById, type Placed, type RunCounts, type RunRow } from './store.ts';
import type { ImportTarget } from './target.ts';
import { rowVerbs } from './row-verbs.ts';

type Problems = Omit<ImportProblem, 'line'>[];
interface Held { run: RunRow; state: string; cells: string[] | null; problems: Problems | null; version: number }
const input = z.strictObject({ id, row: rowName, version: z.int() });

export const placeOf = (row: string): { position: number; line: number } => {
  const [position, line] = row.split('-');
  return { position: Number(position), line: Number(line) };
};

/** The run is locked first, as by its chunks: counts and rows move together. */
async function lockRow(tx: Tx, asked: z.output<typeof input>): Promise<Held | null> {
  const run = await runById(tx.runner, asked.id, true);
  const { position, line } = placeOf(asked.row);
  const { rows } = await tx.runner.query<Omit<Held, 'run'>>('select state, cells, problems, version from kernel.import_row where run_id = $1 and position = $2 and line = $3', [asked.id, position, line]);
  return run && rows[0] && rows[0].state !== 'staged' ? { run, ...rows[0] } : null;
}

/** A row that is dealt with is not touched again, and nobody overwrites what a colleague has just changed. */
function stillOpen(held: Held, version: number): void {
  if (!['running', 'failed', 'done', 'cancelled'].includes(held.run.state))
    throw refuse(importNo['wrong-state'], held.run.state === 'undone' ? words('这次导入已撤回。', 'The import was taken back.') : words('请先开始导入，再修改待处理的行。', 'Start the import before mending its rows.'));
  if (held.state !== 'quarantined') throw refuse(importNo['row-settled']);
  if (held.version !== version) throw refuse(kernelNo['changed-meanwhile']);
}

type Named = Exclude<keyof RunCounts, 'units'>;

/** Called when the row has its new state. `mended`: what became of it and the group (order) that it belongs to. */
async function noteCounts(tx: Tx, run: RunRow, change: Partial<Record<Named, number>>, mended?: { is: 'accepted' | 'updated' | 'unchanged'; group: string }): Promise<void> {
  const counts = { ...run.counts };
  for (const [name, by] of Object.entries(change) as [Named, number][]) counts[name] += by;
  if (counts.units) {
    const { rows: [now] } = await tx.runner.query<{ waiting: bigint; mended: bigint }>(
      `select count(distinct case when group_key = '' then position || '-' || line else group_key end) filter (where state = 'quarantined') as waiting,
         count(*) filter (where state = 'mended' and group_key = $2) as mended from kernel.import_row where run_id = $1`, [run.id, mended?.group ?? '']);
    counts.units = { ...counts.units, quarantined: Number(now!.waiting) };
    // The second row of an order that was mended is the same order.
    if (mended && Number(now!.mended) === 1) counts.units[mended.is] += 1;
  }
  // The totals with it are counted by a node, once for all rows that are mended meanwhile: the files may be large.
  await tx.runner.query('update kernel.import_run set counts = $2, recount_due = recount_due or $3 where id = $1', [run.id, JSON.stringify(counts), mended !== undefined]);
}

/**
 * Changed cells of a row in quarantine: read again by the format of its file, and applied at once. What is still wrong stays in
 * quarantine, as changed, with its new reasons. @throws Refusal imports.row-settled, imports.row-empty, kernel.changed-meanwhile
 */
export const mendRow = (store: FileStore, targetOf: (kinds: readonly ImportKind[]) => ImportTarget) => verb({
  name: rowVerbs.mend, title: words('修改待处理的行', 'Mend a row'), may: importers,
  input: input.extend({ cells: z.array(z.strictObject({ at: z.int().min(0).max(999), value: z.string().max(32_767).refine((v) => v.isWellFormed() && !v.includes('\u0000')) })).max(1_000) }),
  subject: lockRow,
  inScope: (actor, _scope, held) => scopeOf(actor, targetOf(held.run.kinds).may) !== null,
  run: async (tx, asked, held) => {
    stillOpen(held, asked.version);
    const { run } = held;
    // What the row brings belongs to its run.
    tx.audit({ type: 'import', id: run.id });
    const target = targetOf(run.kinds);
    const { position, line } = placeOf(asked.row);
    const file = (await filesOf(tx.runner, run.id)).filter(isData).find((f) => f.position === position);
    if (!file) throw new Error(`import ${run.run_no} has a row of a file that it does not have`);
    const before = held.cells ?? (await sourceCells(store, file, line));
    if (!before) throw refuse(importNo['file-gone']);
    const cells = [...before];
    for (const { at, value } of asked.cells) {
      while (cells.length <= at) cells.push('');
      cells[at] = value;
    }
    const read = readAgain(target, file, line, cells, tx.now, stillMerged(file, held.problems ?? [], asked.cells.map((c) => c.at)));
    const outcome = read.record ? pairUp([read.record], await target.apply(tx, forTarget([read.record]), run.settings))[0]!.outcome : null;
    const problems: Problems = outcome === null ? read.problems : outcome.is === 'quarantined' ? outcome.problems : [];
    const is = outcome?.is ?? 'quarantined';
    await tx.runner.query(
      `update kernel.import_row set state = $4, cells = $5, problems = $6, record = $7, key = $8, group_key = $9, changed_at = to_timestamp($10 / 1000.0), changed_by = $11, version = version + 1
       where run_id = $1 and position = $2 and line = $3`,
      // What was put right is kept: the totals are counted with it, and the same file does not ask for it again.
      [run.id, position, line, is === 'quarantined' ? 'quarantined' : 'mended', JSON.stringify(cells), JSON.stringify(problems),
        is === 'quarantined' && read.record ? JSON.stringify(read.record.record) : null, read.record?.key ?? '', read.record?.group ?? '', tx.now, tx.actor.name]);
    if (is !== 'quarantined') {
      await noteCounts(tx, run, { quarantined: -1, [is]: 1 }, { is, group: read.record?.group ?? '' });
      tx.fact(rowMended, run.id, { runNo: run.run_no, line, outcome: is });
    }
    // Which columns, never what stands in them: the audit holds no personal data.
    tx.audit({ type: 'import', id: run.id }, { row: asked.row, columns: asked.cells.map((c) => c.at), outcome: is });
    return { row: asked.row, outcome: is, problems };
  },
});

/** Merged cells that nobody has written over: what stands in them is still that of several rows. Writing the same once more says that it is this row's. */
function stillMerged(file: DataFile, before: Problems, written: readonly number[]): Problems {
  const places = new Map(file.recognition.columns);
  return before.filter((p) => p.code === MERGED && p.column !== undefined && !places.get(p.column)?.some((at) => written.includes(at)));
}

function readAgain(target: ImportTarget, file: DataFile, line: number, cells: readonly string[], now: number, merged: Problems): { record: Placed | null; problems: Problems } {
  const read = formatOf(target, file.format).open(reviveRecognition(file.recognition), file.mapping).read(cells, line);
  const row = stagedRow(target, file, line, cells, read, now);
  if (!row) throw refuse(importNo['row-empty']);
  const problems = [...(row.state === 'quarantined' ? (row.problems as Problems) : []), ...merged];
  if (problems.length > 0) return { record: null, problems };
  return { record: { position: file.position, line, kind: file.kind, key: row.key, group: row.group, record: row.record }, problems: [] };
}

/** A person decides that a row is not needed. It stays to be seen, with the reason. */
export const dismissRow = (targetOf: (kinds: readonly ImportKind[]) => ImportTarget) => verb({
  name: 'imports.dismiss-row', title: words('不再处理这一行', 'Dismiss a row'), may: importers,
  input: input.extend({ reason: text(200, 2) }),
  subject: lockRow,
  inScope: (actor, _scope, held) => scopeOf(actor, targetOf(held.run.kinds).may) !== null,
  run: async (tx, asked, held) => {
    stillOpen(held, asked.version);
    const { position, line } = placeOf(asked.row);
    await tx.runner.query(
      "update kernel.import_row set state = 'dismissed', note = $4, changed_at = to_timestamp($5 / 1000.0), changed_by = $6, version = version + 1 where run_id = $1 and position = $2 and line = $3",
      [held.run.id, position, line, asked.reason, tx.now, tx.actor.name]);
    await noteCounts(tx, held.run, { quarantined: -1, dismissed: 1 });
    tx.fact(rowDismissed, held.run.id, { runNo: held.run.run_no, line, reason: asked.reason });
    tx.audit({ type: 'import', id: held.run.id }, { row: asked.row }, asked.reason);
    return { row: asked.row };
  },
});
