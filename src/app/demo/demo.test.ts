import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { movingClock } from '../../kernel/clock.ts';
import { createKernel } from '../../kernel/create.ts';
import type { Queryable } from '../../kernel/db/index.ts';
import { silentLog } from '../../kernel/log.ts';
import { readSettings } from '../settings.ts';
import { checkInvariants } from '../invariants.ts';
import { unmetExpectations } from './expectations.ts';
import { demoAccounts } from './company.ts';
import { loadDemoInto } from './index.ts';

let database: TestDatabase;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-demo-test-'));
  database = await freshDatabase();
  const kernel = createKernel({ db: database.db, clock: movingClock(Date.parse('2026-11-24T07:00:00Z')), log: silentLog });
  await loadDemoInto({ kernel, settings: readSettings({ DATA_DIR: folder }), log: silentLog, say: () => {}, days: 14 });
}, 180_000);
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

const count = async (sql: string): Promise<number> => (await database.db.query<{ n: number }>(`select count(*)::int as n ${sql}`)).rows[0]!.n;

test('money and stock of the story add up', async () => expect((await checkInvariants(database.db)).filter((c) => !c.ok)).toEqual([]));

test('what the story promises is there; what is missing is named, so that the demo is refused', async () => {
  expect(await unmetExpectations(database.db, 14)).toEqual([]);
  const lost = await database.db.withLease(async (lease) => {
    await lease.query('begin');
    await lease.query('delete from regulation.notice');
    const on = { query: (text: string) => lease.query(text), tables: () => database.db.tables() } as Queryable;
    const unmet = await unmetExpectations(on, 14);
    await lease.query('rollback');
    return unmet;
  });
  expect(lost).toEqual(['notices were written: 0, at least 1 expected']);
});

test('the clauses of the artery show what was kept and what was not', async () => {
  for (const clause of ['2.3.1', '2.3.2', '2.3.3', '5.2.1', '5.2.2', '6.1.2']) {
    expect(await count(`from regulation.obligation where clause = '${clause}' and state = 'met'`), `${clause} kept`).toBeGreaterThan(0);
  }
  expect(await count("from regulation.obligation where state = 'breached'")).toBeGreaterThan(0);
  expect(await count('from regulation.obligation where open')).toBeGreaterThan(10);
});

test('there is work left for those who come in: held orders, short ones, parcels to pack, money to match', async () => {
  expect(await count(`from sales."order" where state = 'held'`)).toBeGreaterThan(0);
  expect(await count("from logistics.parcel where state = 'waiting'")).toBeGreaterThan(0);
  expect(await count("from finance.receipt where state in ('open', 'partly')")).toBeGreaterThan(0);
});

test('every post of the department has somebody', async () => {
  expect(await count('from company.staff where active')).toBe(demoAccounts.length);
  expect(await count('from (select distinct post from company.post_holding where to_at is null) p')).toBe(15);
});
