import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { movingClock, HOUR, type MovingClock } from '../../kernel/clock.ts';
import { startLoopbackServer, type LoopbackServer, type PeerRequest } from '../../kernel/net/loopback-server.ts';
import { freshProduct, type Caller, type WholeProduct } from '../../../tests/support/product.ts';

const FACT = 'sales.order-entered';
const clock: MovingClock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
let peer: LoopbackServer;
let whole: WholeProduct;
let admin: Caller;
const got: PeerRequest[] = [];
let answers: number[] = [];

beforeAll(async () => {
  peer = await startLoopbackServer((request) => {
    got.push(request);
    return { status: answers.shift() ?? 200, body: '' };
  });
  whole = await freshProduct({ clock, orders: 0, env: { NET_ALLOW: `127.0.0.1:${peer.port}` } });
  admin = await whole.as('administrator');
}, 120_000);
afterAll(async () => {
  await whole?.close();
  await peer?.stop();
});

const make = async (topics: string[] = [FACT]): Promise<{ id: string; secret: string }> => {
  const answer = await admin.send('POST', '/api/webhooks', { name: '仓储系统', url: `${peer.url}/hook`, topics });
  expect(answer.statusCode).toBe(200);
  return answer.json();
};
const log = async (id: string, more = ''): Promise<{ id: string; state: string; attempts: number; what: string; recipient: string; lastError: string | null }[]> =>
  (await admin.send('GET', `/api/messages?recipient=${id}${more}`)).json<{ rows: never[] }>().rows;
const happen = async (): Promise<void> => {
  expect((await (await whole.as('seller')).send('POST', '/api/orders', whole.order())).statusCode).toBe(200);
  await whole.product.settle();
};
const hookOf = async (id: string): Promise<{ active: boolean; failed: number; waiting: number; version: number; oldSecretUntil: number | null }> => (await admin.send('GET', `/api/webhooks/${id}`)).json();
const headersOf = (request: PeerRequest): Record<string, string> => request.headers as Record<string, string>;

describe('another system is told of facts over a real socket', () => {
  test('what happens is delivered, signed so that the receiver’s own library accepts it, and nobody sees the secret again', async () => {
    const { id, secret } = await make();
    got.length = 0;
    await happen();
    await whole.product.messenger.drain();
    expect(got).toHaveLength(1);
    expect(JSON.parse(got[0]!.body.toString())).toMatchObject({ type: FACT, data: { subject: { type: 'order' } } });
    expect(headersOf(got[0]!)['webhook-signature']).toBe(new Webhook(secret).sign(headersOf(got[0]!)['webhook-id']!, new Date(clock.now()), got[0]!.body.toString()));
    expect(await log(id)).toMatchObject([{ state: 'sent', attempts: 1, what: FACT, recipient: '仓储系统' }]);
    const [list, one] = [(await admin.send('GET', '/api/webhooks')).body, (await admin.send('GET', `/api/webhooks/${id}`)).body];
    expect(`${list}${one}`).not.toContain('whsec_');
    await admin.send('DELETE', `/api/webhooks/${id}`, {});
  });

  test('a receiver that is down is tried again at its time, with the same id; each attempt stands in the log', async () => {
    const { id } = await make();
    got.length = 0;
    answers = [500, 503];
    await happen();
    await whole.product.messenger.drain();
    expect(await log(id)).toMatchObject([{ state: 'waiting', attempts: 1, lastError: 'HTTP 500' }]);
    clock.advance(4_000);
    expect(await whole.product.messenger.drain()).toBe(0);
    clock.advance(2_000);
    await whole.product.messenger.drain();
    clock.advance(HOUR);
    await whole.product.messenger.drain();
    expect(new Set(got.map((r) => headersOf(r)['webhook-id'])).size).toBe(1);
    const [message] = await log(id);
    expect(message).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
    const { tries } = (await admin.send('GET', `/api/messages/${message!.id}`)).json<{ tries: { outcome: string; reason: string | null }[] }>();
    expect(tries.map((x) => [x.outcome, x.reason])).toEqual([['sent', null], ['again', 'HTTP 503'], ['again', 'HTTP 500']]);
    // Replayed: the receiver knows it by its id.
    expect((await admin.send('POST', `/api/messages/${message!.id}/retrial`, {})).statusCode).toBe(200);
    await whole.product.messenger.drain();
    expect(got).toHaveLength(4);
    expect(headersOf(got[3]!)['webhook-id']).toBe(headersOf(got[0]!)['webhook-id']);
    await admin.send('DELETE', `/api/webhooks/${id}`, {});
  });

  test('a receiver that wants no more is switched off, the failure is told to the administrators, and after that nothing is sent', async () => {
    const { id } = await make();
    answers = [410];
    await happen();
    await whole.product.messenger.drain();
    expect(await hookOf(id)).toMatchObject({ active: false, failed: 1 });
    expect((await admin.send('GET', '/api/notices')).json<{ rows: { text: { zh: string }; href: string }[] }>().rows[0]).toMatchObject({ href: '/settings/messages?state=failed&channel=webhook' });
    got.length = 0;
    await happen();
    await whole.product.messenger.drain();
    expect(got).toHaveLength(0);
    expect((await admin.send('POST', `/api/webhooks/${id}/test`, {})).json()).toMatchObject({ code: 'app.webhook-off' });
    await admin.send('DELETE', `/api/webhooks/${id}`, {});
  });

  test('an exchanged secret signs beside the new one until its hours are over', async () => {
    const { id, secret } = await make();
    const { secret: next } = (await admin.send('POST', `/api/webhooks/${id}/secret`, { overlapHours: 24 })).json<{ secret: string }>();
    const signatures = async (): Promise<string[]> => {
      got.length = 0;
      expect((await admin.send('POST', `/api/webhooks/${id}/test`, {})).statusCode).toBe(200);
      await whole.product.messenger.drain();
      return headersOf(got[0]!)['webhook-signature']!.split(' ');
    };
    const made = (key: string): string => new Webhook(key).sign(headersOf(got[0]!)['webhook-id']!, new Date(clock.now()), got[0]!.body.toString());
    expect(await signatures()).toEqual([made(next), made(secret)]);
    clock.advance(24 * HOUR);
    admin = await whole.as('administrator');
    expect(await signatures()).toEqual([made(next)]);
    expect((await hookOf(id)).oldSecretUntil).toBeNull();
    await admin.send('DELETE', `/api/webhooks/${id}`, {});
  });

  test.each([['http://example.com/a', 422], ['https://10.0.0.7/a', 422], ['https://169.254.169.254/latest', 422], ['https://example.com:5432/', 422], ['https://example.com/a', 200]] as const)('%s is answered with %i', async (url, status) => {
    const answer = await admin.send('POST', '/api/webhooks', { name: '外部', url, topics: ['sales.'] });
    expect(answer.statusCode).toBe(status);
    if (status === 422) expect(answer.json()).toMatchObject({ code: 'app.address-not-allowed', errors: [{ path: 'url' }] });
  });

  test('a fact that does not exist is refused, a whole chapter is taken', async () => {
    const ask = (topics: string[]) => admin.send('POST', '/api/webhooks', { name: '外部', url: 'https://example.com/a', topics });
    expect((await ask(['sales.order-eaten'])).json()).toMatchObject({ code: 'app.fact-unknown', errors: [{ path: 'topics', message: 'sales.order-eaten' }] });
    expect((await ask(['finance.'])).statusCode).toBe(200);
  });

  test('what is changed is changed once, and the list is searched, filtered and paged', async () => {
    const { id } = await make();
    const { version } = await hookOf(id);
    const body = { name: '改名', url: `${peer.url}/b`, topics: ['logistics.'], version };
    expect((await admin.send('PATCH', `/api/webhooks/${id}`, body)).statusCode).toBe(200);
    expect((await admin.send('PATCH', `/api/webhooks/${id}`, body)).json()).toMatchObject({ code: 'kernel.changed-meanwhile' });
    await admin.send('POST', `/api/webhooks/${id}/switching`, { active: false });
    expect((await admin.send('GET', `/api/webhooks?active=false&q=${encodeURIComponent('改名')}`)).json<{ rows: unknown[] }>().rows).toHaveLength(1);
    expect((await admin.send('GET', `/api/webhooks?active=true&q=${encodeURIComponent('改名')}`)).json<{ rows: unknown[] }>().rows).toHaveLength(0);
    await admin.send('POST', `/api/webhooks/${id}/switching`, { active: true });
    for (let n = 0; n < 3; n += 1) await admin.send('POST', `/api/webhooks/${id}/test`, {});
    const first = (await admin.send('GET', `/api/messages?recipient=${id}&limit=2&channel=webhook&state=waiting`)).json<{ rows: unknown[]; next: string; total: number }>();
    expect([first.rows.length, first.total]).toEqual([2, 3]);
    expect((await admin.send('GET', `/api/messages?recipient=${id}&limit=2&channel=webhook&state=waiting&cursor=${first.next}`)).json<{ rows: unknown[] }>().rows).toHaveLength(1);
    expect((await admin.send('GET', `/api/messages?q=app.te&channel=webhook&days=2026-03-01,2026-03-31`)).json<{ rows: unknown[] }>().rows.length).toBeGreaterThanOrEqual(3);
    expect((await admin.send('GET', `/api/messages?q=app.te&days=2026-01-01,2026-01-31`)).json<{ rows: unknown[] }>().rows).toHaveLength(0);
  });
});

describe('secrets are sealed: a copy of their table or an export signs nothing in our name; the key lies in the same database', () => {
  test('neither a new secret nor an exchanged one stands in the database; what older versions kept in plain text is sealed at start and goes on signing', async () => {
    const { id, secret } = await make();
    const kept = async () => (await whole.database.db.query<{ secret: string; old_secret: string | null }>('select secret, old_secret from kernel.webhook where id = $1', [id])).rows[0]!;
    expect((await kept()).secret).toMatch(/^sealed:/);
    const { secret: second } = (await admin.send('POST', `/api/webhooks/${id}/secret`, { overlapHours: 2 })).json<{ secret: string }>();
    expect(JSON.stringify(await kept())).not.toMatch(/whsec_/);
    await whole.database.db.query('update kernel.webhook set secret = $2, old_secret = $3 where id = $1', [id, second, secret]);
    await whole.product.jobs.runOne('app.seal-webhook-secrets');
    expect(await kept()).toEqual({ secret: expect.stringMatching(/^sealed:/), old_secret: expect.stringMatching(/^sealed:/) });
    got.length = 0;
    await happen();
    await whole.product.messenger.drain();
    const request = got.find((r) => headersOf(r)['webhook-signature']?.includes(' '))!;
    for (const one of [secret, second]) expect(headersOf(request)['webhook-signature']).toContain(new Webhook(one).sign(headersOf(request)['webhook-id']!, new Date(clock.now()), request.body.toString()));
  });
});
