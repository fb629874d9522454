import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import { openDatabase } from '../db/index.ts';
import { typeParsers } from '../db/types.ts';
import { runVerb } from '../verb.ts';
import { chainState, Sealer } from './sealer.ts';
import { countStock } from './testing.ts';
import { verifyChain, type ChainReport } from './verify-chain.ts';

let kernel: TestKernel;
let sealer: Sealer;
let root: pg.Client;
const clerk = person(['warehouse']);

beforeEach(async () => {
  kernel = await freshKernel();
  sealer = new Sealer(kernel);
  root = new pg.Client({ connectionString: kernel.database.adminUrl, types: typeParsers });
  await root.connect();
});
afterEach(async () => {
  await root.end();
  await kernel.close();
});

const count = (n: number, shelf = 'A-1') => runVerb(kernel, countStock, { shelf, pieces: n, note: `第 ${n} 次`, room: '东库' }, { actor: clerk });
async function counted(n: number): Promise<void> {
  for (let i = 1; i <= n; i += 1) {
    kernel.clock.advance(1);
    await count(i);
  }
  await sealer.drain();
}
const verify = (anchors: Parameters<typeof verifyChain>[1] = []): Promise<ChainReport> => verifyChain(kernel.db, anchors);
/** As somebody who may do everything: the superuser of the server, with every trigger silenced. */
async function asSuperuser(...statements: string[]): Promise<void> {
  const { rows: [role] } = await root.query<{ rolsuper: boolean }>('select rolsuper from pg_roles where rolname = current_user');
  if (!role!.rolsuper) throw new Error('tampering needs a superuser of the test server: set TEST_ADMIN_URL beside TEST_DATABASE_URL');
  await root.query("set session_replication_role = 'replica'");
  for (const statement of statements) await root.query(statement);
}

describe('engine.md §7: the fact log is append-only and hash-chained', () => {
  test('an untouched log verifies, position by position', async () => {
    await counted(12);
    expect(await verify()).toEqual({ sound: true, positions: 12, erased: 0, problems: [], count: 0 });
    expect(await chainState(kernel)).toMatchObject({ position: 12, waiting: 0 });
  });
  test('facts that are not sealed yet are no fault', async () => {
    await counted(3);
    await count(4);
    expect(await verify()).toMatchObject({ sound: true, positions: 3 });
    expect((await chainState(kernel)).waiting).toBe(1);
  });
  // Red when a writer takes a lock that the sealer holds: then the count waits until the database gives up.
  test('engine.md §7: writers never wait for the chain: while a sealer holds its head and its cursor, facts are written as ever', async () => {
    await counted(1);
    await root.query('begin');
    await root.query("select from kernel.seal_head for update");
    await root.query("select from kernel.subscription where name = 'seal' for update");
    await root.query("select from kernel.lease where name = 'seal' for update");
    await root.query('lock table kernel.seal, kernel.seal_salt in exclusive mode');
    const waited = performance.now();
    await Promise.all(Array.from({ length: 8 }, (_, i) => count(10 + i, `S-${i}`)));
    expect(performance.now() - waited).toBeLessThan(1_500);
    expect((await chainState(kernel)).position).toBe(1);
    await root.query('rollback');
    await sealer.drain();
    expect(await verify()).toMatchObject({ sound: true, positions: 9 });
  });
  test('K2: sixteen writers at once and two sealers give one chain without a fork', async () => {
    const second = new Sealer(kernel);
    let writing = true;
    const seal = async (one: Sealer): Promise<void> => {
      while (writing) await one.drain();
    };
    const sealing = [seal(sealer), seal(second)];
    await Promise.all(Array.from({ length: 16 }, async (_, w) => {
      for (let i = 0; i < 25; i += 1) await runVerb(kernel, countStock, { shelf: `W-${w}`, pieces: i, note: '并发', twice: true }, { actor: clerk });
    }));
    writing = false;
    await Promise.all(sealing);
    await sealer.drain();
    await second.drain();
    expect(await verify()).toEqual({ sound: true, positions: 800, erased: 0, problems: [], count: 0 });
    const { rows } = await kernel.db.query('select count(distinct prev)::int as prevs, count(*)::int as n from kernel.seal');
    expect(rows).toEqual([{ prevs: 800, n: 800 }]);
  });
  test('a transaction that is still open holds back what comes after it, and nothing is sealed out of order', async () => {
    await counted(2);
    const open = new pg.Client({ connectionString: kernel.database.url });
    await open.connect();
    await open.query('begin; select pg_current_xact_id()');
    await count(3);
    await expect.poll(async () => (await chainState(kernel)).waiting).toBe(1);
    const passing = new Sealer(kernel);
    passing.start();
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await passing.stop();
    expect((await chainState(kernel)).position).toBe(2);
    await open.query('commit');
    await open.end();
    await sealer.drain();
    expect(await verify()).toMatchObject({ sound: true, positions: 3 });
  });
});

describe('engine.md §7: tampering by the superuser is found and named with its position', () => {
  beforeEach(() => counted(9));
  const problem = async () => (await verify()).problems[0];

  test('a payload', async () => {
    await asSuperuser(`update kernel.fact set payload = jsonb_set(payload, '{pieces}', '99') where seq = 4`);
    expect(await problem()).toMatchObject({ kind: 'altered', position: 4, factSeq: 4 });
  });
  test('a time, by one microsecond', async () => {
    await asSuperuser(`update kernel.fact set occurred_at = occurred_at + interval '1 microsecond' where seq = 5`);
    expect(await problem()).toMatchObject({ kind: 'altered', position: 5 });
  });
  test('the time of recording, moved to another month', async () => {
    await asSuperuser(`update kernel.fact set recorded_at = recorded_at - interval '40 days' where seq = 5`);
    expect(await problem()).toMatchObject({ kind: 'altered', position: 5 });
  });
  test.each([['the actor', `actor_id = gen_random_uuid()`], ["the actor's name", `actor_name = '别人'`], ['the verb', `verb = 'test.other'`], ['the record it is about', `subject_id = 'B-2'`]])('%s', async (_, change) => {
    await asSuperuser(`update kernel.fact set ${change} where seq = 6`);
    expect(await problem()).toMatchObject({ kind: 'altered', position: 6 });
  });
  test('the timeline that it stands on', async () => {
    await asSuperuser(`delete from kernel.fact_object where fact_seq = 7 and object_type = 'room'`);
    expect(await problem()).toMatchObject({ kind: 'altered', position: 7 });
  });
  test('a fact deleted', async () => {
    await asSuperuser('delete from kernel.fact where seq = 3');
    expect(await verify()).toMatchObject({ count: 1, problems: [{ kind: 'missing', position: 3, factSeq: 3 }] });
  });
  test('a fact deleted together with its seal', async () => {
    await asSuperuser('delete from kernel.fact where seq = 3', 'delete from kernel.seal where position = 3');
    expect(await problem()).toMatchObject({ kind: 'missing', position: 3 });
  });
  test('a fact inserted among the old ones', async () => {
    await asSuperuser(`insert into kernel.fact (seq, id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_name, verb, payload, xid) overriding system value
      select 100, gen_random_uuid(), type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_name, verb, payload, xid from kernel.fact where seq = 4`);
    expect(await verify()).toMatchObject({ count: 1, problems: [{ kind: 'inserted', factSeq: 100 }] });
  });
  test('two facts that changed places', async () => {
    await asSuperuser('alter table kernel.fact alter seq drop identity', 'update kernel.fact set seq = 1000 where seq = 4', 'update kernel.fact set seq = 4 where seq = 5', 'update kernel.fact set seq = 5 where seq = 1000');
    expect(await verify()).toMatchObject({ problems: [{ kind: 'reordered', position: 4 }, { kind: 'reordered', position: 5 }] });
  });
  test('two seals that changed places', async () => {
    await asSuperuser('update kernel.seal set position = 1000 where position = 4', 'update kernel.seal set position = 4 where position = 5', 'update kernel.seal set position = 5 where position = 1000');
    expect((await verify()).problems[0]).toMatchObject({ kind: 'broken', position: 4 });
  });
  test('the tail cut off, facts and seals alike', async () => {
    await asSuperuser('delete from kernel.fact where seq > 6', 'delete from kernel.seal where position > 6');
    expect(await problem()).toMatchObject({ kind: 'cut', position: 7 });
  });
  test('the tail cut off with the head mended: the anchor tells', async () => {
    const { position, hash } = await chainState(kernel);
    await asSuperuser('delete from kernel.fact where seq > 6', 'delete from kernel.seal where position > 6', 'delete from kernel.seal_salt where fact_seq > 6',
      `update kernel.seal_head set position = 6, hash = (select hash from kernel.seal where position = 6)`);
    expect(await verify()).toMatchObject({ sound: true, positions: 6 });
    expect((await verify([{ number: 1, toPosition: position, head: hash }])).problems[0]).toMatchObject({ kind: 'cut', position: 7 });
  });
  test('everything deleted and sealed anew with other contents: the anchor tells', async () => {
    const { position, hash } = await chainState(kernel);
    await asSuperuser('delete from kernel.seal', 'delete from kernel.seal_salt', `update kernel.fact set payload = jsonb_set(payload, '{pieces}', '0') where seq = 2`,
      `update kernel.seal_head set position = 0, hash = decode(repeat('00', 32), 'hex')`, `update kernel.subscription set xid = '3', seq = 0 where name = 'seal'`);
    await sealer.drain();
    expect(await verify()).toMatchObject({ sound: true, positions: 9 });
    expect((await verify([{ number: 1, toPosition: position, head: hash }])).problems[0]).toMatchObject({ kind: 'rewritten', position: 9 });
  });
  test('a whole month dropped', async () => {
    const { rows: [part] } = await root.query('select tableoid::regclass::text as name from kernel.fact where seq = 1');
    await asSuperuser(`drop table ${part.name}`);
    expect(await verify()).toMatchObject({ count: 9, problems: expect.arrayContaining([expect.objectContaining({ kind: 'missing', position: 1 })]) });
  });
  test('a salt thrown away, as if the content had been erased by law', async () => {
    await asSuperuser('delete from kernel.seal_salt where fact_seq = 8');
    expect(await problem()).toMatchObject({ kind: 'altered', position: 8 });
  });
});

describe('engine.md §7: refused by the database, not by habit', () => {
  test.each(['update kernel.fact set verb = verb', 'delete from kernel.fact', 'truncate kernel.fact cascade', 'truncate kernel.fact_object', 'update kernel.seal set hash = hash', 'delete from kernel.seal',
    'truncate kernel.seal', 'delete from kernel.seal_salt', 'update kernel.seal_salt set fact_seq = 77'])('%s', async (statement) => {
    await counted(1);
    await expect(kernel.db.query(statement)).rejects.toThrow(/never changed/);
  });
  test('partitions made later are guarded like the first ones, and the switch of erasure opens nothing else', async () => {
    await kernel.db.query("select kernel.ensure_months('kernel.fact', '2031-05-01', '2031-05-02')");
    await kernel.db.query(`insert into kernel.fact (id, type, subject_type, subject_id, occurred_at, recorded_at, actor_kind, actor_name, verb, payload)
      values (gen_random_uuid(), 't.t', 'x', 'x', '2031-05-02', '2031-05-02', 'system', 's', 't.t', '{}')`);
    await expect(kernel.db.query('truncate kernel.fact_203105')).rejects.toThrow(/never changed/);
    await expect(kernel.db.query('delete from kernel.fact_203105')).rejects.toThrow(/never changed/);
    await expect(kernel.transaction(async (on) => {
      await on.query("select set_config('dianzhang.erasing', 'on', true)");
      await on.query("update kernel.fact_203105 set verb = 'y.y'");
    })).rejects.toThrow(/never changed/);
  });
  test('where the server has a role for the program, that role lacks the right: no trigger is needed', async () => {
    await counted(2);
    const role = `dz_program_${Math.trunc(Math.random() * 1e9)}`;
    await root.query(`create role ${role} login password 'x'`);
    try {
      await kernel.db.query('select kernel.grant_program($1)', [role]);
      await asSuperuser('alter table kernel.fact disable trigger all');
      const url = new URL(kernel.database.url);
      url.username = role;
      url.password = 'x';
      const program = openDatabase({ url: url.href });
      try {
        for (const statement of ["update kernel.fact set verb = 'x'", 'delete from kernel.fact', 'truncate kernel.fact', 'delete from kernel.fact_object', 'delete from kernel.audit', 'delete from kernel.seal',
          'alter table kernel.fact disable trigger all', 'drop table kernel.fact_default', 'create table kernel.mine (x int)'])
          await expect(program.query(statement), statement).rejects.toMatchObject({ code: '42501' });
        // What the program does every day, it may.
        await program.query("select kernel.ensure_months('kernel.fact', '2032-01-01', '2032-01-02')");
        await expect(program.query('delete from kernel.fact_203201')).rejects.toMatchObject({ code: '42501' });
        const { rows } = await program.query('select count(*)::int as n from kernel.fact');
        expect(rows).toEqual([{ n: 2 }]);
      } finally {
        await program.close();
      }
    } finally {
      await root.query(`drop owned by ${role}; drop role ${role}`);
    }
  });
});
