import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { inject } from 'vitest';
import { migrate, openDatabase, ownersInOrder, type Architecture, type DatabaseOptions, type Db } from '../../src/kernel/db/index.ts';
import { readMigrations, type MigrationSource } from '../../src/kernel/db/migration-files.ts';
import { testServer, type TestServer } from './server.ts';

export interface TestDatabase {
  readonly db: Db;
  readonly url: string;
  /** The same database as the role that created it: a superuser on the embedded server. For tests of faults. */
  readonly adminUrl: string;
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface FreshOptions {
  /** Whose tables it has: those of the product unless told otherwise; `none` gives a database without any. */
  readonly migrations?: MigrationSource | 'none';
  /** How `db` is opened, where the defaults do not fit the test. */
  readonly open?: Omit<DatabaseOptions, 'url'>;
}

const repository = path.resolve(import.meta.dirname, '../..');
const architecture = (await import(pathToFileURL(path.join(repository, 'architecture.mjs')).href)) as Architecture;

/** The migrations of the product, in the order in which the server applies them. */
export const productMigrations: MigrationSource = {
  root: path.join(repository, 'src'),
  owners: ownersInOrder(architecture),
};

/** Makes templates one at a time, whoever asks. */
const templateLock = 7_240_001_003;

/**
 * A database of one's own on a real PostgreSQL, with all tables and no rows, cloned from a template in some 20 ms. Close it in
 * `afterAll` or `afterEach`; what a failed test leaves behind is dropped at the end of the run.
 */
export async function freshDatabase(options: FreshOptions = {}): Promise<TestDatabase> {
  const server = await testServer();
  const template = options.migrations === 'none' ? 'template0' : await ensureTemplate(server, options.migrations ?? productMigrations);
  const name = `dz_test_${inject('testRun')}_${randomBytes(5).toString('hex')}`;
  await asAdmin(server, async (client) => createDatabase(client, name, template, server));
  const url = withDatabase(server.owner, name);
  const db = openDatabase({ applicationName: 'dianzhang test', onLostConnection: () => {}, ...options.open, url });
  const close = async (): Promise<void> => {
    await db.close();
    await asAdmin(server, async (client) => dropDatabase(client, name));
  };
  return { db, url, adminUrl: withDatabase(server.admin, name), close, [Symbol.asyncDispose]: close };
}

/** On a server of another owner an autovacuum worker may sit in the database for a moment: a plain role cannot end it, only wait. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries >= 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function ensureTemplate(server: TestServer, source: MigrationSource): Promise<string> {
  const migrations = await readMigrations(source);
  const key = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
  const name = `dz_template_${key}`;
  await asAdmin(server, async (client) => {
    if (await exists(client, name)) return;
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    if (await exists(client, name)) return;
    // Under its final name only when complete: a run that is stopped half way leaves no half template.
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`);
    await createDatabase(client, draft, 'template0', server);
    await migrate({ ...source, url: withDatabase(server.owner, draft) });
    await client.query(`alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(name)}`);
  });
  return name;
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1;
}

async function createDatabase(client: pg.Client, name: string, template: string, server: TestServer): Promise<void> {
  const owner = decodeURIComponent(new URL(server.owner).username);
  const ownedBy = owner === '' ? '' : `owner ${pg.escapeIdentifier(owner)}`;
  await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} ${ownedBy}`);
}

async function asAdmin<T>(server: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.admin, application_name: 'dianzhang test admin' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
