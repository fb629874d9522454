import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../src/app/demo/company.ts';
import { findChromium } from '../support/chromium.ts';
import { examine, knownPages, listen, planVisits, Sessions, settled, type Heard, type Stop } from '../support/pages-walk.ts';
import { walkedCompany, type WalkedCompany } from '../support/walked-company.ts';
import { FLAGS, stage, type Stage } from './support.ts';

/**
 * Every page of the product is opened once in a browser, by somebody whose work it is: it has a heading, says nothing to the console, asks
 * nothing that fails, is open to people who cannot see, does not scroll sideways on a desk or a phone, and speaks Chinese.
 */

/** `PAGES=/finance` looks at a part: for whoever mends it. */
const only = process.env['PAGES'] ?? '/';
/** Pages to which no page of the story leads, and why. A page that is reached may not stand here. */
const notWalked: Readonly<Record<string, string>> = {};
/** A page of each kind, that is also looked at in the dark and in English. */
const ofEachKind: readonly string[] = [
  '/', '/sales/orders', '/sales/orders/$id', '/sales/opportunities/board', '/finance/statements', '/finance/entries/$id', '/logistics/desk', '/logistics/purchase-orders/$id', '/settings/parameters', '/settings/staff/$id', '/board', '/rulebook', '/approvals/$id',
].filter((path) => path.startsWith(only));

const known = (await knownPages()).map((p) => p.path).filter((path) => path.startsWith(only));
const customerPages = ['order', 'parcel', 'quote', 'introduction', 'contract'] as const;

let scene: Stage;
let browser: Browser;
let company: WalkedCompany;
/** What was found wrong, by page; a page that is not here was not reached. */
const found = new Map<string, string[]>();
const inEnglish = new Map<string, string[]>();

/** A server that sheds load for a moment says nothing of a page: the page is opened again. */
const busy = (wrong: readonly string[]): boolean => wrong.some((line) => line.startsWith('503 '));

beforeAll(async () => {
  scene = await stage({ background: false });
  company = await walkedCompany(scene.product, scene.app, scene.folder);
  scene.product.start();
  browser = await chromium.launch({ executablePath: (await findChromium())!, args: [...FLAGS] });
  const sessions = new Sessions(browser, scene.url, DEMO_PASSWORD);
  const look = (into: Map<string, string[]>, language: 'zh' | 'en') => async (page: Page, stop: Stop, heard: Heard): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const wrong = await examine(page, heard, { language, dark: language === 'zh' && ofEachKind.includes(stop.path) });
      into.set(stop.path, wrong);
      if (!busy(wrong) || tries === 3) return;
      await page.goto(stop.href);
      await settled(page);
    }
  };
  const { stops } = await planVisits(sessions, { only, look: look(found, 'zh'), failed: (stop, why) => found.set(stop.path, [why]), also: Object.entries(company.elsewhere).map(([path, href]) => ({ path, login: 'manager', href })) });
  for (const [login, own] of Map.groupBy(stops.filter((s) => ofEachKind.includes(s.path)), (s) => s.login)) {
    const { context, page } = await sessions.open(login, { width: 1440, height: 900, language: 'en', scheme: 'light' });
    const heard = listen(page);
    for (const stop of own) {
      await page.goto(stop.href);
      await settled(page);
      await look(inEnglish, 'en')(page, stop, heard);
    }
    await context.close();
  }
}, 1_800_000);
afterAll(async () => {
  await browser?.close();
  await scene?.close();
});

describe('every page', () => {
  test.each(known.filter((path) => !(path in notWalked)))('%s', (path) => {
    // As a text: a list would be shortened in what the run says at its end.
    const wrong = (found.get(path) ?? ['no page led to it']).join('\n');
    expect(wrong, wrong).toBe('');
  });
  test('what is not walked is a page that nothing led to', () => {
    expect(Object.keys(notWalked).filter((path) => !known.includes(path) || found.has(path))).toEqual([]);
  });
});

describe.skipIf(ofEachKind.length === 0)('in English', () => test.each(ofEachKind)('%s', (path) => expect((inEnglish.get(path) ?? ['not looked at']).join('\n')).toBe('')));

/** Pages of the navigation as they stand there: chapters first, then the pages of each when it is open. */
async function standsInNavigation(page: Page): Promise<string[]> {
  const shown = (): Promise<string[]> => page.$$eval('nav.dz-left a', (all) => all.map((a) => a.getAttribute('href')!));
  const seen = new Set<string>();
  for (const chapter of await shown()) {
    await page.click(`nav.dz-left a[href="${chapter}"]`);
    await page.locator(`nav.dz-left a[href="${chapter}"][aria-current="page"]`).first().waitFor();
    for (const href of await shown()) seen.add(href);
  }
  return [...seen];
}

describe.each([
  ['warehouse1', ['/logistics/desk', '/logistics/stock', '/sales/orders', '/imports'], ['/finance', '/sales/customers', '/sales/review', '/settings/staff']],
  ['hr1', ['/settings/staff', '/rulebook', '/settings/me'], ['/finance', '/sales/', '/imports']],
] as const)('what stands in the navigation of %s', (login, there, hidden) => {
  test('is what may be read, and every entry of it opens; a chapter without any is not there; a link that somebody sent says whom to ask', async () => {
    const sessions = new Sessions(browser, scene.url, DEMO_PASSWORD);
    const { context, page } = await sessions.open(login, { width: 1440, height: 900, language: 'zh', scheme: 'light' });
    const heard = listen(page);
    const hrefs = await standsInNavigation(page);
    expect(hrefs).toEqual(expect.arrayContaining([...there]));
    expect(hrefs.filter((href) => hidden.some((h) => href.startsWith(h)))).toEqual([]);
    expect(await page.locator('nav.dz-left').getByText('财务', { exact: true }).count()).toBe(0);
    heard.take();
    const wrong: string[] = [];
    for (const href of hrefs) {
      await page.goto(href);
      await settled(page);
      wrong.push(...heard.take().filter((line) => !busy([line])).map((line) => `${href}: ${line}`));
    }
    expect(wrong).toEqual([]);
    // The palette finds pages by their names: neither does it name what may not be read.
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('账单');
    await page.waitForTimeout(400);
    expect(await page.getByRole('listbox').getByRole('option', { name: /^账单/ }).count()).toBe(0);
    await page.goto('/finance/bills');
    await page.getByText('由这些岗位办理').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: '打开导航' }).click();
    await page.locator('.dz-drawer-nav nav').waitFor();
    expect(await page.locator('.dz-drawer-nav nav').getByText('财务', { exact: true }).count()).toBe(0);
    await context.close();
  }, 300_000);
});

test.each(customerPages)('a customer’s page on the phone: %s', async (kind) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', baseURL: scene.url, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const heard = listen(page);
  await page.goto(company.customerPages[kind]);
  await page.locator('h1').waitFor();
  await page.waitForTimeout(300);
  const wrong = await examine(page, heard, { dark: true });
  await context.close();
  expect(wrong.join('\n')).toBe('');
}, 60_000);
