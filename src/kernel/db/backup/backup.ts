import { createHash } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { words } from '../../words.ts';
import { codeOf } from '../errors.ts';
import { appliedMigrations, structureLock } from '../migrate.ts';
import { schemaOf } from '../owners.ts';
import { copyOut } from './copy.ts';
import { backupProblem, formatVersion, frame, type BackupHeader, type BackupManifest, type BackupTable, type TableEnd } from './format.ts';
import { RowDigest, RowSplitter } from './row-digest.ts';
import { writeStores, type FileStore } from './stores.ts';
import { columnList, plainSession, qualified, readPartitions, readSequences, readTables } from './structure.ts';
import { transactionRange } from './transaction-ids.ts';
import { BackupWriter } from './writer.ts';

export interface BackupOptions {
  readonly url: string;
  /** The file to write; it must not exist. Its folder must. */
  readonly file: string;
  readonly appVersion: string;
  /** Folders of content-addressed files that belong to the data. */
  readonly fileDirs?: readonly FileStore[];
  /** Schemas that no migration of ours made but that hold data of ours (a job queue). Others are left out and named in the result. */
  readonly external?: readonly string[];
  readonly log?: (line: string) => void;
}

export interface BackupResult {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: BackupManifest;
  readonly leftOut: readonly string[];
}

/**
 * Writes everything that the database holds at one moment into one file, while work goes on. Structure changes wait for it or it for
 * them. Works on PostgreSQL 15 to 18 with the rights of the owner of the tables.
 *
 * @throws DatabaseProblem in words for an operator; then no file stays behind.
 */
export async function backup(options: BackupOptions): Promise<BackupResult> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'dianzhang backup', connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // The statement under way reports the lost connection.
  await client.connect();
  try {
    const writer = await BackupWriter.create(options.file).catch((error: unknown) => {
      throw codeOf(error) === 'EEXIST'
        ? backupProblem('backup.exists', words(`${options.file} 已存在,备份不会覆盖它。`, `${options.file} exists; a backup never replaces a file.`), error)
        : cannotWrite(options.file, error);
    });
    try {
      const { manifest, leftOut } = await write(client, writer, options);
      return { file: path.resolve(options.file), ...(await writer.finish()), manifest, leftOut };
    } catch (error) {
      await writer.discard();
      throw codeOf(error) === 'ENOSPC' ? cannotWrite(options.file, error) : error;
    }
  } finally {
    await client.end();
  }
}

async function write(client: pg.Client, writer: BackupWriter, options: BackupOptions): Promise<{ manifest: BackupManifest; leftOut: string[] }> {
  await client.query(plainSession);
  const { header, tables } = await openSnapshot(client, options);
  await writer.frame(frame.header, header);
  const ends: TableEnd[] = [];
  for (const table of tables) {
    const end = await writeTable(client, writer, table);
    ends.push(end);
    options.log?.(`${table.schema}.${table.name}: ${end.rows}`);
  }
  await client.query('commit');
  // Files are stored before the rows that name them and never change, so what lies there now holds all that the snapshot names.
  const files = await writeStores(writer, options.fileDirs ?? []);
  const manifest = { tables: ends, files, rows: ends.reduce((sum, end) => sum + end.rows, 0) };
  await writer.frame(frame.manifest, manifest);
  return { manifest, leftOut: header.leftOut };
}

/** Begins the transaction that all tables are read in, with every table held against structure changes. */
async function openSnapshot(client: pg.Client, options: BackupOptions): Promise<{ header: BackupHeader; tables: BackupTable[] }> {
  // A migration that commits between the snapshot and the locks would leave us with the tables of one time and the rows of another.
  await client.query('select pg_advisory_lock_shared($1)', [structureLock]);
  try {
    await client.query('begin isolation level repeatable read read only');
    const migrations = await appliedMigrations(client);
    if (migrations.length === 0) {
      throw backupProblem('backup.not-ours', words('这个数据库不是店章的数据库,没有可备份的内容。', 'This is no database of Dianzhang: there is nothing to back up.'));
    }
    const { rows: owned } = await client.query<{ schema: string }>(`select nspname as schema from pg_namespace where nspname = any($1)`, [
      [...migrations.map(({ owner }) => schemaOf(owner)), 'kernel', ...(options.external ?? [])],
    ]);
    const included = new Set(owned.map(({ schema }) => schema));
    const all = await readTables(client);
    const tables = all.filter(({ schema }) => included.has(schema));
    for (const table of tables) await client.query(`lock table ${qualified(table)} in access share mode`);
    return {
      tables,
      header: {
        format: formatVersion,
        appVersion: options.appVersion,
        ...(await readMoment(client)),
        migrations,
        partitions: (await readPartitions(client)).filter(({ schema }) => included.has(schema)),
        sequences: (await readSequences(client)).filter(({ schema }) => included.has(schema)),
        leftOut: [...new Set(all.map(({ schema }) => schema))].filter((schema) => !included.has(schema)),
        transactionIds: await transactionRange(client),
      },
    };
  } finally {
    await client.query('select pg_advisory_unlock_shared($1)', [structureLock]).catch(() => undefined); // In an aborted transaction; the session ends with the error.
  }
}

async function readMoment(client: pg.Client): Promise<{ takenAt: number; server: number }> {
  const { rows: [row] } = await client.query<{ at: string; server: string }>(
    `select (extract(epoch from now()) * 1000)::bigint::text as at, current_setting('server_version_num') as server`,
  );
  return { takenAt: Number(row?.at), server: Number(row?.server) };
}

async function writeTable(client: pg.Client, writer: BackupWriter, table: BackupTable): Promise<TableEnd> {
  await writer.frame(frame.table, table);
  const hash = createHash('sha256');
  const digest = new RowDigest();
  const splitter = new RowSplitter();
  let bytes = 0;
  for await (const block of copyOut(client, `copy (select ${columnList(table.columns)} from ${qualified(table)}) to stdout`)) {
    hash.update(block);
    bytes += block.length;
    for (const row of splitter.push(block)) digest.add(row);
    await writer.frame(frame.data, block);
  }
  const end = { schema: table.schema, name: table.name, rows: digest.rows, bytes, sha256: hash.digest('hex'), rowDigest: digest.hex };
  await writer.frame(frame.tableEnd, end);
  return end;
}

const cannotWrite = (file: string, cause: unknown): Error => backupProblem('backup.cannot-write', words(
  `无法写入备份文件 ${file}:${String((cause as Error).message)}`, `The backup file ${file} cannot be written: ${String((cause as Error).message)}`,
), cause);
