import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { allPosts } from '../../../kernel/posts.ts';
import { scopeOf } from '../../../kernel/actor.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { holdersOf, staffById, substituteOf, superiorOf, teamsOf } from '../directory.ts';
import { companyRoutes } from '../routes.ts';
import { givenCompany, givenServer, givenStaff, type Browser, type TestServer } from '../testing.ts';
import { disableStaff } from './disable-staff.ts';
import { endPost } from './end-post.ts';

let kernel: TestKernel;
let server: TestServer;
let boss: Browser;
let bossId: string;
beforeAll(async () => {
  kernel = await freshKernel();
  bossId = await givenCompany(kernel);
  server = await givenServer(kernel);
  boss = await server.as('boss', 'right-horse-9');
});
afterAll(() => kernel.close());
const DAY = 86_400_000;

describe('a member of staff', () => {
  test('is added with posts, team and superior, and found by pinyin and by the end of his phone, which is masked', async () => {
    const lead = await givenStaff(kernel, ['team-lead'], { name: '钱进' });
    const team = (await boss.send('POST', '/teams', { name: '淘宝组', leadId: lead.id, memberIds: [] })).json() as { id: string };
    const made = await boss.send('POST', '/staff', { name: '孙小雨', login: 'Sun.Xiaoyu', phone: '13912345678', posts: ['seller', 'store-operator'], teamIds: [team.id], superiorId: lead.id });
    expect(made.statusCode).toBe(200);
    const { id } = made.json() as { id: string };
    for (const q of ['孙小雨', '小雨', 'sxy', 'sunxiao', '5678']) {
      const found = (await boss.send('GET', `/staff?q=${encodeURIComponent(q)}`)).json() as { rows: { id: string }[] };
      expect(found.rows.map((r) => r.id), q).toContain(id);
    }
    expect((await boss.send('GET', `/staff/${id}`)).json()).toMatchObject({
      name: '孙小雨', login: 'sun.xiaoyu', phone: '139****5678', posts: ['seller', 'store-operator'], teams: [{ name: '淘宝组' }], superior: { name: '钱进' }, mustChangePassword: true, self: false,
    });
    expect(await superiorOf(kernel, id)).toMatchObject({ id: lead.id });
    expect((await holdersOf(kernel, 'seller', team.id)).map((s) => s.id)).toEqual([id]);
    expect((await teamsOf(kernel, lead.id)).map((t) => t.name)).toEqual(['淘宝组']);
    expect((await boss.send('POST', '/staff', { name: '另一位', login: 'SUN.xiaoyu', posts: [] })).json()).toMatchObject({ status: 409, code: 'company.login-taken' });
  });

  test('a phone that cannot be called is refused in words, and one that can is kept as it is dialled', async () => {
    const { id } = (await boss.send('POST', '/staff', { name: '周电话', login: 'zhou.dianhua', phone: '+86 139 8765 4321', posts: [] })).json() as { id: string };
    const kept = async (): Promise<unknown> => (await kernel.db.query('select p.phone, s.version from company.staff s join company.person p on p.id = s.person_id where s.id = $1', [id])).rows[0];
    expect(await kept()).toEqual({ phone: '13987654321', version: 1 });
    for (const [phone, method] of [['12345', 'POST'], ['88880001', 'POST'], ['139876543210', 'PATCH'], ['', 'PATCH']] as const) {
      const send = (language: string) => (method === 'POST' ? boss.send('POST', '/staff', { name: '错号', login: 'cuo.hao', phone, posts: [] }, { headers: { 'accept-language': language } })
        : boss.send('PATCH', `/staff/${id}`, { version: 1, phone }, { headers: { 'accept-language': language } }));
      const [zh, en] = [await send('zh-CN'), await send('en')];
      expect([zh.statusCode, en.statusCode], phone).toEqual([422, 422]);
      expect(zh.json()).toMatchObject({ errors: [{ path: expect.stringContaining('phone'), message: expect.stringContaining('11 位手机号') }] });
      expect(en.json()).toMatchObject({ errors: [{ message: expect.stringMatching(/^Enter a mainland mobile/) }] });
    }
    expect(await kept()).toEqual({ phone: '13987654321', version: 1 });
    expect((await boss.send('PATCH', `/staff/${id}`, { version: 1, phone: '0571 88880001' })).statusCode).toBe(200);
    expect(await kept()).toEqual({ phone: '0571-88880001', version: 2 });
    expect((await boss.send('PATCH', `/staff/${id}`, { version: 2, phone: null })).statusCode).toBe(200);
    expect(await kept()).toEqual({ phone: null, version: 3 });
  });

  test('the phone is shown to those who may, with a reason, and the look is logged', async () => {
    const staff = await givenStaff(kernel, ['seller'], { phone: '13800001234' });
    const ask = { kind: 'staff', id: staff.id, field: 'phone', reason: '联系本人' };
    expect((await boss.send('POST', '/unmaskings', ask)).json()).toEqual({ value: '13800001234' });
    expect((await (await server.as(staff.login)).send('POST', '/unmaskings', ask)).statusCode).toBe(403);
    for (const wrong of [{ ...ask, field: 'password_hash' }, { ...ask, field: 'version' }, { ...ask, kind: '__proto__' }, { ...ask, kind: 'order' }, { ...ask, id: 'x' }])
      expect((await boss.send('POST', '/unmaskings', wrong)).statusCode, JSON.stringify(wrong)).toBe(404);
    expect((await kernel.db.query("select actor_id, reason, changes from kernel.audit where subject_id = $1 and verb = 'company.unmask-staff' and outcome = 'done'", [staff.id])).rows)
      .toEqual([{ actor_id: bossId, reason: '联系本人', changes: { unmasked: 'phone' } }]);
  });

  test('a repeated request adds one person and shows the same first password, which is stored nowhere', async () => {
    const key = '01936b6e-7c00-7000-8000-0000000000aa';
    const send = () => boss.send('POST', '/staff', { name: '双击', login: 'double.click', posts: ['seller'] }, { headers: { 'idempotency-key': key } });
    const answers = await Promise.all([send(), send(), send()]);
    expect(new Set(answers.map((a) => a.body)).size).toBe(1);
    const { password } = answers[0]!.json() as { password: string };
    const { rows } = await kernel.db.query<{ result: unknown }>('select result from kernel.request where id = $1', [key]);
    expect(JSON.stringify(rows)).not.toContain(password);
    expect((await kernel.db.query("select 1 from company.staff where login = 'double.click'")).rows).toHaveLength(1);
  });

  test('two editors: the second is told that the record has changed', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const change = (name: string) => boss.send('PATCH', `/staff/${staff.id}`, { version: 1, name });
    expect((await change('新名字')).statusCode).toBe(200);
    expect((await change('另一个名字')).json()).toMatchObject({ status: 409, code: 'kernel.changed-meanwhile' });
    expect((await staffById(kernel, [staff.id])).get(staff.id)!.name).toBe('新名字');
  });

  test('lists page by key without gaps or repeats', async () => {
    for (let i = 0; i < 7; i += 1) await givenStaff(kernel, ['warehouse'], { name: `仓管${i % 3}` });
    const seen: string[] = [];
    let cursor = '';
    do {
      const answer = (await boss.send('GET', `/staff?post=warehouse&limit=2${cursor}`)).json() as { rows: { id: string }[]; next: string | null; total: number | null };
      if (cursor === '') expect(answer.total).toBe(7);
      seen.push(...answer.rows.map((r) => r.id));
      cursor = answer.next ? `&cursor=${answer.next}` : '';
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });
});

describe('nobody gives himself rights', () => {
  test.each([
    ['a post', (id: string) => boss.send('POST', `/staff/${id}/posts`, { post: 'cashier' })],
    ['the end of a post', (id: string) => boss.send('DELETE', `/staff/${id}/posts/administrator`, {})],
    ['a new password by the back door', (id: string) => boss.send('POST', `/staff/${id}/password-reset`, {})],
    ['removal of the authenticator', (id: string) => boss.send('POST', `/staff/${id}/second-factor-reset`, { reason: '换手机' })],
    ['a team that he would see', (id: string) => boss.send('POST', '/teams', { name: '我的组', leadId: id, memberIds: [] })],
    ['a seat in a team', (id: string) => boss.send('POST', '/teams', { name: '我的组', leadId: null, memberIds: [id] })],
  ])('%s', async (_, ask) => {
    await givenStaff(kernel, ['administrator']);
    expect((await ask(bossId)).json()).toMatchObject({ status: 403, code: 'company.own-posts' });
  });
  test('nor by standing in for somebody', async () => {
    const cashier = await givenStaff(kernel, ['cashier']);
    expect((await boss.send('POST', `/staff/${cashier.id}/substitutes`, { substituteId: bossId, from: kernel.clock.now(), to: kernel.clock.now() + DAY })).json()).toMatchObject({ code: 'company.own-posts' });
  });
  test('a second account of the same person is the same person', async () => {
    const second = await givenStaff(kernel, ['seller']);
    await kernel.db.query('update company.staff set person_id = (select person_id from company.staff where id = $1) where id = $2', [bossId, second.id]);
    expect((await boss.send('POST', `/staff/${second.id}/posts`, { post: 'cashier' })).json()).toMatchObject({ code: 'company.own-posts' });
  });
});

describe('somebody can always run the system', () => {
  test('the last administrator is neither disabled nor dismissed; with a second one it is possible', async () => {
    const local = await freshKernel();
    const first = await givenCompany(local);
    const outside = { kind: 'system', id: null, personId: null, name: '系统', posts: [], teamIds: [] } as const;
    await expect(runVerb(local, disableStaff, { id: first, reason: '离职' }, { actor: outside })).rejects.toMatchObject({ kind: { code: 'company.last-administrator' } });
    await expect(runVerb(local, endPost, { id: first, post: 'administrator' }, { actor: outside })).rejects.toMatchObject({ kind: { code: 'company.last-administrator' } });
    const second = await givenStaff(local, ['administrator']);
    await runVerb(local, disableStaff, { id: first, reason: '离职' }, { actor: second.actor });
    await expect(runVerb(local, endPost, { id: second.id, post: 'administrator' }, { actor: outside })).rejects.toMatchObject({ kind: { code: 'company.last-administrator' } });
    await local.close();
  });
  test('two administrators who dismiss each other at the same moment: one remains, ten times over', async () => {
    for (let i = 0; i < 10; i += 1) {
      const local = await freshKernel();
      const first = await givenCompany(local);
      const second = await givenStaff(local, ['administrator']);
      const { rows } = await local.db.query<{ person_id: string }>('select person_id from company.staff where id = $1', [first]);
      const actor = { ...second.actor, id: first, personId: rows[0]!.person_id };
      // Both connections stand ready, so that the two acts really overlap.
      await Promise.all([local.db.query('select pg_sleep(0.05)'), local.db.query('select pg_sleep(0.05)')]);
      const done = await Promise.allSettled([
        runVerb(local, disableStaff, { id: second.id, reason: '争执' }, { actor }),
        runVerb(local, endPost, { id: first, post: 'administrator' }, { actor: second.actor }),
      ]);
      expect(done.map((d) => d.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await holdersOf(local, 'administrator')).toHaveLength(1);
      await local.close();
    }
  }, 60_000);
});

describe('lines and substitutes', () => {
  test('a reporting line never runs in a circle', async () => {
    const [a, b, c] = [await givenStaff(kernel, []), await givenStaff(kernel, []), await givenStaff(kernel, [])];
    const set = (of: string, superiorId: string | null) => boss.send('PUT', `/staff/${of}/superior`, { superiorId });
    expect((await set(b.id, a.id)).statusCode).toBe(200);
    expect((await set(c.id, b.id)).statusCode).toBe(200);
    expect((await set(a.id, c.id)).json()).toMatchObject({ status: 409, code: 'company.circular-superior' });
    expect((await set(a.id, a.id)).json()).toMatchObject({ code: 'company.circular-superior' });
    expect((await set(c.id, null)).statusCode).toBe(200);
    expect(await superiorOf(kernel, c.id)).toBeNull();
  });

  test('while a colleague is away his substitute may act for him, marked as such, and not a moment longer', async () => {
    const [away, stand] = [await givenStaff(kernel, ['cashier', 'administrator']), await givenStaff(kernel, ['seller'])];
    const now = kernel.clock.now();
    expect((await boss.send('POST', `/staff/${away.id}/substitutes`, { substituteId: stand.id, from: now, to: now + DAY, note: '年假' })).statusCode).toBe(200);
    expect((await boss.send('POST', `/staff/${away.id}/substitutes`, { substituteId: bossId, from: now, to: now + DAY })).statusCode).toBe(403);
    expect((await boss.send('POST', `/staff/${away.id}/substitutes`, { substituteId: (await givenStaff(kernel, [])).id, from: now + DAY - 1, to: now + 2 * DAY })).json()).toMatchObject({ code: 'company.substitute-twice' });
    expect(await substituteOf(kernel, away.id, now + DAY - 1)).toMatchObject({ id: stand.id });
    expect(await substituteOf(kernel, away.id, now + DAY)).toBeNull();
    const browser = await server.as(stand.login);
    expect((await browser.send('GET', '/session')).json()).toMatchObject({ posts: ['seller'], substitute: null, mayStandInFor: [{ id: away.id }] });
    const acting = (await browser.send('POST', '/session/standing-in', { staffId: away.id })).json() as { posts: string[] };
    expect(acting).toMatchObject({ substitute: { name: (await staffById(kernel, [away.id])).get(away.id)!.name } });
    expect(acting.posts.sort(), 'running the system is not handed over').toEqual(['cashier', 'seller']);
    await browser.send('POST', '/views', { page: 'orders', name: '今天', address: '', shared: false });
    expect((await kernel.db.query("select on_behalf_of from kernel.audit where verb = 'company.save-view' and actor_id = $1", [stand.id])).rows).toEqual([{ on_behalf_of: away.id }]);
    kernel.clock.advance(DAY - 1);
    server.later();
    const last = await server.as(stand.login);
    expect((await last.send('POST', '/session/standing-in', { staffId: away.id })).statusCode).toBe(200);
    kernel.clock.advance(1);
    server.later();
    expect((await last.send('GET', '/session')).json()).toMatchObject({ posts: ['seller'], substitute: null, mayStandInFor: [] });
    expect((await last.send('POST', '/session/standing-in', { staffId: away.id })).json()).toMatchObject({ code: 'company.not-standing-in' });
    boss = await server.as('boss', 'right-horse-9');
  });
});

describe('who may do what', () => {
  test('every route × every post answers as its policy says', async () => {
    const routes = companyRoutes().filter((r) => !r.may.public);
    const none = '01936b6e-7c00-7000-8000-000000000009';
    for (const post of allPosts) {
      const staff = await givenStaff(kernel, [post]);
      const browser = await server.as(staff.login);
      for (const route of routes) {
        if (route.endpoint.path === '/session' && route.kind === 'act') continue;
        const path = route.endpoint.path.replace(/:post\b/, 'seller').replace(/:\w+/g, none);
        const answer = await browser.send(route.endpoint.method, path, route.endpoint.body ? { nonsense: true } : undefined);
        const allowed = scopeOf(staff.actor, route.may) !== null;
        expect(answer.statusCode === 403, `${post} ${route.endpoint.method} ${path} → ${answer.statusCode}`).toBe(!allowed);
        expect(answer.statusCode).toBeLessThan(500);
      }
    }
  }, 180_000);
  test('a team lead sees his teams’ people, a seller himself: others are not there', async () => {
    const lead = await givenStaff(kernel, ['team-lead']);
    const [mine, other] = [await givenStaff(kernel, ['seller']), await givenStaff(kernel, ['seller'])];
    await boss.send('POST', '/teams', { name: '抖音组', leadId: lead.id, memberIds: [mine.id] });
    const see = async (login: string, id: string) => (await (await server.as(login)).send('GET', `/staff/${id}`)).statusCode;
    expect([await see(lead.login, mine.id), await see(lead.login, other.id), await see(mine.login, mine.id), await see(mine.login, other.id)]).toEqual([200, 404, 200, 404]);
    const listed = (await (await server.as(lead.login)).send('GET', '/staff')).json() as { rows: { id: string }[] };
    expect(listed.rows.map((r) => r.id).sort()).toEqual([lead.id, mine.id].sort());
  });
  test('a team lead gives shifts to his own people only', async () => {
    const lead = await givenStaff(kernel, ['team-lead']);
    const [mine, other] = [await givenStaff(kernel, ['seller']), await givenStaff(kernel, ['seller'])];
    await boss.send('POST', '/teams', { name: '京东组', leadId: lead.id, memberIds: [mine.id] });
    const day: [string, string][] = [['09:00', '12:00'], ['13:30', '18:00']];
    const shift = (await boss.send('POST', '/shifts', { name: '早班', week: { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] } })).json() as { id: string };
    const browser = await server.as(lead.login);
    expect((await browser.send('PUT', `/staff/${mine.id}/shift`, { shiftId: shift.id })).statusCode).toBe(200);
    expect((await browser.send('PUT', `/staff/${other.id}/shift`, { shiftId: shift.id })).statusCode).toBe(404);
  });
});
