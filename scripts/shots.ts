/**
 * `npm run shots -- --url http://127.0.0.1:8080 --login … --password … [--out dist/shots] [--only /sales] [--widths 1440,390]`
 *
 * Takes a picture of every page that the navigation reaches, at 1440, 1024 and 390 px, in Chinese and English, light and dark, from a running
 * server (start it with much data, little, or none). What a page logs as an error, a table that scrolls sideways at 1440 px, and a first
 * record opened from each list are part of it. Ends with 1 when something was wrong.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../tests/support/chromium.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' }, login: { type: 'string' }, password: { type: 'string' }, out: { type: 'string', default: 'dist/shots' },
    only: { type: 'string', default: '/' }, widths: { type: 'string', default: '1440,1024,390' },
  },
});
if (!values.url || !values.login || !values.password) {
  console.error('usage: npm run shots -- --url <address of a running server> --login <account> --password <password>');
  process.exit(2);
}
const { url, login, password, out, only } = values as { url: string; login: string; password: string; out: string; only: string };
const widths = values.widths.split(',').map(Number);
const heights: Record<number, number> = { 1440: 900, 1024: 768, 390: 844 };

const executablePath = await findChromium();
if (!executablePath) {
  console.error('no Chromium found: install one, or name it in CHROMIUM_PATH');
  process.exit(2);
}

interface Dress { readonly width: number; readonly language: 'zh' | 'en'; readonly scheme: 'light' | 'dark' }
const dresses: Dress[] = widths.flatMap((width) => (['zh', 'en'] as const).flatMap((language) => (['light', 'dark'] as const).map((scheme) => ({ width, language, scheme }))));
const wrong: string[] = [];

/** Waits until the page has stopped asking and drawing; live events never end, so network silence cannot be waited for. */
async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1');
  await page.waitForFunction("document.querySelector('.dz-skel, .dz-skel-rows') === null", undefined, { timeout: 10_000 });
  await page.waitForTimeout(250);
}

async function signIn(page: Page): Promise<void> {
  await page.goto(url);
  await page.fill('input[autocomplete="username"]', login);
  await page.fill('input[autocomplete="current-password"]', password);
  await page.press('input[autocomplete="current-password"]', 'Enter');
  await page.waitForSelector('.dz-frame');
}

/** Every page of the navigation: the first of each place, then what it unfolds. */
async function pagesOf(page: Page): Promise<string[]> {
  const links = () => page.$$eval('nav a[href^="/"]', (found) => found.map((a) => a.getAttribute('href') ?? ''));
  const known = new Set(await links());
  for (const href of known) {
    await page.click(`nav a[href="${href}"]`);
    for (const more of await links()) known.add(more);
  }
  return [...known].filter((href) => href.startsWith(only));
}

const fileName = (href: string) => href.replace(/[^\w-]+/g, '_').replace(/^_+|_+$/g, '') || 'my-work';

async function shoot(page: Page, name: string, dress: Dress): Promise<void> {
  await settled(page);
  await page.screenshot({ path: join(out, `${name}-${dress.width}-${dress.language}-${dress.scheme}.png`) });
  if (dress.width !== 1440) return;
  const sideways = await page.$$eval('.dz-scroll, .dz-related-scroll, .dz-main', (found) => found.some((e) => e.scrollWidth > e.clientWidth + 1));
  if (sideways) wrong.push(`${name}: scrolls sideways at 1440 px (${dress.language})`);
}

async function walk(browser: Browser): Promise<void> {
  const first = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await first.newPage();
  await signIn(page);
  const pages = await pagesOf(page);
  const state = await first.storageState();
  await first.close();
  for (const dress of dresses) {
    const context = await browser.newContext({
      storageState: state, viewport: { width: dress.width, height: heights[dress.width] ?? 900 }, colorScheme: dress.scheme, locale: dress.language === 'zh' ? 'zh-CN' : 'en-US',
    });
    await context.addInitScript((language) => localStorage.setItem('dianzhang.language', language), dress.language);
    const view = await context.newPage();
    view.on('pageerror', (error) => wrong.push(`${view.url()}: ${error.message}`));
    view.on('console', (message) => message.type() === 'error' && wrong.push(`${view.url()}: ${message.text()}`));
    for (const href of pages) {
      await view.goto(new URL(href, url).href);
      await shoot(view, fileName(href), dress);
      const row = await view.$('[role="grid"] .dz-tbody [role="row"]:has([role="gridcell"])');
      if (!row) continue;
      await row.click();
      await shoot(view, `${fileName(href)}-open`, dress);
      const record = await view.$('.dz-pane-head a[href^="/"]');
      if (!record) continue;
      await record.click();
      await shoot(view, `${fileName(href)}-record`, dress);
    }
    await context.close();
    console.log(`${dress.width} px, ${dress.language}, ${dress.scheme}: ${pages.length} pages`);
  }
}

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  await walk(browser);
} finally {
  await browser.close();
}
for (const line of new Set(wrong)) console.error(line);
console.log(`pictures in ${out}; ${new Set(wrong).size} things wrong`);
process.exitCode = wrong.length > 0 ? 1 : 0;
