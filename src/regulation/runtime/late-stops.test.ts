import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('a month that has just begun counts as empty: its facts are still found by their key, not by reading the index of commit order', async () => {
  const { rows: [made] } = await database.db.query<{ body: string }>("select prosrc as body from pg_proc where oid = 'regulation.facts_about'::regproc");
  const reads = /\(select f\.id.*?offset 0\) f/s.exec(made!.body)![0].replaceAll('o.fact_seq', '$1').replaceAll('o.recorded_at', '$2');
  const plan = await database.db.withLease(async (lease) => {
    await lease.query('begin');
    // As the server's own look finds the months to come.
    await lease.query('analyze kernel.fact');
    await lease.query('set local enable_seqscan = off');
    await lease.query('set local plan_cache_mode = force_generic_plan');
    await lease.query(`prepare by_place(bigint, timestamptz) as select * from ${reads}`);
    const { rows } = await lease.query<{ 'QUERY PLAN': string }>('explain execute by_place(1, now())');
    await lease.query('rollback');
    return rows.map((r) => r['QUERY PLAN']).join('\n');
  });
  expect(plan).toMatch(/fact_\d{6}_pkey/);
  expect(plan).not.toContain('xid_seq');
});

test('what a fact closes is found by its key, also on the first day, when the table of obligations counts as small', async () => {
  const { rows: [made] } = await database.db.query<{ body: string; settings: string[] }>("select prosrc as body, proconfig as settings from pg_proc where oid = 'regulation.apply(jsonb)'::regprocedure");
  const reads = /\(select x\.id.*?offset 0\) o/s.exec(made!.body)![0].replaceAll(/w\.(\w+)/g, (_, name: string) => `$${['subject_id', 'clause', 'control', 'exact', 'before'].indexOf(name) + 1}`);
  expect(made!.settings.toSorted()).toEqual(['enable_seqscan=off', 'plan_cache_mode=force_generic_plan']);
  for (const look of ['select 1', 'analyze regulation.obligation']) {
    const plan = await database.db.withLease(async (lease) => {
      await lease.query('begin');
      await lease.query(look);
      for (const setting of made!.settings) await lease.query(`set local ${setting}`);
      await lease.query(`prepare by_case(text, text, text, uuid, bigint) as select * from ${reads}`);
      const { rows } = await lease.query<{ 'QUERY PLAN': string }>("explain execute by_case('s', '2.3.1', 'c', null, null)");
      await lease.query('rollback');
      await lease.query('deallocate by_case');
      return rows.map((r) => r['QUERY PLAN']).join('\n');
    });
    expect(plan).toContain('obligation_subject_id_clause_control_cycle_key');
  }
});
