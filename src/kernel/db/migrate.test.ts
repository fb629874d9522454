import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase, productMigrations, type TestDatabase } from '../../../tests/support/database.ts';
import { writeMigrations } from '../../../tests/support/migrations.ts';
import { migrate } from './migrate.ts';
import { ownersInOrder, schemaOf } from './owners.ts';
import { transaction } from './transaction.ts';

let root: string;
let database: TestDatabase;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'dianzhang-migrations-'));
  database = await freshDatabase({ migrations: 'none' });
});
afterEach(async () => {
  await database.close();
  await rm(root, { recursive: true });
});

const base = { 'kernel/0001-base': 'create table kernel.fact (id int primary key);' };
const sales = { 'chapters/sales/0001-orders': 'create table sales.orders (id int primary key, fact int references kernel.fact);' };
const applied = async (): Promise<unknown[]> =>
  (await database.db.query('select owner, number from kernel.migration order by applied_at, owner, number')).rows.map((row) => `${String(row['owner'])} ${String(row['number'])}`);

describe('bringing a database up to date', () => {
  test('runs every owner in the order given, each in a schema of its own, and once only', async () => {
    const source = await writeMigrations(root, { ...sales, ...base }, ['kernel', 'chapters/sales']);
    expect((await migrate({ ...source, url: database.url })).map(({ owner }) => owner)).toEqual(['kernel', 'chapters/sales']);
    expect(await migrate({ ...source, url: database.url })).toEqual([]);
    const more = await writeMigrations(root, { 'kernel/0002-note': 'alter table kernel.fact add note text;' }, source.owners);
    expect(await migrate({ ...more, url: database.url })).toMatchObject([{ owner: 'kernel', number: 2, name: 'note' }]);
    expect(await applied()).toEqual(['kernel 1', 'chapters/sales 1', 'kernel 2']);
  });

  test('any number of starters at once do the work once', async () => {
    const slow = { 'kernel/0002-slow': 'select pg_sleep(0.3); create table kernel.audit (id int);' };
    const source = await writeMigrations(root, { ...base, ...slow, ...sales }, ['kernel', 'chapters/sales']);
    const done = await Promise.all(Array.from({ length: 4 }, async () => migrate({ ...source, url: database.url })));
    expect(done.flat()).toHaveLength(3);
    expect(await applied()).toHaveLength(3);
  });

  test('a migration that fails leaves nothing behind and says where; those before it stay', async () => {
    const source = await writeMigrations(root, { ...base, 'kernel/0002-wrong': 'create table kernel.half (id int);\n\ncreate tabel x;' });
    await expect(migrate({ ...source, url: database.url })).rejects.toMatchObject({
      code: 'migration.failed', text: { en: expect.stringContaining('kernel/migrations/0002-wrong.sql:3') },
    });
    expect(await applied()).toEqual(['kernel 1']);
    expect((await database.db.query(`select to_regclass('kernel.half') as half`)).rows).toEqual([{ half: null }]);
  });

  test('a name without its schema is refused: it would be found by luck at run time', async () => {
    const source = await writeMigrations(root, { 'kernel/0001-base': 'create table fact (id int);' });
    await expect(migrate({ ...source, url: database.url })).rejects.toMatchObject({ code: 'migration.failed' });
  });
});

describe('work that is going on', () => {
  const blocked = { ...base, 'kernel/0002-note': 'alter table kernel.fact add note text;' };

  test('a long read delays a change of its table; the change comes when the read is over', async () => {
    await migrate({ ...(await writeMigrations(root, base)), url: database.url });
    const source = await writeMigrations(root, blocked);
    const reading = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const reader = transaction(database.db, async (tx) => {
      await tx.query('select * from kernel.fact');
      reading.resolve();
      await over.promise;
    });
    await reading.promise;
    await expect(migrate({ ...source, url: database.url, patienceMs: 100 })).rejects.toMatchObject({ code: 'migration.locked' });
    // Between its tries the change does not stand in the way of others.
    await expect(database.db.query('select * from kernel.fact')).resolves.toBeDefined();
    const waiting = migrate({ ...source, url: database.url });
    over.resolve();
    await reader;
    expect(await waiting).toHaveLength(1);
  });
});

describe('history that does not fit is refused before anything runs', () => {
  test('an applied file that was edited', async () => {
    await migrate({ ...(await writeMigrations(root, base)), url: database.url });
    const source = await writeMigrations(root, { 'kernel/0001-base': 'create table kernel.fact (id bigint primary key);', ...sales });
    await expect(migrate({ ...source, url: database.url })).rejects.toMatchObject({
      code: 'migration.changed', text: { zh: expect.stringContaining('kernel/migrations/0001-base.sql'), en: expect.stringContaining('0001-base') },
    });
    expect(await applied()).toEqual(['kernel 1']);
  });

  test('line ends of another system are not an edit', async () => {
    await migrate({ ...(await writeMigrations(root, { 'kernel/0001-base': 'select 1;\nselect 2;\n' })), url: database.url });
    const source = await writeMigrations(root, { 'kernel/0001-base': 'select 1;\r\nselect 2;\r\n' });
    expect(await migrate({ ...source, url: database.url })).toEqual([]);
  });

  test('a database of a newer version', async () => {
    await migrate({ ...(await writeMigrations(root, { ...base, 'kernel/0002-newer': 'select 1;' })), url: database.url });
    const old = await mkdtemp(path.join(tmpdir(), 'dianzhang-migrations-'));
    try {
      await expect(migrate({ ...(await writeMigrations(old, base)), url: database.url })).rejects.toMatchObject({ code: 'migration.missing' });
    } finally {
      await rm(old, { recursive: true });
    }
  });

  test.each([
    ['a gap in the numbers', { 'kernel/0001-base': 'select 1;', 'kernel/0003-later': 'select 1;' }, undefined],
    ['two files of one number', { 'kernel/0001-base': 'select 1;', 'kernel/0001-other': 'select 1;' }, undefined],
    ['a name out of form', { 'kernel/1-base': 'select 1;' }, undefined],
    ['a folder without a place in the order', { 'kernel/0001-base': 'select 1;', 'chapters/new/0001-base': 'select 1;' }, ['kernel']],
  ])('%s', async (_, files, owners) => {
    await expect(migrate({ ...(await writeMigrations(root, files, owners)), url: database.url })).rejects.toMatchObject({ code: 'migration.files' });
  });
});

test('owners come lower layers first, and each after those that it may call', () => {
  const order = ownersInOrder({ registers: { customers: ['company'], company: [] }, chapters: { sales: ['finance'], finance: [], service: ['sales'] } });
  expect(order).toEqual(['kernel', 'regulation', 'registers/company', 'registers/customers', 'chapters/finance', 'chapters/sales', 'chapters/service']);
  expect(() => ownersInOrder({ registers: {}, chapters: { a: ['b'], b: ['a'] } })).toThrow('cycle');
  expect(schemaOf('chapters/after-sales')).toBe('after_sales');
  expect(productMigrations.owners.indexOf('registers/company')).toBeLessThan(productMigrations.owners.indexOf('registers/customers'));
});
