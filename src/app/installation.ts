import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Clock } from '../kernel/clock.ts';
import { migrate, openDatabase, ownersInOrder, startEmbedded, type Architecture, type Db } from '../kernel/db/index.ts';
import type { MigrationSource } from '../kernel/db/migration-files.ts';
import type { Log } from '../kernel/kernel.ts';
import type { Settings } from './settings.ts';

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
    if (options.migrate !== false) await migrate({ ...(await migrationSource()), url, log: (line) => log.info({}, line) });
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

export type { Clock };
