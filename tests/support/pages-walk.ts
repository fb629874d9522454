import { readFile, glob } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A page as the web application knows it: its address, with `$id` for records, and the posts that see it in the navigation. */
export interface KnownPage { readonly path: string; readonly posts?: readonly string[] }

/** Every page that any `web/**\/pages.ts` names, and my work: found by themselves, as the frame finds them. */
export async function knownPages(): Promise<KnownPage[]> {
  const found: KnownPage[] = [{ path: '/' }];
  for await (const file of glob('web/**/pages.ts', { cwd: root })) {
    const { pages } = (await import(pathToFileURL(path.join(root, file)).href)) as { pages: readonly KnownPage[] };
    found.push(...pages);
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Who looks at what: the first account one of whose posts sees the page. */
const accounts = [
  ['department-head', 'manager'], ['administrator', 'admin'], ['warehouse', 'warehouse1'], ['logistics-clerk', 'logistics'], ['accountant', 'accountant'], ['store-operator', 'operator'], ['hr', 'hr1'],
  ['seller', 'seller1'], ['team-lead', 'lead1'], ['service-agent', 'agent1'], ['service-lead', 'servicelead'], ['buyer', 'buyer1'], ['cashier', 'cashier'], ['auditor', 'auditor'], ['general-manager', 'gm1'],
] as const;
const loginFor = (page: KnownPage): string => {
  // Pages that name no post are the administrator's alone.
  const found = page.posts ? accounts.find(([post]) => page.posts!.includes(post) || (page.posts!.length === 0 && post === 'administrator')) : accounts[0];
  if (!found) throw new Error(`no account of the demo company sees ${page.path}: add one to the list`);
  return found[1];
};

export interface Stop { readonly path: string; readonly login: string; readonly href: string }

/** Waits until the page has stopped asking and drawing; live events never end, so network silence cannot be waited for. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1', { timeout: 90_000 });
  // By the locator: polling a text would be stopped by the page's policy.
  await page.locator('.dz-skel, .dz-skel-rows, .ant-spin-spinning').first().waitFor({ state: 'detached', timeout: 90_000 });
  await page.waitForTimeout(300);
}

async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/');
  await page.fill('input[autocomplete="username"]', login);
  await page.fill('input[autocomplete="current-password"]', password);
  await page.press('input[autocomplete="current-password"]', 'Enter');
  await page.waitForSelector('.dz-frame');
}

/** Signed-in sessions by account, made when they are first needed. */
export class Sessions {
  readonly #browser: Browser;
  readonly #url: string;
  readonly #password: string;
  readonly #states = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

  constructor(browser: Browser, url: string, password: string) {
    this.#browser = browser;
    this.#url = url;
    this.#password = password;
  }

  async open(login: string, dress: { width: number; height: number; language: 'zh' | 'en'; scheme: 'light' | 'dark' }): Promise<{ context: BrowserContext; page: Page }> {
    const look = {
      viewport: { width: dress.width, height: dress.height }, colorScheme: dress.scheme, locale: dress.language === 'zh' ? 'zh-CN' : 'en-US', baseURL: this.#url, reducedMotion: 'reduce',
    } as const;
    const known = this.#states.get(login);
    const context = await this.#browser.newContext({ ...look, ...(known ? { storageState: known } : {}) });
    await context.addInitScript((language) => localStorage.setItem('dianzhang.language', language), dress.language);
    const page = await context.newPage();
    if (!known) {
      await signIn(page, login, this.#password);
      this.#states.set(login, await context.storageState());
    }
    return { context, page };
  }
}

const asPattern = (address: string): RegExp => new RegExp(`^${address.replace(/\$\w+/g, '[^/?#]+')}(?:[?#].*)?$`);

/**
 * Addresses to visit: pages as they are; for a record the first one that any page leads to, by a link or by opening its first row.
 * Lists are walked first, then the records they led to, for the records behind those; `also`: addresses that people get elsewhere. `look` is called on each page where the walk
 * stands on it anyway. `missing`: records that no page leads to, which is a fault of the data or of the pages.
 */
export async function planVisits(sessions: Sessions, { only = '/', look, failed, also = [] }: {
  failed?: (stop: Stop, why: string) => void; only?: string; look?: (page: Page, stop: Stop, heard: Heard) => Promise<void>; also?: readonly Stop[] } = {}): Promise<{ stops: Stop[]; missing: string[] }> {
  const pages = await knownPages();
  const lists = pages.filter((p) => !p.path.includes('$'));
  const isList = new Set(lists.map((p) => p.path));
  const wanted = (address: string): boolean => address.startsWith(only);
  const stops: Stop[] = [];
  const open = new Set(pages.filter((p) => p.path.includes('$') && wanted(p.path) && !also.some((s) => s.path === p.path)));
  const walk = async (login: string, own: readonly Stop[]): Promise<Stop[]> => {
    const found: Stop[] = [];
    const { context, page } = await sessions.open(login, { width: 1440, height: 900, language: 'zh', scheme: 'light' });
    const heard = listen(page);
    const note = async (): Promise<void> => {
      const hrefs = [new URL(page.url()).pathname, ...(await page.$$eval('a[href^="/"]', (all) => all.map((a) => a.getAttribute('href') ?? '')))];
      for (const record of open) {
        const href = hrefs.find((h) => asPattern(record.path).test(h) && !isList.has(h.split(/[?#]/)[0]!));
        if (!href) continue;
        found.push({ path: record.path, login, href });
        open.delete(record);
      }
    };
    for (const stop of own) {
      if (open.size === 0 && !look) break;
      try {
        await page.goto(stop.href);
        await settled(page);
      } catch (error) {
        if (!failed) throw error;
        failed(stop, String(error).split('\n')[0]!);
        continue;
      }
      if (wanted(stop.path)) await look?.(page, stop, heard);
      await note();
      const row = await page.$('[role="grid"] .dz-tbody [role="row"]:has([role="gridcell"])');
      if (!row || open.size === 0) continue;
      // Beside its words: those may be links of their own.
      await row.click({ position: { x: 6, y: 6 } });
      await settled(page);
      await note();
    }
    await context.close();
    return found;
  };
  let next = [...lists.map((p): Stop => ({ path: p.path, login: loginFor(p), href: p.path })), ...also].filter((s) => open.size > 0 || wanted(s.path));
  while (next.length > 0) {
    stops.push(...next.filter((s) => wanted(s.path)));
    const found: Stop[] = [];
    for (const [login, own] of Map.groupBy(next, (s) => s.login)) found.push(...(await walk(login, own)));
    next = found;
  }
  return { stops: stops.toSorted((a, b) => (a.path < b.path ? -1 : 1)), missing: [...open].map((r) => r.path) };
}

export interface Heard { take(): string[] }

/** Hears what a page says wrong by itself: errors of its scripts, its console, and answers of 4xx and 5xx. `take` gives it and begins anew. */
export function listen(page: Page): Heard {
  let heard = new Set<string>();
  page.on('pageerror', (error) => heard.add(`threw: ${error.message}`));
  page.on('console', (message) => {
    // The answers themselves are heard below, with their address.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.add(`console: ${message.text()}`);
  });
  page.on('response', (answer) => answer.status() >= 400 && heard.add(`${answer.status()} ${answer.request().method()} ${new URL(answer.url()).pathname}`));
  page.on('requestfailed', (request) => {
    // Leaving a page ends what it was still asking.
    if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? '')) heard.add(`failed: ${request.method()} ${new URL(request.url()).pathname} ${request.failure()?.errorText}`);
  });
  return {
    take() {
      const said = [...heard];
      heard = new Set();
      return said;
    },
  };
}

/**
 * Texts that nobody put into words: keys of the code, numbers that are none, and on a Chinese page English sentences. Names, numbers,
 * codes and addresses are the same in both languages and stand in faces of their own or without two plain words.
 */
export async function strangeTexts(page: Page, language: 'zh' | 'en'): Promise<string[]> {
  return page.evaluate((spoken) => {
    const strange = new Set<string>();
    const chinese = /\p{Script=Han}/u;
    const heading = document.querySelector('h1')?.textContent ?? '';
    if (spoken === 'zh' && !chinese.test(heading)) strange.add(`heading without Chinese: ${heading}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim();
      const holder = node.parentElement!;
      if (text === '' || holder.closest('code, pre, script, style, [lang="en"], .dz-mono, .dz-id, .react-flow__attribution') || !holder.checkVisibility()) continue;
      if (/\b(?:undefined|NaN|Invalid Date)\b|\[object /.test(text)) strange.add(`no text: ${text.slice(0, 80)}`);
      else if (/^[a-z]+(?:-[a-z]+)*(?:\.[a-z]+(?:-[a-z]+)*)+$/.test(text) || /^[a-z]+(?:-[a-z]+)+$/.test(text)) strange.add(`a key: ${text}`);
      else if (spoken === 'zh' && !chinese.test(text) && /(?:^|\s)[A-Za-z]{2,}(?:[\s,.;:]+[A-Za-z]{2,})+/.test(text)) strange.add(`English: ${text.slice(0, 80)}`);
      else if (spoken === 'en' && chinese.test(text) && holder.closest('th, [role="columnheader"], h1, label')) strange.add(`Chinese: ${text.slice(0, 80)}`);
    }
    return [...strange];
  }, language);
}

let axe: Promise<string> | null = null;
const axeSource = (): Promise<string> => (axe ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));

/** What axe finds serious or critical on the page as it stands, one line each with the first places; only by these rules, where some are named. */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${await axeSource()} }`);
  const found = (await page.evaluate(`axe.run(document, { resultTypes: ['violations']${rules ? `, runOnly: ${JSON.stringify(rules)}` : ''} }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 160)), count: v.nodes.length })))`)) as
    { id: string; help: string; nodes: string[]; count: number }[];
  return found.map((v) => `axe ${v.id} (${v.count}): ${v.help}: ${v.nodes.join(' | ')}`);
}

/** A page that scrolls sideways, with the elements that stick out furthest; null when it does not. */
export async function overflowOf(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    // The frame scrolls what stands in it: a page that is too wide shows there, and not on the document.
    const wide = [document.documentElement, ...document.querySelectorAll('.dz-main')].find((e) => e.scrollWidth > e.clientWidth + 1);
    if (wide === undefined) return null;
    const edge = wide === document.documentElement ? innerWidth : wide.getBoundingClientRect().right;
    // What scrolls on its own may be as wide as it likes.
    const held = (e: Element): boolean => {
      for (let up = e.parentElement; up !== null && up !== wide; up = up.parentElement) if (getComputedStyle(up).overflowX !== 'visible') return true;
      return false;
    };
    const out = [...wide.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > edge + 1 && !held(e)).slice(0, 4)
      .map((e) => `${e.tagName.toLowerCase()}.${String(e.getAttribute('class') ?? '').split(' ').join('.')}`);
    return `scrolls sideways: ${wide.scrollWidth} px in ${wide.clientWidth} px (${out.join(', ')})`;
  });
}

/** Boxes on the page that are scrolled sideways by themselves, apart from sheets whose first column stays, maps and pictures of figures. */
export async function boxesThatScroll(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('.dz-main *')]
    .filter((e) => e.scrollWidth > e.clientWidth + 2 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.checkVisibility() && !e.querySelector('.dz-sheet-sticky') && !e.closest('.react-flow, pre'))
    .slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${String(e.getAttribute('class') ?? '').split(' ').join('.')} is ${e.scrollWidth} px in ${e.clientWidth} px`));
}

/** Lists whose columns take more than there is on a desk: the last ones are cut off. */
async function tablesThatScroll(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('.dz-scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => `the columns of a list take ${e.scrollWidth} px of ${e.clientWidth} px`));
}

/**
 * Everything that can be said against a page where it stands, without loading it anew: what it said itself, what axe finds, texts that
 * are none, and what sticks out at its width and on a phone; `dark`: its colours in the dark scheme too. It is left as it was found.
 */
export async function examine(page: Page, heard: Heard, { language = 'zh', dark = false }: { language?: 'zh' | 'en'; dark?: boolean } = {}): Promise<string[]> {
  const wrong = await strangeTexts(page, language);
  const desk = page.viewportSize()!;
  const narrow = { width: 390, height: 844 };
  const sticksOut = async (says: string): Promise<void> => {
    const sideways = await overflowOf(page);
    if (sideways) wrong.push(`${says}: ${sideways}`);
  };
  await sticksOut(`${desk.width} px`);
  if (desk.width > narrow.width) wrong.push(...(await tablesThatScroll(page)).map((line) => `${desk.width} px: ${line}`));
  wrong.push(...(await axeFindings(page)));
  if (dark) {
    await dress(page, 'dark');
    // Colours are all that the scheme changes.
    wrong.push(...(await axeFindings(page, ['color-contrast'])).map((line) => `dark: ${line}`));
    await dress(page, 'light');
  }
  if (desk.width > narrow.width) {
    await page.setViewportSize(narrow);
    await page.waitForTimeout(150);
    await sticksOut('390 px');
    wrong.push(...(await boxesThatScroll(page)).map((line) => `390 px: ${line}: cards, or a first column that stays (dz-sheet-sticky)`));
    await page.setViewportSize(desk);
  }
  return [...wrong, ...heard.take()];
}

/** Nothing moves from here on: a colour on its way is neither the one nor the other. */
const still = (page: Page): Promise<void> => page.evaluate(() => {
  const none = new CSSStyleSheet();
  none.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, none];
});

/** Changes the scheme, and does not look at colours that are still on their way. */
async function dress(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await still(page);
  // Styles of the library are written anew, and their colours then move on their own.
  await page.waitForTimeout(500);
  await still(page);
  await page.evaluate(() => { for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish(); });
}
