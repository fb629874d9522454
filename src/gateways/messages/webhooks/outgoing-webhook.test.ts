import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLoopbackServer, type PeerAnswer, type PeerRequest } from '../../../kernel/net/loopback-server.ts';
import { createSafeFetch, type SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { deliverWebhook, retryWaitsMs, type WebhookEvent } from './outgoing-webhook.ts';

const now = Date.UTC(2026, 10, 24, 2);
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const next = `whsec_${Buffer.alloc(64, 9).toString('base64')}`;
const event: WebhookEvent = { id: 'evt_1', type: 'logistics.parcel-shipped', at: now - 1_000, data: { parcel: 'P-1', 备注: '易碎' } };

const open: (() => Promise<unknown>)[] = [];
beforeEach(() => { vi.useFakeTimers({ toFake: ['Date'], now }); });
afterEach(async () => {
  vi.useRealTimers();
  for (const close of open.splice(0).reverse()) await close();
});

async function receiver(answer: PeerAnswer): Promise<{ url: string; got: PeerRequest[]; fetch: SafeFetch }> {
  const got: PeerRequest[] = [];
  const server = await startLoopbackServer((request) => { got.push(request); return answer; });
  open.push(() => server.stop());
  const fetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
  open.push(() => fetch.close());
  return { url: `${server.url}/hook`, got, fetch };
}

const deliver = async (answer: PeerAnswer, attempt = 1, secrets = [secret]) => {
  const peer = await receiver(answer);
  return { ...peer, result: await deliverWebhook({ url: peer.url, secrets }, event, attempt, { fetch: peer.fetch, now }) };
};

describe('telling another system', () => {
  it('is signed so that the receiver’s own library accepts it', async () => {
    const { got, result } = await deliver({ status: 204, body: '' });
    expect(result).toEqual({ is: 'delivered', status: 204 });
    const headers = got[0]!.headers as Record<string, string>;
    expect(new Webhook(secret).verify(got[0]!.body, headers)).toEqual({ type: event.type, timestamp: '2026-11-24T01:59:59.000Z', data: event.data });
    expect(() => new Webhook(secret).verify(`${got[0]!.body.toString()} `, headers)).toThrow();
    expect(() => new Webhook(next).verify(got[0]!.body, headers)).toThrow();
    vi.setSystemTime(now + 301_000);
    expect(() => new Webhook(secret).verify(got[0]!.body, headers)).toThrow(/too old/);
  });

  it('carries both signatures while a secret is being exchanged', async () => {
    const { got } = await deliver({ status: 200, body: 'ok' }, 1, [secret, next]);
    for (const one of [secret, next]) expect(new Webhook(one).verify(got[0]!.body, got[0]!.headers as Record<string, string>)).toBeTruthy();
  });

  it('is tried again by the schedule, a tenth later at most, and given up after the last', async () => {
    for (const [index, wait] of retryWaitsMs.entries()) {
      const { result } = await deliver({ status: 500, body: '' }, index + 1);
      expect(result).toMatchObject({ is: 'again', reason: 'HTTP 500' });
      if (result.is !== 'again') continue;
      expect(result.at).toBeGreaterThanOrEqual(now + wait);
      expect(result.at).toBeLessThanOrEqual(now + wait * 1.1);
    }
    expect((await deliver({ status: 500, body: '' }, retryWaitsMs.length + 1)).result).toEqual({ is: 'given-up', reason: 'HTTP 500', gone: false });
  });

  it('waits as long as the receiver asks, but a day at most', async () => {
    const at = async (wish: string, status = 429) => {
      const { result } = await deliver({ status, headers: { 'retry-after': wish }, body: '' });
      return result.is === 'again' ? result.at - now : null;
    };
    expect(await at('120')).toBe(120_000);
    expect(await at(new Date(now + 600_000).toUTCString(), 503)).toBe(600_000);
    expect(await at('999999999')).toBe(86_400_000);
    expect(await at('soon')).toBeLessThan(6_000);
    expect(await at('120', 500)).toBeLessThan(6_000);
  });

  it('ends when the receiver is gone for good, and a redirect is no delivery', async () => {
    expect((await deliver({ status: 410, body: '' })).result).toEqual({ is: 'given-up', reason: 'HTTP 410', gone: true });
    expect((await deliver({ status: 302, headers: { location: 'http://127.0.0.1/' }, body: '' })).result).toMatchObject({ is: 'again', reason: 'HTTP 302' });
    expect((await deliver({ status: 200, body: 'x'.repeat(70_000) })).result).toMatchObject({ is: 'again', reason: expect.stringContaining('net.too-large') });
  });

  it('waits for a receiver that is down, and never calls inside', async () => {
    const peer = await receiver({ status: 200, body: '' });
    const fetch = createSafeFetch();
    open.push(() => fetch.close());
    for (const url of [peer.url, 'https://169.254.169.254/latest', 'https://[::ffff:7f00:1]/']) expect(await deliverWebhook({ url, secrets: [secret] }, event, 1, { fetch, now })).toMatchObject({ is: 'given-up', gone: false });
    expect(peer.got).toEqual([]);
    const down = await startLoopbackServer(() => ({ status: 200, body: '' }));
    await down.stop();
    const open2 = createSafeFetch({ allow: [`127.0.0.1:${down.port}`] });
    open.push(() => open2.close());
    expect(await deliverWebhook({ url: down.url, secrets: [secret] }, event, 1, { fetch: open2, now })).toMatchObject({ is: 'again', reason: expect.stringContaining('net.unreachable') });
  });

  it('needs a secret of 24 to 64 bytes', async () => {
    const bytes = (count: number) => `whsec_${Buffer.alloc(count, 1).toString('base64')}`;
    for (const secrets of [[], [''], ['whsec_'], [bytes(23)], [bytes(65)], [secret.slice(6)], [secret, '']]) await expect(deliver({ status: 200, body: '' }, 1, secrets)).rejects.toMatchObject({ code: 'messages.webhook-secret-wrong' });
    for (const secrets of [[bytes(24)], [bytes(64)]]) expect((await deliver({ status: 200, body: '' }, 1, secrets)).result.is).toBe('delivered');
  });
});
