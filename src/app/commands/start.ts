import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../kernel/clock.ts';
import { createLog } from '../../kernel/log.ts';
import { isSetUp } from '../../registers/company/index.ts';
import { ensureWebBuilt, webFolder } from '../build-web.ts';
import type { Log } from '../../kernel/kernel.ts';
import { openInstallation, type Installation } from '../installation.ts';
import { createProduct } from '../product.ts';
import { demoMark } from '../demo/mark.ts';
import { serve } from '../serve.ts';
import { giveMemoryBack } from '../give-memory-back.ts';
import { readSettings, version, type Settings } from '../settings.ts';
import { parseArguments, UsageError } from '../usage.ts';

const DRAIN_MS = 10_000;

/** `dianzhang start [--demo] [--demo-months N]`: database, migrations, web, server; ends gracefully on SIGTERM and SIGINT. */
export async function start(args: readonly string[]): Promise<number> {
  const { words, flags, values } = parseArguments(args, { flags: ['demo'], values: ['demo-months'] });
  if (words.length > 0) throw new UsageError(`start 不接受「${words.join(' ')}」 · start does not take "${words.join(' ')}"`);
  const demo = flags.has('demo') || values.has('demo-months') ? { days: daysOf(values.get('demo-months')) } : null;
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  await mkdir(settings.DATA_DIR, { recursive: true });
  await ensureWebBuilt(say);
  const installation = await openInstallation(settings, log);
  try {
    return await run(installation, settings, log, say, demo);
  } catch (error) {
    // The database is not left running behind a start that failed.
    await installation.close();
    throw error;
  }
}

/** Days of so many months back from today. @throws UsageError for what is no whole number from 1 to 24 */
function daysOf(months: string | undefined): number | undefined {
  if (months === undefined) return undefined;
  if (!/^\d{1,2}$/.test(months) || Number(months) < 1 || Number(months) > 24) throw new UsageError(`--demo-months 是 1 到 24 的整数 · --demo-months takes a whole number from 1 to 24`);
  return Math.round((Number(months) * 365) / 12);
}

async function run(installation: Installation, settings: Settings, log: Log, say: (line: string) => void, demo: { days: number | undefined } | null): Promise<number> {
  const product = await createProduct({ db: installation.db, clock: systemClock, log, settings, loadDemo: async (kernel) => (await import('../demo/index.ts')).loadDemoInto({ kernel, settings, log, say }) });
  if (demo) {
    if (await isSetUp(product.kernel)) say('已有数据，未载入演示公司 · there are data already: the demo company was not loaded');
    else {
      const account = await (await import('../demo/index.ts')).loadDemoInto({ kernel: product.kernel, settings, log, say, days: demo.days });
      say(`演示公司已载入 · demo company loaded: ${account.login} / ${account.password}`);
    }
  }
  const app = await serve(product, settings);
  await app.listen({ port: settings.PORT, host: settings.HOST });
  product.start();
  const keepMemory = giveMemoryBack();
  const address = app.addresses().find((a) => typeof a !== 'string');
  const shown = settings.PUBLIC_URL ?? `http://${address && address.address.includes(':') ? `[${address.address}]` : (address?.address ?? settings.HOST)}:${address?.port ?? settings.PORT}/`;
  say(`店章 Dianzhang ${version} · ${installation.kind === 'embedded' ? `内置数据库 ${path.join(settings.DATA_DIR, 'postgres')}` : 'PostgreSQL（DATABASE_URL）'}`);
  if (!existsSync(path.join(webFolder, 'index.html'))) say('网页未构建，仅提供接口 · the web application is not built: API only');
  say(`打开 · open: ${shown}`);
  if (await isSetUp(product.kernel)) await tellDemoAccounts(product.kernel, say);
  else say('首次使用：打开网页建账，或载入演示公司 · first use: set the company up in the browser, or load the demo company');
  return await untilStopped(async () => {
    const forced = setTimeout(() => {
      log.warn({}, 'some requests did not end in time; stopping anyway');
      process.exit(1);
    }, DRAIN_MS + 5_000).unref();
    keepMemory?.();
    product.live.close();
    await app.close();
    await product.stop();
    await installation.close();
    clearTimeout(forced);
  }, log);
}

async function tellDemoAccounts(kernel: Parameters<typeof isSetUp>[0], say: (line: string) => void): Promise<void> {
  const demo = await demoMark(kernel.runner);
  if (!demo) return;
  if ('loading' in demo) say('演示公司没有载完（中途停止），数字没有意义：请换一个空的 DATA_DIR 重新载入 · the demo company was not loaded to its end and its figures mean nothing: load it again into an empty DATA_DIR');
  else say(`演示账号 · demo accounts: ${demo.accounts.join(' ')}（密码 · password: ${demo.password}）`);
}

/** Waits for the signal to stop. A fault that nobody caught is logged and ends the process with 1, so that a supervisor starts it anew. */
function untilStopped(stop: () => Promise<void>, log: ReturnType<typeof createLog>): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const end = (code: number): void => {
      if (stopping) return;
      stopping = true;
      stop().then(() => resolve(code), (error: unknown) => {
        log.error({ error: String(error) }, 'stopping failed');
        resolve(1);
      });
    };
    process.on('SIGTERM', () => end(0));
    process.on('SIGINT', () => end(0));
    process.on('uncaughtException', (error) => {
      log.error({ error: error.stack ?? error.message }, 'uncaught exception');
      end(1);
    });
    process.on('unhandledRejection', (error) => {
      log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'unhandled rejection');
      end(1);
    });
  });
}
