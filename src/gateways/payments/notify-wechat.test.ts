import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { movingClock, MINUTE, SECOND } from '../../kernel/clock.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { startLoopbackServer } from '../../kernel/net/loopback-server.ts';
import { createSafeFetch } from '../../kernel/net/safe-fetch.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { PaymentNotice } from './notice.ts';
import { wechatNotices, type WechatSettings } from './notify-wechat.ts';
import { deliver, sendNotice, type WireNotice } from './twin/delivery.ts';
import { wechatAccepts, wechatPausesMs, wechatTwin, type WechatPayment, type WechatRefund } from './twin/wechat-notices.ts';

const now = Date.UTC(2026, 10, 24, 2, 0, 0);
const own = { merchantId: '1900000001', apiV3Key: 'an-apiv3-key-made-for-this-test!' };
const wechat = wechatTwin(own);
const settings: WechatSettings = { ...own, platformKeys: { [wechat.serial]: wechat.publicKey }, appIds: ['wxapp000000000001', 'wxmini00000000001'] };
const notices = wechatNotices(settings);
const payment: WechatPayment = { noticeId: 'EV-1', tradeNo: '4200000000000000000000000001', merchantOrderNo: 'D-1', appId: 'wxmini00000000001', totalFen: 12850n, at: now - MINUTE };
const refund: WechatRefund = { noticeId: 'EV-2', tradeNo: payment.tradeNo, merchantOrderNo: 'D-1', totalFen: 12850n, at: now - MINUTE, status: 'SUCCESS', refundNo: '50300000000000000000000000001', requestNo: 'R1', refundFen: 2800n };

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    if (error instanceof GatewayFailure) return error.code;
    throw error;
  }
  return 'accepted';
};
const verified = ({ body, headers }: WireNotice, at = now, by = notices) => code(() => by.verify(body, headers, at));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closing.splice(0).reverse()) await close(); });

describe('WeChat Pay tells us that an order was paid', () => {
  it('and repeats the notice over a real socket until we answer', async () => {
    const clock = movingClock(now);
    const received: PaymentNotice[] = [];
    const server = await startLoopbackServer(({ body, headers }) => {
      if (clock.now() < now + 30 * SECOND) return { status: 503, body: '' };
      received.push(notices.verify(body, headers, clock.now()));
      return { status: notices.accepted.status, body: notices.accepted.body };
    });
    const fetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
    closing.push(() => server.stop(), () => fetch.close());
    const delivery = await deliver({ fetch, clock, wait: async (ms) => clock.advance(ms), pausesMs: wechatPausesMs, accepted: wechatAccepts }, server.url, (at) => wechat.payment(payment, at));
    expect(delivery).toEqual({ attempts: 3, accepted: true });
    expect(received).toEqual([{
      provider: 'wechat', noticeId: 'EV-1', event: 'paid', eventText: 'TRANSACTION.SUCCESS', tradeNo: payment.tradeNo, merchantOrderNo: 'D-1',
      amountFen: 12850n, refund: null, occurredAt: now - MINUTE, merchantId: '1900000001', appId: 'wxmini00000000001',
    }]);
    expect((await sendNotice(fetch, server.url, wechat.payment(payment, clock.now()))).status).toBe(204);
  });

  it('goes on repeating for 24 hours and 4 minutes', () => {
    expect(wechatPausesMs.reduce((sum, pause) => sum + pause, 0)).toBe((24 * 60 + 4) * MINUTE);
  });

  it.each([['SUCCESS', 'refunded'], ['CLOSED', 'refund-closed'], ['ABNORMAL', 'refund-failed']] as const)('a refund that ended as %s is %s', (status, event) => {
    const { body, headers } = wechat.refund({ ...refund, status }, now);
    expect(notices.verify(body, headers, now)).toMatchObject({
      event, amountFen: 12850n, refund: { no: refund.refundNo, requestNo: 'R1', amountFen: 2800n, scope: 'this' }, occurredAt: status === 'SUCCESS' ? now - MINUTE : now, appId: null,
    });
  });

  it('may send headers in any case', () => {
    const { body, headers } = wechat.payment(payment, now);
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    expect(code(() => notices.verify(body, shouted, now))).toBe('accepted');
  });
});

describe('what WeChat Pay signs', () => {
  it('is time, nonce and body, each with a line end, by the key that the serial names', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const both = wechatNotices({ ...settings, platformKeys: { ...settings.platformKeys, '5157F09EFDC096DE15EBE81A47057A72': publicKey.export({ type: 'spki', format: 'pem' }).toString() } });
    const { body } = wechat.payment(payment, now);
    const signature = sign('RSA-SHA256', Buffer.from(`1795485600\nabc123\n${body.toString()}\n`), privateKey).toString('base64');
    const headers = { 'Wechatpay-Timestamp': '1795485600', 'Wechatpay-Nonce': 'abc123', 'Wechatpay-Serial': '5157F09EFDC096DE15EBE81A47057A72', 'Wechatpay-Signature': signature };
    expect(both.verify(body, headers, now)).toMatchObject({ event: 'paid', merchantOrderNo: 'D-1' });
    expect(verified(wechat.payment(payment, now), now, both)).toBe('accepted');
  });
});

describe('a notice that is not from WeChat Pay or not for us', () => {
  const genuine = wechat.payment(payment, now);
  const withHeader = (name: string, value: string | undefined): WireNotice => {
    const headers = { ...genuine.headers };
    if (value === undefined) delete headers[name];
    else headers[name] = value;
    return { ...genuine, headers };
  };

  it.each(['wechatpay-signature', 'wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial'])('lacks %s', (name) => {
    expect(verified(withHeader(name, undefined))).toBe('payments.notice-unsigned');
    expect(verified(withHeader(name, ''))).toBe('payments.notice-unsigned');
  });

  it('carries a header twice', () => {
    const signature = genuine.headers['wechatpay-signature']!;
    expect(code(() => notices.verify(genuine.body, { ...genuine.headers, 'wechatpay-signature': [signature, signature] }, now))).toBe('payments.notice-unsigned');
  });

  it('is up to 300 seconds away and not a millisecond more', () => {
    expect(verified(genuine, now + 300 * SECOND)).toBe('accepted');
    expect(verified(genuine, now + 300 * SECOND + 1)).toBe('payments.notice-time');
    expect(verified(genuine, now - 300 * SECOND)).toBe('accepted');
    expect(verified(genuine, now - 300 * SECOND - 1)).toBe('payments.notice-time');
  });

  it('is signed by a key that is not registered, or by another under a registered serial', () => {
    const other = wechatTwin(own);
    expect(verified(other.payment(payment, now))).toBe('payments.notice-serial');
    const forged = other.payment(payment, now);
    expect(verified({ ...forged, headers: { ...forged.headers, 'wechatpay-serial': wechat.serial } })).toBe('payments.notice-signature');
  });

  it('is a probe of WeChat with a wrong signature', () => {
    expect(verified(withHeader('wechatpay-signature', 'WECHATPAY/SIGNTEST/c2lnbmF0dXJl'))).toBe('payments.notice-signature');
  });

  it('was written anew on the way: one blank is enough', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(genuine.body.toString()), null, 1));
    expect(verified({ ...genuine, body: rewritten })).toBe('payments.notice-signature');
    expect(verified(withHeader('wechatpay-nonce', 'another'))).toBe('payments.notice-signature');
    expect(verified(withHeader('wechatpay-timestamp', String(now / SECOND + 1)))).toBe('payments.notice-signature');
  });

  it('is sealed with another APIv3 key, or its seal is broken', () => {
    const other = wechatNotices({ ...settings, apiV3Key: 'another-apiv3-key-of-32-letters!' });
    expect(verified(genuine, now, other)).toBe('payments.notice-undecryptable');
    const broken = JSON.parse(genuine.body.toString()) as { resource: { associated_data: string; algorithm: string } };
    broken.resource.associated_data = 'refund';
    expect(verified(wechat.signed(Buffer.from(JSON.stringify(broken)), now))).toBe('payments.notice-undecryptable');
    broken.resource.algorithm = 'AES-128-ECB';
    expect(verified(wechat.signed(Buffer.from(JSON.stringify(broken)), now))).toBe('payments.notice-malformed');
  });

  it('is genuine but for another merchant, app or currency', () => {
    const content = (change: object) => ({
      mchid: '1900000001', appid: 'wxapp000000000001', out_trade_no: 'D-1', transaction_id: '42', trade_state: 'SUCCESS',
      success_time: '2026-11-24T09:59:00+08:00', amount: { total: 1, currency: 'CNY' }, ...change,
    });
    const outcome = (change: object, event = 'TRANSACTION.SUCCESS') => verified(wechat.event('EV-9', event, content(change), now));
    expect(outcome({})).toBe('accepted');
    expect(outcome({ mchid: '1900000002' })).toBe('payments.notice-merchant');
    expect(outcome({ appid: 'wxother0000000001' })).toBe('payments.notice-app');
    expect(outcome({ amount: { total: 1, currency: 'HKD' } })).toBe('payments.notice-currency');
    for (const total of [0.5, -1, '1', 2 ** 53]) expect(outcome({ amount: { total, currency: 'CNY' } })).toBe('payments.notice-malformed');
    expect(outcome({ trade_state: 'NOTPAY' })).toBe('payments.notice-malformed');
    expect(outcome({}, 'SOMETHING.NEW')).toBe('payments.notice-malformed');
  });

  it('refunds more than was paid, or says two things at once', () => {
    expect(verified(wechat.refund({ ...refund, refundFen: 12850n }, now))).toBe('accepted');
    expect(verified(wechat.refund({ ...refund, refundFen: 12851n }, now))).toBe('payments.notice-malformed');
  });

  it('is signed but no notice', () => {
    for (const text of ['', 'null', '[]', '{"id":"x"}', '\u0000']) expect(verified(wechat.signed(Buffer.from(text), now))).toBe('payments.notice-malformed');
    expect(verified(wechat.signed(Buffer.from([0xff, 0xfe]), now))).toBe('payments.notice-malformed');
  });
});

describe('a gateway that could not check or open notices', () => {
  it('is not built', () => {
    const build = (change: Partial<WechatSettings>) => code(() => wechatNotices({ ...settings, ...change }));
    expect([build({ platformKeys: {} }), build({ platformKeys: { A: '' } }), build({ apiV3Key: '' }), build({ merchantId: '' }), build({ appIds: [] }), build({ appIds: [''] })])
      .toEqual(Array.from({ length: 6 }, () => 'net.secret-missing'));
    expect([build({ apiV3Key: 'a'.repeat(31) }), build({ apiV3Key: 'a'.repeat(33) })]).toEqual(['payments.secret-wrong', 'payments.secret-wrong']);
    expect(build({ apiV3Key: 'a'.repeat(32) })).toBe('accepted');
    expect(build({ platformKeys: { A: 'no key' } })).toBe('payments.key-wrong');
  });
});
