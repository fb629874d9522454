import { sql } from 'kysely';
import { scopeOf, type Actor, type Policy } from '../actor.ts';
import type { Answer, Endpoint } from '../http/contract.ts';
import type { Asked } from '../http/route.ts';
import { every, page } from '../keyset.ts';
import { allPosts, posts } from '../posts.ts';
import { kernelNo, refuse } from '../refusal.ts';
import type { Queryable } from '../db/index.ts';
import { searchQuery } from '../search.ts';
import { words, type Words } from '../words.ts';
import type { z } from 'zod';
import { isReconciled } from './apply-chunk.ts';
import type * as contract from './contract.ts';
import type { ImportKind, ImportProblem } from './format.ts';
import type { Imports } from './imports.ts';
import { placeOf } from './mend-row.ts';
import { differByOne } from './recognise.ts';
import { shownCells, sourceCells } from './row-cells.ts';
import { importers } from './run-verbs.ts';
import { isData } from './stage.ts';
import { filesOf, noCounts, runById, tableName, type FileRow, type RunRow } from './store.ts';
import type { ImportTarget, NeedName } from './target.ts';
import { mayBeUndone, previewUndo } from './undo-run.ts';

type QueryOf<E> = E extends Endpoint<z.ZodType, infer Q, z.ZodType, z.ZodType> ? z.output<Q> : never;
type ParamsOf<E> = E extends Endpoint<infer P, z.ZodType, z.ZodType, z.ZodType> ? z.output<P> : never;
type Answers = { [K in 'listRuns' | 'readRun' | 'listKinds' | 'listQuarantine' | 'readRow']: Answer<(typeof contract)[K]> };

export const mayRead: Policy = { ...importers, auditor: 'all' };
/** Posts that answer for the whole department see every run; the others the kinds that they may import, and their own runs. */
const seeAll: Policy = { auditor: 'all', administrator: 'all', 'general-manager': 'all', 'department-head': 'all' };

const visible = (imports: Imports, actor: Actor) => scopeOf(actor, seeAll) !== null ? null
  : sql`(r.started_by = ${actor.id} or r.kinds <@ ${imports.kindsFor(actor)}::text[])`;

function sees(imports: Imports, actor: Actor, run: RunRow): boolean {
  if (scopeOf(actor, seeAll) !== null || (actor.id !== null && run.started_by === actor.id)) return true;
  const mine = imports.kindsFor(actor);
  return run.kinds.every((k) => mine.includes(k));
}

/** What the rows say is for who put the file in, who sees all orders, and nobody else: others may import such files without seeing each other's orders. */
function previewFor(actor: Actor, run: RunRow): RunRow['preview'] {
  if (run.preview === null || scopeOf(actor, seeAll) !== null || (actor.id !== null && run.started_by === actor.id)) return run.preview;
  return { ...run.preview, samples: run.preview.samples.map(({ changes: _, ...sample }) => ({ ...sample, text: null })) };
}

const needLabels: Record<NeedName, Words> = { store: words('店铺', 'Store'), warehouse: words('仓库', 'Warehouse'), account: words('收款账户', 'Payment account') };

/** A kind that is no longer imported by anything keeps its runs in the list. */
const titleOf = (imports: Imports, kinds: readonly ImportKind[]): Words =>
  imports.targets.find((t) => kinds.every((k) => t.kinds.includes(k)))?.title ?? words(kinds.join('、'), kinds.join(', '));

const head = (imports: Imports, run: RunRow) => ({
  id: run.id, runNo: run.run_no, title: titleOf(imports, run.kinds), kinds: run.kinds, state: run.state, counts: { ...noCounts, ...run.counts }, reconciled: isReconciled(run),
  startedBy: run.started_by_name, createdAt: run.created_at, finishedAt: run.finished_at, error: run.error,
});

export const runs = (imports: Imports) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof contract.listRuns>>): Promise<Answers['listRuns']> => {
  const q = searchQuery(query.q ?? '');
  const found = await page<RunRow & { files: string[] }, 'created' | 'number'>(kernel, {
    select: sql`r.*, (select coalesce(array_agg(distinct f.name), '{}') from kernel.import_file f where f.run_id = r.id) as files`,
    from: sql`from kernel.import_run r ${every([
      visible(imports, actor!),
      q !== null && sql`r.search @@ ${q}::tsquery`,
      query.state && sql`r.state = any (${query.state}::text[])`,
      query.kind && sql`r.kinds && ${query.kind}::text[]`,
      query.waiting && sql`exists (select 1 from kernel.import_row w where w.run_id = r.id and w.state = 'quarantined')`,
      query.mine && sql`r.started_by = ${actor!.id}`,
    ])}`,
    id: sql`r.id`, orders: { created: { by: sql`r.created_at`, type: 'timestamptz' }, number: { by: sql`r.run_no`, type: 'text' } },
    sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map((run) => ({ ...head(imports, run), files: run.files })) };
};

export const kinds = (imports: Imports) => async ({ actor }: Asked<undefined, undefined>): Promise<Answers['listKinds']> => ({
  rows: imports.targets.filter((t) => scopeOf(actor, t.may) !== null).map((t) => ({
    title: t.title, kinds: [...t.kinds], formats: t.formats.map((f) => ({ id: f.id, kind: f.kind, title: f.title })),
    needs: t.needs.map((n) => ({ name: n.name, label: needLabels[n.name], optional: n.optional ?? false })), templates: Object.keys(t.templates ?? {}),
  })),
  others: imports.targets.filter((t) => scopeOf(actor, t.may) === null).map((t) => ({ title: t.title, posts: allPosts.filter((post) => t.may[post] !== undefined).map((post) => posts[post]) })),
});

export async function runDetail(imports: Imports, actor: Actor, id: string): Promise<Answers['readRun']> {
  const { db } = imports.kernel;
  const run = await runById(db, id);
  if (!run || !sees(imports, actor, run)) throw refuse(kernelNo['not-found']);
  const [files, waiting] = await Promise.all([
    filesOf(db, id),
    db.query<{ n: bigint }>("select count(*) as n from kernel.import_row where run_id = $1 and state = 'quarantined' and record is not null", [id]),
  ]);
  const target = imports.targets.find((t) => run.kinds.every((k) => t.kinds.includes(k)));
  return {
    ...head(imports, run), files: files.map(shownFile), needs: target ? await needsOf(imports, target, actor) : [], settings: run.settings, progress: imports.progressOf(id),
    unit: target?.unit ?? null, preview: previewFor(actor, run), totals: run.totals, checks: run.reconciliation, recounting: run.recount_due, difference: run.difference, undone: run.undone, undo: undoOf(run, target, actor), problems: run.problems, retriable: run.state === 'done' ? Number(waiting.rows[0]!.n) : 0,
  };
}

/** Whoever may not import this kind is not told that he could take it back. */
const undoOf = (run: RunRow, target: ImportTarget | undefined, actor: Actor): Answers['readRun']['undo'] =>
  ({ possible: target !== undefined && scopeOf(actor, target.may) !== null && mayBeUndone(run, target), instead: target && !target.undo.possible && run.state === 'done' ? target.undo.instead : null });

const needsOf = (imports: Imports, target: ImportTarget, actor: Actor) => Promise.all(target.needs.map(async (n) => ({
  name: n.name, label: needLabels[n.name], optional: n.optional ?? false, options: (await imports.choices(n.name, actor)).map((c) => ({ id: c.id, label: c.label })),
})));

/** Another format that fits about as well makes a person look. */
const NEARLY = 0.05;

function shownFile(file: FileRow): Answers['readRun']['files'][number] {
  const found = file.recognition;
  const rivals = file.alternatives.filter((a) => a.missing.length === 0 && found !== null && a.score >= found.score - NEARLY);
  return {
    position: file.position, name: tableName(file), encoding: file.encoding, as: found && { format: found.format, kind: found.kind, title: found.title },
    sure: found !== null && found.missing.length === 0 && rivals.length === 0,
    missing: (found?.missing ?? []).map((key) => ({ key, guess: found!.unknown.find((u) => differByOne(u, key)) ?? null })),
    headings: found ? found.columns.toSorted((a, b) => a[1][0]! - b[1][0]!).map(([name]) => name) : [], unknown: [...(found?.unknown ?? [])],
    alternatives: file.alternatives.map((a) => ({ format: a.format, kind: a.kind, title: a.title })), alarms: file.alarms, mapping: file.mapping, knownFrom: file.known_from,
  };
}

export const undoPreview = (imports: Imports) => async ({ kernel, actor, params, query }: Asked<ParamsOf<typeof contract.lookAtUndo>, QueryOf<typeof contract.lookAtUndo>>): Promise<Answer<typeof contract.lookAtUndo>> => {
  const run = await runById(kernel.db, params.id);
  if (!run || !sees(imports, actor!, run)) throw refuse(kernelNo['not-found']);
  return previewUndo(kernel, imports.targetOf(run.kinds), run, { actor: actor!, withLater: query.withLater ?? false });
};

export const brought = (imports: Imports) => async ({ kernel, actor, params, query }: Asked<ParamsOf<typeof contract.listBrought>, QueryOf<typeof contract.listBrought>>): Promise<Answer<typeof contract.listBrought>> => {
  const run = await runById(kernel.db, params.id);
  if (!run || !sees(imports, actor!, run)) throw refuse(kernelNo['not-found']);
  const { undo } = imports.targetOf(run.kinds);
  if (!undo.possible) return { rows: [], next: null, total: 0 };
  const found = await undo.brought(kernel, { id: run.id, runNo: run.run_no }, actor!, { cursor: query.cursor, limit: query.limit });
  return { ...found, rows: found.rows.map(({ isTakenBack, ...row }) => ({ ...row, takenBack: isTakenBack })) };
};

interface BadRow {
  run_id: string; run_no: string; position: number; line: number; kind: string; state: 'quarantined' | 'dismissed' | 'mended' | 'undone'; key: string; problems: Omit<ImportProblem, 'line'>[] | null;
  note: string | null; changed_by: string | null; changed_at: number | null; version: number; name: string; member: string | null; sheet: string;
}
const badColumns = sql`w.run_id, r.run_no, w.position, w.line, w.kind, w.state, w.key, w.problems, w.note, w.changed_by, w.changed_at, w.version, f.name, f.member, f.sheet`;
const badFrom = sql`from kernel.import_row w join kernel.import_run r on r.id = w.run_id join kernel.import_file f on f.run_id = w.run_id and f.position = w.position`;
const shownRow = (w: BadRow): Answers['listQuarantine']['rows'][number] => ({
  row: `${w.position}-${w.line}`, run: w.run_id, runNo: w.run_no, file: tableName(w), line: w.line, kind: w.kind, state: w.state, key: w.key === '' ? null : w.key, problems: w.problems ?? [],
  note: w.note, changedBy: w.changed_by, changedAt: w.changed_at, version: w.version,
});

export const quarantine = (imports: Imports) => async ({ kernel, actor, query }: Asked<undefined, QueryOf<typeof contract.listQuarantine>>): Promise<Answers['listQuarantine']> => {
  const run = query.run === undefined || query.run === '' ? null : query.run;
  if (run !== null && !/^[0-9a-f-]{36}$/i.test(run)) throw refuse(kernelNo['invalid-input']);
  const where = every([
    visible(imports, actor!),
    sql`w.state = any (${query.state ?? ['quarantined']}::text[])`,
    run !== null && sql`w.run_id = ${run}`,
    query.kind && sql`w.kind = any (${query.kind}::text[])`,
    query.code !== undefined && query.code !== '' && sql`w.problems @> ${JSON.stringify([{ code: query.code }])}::jsonb`,
    query.q !== undefined && query.q !== '' && sql`(strpos(lower(w.key), lower(${query.q})) > 0 or strpos(lower(coalesce(w.cells::text, '')), lower(${query.q})) > 0 or w.line::text = ${query.q} or r.run_no = ${query.q})`,
  ]);
  const [found, codes] = await Promise.all([
    page<BadRow, 'created'>(kernel, {
      select: badColumns, from: sql`${badFrom} ${where}`,
      // Inside one run as they stand in the file; of all runs the newest first.
      id: sql`(w.run_id::text || lpad(w.position::text, 4, '0') || lpad(w.line::text, 9, '0'))`, idType: 'text',
      orders: { created: { by: sql`r.created_at`, type: 'timestamptz' } }, sort: query.sort ?? (run === null ? '-created' : 'created'), cursor: query.cursor, limit: query.limit,
    }),
    query.cursor === undefined
      ? sql<{ code: string; rows: bigint }>`select p.code, count(*) as rows ${badFrom}, lateral (select distinct e ->> 'code' as code from jsonb_array_elements(w.problems) e) p ${where} group by p.code order by 2 desc, 1 limit 50`
        .execute(kernel.runner.tables<Record<string, never>>())
      : null,
  ]);
  return { ...found, rows: found.rows.map(shownRow), codes: (codes?.rows ?? []).map((c) => ({ code: c.code, rows: Number(c.rows) })) };
};

export const badRow = (imports: Imports) => async ({ kernel, actor, params }: Asked<ParamsOf<typeof contract.readRow>, undefined>): Promise<Answers['readRow']> => {
  const run = await runById(kernel.db, params.id);
  if (!run || !sees(imports, actor!, run)) throw refuse(kernelNo['not-found']);
  const { position, line } = placeOf(params.row);
  const { rows: [row] } = await sql<BadRow & { cells: string[] | null }>`select ${badColumns}, w.cells ${badFrom}
    where w.run_id = ${params.id} and w.position = ${position} and w.line = ${line} and w.state <> 'staged'`.execute(kernel.runner.tables<Record<string, never>>());
  const file = (await filesOf(kernel.db, run.id)).filter(isData).find((f) => f.position === position);
  if (!row || !file) throw refuse(kernelNo['not-found']);
  const cells = row.cells ?? (await sourceCells(imports.files, file, line)) ?? [];
  return { ...shownRow(row), cells: shownCells(file, cells, row.problems ?? []) };
};

/** The whole cells of a row in quarantine by `cell-N`, with the run's kinds: for the verb that shows one of them with a reason. Null where there is no such row. */
export async function fullCells(imports: Imports, on: Queryable, of: { run: string; row: string }): Promise<{ kinds: readonly ImportKind[]; cells: Record<string, string> } | null> {
  const run = await runById(on, of.run);
  const { position, line } = placeOf(of.row);
  const { rows: [row] } = await on.query<{ cells: string[] | null }>("select cells from kernel.import_row where run_id = $1 and position = $2 and line = $3 and state <> 'staged'", [of.run, position, line], 'imports.full_cells');
  const file = run && (await filesOf(on, run.id)).filter(isData).find((f) => f.position === position);
  if (!run || !row || !file) return null;
  const cells = row.cells ?? (await sourceCells(imports.files, file, line)) ?? [];
  return { kinds: run.kinds, cells: Object.fromEntries(cells.map((value, at) => [`cell-${at}`, value])) };
}
