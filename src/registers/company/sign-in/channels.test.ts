import { get, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { endpoint } from '../../../kernel/http/contract.ts';
import { LiveUpdates } from '../../../kernel/http/live.ts';
import { raw, type Route } from '../../../kernel/http/route.ts';
import { words } from '../../../kernel/words.ts';
import { givenCompany, givenServer, givenStaff, type Browser, type TestServer } from '../testing.ts';
import { companyRoutes } from '../routes.ts';
import { authenticator } from './authenticate.ts';
import { createToken } from './tokens.ts';

let kernel: TestKernel;
let server: TestServer;
let live: LiveUpdates;
let base: string;
let boss: Browser;
beforeEach(async () => {
  kernel = await freshKernel();
  await givenCompany(kernel);
  live = new LiveUpdates(kernel);
  const door = authenticator(kernel);
  const events: Route = raw(endpoint({ method: 'GET', path: '/events', summary: words('实时更新', 'Live updates'), response: z.unknown() }), { signedIn: 'own' },
    async ({ actor, raw: request, reply }) => {
      reply.hijack();
      live.add(reply, actor!, door.stillValid(request));
      return reply;
    });
  server = await givenServer(kernel, { extra: [events] });
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  base = `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
  boss = await server.as('boss', 'right-horse-9');
});
afterEach(async () => {
  live.close();
  await server.app.close();
  await kernel.close();
});

/** An open stream, as a browser holds it all day. Resolves when the server ends it, with the milliseconds since `from()`. */
function stream(headers: Record<string, string>): { opened: Promise<void>; ended: Promise<number> } {
  let opened!: () => void;
  const whenOpened = new Promise<void>((done) => { opened = done; });
  const ended = new Promise<number>((done, failed) => {
    get(`${base}/api/events`, { headers }, (answer) => {
      expect(answer.statusCode).toBe(200);
      opened();
      answer.on('data', () => {});
      answer.on('end', () => done(performance.now()));
      answer.on('error', failed);
    }).on('error', failed);
  });
  return { opened: whenOpened, ended };
}
const status = async (path: string, headers: Record<string, string>): Promise<number> => (await fetch(`${base}/api${path}`, { headers })).status;

/** What ends the rights of a person, and what each open channel must say within a second. */
const ends: [string, (who: { id: string; login: string; browser: Browser; sessionId: string }) => Promise<unknown>, { session: number; token: number }][] = [
  ['the account is disabled', ({ id }) => boss.send('POST', `/staff/${id}/disablement`, { reason: '离职' }), { session: 401, token: 401 }],
  ['the password is reset', ({ id }) => boss.send('POST', `/staff/${id}/password-reset`, {}), { session: 401, token: 401 }],
  ['the session is ended elsewhere', async ({ browser, sessionId }) => browser.send('DELETE', `/me/sessions/${sessionId}`, {}), { session: 401, token: 200 }],
  ['the post is taken away', ({ id }) => boss.send('DELETE', `/staff/${id}/posts/auditor`, {}), { session: 403, token: 403 }],
];

describe('whoever loses his rights loses every channel in under a second (A5)', () => {
  test.each(ends)('%s', async (_, end, expected) => {
    const staff = await givenStaff(kernel, ['auditor']);
    const browser = await server.as(staff.login);
    const second = await server.as(staff.login);
    const token = (await createToken(kernel, { login: staff.login, name: '报表' })).token;
    const cookie = { cookie: `dianzhang=${browser.cookies.get('dianzhang')}` };
    const bearer = { authorization: `Bearer ${token}` };
    const [byCookie, byToken] = [stream(cookie), stream(bearer)];
    await Promise.all([byCookie.opened, byToken.opened]);
    await pause(1_000);
    expect([await status('/audit', cookie), await status('/audit', bearer)]).toEqual([200, 200]);
    const sessions = (await second.send('GET', '/me/sessions')).json() as { rows: { id: string; current: boolean }[] };
    const sessionId = sessions.rows.find((s) => !s.current)!.id;
    const answer = await end({ ...staff, browser: second, sessionId }) as { statusCode: number };
    expect(answer.statusCode).toBe(200);
    const since = performance.now();
    const died = await byCookie.ended;
    if (expected.token !== 200) expect((await byToken.ended) - since).toBeLessThan(1_000);
    expect(died - since).toBeLessThan(1_000);
    await pause(Math.max(0, 500 - (performance.now() - since)));
    expect([await status('/audit', cookie), await status('/audit', bearer)]).toEqual([expected.session, expected.token]);
  });
  test('a revoked API token is dead at once; the person behind it goes on', async () => {
    const staff = await givenStaff(kernel, ['auditor']);
    const browser = await server.as(staff.login);
    const made = await createToken(kernel, { login: staff.login, name: '报表' });
    const bearer = { authorization: `Bearer ${made.token}` };
    expect(await status('/audit', bearer)).toBe(200);
    expect((await browser.send('DELETE', `/tokens/${made.id}`, {})).statusCode).toBe(200);
    expect(await status('/audit', bearer)).toBe(401);
    expect((await browser.send('GET', '/audit')).statusCode).toBe(200);
  });
});

describe('requests that another site causes (A7)', () => {
  const post = (headers: Record<string, string>, body: string, path = '/api/session') => new Promise<number>((done, failed) => {
    const sent = httpRequest(`${base}${path}`, { method: 'POST', headers: { cookie: `dianzhang=${boss.cookies.get('dianzhang')}`, ...headers } }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode!));
    });
    sent.on('error', failed);
    sent.end(body);
  });
  const json = JSON.stringify({ language: 'en' });
  test.each([
    ['a form of another site', { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' }, 'language=en', 403],
    ['a form without a word about its origin', { 'content-type': 'application/x-www-form-urlencoded' }, 'language=en', 415],
    ['JSON dressed as text', { 'content-type': 'text/plain' }, json, 415],
    ['a sandboxed frame', { origin: 'null', 'content-type': 'application/json' }, json, 403],
    ['a sibling subdomain', { origin: 'https://other.dianzhang.example', 'content-type': 'application/json' }, json, 403],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site', 'content-type': 'application/json' }, json, 403],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' }, json, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }, json, 200],
  ])('%s', async (_, headers, body, expected) => {
    const before = (await kernel.db.query("select language from company.staff where login = 'boss'")).rows[0];
    expect(await post(headers, body, '/api/me/language')).toBe(expected);
    if (expected !== 200) expect((await kernel.db.query("select language from company.staff where login = 'boss'")).rows[0]).toEqual(before);
  });
  test('nothing that is read changes anything: no GET stands for a verb', () => {
    const routes = companyRoutes();
    expect(routes.filter((r) => r.endpoint.method === 'GET').every((r) => r.kind !== 'act' && r.verb === undefined)).toBe(true);
    expect(routes.filter((r) => r.endpoint.method !== 'GET').every((r) => r.kind === 'act' && r.verb !== undefined)).toBe(true);
  });
});
