import path from 'node:path';
import pg from 'pg';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Clock } from '../kernel/clock.ts';
import { migrate, openDatabase, ownersInOrder, startEmbedded, type Architecture, type Db } from '../kernel/db/index.ts';
import type { MigrationSource } from '../kernel/db/migration-files.ts';
import type { Log } from '../kernel/kernel.ts';
import { roleOf, type Settings } from './settings.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const repositoryRoot = root;

/** Whose migrations there are, in the order of architecture.mjs. */
export async function migrationSource(): Promise<MigrationSource> {
  const architecture = (await import(pathToFileURL(path.join(root, 'architecture.mjs')).href)) as Architecture;
  return { root: path.join(root, 'src'), owners: ownersInOrder(architecture) };
}

export interface Installation {
  readonly db: Db;
  readonly url: string;
  /** `embedded` or `server`: for the doctor and the start message. */
  readonly kind: 'embedded' | 'server';
  close(): Promise<void>;
}

/** Opens the installation's database: joins or starts the embedded one, or connects to DATABASE_URL. Migrates unless told not to. */
export async function openInstallation(settings: Settings, log: Log, options: { migrate?: boolean; applicationName?: string } = {}): Promise<Installation> {
  const embedded = settings.DATABASE_URL
    ? null
    : await startEmbedded({ dataDir: path.join(settings.DATA_DIR, 'postgres'), log: (line) => log.info({}, line) });
  const url = settings.DATABASE_URL ?? embedded!.url;
  try {
    const owner = settings.DATABASE_OWNER_URL;
    if (options.migrate !== false) {
      await migrate({ ...(await migrationSource()), url: owner ?? url, log: (line) => log.info({}, line) });
      if (owner) await grantProgram(owner, roleOf(url));
    }
    const db = openDatabase({
      url,
      applicationName: options.applicationName ?? 'dianzhang',
      onLostConnection: (error) => log.warn({ error: error.message }, 'a database connection was lost'),
    });
    return {
      db, url, kind: embedded ? 'embedded' : 'server',
      close: async () => {
        await db.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Gives the program's role what it needs, and nothing that could change evidence; anew after each change of structure. */
async function grantProgram(owner: string, program: string): Promise<void> {
  const client = new pg.Client({ connectionString: owner, application_name: 'dianzhang rights', connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('select kernel.grant_program($1)', [program]);
  } finally {
    await client.end();
  }
}

export type { Clock };
