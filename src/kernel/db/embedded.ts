import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, messageOf } from './errors.ts';
import { busyReason } from './busy.ts';
import { chooseAccount, type Account } from './embedded/account.ts';
import { addressOf, chooseAddress, urlsOf, type Urls } from './embedded/address.ts';
import { findBinaries, type Binaries } from './embedded/binaries.ts';
import { ensureCluster, readSecrets, type Secrets } from './embedded/cluster.ts';
import { disownLock, holderOf, readPostmaster, startPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { OtherServer, Presence } from './embedded/presence.ts';
import { diskFull, inUse, unwritable } from './embedded/problems.ts';
import { settingsFor, socketPort } from './embedded/settings.ts';

export interface EmbeddedOptions {
  /** Folder of the database: `cluster` (the data), `run` (the socket), `postgres.log`, and `damaged-*` (what was set aside). */
  readonly dataDir: string;
  readonly log: (line: string) => void;
  /** What to do with a data directory that holds data but is damaged: say so and stop (the default), or set it aside and begin anew. */
  readonly onDamaged?: 'refuse' | 'quarantine';
  /** Settings of PostgreSQL that differ from ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Embedded {
  /** The application's connection string; it stays the same when the server is started again. */
  readonly url: string;
  /** The connection string of the role that may create databases. */
  readonly adminUrl: string;
  /** True when the server was running already: another process uses it, or its starter was killed. */
  readonly adopted: boolean;
  /** Leaves; the last process that leaves stops the server. Close the database first. */
  stop(): Promise<void>;
}

/** How long somebody else's server may take to answer before we say that it cannot be joined. */
const joinPatienceMs = 15_000;
const betweenTriesMs = 30;
const restartPausesMs = [0, 200, 1_000, 3_000, 5_000] as const;

/**
 * Joins the server of a data directory, or starts it, or creates it. While this process lives it starts the server again when it
 * dies. Any number of processes may call it at once for one data directory.
 *
 * @throws DatabaseProblem in words for an operator: in use, damaged, of another version, disk full, not writable, not installed.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = await ensureFolder(options.dataDir);
  const binaries = await findBinaries();
  const account = await chooseAccount(dataDir, binaries.root, options.log);
  const cluster = await ensureCluster(dataDir, binaries, account, options.log, options.onDamaged ?? 'refuse');
  const server = new Server({ ...options, dataDir }, cluster, binaries, account, await readSecrets(cluster));
  const { urls, adopted } = await server.enter();
  return { url: urls.app, adminUrl: urls.admin, adopted, stop: async () => server.stop() };
}

class Server {
  readonly #options: EmbeddedOptions;
  readonly #cluster: string;
  readonly #binaries: Binaries;
  readonly #account: Account;
  readonly #secrets: Secrets;
  #port: number | undefined;
  #presence: Presence | undefined;
  #stopping = false;
  #recovery: Promise<void> | undefined;

  constructor(options: EmbeddedOptions, cluster: string, binaries: Binaries, account: Account, secrets: Secrets) {
    this.#options = options;
    this.#cluster = cluster;
    this.#binaries = binaries;
    this.#account = account;
    this.#secrets = secrets;
  }

  async enter(): Promise<{ urls: Urls; adopted: boolean }> {
    let startedPid: number | undefined;
    const deadline = performance.now() + joinPatienceMs;
    for (;;) {
      const running = await readPostmaster(this.#cluster);
      const holder = running === undefined ? 'nobody' : await holderOf(running.pid);
      if (running !== undefined && (holder === 'postgres' || holder === 'unknown')) {
        const urls = await this.#join(running, deadline);
        if (urls !== undefined) return { urls, adopted: running.pid !== startedPid };
      } else {
        // The number in a lock was given to another program since: after a restart of a container this is usual.
        if (running !== undefined && holder === 'other') await this.#disownLocks();
        startedPid = (await this.#start()) ?? startedPid;
      }
      if (startedPid === undefined && performance.now() > deadline) throw inUse(this.#cluster, running?.pid ?? 0);
      await pause(betweenTriesMs);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#recovery;
    const presence = this.#presence;
    this.#presence = undefined;
    if (presence === undefined) return;
    const running = await readPostmaster(this.#cluster);
    let last: boolean;
    try {
      last = await presence.leave();
    } catch (error) {
      if (busyReason(error) === undefined) throw error;
      return; // The server went away by itself at the same moment.
    }
    if (last && running !== undefined) {
      await stopPostmaster(this.#cluster, running.pid);
      this.#options.log('the database was stopped');
    } else {
      this.#options.log('the database keeps running: other processes use it');
    }
    await presence.close();
  }

  /** @returns undefined when the server is not ready yet or has just gone. */
  async #join(running: NonNullable<Awaited<ReturnType<typeof readPostmaster>>>, deadline: number): Promise<Urls | undefined> {
    if (running.status === 'starting' && performance.now() < deadline) return undefined;
    const address = addressOf(running);
    const urls = urlsOf(address, this.#secrets);
    try {
      this.#presence = await Presence.enter(urls.admin, this.#cluster, this.#secrets, (reason) => this.#lost(reason));
      if (address.kind === 'loopback') this.#port = address.port;
      return urls;
    } catch (error) {
      if (error instanceof OtherServer || codeOf(error) === '28P01' || performance.now() > deadline) {
        throw Object.assign(inUse(this.#cluster, running.pid), { cause: error });
      }
      if (busyReason(error) === undefined) throw error;
      return undefined;
    }
  }

  async #start(): Promise<number | undefined> {
    const address = await chooseAddress(this.#options.dataDir, this.#account, this.#port);
    const settings = { ...settingsFor(address), ...this.#options.settings };
    const logFile = path.join(this.#options.dataDir, 'postgres.log');
    try {
      const start = await startPostmaster(this.#cluster, logFile, settings, this.#binaries, this.#account);
      return start.kind === 'ready' ? start.pid : undefined;
    } catch (error) {
      throw codeOf(error) === 'ENOSPC' ? diskFull(this.#cluster, error) : error;
    }
  }

  async #disownLocks(): Promise<void> {
    await disownLock(path.join(this.#cluster, 'postmaster.pid'));
    await disownLock(path.join(this.#options.dataDir, 'run', `.s.PGSQL.${socketPort}.lock`));
  }

  #lost(reason: string): void {
    this.#presence = undefined;
    if (this.#stopping || this.#recovery !== undefined) return;
    this.#options.log(`the database went away (${reason}); starting it again`);
    this.#recovery = this.#recover().finally(() => {
      this.#recovery = undefined;
    });
  }

  async #recover(): Promise<void> {
    for (let tries = 0; !this.#stopping; tries += 1) {
      await pause(restartPausesMs[Math.min(tries, restartPausesMs.length - 1)] ?? 0);
      try {
        await this.enter();
        this.#options.log('the database is back');
        return;
      } catch (error) {
        // Space may be freed, a lock may be given back: it is tried until it works or the process ends.
        this.#options.log(`the database could not be started again: ${messageOf(error)}`);
      }
    }
  }
}

/** The folder by its real name, as the server will print it. Others may pass through it (to the socket) but not look inside. */
async function ensureFolder(folder: string): Promise<string> {
  const root = process.getuid?.() === 0;
  try {
    await mkdir(folder, { recursive: true, mode: root ? 0o711 : 0o700 });
    const real = await realpath(folder);
    const { mode } = await stat(real);
    if (root && (mode & 0o011) !== 0o011) await chmod(real, mode | 0o011);
    return real;
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw diskFull(folder, error);
    if (codeOf(error) === 'EACCES' || codeOf(error) === 'EROFS' || codeOf(error) === 'EPERM') throw unwritable(folder, error);
    throw error;
  }
}
