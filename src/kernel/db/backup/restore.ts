import pg from 'pg';
import { words } from '../../words.ts';
import { applyMigration, ensureTable, structureLock } from '../migrate.ts';
import { readMigrations, type Migration, type MigrationSource } from '../migration-files.ts';
import { backupProblem, type BackupHeader, type BackupManifest } from './format.ts';
import { lowerGuards } from './guards.ts';
import { RowLoader } from './row-loader.ts';
import { StoreRestorer, type FileStore } from './stores.ts';
import { plainSession, qualified, readContents, readPartitions, readTables } from './structure.ts';
import { passNumbers } from './transaction-ids.ts';
import { verifyBackup } from './verify.ts';

export interface RestoreOptions {
  readonly url: string;
  readonly file: string;
  /** The program's own migrations: they make the tables that the rows go into. */
  readonly migrations: MigrationSource;
  /** Where stored files go; each folder must be empty or missing. */
  readonly fileDirs?: readonly FileStore[];
  /** Makes schemas that no migration of ours makes but whose rows are in the backup. Runs inside the restoring transaction. */
  readonly external?: readonly { readonly schema: string; create(client: pg.ClientBase): Promise<void> }[];
  readonly log?: (line: string) => void;
}

export interface RestoreResult {
  readonly takenAt: number;
  readonly appVersion: string;
  readonly manifest: BackupManifest;
}

/**
 * Brings a backup into an empty database, all of it or nothing: the whole file is read and checked before the target is touched, and
 * everything happens in one transaction that ends with a comparison of all rows by count and hash. The structure is that of the
 * backup; the next start of the program brings it up to date. Needs the rights of the database's owner, PostgreSQL 15 to 18.
 *
 * @throws DatabaseProblem in words for an operator; the target is then as empty as before.
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const { header, manifest } = await verifyBackup(options.file);
  const migrations = chooseMigrations(await readMigrations(options.migrations), header);
  const stores = new StoreRestorer(options.fileDirs ?? []);
  await stores.assertEmpty();
  const client = new pg.Client({ connectionString: options.url, application_name: 'dianzhang restore', connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // The statement under way reports the lost connection.
  await client.connect();
  try {
    await client.query(plainSession);
    const { rows: [lock] } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [structureLock]);
    if (lock?.taken !== true) {
      throw backupProblem('restore.busy', words('目标数据库正在升级、备份或恢复,请稍后重试。', 'The target is being upgraded, backed up or restored. Try again later.'));
    }
    await assertEmpty(client);
    await passNumbers(client, header.transactionIds);
    await client.query('begin');
    try {
      await fill(client, header, migrations, stores, options);
      await stores.publish();
      await client.query('commit');
    } catch (error) {
      // When the connection is gone the server rolls back by itself, and the first error says more.
      await client.query('rollback').catch(() => undefined);
      await stores.discard();
      throw error;
    }
    await client.query('analyze');
  } finally {
    await client.end();
  }
  return { takenAt: header.takenAt, appVersion: header.appVersion, manifest };
}

async function fill(client: pg.Client, header: BackupHeader, migrations: readonly Migration[], stores: StoreRestorer, options: RestoreOptions): Promise<void> {
  // Rules that never let a row change ask for this before they look away.
  await client.query(`set local dianzhang.restoring = 'on'`);
  await ensureTable(client);
  for (const migration of migrations) await applyMigration(client, migration);
  for (const schema of options.external ?? []) await schema.create(client);
  await client.query('set local search_path = pg_catalog');
  await makePartitions(client, header);
  await guardPartitions(client);
  const tables = await readTables(client);
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const raiseGuards = await lowerGuards(client, schemas);
  // Migrations may have brought rows; the backup holds them too, as they have become.
  await client.query(`truncate ${tables.map(qualified).join(', ')}`);
  const loader = new RowLoader(client, tables, header, options.log ?? (() => {}));
  try {
    await verifyBackup(options.file, {
      table: async (table) => loader.begin(table),
      rows: async (rows) => loader.write(rows),
      tableEnd: async () => loader.end(),
      file: async (file) => stores.begin(file),
      fileData: async (block) => stores.write(block),
      fileEnd: async () => stores.end(),
    });
  } catch (error) {
    await loader.abandon(error);
    throw error;
  }
  await loader.compare();
  for (const sequence of header.sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [qualified(sequence), sequence.lastValue, sequence.isCalled]);
  }
  await raiseGuards();
  await refreshViews(client);
}

/** The program's migrations that the backup had. @throws when it had any that this program does not know. */
function chooseMigrations(known: readonly Migration[], header: BackupHeader): Migration[] {
  for (const past of header.migrations) {
    const file = known.find(({ owner, number }) => owner === past.owner && number === past.number);
    if (file !== undefined && file.sha256 === past.sha256) continue;
    throw backupProblem('restore.newer', words(
      `备份由其他版本的程序(${header.appVersion})生成:其中的迁移 ${past.owner} ${past.number}(${past.name})本程序没有或内容不同。请用该版本或更新的程序恢复。`,
      `The backup is of another version of the program (${header.appVersion}): this one does not have its migration ${past.owner} ${past.number} (${past.name}), or has another. Restore with that version or a newer one.`,
    ));
  }
  return known.filter(({ owner, number }) => header.migrations.some((past) => past.owner === owner && past.number === number));
}

async function assertEmpty(client: pg.Client): Promise<void> {
  const contents = await readContents(client);
  if (contents.length === 0) return;
  const some = `${contents.slice(0, 3).join(', ')}${contents.length > 3 ? ' …' : ''}`;
  throw backupProblem('restore.not-empty', words(
    `目标数据库不是空的(共 ${contents.length} 个对象:${some})。恢复不会覆盖已有数据:请新建一个空数据库再恢复。`,
    `The target database is not empty (${contents.length} objects: ${some}). A restore never replaces data: make a new empty database and restore into it.`,
  ));
}

/** Partitions that were made at run time. Those that the migrations made again by themselves stay. */
async function makePartitions(client: pg.Client, header: BackupHeader): Promise<void> {
  const present = new Set((await readPartitions(client)).map(qualified));
  for (const partition of header.partitions) {
    if (present.has(qualified(partition))) continue;
    const parent = qualified({ schema: partition.parentSchema, name: partition.parent });
    const below = partition.partitionedBy === null ? '' : ` partition by ${partition.partitionedBy}`;
    await client.query(`create table ${qualified(partition)} partition of ${parent} ${partition.bound}${below}`);
  }
}

/** Partitions made just now lack the triggers that statements on them alone would meet; a backup of an older version knows of none. */
async function guardPartitions(client: pg.Client): Promise<void> {
  const { rows: [known] } = await client.query<{ there: boolean }>(`select to_regprocedure('kernel.guard_partitions()') is not null as there`);
  if (known?.there === true) await client.query('select kernel.guard_partitions()');
}

async function refreshViews(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ schema: string; name: string }>(`select schemaname as schema, matviewname as name from pg_matviews where ispopulated`);
  for (const view of rows) await client.query(`refresh materialized view ${qualified(view)}`);
}
