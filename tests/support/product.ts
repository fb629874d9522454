import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { foundCompany, DEMO_PASSWORD, type DemoCompany } from '../../src/app/demo/company.ts';
import { goodsOf, type Good } from '../../src/app/demo/goods.ts';
import { chance } from '../../src/app/demo/random.ts';
import { setTheStage } from '../../src/app/demo/setting.ts';
import { createProduct, type Product } from '../../src/app/product.ts';
import { serve } from '../../src/app/serve.ts';
import { readSettings } from '../../src/app/settings.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { movingClock } from '../../src/kernel/clock.ts';
import type { Log } from '../../src/kernel/kernel.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { allPosts, type Post } from '../../src/kernel/posts.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { createToken, hashPassword } from '../../src/registers/company/index.ts';
import { addStaff } from '../../src/registers/company/staff/add-staff.ts';
import { seedCalendars } from '../../src/regulation/index.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

export interface Caller {
  send(method: string, url: string, body?: unknown, more?: Partial<InjectOptions>): Promise<LightMyRequestResponse>;
  readonly headers: Record<string, string>;
}

export interface WholeProduct {
  readonly product: Product;
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  readonly company: DemoCompany;
  readonly goods: readonly Good[];
  readonly nobody: Caller;
  /** Somebody who holds this post and no other, signed in with a session as a browser would be. */
  as(post: Post): Promise<Caller>;
  /** A program with a token of the person who holds this post. */
  withToken(post: Post, scopes: ('read' | 'write' | 'import')[]): Promise<Caller>;
  /** What a caller sends to order one piece of the first goods in the first store. */
  order(more?: Record<string, unknown>): Record<string, unknown>;
  close(): Promise<void>;
}

/** Tuesday 2026-03-10 10:00 in Shanghai. */
const WORKDAY = Date.parse('2026-03-10T02:00:00Z');

/** The whole product on a database of its own, with a company that has somebody in every post, goods on the shelf and a few orders. */
export async function freshProduct(given: { clock?: Clock; log?: Log; orders?: number; env?: Record<string, string> } = {}): Promise<WholeProduct> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'dz-product-'));
  const database = await freshDatabase();
  const settings = readSettings({ DATA_DIR: folder, PORT: '0', ...given.env });
  const product = await createProduct({ db: database.db, clock: given.clock ?? movingClock(WORKDAY), log: given.log ?? silentLog, settings });
  const { kernel } = product;
  await seedCalendars(kernel);
  await product.engine.load(kernel.db);
  const company = await foundCompany(kernel);
  const goods = goodsOf(chance(1)).slice(0, 6);
  await setTheStage(kernel, company, goods, () => 200, 50);
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const { rows: teams } = await kernel.db.query<{ id: string }>('select id from company.team order by created_at');
  for (const post of allPosts)
    await runVerb(kernel, addStaff, {
      name: `某${post}`, login: `only-${post}`, phone: null, language: null, posts: [post], teamIds: teams.map((t) => t.id), superiorId: null, passwordHash, mustChangePassword: false,
    }, { actor: company.actors.admin });
  const app = await serve(product, settings);
  const caller = (headers: Record<string, string>): Caller => ({
    headers,
    send: (method, url, body, more = {}) => app.inject({
      method: method as 'GET', url, ...more, headers: { ...headers, ...more.headers }, ...(body === undefined ? {} : { payload: body as object }),
    }),
  });
  const nobody = caller({});
  let made = 0;
  const whole: WholeProduct = {
    product, app, database, company, goods, nobody,
    async as(post) {
      const answer = await nobody.send('POST', '/api/session', { login: `only-${post}`, password: DEMO_PASSWORD });
      if (answer.statusCode !== 200) throw new Error(`${post} could not sign in: ${answer.body}`);
      return caller({ cookie: answer.cookies.map((c) => `${c.name}=${c.value}`).join('; ') });
    },
    async withToken(post, scopes) {
      const { token } = await createToken(kernel, { login: `only-${post}`, name: '程序', scopes });
      return caller({ authorization: `Bearer ${token}` });
    },
    order(more = {}) {
      made += 1;
      return {
        storeId: company.stores[0]!.id, lines: [{ skuCode: goods[0]!.code, quantity: 1 }], payment: {},
        buyer: { nick: `买家${made}`, receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${made}号` } },
        ...more,
      };
    },
    async close() {
      await app.close();
      await product.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const seller = await whole.as('seller');
  for (let n = 0; n < (given.orders ?? 3); n += 1) {
    const answer = await seller.send('POST', '/api/orders', whole.order());
    if (answer.statusCode >= 300) throw new Error(`the order was not taken: ${answer.body}`);
  }
  await product.settle();
  return whole;
}

/** The address of a route with these path parameters. */
export const urlOf = (path: string, params: Readonly<Record<string, string>> = {}): string => {
  const at = path.startsWith('/.') ? path.slice(2) : `/api${path}`;
  return at.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '019f0000-0000-7000-8000-000000000000'));
};
