/**
 * `npm run bench [-- --seconds N]`: what the product does beside what the machine can do at all, in one run, as ratios. Everything goes to
 * this machine and ends by itself; every run that writes ends with the invariants checked, or its figures do not count.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkInvariants } from '../src/app/invariants.ts';
import { openInstallation } from '../src/app/installation.ts';
import { createProduct } from '../src/app/product.ts';
import { readSettings } from '../src/app/settings.ts';
import { runImportFromFiles } from '../src/kernel/imports/run-from-files.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { silentLog } from '../src/kernel/log.ts';
import { createToken, setUp } from '../src/registers/company/index.ts';
import { prepare, taobaoFiles } from './company.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '6' }, orders: { type: 'string', default: '20000' } } });
const seconds = values.seconds;
const root = path.resolve(import.meta.dirname, '..');
const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-bench-'));
const env = { ...process.env, DATA_DIR: folder, PORT: '7390', LOG_LEVEL: 'error', NODE_ENV: 'production' };
const results: Record<string, unknown> = {};
const tell = (name: string, value: unknown): void => {
  results[name] = value;
  process.stderr.write(`${name.padEnd(34)} ${JSON.stringify(value)}\n`);
};

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(out) : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}
interface Load { count: number; failed: number; perSecond: number; p50: number; p99: number }
const load = async (url: string, clients: number, file: string, token = ''): Promise<Load> =>
  JSON.parse(await run(['bench/load.ts', url, String(clients), seconds, file, ...(token ? [token] : [])])) as Load;

const settings = readSettings({ DATA_DIR: folder, PORT: '7390' });
const installation = await openInstallation(settings, silentLog);
const children: ChildProcess[] = [];
try {
  const product = await createProduct({ db: installation.db, clock: systemClock, log: silentLog, settings });
  await setUp(product.kernel, { company: '基准公司', name: '基准', login: 'bench', password: 'bench-horse-9', secondFactorPosts: [] });
  const bodies = await prepare(product.kernel);
  const { token } = await createToken(product.kernel, { login: 'bench', name: 'bench' });
  const [floorFile, spreadFile, hotFile] = ['floor', 'spread', 'hot'].map((n) => path.join(folder, `${n}.json`)) as [string, string, string];
  await writeFile(floorFile, '[{}]');
  await writeFile(spreadFile, JSON.stringify(bodies.spread));
  await writeFile(hotFile, JSON.stringify(bodies.hot));

  const floor = spawn(process.execPath, ['bench/floor.ts', installation.url], { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(floor);
  const port = await new Promise<string>((resolve) => floor.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  const base: Record<number, Load> = {};
  for (const clients of [1, 8, 32]) tell(`F, ${clients} clients`, (base[clients] = await load(`http://127.0.0.1:${port}/orders`, clients, floorFile)));
  floor.stdin.end();
  const set = JSON.parse(await run(['bench/floor.ts', installation.url, 'set', values.orders])) as { perSecond: number };
  tell('S, set-based', set);

  const started = performance.now();
  const server = spawn(process.execPath, ['src/app/cli.ts', 'start'], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(server);
  for (;;) {
    const up = await fetch('http://127.0.0.1:7390/healthz').then((r) => r.ok, () => false);
    if (up) break;
    if (performance.now() - started > 60_000) throw new Error('the server did not start');
    await new Promise((r) => setTimeout(r, 20));
  }
  tell('start beside a running database, ms', Math.round(performance.now() - started));
  const placed: Record<number, Load> = {};
  for (const clients of [1, 8, 32]) {
    placed[clients] = await load('http://127.0.0.1:7390/api/orders', clients, spreadFile, token);
    tell(`place-order, ${clients} clients`, placed[clients]);
  }
  tell('place-order at 8 / F at 8', Number((placed[8]!.perSecond / base[8]!.perSecond).toFixed(3)));
  tell('place-order 32 / 8', Number((placed[32]!.perSecond / placed[8]!.perSecond).toFixed(3)));
  tell('place-order p99 at 32 / F p99 at 32', Number((placed[32]!.p99 / base[32]!.p99).toFixed(2)));
  tell('one hot SKU, 32 clients', await load('http://127.0.0.1:7390/api/orders', 32, hotFile, token));
  server.kill('SIGTERM');
  await new Promise((r) => server.once('exit', r));
  await product.settle();

  const files = await taobaoFiles(folder, Number(values.orders));
  const before = performance.now();
  const result = await runImportFromFiles(product.imports, { kind: 'taobao-orders', paths: files, settings: {}, dryRun: false });
  const perSecond = Math.round(Number(values.orders) / ((performance.now() - before) / 1_000));
  tell('import of orders', { orders: Number(values.orders), perSecond, quarantined: result.quarantined, ofS: Number((perSecond / set.perSecond).toFixed(3)), rssMb: Math.round(process.memoryUsage().rss / 1e6) });

  const wrong = (await checkInvariants(installation.db)).filter((c) => !c.ok);
  tell('invariants', wrong.length === 0 ? 'hold' : wrong);
  await product.stop();
  process.stdout.write(`${JSON.stringify(results)}\n`);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await installation.close();
  await rm(folder, { recursive: true, force: true });
}
