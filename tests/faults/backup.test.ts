import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '../../src/app/invariants.ts';
import { DEMO_PASSWORD } from '../../src/app/demo/company.ts';
import type { Db } from '../../src/kernel/db/index.ts';
import { TestInstallation, type Running } from './installation.ts';

let [home, other]: (TestInstallation | undefined)[] = [];
let running: Running;
let token: string;
let send: (url: string, n: number) => Promise<Response>;

beforeAll(async () => {
  home = await TestInstallation.fresh();
  other = await TestInstallation.fresh();
  const { company, goods } = await home.found(500);
  token = (await home.run(['token', '写入', '--as', 'seller1'])).out.trim();
  running = await home.start();
  send = (url, n) => fetch(`${url}/api/orders`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      storeId: company.stores[0]!.id, outsideNo: `B${n}`, lines: [{ skuCode: goods[0]!.code, quantity: 1 }], payment: {},
      buyer: { nick: `买家${n}`, receiver: { name: '示例收货人', phone: '13800000000', province: '浙江省', city: '杭州市', district: '西湖区', detail: `示例路${n}号` } },
    }),
  });
  for (let n = 1; n <= 20; n += 1) expect((await send(running.url, n)).status).toBe(200);
}, 120_000);
afterAll(async () => {
  await running?.stop();
  await home?.remove();
  await other?.remove();
}, 60_000);

const tables = ['sales."order"', 'sales.order_line', 'kernel.fact', 'kernel.audit', 'regulation.obligation', 'products.movement', 'products.reservation', 'finance.posting', 'company.staff', 'customers.address'];
async function counts(db: Db): Promise<Record<string, number>> {
  const { rows } = await db.query<{ name: string; n: number }>(tables.map((t) => `select '${t}' as name, count(*)::int as n from ${t}`).join(' union all '));
  return Object.fromEntries(rows.map((r) => [r.name, r.n]));
}

describe('a backup of a running installation', () => {
  test('goes into an empty one, which then serves the same data; a damaged file and a target with data are refused', async () => {
    const file = home!.file('backup.dz');
    // Taken while orders still come in: whatever it holds is of one moment.
    let more = 20;
    let over = false;
    const writing = (async () => {
      while (!over) expect((await send(running.url, (more += 1))).status).toBe(200);
    })();
    const login = await fetch(`${running.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'seller1', password: DEMO_PASSWORD }) });
    const cookie = login.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
    const signedIn = async (url: string): Promise<number> => (await fetch(`${url}/api/session`, { headers: { cookie } })).status;
    expect([login.status, await signedIn(running.url)]).toEqual([200, 200]);
    const made = await home!.run(['backup', file]);
    over = true;
    await writing;
    expect(made, made.err).toMatchObject({ code: 0 });

    const whole = await readFile(file);
    const flipped = Buffer.from(whole);
    flipped[Math.trunc(flipped.length / 2)]! ^= 1;
    await writeFile(home!.file('truncated.dz'), whole.subarray(0, Math.trunc(whole.length * 0.7)));
    await writeFile(home!.file('flipped.dz'), flipped);
    await writeFile(home!.file('empty.dz'), '');
    for (const damaged of ['truncated.dz', 'flipped.dz', 'empty.dz', 'not-there.dz']) {
      const refused = await other!.run(['restore', home!.file(damaged)]);
      expect([damaged, refused.code], refused.err).toEqual([damaged, 1]);
      expect(refused.err).toMatch(/[一-龥]/);
      expect(refused.err).toMatch(/[a-z]{4}/);
      expect(refused.err).not.toMatch(/\n {4}at /);
    }

    const restored = await other!.run(['restore', file]);
    expect(restored, restored.err).toMatchObject({ code: 0, err: '' });
    expect(restored.out).toMatch(/1 个登录会话已结束/);
    const again = await other!.run(['restore', file]);
    expect(again.code, again.err).toBe(1);
    expect(again.err).not.toMatch(/\n {4}at /);

    const there = await other!.look(async (db) => {
      expect((await checkInvariants(db)).filter((c) => !c.ok)).toEqual([]);
      return counts(db);
    });
    expect(there['sales."order"']).toBeGreaterThanOrEqual(20);
    expect(there['sales."order"']).toBeLessThanOrEqual(more);
    expect(there['sales.order_line']).toBe(there['sales."order"']);

    const copy = await other!.start();
    try {
      const list = await fetch(`${copy.url}/api/orders?limit=1`, { headers: { authorization: `Bearer ${token}` } });
      expect(list.status).toBe(200);
      // Programs go on with their tokens; people sign in again.
      expect([await signedIn(copy.url), await signedIn(running.url)]).toEqual([401, 200]);
      expect(((await list.json()) as { total: number }).total).toBe(there['sales."order"']);
      expect((await send(copy.url, 999_999)).status).toBe(200);
    } finally {
      expect(await copy.stop()).toBe(0);
    }
    await other!.look(async (db) => expect((await checkInvariants(db)).filter((c) => !c.ok)).toEqual([]));
  }, 180_000);

  test('of an installation at rest has exactly as many rows in every table', async () => {
    const target = await TestInstallation.fresh();
    try {
      await running.stop();
      const file = home!.file('rest.dz');
      expect((await home!.run(['backup', file])).code).toBe(0);
      expect((await target.run(['restore', file])).code).toBe(0);
      expect(await target.look(counts)).toEqual(await home!.look(counts));
    } finally {
      await target.remove();
    }
  }, 120_000);
});
