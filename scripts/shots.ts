/**
 * `npm run shots -- [--url http://127.0.0.1:7300] [--out FOLDER] [--only /sales] [--widths 1440,390] [--languages zh] [--schemes light] [--days 90] [--docs]`
 *
 * Takes a picture of every page (found from `web/**\/pages.ts`) at 1440, 1024 and 390 px, in Chinese and English, light and dark. Without
 * `--url` it starts a product of its own with the demo company on a scratch folder. On each page axe-core must find nothing serious or critical,
 * nothing may scroll sideways, and the console must stay silent; what is wrong is listed, and the exit status is 1. `--docs` renews docs/shots.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { DEMO_PASSWORD } from '../src/app/demo/company.ts';
import { findChromium } from '../tests/support/chromium.ts';
import { axeFindings, listen, overflowOf, planVisits, Sessions, settled, type Stop } from '../tests/support/pages-walk.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    url: { type: 'string' }, out: { type: 'string', default: path.join(os.tmpdir(), 'dianzhang-shots') }, only: { type: 'string', default: '/' },
    widths: { type: 'string', default: '1440,1024,390' }, languages: { type: 'string', default: 'zh,en' }, schemes: { type: 'string', default: 'light,dark' },
    password: { type: 'string', default: DEMO_PASSWORD }, docs: { type: 'boolean', default: false },
  },
});
const heights: Record<number, number> = { 1440: 900, 1024: 768, 390: 844 };
const widths = values.widths.split(',').map(Number);
const languages = values.languages.split(',') as ('zh' | 'en')[];
const schemes = values.schemes.split(',') as ('light' | 'dark')[];
if (widths.some((w) => !Number.isInteger(w) || w < 200) || languages.some((l) => l !== 'zh' && l !== 'en') || schemes.some((s) => s !== 'light' && s !== 'dark')) {
  console.error('usage: npm run shots -- [--url URL] [--out FOLDER] [--only /path] [--widths 1440,1024,390] [--languages zh,en] [--schemes light,dark] [--docs]');
  process.exit(2);
}
const executablePath = await findChromium();
if (!executablePath) {
  console.error('no Chromium found: install one, or name it in CHROMIUM_PATH');
  process.exit(2);
}

/** Pictures that the documents show: file, address, who looks. */
const forDocs = [
  ['board', '/board'], ['rulebook', '/rulebook'], ['review', '/sales/review'], ['desk', '/logistics/desk'], ['receipts', '/finance/receipts'], ['staff', '/settings/staff'],
] as const;

/** A product of its own with the demo company, on a folder that is thrown away. */
async function ownProduct(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-shots-'));
  const child: ChildProcess = spawn(process.execPath, [path.join(root, 'bin/dianzhang'), 'start', '--demo'], { env: { ...process.env, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((done) => child.once('exit', done));
    }
    await rm(folder, { recursive: true, force: true });
  };
  const url = await new Promise<string>((found, failed) => {
    let said = '';
    child.stdout!.on('data', (part: Buffer) => {
      said += part.toString();
      process.stdout.write(part);
      const at = /(?:open:|open：)\s*(http\S+)/.exec(said)?.[1];
      if (at) found(at);
    });
    child.once('exit', (code) => failed(new Error(`the product ended with ${code} before it was ready`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}

const wrong = new Set<string>();
const fileName = (stop: Stop): string => stop.path.replace(/[^\w-]+/g, '_').replace(/^_+|_+$/g, '') || 'my-work';

async function take(sessions: Sessions, stops: readonly Stop[], dress: { width: number; height: number; language: 'zh' | 'en'; scheme: 'light' | 'dark' }, fileOf: (stop: Stop) => string): Promise<void> {
  const says = `${dress.width} ${dress.language} ${dress.scheme}`;
  for (const [login, own] of Map.groupBy(stops, (s) => s.login)) {
    const { context, page } = await sessions.open(login, dress);
    const heard = listen(page);
    for (const stop of own) {
      const at = stop.path;
      try {
        await page.goto(stop.href);
        await settled(page);
        const sideways = await overflowOf(page);
        if (sideways) wrong.add(`${at} (${says}): ${sideways}`);
        await page.screenshot({ path: fileOf(stop) });
        for (const line of await axeFindings(page)) wrong.add(`${at} (${says}): ${line}`);
      } catch (error) {
        wrong.add(`${at} (${says}): ${String(error).split('\n')[0]}`);
      }
      for (const line of heard.take()) wrong.add(`${at} (${says}): ${line}`);
    }
    await context.close();
  }
  console.log(`${says}: ${stops.length} pages`);
}

const product = values.url ? { url: values.url, stop: async () => {} } : await ownProduct();
const browser = await chromium.launch({
  executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const sessions = new Sessions(browser, product.url, values.password);
  if (values.docs) {
    const stops = forDocs.map(([, href]): Stop => ({ path: href, href, login: href === '/settings/staff' ? 'admin' : href.startsWith('/logistics') ? 'warehouse1' : 'manager' }));
    for (const language of ['zh', 'en'] as const) {
      await take(sessions, stops, { width: 1440, height: 900, language, scheme: 'light' },
        (stop) => path.join(root, 'docs/shots', `${forDocs.find(([, href]) => href === stop.href)![0]}${language === 'en' ? '.en' : ''}.png`));
    }
  } else {
    mkdirSync(values.out, { recursive: true });
    const { stops, missing } = await planVisits(sessions, { only: values.only });
    for (const record of missing) wrong.add(`${record}: no list leads to one`);
    for (const width of widths) for (const language of languages) for (const scheme of schemes)
      await take(sessions, stops, { width, height: heights[width] ?? 900, language, scheme }, (stop) => path.join(values.out, `${fileName(stop)}-${width}-${language}-${scheme}.png`));
  }
} finally {
  await browser.close();
  await product.stop();
}
for (const line of [...wrong].toSorted()) console.error(line);
console.log(`pictures in ${values.docs ? 'docs/shots' : values.out}; ${wrong.size} things wrong`);
process.exitCode = wrong.size > 0 ? 1 : 0;
