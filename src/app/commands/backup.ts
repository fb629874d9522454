import path from 'node:path';
import { backup as writeBackup } from '../../kernel/db/backup/backup.ts';
import { restore as readBackup } from '../../kernel/db/backup/restore.ts';
import { startEmbedded } from '../../kernel/db/index.ts';
import { createLog } from '../../kernel/log.ts';
import { migrationSource } from '../installation.ts';
import { readSettings, version, type Settings } from '../settings.ts';
import { UsageError } from '../usage.ts';

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

const onlyFile = (command: string, args: readonly string[]): string => {
  const [file, ...rest] = args;
  if (!file || rest.length > 0 || file.startsWith('--')) throw new UsageError(`${command} 需要一个文件名 · ${command} takes one file name`);
  return file;
};

/** `dianzhang backup FILE`: database and files as of one moment, while work goes on. */
export async function backup(args: readonly string[]): Promise<number> {
  const file = onlyFile('backup', args);
  const settings = readSettings(process.env);
  const result = await withDatabase(settings, (url) => writeBackup({ url, file, appVersion: version, fileDirs: fileDirs(settings), log: (line) => process.stderr.write(`${line}\n`) }));
  process.stdout.write(`已备份 · backed up: ${result.file} (${result.bytes} bytes, sha256 ${result.sha256})\n`);
  for (const left of result.leftOut) process.stdout.write(`未包含 · left out: ${left}\n`);
  return 0;
}

/** `dianzhang restore FILE`: into an empty installation, all of it or nothing. */
export async function restore(args: readonly string[]): Promise<number> {
  const file = onlyFile('restore', args);
  const settings = readSettings(process.env);
  const result = await withDatabase(settings, async (url) =>
    readBackup({ url, file, migrations: await migrationSource(), fileDirs: fileDirs(settings), log: (line) => process.stderr.write(`${line}\n`) }));
  process.stdout.write(`已恢复 · restored: ${new Date(result.takenAt).toISOString()} (Dianzhang ${result.appVersion})\n`);
  return 0;
}
