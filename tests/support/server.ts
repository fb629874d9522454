import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';
import { startEmbedded } from '../../src/kernel/db/index.ts';
import { isAlive } from '../../src/kernel/db/embedded/cluster.ts';
import { holderOf, readPostmaster } from '../../src/kernel/db/embedded/postmaster.ts';
import { codeOf, messageOf } from '../../src/kernel/db/errors.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** File in which the run's database server announces itself. */
    testServerFile: string;
    /** Part of the names of this run's databases. */
    testRun: string;
  }
}

/** Connection strings of the server that serves this run of the tests. */
export interface TestServer {
  /** A role that may create databases. */
  readonly admin: string;
  /** The role that owns the tests' databases; on the embedded server it has no other right, as in production. */
  readonly owner: string;
}

const announcement = z.union([z.strictObject({ admin: z.string(), owner: z.string() }), z.strictObject({ error: z.string() })]);

const pollMs = 10;
const patienceMs = 60_000;

/**
 * Provides one server for the whole run: that of TEST_DATABASE_URL, else an embedded one in a folder of its own. It starts beside
 * the tests, so that those without a database do not wait for it. @returns what ends it.
 */
export async function provideServer(run: string): Promise<{ file: string; end(): Promise<void> }> {
  await clearKilledRuns();
  const folder = await mkdtemp(path.join(tmpdir(), `dianzhang-test-${process.pid}-`));
  const file = path.join(folder, 'server.json');
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') {
    // TEST_ADMIN_URL: a superuser of the same server, for the tests in which somebody with every right tampers with the evidence.
    await announce(file, { admin: process.env['TEST_ADMIN_URL'] || given, owner: given });
    return {
      file,
      end: async () => {
        await dropDatabasesOf(process.env['TEST_ADMIN_URL'] || given, run);
        await rm(folder, { recursive: true });
      },
    };
  }
  const starting = startEmbedded({
    dataDir: path.join(folder, 'database'),
    log: () => {},
    // The run's databases are thrown away: what a power cut would take from them is no loss.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '150', shared_buffers: '64MB' },
  });
  const announced = starting.then(
    async (server) => announce(file, { admin: server.adminUrl, owner: server.url }),
    async (error: unknown) => announce(file, { error: messageOf(error) }),
  );
  return {
    file,
    end: async () => {
      await announced;
      const [result] = await Promise.allSettled([starting]);
      if (result.status === 'fulfilled') await result.value.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** A run that was killed leaves its server running and its folder behind: both are ended here, unless somebody still uses them. */
async function clearKilledRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const maker = /^dianzhang-test-(\d+)-\w+$/.exec(name)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    const folder = path.join(tmpdir(), name);
    const cluster = path.join(folder, 'database', 'cluster');
    const running = await readPostmaster(cluster);
    if (running !== undefined && (await holderOf(running.pid)) === 'postgres') {
      const server = await startEmbedded({ dataDir: path.join(folder, 'database'), log: () => {} });
      await server.stop();
      if ((await readPostmaster(cluster)) !== undefined) continue;
    }
    await rm(folder, { recursive: true, force: true });
  }
}

/** The server of this run, from within a test. */
export async function testServer(): Promise<TestServer> {
  const file = inject('testServerFile');
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) {
      const server = announcement.parse(JSON.parse(text));
      if ('error' in server) throw new Error(`the test database did not start: ${server.error}`);
      return server;
    }
    if (performance.now() > deadline) throw new Error('the test database did not start in time');
    await pause(pollMs);
  }
}

async function announce(file: string, content: z.infer<typeof announcement>): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(content), { mode: 0o600 });
  await rename(`${file}.part`, file);
}

async function dropDatabasesOf(url: string, run: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database where starts_with(datname, $1)', [`dz_test_${run}_`]);
    for (const { datname } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`);
  } finally {
    await client.end();
  }
}
