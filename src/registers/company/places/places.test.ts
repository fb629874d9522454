// The verbs of imports are known where they are loaded, as the server loads them.
import '../../../kernel/imports/run-verbs.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { storesById, storesByName, warehousesById } from '../directory.ts';
import { createToken } from '../sign-in/tokens.ts';
import { givenCompany, givenServer, givenStaff, type Browser, type TestServer } from '../testing.ts';
import { checkedWeek } from './save-shift.ts';

let kernel: TestKernel;
let server: TestServer;
let boss: Browser;
beforeAll(async () => {
  kernel = await freshKernel();
  await givenCompany(kernel);
  server = await givenServer(kernel);
  boss = await server.as('boss', 'right-horse-9');
});
afterAll(() => kernel.close());
const idOf = async (answer: Promise<{ json(): unknown }>) => ((await answer).json() as { id: string }).id;

describe('warehouses and teams', () => {
  test('a warehouse belongs to a team in use; its name is taken once', async () => {
    const teamId = await idOf(boss.send('POST', '/teams', { name: '仓储组' }));
    const id = await idOf(boss.send('POST', '/warehouses', { name: '杭州仓', teamId, province: '浙江省', city: '杭州市' }));
    expect((await warehousesById(kernel, [id])).get(id)).toMatchObject({ name: '杭州仓', teamId, city: '杭州市', active: true });
    expect((await boss.send('POST', '/warehouses', { name: '杭州仓' })).json()).toMatchObject({ code: 'company.name-taken' });
    await boss.send('DELETE', `/teams/${teamId}`, {});
    expect((await boss.send('POST', '/warehouses', { name: '宁波仓', teamId })).json()).toMatchObject({ code: 'company.unknown-place' });
    const change = { version: 1, name: '杭州一仓', teamId, active: true };
    expect((await boss.send('PUT', `/warehouses/${id}`, change)).statusCode).toBe(200);
    expect((await boss.send('PUT', `/warehouses/${id}`, change)).json()).toMatchObject({ code: 'kernel.changed-meanwhile' });
  });
  test('equal names at the same moment: one team is formed', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => boss.send('POST', '/teams', { name: '同名组' })));
    expect(answers.map((a) => a.statusCode).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409]);
  });
});

describe('shifts', () => {
  const none = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  test.each([
    ['meet without sharing time', { mon: [['13:00', '18:00'], ['09:00', '13:00']] }, true],
    ['share a minute', { mon: [['09:00', '13:00'], ['12:59', '18:00']] }, false],
    ['a night shift ends when the morning begins', { mon: [['22:00', '06:00']], tue: [['06:00', '12:00']] }, true],
    ['a night shift runs into the morning', { mon: [['22:00', '06:01']], tue: [['06:00', '12:00']] }, false],
    ['from Sunday night into Monday', { sun: [['22:00', '06:01']], mon: [['06:00', '12:00']] }, false],
    ['the whole day', { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']] }, true],
    ['no time at all', { mon: [['09:00', '09:00']] }, false],
  ])('%s', (_, week, fine) => {
    const check = () => checkedWeek({ ...none, ...week } as never);
    if (fine) expect(check).not.toThrow();
    else expect(check).toThrow(/kernel.invalid-input/);
  });
});

describe('stores under every name that files use', () => {
  test('own name, other names, the marketplace’s number; blanks and capitals do not matter', async () => {
    const { openStore } = await import('../places/stores.ts');
    const { verb, runVerb } = await import('../../../kernel/verb.ts');
    const { z } = await import('zod');
    const open = verb({ name: 'test.open', title: { zh: '开', en: 'Open' }, may: {}, input: z.strictObject({}), run: (tx) => openStore(tx, { name: '青禾 旗舰店', platform: 'taobao', teamId: null, defaultWarehouseId: null, outsideShopId: '10086', aliases: ['Qinghe Store'] }) });
    const id = await runVerb(kernel, open, {}, { actor: { kind: 'system', id: null, personId: null, name: '测试', posts: [], teamIds: [] } });
    const byName = await storesByName(kernel, 'taobao');
    for (const name of ['青禾旗舰店', '10086', 'qinghestore']) expect(byName.get(name)?.id, name).toBe(id);
    expect((await storesByName(kernel, 'jd')).size).toBe(0);
    expect([...(await storesById(kernel, [id])).keys()]).toEqual([id]);
  });
});

describe('API tokens', () => {
  test('are shown once, work within their scopes, and cannot touch how people sign in', async () => {
    const made = (await boss.send('POST', '/tokens', { name: '报表程序', scopes: ['read'] })).json() as { id: string; token: string };
    expect(made.token).toMatch(/^dz_[\w-]{43}$/);
    const bearer = { headers: { authorization: `Bearer ${made.token}` } };
    expect((await server.send('GET', '/teams', undefined, bearer)).statusCode).toBe(200);
    expect((await server.send('POST', '/teams', { name: '程序组' }, bearer)).json()).toMatchObject({ status: 403, code: 'kernel.not-allowed' });
    const writer = (await boss.send('POST', '/tokens', { name: '写入程序', scopes: ['read', 'write'] })).json() as { token: string };
    const writes = { headers: { authorization: `Bearer ${writer.token}` } };
    expect((await server.send('POST', '/teams', { name: '程序组' }, writes)).statusCode).toBe(200);
    for (const [method, path, body] of [['POST', '/tokens', { name: '再来一个', scopes: ['read'] }], ['POST', '/me/password', { current: 'right-horse-9', next: 'green-lamp-77' }], ['POST', '/me/second-factor', { password: 'right-horse-9' }], ['DELETE', '/session', {}]] as const)
      expect((await server.send(method, path, body, writes)).json(), path).toMatchObject({ status: 403, code: 'company.session-needed' });
    expect((await server.send('GET', '/teams', undefined, { headers: { authorization: `Bearer ${made.token}x` } })).statusCode).toBe(401);
    const listed = await boss.send('GET', '/tokens');
    expect(listed.body).not.toContain(made.token);
    expect(listed.json()).toMatchObject({ total: 2 });
  });
  test('a colleague’s token is not there for a seller, and an expired one is dead', async () => {
    const seller = await givenStaff(kernel, ['seller']);
    const made = await createToken(kernel, { login: 'boss', name: '短期', lifeMs: 1_000 });
    const browser = await server.as(seller.login);
    expect((await browser.send('DELETE', `/tokens/${made.id}`, {})).statusCode).toBe(404);
    expect((await browser.send('GET', '/tokens')).json()).toMatchObject({ total: 0 });
    const bearer = { headers: { authorization: `Bearer ${made.token}` } };
    kernel.clock.advance(999);
    expect((await server.send('GET', '/teams', undefined, bearer)).statusCode).toBe(200);
    kernel.clock.advance(1);
    server.later();
    expect((await server.send('GET', '/teams', undefined, bearer)).statusCode).toBe(401);
  });
});

describe('saved views', () => {
  test('one’s own and what colleagues share; only the owner (or, if shared, an administrator) deletes', async () => {
    const [a, b] = [await givenStaff(kernel, ['seller']), await givenStaff(kernel, ['seller'])];
    const [one, two] = [await server.as(a.login), await server.as(b.login)];
    const save = (who: Browser, name: string, shared: boolean) => idOf(who.send('POST', '/views', { page: 'sales.orders', name, address: 'status=held', shared }));
    const own = await save(one, '我的', false);
    kernel.clock.advance(1);
    const shared = await save(one, '大家的', true);
    expect(await save(one, '我的', false)).toBe(own);
    const names = async (who: Browser) => ((await who.send('GET', '/views?page=sales.orders')).json() as { rows: { name: string }[] }).rows.map((r) => r.name);
    expect(await names(one)).toEqual(['我的', '大家的']);
    expect(await names(two)).toEqual(['大家的']);
    expect((await two.send('DELETE', `/views/${shared}`, {})).statusCode).toBe(404);
    expect((await boss.send('DELETE', `/views/${own}`, {})).statusCode).toBe(404);
    expect((await boss.send('DELETE', `/views/${shared}`, {})).statusCode).toBe(200);
    expect(await names(two)).toEqual([]);
  });
});

describe('the audit log', () => {
  test('filters by person, act, outcome and days; a seller does not see it', async () => {
    const seller = await givenStaff(kernel, ['seller'], { name: '审计对象' });
    const browser = await server.as(seller.login);
    await browser.send('POST', '/teams', { name: '越权' });
    const rows = async (query: string) => ((await boss.send('GET', `/audit?${query}`)).json() as { rows: { verb: string; outcome: string; at: number }[] }).rows;
    expect((await rows(`actor=${seller.id}`)).map((r) => [r.verb, r.outcome])).toEqual([['company.open-session', 'done']]);
    expect((await rows(`q=${encodeURIComponent('审计对象')}&verb=open-session`)).length).toBe(1);
    expect(await rows('days=2020-01-01,2020-01-02')).toEqual([]);
    expect((await rows('outcome=done&limit=3')).every((r) => r.outcome === 'done')).toBe(true);
    expect((await browser.send('GET', '/audit')).statusCode).toBe(403);
    const all = await rows('sort=at&limit=200');
    expect(all.map((r) => r.at)).toEqual(all.map((r) => r.at).toSorted((a, b) => a - b));
  });
  test('what the program does by itself is told in words, too; an act that there is no more by its name', async () => {
    await kernel.db.query(`insert into kernel.audit (id, at, actor_kind, actor_name, verb, outcome) select gen_random_uuid(), to_timestamp($1 / 1000.0), 'system', '导入', v, 'done' from unnest('{imports.record-staging,old.act}'::text[]) v`, [kernel.clock.now()]);
    const titled = async (name: string) => ((await boss.send('GET', `/audit?verb=${name}`)).json() as { rows: { title: unknown }[] }).rows[0]!.title;
    expect(await titled('imports.record-staging')).toEqual({ zh: '文件已读取', en: 'Files were read' });
    expect(await titled('old.act')).toBe(null);
  });
  test('as CSV, formulas made harmless', async () => {
    const sly = await givenStaff(kernel, ['seller'], { name: '=HYPERLINK("http://evil")' });
    await server.as(sly.login);
    const file = await boss.send('GET', '/audit.csv?verb=open-session');
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.headers['content-disposition']).toContain('attachment');
    expect(file.body.startsWith('\ufeff时间,操作人')).toBe(true);
    expect(file.body).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });
});
