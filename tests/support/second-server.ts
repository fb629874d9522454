import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { spawn, execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { chooseAccount, ownedFolder } from '../../src/kernel/db/embedded/account.ts';

/** A PostgreSQL server of another version than ours, with a role that owns its databases and nothing else. */
export interface SecondServer {
  readonly version: number;
  /** Makes an empty database owned by the plain role. @returns its connection string. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const places = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

/** Folder of the programs of an installed PostgreSQL 15, 16 or 17, or undefined where there is none. */
export async function findInstalled(): Promise<string | undefined> {
  for (const place of places) {
    const entries = await readdir(place).catch(() => [] as string[]);
    for (const entry of entries.filter((name) => /^(postgresql@)?1[567]$/.test(name)).toSorted()) {
      const bin = path.join(place, entry, 'bin');
      if (await access(path.join(bin, 'initdb')).then(() => true, () => false)) return bin;
    }
  }
  return undefined;
}

/** Starts an installed server on a folder of its own, as a child of the test. */
export async function startSecondServer(bin: string): Promise<SecondServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dianzhang-second-'));
  const account = await chooseAccount(folder, bin, () => {});
  await ownedFolder(folder, account);
  const data = path.join(folder, 'data');
  const environment = { ...process.env, LC_ALL: 'C' };
  const init = account.command(path.join(bin, 'initdb'), ['-D', data, '-U', 'admin', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']);
  await promisify(execFile)(init.file, init.args, { uid: init.uid, gid: init.gid, env: environment, cwd: folder });
  const run = account.command(path.join(bin, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off']);
  const child = spawn(run.file, run.args, { uid: run.uid, gid: run.gid, env: environment, cwd: folder, stdio: 'ignore' });
  const url = (role: string, database: string): string => `postgres://${role}@localhost:5432/${database}?host=${encodeURIComponent(folder)}`;
  const asAdmin = async (statement: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: url('admin', 'postgres') });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await asAdmin('create role plain login');
      break;
    } catch (error) {
      if (tries > 200 || child.exitCode !== null) throw error;
      await pause(50);
    }
  }
  const { rows: [row] } = await asAdmin('show server_version_num');
  return {
    version: Math.trunc(Number((row as { server_version_num: string }).server_version_num) / 10_000),
    createDatabase: async (name) => {
      await asAdmin(`create database ${pg.escapeIdentifier(name)} owner plain template template0`);
      return url('plain', name);
    },
    stop: async () => {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}
