import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../../tests/support/database.ts';
import { writeMigrations } from '../../../../tests/support/migrations.ts';
import { findInstalled, startSecondServer } from '../../../../tests/support/second-server.ts';
import { fillSmallCompany, smallCompany } from '../../../../tests/support/small-company.ts';
import type { MigrationSource } from '../migration-files.ts';
import { openDatabase, type Db } from '../pool.ts';
import { backup } from './backup.ts';
import { restore } from './restore.ts';
import { movedDown } from './transaction-ids.ts';
import { verifyBackup } from './verify.ts';

let folder: string;
let migrations: MigrationSource;
let company: TestDatabase;
let file: string;
const appVersion = '1.2.3';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dianzhang-backup-'));
  migrations = await smallCompany(path.join(folder, 'src'));
  company = await freshDatabase({ migrations });
  await fillSmallCompany(company.db);
  file = path.join(folder, 'company.backup');
  await backup({ url: company.url, file, appVersion });
});
afterAll(async () => {
  await company.close();
  await rm(folder, { recursive: true });
});

const empty = async (): Promise<TestDatabase> => freshDatabase({ migrations: 'none' });
const objectsOf = async (db: Db): Promise<unknown> =>
  (await db.query(`select count(*)::int as objects from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_|information_schema'`)).rows[0]?.['objects'];
const everything = async (db: Db): Promise<unknown> => ({
  accounts: (await db.query('select * from finance.account order by code')).rows,
  entries: (await db.query('select *, words::text as words, took::text as took from finance.entry order by fen')).rows,
  facts: (await db.query('select seq, at, body, tableoid::regclass::text as partition from kernel.fact order by seq')).rows,
  totals: (await db.query('select * from finance.total order by account')).rows,
  migrations: (await db.query('select * from kernel.migration order by owner')).rows,
});

describe('a restored company', () => {
  test('is the same to the last character, and works on as it did', async () => {
    await using target = await empty();
    const result = await restore({ url: target.url, file, migrations });
    expect(result).toMatchObject({ appVersion, manifest: { rows: 40 + 3 + 2 + 1 + 2 } });
    expect(await everything(target.db)).toEqual(await everything(company.db));
    // Numbers go on where they stopped.
    expect((await target.db.query(`select nextval('finance.voucher') as n`)).rows).toEqual([{ n: 107n }]);
    expect((await target.db.query(`insert into kernel.fact (at, body) values (now(), '{}') returning seq`)).rows).toEqual([{ seq: 41n }]);
    // What was refused is refused again.
    await expect(target.db.query('delete from kernel.fact')).rejects.toThrow('never changed');
    await expect(target.db.query('truncate kernel.fact')).rejects.toThrow('never changed');
    await expect(target.db.query(`insert into finance.entry (account, fen, day) values ('1001', 1, '2026-11-24')`)).rejects.toThrow('do not balance');
    await expect(target.db.query(`insert into finance.entry (account, fen, day) values ('none', 0, '2026-11-24')`)).rejects.toMatchObject({ code: '23503' });
    await expect(target.db.query(`delete from finance.account where code = '1002'`)).rejects.toMatchObject({ code: '23503' });
  });

  test('lets the reader of the facts go on exactly where it stood', async () => {
    await using target = await empty();
    await restore({ url: target.url, file, migrations });
    const unread = `
      select f.seq from kernel.fact f, kernel.subscription s
      where (f.xid, f.seq) > (s.xid, s.seq) and f.xid < pg_snapshot_xmin(pg_current_snapshot()) order by f.xid, f.seq`;
    await target.db.query(`insert into kernel.fact (at, body) values (now(), '{}')`);
    // The newest fact shows as soon as no transaction older than it is open anywhere on the server: others are at work there too.
    const seen = async (): Promise<bigint[]> => (await target.db.query<{ seq: bigint }>(unread)).rows.map(({ seq }) => seq);
    await expect.poll(seen, { timeout: 10_000 }).toEqual([31n, 32n, 33n, 34n, 35n, 36n, 37n, 38n, 39n, 40n, 41n]);
  });

  test('can be backed up and restored again', async () => {
    await using first = await empty();
    await using second = await empty();
    await restore({ url: first.url, file, migrations });
    const again = path.join(folder, 'again.backup');
    await backup({ url: first.url, file: again, appVersion });
    await restore({ url: second.url, file: again, migrations });
    expect(await everything(second.db)).toEqual(await everything(company.db));
  });

  test('of an older version has the older structure until the program is started', async () => {
    await using target = await empty();
    const newer = await writeMigrations(migrations.root, { 'kernel/0002-note': 'alter table kernel.fact add note text;' }, migrations.owners);
    try {
      await restore({ url: target.url, file, migrations: newer });
      expect((await target.db.query('select owner, number from kernel.migration order by 1, 2')).rows).toEqual([
        { owner: 'chapters/finance', number: 1 }, { owner: 'kernel', number: 1 },
      ]);
    } finally {
      await rm(path.join(migrations.root, 'kernel/migrations/0002-note.sql'));
    }
  });
});

describe('a backup holds one moment', () => {
  test('work goes on beside it and is in it either wholly or not at all', async () => {
    await using busy = await freshDatabase({ migrations });
    await fillSmallCompany(busy.db);
    let working = true;
    const work = (async () => {
      for (let n = 1; working; n += 1) {
        await busy.db.query(`insert into finance.entry (account, fen, day) values ('1001', $1, '2026-11-24'), ('1002', -$1::bigint, '2026-11-24')`, [n]);
      }
    })();
    const beside = path.join(folder, 'beside.backup');
    await backup({ url: busy.url, file: beside, appVersion });
    working = false;
    await work;
    await using target = await empty();
    await restore({ url: target.url, file: beside, migrations });
    expect((await target.db.query('select sum(fen)::text as sum from finance.entry')).rows).toEqual([{ sum: '0' }]);
  });

  test('it never replaces a file, and a database of somebody else is not backed up', async () => {
    const before = await readFile(file);
    await expect(backup({ url: company.url, file, appVersion })).rejects.toMatchObject({ code: 'backup.exists' });
    expect(await readFile(file)).toEqual(before);
    await using foreign = await empty();
    const none = path.join(folder, 'none.backup');
    await expect(backup({ url: foreign.url, file: none, appVersion })).rejects.toMatchObject({ code: 'backup.not-ours' });
    expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
  });

  test('tables that are not ours are left out and named', async () => {
    await using shared = await freshDatabase({ migrations });
    await shared.db.query('create schema queue');
    await shared.db.query('create table queue.job (id int)');
    const left = await backup({ url: shared.url, file: path.join(folder, 'left.backup'), appVersion });
    expect(left.leftOut).toEqual(['queue']);
    await shared.db.query('insert into queue.job values (5)');
    const asked = path.join(folder, 'asked.backup');
    expect((await backup({ url: shared.url, file: asked, appVersion, external: ['queue'] })).leftOut).toEqual([]);
    await using target = await empty();
    await expect(restore({ url: target.url, file: asked, migrations })).rejects.toMatchObject({ code: 'restore.no-table' });
    expect(await objectsOf(target.db)).toBe(0);
    const create = async (client: { query(sql: string): Promise<unknown> }): Promise<void> => {
      await client.query('create schema queue; create table queue.job (id int); insert into queue.job values (1)');
    };
    await restore({ url: target.url, file: asked, migrations, external: [{ schema: 'queue', create }] });
    expect((await target.db.query('select id from queue.job')).rows).toEqual([{ id: 5 }]);
  });
});

describe('a restore is refused', () => {
  const spoiled = async (spoil: (bytes: Buffer) => Buffer): Promise<string> => {
    const copy = path.join(folder, `spoiled-${createHash('sha256').update(String(Math.random())).digest('hex').slice(0, 8)}`);
    await writeFile(copy, spoil(await readFile(file)));
    return copy;
  };

  test('for a file that was cut off anywhere, before the target is touched', async () => {
    await using target = await empty();
    const { length } = await readFile(file);
    for (const keep of [length - 1, length - 90, Math.trunc(length / 2), 30]) {
      const cut = path.join(folder, 'cut.backup');
      await writeFile(cut, await readFile(file));
      await truncate(cut, keep);
      await expect(restore({ url: target.url, file: cut, migrations })).rejects.toMatchObject({ code: 'backup.truncated' });
    }
    expect(await objectsOf(target.db)).toBe(0);
  });

  test('for a file with a single flipped bit, wherever it is', async () => {
    const { length } = await readFile(file);
    const places = Array.from({ length: 60 }, (_, index) => Math.trunc((index * (length - 1)) / 59));
    for (const place of places) {
      const flipped = await spoiled((bytes) => {
        bytes[place] = (bytes[place] ?? 0) ^ 0x04;
        return bytes;
      });
      await expect(verifyBackup(flipped), `byte ${place} of ${length}`).rejects.toMatchObject({ code: expect.stringMatching(/^backup\./) });
      await rm(flipped);
    }
    await expect(verifyBackup(file)).resolves.toMatchObject({ manifest: { rows: 48 } });
  });

  test('for a file that is something else, or is not there', async () => {
    await using target = await empty();
    const other = await spoiled(() => Buffer.from('PGDMP something else altogether, and long enough to hold a last line of our own making, which it does not'));
    await expect(restore({ url: target.url, file: other, migrations })).rejects.toMatchObject({ code: 'backup.not-a-backup' });
    await expect(restore({ url: target.url, file: `${other}.missing`, migrations })).rejects.toMatchObject({ code: 'backup.not-found' });
  });

  test('into a database that holds anything at all', async () => {
    await using target = await empty();
    await target.db.query('create table public.scratch (id int)');
    await expect(restore({ url: target.url, file, migrations })).rejects.toMatchObject({ code: 'restore.not-empty', text: { zh: expect.stringContaining('public.scratch') } });
    await target.db.query('drop table public.scratch');
    await expect(restore({ url: target.url, file, migrations })).resolves.toBeDefined();
    await expect(restore({ url: target.url, file, migrations })).rejects.toMatchObject({ code: 'restore.not-empty' });
  });

  test('for a backup of a newer version, or of one whose migrations read otherwise', async () => {
    await using target = await empty();
    const older = await writeMigrations(path.join(folder, 'older'), { 'kernel/0001-facts': await readFile(path.join(migrations.root, 'kernel/migrations/0001-facts.sql'), 'utf8') });
    const changed = await writeMigrations(path.join(folder, 'changed'), { 'kernel/0001-facts': 'select 1;', 'chapters/finance/0001-ledger': 'select 1;' });
    for (const source of [older, changed]) {
      await expect(restore({ url: target.url, file, migrations: source })).rejects.toMatchObject({ code: 'restore.newer', text: { en: expect.stringContaining(appVersion) } });
    }
    expect(await objectsOf(target.db)).toBe(0);
  });

  test('when loading fails half way, and the target is as empty as before', async () => {
    await using target = await empty();
    // The role may create nothing more once the first tables exist: the disk, the rights, whatever ends it, comes in the middle.
    const failing = { schema: 'queue', create: async (client: { query(sql: string): Promise<unknown> }) => {
      await client.query('alter table finance.entry add constraint small check (fen < 0)');
    } };
    await expect(restore({ url: target.url, file, migrations, external: [failing] })).rejects.toMatchObject({ code: '23514' });
    expect(await objectsOf(target.db)).toBe(0);
  });
});

describe('stored files', () => {
  test('travel with the rows, by name and content, into empty folders only', async () => {
    const from = path.join(folder, 'files');
    await mkdir(path.join(from, 'ab'), { recursive: true });
    const large = Buffer.alloc(700_000, 'file');
    await writeFile(path.join(from, 'ab', 'abcd'), large);
    await writeFile(path.join(from, 'empty'), '');
    const withFiles = path.join(folder, 'with-files.backup');
    const { manifest } = await backup({ url: company.url, file: withFiles, appVersion, fileDirs: [{ name: 'files', dir: from }] });
    expect(manifest.files).toMatchObject({ count: 2, bytes: large.length });
    await using target = await empty();
    const to = path.join(folder, 'restored', 'files');
    await mkdir(path.dirname(to));
    await expect(restore({ url: target.url, file: withFiles, migrations })).rejects.toMatchObject({ code: 'restore.no-store' });
    await expect(restore({ url: target.url, file: withFiles, migrations, fileDirs: [{ name: 'files', dir: from }] })).rejects.toMatchObject({ code: 'restore.not-empty' });
    expect(await objectsOf(target.db)).toBe(0);
    await restore({ url: target.url, file: withFiles, migrations, fileDirs: [{ name: 'files', dir: to }] });
    expect(await readFile(path.join(to, 'ab', 'abcd'))).toEqual(large);
    expect(await readFile(path.join(to, 'empty'))).toEqual(Buffer.alloc(0));
    expect(await readdir(path.dirname(to))).toEqual(['files']);
  });
});

const installed = await findInstalled();
test.runIf(installed !== undefined)('a company moves to a server of another version and back, as a role that only owns its database', async () => {
  const server = await startSecondServer(installed ?? '');
  try {
    const there = await server.createDatabase('company');
    await restore({ url: there, file, migrations });
    const db = openDatabase({ url: there });
    try {
      expect(await everything(db)).toEqual(await everything(company.db));
      // The old server was far ahead of this one; no restored fact may seem to come from its future.
      const { rows } = await db.query('select count(*)::int as future from kernel.fact where xid >= pg_snapshot_xmax(pg_current_snapshot())');
      expect(rows).toEqual([{ future: 0 }]);
      const back = path.join(folder, 'back.backup');
      await backup({ url: there, file: back, appVersion });
      await using target = await empty();
      await restore({ url: target.url, file: back, migrations });
      expect(await everything(target.db)).toEqual(await everything(company.db));
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
  }
});

test('transaction numbers keep their order from the floor on, and fall together below it', () => {
  const range = { floor: '1000', ceiling: '2000' };
  expect([0n, 2n, 3n, 999n, 1000n, 1001n, 2000n].map((id) => movedDown(id, range))).toEqual([0n, 2n, 3n, 3n, 4n, 5n, 1004n]);
});
