import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { foundCompany, type DemoCompany } from '../../src/app/demo/company.ts';
import { goodsOf, type Good } from '../../src/app/demo/goods.ts';
import { chance } from '../../src/app/demo/random.ts';
import { setTheStage } from '../../src/app/demo/setting.ts';
import { ensureWebBuilt } from '../../src/app/build-web.ts';
import { openInstallation } from '../../src/app/installation.ts';
import { createProduct } from '../../src/app/product.ts';
import { readSettings } from '../../src/app/settings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { silentLog } from '../../src/kernel/log.ts';
import type { Db } from '../../src/kernel/db/index.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { freePort } from '../../src/kernel/net/free-port.ts';

const program = path.resolve(import.meta.dirname, '../../bin/dianzhang');

export interface Ended { code: number | null; out: string; err: string }

/** Runs the command line as a shell does, in the folder of the installation. */
export function dianzhang(args: readonly string[], given: { env?: Record<string, string>; input?: string; cwd?: string } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: given.cwd ?? os.tmpdir(), env: cleanEnv(given.env), stdio: 'pipe' });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => undefined); // A command that does not read its input has ended before it came.
    child.stdin.end(given.input ?? '');
  });
}

const cleanEnv = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], ...more });

export interface Running {
  readonly url: string;
  /** The server itself, without the launcher in front of it. */
  killServer(): Promise<void>;
  /** Asks it to end and waits. */
  stop(): Promise<number | null>;
}

export class TestInstallation {
  readonly dataDir: string;
  readonly port: number;
  readonly #folder: string;

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.dataDir = path.join(folder, 'data');
    this.port = port;
  }

  static async fresh(): Promise<TestInstallation> {
    await ensureWebBuilt(() => {});
    return new TestInstallation(await mkdtemp(path.join(os.tmpdir(), 'dz-faults-')), await freePort());
  }

  get env(): Record<string, string> {
    return { DATA_DIR: this.dataDir, PORT: String(this.port), LOG_LEVEL: 'warn' };
  }

  file(name: string): string {
    return path.join(this.#folder, name);
  }

  run(args: readonly string[], more: { env?: Record<string, string>; input?: string } = {}): Promise<Ended> {
    return dianzhang(args, { ...more, env: { ...this.env, ...more.env } });
  }

  /** A company with somebody in every post and goods on the shelf. */
  async found(stock: number): Promise<{ company: DemoCompany; goods: Good[] }> {
    const settings = readSettings(this.env);
    const installation = await openInstallation(settings, silentLog);
    try {
      const product = await createProduct({ db: installation.db, clock: systemClock, log: silentLog, settings });
      await seedCalendars(product.kernel);
      await product.engine.load(installation.db);
      const company = await foundCompany(product.kernel);
      const goods = goodsOf(chance(1)).slice(0, 4);
      await setTheStage(product.kernel, company, goods, () => stock, 10);
      await product.settle();
      await product.stop();
      return { company, goods };
    } finally {
      await installation.close();
    }
  }

  /** Looks into the database beside whoever else uses it. */
  async look<T>(use: (db: Db) => Promise<T>): Promise<T> {
    const installation = await openInstallation(readSettings(this.env), silentLog, { migrate: false });
    try {
      return await use(installation.db);
    } finally {
      await installation.close();
    }
  }

  async start(): Promise<Running> {
    const child = spawn(process.execPath, [program, 'start'], { cwd: this.#folder, env: cleanEnv(this.env), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    const url = `http://127.0.0.1:${this.port}`;
    await ready(url, child, () => said);
    return {
      url,
      killServer: async () => {
        const servers = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim().split(' ').filter(Boolean).map(Number);
        if (servers.length !== 1) throw new Error(`the launcher should have one child, it has ${servers.length}`);
        process.kill(servers[0]!, 'SIGKILL');
        await ended;
      },
      stop: async () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }

  /** The database's own process, killed as the kernel kills when memory is short. */
  async killDatabase(): Promise<void> {
    const [pid] = (await readFile(path.join(this.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until the server says that it is ready, database included. */
export async function ready(url: string, child?: ChildProcess, said: () => string = () => ''): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (child && (child.exitCode !== null || child.signalCode !== null)) throw new Error(`the server ended before it was ready: ${said()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.text();
    if (answer?.status === 200) return;
    await pause(50);
  }
  throw new Error(`the server is not ready: ${said()}`);
}
