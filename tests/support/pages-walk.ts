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
  await page.waitForSelector('h1');
  // By the locator: polling a text would be stopped by the page's policy.
  await page.locator('.dz-skel, .dz-skel-rows, .ant-spin-spinning').first().waitFor({ state: 'detached', timeout: 20_000 });
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
 * Addresses to visit: pages as they are; for a record the first one that any list leads to, by a link or by opening its first row.
 * `missing`: records that no list leads to, which is a fault of the data or of the pages.
 */
export async function planVisits(sessions: Sessions, only = '/'): Promise<{ stops: Stop[]; missing: string[] }> {
  const pages = await knownPages();
  const lists = pages.filter((p) => !p.path.includes('$'));
  const records = pages.filter((p) => p.path.includes('$'));
  const wanted = (address: string): boolean => address.startsWith(only);
  const stops: Stop[] = lists.filter((p) => wanted(p.path)).map((p) => ({ path: p.path, login: loginFor(p), href: p.path }));
  const open = new Set(records.filter((r) => wanted(r.path)));
  const isList = new Set(lists.map((p) => p.path));
  for (const [login, own] of Map.groupBy(lists, loginFor)) {
    if (open.size === 0) break;
    const { context, page } = await sessions.open(login, { width: 1440, height: 900, language: 'zh', scheme: 'light' });
    const note = async (): Promise<void> => {
      const hrefs = await page.$$eval('a[href^="/"]', (found) => found.map((a) => a.getAttribute('href') ?? ''));
      for (const record of open) {
        const href = hrefs.find((h) => asPattern(record.path).test(h) && !isList.has(h.split(/[?#]/)[0]!));
        if (!href) continue;
        stops.push({ path: record.path, login, href });
        open.delete(record);
      }
    };
    for (const list of own) {
      if (open.size === 0) break;
      await page.goto(list.path);
      await settled(page);
      await note();
      const row = await page.$('[role="grid"] .dz-tbody [role="row"]:has([role="gridcell"])');
      if (!row) continue;
      // Beside its words: those may be links of their own.
      await row.click({ position: { x: 6, y: 6 } });
      await settled(page);
      const landed = new URL(page.url()).pathname;
      for (const record of open) if (asPattern(record.path).test(landed) && !isList.has(landed)) {
        stops.push({ path: record.path, login, href: landed });
        open.delete(record);
      }
      await note();
    }
    await context.close();
  }
  return { stops: stops.toSorted((a, b) => (a.path < b.path ? -1 : 1)), missing: [...open].map((r) => r.path) };
}

let axe: Promise<string> | null = null;
const axeSource = (): Promise<string> => (axe ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));

/** What axe finds serious or critical on the page as it stands, one line each with the first places. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(await axeSource());
  const found = (await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 160)), count: v.nodes.length })))`)) as
    { id: string; help: string; nodes: string[]; count: number }[];
  return found.map((v) => `axe ${v.id} (${v.count}): ${v.help}: ${v.nodes.join(' | ')}`);
}

/** A page that scrolls sideways, with the elements that stick out furthest; null when it does not. */
export async function overflowOf(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth) return null;
    const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
      .map((e) => `${e.tagName.toLowerCase()}.${String(e.getAttribute('class') ?? '').split(' ').join('.')}`);
    return `scrolls sideways: ${wide} px in ${innerWidth} px (${out.join(', ')})`;
  });
}
