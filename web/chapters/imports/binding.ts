import {
  cancel, commit, dismissRow, listQuarantine, mapRun, mendRow, readRow, readRun, retry,
} from '../../../src/kernel/imports/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { words, type Words } from '../../../src/kernel/words.ts';
import { call } from '../../ui/api.ts';
import { ReadingStopped, type BadRow, type ImportApi, type ImportDraft, type ImportPreview, type ImportRun, type ImportStanding, type RowProblem } from '../../ui/import/import-api.ts';
import { uploadFiles } from '../../ui/upload.ts';

type Run = Answer<typeof readRun>;

const SHOWN = 50;
const LOOK_MS = 500;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A missing key column is asked per file: two files may miss a column of the same name. */
const SEP = '|';

function draftOf(run: Run): ImportDraft {
  return {
    id: run.id,
    files: run.files.map((f) => ({
      key: String(f.position), name: f.name, as: f.as?.title ?? null, sure: f.sure, note: f.as ? null : (f.alarms[0]?.message ?? null), knownFrom: f.knownFrom,
      formats: f.alternatives.length > 0 && f.as ? [f.as, ...f.alternatives].map((a) => ({ value: a.format, title: a.title })) : [], format: f.as?.format ?? null,
    })),
    missing: run.files.flatMap((f) => f.missing.map((m) => ({ key: `${f.position}${SEP}${m.key}`, label: words(m.key, m.key), headings: f.headings, guess: m.guess ?? f.mapping[m.key] ?? null }))),
    unknown: [...new Set(run.files.flatMap((f) => f.unknown))],
    chosen: Object.fromEntries(Object.entries(run.settings).flatMap(([name, value]) => (value ? [[name, value]] : []))),
    needs: run.needs.map((n) => ({ key: n.name, label: n.label, optional: n.optional, options: n.options.map((o) => ({ value: o.id, label: o.label })) })),
  };
}

const problemOf = (p: { code: string; column?: string | undefined; message: Words; value?: string | undefined }): RowProblem => ({ code: p.code, column: p.column ?? null, message: p.message, value: p.value ?? null });

const badOf = (rows: Answer<typeof listQuarantine>['rows']): BadRow[] =>
  rows.map((r) => ({ id: r.row, line: r.line, file: r.file, problems: r.problems.map(problemOf) }));

const is = { new: 'accepted', changed: 'updated', same: 'unchanged', unreadable: 'quarantined' } as const;

function previewOf(run: Run): ImportPreview {
  const p = run.preview;
  return {
    accepted: p?.new ?? 0, updated: p?.changed ?? 0, unchanged: p?.same ?? 0, quarantined: p?.unreadable ?? 0, checks: run.checks, stop: p?.stop ?? null,
    units: p?.units ? { name: p.units.name, accepted: p.units.new, updated: p.units.changed, unchanged: p.units.same, quarantined: p.units.unreadable } : null,
    columns: p?.columns ?? [],
    samples: (p?.samples ?? []).map((s) => ({ key: s.key || `${s.line}`, is: is[s.is], text: s.text, changes: s.changes ?? [] })),
    bad: [...Map.groupBy(p?.problems ?? [], (b) => `${b.file ?? ''} ${b.line}`).entries()].map(([id, found]) => ({ id, line: found[0]!.line, file: found[0]!.file ?? null, problems: found.map(problemOf) })),
    notes: run.problems.filter((x) => x.line === 0).map((x) => ({ line: x.line, message: x.message })),
  };
}

async function runOf(id: string): Promise<ImportRun> {
  const run = await call(readRun, { params: { id } });
  const bad = run.counts.quarantined > 0 && run.state !== 'running' ? badOf((await call(listQuarantine, { query: { run: id, limit: String(SHOWN) } })).rows) : [];
  return {
    id, state: run.state === 'done' || run.state === 'cancelled' || run.state === 'undone' || run.state === 'running' ? run.state : 'failed', rows: run.counts.rows, done: run.counts.rows - run.counts.staged,
    accepted: run.counts.accepted, updated: run.counts.updated, unchanged: run.counts.unchanged, quarantined: run.counts.quarantined, dismissed: run.counts.dismissed, difference: run.difference,
    units: run.unit && run.counts.units ? { name: run.unit, ...run.counts.units } : null, checks: run.checks, bad, retriable: run.retriable, failure: run.error, recounting: run.recounting,
  };
}

/** Waits until the files are read. The server reads on when the page is closed. */
async function awaitPreview(id: string, onProgress: (rows: number) => void): Promise<ImportPreview> {
  for (;;) {
    const run = await call(readRun, { params: { id } });
    if (run.state === 'staged') return previewOf(run);
    if (run.state !== 'staging') throw run.error ? new ReadingStopped(run.error) : new Error(run.state);
    onProgress(run.progress ?? run.counts.rows);
    await pause(LOOK_MS);
  }
}

/** The wizard's words to the server's import routes. */
export const importApi: ImportApi = {
  async upload(files, onProgress, key) {
    return draftOf(await uploadFiles<Run>('/imports/upload', files, onProgress, {}, key));
  },
  async open(id): Promise<ImportStanding> {
    const run = await call(readRun, { params: { id } });
    const draft = draftOf(run);
    if (run.state === 'recognised' || run.state === 'unreadable') return { is: 'draft', draft, failure: run.error };
    if (run.state === 'staging') return { is: 'reading', draft };
    if (run.state === 'staged') return { is: 'preview', draft, preview: previewOf(run) };
    return { is: 'run', run: await runOf(id) };
  },
  async preview(id, choices, onProgress) {
    const mapping: Record<string, Record<string, string>> = {};
    for (const [key, heading] of Object.entries(choices.mapping)) {
      const [position, column] = key.split(SEP) as [string, string];
      (mapping[position] ??= {})[column] = heading;
    }
    await call(mapRun, { params: { id }, body: { settings: choices.settings, ...(Object.keys(mapping).length ? { mapping } : {}), ...(Object.keys(choices.formats).length ? { formats: choices.formats } : {}) } });
    return awaitPreview(id, onProgress);
  },
  awaitPreview,
  async run(id, differs) {
    await call(commit, { params: { id }, body: differs === undefined ? {} : { differs } });
    return runOf(id);
  },
  follow: runOf,
  async discard(id) {
    await call(cancel, { params: { id }, body: {} });
  },
  async retry(id) {
    await call(retry, { params: { id }, body: {} });
    return runOf(id);
  },
  async openRow(id, row) {
    const opened = await call(readRow, { params: { id, row } });
    return { version: opened.version, problems: opened.problems.map(problemOf), cells: opened.cells };
  },
  async mend(id, row, version, cells) {
    const answer = await call(mendRow, { params: { id, row }, body: { version, cells: [...cells] } });
    return answer.outcome === 'quarantined' ? answer.problems.map(problemOf) : [];
  },
  async dismiss(id, row, version, reason) {
    await call(dismissRow, { params: { id, row }, body: { version, reason } });
  },
};
