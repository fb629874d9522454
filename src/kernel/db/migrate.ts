import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { words } from '../words.ts';
import { isConflict } from './busy.ts';
import { codeOf, DatabaseProblem, messageOf } from './errors.ts';
import { readMigrations, type Migration, type MigrationSource } from './migration-files.ts';

export interface MigrateOptions extends MigrationSource {
  readonly url: string;
  /** Told what is done, one line a migration. */
  readonly log?: (line: string) => void;
  /** Longest wait for another process that migrates, and for locks of running work, in milliseconds. */
  readonly patienceMs?: number;
}

/** What a database remembers of a migration: the rows of kernel.migration. */
export interface AppliedMigration {
  readonly owner: string;
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

/** Held by whoever changes the structure of the database, and shared by backups while they take their snapshot. */
export const structureLock = 7_240_001_001;

const defaultPatienceMs = 120_000;
/** A migration that waits for a lock blocks everybody who comes after it: it gives up soon and tries again. */
const lockTimeoutMs = 2_000;
const betweenTriesMs = 200;

/**
 * Brings the database to the newest structure: every migration that it does not have yet, owner by owner, each in a transaction of
 * its own. Any number of starters may run it at once; one works, the others wait and find nothing left to do.
 *
 * @returns what it applied, in order.
 * @throws DatabaseProblem when an applied file was changed or is missing, when locks stay taken for longer than `patienceMs`, or
 *   when a statement fails (then nothing of that migration stays).
 */
export async function migrate(options: MigrateOptions): Promise<AppliedMigration[]> {
  const migrations = await readMigrations(options);
  const client = new pg.Client({ connectionString: options.url, application_name: 'dianzhang migrate', connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // The statement under way reports the lost connection.
  await client.connect();
  const deadline = performance.now() + (options.patienceMs ?? defaultPatienceMs);
  const done: AppliedMigration[] = [];
  try {
    await patiently(deadline, async () => inTransaction(client, async () => ensureTable(client)));
    const known = await appliedMigrations(client);
    assertHistory(migrations, known);
    // A new database is one step for whoever looks on; one that is brought up to date tells each.
    const isNew = known.length === 0;
    for (const migration of migrations) {
      const applied = await patiently(deadline, async () => inTransaction(client, async () => {
        if (await isApplied(client, migration)) return false;
        await applyMigration(client, migration);
        return true;
      }));
      if (!applied) continue;
      if (!isNew) options.log?.(`migrated ${migration.owner} ${String(migration.number).padStart(4, '0')}-${migration.name}`);
      done.push({ owner: migration.owner, number: migration.number, name: migration.name, sha256: migration.sha256 });
    }
    assertHistory(migrations, await appliedMigrations(client));
    if (isNew && done.length > 0) options.log?.(`created the structure of the database (${done.length} migrations)`);
  } finally {
    await client.end();
  }
  return done;
}

/** Creates the table of migrations when it is missing. Needs a transaction that holds the structure lock. */
export async function ensureTable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('kernel.migration') is not null as found`);
  if (rows[0]?.found === true) return;
  await client.query(`
    create schema if not exists kernel;
    create table kernel.migration (
      owner text not null,
      number integer not null,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default now(),
      primary key (owner, number)
    );
    comment on table kernel.migration is 'Structure changes that this database has had, in order of application';
  `);
}

/** Migrations that the database has had; none for a database without the table. */
export async function appliedMigrations(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const { rows: [table] } = await client.query<{ found: boolean }>(`select to_regclass('kernel.migration') is not null as found`);
  if (table?.found !== true) return [];
  const { rows } = await client.query<AppliedMigration>('select owner, number, name, sha256 from kernel.migration order by owner, number');
  return rows;
}

/** Runs one migration and records it. The caller holds the transaction and the structure lock. */
export async function applyMigration(client: pg.ClientBase, migration: Migration): Promise<void> {
  await client.query(`create schema if not exists ${pg.escapeIdentifier(migration.schema)}`);
  // Every name carries its schema, as it must at run time: nothing is found, or made, in a schema by chance.
  await client.query('set local search_path = pg_catalog');
  try {
    await client.query(migration.sql);
  } catch (error) {
    if (mayPass(error)) throw error;
    throw failed(migration, error);
  }
  await client.query(
    'insert into kernel.migration (owner, number, name, sha256) values ($1, $2, $3, $4)',
    [migration.owner, migration.number, migration.name, migration.sha256],
  );
}

/** @throws DatabaseProblem when the database has had a migration that the program does not have, or has with another text. */
export function assertHistory(known: readonly Migration[], applied: readonly AppliedMigration[]): void {
  for (const past of applied) {
    const file = known.find((migration) => migration.owner === past.owner && migration.number === past.number);
    const label = `${past.owner}/migrations/${String(past.number).padStart(4, '0')}-${past.name}.sql`;
    if (file === undefined) {
      throw new DatabaseProblem('migration.missing', words(
        `数据库已执行过 ${label},但本程序没有这个文件:数据库来自更新的版本。请升级程序后再启动。`,
        `The database has had ${label}, which this program does not have: the database is of a newer version. Upgrade the program.`,
      ));
    }
    if (file.sha256 !== past.sha256 || file.name !== past.name) {
      throw new DatabaseProblem('migration.changed', words(
        `${label} 在执行之后被改动过。已发布的迁移不能修改:请恢复原文件,并用新的迁移表达改动。`,
        `${label} was changed after it had been applied. Released migrations never change: put the file back and write a new one.`,
      ));
    }
  }
}

async function isApplied(client: pg.ClientBase, migration: Migration): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from kernel.migration where owner = $1 and number = $2',
    [migration.owner, migration.number],
  );
  return rowCount === 1;
}

/** The structure lock ends with the transaction, so that it works behind a connection pooler too. */
async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [structureLock]);
    if (rows[0]?.taken !== true) throw new Occupied();
    await client.query(`set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = 0; set local timezone = 'UTC'`);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // When the connection is gone there is nothing to roll back, and the first error says more.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

class Occupied extends Error {}

async function patiently<T>(deadline: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Occupied) && !mayPass(error)) throw error;
      if (performance.now() > deadline) {
        throw new DatabaseProblem('migration.locked', words(
          '数据库结构升级等待过久:其他进程正在升级,或有长时间运行的工作占用了数据表。请稍后重新启动。',
          'The structure could not be upgraded in time: another process is upgrading it, or long work holds the tables. Start again later.',
        ), { cause: error });
      }
      await pause(betweenTriesMs * (0.5 + Math.random()));
    }
  }
}

const mayPass = (error: unknown): boolean => codeOf(error) === '55P03' || isConflict(error);

function failed(migration: Migration, cause: unknown): DatabaseProblem {
  const label = `${migration.owner}/migrations/${String(migration.number).padStart(4, '0')}-${migration.name}.sql`;
  const position = cause instanceof pg.DatabaseError && cause.position !== undefined
    ? `:${migration.sql.slice(0, Number(cause.position) - 1).split('\n').length}`
    : '';
  return new DatabaseProblem('migration.failed', words(
    `迁移 ${label}${position} 执行失败,未留下任何改动:${messageOf(cause)}`,
    `Migration ${label}${position} failed and left nothing behind: ${messageOf(cause)}`,
  ), { cause });
}
