import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAlive } from './embedded/cluster.ts';
import { holderOf, readPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { startEmbedded, type Embedded } from './embedded.ts';
import { openDatabase } from './pool.ts';

let folder: string;
let dataDir: string;
let cluster: string;
const lines: string[] = [];
const log = (line: string): void => {
  lines.push(line);
};
const children: ChildProcess[] = [];
const servers: Embedded[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dianzhang-embedded-'));
  await chmod(folder, 0o711);
  dataDir = path.join(folder, 'database');
  cluster = path.join(dataDir, 'cluster');
  lines.length = 0;
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) await server.stop();
  const left = await readPostmaster(cluster).catch(() => undefined);
  if (left !== undefined && (await holderOf(left.pid)) === 'postgres') await stopPostmaster(cluster, left.pid);
  await rm(folder, { recursive: true });
});

const start = async (options: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<Embedded> => {
  const server = await startEmbedded({ dataDir, log, ...options });
  servers.push(server);
  return server;
};
const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const db = openDatabase({ url, onLostConnection: () => {} });
  try {
    return (await db.query(sql)).rows;
  } finally {
    await db.close();
  }
};
const pidOfServer = async (): Promise<number> => (await readPostmaster(cluster))?.pid ?? 0;
const gone = async (pid: number): Promise<void> => {
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
};

/** Another process that uses the same data directory, as a command does beside the server. */
function launch(task: 'stay' | 'write' = 'stay'): { child: ChildProcess; ready: Promise<{ url: string; adopted: boolean }>; acknowledged: () => number; leave(): Promise<void> } {
  const program = path.resolve(import.meta.dirname, '../../../tests/support/app-process.ts');
  const child = spawn(process.execPath, [program, dataDir, task], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const ready = Promise.withResolvers<{ url: string; adopted: boolean }>();
  let last = 0;
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    if (line.startsWith('{')) ready.resolve(JSON.parse(line) as { url: string; adopted: boolean });
    else last = Number(line);
  });
  child.once('exit', (code) => ready.reject(new Error(`the process ended with ${code}`)));
  ready.promise.catch(() => undefined);
  return {
    child,
    ready: ready.promise,
    acknowledged: () => last,
    leave: async () => {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}

describe('a first start', () => {
  test('makes a database in which texts sort the same on every machine and the application has no rights beyond its own', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    const [row] = await ask(server.url, `
      select current_setting('server_encoding') as encoding, current_setting('timezone') as zone, current_setting('fsync') as fsync,
        (select datlocprovider::text || datcollate from pg_database where datname = current_database()) as collation,
        (select rolsuper or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = current_user) as powerful,
        (select string_agg(w, '' order by w) from unnest(array['文', '中', 'b', 'A', 'a', 'B']) w) as sorted, upper('é') as upper`);
    expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', fsync: 'on', collation: 'bC', powerful: false, sorted: 'ABab中文', upper: 'É' });
  });

  test('keeps the data to itself: nobody else may enter the data or the socket', async () => {
    await start();
    for (const name of ['cluster', 'run']) expect((await stat(path.join(dataDir, name))).mode & 0o077).toBe(0);
    expect((await stat(path.join(cluster, 'dianzhang.secret'))).mode & 0o077).toBe(0);
  });

  test('a stop ends the server; a second start finds what was saved', async () => {
    const first = await start();
    await ask(first.url, 'create table kept as select 7 as n');
    const pid = await pidOfServer();
    await first.stop();
    // The process goes when whoever adopted it has taken note of its end.
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('where the path is too long for a socket, it listens on loopback only', async () => {
    dataDir = path.join(folder, 'd'.repeat(60), 'e'.repeat(60));
    cluster = path.join(dataDir, 'cluster');
    const server = await start();
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect(await ask(server.url, 'select inet_server_addr()::text as at')).toEqual([{ at: '127.0.0.1/32' }]);
    const strangers = new URL(server.url);
    strangers.password = 'guess';
    await expect(ask(strangers.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('several processes on one data directory', () => {
  test('two that start at the same moment share one new database', async () => {
    const [one, two, three] = [launch(), launch(), start()];
    const urls = [(await one.ready).url, (await two.ready).url, (await three).url];
    expect(new Set(urls).size).toBe(1);
    expect((await readdir(dataDir)).toSorted()).toEqual(['cluster', 'postgres.log', 'run']);
  });

  test('the last one out stops the server, whoever started it', async () => {
    const server = await start();
    const command = launch();
    expect((await command.ready).adopted).toBe(true);
    const pid = await pidOfServer();
    await server.stop();
    expect(isAlive(pid)).toBe(true);
    await command.leave();
    expect(isAlive(pid)).toBe(false);
  });

  test('a server whose starter was killed is taken over with everything in it', async () => {
    const starter = launch('write');
    await starter.ready;
    await expect.poll(() => starter.acknowledged(), { timeout: 10_000 }).toBeGreaterThan(20);
    const pid = await pidOfServer();
    starter.child.kill('SIGKILL');
    await once(starter.child, 'exit');
    expect(isAlive(pid)).toBe(true);
    const heir = await start();
    expect(heir.adopted).toBe(true);
    expect(await pidOfServer()).toBe(pid);
    const [row] = await ask(heir.url, 'select count(*)::int as rows from acknowledged');
    expect(row?.['rows']).toBeGreaterThanOrEqual(starter.acknowledged());
    await heir.stop();
    await gone(pid);
  });
});

describe('the server is killed', () => {
  test('while rows are written: every acknowledged row is there, and the process that lives starts it again by itself', async () => {
    const server = await start();
    for (let round = 0; round < 3; round += 1) {
      await ask(server.url, 'drop table if exists acknowledged');
      const writer = launch('write');
      await writer.ready;
      await expect.poll(() => writer.acknowledged(), { timeout: 10_000 }).toBeGreaterThan(50 * (round + 1));
      process.kill(await pidOfServer(), 'SIGKILL');
      await once(writer.child, 'exit');
      await expect.poll(async () => ask(server.url, 'select 1').then(() => 'back', () => 'away'), { timeout: 5_000 }).toBe('back');
      const [row] = await ask(server.url, 'select count(*)::int as rows, coalesce(max(n), 0) as last from acknowledged');
      expect(row?.['rows']).toBe(row?.['last']);
      expect(row?.['rows']).toBeGreaterThanOrEqual(writer.acknowledged());
    }
    await expect.poll(() => lines.filter((line) => line === 'the database is back').length, { timeout: 5_000 }).toBe(3);
  });
});

describe('a data directory that cannot be used', () => {
  const prepared = async (): Promise<void> => {
    const server = await startEmbedded({ dataDir, log });
    await ask(server.url, 'create table kept as select 7 as n');
    await server.stop();
  };

  test.each(['PG_VERSION', 'global/pg_control', 'dianzhang.secret'])('without %s it is refused as it is, with a way out', async (file) => {
    await prepared();
    await rename(path.join(cluster, file), path.join(folder, 'lost'));
    const before = (await readdir(cluster)).toSorted();
    await expect(start()).rejects.toMatchObject({ code: 'embedded.damaged', text: { zh: expect.stringContaining(cluster), en: expect.stringContaining('restore') } });
    expect((await readdir(cluster)).toSorted()).toEqual(before);
    await rename(path.join(folder, 'lost'), path.join(cluster, file));
    expect(await ask((await start()).url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('with a control file that is garbage, the server itself refuses and we say what it is', async () => {
    await prepared();
    await writeFile(path.join(cluster, 'global', 'pg_control'), Buffer.alloc(8192, 7), { flag: 'r+' });
    await expect(start()).rejects.toMatchObject({ code: 'embedded.damaged' });
  });

  test('it is set aside, never deleted, when the operator asks for a new beginning', async () => {
    await prepared();
    await rm(path.join(cluster, 'PG_VERSION'));
    const server = await start({ onDamaged: 'quarantine' });
    await expect(ask(server.url, 'select n from kept')).rejects.toMatchObject({ code: '42P01' });
    const aside = (await readdir(dataDir)).find((name) => name.startsWith('damaged-')) ?? '';
    await access(path.join(dataDir, aside, 'global', 'pg_control'));
    expect(lines.join('\n')).toContain(path.join(dataDir, aside));
  });

  test('an initialisation that was cut off holds no data: it is set aside and made again', async () => {
    const unfinished = path.join(dataDir, 'init-4194304-00ff00ff');
    await mkdir(path.join(unfinished, 'base'), { recursive: true });
    await mkdir(path.join(cluster, 'base', '1'), { recursive: true });
    const server = await start();
    expect(await ask(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('damaged-'))).toHaveLength(2);
  });

  test('of another major version it is refused and named', async () => {
    await prepared();
    await writeFile(path.join(cluster, 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({ code: 'embedded.version', text: { zh: expect.stringContaining('PostgreSQL 15') } });
    await writeFile(path.join(cluster, 'PG_VERSION'), '18\n');
  });

  test.runIf(process.platform === 'linux')('a lock whose number now belongs to another program is not in the way; one of a foreign server is respected', async () => {
    await prepared();
    await writeFile(path.join(cluster, 'postmaster.pid'), [process.pid, cluster, 1, 5432, path.join(dataDir, 'run'), '', '0 0', 'ready   ', ''].join('\n'));
    const server = await start();
    expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
    const pid = await pidOfServer();
    const other = path.join(folder, 'other');
    await mkdir(other);
    const neighbour = await startEmbedded({ dataDir: other, log });
    try {
      const theirs = await readFile(path.join(other, 'cluster', 'postmaster.pid'), 'utf8');
      await server.stop();
      await writeFile(path.join(cluster, 'postmaster.pid'), theirs);
      await expect(start()).rejects.toMatchObject({ code: 'embedded.in-use' });
      expect(await ask(neighbour.url, 'select 1 as n')).toEqual([{ n: 1 }]);
      await rm(path.join(cluster, 'postmaster.pid'));
    } finally {
      await neighbour.stop();
    }
    expect(isAlive(pid)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)('on a full disk it says so, and starts once there is space', async ({ skip }) => {
    const disk = path.join(folder, 'disk');
    await mkdir(disk);
    skip(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=0711', 'tmpfs', disk]).status !== 0, 'mounting is not allowed here');
    try {
      dataDir = path.join(disk, 'database');
      cluster = path.join(dataDir, 'cluster');
      const ballast = path.join(disk, 'ballast');
      await writeFile(ballast, Buffer.alloc(200 * 1024 * 1024));
      await expect(start()).rejects.toMatchObject({ code: 'embedded.disk-full' });
      await rm(ballast);
      await prepared();
      const { status } = spawnSync('sh', ['-c', `cat /dev/zero > ${ballast}`]);
      expect(status).not.toBe(0);
      await expect(start()).rejects.toMatchObject({ code: 'embedded.disk-full' });
      await rm(ballast);
      const server = await start();
      expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 7 }]);
      await servers.pop()?.stop();
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  test.runIf(process.getuid?.() === 0)('below a folder that only root may enter, root can still use it', async () => {
    const closed = path.join(folder, 'closed');
    await mkdir(closed);
    await chown(closed, 0, 0);
    await chmod(closed, 0o700);
    dataDir = path.join(closed, 'database');
    cluster = path.join(dataDir, 'cluster');
    expect(await ask((await start()).url, 'select 1 as n')).toEqual([{ n: 1 }]);
    expect((await stat(cluster)).uid).not.toBe(0);
    expect(lines.join('\n')).toContain(closed);
  });
});
