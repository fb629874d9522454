import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase, productMigrations } from '../../../tests/support/database.ts';
import { freshKernel, person } from '../../../tests/support/kernel.ts';
import { createKernel } from '../create.ts';
import { backup, restore } from '../db/index.ts';
import type { Kernel } from '../kernel.ts';
import { runVerb } from '../verb.ts';
import { Sealer } from './sealer.ts';
import { countStock } from './testing.ts';
import { verifyChain } from './verify-chain.ts';

test('I1: a backup carries the chain; restored on another server it verifies, and goes on from where it stood', async () => {
  const kernel = await freshKernel();
  const folder = await mkdtemp(path.join(tmpdir(), 'dz-seal-'));
  const clerk = person(['warehouse']);
  const count = (on: Kernel, n: number) => runVerb(on, countStock, { shelf: 'A', pieces: n, note: '恢复' }, { actor: clerk });
  await using target = await freshDatabase({ migrations: 'none' });
  try {
    const sealer = new Sealer(kernel);
    await kernel.db.query("select kernel.ensure_months('kernel.fact', '2033-01-01', '2033-01-02')");
    for (let i = 0; i < 5; i += 1) await count(kernel, i);
    await sealer.drain();
    for (let i = 5; i < 9; i += 1) await count(kernel, i);
    const file = path.join(folder, 'company.backup');
    await backup({ url: kernel.database.url, file, appVersion: '1.0.0' });
    await restore({ url: target.url, file, migrations: productMigrations });
    expect(await verifyChain(target.db)).toMatchObject({ sound: true, positions: 5 });
    await expect(target.db.query('truncate kernel.fact_203301')).rejects.toThrow(/never changed/);
    const restored = createKernel({ db: target.db, clock: kernel.clock, log: kernel.log });
    await count(restored, 9);
    const onward = new Sealer(restored);
    await onward.drain();
    expect(await verifyChain(target.db)).toMatchObject({ sound: true, positions: 10, problems: [] });
    const { rows } = await target.db.query<{ n: bigint }>("select (f.payload ->> 'pieces')::int as n from kernel.seal s join kernel.fact f on f.seq = s.fact_seq order by s.position");
    expect(rows.map((r) => Number(r.n))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  } finally {
    await kernel.close();
    await rm(folder, { recursive: true });
  }
});
