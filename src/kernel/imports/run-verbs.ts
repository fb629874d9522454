import { z } from 'zod';
import { personOf, type Policy } from '../actor.ts';
import { refuse } from '../refusal.ts';
import { id, text } from '../schemas.ts';
import { verb } from '../verb.ts';
import { words } from '../words.ts';
import { importStarted } from './facts.ts';
import { importNo } from './refusals.ts';
import { runById, type RunRow } from './store.ts';

/** Posts that import anything at all; what each kind asks for besides is checked against its target. */
export const importers: Policy = {
  'store-operator': 'all', seller: 'all', 'team-lead': 'all', warehouse: 'all', buyer: 'all', 'logistics-clerk': 'all', cashier: 'all', accountant: 'all',
  'department-head': 'all', 'general-manager': 'all', administrator: 'all',
};

const json = z.unknown();
const file = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(0), name: text(300, 1), member: z.string().nullable(), sheet: z.string(), container: z.enum(['csv', 'xlsx']),
  encoding: z.string().nullable(), kind: z.string(), format: z.string(), recognition: json, alternatives: z.array(json), alarms: z.array(json),
});

export const createRun = verb({
  name: 'imports.create-run', title: words('上传文件', 'Upload files'), may: importers,
  input: z.strictObject({ kinds: z.array(z.string()).min(1), files: z.array(file).min(1).max(20) }),
  run: async (tx, input) => {
    const run = tx.newId();
    const runNo = await tx.number('IM');
    const staff = personOf(tx.actor);
    await tx.runner.query(
      "insert into kernel.import_run (id, run_no, kinds, state, started_by, started_by_name, created_at) values ($1, $2, $3, 'recognised', $4, $5, to_timestamp($6 / 1000.0))",
      [run, runNo, input.kinds, staff, tx.actor.name, tx.now]);
    for (const [position, f] of input.files.entries()) {
      const fileId = tx.newId();
      await tx.runner.query(
        "insert into kernel.file (id, sha256, size, name, media_type, created_by, created_at) values ($1, $2, $3, $4, 'application/octet-stream', $5, to_timestamp($6 / 1000.0))",
        [fileId, f.sha256, f.size, f.name, staff, tx.now]);
      await tx.runner.query(
        `insert into kernel.import_file (run_id, position, file_id, name, member, sheet, container, encoding, kind, format, recognition, alternatives, alarms, known_from)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
           (select r.run_no from kernel.import_file x join kernel.file k on k.id = x.file_id join kernel.import_run r on r.id = x.run_id
            where k.sha256 = $14 and r.state = 'done' order by r.created_at desc limit 1))`,
        [run, position, fileId, f.name, f.member, f.sheet, f.container, f.encoding, f.kind, f.format, JSON.stringify(f.recognition), JSON.stringify(f.alternatives), JSON.stringify(f.alarms), f.sha256]);
    }
    tx.audit({ type: 'import', id: run }, { files: input.files.map((f) => f.name), kinds: input.kinds });
    return { id: run };
  },
});

const lockRun = (tx: { runner: Parameters<typeof runById>[0] }, input: { id: string }): Promise<RunRow | null> => runById(tx.runner, input.id, true);
const wrongState = (run: RunRow): Error => refuse(importNo['wrong-state'], words(`导入 ${run.run_no} 的状态是 ${run.state}。`, `Import ${run.run_no} is ${run.state}.`), { state: run.state });

export const startStaging = verb({
  name: 'imports.start-staging', title: words('读取文件', 'Read the files'), may: importers,
  input: z.strictObject({ id, settings: z.strictObject({ store: id.optional(), warehouse: id.optional(), account: id.optional() }), mapping: z.record(z.string(), z.record(z.string(), z.string())) }),
  subject: lockRun,
  run: async (tx, input, run) => {
    if (!['recognised', 'staged', 'failed'].includes(run.state) || run.counts.accepted) throw wrongState(run);
    await tx.runner.query("update kernel.import_run set state = 'staging', settings = $2, error = null, preview = null, cursor = null, started_by = $3 where id = $1", [run.id, JSON.stringify(input.settings), personOf(tx.actor)]);
    for (const [position, mapping] of Object.entries(input.mapping))
      await tx.runner.query('update kernel.import_file set mapping = mapping || $3 where run_id = $1 and position = $2', [run.id, Number(position), JSON.stringify(mapping)]);
    tx.audit({ type: 'import', id: run.id }, { settings: input.settings, mapping: input.mapping });
    return { id: run.id };
  },
});

export const recordStaging = verb({
  name: 'imports.record-staging', title: words('文件已读取', 'Files were read'), may: importers,
  input: z.strictObject({ id, counts: z.record(z.string(), z.int()), totals: z.record(z.string(), z.int()), reconciliation: z.array(json), problems: z.array(json), preview: json }),
  subject: lockRun,
  run: async (tx, input, run) => {
    if (run.state !== 'staging') throw wrongState(run);
    await tx.runner.query("update kernel.import_run set state = 'staged', counts = $2, totals = $3, reconciliation = $4, problems = $5, preview = $6 where id = $1",
      [run.id, JSON.stringify(input.counts), JSON.stringify(input.totals), JSON.stringify(input.reconciliation), JSON.stringify(input.problems), JSON.stringify(input.preview)]);
    tx.audit({ type: 'import', id: run.id }, { counts: input.counts });
    return { id: run.id };
  },
});

export const commitRun = verb({
  name: 'imports.commit-run', title: words('开始导入', 'Start the import'), may: importers, input: z.strictObject({ id }), subject: lockRun,
  run: async (tx, _input, run) => {
    if (run.state !== 'staged' && run.state !== 'failed') throw wrongState(run);
    await tx.runner.query("update kernel.import_run set state = 'running', error = null, version = version + 1 where id = $1", [run.id]);
    tx.fact(importStarted, run.id, { runNo: run.run_no, kinds: run.kinds, rows: run.counts.rows });
    return { id: run.id };
  },
});

export const cancelRun = verb({
  name: 'imports.cancel-run', title: words('放弃导入', 'Give the import up'), may: importers, input: z.strictObject({ id }), subject: lockRun,
  run: async (tx, _input, run) => {
    if (!['recognised', 'staged', 'failed'].includes(run.state)) throw wrongState(run);
    await tx.runner.query('delete from kernel.import_row where run_id = $1', [run.id]);
    await tx.runner.query("update kernel.import_run set state = 'cancelled', finished_at = to_timestamp($2 / 1000.0) where id = $1", [run.id, tx.now]);
    tx.audit({ type: 'import', id: run.id }, { cancelled: true });
    return { id: run.id };
  },
});
