import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ADMIN, givenCompany, givenServer, givenStaff, PASSWORD, type TestServer } from '../testing.ts';
import { hashLoad } from './passwords.ts';
import { addressKey } from './throttle.ts';

let kernel: TestKernel;
let server: TestServer;
beforeAll(async () => {
  kernel = await freshKernel({ open: { max: 10 } });
  await givenCompany(kernel);
  server = await givenServer(kernel);
});
afterAll(() => kernel.close());
beforeEach(() => kernel.db.query('delete from company.attempt'));

const try_ = (login: string, password: string, ip = '203.0.113.7', more: Record<string, unknown> = {}) =>
  server.send('POST', '/session', { login, password }, { remoteAddress: ip, ...more });

describe('signing in', () => {
  test('capitals and blanks in the account name do not matter; the session says who it is', async () => {
    const staff = await givenStaff(kernel, ['seller'], { login: 'li.na@example.com' });
    const answer = await try_(' Li.Na@Example.com ', PASSWORD);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id: staff.id, posts: ['seller'], company: '青禾优选', restricted: null });
    expect((await kernel.db.query("select verb, outcome, actor_id, ip from kernel.audit where actor_id = $1", [staff.id])).rows).toEqual([{ verb: 'company.open-session', outcome: 'done', actor_id: staff.id, ip: '203.0.113.7' }]);
  });

  test('the database holds neither tokens nor passwords', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const browser = await server.as(staff.login);
    const token = browser.cookies.get('dianzhang')!;
    const { rows } = await kernel.db.query<{ all: string }>(`select string_agg(x, ' ') as all from (
      select row_to_json(s)::text x from company.session s union all select row_to_json(s)::text from company.staff s union all select row_to_json(a)::text from kernel.audit a
      union all select row_to_json(r)::text from kernel.request r union all select row_to_json(f)::text from kernel.fact f) all_rows`);
    expect(rows[0]!.all).not.toContain(token);
    expect(rows[0]!.all).not.toContain(PASSWORD);
  });

  test('a cookie planted before the sign-in opens nothing after it, and the session of before ends', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const first = await server.as(staff.login);
    const before = first.cookies.get('dianzhang')!;
    const planted = await first.send('POST', '/session', { login: staff.login, password: PASSWORD });
    expect(planted.statusCode).toBe(200);
    expect(first.cookies.get('dianzhang')).not.toBe(before);
    expect((await server.send('GET', '/session', undefined, { cookies: { dianzhang: before } })).statusCode).toBe(401);
    expect((await server.send('GET', '/session', undefined, { cookies: { dianzhang: 'made-up-by-somebody-else-000000000000000' } })).statusCode).toBe(401);
  });

  test('after signing out the stolen cookie is dead', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const browser = await server.as(staff.login);
    const stolen = browser.cookies.get('dianzhang')!;
    expect((await browser.send('DELETE', '/session', {})).statusCode).toBe(200);
    expect(browser.cookies.has('dianzhang')).toBe(false);
    expect((await server.send('GET', '/session', undefined, { cookies: { dianzhang: stolen } })).statusCode).toBe(401);
  });

  test('a session ends after a day without a request, and after a week in any case', async () => {
    const local = await freshKernel();
    await givenCompany(local);
    const desk = await givenServer(local);
    const browser = await desk.as(ADMIN.login, ADMIN.password);
    const hour = 3_600_000;
    local.clock.advance(24 * hour - 1_000);
    desk.later();
    expect((await browser.send('GET', '/session')).statusCode).toBe(200);
    local.clock.advance(24 * hour);
    desk.later();
    expect((await browser.send('GET', '/session')).statusCode).toBe(401);
    const second = await desk.as(ADMIN.login, ADMIN.password);
    for (let day = 0; day < 6; day += 1) {
      local.clock.advance(23 * hour);
      desk.later();
      expect((await second.send('GET', '/session')).statusCode).toBe(200);
    }
    local.clock.advance(23 * hour);
    desk.later();
    expect((await second.send('GET', '/session')).statusCode).toBe(200);
    local.clock.advance(7 * hour);
    desk.later();
    expect((await second.send('GET', '/session')).statusCode).toBe(401);
    await local.close();
  });
});

describe('guessing (A1)', () => {
  test('one account from many addresses: ten tries, then even the right password is not taken there', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 10; i += 1) expect((await try_(staff.login, `wrong-guess-${i}`, `198.51.100.${i}`)).statusCode).toBe(401);
    expect((await try_(staff.login, PASSWORD, '198.51.100.99')).statusCode).toBe(401);
  });
  test('the tenth try may still be the right one', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 9; i += 1) await try_(staff.login, `wrong-guess-${i}`, `198.51.100.${i}`);
    expect((await try_(staff.login, PASSWORD, '198.51.100.99')).statusCode).toBe(200);
  });
  test('hundred guesses at once are no way around the ten', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => try_(staff.login, i === 50 ? PASSWORD : `wrong-guess-${i}`, `198.51.100.${i}`)));
    expect(answers.every((a) => a.statusCode === 401)).toBe(true);
    const { rows } = await kernel.db.query<{ points: number }>("select points from company.attempt where key like 'account:%'");
    expect(rows[0]!.points).toBe(60);
  });
  test('many accounts from one address: thirty tries, whatever the address says of itself', async () => {
    for (let i = 0; i < 30; i += 1) expect((await try_(`nobody-${i}`, 'wrong-guess-1', '198.51.100.7', { headers: { 'x-forwarded-for': `10.0.0.${i}` } })).statusCode).toBe(401);
    const stopped = await try_(ADMIN.login, ADMIN.password, '198.51.100.7', { headers: { 'x-forwarded-for': '10.9.9.9' } });
    expect(stopped.statusCode).toBe(429);
    expect(stopped.headers['retry-after']).toBeDefined();
    expect((await try_(ADMIN.login, ADMIN.password, '198.51.100.8')).statusCode).toBe(200);
  });
  test('all addresses of one IPv6 /64 count as one, the next /64 as another', async () => {
    for (let i = 0; i < 30; i += 1) expect((await try_(`nobody-${i}`, 'wrong-guess-1', `2001:db8:1:2::${(i + 1).toString(16)}`)).statusCode).toBe(401);
    expect((await try_('nobody', 'wrong-guess-1', '2001:db8:1:2:ffff::1')).statusCode).toBe(429);
    expect((await try_('nobody', 'wrong-guess-1', '2001:db8:1:3::1')).statusCode).toBe(401);
  });
  test.each([
    ['203.0.113.9', '203.0.113.9'], ['::ffff:203.0.113.9', '203.0.113.9'], ['2001:db8::1', '2001:db8:0:0::/64'], ['2001:DB8:0:0:1::', '2001:db8:0:0::/64'], ['nonsense', 'unknown'],
  ])('%s counts under %s', (ip, key) => expect(addressKey(ip)).toBe(key));
  test('tries are remembered by the database: another node, or this one after a restart, knows them', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 10; i += 1) await try_(staff.login, `wrong-guess-${i}`, `198.51.100.${i}`);
    const { openDatabase } = await import('../../../kernel/db/index.ts');
    const db = openDatabase({ url: kernel.database.url });
    const other = await givenServer({ ...kernel, db, runner: db });
    expect((await other.send('POST', '/session', { login: staff.login, password: PASSWORD }, { remoteAddress: '198.51.100.77' })).statusCode).toBe(401);
    await db.close();
  });
  test('after fifteen minutes it may be tried again', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 10; i += 1) await try_(staff.login, `wrong-guess-${i}`, `198.51.100.${i}`);
    const { rows } = await kernel.db.query<{ expire: bigint }>("select expire from company.attempt where key like 'account:%'");
    const { systemClock } = await import('../../../kernel/clock.ts');
    expect(Number(rows[0]!.expire) - systemClock.now()).toBeGreaterThan(14 * 60_000);
    expect(Number(rows[0]!.expire) - systemClock.now()).toBeLessThanOrEqual(15 * 60_000);
    await kernel.db.query('update company.attempt set expire = expire - 15 * 60 * 1000');
    expect((await try_(staff.login, PASSWORD, '198.51.100.99')).statusCode).toBe(200);
  });
  test('others’ guesses do not lock the owner out of a device that he has used before', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const known = await server.as(staff.login);
    for (let i = 0; i < 12; i += 1) await try_(staff.login, `wrong-guess-${i}`, `198.51.100.${i}`);
    expect((await try_(staff.login, PASSWORD, '198.51.100.99')).statusCode).toBe(401);
    expect((await known.send('POST', '/session', { login: staff.login, password: PASSWORD })).statusCode).toBe(200);
    const mark = known.cookies.get('dianzhang-device')!;
    expect((await try_(staff.login, PASSWORD, '198.51.100.98', { cookies: { 'dianzhang-device': `${mark.split('.')[0]}.forged` } })).statusCode).toBe(401);
    const other = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 12; i += 1) await try_(other.login, `wrong-guess-${i}`, `198.51.100.${i}`, { cookies: { 'dianzhang-device': mark } });
    expect((await try_(other.login, PASSWORD, '198.51.100.97', { cookies: { 'dianzhang-device': mark } })).statusCode).toBe(401);
  });
  test('people who sign in rightly are never counted: an office behind one address', async () => {
    for (let i = 0; i < 40; i += 1) expect((await try_(ADMIN.login, ADMIN.password, '198.51.100.50')).statusCode).toBe(200);
  });
});

describe('one answer for every no (A3)', () => {
  test('an unknown account, a wrong password, a locked and a disabled account look the same and do the same work', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const disabled = await givenStaff(kernel, ['seller']);
    await kernel.db.query('update company.staff set active = false where id = $1', [disabled.id]);
    const locked = await givenStaff(kernel, ['seller']);
    for (let i = 0; i < 10; i += 1) await try_(locked.login, `wrong-guess-${i}`, `198.51.100.${i}`);
    const shapes = [];
    for (const [login, password] of [['nobody-at-all', PASSWORD], [staff.login, 'wrong-guess-1'], [locked.login, PASSWORD], [disabled.login, PASSWORD]] as const) {
      const statements: string[] = [];
      const query = kernel.db.query.bind(kernel.db);
      const db = { ...kernel.db, query: ((text: string, values?: readonly unknown[], name?: string) => { statements.push(name ?? text.slice(0, 40)); return query(text, values, name); }) as typeof kernel.db.query };
      const watched = await givenServer({ ...kernel, db });
      const answer = await watched.send('POST', '/session', { login, password }, { remoteAddress: '203.0.113.200' });
      const { requestId, ...body } = answer.json() as Record<string, unknown>;
      expect(requestId).toBeTypeOf('string');
      shapes.push({ status: answer.statusCode, body, cookies: answer.cookies.length, statements: statements.filter((s) => !s.includes('kernel.setting')) });
    }
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
    expect(shapes[0]).toMatchObject({ status: 401, body: { code: 'company.sign-in-failed' }, cookies: 0 });
  });
  test('each failed try leaves one audit row, without what was typed', async () => {
    await try_('my-password-typed-here', 'wrong-guess-1');
    const { rows } = await kernel.db.query("select actor_id, actor_name, outcome, code, changes from kernel.audit where actor_name = '未知账号' order by at desc limit 1");
    expect(rows[0]).toEqual({ actor_id: null, actor_name: '未知账号', outcome: 'denied', code: 'company.sign-in-failed', changes: null });
    expect((await kernel.db.query("select 1 from company.attempt where key like '%typed%'")).rows).toEqual([]);
  });
});

describe('floods (A2)', () => {
  test('of 200 sign-ins at once two hash, 64 wait, the others are told to come back; nothing else suffers', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => try_(`nobody-${i}`, 'x'.repeat(64), `10.1.${i}.1`)));
    const byStatus = Object.groupBy(answers, (a) => String(a.statusCode));
    expect(Object.keys(byStatus).sort()).toEqual(['401', '503']);
    expect(byStatus['401']!.length).toBeGreaterThanOrEqual(66);
    expect(hashLoad()).toEqual({ running: 0, most: 2, waiting: 0 });
    expect(byStatus['503']![0]!.json()).toMatchObject({ code: 'kernel.busy' });
  }, 60_000);
  test('a password of 128 characters is looked at, one of 129 is refused before', async () => {
    expect((await try_('nobody', 'x'.repeat(128))).statusCode).toBe(401);
    await kernel.db.query('delete from company.attempt');
    expect((await try_('nobody', 'x'.repeat(129))).statusCode).toBe(422);
    expect((await try_('nobody', 'x'.repeat(1_000_000))).statusCode).toBe(413);
    expect((await kernel.db.query('select 1 from company.attempt')).rows).toEqual([]);
  });
});
