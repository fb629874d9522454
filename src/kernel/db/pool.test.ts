import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../tests/support/database.ts';
import { startWire, type Wire } from '../../../tests/support/wire.ts';
import { DatabaseBusy } from './busy.ts';
import { openDatabase, type DatabaseOptions, type Db } from './pool.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
const opened: Db[] = [];
const open = (options: Partial<DatabaseOptions> = {}): Db => {
  const db = openDatabase({ url: database.url, onLostConnection: () => {}, ...options });
  opened.push(db);
  return db;
};
beforeAll(async () => {
  database = await freshDatabase({ migrations: 'none' });
  await database.db.query('create table parcel (id int primary key, weight int not null)');
  await database.db.query('insert into parcel values (1, 500), (2, 700)');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (db) => db.close()));
});
afterAll(async () => database.close());

describe('named statements', () => {
  test('two texts under one name on one connection: each gives its own answer, again and again', async () => {
    const db = open({ max: 1 });
    const ask = async (text: string, values: unknown[] = []) => (await db.query<Record<string, number>>(text, values, 'test.weights')).rows;
    for (let i = 0; i < 2; i += 1) {
      expect(await ask('select weight from parcel where id = $1', [1])).toEqual([{ weight: 500 }]);
      expect(await ask('select id from parcel where weight > $1 order by id', [600])).toEqual([{ id: 2 }]);
    }
    expect((await db.query<{ name: string }>("select name from pg_prepared_statements where name like 'test.weights%' order by name")).rows.map((r) => r.name)).toEqual(['test.weights', expect.stringMatching(/^test\.weights\.[0-9a-f]{16}$/)]);
  });
  test('a text that is another every time is answered and not prepared for ever', async () => {
    const db = open({ max: 1 });
    for (let n = 0; n < 20; n += 1) expect((await db.query(`select ${n} as n`, [], 'test.varies')).rows).toEqual([{ n }]);
    expect((await db.query<{ n: number }>("select count(*)::int as n from pg_prepared_statements where name like 'test.varies%'")).rows).toEqual([{ n: 8 }]);
  });
  test('two long names that begin alike are two statements', async () => {
    const db = open({ max: 1 });
    const long = `test.${'weight_of_'.repeat(7)}`;
    expect((await db.query('select 1 as n', [], `${long}parcels`)).rows).toEqual([{ n: 1 }]);
    expect((await db.query('select 2 as n', [], `${long}orders`)).rows).toEqual([{ n: 2 }]);
  });
});

const busy = (reason: string) => expect.objectContaining({ name: 'DatabaseBusy', reason });

describe('every wait is bounded', () => {
  test('a caller that finds no free connection is told so, and served again when one comes back', async () => {
    const db = open({ max: 1, connectTimeoutMs: 100 });
    const held = Promise.withResolvers<void>();
    const holder = db.withLease(async () => held.promise);
    await expect(db.query('select 1')).rejects.toEqual(busy('pool'));
    held.resolve();
    await holder;
    await expect(db.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  test('a statement over its time is stopped; one within it is not; the connection serves on', async () => {
    const db = open({ max: 1, statementTimeoutMs: 200 });
    await expect(db.query('select pg_sleep(2)')).rejects.toEqual(busy('statement-timeout'));
    await expect(db.query('select pg_sleep(0.01)')).resolves.toBeDefined();
    await expect(db.reports.query('select pg_sleep(0.3)')).resolves.toBeDefined();
  });

  test('who waits too long for a row that somebody else changes is told so', async () => {
    const db = open({ lockTimeoutMs: 100 });
    const done = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const first = transaction(db, async (tx) => {
      await tx.query('update parcel set weight = weight where id = 1');
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    await expect(db.query('update parcel set weight = 1 where id = 1')).rejects.toEqual(busy('lock-timeout'));
    await expect(db.query('update parcel set weight = weight where id = 2')).resolves.toMatchObject({ rowCount: 1 });
    done.resolve();
    await first;
  });

  test('a program that falls asleep inside a transaction loses it, not the process', async () => {
    const db = open({ idleInTransactionMs: 100, max: 1 });
    await expect(transaction(db, async (tx) => {
      await tx.query('select 1');
      await pause(400);
      await tx.query('select 1');
    })).rejects.toEqual(busy('unreachable'));
    await expect(db.query('select 1')).resolves.toBeDefined();
  });

  test('reports read and never write', async () => {
    await expect(open().reports.query('update parcel set weight = 0')).rejects.toEqual(busy('read-only'));
  });
});

test('long names of statements that begin alike are two statements: PostgreSQL reads only 63 bytes of them', async () => {
  const db = open({ max: 1 });
  const name = `sales.lead_fields_${'company_cost_email_'.repeat(4)}`;
  expect((await db.query<{ n: number }>('select 1 as n', [], `${name}detail`)).rows).toEqual([{ n: 1 }]);
  expect((await db.query<{ n: number }>('select 2 as n', [], `${name}source`)).rows).toEqual([{ n: 2 }]);
  expect((await db.query<{ n: number }>('select 1 as n', [], `${name}detail`)).rows).toEqual([{ n: 1 }]);
});

describe('lost connections', () => {
  const terminateOthers = async (): Promise<void> => {
    await database.db.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  };

  test('a session ended while nobody uses it is noticed and replaced', async () => {
    const lost = Promise.withResolvers<Error>();
    const db = open({ max: 1, onLostConnection: lost.resolve });
    await db.query('select 1');
    await terminateOthers();
    await lost.promise;
    await expect(db.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    expect(db.usage().open).toBe(1);
  });

  test('a session ended under a running statement fails that caller only', async () => {
    const db = open({ max: 1 });
    await db.query('select 1');
    const running = expect(db.query('select pg_sleep(3)')).rejects.toEqual(busy('unreachable'));
    await pause(100);
    await terminateOthers();
    await running;
    await expect(db.query('select 1')).resolves.toBeDefined();
  });

  test('a session ended while its transaction thinks is an error of that transaction, not of the process', async () => {
    const db = open({ max: 1 });
    await expect(transaction(db, async (tx) => {
      await tx.query('select 1');
      await terminateOthers();
      await pause(50);
      return tx.query('select 1');
    })).rejects.toBeInstanceOf(DatabaseBusy);
    await expect(db.query('select 1')).resolves.toBeDefined();
  });
});

describe('a wire that swallows everything', () => {
  let wire: Wire;
  afterEach(async () => wire.close());

  test('an answer that never comes ends the wait, and the connection is not used again', async () => {
    wire = await startWire(database.url);
    const db = open({ url: wire.url, max: 1, statementTimeoutMs: 100, connectTimeoutMs: 300 });
    await db.query('select 1');
    wire.swallow();
    await expect(db.query('select 1')).rejects.toEqual(busy('unreachable'));
    wire.pass();
    await expect.poll(async () => db.query('select 1').then(() => 'served', () => 'away'), { timeout: 5_000 }).toBe('served');
    expect(db.usage().open).toBe(1);
  });

  test('while the database is away callers are answered at once; it is found again by itself', async () => {
    wire = await startWire(database.url);
    const db = open({ url: wire.url, max: 2, connectTimeoutMs: 150 });
    wire.swallow();
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(db.query('select 1')).rejects.toEqual(busy('unreachable'));
    const connections = wire.connections;
    await expect(Promise.all(Array.from({ length: 20 }, async () => db.query('select 1')))).rejects.toEqual(busy('unreachable'));
    expect(wire.connections).toBe(connections);
    wire.pass();
    await expect.poll(async () => db.query('select 1').then(() => 'served', () => 'away'), { timeout: 5_000 }).toBe('served');
  });
});
