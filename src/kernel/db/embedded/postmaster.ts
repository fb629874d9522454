import { spawn } from 'node:child_process';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, DatabaseProblem } from '../errors.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { childEnvironment, isAlive } from './cluster.ts';
import { damaged, didNotStart, diskFull } from './problems.ts';

/** What a running server writes into postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** `starting`, `ready`, `stopping` or `standby`. */
  readonly status: string;
}

const pollMs = 10;
/** Recovery after a power cut replays at most one gigabyte of log; a slow disk needs minutes for that. */
const startPatienceMs = 300_000;
const fastStopMs = 30_000;
const immediateStopMs = 10_000;
const largestLogBytes = 10 * 1024 * 1024;
/** No process has this number: the kernel's limit is 4,194,304. */
const deadPid = 4_194_305;

/** @returns undefined when no server claims the data directory, or its claim is just being written. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  let lines: string[];
  try {
    lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketFolder: lines[4] ?? '', status: (lines[7] ?? 'starting').trim() };
}

/** Who has the process number that a pid file names: a server, somebody else to whom the system gave the number again, or nobody. */
export async function holderOf(pid: number): Promise<'postgres' | 'other' | 'nobody' | 'unknown'> {
  if (!isAlive(pid)) return 'nobody';
  if (process.platform !== 'linux') return 'unknown';
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() === 'postgres' ? 'postgres' : 'other';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return 'nobody';
    throw error;
  }
}

/**
 * Frees a lock whose process number now belongs to a program that is no server. Only the number is changed: the rest of the file
 * lets PostgreSQL see whether remains of the former server still hold its memory, and it then refuses to start.
 */
export async function disownLock(file: string): Promise<void> {
  try {
    const [, ...rest] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [String(deadPid), ...rest].join('\n'), { flag: 'r+' });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

export type Start =
  | { readonly kind: 'ready'; readonly pid: number }
  /** Another starter was quicker, or remains of a killed server are still ending. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'port-taken' };

/**
 * Starts the server apart from this process (its own session, so that Ctrl-C does not reach it; it outlives a killed starter) and
 * waits until it takes connections.
 *
 * @throws DatabaseProblem with the server's own words when it ends instead.
 */
export async function startPostmaster(
  cluster: string, logFile: string, settings: Readonly<Record<string, string>>, binaries: Binaries, account: Account,
): Promise<Start> {
  await keepLogSmall(logFile);
  const log = await open(logFile, 'a', 0o600);
  const before = (await log.stat()).size;
  const { file, args, ...spawnAs } = account.command(binaries.postgres, [
    '-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const child = spawn(file, args, {
    ...spawnAs, detached: true, windowsHide: true, env: childEnvironment(), cwd: cluster, stdio: ['ignore', log.fd, log.fd],
  });
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  child.unref();
  try {
    const deadline = performance.now() + startPatienceMs;
    for (;;) {
      if (ended !== undefined) return explainEnd(cluster, logFile, await tail(logFile, before), ended);
      const claim = await readPostmaster(cluster);
      if (claim !== undefined && claim.pid === child.pid && claim.status === 'ready') return { kind: 'ready', pid: claim.pid };
      if (performance.now() > deadline) throw didNotStart(cluster, await tail(logFile, before), logFile);
      await pause(pollMs);
    }
  } finally {
    await log.close();
  }
}

/**
 * Asks the server to end: open transactions are rolled back, everything saved is written. When that takes too long it ends at once
 * and repairs itself at its next start; nothing that was acknowledged is lost either way.
 */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  if (await endsWithin(cluster, pid, fastStopMs)) return;
  signal(pid, 'SIGQUIT');
  if (await endsWithin(cluster, pid, immediateStopMs)) return;
  throw new DatabaseProblem('embedded.stop', {
    zh: `数据库进程(${pid})没有在规定时间内停止。`, en: `The database process (${pid}) did not stop in time.`,
  });
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

async function endsWithin(cluster: string, pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if ((await readPostmaster(cluster))?.pid !== pid || !isAlive(pid)) return true;
    await pause(pollMs);
  }
  return false;
}

/** Words by which the server refuses data that it cannot trust. */
const damages = [
  /could not locate a valid checkpoint|invalid (primary )?checkpoint|incorrect checksum in control file/i,
  /database files are incompatible with server|could not read file "global\/pg_control"/i,
  /could not open (directory|file) "(global|base|pg_wal|pg_xact|pg_filenode)/i,
];

function explainEnd(cluster: string, logFile: string, output: string, ended: string): Start {
  const short = output.trim() === '' ? ended : output.trim();
  if (/lock file "[^"]*postmaster\.pid" already exists|is another postmaster|pre-existing shared memory block/i.test(output)) return { kind: 'taken' };
  if (/Address already in use/i.test(output)) return { kind: 'port-taken' };
  if (/No space left on device/i.test(output)) throw diskFull(cluster);
  if (damages.some((pattern) => pattern.test(output))) throw damaged(cluster, short);
  throw didNotStart(cluster, short, logFile);
}

/** The last lines written since `offset`. */
async function tail(file: string, offset: number): Promise<string> {
  const text = (await readFile(file)).subarray(offset).toString('utf8');
  return text.split('\n').slice(-15).join('\n');
}

async function keepLogSmall(file: string): Promise<void> {
  try {
    if ((await stat(file)).size > largestLogBytes) await rename(file, `${file}.1`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
