import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { givenServer, type TestServer } from '../testing.ts';
import { setUpCompany } from './set-up.ts';

let kernel: TestKernel;
let server: TestServer;
beforeEach(async () => {
  kernel = await freshKernel();
  server = await givenServer(kernel);
});
afterEach(() => kernel.close());

const body = { company: '青禾优选', name: '周全', login: 'Boss', password: 'right-horse-9' };

describe('first run', () => {
  test('an empty installation asks for the set-up; whoever does it is signed in as the administrator', async () => {
    expect((await server.send('GET', '/setup')).json()).toEqual({ needed: true, demo: false });
    expect((await server.send('GET', '/session')).statusCode).toBe(401);
    const done = await server.send('POST', '/setup', body);
    expect(done.statusCode).toBe(200);
    expect(done.json()).toMatchObject({ name: '周全', company: '青禾优选', posts: ['administrator', 'general-manager'], restricted: null });
    const cookie = done.cookies.find((c) => c.name === 'dianzhang')!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const again = await server.send('GET', '/session', undefined, { cookies: { dianzhang: cookie.value } });
    expect(again.json()).toMatchObject({ name: '周全' });
  });

  test('afterwards it is gone for good, also for the administrator', async () => {
    const done = await server.send('POST', '/setup', body);
    const cookies = { dianzhang: done.cookies.find((c) => c.name === 'dianzhang')!.value };
    const audits = async () => (await kernel.db.query('select 1 from kernel.audit')).rows.length;
    const before = await audits();
    for (const who of [{}, cookies])
      for (const [path, given] of [['/setup', { ...body, login: 'thief' }], ['/setup/demo', {}]] as const)
        expect((await server.send('POST', path, given, { cookies: who })).statusCode, path).toBe(404);
    expect(await audits()).toBe(before);
    expect((await server.send('GET', '/setup')).json()).toEqual({ needed: false, demo: false });
  });

  test('of eight set-ups at once one wins, the others find it closed', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => server.send('POST', '/setup', { ...body, login: `boss-${i}`, company: `公司${i}号` })));
    expect(answers.map((a) => a.statusCode).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 404)]);
    expect((await kernel.db.query('select 1 from company.company')).rows).toHaveLength(1);
    expect((await kernel.db.query('select 1 from company.staff')).rows).toHaveLength(1);
  });

  test('eight set-ups that reach the database at the same moment: one company, the others are told that it is there', async () => {
    await Promise.all(Array.from({ length: 8 }, () => kernel.db.query('select pg_sleep(0.05)')));
    const actor = { kind: 'system', id: null, personId: null, name: '周全', posts: [], teamIds: [] } as const;
    const done = await Promise.allSettled(Array.from({ length: 8 }, (_, i) =>
      runVerb(kernel, setUpCompany, { staffId: newId(kernel.clock.now()), company: `公司${i}号`, name: '周全', login: `boss-${i}`, passwordHash: 'x' }, { actor })));
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(1);
    for (const lost of done) if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ kind: { code: 'kernel.not-found' } });
  });

  test.each([
    ['nine characters', { ...body, password: 'right-hor' }, 422],
    ['129 characters', { ...body, password: 'abcdefghijk'.repeat(12).slice(0, 129) }, 422],
    ['a password that holds the account name', { ...body, password: 'my-boss-2026' }, 422],
    ['one character repeated', { ...body, password: 'aaaaaaaaaaaa' }, 422],
    ['a field of its own invention', { ...body, posts: ['cashier'] }, 422],
  ])('%s is refused and nothing is set up', async (_, given, status) => {
    expect((await server.send('POST', '/setup', given)).statusCode).toBe(status);
    expect((await server.send('GET', '/setup')).json()).toMatchObject({ needed: true });
  });

  test('the demo company is offered only where it can be loaded, and once', async () => {
    let loads = 0;
    const demo = await givenServer(kernel, { loadDemo: async () => {
      loads += 1;
      await server.send('POST', '/setup', body);
      return { login: 'boss', password: 'right-horse-9' };
    } });
    expect((await demo.send('GET', '/setup')).json()).toEqual({ needed: true, demo: true });
    expect((await demo.send('POST', '/setup/demo', {})).json()).toEqual({ login: 'boss', password: 'right-horse-9' });
    expect((await demo.send('POST', '/setup/demo', {})).statusCode).toBe(404);
    expect(loads).toBe(1);
  });
});

describe('cookies', () => {
  test('over TLS the cookie is bound to the host and to TLS', async () => {
    const secure = await givenServer(kernel, { secure: true });
    const done = await secure.send('POST', '/setup', body);
    expect(done.cookies.find((c) => c.name === '__Host-dianzhang')).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    expect(done.cookies.find((c) => c.name === '__Host-dianzhang')!.domain).toBeUndefined();
  });
});
