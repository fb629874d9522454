import { afterEach, describe, expect, it } from 'vitest';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { json, startLoopbackServer } from '../../kernel/net/loopback-server.ts';
import { createSafeFetch } from '../../kernel/net/safe-fetch.ts';
import { kuaidi100Sign } from './kuaidi100-protocol.ts';
import { createKuaidi100Tracking, largestPush, pushRefused, pushTaken } from './kuaidi100-tracking.ts';
import { chengdu, closeAll, day, hangzhou, hour, open, secrets, tuesday, twinAt } from './testing/situation.ts';
import { judgeUpdate } from './track-state.ts';
import type { TrackingPush } from './tracking.ts';

afterEach(closeAll);

async function shop() {
  const peers = await twinAt(tuesday);
  const gateway = createKuaidi100Tracking({ ...secrets, baseUrl: peers.twin.url }, peers.fetch);
  return { ...peers, gateway };
}

/** A provider that always answers the same. */
async function providerSaying(answer: unknown, status = 200) {
  const server = await startLoopbackServer(() => (typeof answer === 'string' ? { status, body: answer } : json(answer, status)));
  open.push(() => server.stop());
  const fetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
  open.push(() => fetch.close());
  return createKuaidi100Tracking({ ...secrets, baseUrl: server.url }, fetch);
}

const codeOf = (act: () => unknown): string | null => {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof GatewayFailure ? error.code : String(error);
  }
};

describe('asking where a parcel is', () => {
  it('gives its scans newest first, in the company’s time, with the state of the newest', async () => {
    const { twin, clock, gateway } = await shop();
    const { number } = twin.register({ carrier: 'yuantong', from: hangzhou, to: chengdu });
    clock.at += 9 * hour;
    const answer = await gateway.query({ carrier: 'yuantong', number });
    expect(answer.is).toBe('found');
    if (answer.is !== 'found') return;
    expect(answer.track).toMatchObject({ carrier: 'yuantong', number, state: 'collected', code: '103' });
    expect(answer.track.events.map((event) => event.state)).toEqual(['collected', 'ordered']);
    expect(answer.track.events.at(-1)?.at).toBe(tuesday);
    expect(answer.track.at).toBe(answer.track.events[0]?.at);
    clock.at += 30 * day;
    const later = await gateway.query({ carrier: 'yuantong', number });
    expect(later).toMatchObject({ is: 'found', track: { state: 'delivered' } });
  });

  it('says «none» for a number that nobody has scanned, and for the wrong carrier', async () => {
    const { twin, gateway } = await shop();
    const { number } = twin.register({ carrier: 'yuantong', from: hangzhou, to: chengdu });
    expect(await gateway.query({ carrier: 'yuantong', number: 'YT0000000000000' })).toMatchObject({ is: 'none' });
    expect(await gateway.query({ carrier: 'yunda', number })).toMatchObject({ is: 'none' });
  });

  it('needs a phone for 中通 and 顺丰, of this waybill', async () => {
    const { twin, gateway } = await shop();
    const { number } = twin.register({ carrier: 'zhongtong', from: hangzhou, to: chengdu, phones: ['13800000001'] });
    await expect(gateway.query({ carrier: 'zhongtong', number })).rejects.toMatchObject({ code: 'couriers.phone-missing' });
    await expect(gateway.query({ carrier: 'zhongtong', number, phone: '0002' })).rejects.toMatchObject({ code: 'couriers.phone-wrong', retry: false });
    expect(await gateway.query({ carrier: 'zhongtong', number, phone: '0001' })).toMatchObject({ is: 'found' });
  });

  it('refuses a number of 5 or 33 characters before calling, and takes 6 and 32', async () => {
    const { gateway } = await shop();
    for (const number of ['12345', '1'.repeat(33)]) await expect(gateway.query({ carrier: 'yunda', number })).rejects.toMatchObject({ code: 'couriers.number-wrong' });
    for (const number of ['123456', '1'.repeat(32)]) expect(await gateway.query({ carrier: 'yunda', number })).toMatchObject({ is: 'none' });
  });

  it('is refused by the provider when we sign with another key, or name no known carrier', async () => {
    const { twin, fetch, gateway } = await shop();
    const stranger = createKuaidi100Tracking({ ...secrets, key: 'another', baseUrl: twin.url }, fetch);
    await expect(stranger.query({ carrier: 'yunda', number: '123456' })).rejects.toMatchObject({ code: 'couriers.sign-refused', retry: false });
    await expect(gateway.query({ carrier: 'nocarrier', number: '123456' })).rejects.toMatchObject({ code: 'couriers.carrier-unknown' });
  });

  it('may be repeated when the provider is busy, not when the quota is used up', async () => {
    const ask = { carrier: 'yunda', number: '4600000000001' };
    await expect((await providerSaying({ result: false, returnCode: '502', message: '服务器繁忙' })).query(ask)).rejects.toMatchObject({ code: 'couriers.provider-busy', retry: true });
    await expect((await providerSaying({ result: false, returnCode: '601', message: 'key已过期' })).query(ask)).rejects.toMatchObject({ code: 'couriers.quota-used', retry: false });
    await expect((await providerSaying({ result: false, returnCode: '777', message: '别的' })).query(ask)).rejects.toMatchObject({ code: 'couriers.provider-refused', facts: { returnCode: '777', message: '别的' } });
    await expect((await providerSaying('<html>', 502)).query(ask)).rejects.toMatchObject({ code: 'couriers.answer-unreadable', retry: true });
    await expect((await providerSaying('<html>', 200)).query(ask)).rejects.toMatchObject({ code: 'couriers.answer-unreadable', retry: false });
  });

  it('does not take an answer about another parcel, and keeps what it cannot read', async () => {
    const about = (nu: string) => ({ message: 'ok', nu, com: 'yunda', status: '200', state: '0', arrivalTime: '2026-11-26 13', data: [
      { time: '2026-11-24 08:00:00', ftime: '2026-11-24 08:00:00', context: '到达', status: '到达派件城市', statusCode: '1001' },
      { time: '昨天', context: '手写', statusCode: '88', status: '外星转运' },
    ] });
    await expect((await providerSaying(about('4600000000002'))).query({ carrier: 'yunda', number: '4600000000001' })).rejects.toMatchObject({ code: 'couriers.answer-unreadable' });
    const answer = await (await providerSaying(about('4600000000001'))).query({ carrier: 'yunda', number: '4600000000001' });
    expect(answer).toMatchObject({ is: 'found', track: { state: 'arrived-city', at: Date.UTC(2026, 10, 24, 0), expectedAt: Date.UTC(2026, 10, 26, 5) } });
    if (answer.is === 'found') expect(answer.track.events[1]).toMatchObject({ at: null, state: 'unknown', code: '88', text: '外星转运', words: '手写' });
  });
});

describe('being told where a parcel is', () => {
  async function subscribed(options: { carrier?: string; asCarrier?: string } = {}) {
    const peers = await shop();
    const pushes: TrackingPush[] = [];
    const refusals: string[] = [];
    let down = false;
    const receiver = await startLoopbackServer((request) => {
      if (down) return { status: 503, body: '' };
      try {
        pushes.push(peers.gateway.verifyPush(request.body));
        return { status: 200, body: pushTaken };
      } catch (error) {
        refusals.push(error instanceof GatewayFailure ? error.code : String(error));
        return { status: 200, body: pushRefused };
      }
    });
    open.push(() => receiver.stop());
    const carrier = options.carrier ?? 'yuantong';
    const parcel = peers.twin.register({ carrier, from: hangzhou, to: chengdu });
    const ask = { carrier: options.asCarrier ?? carrier, number: parcel.number, callbackUrl: `${receiver.url}/push` };
    return { ...peers, pushes, refusals, parcel, ask, goDown: (value: boolean) => { down = value; } };
  }

  it('happens once per change, in order, until the parcel has arrived', async () => {
    const { gateway, twin, ask, pushes } = await subscribed();
    expect(await gateway.subscribe(ask)).toEqual({ is: 'subscribed' });
    expect(await gateway.subscribe(ask)).toEqual({ is: 'already' });
    for (let at = tuesday; at < tuesday + 12 * day; at += 2 * hour) await twin.advanceTo(at);
    expect(pushes.at(0)).toMatchObject({ status: 'polling', number: ask.number, track: { state: 'ordered' } });
    expect(pushes.at(-1)).toMatchObject({ status: 'shutdown', abort: null, track: { state: 'delivered' } });
    expect(new Set(pushes.map((push) => push.fingerprint)).size).toBe(pushes.length);
    expect(await twin.advanceTo(tuesday + 40 * day)).toEqual({ taken: 0, failed: 0 });
  });

  it('is repeated after 35 minutes when our server was down, and not a millisecond sooner', async () => {
    const { gateway, twin, ask, pushes, goDown } = await subscribed();
    await gateway.subscribe(ask);
    goDown(true);
    expect(await twin.advanceTo(tuesday)).toEqual({ taken: 0, failed: 1 });
    goDown(false);
    expect(await twin.advanceTo(tuesday + 35 * 60_000 - 1)).toEqual({ taken: 0, failed: 0 });
    expect(await twin.advanceTo(tuesday + 35 * 60_000)).toEqual({ taken: 1, failed: 0 });
    expect(pushes).toHaveLength(1);
  });

  it('ends after three days without a record, with the right carrier, which is watched from then on', async () => {
    const { gateway, twin, ask, pushes } = await subscribed({ carrier: 'yuantong', asCarrier: 'yunda' });
    await gateway.subscribe(ask);
    expect(await twin.advanceTo(tuesday + 3 * day - 1)).toEqual({ taken: 0, failed: 0 });
    await twin.advanceTo(tuesday + 3 * day);
    expect(pushes[0]).toMatchObject({ status: 'abort', abort: 'no-record', track: null, carrier: 'yunda', correction: { from: null, to: 'yuantong', watched: false } });
    expect(pushes[1]).toMatchObject({ status: 'polling', carrier: 'yuantong', correction: { from: 'yunda', to: 'yuantong', watched: true } });
  });

  it('ends for a lost parcel after sixty days without a change', async () => {
    const { twin, clock, fetch } = await twinAt(tuesday, { shares: { late: 0, stuck: 0, refused: 0, returned: 0, lost: 1 } });
    const gateway = createKuaidi100Tracking({ ...secrets, baseUrl: twin.url }, fetch);
    const pushes: TrackingPush[] = [];
    const receiver = await startLoopbackServer((request) => { pushes.push(gateway.verifyPush(request.body)); return { status: 200, body: pushTaken }; });
    open.push(() => receiver.stop());
    const parcel = twin.register({ carrier: 'yunda', from: hangzhou, to: chengdu });
    await gateway.subscribe({ carrier: 'yunda', number: parcel.number, callbackUrl: receiver.url });
    clock.at += 20 * day;
    await twin.advanceTo(clock.at);
    const last = pushes.at(-1)!;
    expect(last).toMatchObject({ status: 'polling', track: { state: 'problem', trouble: 'stalled' } });
    await twin.advanceTo(last.track!.at! + 60 * day - 1);
    expect(pushes.at(-1)).toBe(last);
    await twin.advanceTo(last.track!.at! + 60 * day);
    expect(pushes.at(-1)).toMatchObject({ status: 'abort', abort: 'no-change' });
  });

  it('is refused by us when the provider was given another salt', async () => {
    const { twin, fetch, ask, pushes, refusals } = await subscribed();
    await createKuaidi100Tracking({ ...secrets, salt: 'another salt', baseUrl: twin.url }, fetch).subscribe(ask);
    expect(await twin.advanceTo(tuesday)).toEqual({ taken: 0, failed: 1 });
    expect(pushes).toEqual([]);
    expect(refusals).toEqual(['couriers.push-sign-wrong']);
  });

  it('is refused by the provider under a foreign key, an unknown carrier, or a callback that is no URL', async () => {
    const { gateway, twin, fetch, ask } = await subscribed();
    await expect(createKuaidi100Tracking({ ...secrets, key: 'another', baseUrl: twin.url }, fetch).subscribe(ask)).rejects.toMatchObject({ code: 'couriers.sign-refused' });
    await expect(gateway.subscribe({ ...ask, carrier: 'nocarrier' })).rejects.toMatchObject({ code: 'couriers.carrier-unknown' });
    await expect(gateway.subscribe({ ...ask, callbackUrl: 'no url' })).rejects.toMatchObject({ code: 'couriers.subscription-wrong' });
  });
});

describe('a push that comes in', () => {
  const gateway = createKuaidi100Tracking(secrets, createSafeFetch());
  const param = JSON.stringify({ status: 'polling', message: '', autoCheck: '0', comOld: '', comNew: '', lastResult: { message: 'ok', state: '5', com: 'yunda', nu: '4600000000001', data: [{ ftime: '2026-11-24 08:00:00', context: '正在派件', statusCode: '5', status: '派件' }] } });
  const body = (fields: [string, string][]) => Buffer.from(new URLSearchParams(fields).toString());
  const sign = kuaidi100Sign(param, secrets.salt);

  it('is taken with the right sign, in either case, and twice gives the same fingerprint', () => {
    const first = gateway.verifyPush(body([['param', param], ['sign', sign]]));
    expect(first).toMatchObject({ status: 'polling', carrier: 'yunda', number: '4600000000001', track: { state: 'out-for-delivery' } });
    expect(gateway.verifyPush(body([['sign', sign.toLowerCase()], ['param', param]])).fingerprint).toBe(first.fingerprint);
    const known = { state: first.track!.state, at: first.track!.at! };
    expect(judgeUpdate(known, known)).toBe('same');
  });

  it.each<[string, [string, string][], string]>([
    ['no sign', [['param', param]], 'couriers.push-unsigned'],
    ['an empty sign', [['param', param], ['sign', '']], 'couriers.push-unsigned'],
    ['no param', [['sign', sign]], 'couriers.push-unsigned'],
    ['two params', [['param', param], ['param', '{}'], ['sign', sign]], 'couriers.push-unsigned'],
    ['two signs', [['param', param], ['sign', 'x'], ['sign', sign]], 'couriers.push-unsigned'],
    ['a wrong sign', [['param', param], ['sign', kuaidi100Sign(param, 'other')]], 'couriers.push-sign-wrong'],
    ['a sign without salt', [['param', param], ['sign', kuaidi100Sign(param)]], 'couriers.push-sign-wrong'],
    ['a body written anew, equal in meaning', [['param', JSON.stringify(JSON.parse(param), null, 1)], ['sign', sign]], 'couriers.push-sign-wrong'],
    ['one character changed', [['param', param.replace('"5"', '"3"')], ['sign', sign]], 'couriers.push-sign-wrong'],
  ])('is refused with %s', (_, fields, code) => {
    expect(codeOf(() => gateway.verifyPush(body(fields)))).toBe(code);
  });

  it('signed but unreadable is told apart, so that it can be kept aside', () => {
    for (const text of ['{', '[]', '{"status":"new"}', JSON.stringify({ status: 'polling', lastResult: { com: 'a', nu: 'b', data: [{}] } })]) {
      expect(codeOf(() => gateway.verifyPush(body([['param', text], ['sign', kuaidi100Sign(text, secrets.salt)]])))).toBe('couriers.push-unreadable');
    }
  });

  it('is read at 5 MB and refused one byte above, before it is parsed', () => {
    const padded = Buffer.alloc(largestPush, 0x20);
    body([['param', param], ['sign', sign]]).copy(padded);
    // The pad becomes part of the sign: read, and found wrong.
    expect(codeOf(() => gateway.verifyPush(padded))).toBe('couriers.push-sign-wrong');
    expect(codeOf(() => gateway.verifyPush(Buffer.alloc(largestPush + 1)))).toBe('couriers.push-too-large');
  });

  it('cannot be received at all without secrets', () => {
    for (const empty of ['customer', 'key', 'salt'] as const) expect(codeOf(() => createKuaidi100Tracking({ ...secrets, [empty]: ' ' }, createSafeFetch()))).toBe('net.secret-missing');
  });
});
