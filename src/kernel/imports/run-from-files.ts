import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { system, type Actor } from '../actor.ts';
import { refuse } from '../refusal.ts';
import { words, type Words } from '../words.ts';
import { isReconciled } from './apply-chunk.ts';
import { importKinds } from './contract.ts';
import type { ImportKind, ImportProblem } from './format.ts';
import type { Imports } from './imports.ts';
import type { Upload } from './intake.ts';
import { importNo } from './refusals.ts';
import { filesOf, tableName, type RunProblem, type RunRow, type StoredReconciliation } from './store.ts';
import type { ImportSettings, NeedName } from './target.ts';

export interface FileImportAsk {
  kind: string;
  paths: readonly string[];
  /** Store, warehouse, account: by id, or by the name that people use. */
  settings: { readonly [N in NeedName]?: string | undefined };
  /** Reads and says what would happen; nothing is changed. */
  /** Why files whose totals disagree with their rows are imported all the same. */
  differs?: string | undefined;
  dryRun: boolean;
  /** Who does it; the command line itself when absent. */
  actor?: Actor;
}

/** What `dianzhang import … --json` prints. Totals are money in fen, or counts. */
export interface FileImportResult {
  rows: number; accepted: number; unchanged: number; updated: number; quarantined: number;
  totals: Record<string, number>;
  /** Every total that the files state agrees with their rows. */
  reconciled: boolean;
  checks: readonly StoredReconciliation[];
  /** Of rows, and of the file as a whole (line 0). `file` where several were imported. */
  problems: { line: number; code: string; column?: string; message: Words; file?: string }[];
  runNo: string;
}

/**
 * Imports files from the disk, as the command line does: take, read, apply, and wait. Joins a running server's database; whichever
 * process gets to it first does the work. @throws Refusal for a kind, file or choice that is not right; nothing is changed then
 */
export async function runImportFromFiles(imports: Imports, ask: FileImportAsk): Promise<FileImportResult> {
  const actor = ask.actor ?? system('命令行');
  if (!(importKinds as readonly string[]).includes(ask.kind))
    throw refuse(importNo['other-kind'], words(`没有导入种类“${ask.kind}”，可用：${importKinds.join('、')}。`, `There is no import kind "${ask.kind}"; there are ${importKinds.join(', ')}.`));
  const kind = ask.kind as ImportKind;
  const target = imports.targetOf([kind]);
  const settings = await namedSettings(imports, actor, ask.settings, target.needs.map((n) => n.name));
  const uploads: Upload[] = [];
  for (const file of ask.paths) {
    await readable(file);
    uploads.push({ name: path.basename(file), get content() { return createReadStream(file); } });
  }
  const taken = await imports.take(actor, uploads, () => kind);
  await imports.stage(actor, taken.id, { settings, withPreview: ask.dryRun }).catch(async (error: unknown) => {
    await imports.cancel(actor, taken.id);
    throw error;
  });
  const staged = await imports.settled(taken.id);
  if (staged.state !== 'staged') throw stopped(staged);
  if (ask.dryRun) {
    const result = await previewOf(imports, staged);
    await imports.cancel(actor, taken.id);
    return result;
  }
  await imports.commit(actor, taken.id, {}, ask.differs).catch(async (error: unknown) => {
    await imports.cancel(actor, taken.id);
    throw error;
  });
  const run = await imports.settled(taken.id);
  if (run.state !== 'done') throw stopped(run);
  return resultOf(imports, run, { ...run.counts }, [...await quarantined(imports, run), ...run.problems]);
}

const stopped = (run: RunRow): Error =>
  refuse(importNo.stopped, run.error ?? words(`导入 ${run.run_no} 目前为 ${run.state}。`, `Import ${run.run_no} is ${run.state}.`), { run: run.run_no, state: run.state });

async function readable(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(importNo['no-file'], words(`无法读取文件 ${file}（${error.code ?? error.message}）。`, `The file ${file} cannot be read (${error.code ?? error.message}).`));
  });
  if (!found.isFile()) throw refuse(importNo['no-file'], words(`${file} 不是文件。`, `${file} is not a file.`));
}

/** Names as people type them become ids. What the kind does not ask for is refused rather than ignored. */
async function namedSettings(imports: Imports, actor: Actor, given: FileImportAsk['settings'], needs: readonly NeedName[]): Promise<ImportSettings> {
  const settings: ImportSettings = {};
  for (const [name, wanted] of Object.entries(given) as [NeedName, string | undefined][]) {
    if (wanted === undefined) continue;
    if (!needs.includes(name)) throw refuse(importNo['setting-unknown'], words(`这种导入不需要 --${name}。`, `This kind of import takes no --${name}.`));
    const choices = await imports.choices(name, actor);
    const same = (text: string): boolean => text.normalize('NFKC').toLowerCase() === wanted.normalize('NFKC').toLowerCase().trim();
    const found = choices.filter((c) => [c.id, c.label, ...(c.also ?? [])].some(same));
    if (found.length !== 1) {
      const list = choices.slice(0, 10).map((c) => c.label).join('、');
      throw refuse(importNo['setting-unknown'], found.length === 0
        ? words(`没有“${wanted}”。可选：${list || '（无）'}。`, `There is no "${wanted}". There are: ${list || '(none)'}.`)
        : words(`“${wanted}”不止一个，请用编号指定。`, `"${wanted}" is not the only one; give its id.`));
    }
    settings[name] = found[0]!.id;
  }
  return settings;
}

async function quarantined(imports: Imports, run: RunRow): Promise<RunProblem[]> {
  const names = new Map((await filesOf(imports.kernel.db, run.id)).map((f) => [f.position, tableName(f)]));
  const { rows } = await imports.kernel.db.query<{ position: number; line: number; problems: Omit<ImportProblem, 'line'>[] }>(
    "select position, line, problems from kernel.import_row where run_id = $1 and state = 'quarantined' order by position, line limit 10000", [run.id]);
  return rows.flatMap((row) => row.problems.map((p) => ({ ...p, line: row.line, file: names.get(row.position) ?? '' })));
}

async function previewOf(imports: Imports, run: RunRow): Promise<FileImportResult> {
  const { new: accepted, changed: updated, same: unchanged, unreadable } = run.preview!;
  return resultOf(imports, run, { ...run.counts, accepted, updated, unchanged, quarantined: unreadable }, [...await quarantined(imports, run), ...(run.preview!.stop?.reasons ?? []).map((message): RunProblem => ({ line: 0, code: 'import.stands-against', message, file: '' })), ...run.preview!.problems, ...run.problems]);
}

async function resultOf(imports: Imports, run: RunRow, counts: RunRow['counts'], problems: readonly RunProblem[]): Promise<FileImportResult> {
  const files = await filesOf(imports.kernel.db, run.id);
  const leftOut = files.flatMap((f) => f.alarms.map((alarm) => ({ ...alarm, file: tableName(f) })));
  const told = new Set<string>();
  const all = [...leftOut, ...problems].filter((p) => {
    const key = JSON.stringify([p.file, p.line, p.code, p.column]);
    return !told.has(key) && told.add(key);
  });
  return {
    rows: counts.rows, accepted: counts.accepted, unchanged: counts.unchanged, updated: counts.updated, quarantined: counts.quarantined, totals: run.totals, reconciled: isReconciled(run),
    checks: run.reconciliation, runNo: run.run_no,
    problems: all.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line).map(({ file, ...p }) => ({
      line: p.line, code: p.code, ...(p.column === undefined ? {} : { column: p.column }), message: p.message, ...(files.length > 1 ? { file } : {}),
    })),
  };
}
