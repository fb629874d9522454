import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { checkInvariants } from '../src/app/invariants.ts';
import { openInstallation, type Installation } from '../src/app/installation.ts';
import { createProduct, type Product } from '../src/app/product.ts';
import { readSettings } from '../src/app/settings.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { silentLog } from '../src/kernel/log.ts';
import { freePort } from '../src/kernel/net/free-port.ts';
import { createToken, setUp } from '../src/registers/company/index.ts';

export const root = path.resolve(import.meta.dirname, '..');
/** What the launcher runs, and how. */
const program = createRequire(import.meta.url)('../bin/program.cjs') as { flags: string[]; bundleFolder(): string };

/** What one run of the load tells: latencies in ms. */
export interface Load { count: number; failed: number; perSecond: number; p50: number; p99: number }
export interface Served { url: string; pid: number; stop(): Promise<void> }

/** An installation of its own in a temporary folder, with a company and a token; gone at the end, whatever happens. */
export interface Ground {
  readonly folder: string;
  readonly installation: Installation;
  readonly product: Product;
  readonly token: string;
  /** A script of this folder in a process of its own; answers the JSON that it prints. */
  script<T>(file: string, ...args: string[]): Promise<T>;
  load(url: string, ask: { clients: number; seconds: number; bodies: readonly unknown[]; token?: string }): Promise<Load>;
  /** The bare floor (F) beside the same database. */
  floor(): Promise<Served>;
  /** The product as `dianzhang start` runs it, beside the same database. */
  server(env?: Record<string, string>): Promise<Served & { startedMs: number }>;
  /** Until every reader of the fact log has read everything: what one side of a ratio left behind must not burden the other. */
  quiet(): Promise<void>;
  /** What autovacuum does by itself some seconds later: the database has looked at what the warm-up wrote, so that plans are those of a shop that runs. */
  looked(): Promise<void>;
  /** Throws when an invariant is broken: then no figure of the run counts. */
  holds(): Promise<void>;
}

export async function onGround<T>(use: (ground: Ground) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bench-'));
  const port = await freePort();
  const children = new Set<ChildProcess>();
  const baseEnv = { ...process.env, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'production', NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'dianzhang') };
  const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...baseEnv, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  };
  const run = (args: readonly string[]): Promise<string> => new Promise((resolve, reject) => {
    const child = start(args);
    let out = '';
    child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`${args[0]} ended with ${code}`))));
  });
  const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve())));
  await run(['scripts/build-server.ts']);
  const settings = readSettings({ DATA_DIR: folder, PORT: String(port) });
  const installation = await openInstallation(settings, silentLog);
  let files = 0;
  try {
    const product = await createProduct({ db: installation.db, clock: systemClock, log: silentLog, settings });
    await setUp(product.kernel, { company: '基准公司', name: '基准', login: 'bench', password: 'slow-horse-9-battery', secondFactorPosts: [] });
    const { token } = await createToken(product.kernel, { login: 'bench', name: 'bench' });
    const ground: Ground = {
      folder, installation, product, token,
      script: async <R>(file: string, ...args: string[]) => JSON.parse(await run([`bench/${file}`, ...args])) as R,
      async load(url, { clients, seconds, bodies, token: as }) {
        const file = path.join(folder, `bodies-${(files += 1)}.json`);
        await writeFile(file, JSON.stringify(bodies));
        return JSON.parse(await run(['bench/load.ts', url, String(clients), String(seconds), file, ...(as ? [as] : [])])) as Load;
      },
      async floor() {
        const child = start(['bench/floor.ts', installation.url]);
        const floorPort = await new Promise<string>((resolve, reject) => {
          child.stdout!.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
          child.once('exit', (code) => reject(new Error(`the floor ended with ${code}`)));
        });
        return { url: `http://127.0.0.1:${floorPort}`, pid: child.pid!, stop: async () => { child.stdin!.end(); await ended(child); } };
      },
      async server(env = {}) {
        const began = performance.now();
        const child = start([...program.flags, path.join(program.bundleFolder(), 'cli.mjs'), 'start'], env);
        child.stdout!.resume();
        for (;;) {
          if (await fetch(`http://127.0.0.1:${port}/healthz`).then((r) => r.ok, () => false)) break;
          if (child.exitCode !== null || performance.now() - began > 120_000) throw new Error('the server did not start');
          await new Promise((r) => setTimeout(r, 20));
        }
        return { url: `http://127.0.0.1:${port}`, pid: child.pid!, startedMs: performance.now() - began, stop: async () => { child.kill('SIGTERM'); await ended(child); } };
      },
      async quiet() {
        const until = performance.now() + 600_000;
        for (let calm = 0; calm < 2;) {
          if (performance.now() > until) throw new Error('the readers of the fact log did not come to the end: is the server running?');
          const { rows } = await installation.db.query<{ behind: boolean }>('select exists (select from kernel.subscription s join kernel.fact f on (f.xid, f.seq) > (s.xid, s.seq)) as behind');
          calm = rows[0]!.behind ? 0 : calm + 1;
          await new Promise((r) => setTimeout(r, 250));
        }
      },
      async looked() {
        await installation.db.withLease(async (lease) => {
          lease.expectStatementsUpTo(600_000);
          await lease.query("select set_config('statement_timeout', '0', false)");
          await lease.query('analyze');
          await lease.query('reset statement_timeout');
        });
      },
      async holds() {
        const wrong = (await checkInvariants(installation.db)).filter((c) => !c.ok);
        if (wrong.length > 0) throw new Error(`invariants are broken: ${wrong.map((w) => `${w.says.en} (${w.detail})`).join('; ')}`);
      },
    };
    const answer = await use(ground);
    await product.stop();
    return answer;
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts an initialised installation, embedded database included, from nothing running to the first answer; so many times, in ms. */
export async function coldStart(times: number): Promise<number[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bench-'));
  const took: number[] = [];
  const port = await freePort();
  try {
    // The first start initialises the database and fills the compile cache, as an installation has it.
    for (let i = -2; i < times; i += 1) {
      const began = performance.now();
      const child = spawn(process.execPath, ['bin/dianzhang', 'start'], { cwd: root, env: { ...process.env, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error' }, stdio: ['ignore', 'ignore', 'inherit'] });
      try {
        while (!(await fetch(`http://127.0.0.1:${port}/healthz`).then((r) => r.ok, () => false))) {
          if (child.exitCode !== null || performance.now() - began > 120_000) throw new Error('the program did not start');
          await new Promise((r) => setTimeout(r, 10));
        }
        if (i >= 0) took.push(performance.now() - began);
      } finally {
        child.kill('SIGTERM');
        await new Promise<void>((resolve) => (child.exitCode !== null ? resolve() : child.once('exit', () => resolve())));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return took;
}
