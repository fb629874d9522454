import path from 'node:path';
import { backup as writeBackup } from '../../kernel/db/backup/backup.ts';
import { restore as readBackup } from '../../kernel/db/backup/restore.ts';
import type { BackupManifest } from '../../kernel/db/backup/format.ts';
import { openDatabase, startEmbedded } from '../../kernel/db/index.ts';
import { createLog } from '../../kernel/log.ts';
import { migrationSource } from '../installation.ts';
import { readSettings, version, type Settings } from '../settings.ts';
import { endAllSessions } from '../../registers/company/index.ts';
import { parseArguments, UsageError } from '../usage.ts';

const fileDirs = (settings: Settings) => ['files', 'anchors'].map((name) => ({ name, dir: path.join(settings.DATA_DIR, name) }));

/** The database of this installation, without touching its structure. */
export async function withDatabase<T>(settings: Settings, use: (url: string) => Promise<T>): Promise<T> {
  if (settings.DATABASE_URL) return use(settings.DATABASE_OWNER_URL ?? settings.DATABASE_URL);
  const log = createLog('warn');
  const embedded = await startEmbedded({ dataDir: path.join(settings.DATA_DIR, 'postgres'), log: (line) => log.info({}, line) });
  try {
    return await use(embedded.url);
  } finally {
    await embedded.stop();
  }
}

const asked = (command: string, args: readonly string[]): { file: string; log: (line: string) => void } => {
  const { words, flags } = parseArguments(args, { flags: ['verbose'] });
  const [file, ...rest] = words;
  if (!file || rest.length > 0) throw new UsageError(`${command} 需要一个文件名 · ${command} takes one file name`);
  // A line a table is for whoever looks for what takes so long.
  return { file, log: (line) => { if (flags.has('verbose')) process.stderr.write(`${line}\n`); } };
};

const sizeOf = ({ tables, rows }: BackupManifest): string => `${tables.length} 张表 tables，${rows} 行 rows`;

/** `dianzhang backup FILE`: database and files as of one moment, while work goes on. */
export async function backup(args: readonly string[]): Promise<number> {
  const { file, log } = asked('backup', args);
  const settings = readSettings(process.env);
  const result = await withDatabase(settings, (url) => writeBackup({ url, file, appVersion: version, fileDirs: fileDirs(settings), log }));
  process.stdout.write(`已备份 · backed up: ${result.file} (${sizeOf(result.manifest)}，${result.bytes} bytes, sha256 ${result.sha256})\n`);
  for (const left of result.leftOut) process.stdout.write(`未包含 · left out: ${left}\n`);
  return 0;
}

/** `dianzhang restore FILE`: into an empty installation, all of it or nothing. Nobody is signed in afterwards. */
export async function restore(args: readonly string[]): Promise<number> {
  const { file, log } = asked('restore', args);
  const settings = readSettings(process.env);
  const { result, sessions } = await withDatabase(settings, async (url) => {
    const read = await readBackup({ url, file, migrations: await migrationSource(), fileDirs: fileDirs(settings), log });
    const db = openDatabase({ url, max: 1, applicationName: 'dianzhang restore' });
    try {
      return { result: read, sessions: await endAllSessions(db) };
    } finally {
      await db.close();
    }
  });
  process.stdout.write(`已恢复 · restored: ${new Date(result.takenAt).toISOString()} (Dianzhang ${result.appVersion})，${sizeOf(result.manifest)}\n`);
  if (sessions > 0) process.stdout.write(`备份时的 ${sessions} 个登录会话已结束，请重新登录 · ${sessions} sessions of the time of the backup were ended: everybody signs in again\n`);
  return 0;
}
