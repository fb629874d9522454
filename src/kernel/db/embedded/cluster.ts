import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { words } from '../../words.ts';
import { codeOf, DatabaseProblem, messageOf } from '../errors.ts';
import { ownedFolder, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { damaged, diskFull } from './problems.ts';

export const adminRole = 'dianzhang_admin';
export const appRole = 'dianzhang';

/** Lies inside the data directory, so that a copied data directory is complete and no other account can read it. */
const secretFile = 'dianzhang.secret';
const initPrefix = 'init-';

/** A new data directory takes about 40 MB and its first log segment 16 MB; with less than this the first day would already fail. */
const leastFreeBytes = 160 * 1024 * 1024;
/** Databases that people made have object ids from here on. */
const firstUserOid = 16_384;

export interface Secrets {
  readonly admin: string;
  readonly app: string;
}

/**
 * Makes sure that `dataDir/cluster` is a usable data directory of the right version, creating it when there is none. It is made
 * under another name and renamed when complete, so what bears the name was complete once.
 *
 * @throws DatabaseProblem when it is damaged, of another version, or the disk is full.
 */
export async function ensureCluster(
  dataDir: string, binaries: Binaries, account: Account, log: (line: string) => void, onDamaged: 'refuse' | 'quarantine',
): Promise<string> {
  const cluster = path.join(dataDir, 'cluster');
  await setAsideUnfinished(dataDir, log);
  const state = await inspect(cluster, binaries.major);
  if (state === 'absent') await create(cluster, binaries, account, log);
  if (state === 'unfinished' || (state === 'damaged' && onDamaged === 'quarantine')) {
    log(`the data directory ${cluster} was unusable and now lies in ${await setAside(cluster)}; a new one is created`);
    await create(cluster, binaries, account, log);
  } else if (state === 'damaged') {
    throw damaged(cluster, 'PG_VERSION / pg_control');
  }
  return cluster;
}

export async function readSecrets(cluster: string): Promise<Secrets> {
  try {
    const [admin, app] = (await readFile(path.join(cluster, secretFile), 'utf8')).split('\n');
    if (admin !== undefined && app !== undefined && admin !== '' && app !== '') return { admin, app };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  throw damaged(cluster, secretFile);
}

/** Renames an unusable folder so that nothing is ever deleted. @returns its new path. */
export async function setAside(folder: string): Promise<string> {
  const aside = path.join(path.dirname(folder), `damaged-${randomBytes(4).toString('hex')}`);
  await rename(folder, aside);
  return aside;
}

type State = 'absent' | 'usable' | 'unfinished' | 'damaged';

async function inspect(cluster: string, major: number): Promise<State> {
  let entries: string[];
  try {
    entries = await readdir(cluster);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'absent';
    if (codeOf(error) === 'ENOTDIR') return 'damaged';
    throw error;
  }
  const version = await textOf(path.join(cluster, 'PG_VERSION'));
  const control = await sizeOf(path.join(cluster, 'global', 'pg_control'));
  if (version !== undefined && Number(version.trim()) !== major && /^\d+\s*$/.test(version)) throw wrongVersion(cluster, version.trim(), major);
  if (version !== undefined && Number(version.trim()) === major && control !== undefined && control > 0) return 'usable';
  return entries.length === 0 || !(await holdsUserData(cluster)) ? 'unfinished' : 'damaged';
}

async function holdsUserData(cluster: string): Promise<boolean> {
  try {
    return (await readdir(path.join(cluster, 'base'))).some((name) => Number(name) >= firstUserOid);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function create(cluster: string, binaries: Binaries, account: Account, log: (line: string) => void): Promise<void> {
  const parent = path.dirname(cluster);
  await mkdir(parent, { recursive: true });
  const { bavail, bsize } = await statfs(parent);
  if (bavail * bsize < leastFreeBytes) throw diskFull(parent);
  const draft = path.join(parent, `${initPrefix}${process.pid}-${randomBytes(4).toString('hex')}`);
  const passwordFile = `${draft}.password`;
  const secrets = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
  try {
    await ownedFolder(draft, account);
    await writeFile(passwordFile, `${secrets[0]}\n`, { mode: 0o600 });
    if (account.owner !== undefined) await chown(passwordFile, account.owner.uid, account.owner.gid);
    await runInitdb(draft, passwordFile, binaries, account);
    await writeFile(path.join(draft, secretFile), `${secrets.join('\n')}\n`, { mode: 0o600 });
    if (account.owner !== undefined) await chown(path.join(draft, secretFile), account.owner.uid, account.owner.gid);
    await rename(draft, cluster);
    log(`created the data directory ${cluster}`);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }); // It was made a moment ago and never held anything.
    // Another starter was quicker: its data directory is as good as ours.
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return;
    if (codeOf(error) === 'ENOSPC') throw diskFull(parent, error);
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function runInitdb(folder: string, passwordFile: string, binaries: Binaries, account: Account): Promise<void> {
  const { file, args, ...spawnAs } = account.command(binaries.initdb, [
    '-D', folder, '-U', adminRole, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8',
    // The order of texts must not depend on the machine: code points, with Unicode's own upper and lower case (docs/adr/0002).
    '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
  ]);
  try {
    await promisify(execFile)(file, args, { ...spawnAs, env: childEnvironment(), cwd: folder });
  } catch (error) {
    const { stderr } = error as { stderr?: unknown };
    const output = typeof stderr === 'string' && stderr.trim() !== '' ? stderr : messageOf(error);
    if (/No space left on device/i.test(output)) throw diskFull(folder, error);
    throw new DatabaseProblem('embedded.init', words(
      `无法创建数据目录:${output.trim()}`, `The data directory could not be created: ${output.trim()}`,
    ), { cause: error });
  }
}

/** Without the caller's PG* variables, which would redirect the programs. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP', 'HOME'];
  const environment = Object.fromEntries(kept.map((name) => [name, process.env[name]]));
  return { ...environment, LC_ALL: 'C', TZ: 'UTC' };
}

/** Drafts whose maker is dead were cut off half way. They are renamed, never deleted; those of a living starter stay. */
async function setAsideUnfinished(dataDir: string, log: (line: string) => void): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(dataDir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  for (const entry of entries) {
    const maker = /^init-(\d+)-[0-9a-f]+$/.exec(entry)?.[1];
    if (maker === undefined || isAlive(Number(maker))) continue;
    log(`an unfinished data directory was set aside in ${await setAside(path.join(dataDir, entry))}`);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

const wrongVersion = (cluster: string, found: string, wanted: number): DatabaseProblem => new DatabaseProblem('embedded.version', words(
  `数据目录 ${cluster} 属于 PostgreSQL ${found},本程序自带的是 ${wanted}。请用原来的程序版本备份,再用本版本恢复到新的数据目录。`,
  `The data directory ${cluster} belongs to PostgreSQL ${found}; this program brings ${wanted}. Back up with the former version of the program and restore with this one into a new data directory.`,
));
