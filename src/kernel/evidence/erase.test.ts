import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { runVerb, verb } from '../verb.ts';
import { words } from '../words.ts';
import { ERASED, eraseFromFacts } from './erase.ts';
import { exportLog } from './export-log.ts';
import { verifyFile } from './offline/verify-file.ts';
import { Sealer } from './sealer.ts';
import { countStock } from './testing.ts';
import { verifyChain } from './verify-chain.ts';

const erase = verb({
  name: 'test.erase', title: words('删除', 'Erase'), may: { warehouse: 'all' }, input: z.strictObject({ seqs: z.array(z.int()) }),
  run: async (tx, { seqs }) => ({ erased: await eraseFromFacts(tx, { subjectId: 'K-1', seqs: seqs.map(BigInt), personal: ['王小明', '13800001111'], reason: '本人要求' }) }),
});
let kernel: TestKernel;
let sealer: Sealer;
let folder: string;
const clerk = person(['warehouse']);
beforeAll(async () => {
  kernel = await freshKernel();
  sealer = new Sealer(kernel);
  folder = await mkdtemp(path.join(tmpdir(), 'dz-erase-'));
  for (const note of ['给王小明留货', '普通盘点', '电话 13800001111']) await runVerb(kernel, countStock, { shelf: 'A', pieces: 1, note }, { actor: clerk });
});
afterAll(async () => {
  await kernel.close();
  await rm(folder, { recursive: true });
});

describe('engine.md §7: personal data can be erased and the chain still verifies', () => {
  test('what is not in the chain yet waits', async () => expect(runVerb(kernel, erase, { seqs: [1, 2, 3] }, { actor: clerk })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } }));
  test('texts that name the person are emptied, numbers stay; the chain and an export verify and say how many were erased', async () => {
    await sealer.drain();
    expect(await runVerb(kernel, erase, { seqs: [1, 2, 3] }, { actor: clerk })).toEqual({ erased: 2 });
    await sealer.drain();
    const { rows } = await kernel.db.query('select payload from kernel.fact where seq <= 3 order by seq');
    expect(rows.map((r) => r['payload'])).toEqual([{ pieces: 1, note: ERASED }, { pieces: 1, note: '普通盘点' }, { pieces: 1, note: ERASED }]);
    expect(await verifyChain(kernel.db)).toMatchObject({ sound: true, positions: 4, erased: 2 });
    const file = path.join(folder, 'all.jsonl');
    await exportLog(kernel.db.reports, file);
    expect(await verifyFile(file, null)).toMatchObject({ ok: true, records: 4, erased: 2 });
    expect(await readFile(file, 'utf8')).not.toMatch(/王小明|13800001111/);
  });
  test('what is left of an emptied fact cannot be changed either', async () => {
    const root = new pg.Client({ connectionString: kernel.database.adminUrl });
    await root.connect();
    await root.query("set session_replication_role = 'replica'");
    await root.query(`update kernel.fact set payload = jsonb_set(payload, '{pieces}', '9') where seq = 1`);
    await root.end();
    expect((await verifyChain(kernel.db)).problems[0]).toMatchObject({ kind: 'altered', position: 1 });
  });
});
