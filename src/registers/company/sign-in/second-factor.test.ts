import { generate } from 'otplib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { companyRoutes } from '../routes.ts';
import { givenCompany, givenServer, givenStaff, PASSWORD, type Browser, type TestServer } from '../testing.ts';
import { openWhileRestricted } from './authenticate.ts';

let kernel: TestKernel;
let server: TestServer;
beforeEach(async () => {
  kernel = await freshKernel();
  await givenCompany(kernel, ['cashier']);
  server = await givenServer(kernel);
});
afterEach(() => kernel.close());

const codeAt = (secret: string, at: number) => generate({ secret, epoch: Math.floor(at / 1000) });
const enrol = async (browser: Browser): Promise<string> => {
  const given = await browser.send('POST', '/me/second-factor', { password: PASSWORD });
  expect(given.statusCode).toBe(200);
  return (given.json() as { secret: string }).secret;
};
const confirm = async (browser: Browser, secret: string) => browser.send('POST', '/me/second-factor/confirmation', { code: await codeAt(secret, kernel.clock.now()) });
/** Somebody whose authenticator is in use, half a minute later. */
async function enrolled(posts: Parameters<typeof givenStaff>[1] = ['seller']) {
  const staff = await givenStaff(kernel, posts);
  const browser = await server.as(staff.login);
  const secret = await enrol(browser);
  expect((await confirm(browser, secret)).statusCode).toBe(200);
  kernel.clock.advance(60_000);
  const signIn = async (at: number, more: Record<string, unknown> = {}) =>
    server.send('POST', '/session', { login: staff.login, password: PASSWORD, code: await codeAt(secret, at) }, more);
  return { staff, browser, secret, signIn };
}

describe('an authenticator', () => {
  test('is scanned, confirmed with a code, and asked for from then on', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const browser = await server.as(staff.login);
    const given = (await browser.send('POST', '/me/second-factor', { password: PASSWORD })).json() as { uri: string; svg: string; secret: string };
    expect(given.uri).toContain('otpauth://totp/');
    expect(given.svg).toMatch(/^<svg /);
    expect((await server.as(staff.login)).cookies.has('dianzhang')).toBe(true);
    expect((await confirm(browser, given.secret)).statusCode).toBe(200);
    const asked = await server.send('POST', '/session', { login: staff.login, password: PASSWORD });
    expect(asked.json()).toMatchObject({ status: 401, code: 'company.code-required' });
    kernel.clock.advance(60_000);
    expect((await server.send('POST', '/session', { login: staff.login, password: PASSWORD, code: await codeAt(given.secret, kernel.clock.now()) })).statusCode).toBe(200);
  });
  test('its secret stands encrypted in the database and is never shown again', async () => {
    const { browser, secret } = await enrolled();
    const { rows } = await kernel.db.query<{ t: string }>("select encode(secret, 'escape') as t from company.totp");
    expect(rows[0]!.t).not.toContain(secret);
    expect((await browser.send('POST', '/me/second-factor', { password: PASSWORD })).json()).toMatchObject({ code: 'company.already-enrolled' });
  });
  test('confirming ends every other session and renews the present one', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const [desk, thief] = [await server.as(staff.login), await server.as(staff.login)];
    const before = desk.cookies.get('dianzhang')!;
    await confirm(desk, await enrol(desk));
    expect(desk.cookies.get('dianzhang')).not.toBe(before);
    expect((await desk.send('GET', '/session')).statusCode).toBe(200);
    expect((await thief.send('GET', '/session')).statusCode).toBe(401);
    expect((await server.send('GET', '/session', undefined, { cookies: { dianzhang: before } })).statusCode).toBe(401);
  });
});

describe('a code opens once and only at its time (A4)', () => {
  test.each([[-60_000, 401], [-30_000, 200], [0, 200], [30_000, 200], [60_000, 401]])('a code of %i ms from now answers %i', async (offset, status) => {
    const { signIn } = await enrolled();
    kernel.clock.advance(120_000);
    expect((await signIn(kernel.clock.now() + offset)).statusCode).toBe(status);
  });
  test('the same code a second time is refused, and so is an older one', async () => {
    const { signIn } = await enrolled();
    const now = kernel.clock.now();
    expect((await signIn(now)).statusCode).toBe(200);
    expect((await signIn(now)).json()).toMatchObject({ code: 'company.code-wrong' });
    expect((await signIn(now - 30_000)).json()).toMatchObject({ code: 'company.code-wrong' });
    expect((await signIn(now + 30_000)).statusCode).toBe(200);
  });
  test('eight times the same code at once opens one session', async () => {
    const { signIn, staff } = await enrolled();
    await kernel.db.query("delete from company.session where staff_id = $1", [staff.id]);
    const now = kernel.clock.now();
    await kernel.db.query('delete from company.attempt');
    const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => signIn(now, { remoteAddress: `10.0.0.${i}` })));
    expect(answers.map((a) => a.statusCode).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401, 401]);
    expect((await kernel.db.query('select 1 from company.session where staff_id = $1 and ended_at is null', [staff.id])).rows).toHaveLength(1);
  });
  test('after five wrong codes the right one is not taken either', async () => {
    const { staff, signIn } = await enrolled();
    for (let i = 0; i < 5; i += 1)
      expect((await server.send('POST', '/session', { login: staff.login, password: PASSWORD, code: `00000${i}` })).json()).toMatchObject({ code: 'company.code-wrong' });
    expect((await signIn(kernel.clock.now())).json()).toMatchObject({ code: 'company.code-wrong' });
  });
  test('a right code does not help with a wrong password', async () => {
    const { staff, secret } = await enrolled();
    const answer = await server.send('POST', '/session', { login: staff.login, password: 'not-the-password', code: await codeAt(secret, kernel.clock.now()) });
    expect(answer.json()).toMatchObject({ code: 'company.sign-in-failed' });
  });
  test('switching off takes the password and a fresh code', async () => {
    const { browser, secret } = await enrolled();
    const send = (password: string, code: string) => browser.send('DELETE', '/me/second-factor', { password, code });
    expect((await send('not-the-password', await codeAt(secret, kernel.clock.now()))).json()).toMatchObject({ code: 'company.wrong-password' });
    expect((await send(PASSWORD, '000000')).json()).toMatchObject({ code: 'company.code-wrong' });
    expect((await send(PASSWORD, await codeAt(secret, kernel.clock.now()))).statusCode).toBe(200);
    expect((await kernel.db.query('select 1 from company.totp')).rows).toEqual([]);
  });
});

describe('while something is missing, nothing else opens', () => {
  const filled = (path: string) => path.replace(/:post\b/, 'seller').replace(/:\w+/g, '01936b6e-7c00-7000-8000-000000000001');
  const rest = companyRoutes().filter((r) => !r.may.public && !openWhileRestricted.has(`${r.endpoint.method} ${r.endpoint.path}`));

  test('a cashier without authenticator reaches its set-up and nothing else: every route', async () => {
    const cashier = await givenStaff(kernel, ['cashier', 'administrator']);
    const browser = await server.as(cashier.login);
    expect((await browser.send('GET', '/session')).json()).toMatchObject({ restricted: 'second-factor' });
    expect(rest.length).toBeGreaterThan(35);
    for (const { endpoint } of rest)
      expect((await browser.send(endpoint.method, filled(endpoint.path), endpoint.body ? {} : undefined)).json(), `${endpoint.method} ${endpoint.path}`).toMatchObject({ status: 403, code: 'company.second-factor-needed' });
    expect((await confirm(browser, await enrol(browser))).statusCode).toBe(200);
    expect((await browser.send('GET', '/session')).json()).toMatchObject({ restricted: null });
    expect((await browser.send('GET', '/staff')).statusCode).toBe(200);
  });

  test('a first password given by somebody else opens only the choice of one’s own', async () => {
    const boss = await server.as('boss', 'right-horse-9');
    const made = (await boss.send('POST', '/staff', { name: '新人', login: 'newcomer', posts: ['seller'] })).json() as { password: string };
    expect(made.password).toMatch(/^[A-Za-z2-9]{14}$/);
    const browser = await server.as('newcomer', made.password);
    for (const { endpoint } of rest)
      expect((await browser.send(endpoint.method, filled(endpoint.path), endpoint.body ? {} : undefined)).json(), endpoint.path).toMatchObject({ status: 403, code: 'company.password-change-needed' });
    expect((await browser.send('POST', '/me/password', { current: made.password, next: 'newcomer-2026' })).json()).toMatchObject({ code: 'company.weak-password' });
    expect((await browser.send('POST', '/me/password', { current: 'not-the-password', next: 'green-lamp-77' })).json()).toMatchObject({ code: 'company.wrong-password' });
    expect((await browser.send('POST', '/me/password', { current: made.password, next: 'green-lamp-77' })).statusCode).toBe(200);
    expect((await browser.send('GET', '/colleagues')).statusCode).toBe(200);
    expect((await server.send('POST', '/session', { login: 'newcomer', password: made.password })).statusCode).toBe(401);
  });

  test('somebody who becomes a cashier while signed in must set it up before going on', async () => {
    const staff = await givenStaff(kernel, ['seller']);
    const browser = await server.as(staff.login);
    expect((await browser.send('GET', '/colleagues')).statusCode).toBe(200);
    const boss = await server.as('boss', 'right-horse-9');
    expect((await boss.send('POST', `/staff/${staff.id}/posts`, { post: 'cashier' })).statusCode).toBe(200);
    server.later();
    expect((await browser.send('GET', '/colleagues')).json()).toMatchObject({ code: 'company.second-factor-needed' });
  });

  test('a lost phone: an administrator removes the authenticator with a reason, the sessions end', async () => {
    const { staff, browser } = await enrolled(['cashier']);
    const boss = await server.as('boss', 'right-horse-9');
    expect((await boss.send('POST', `/staff/${staff.id}/second-factor-reset`, { reason: '手机遗失' })).statusCode).toBe(200);
    server.later();
    expect((await browser.send('GET', '/session')).statusCode).toBe(401);
    expect((await (await server.as(staff.login)).send('GET', '/session')).json()).toMatchObject({ restricted: 'second-factor' });
  });
});
