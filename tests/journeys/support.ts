import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { FastifyInstance } from 'fastify';
import { ensureWebBuilt } from '../../src/app/build-web.ts';
import { createProduct, type Product } from '../../src/app/product.ts';
import { serve } from '../../src/app/serve.ts';
import { readSettings } from '../../src/app/settings.ts';
import { system } from '../../src/kernel/actor.ts';
import { systemClock, type Clock } from '../../src/kernel/clock.ts';
import { createLog } from '../../src/kernel/log.ts';
import type { Post } from '../../src/kernel/posts.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { holdPost } from '../../src/registers/company/staff/hold-post.ts';
import { findChromium } from '../support/chromium.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

export interface Stage {
  readonly product: Product;
  readonly app: FastifyInstance;
  readonly url: string;
  /** Data folder of the product. */
  readonly folder: string;
  readonly database: TestDatabase;
  /** A new browser profile: phone or desk. Any error on a page fails the journey at `close`. */
  open(size?: 'desk' | 'phone'): Promise<{ context: BrowserContext; page: Page; errors: string[] }>;
  /** Carries on with reactions and ticks until nothing is left. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export const FLAGS: readonly string[] = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Waits until the person who is signed in on this page holds the posts: who calls is kept for a moment. */
export async function holdsPosts(page: Page, posts: readonly string[]): Promise<void> {
  for (;;) {
    const me = (await (await page.request.get('/api/me')).json()) as { posts: string[] };
    if (posts.every((post) => me.posts.includes(post))) return;
    await page.waitForTimeout(50);
  }
}

/** An empty installation is set up through its page, and its founder, who is signed in, holds these posts besides; nobody is asked for a second factor. */
export async function found(scene: Stage, page: Page, posts: readonly Post[]): Promise<void> {
  await page.goto('/');
  await page.getByLabel('公司名称').fill('青禾优选');
  await page.getByLabel('管理员姓名').fill('周全');
  await page.getByLabel('登录账号').fill('boss');
  await page.getByLabel('密码').fill('right-horse-9');
  await page.getByRole('button', { name: '建立公司' }).click();
  await page.getByRole('heading', { name: '我的工作' }).waitFor();
  const { kernel } = scene.product;
  const { rows: [boss] } = await kernel.db.query<{ id: string }>('select id from company.staff');
  for (const post of posts) await runVerb(kernel, holdPost, { id: boss!.id, post }, { actor: system('测试') });
  await kernel.db.query("update company.company set second_factor_posts = '{}'");
  await holdsPosts(page, posts);
}

/** The whole product on a fresh database behind a real socket, and a real browser in front of it. */
export async function stage(given: { clock?: Clock; env?: Record<string, string>; background?: boolean } = {}): Promise<Stage> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('browser tests need Chromium: apt-get install -y chromium fonts-noto-cjk, or set CHROMIUM_PATH');
  await ensureWebBuilt(() => {});
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-journey-'));
  const database = await freshDatabase();
  const settings = readSettings({ DATA_DIR: folder, PORT: '0', ...given.env });
  const product = await createProduct({ db: database.db, clock: given.clock ?? systemClock, log: createLog(process.env['JOURNEY_LOG'] ?? 'error'), settings });
  const app = await serve(product, settings);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  if (given.background !== false) product.start();
  let browser: Browser | null = null;
  return {
    product, app, url, folder, database,
    async open(size = 'desk') {
      browser ??= await chromium.launch({ executablePath, args: [...FLAGS] });
      const context = await browser.newContext({ viewport: size === 'desk' ? { width: 1440, height: 900 } : { width: 390, height: 844 }, locale: 'zh-CN', baseURL: url });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 40[134]|status of 422|status of 409/.test(message.text())) errors.push(message.text());
      });
      return { context, page, errors };
    },
    settle: () => product.settle(),
    async close() {
      await browser?.close();
      await app.close();
      await product.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
