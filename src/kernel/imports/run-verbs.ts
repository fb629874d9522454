import { z } from 'zod';
import type { Policy } from '../actor.ts';
import { next } from '../lifecycle.ts';
import { refuse } from '../refusal.ts';
import { id, sha256, text, words as wordsSchema } from '../schemas.ts';
import { searchColumn } from '../search.ts';
import type { Tx } from '../tx.ts';
import { verb } from '../verb.ts';
import { words } from '../words.ts';
import { formatYuan } from '../money.ts';
import { isReconciled } from './apply-chunk.ts';
import { importStarted, runRecounted } from './facts.ts';
import type { ImportKind } from './format.ts';
import { importNo } from './refusals.ts';
import { stillHeld } from './lease.ts';
import { runLife } from './run-life.ts';
import { mendedRows, noCounts, runById, type Difference, type RunRow, type StoredReconciliation } from './store.ts';
import type { ImportTarget } from './target.ts';

/** Posts that import anything at all; what each kind asks for besides is checked against its target. */
export const importers: Policy = {
  'store-operator': 'all', seller: 'all', 'team-lead': 'all', warehouse: 'all', buyer: 'all', 'logistics-clerk': 'all', cashier: 'all', accountant: 'all',
  'department-head': 'all', 'general-manager': 'all', administrator: 'all',
};

/** Bytes that one person may upload within a day: an import is some megabytes, a filled disk stops everybody. */
const DAILY_BYTES = 2_000_000_000;

const json = z.unknown();
const file = z.strictObject({
  upload: z.int().min(0), member: z.string().nullable(), sheet: z.string(), container: z.enum(['csv', 'xlsx']), encoding: z.string().nullable(),
  kind: z.string().nullable(), format: z.string().nullable(), recognition: json, alternatives: z.array(json), alarms: z.array(json),
});
const upload = z.strictObject({ sha256: sha256, size: z.int().min(0), name: text(300, 1), mediaType: text(100, 1) });

export const createRun = verb({
  name: 'imports.create-run', title: words('上传文件', 'Upload files'), may: importers,
  input: z.strictObject({ kinds: z.array(z.string()).min(1), uploads: z.array(upload).min(1).max(20), files: z.array(file).min(1).max(500) }),
  run: async (tx, input) => {
    const run = tx.newId();
    const runNo = await tx.number('IM');
    await withinQuota(tx, input.uploads.reduce((sum, u) => sum + u.size, 0));
    const uploads = input.uploads.map((u) => ({ ...u, id: tx.newId() }));
    await tx.runner.query(
      `insert into kernel.import_run (id, run_no, kinds, state, started_by, started_by_name, created_at, counts, search)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8, array_to_tsvector(string_to_array($9, ' ')))`,
      [run, runNo, input.kinds, runLife.first, tx.actor.id, tx.actor.name, tx.now, JSON.stringify(noCounts), searchColumn({ numbers: [runNo], names: [tx.actor.name, ...input.uploads.map((u) => u.name)] })]);
    await tx.runner.query(
      `insert into kernel.file (id, sha256, size, name, media_type, created_by, created_at)
       select u.id, u.sha256, u.size, u.name, u."mediaType", $2, to_timestamp($3 / 1000.0)
       from jsonb_to_recordset($1::jsonb) as u(id uuid, sha256 text, size bigint, name text, "mediaType" text)`,
      [JSON.stringify(uploads), tx.actor.id, tx.now]);
    await tx.runner.query(
      `insert into kernel.import_file (run_id, position, file_id, name, member, sheet, container, encoding, kind, format, recognition, alternatives, alarms, known_from)
       select $1, f.position, f.file_id, f.name, f.member, f.sheet, f.container, f.encoding, f.kind, f.format, f.recognition, f.alternatives, f.alarms,
         (select r.run_no from kernel.file k join kernel.import_file x on x.file_id = k.id join kernel.import_run r on r.id = x.run_id
          where k.sha256 = f.sha256 and r.state = 'done' order by r.created_at desc limit 1)
       from jsonb_to_recordset($2::jsonb) as f(position int, file_id uuid, sha256 text, name text, member text, sheet text, container text, encoding text, kind text, format text,
         recognition jsonb, alternatives jsonb, alarms jsonb)`,
      [run, JSON.stringify(input.files.map((f, position) => {
        const from = uploads[f.upload]!;
        return { ...f, position, file_id: from.id, sha256: from.sha256, name: from.name };
      }))]);
    tx.audit({ type: 'import', id: run }, { files: input.uploads.map((u) => u.name), kinds: input.kinds });
    return { id: run };
  },
});

async function withinQuota(tx: Tx, more: number): Promise<void> {
  if (tx.actor.id === null) return;
  const { rows } = await tx.runner.query<{ bytes: string | null }>('select sum(size) as bytes from kernel.file where created_by = $1 and created_at > to_timestamp($2 / 1000.0)', [tx.actor.id, tx.now - 86_400_000]);
  if (Number(rows[0]?.bytes ?? 0) + more > DAILY_BYTES) throw refuse(importNo.quota);
}

const lockRun = (tx: Tx, input: { id: string }): Promise<RunRow | null> => runById(tx.runner, input.id, true);
const settings = z.strictObject({ store: id.optional(), warehouse: id.optional(), account: id.optional() });

export const startStaging = verb({
  name: 'imports.start-staging', title: words('读取文件', 'Read the files'), may: importers,
  input: z.strictObject({
    id, settings, withPreview: z.boolean(),
    mapping: z.record(z.string(), z.record(z.string(), z.string())),
    /** Tables that the person takes for another format than the one that fits best. */
    recognitions: z.array(z.strictObject({ position: z.int(), kind: z.string(), format: z.string(), recognition: json })), kinds: z.array(z.string()).min(1),
  }),
  subject: lockRun,
  run: async (tx, input, run) => {
    await tx.runner.query(
      `update kernel.import_run set state = $2, settings = $3, kinds = $4, with_preview = $5, counts = $6, problems = '[]', totals = '{}', reconciliation = '[]', difference = null, error = null, preview = null, cursor = null,
         started_by = $7, started_by_name = $8 where id = $1`,
      [run.id, next(runLife, run.state, 'read'), JSON.stringify(input.settings), input.kinds, input.withPreview, JSON.stringify(noCounts), tx.actor.id, tx.actor.name]);
    for (const r of input.recognitions)
      await tx.runner.query('update kernel.import_file set kind = $3, format = $4, recognition = $5 where run_id = $1 and position = $2', [run.id, r.position, r.kind, r.format, JSON.stringify(r.recognition)]);
    for (const [position, mapping] of Object.entries(input.mapping))
      await tx.runner.query('update kernel.import_file set mapping = mapping || $3 where run_id = $1 and position = $2', [run.id, Number(position), JSON.stringify(mapping)]);
    tx.audit({ type: 'import', id: run.id }, { settings: input.settings, mapping: input.mapping });
    return { id: run.id };
  },
});

export const recordStaging = verb({
  name: 'imports.record-staging', title: words('文件已读取', 'Files were read'), may: importers,
  /** `lease`: of the node that has read them. @throws LeaseLost */
  input: z.strictObject({ id, lease: z.strictObject({ name: z.string(), holder: z.string() }), counts: z.record(z.string(), z.int()), totals: z.record(z.string(), z.int()), reconciliation: z.array(json), problems: z.array(json), preview: json }),
  subject: lockRun,
  run: async (tx, input, run) => {
    await stillHeld(tx.runner, input.lease);
    await tx.runner.query('update kernel.import_run set state = $7, counts = $2, totals = $3, reconciliation = $4, problems = $5, preview = $6 where id = $1',
      [run.id, JSON.stringify(input.counts), JSON.stringify(input.totals), JSON.stringify(input.reconciliation), JSON.stringify(input.problems), JSON.stringify(input.preview), next(runLife, run.state, 'was-read')]);
    tx.audit({ type: 'import', id: run.id }, { counts: input.counts });
    return { id: run.id };
  },
});

export const commitRun = verb({
  name: 'imports.commit-run', title: words('开始导入', 'Start the import'), may: importers,
  /** `differs`: why a file whose totals disagree is imported all the same. */
  input: z.strictObject({ id, differs: text(500, 4).optional() }), subject: lockRun,
  run: async (tx, input, run) => {
    const stop = run.state === 'staged' ? run.preview?.stop : undefined;
    if (stop) throw refuse(importNo['stands-against'], words(`${stop.reasons.map((r) => r.zh).join('')}${stop.next.zh}`, `${stop.reasons.map((r) => r.en).join(' ')} ${stop.next.en}`), { rows: stop.rows });
    const difference = run.state === 'staged' && !isReconciled(run) ? differenceOf(tx, run, input.differs) : run.difference;
    await tx.runner.query(`update kernel.import_run set state = $2, error = null, started_by = $3, started_by_name = $4, difference = $5, preview = case when jsonb_typeof(preview) = 'object' then jsonb_set(preview, '{samples}', '[]') else preview end where id = $1`,
      [run.id, next(runLife, run.state, 'start'), tx.actor.id, tx.actor.name, difference && JSON.stringify(difference)]);
    if (run.state === 'staged') tx.fact(importStarted, run.id, { runNo: run.run_no, kinds: run.kinds, rows: run.counts.rows });
    tx.audit({ type: 'import', id: run.id }, undefined, difference?.reason);
    return { id: run.id };
  },
});

/** A file whose totals disagree with its rows is taken only with a written reason. */
function differenceOf(tx: Tx, run: RunRow, reason: string | undefined): Difference {
  if (reason !== undefined) return { reason, by: tx.actor.name, at: tx.now };
  const wrong = run.reconciliation.filter((r) => !r.ok).slice(0, 3);
  const say = (value: number | null, unit: 'fen' | 'count'): string => (value === null ? '—' : unit === 'fen' ? formatYuan(value) : String(value));
  throw refuse(importNo['not-reconciled'], words(`${wrong.map((r) => `${r.name.zh}：文件 ${say(r.file, r.unit)}，各行 ${say(r.rows, r.unit)}`).join('；')}。`,
    `${wrong.map((r) => `${r.name.en}: file ${say(r.file, r.unit)}, rows ${say(r.rows, r.unit)}`).join('; ')}.`));
}

/**
 * The totals as a node has counted them anew; null where a file could not be read any more. Rows that were mended while it read are not in them: then
 * it counts once more. @throws LeaseLost
 */
export const recordRecount = (targetOf: (kinds: readonly ImportKind[]) => ImportTarget) => verb({
  name: 'imports.record-recount', title: words('合计已重新计算', 'Totals were counted anew'), may: {},
  input: z.strictObject({ id, lease: z.strictObject({ name: z.string(), holder: z.string() }), mended: z.int(), counted: z.strictObject({ totals: z.record(z.string(), z.int()), reconciliation: z.array(json) }).nullable() }),
  subject: lockRun,
  run: async (tx, input, run) => {
    await stillHeld(tx.runner, input.lease);
    if ((await mendedRows(tx.runner, run.id)) !== input.mended) return { id: run.id };
    await tx.runner.query('update kernel.import_run set recount_due = false, totals = coalesce($2, totals), reconciliation = coalesce($3, reconciliation) where id = $1',
      [run.id, input.counted && JSON.stringify(input.counted.totals), input.counted && JSON.stringify(input.counted.reconciliation)], 'imports.record_recount');
    const reconciliation = (input.counted?.reconciliation as StoredReconciliation[] | undefined) ?? run.reconciliation;
    if (reconciliation.length > 0) await targetOf(run.kinds).recounted?.(tx, { id: run.id, reconciliation });
    tx.fact(runRecounted, run.id, { runNo: run.run_no, reconciled: isReconciled({ ...run, reconciliation }) });
    tx.audit({ type: 'import', id: run.id });
    return { id: run.id };
  },
});

/** Noted by the node that worked on it: the run waits for a person. */
export const stopRun = verb({
  name: 'imports.stop-run', title: words('导入中断', 'The import stopped'), may: {}, input: z.strictObject({ id, error: wordsSchema }), subject: lockRun,
  run: async (tx, input, run) => {
    await tx.runner.query('update kernel.import_run set state = $2, error = $3 where id = $1', [run.id, next(runLife, run.state, 'stop'), JSON.stringify(input.error)]);
    tx.audit({ type: 'import', id: run.id }, { error: input.error });
    return { id: run.id };
  },
});

/** Rows that wait are thrown away; what was applied before stays. */
export const cancelRun = verb({
  name: 'imports.cancel-run', title: words('放弃导入', 'Give the import up'), may: importers, input: z.strictObject({ id }), subject: lockRun,
  run: async (tx, _input, run) => {
    await tx.runner.query(`update kernel.import_run set state = $2, finished_at = to_timestamp($3 / 1000.0), preview = case when jsonb_typeof(preview) = 'object' then jsonb_set(preview, '{samples}', '[]') else preview end where id = $1`, [run.id, next(runLife, run.state, 'give-up'), tx.now]);
    await tx.runner.query("delete from kernel.import_row where run_id = $1 and (state = 'staged' or $2)", [run.id, run.cursor === null]);
    tx.audit({ type: 'import', id: run.id }, { cancelled: true });
    return { id: run.id };
  },
});

/** Rows that could be read but not taken, again: the missing product is there now, the store was connected. */
export const retryRows = verb({
  name: 'imports.retry-rows', title: words('重试待处理的行', 'Try the waiting rows again'), may: importers, input: z.strictObject({ id }), subject: lockRun,
  run: async (tx, _input, run) => {
    const state = next(runLife, run.state, 'retry');
    const { rowCount } = await tx.runner.query("update kernel.import_row set state = 'staged', problems = null where run_id = $1 and state = 'quarantined' and record is not null", [run.id]);
    const rows = rowCount ?? 0;
    if (rows === 0) throw refuse(importNo['nothing-to-retry']);
    const { rows: [still] } = await tx.runner.query<{ waiting: bigint }>(`select count(distinct case when group_key = '' then position || '-' || line else group_key end) as waiting
      from kernel.import_row where run_id = $1 and state = 'quarantined'`, [run.id]);
    const counts = {
      ...run.counts, staged: run.counts.staged + rows, quarantined: run.counts.quarantined - rows, ...(run.counts.units ? { units: { ...run.counts.units, quarantined: Number(still!.waiting) } } : {}),
    };
    // The run was finished once and says so: what it publishes at its end is not published again.
    await tx.runner.query('update kernel.import_run set state = $2, counts = $3, cursor = null, started_by = $4, started_by_name = $5 where id = $1', [run.id, state, JSON.stringify(counts), tx.actor.id, tx.actor.name]);
    tx.audit({ type: 'import', id: run.id }, { retried: rows });
    return { id: run.id };
  },
});

