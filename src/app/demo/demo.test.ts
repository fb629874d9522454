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

test.each(['2.1.2', '2.1.3', '2.2.4', '2.3.1', '2.3.2', '2.3.3', '2.4.1', '2.4.2', '2.4.3'])('clause %s of chapter 2 shows duties that were kept, broken and excepted', async (clause) => {
  const { rows } = await database.db.query<{ met: number; breached: number; excepted: number }>(`select
    (select count(*)::int from regulation.obligation where clause = $1 and state = 'met') as met, (select count(*)::int from regulation.obligation where clause = $1 and state = 'breached') as breached,
    (select count(*)::int from regulation.obligation where clause = $1 and state = 'waived') + (select coalesce(sum(overridden), 0)::int from regulation.figure where clause = $1) as excepted`, [clause]);
  for (const [what, n] of Object.entries(rows[0]!)) expect(n, `${clause} ${what}`).toBeGreaterThan(0);
});

test('clauses 2.2.1 to 2.2.3, which have gates and no clock: passed, refused, let through with a reason where the clause allows it', async () => {
  const figures = async (clause: string) => (await database.db.query<{ passed: number; refused: number; overridden: number }>('select sum(passed)::int as passed, sum(refused)::int as refused, sum(overridden)::int as overridden from regulation.figure where clause = $1', [clause])).rows[0]!;
  const [need, introduced, price] = [await figures('2.2.1'), await figures('2.2.2'), await figures('2.2.3')];
  expect([need.passed, need.refused, need.overridden].every((n) => n > 0)).toBe(true);
  expect([introduced.passed, introduced.overridden].every((n) => n > 0)).toBe(true);
  expect([price.passed, price.refused].every((n) => n > 0)).toBe(true);
});

test('orders of contracts, with what was paid for them matched by a person; parcels that left elsewhere; an import that was taken back', async () => {
  expect(await count(`from sales."order" where source = 'contract' and paid_fen > 0`)).toBeGreaterThan(0);
  expect(await count("from finance.receipt where merchant_order_no like 'HT%' and state = 'explained'")).toBe(0);
  expect(await count("from logistics.parcel where origin = 'outside' and state = 'delivered'")).toBeGreaterThan(0);
  expect(await count(`from sales."order" where undone_outside_no is not null and state = 'cancelled'`)).toBe(12);
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
