import { afterEach, describe, expect, it } from 'vitest';
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { HOUR, MINUTE, movingClock } from '../../kernel/clock.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { startLoopbackServer } from '../../kernel/net/loopback-server.ts';
import { createSafeFetch } from '../../kernel/net/safe-fetch.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { alipayNotices, alipayOldestMs } from './notify-alipay.ts';
import { checkNoticeAmount, noticeMaxBytes, type PaymentNotice } from './notice.ts';
import { alipayAccepts, alipayPausesMs, alipayTwin, type AlipayTrade } from './twin/alipay-notices.ts';
import { deliver, sendNotice } from './twin/delivery.ts';

const now = Date.UTC(2026, 10, 24, 2, 0, 0);
const merchant = { appId: '2026000000000001', sellerId: '2088000000000001' };
const alipay = alipayTwin(merchant);
const notices = alipayNotices({ ...merchant, alipayPublicKey: alipay.publicKey });
const trade: AlipayTrade = { noticeId: 'n-1', tradeNo: '2026112422001400000000000001', merchantOrderNo: 'D-1', status: 'TRADE_SUCCESS', totalFen: 12850n, subject: '围巾 红&大+号 100%', at: now - MINUTE };

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
const verified = (body: Buffer, at = now) => code(() => notices.verify(body, {}, at));

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closing.splice(0).reverse()) await close(); });

async function shop(received: PaymentNotice[], state: { now: () => number; down: () => boolean }) {
  const server = await startLoopbackServer(({ body, headers }) => {
    if (state.down()) return { status: 503, body: '' };
    try {
      received.push(notices.verify(body, headers, state.now()));
      return { ...notices.accepted };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { ...notices.rejected };
    }
  });
  const fetch = createSafeFetch({ allow: [`127.0.0.1:${server.port}`] });
  closing.push(() => server.stop(), () => fetch.close());
  return { url: `${server.url}/notify`, fetch };
}

describe('Alipay tells us that an order was paid', () => {
  it('and the notice is read once its signature holds, over a real socket', async () => {
    const received: PaymentNotice[] = [];
    const { url, fetch } = await shop(received, { now: () => now, down: () => false });
    const answer = await sendNotice(fetch, url, alipay.notice(trade, now));
    expect(alipayAccepts(answer)).toBe(true);
    expect(received).toEqual([{
      provider: 'alipay', noticeId: 'n-1', event: 'paid', eventText: 'TRADE_SUCCESS', tradeNo: trade.tradeNo, merchantOrderNo: 'D-1',
      amountFen: 12850n, refund: null, occurredAt: now - MINUTE, merchantId: merchant.sellerId, appId: merchant.appId,
    }]);
    const forged = alipay.notice(trade, now);
    const refused = await sendNotice(fetch, url, { ...forged, body: Buffer.from(forged.body.toString().replace('128.50', '1.28')) });
    expect(refused.body.toString()).toBe('failure');
    expect(received).toHaveLength(1);
  });

  it('and repeats it for 24 hours until we answer', async () => {
    const clock = movingClock(now);
    const received: PaymentNotice[] = [];
    const { url, fetch } = await shop(received, { now: () => clock.now(), down: () => clock.now() < now + 24 * HOUR });
    const delivery = await deliver({ fetch, clock, wait: async (ms) => clock.advance(ms), pausesMs: alipayPausesMs, accepted: alipayAccepts }, url, (at) => alipay.notice(trade, at));
    expect(delivery).toEqual({ attempts: 8, accepted: true });
    expect(received).toHaveLength(1);
  });

  it.each([
    ['WAIT_BUYER_PAY', 'pending'], ['TRADE_FINISHED', 'paid'], ['TRADE_CLOSED', 'closed'],
  ] as const)('%s means %s', (status, event) => {
    expect(notices.verify(alipay.notice({ ...trade, status }, now).body, {}, now)).toMatchObject({ event, eventText: status });
  });

  it('states a refund as the sum of all refunds so far', () => {
    const refund = { totalFen: 2800n, requestNo: 'R1', at: now - MINUTE };
    expect(notices.verify(alipay.notice({ ...trade, refund }, now).body, {}, now))
      .toMatchObject({ event: 'refunded', amountFen: 12850n, refund: { no: null, requestNo: 'R1', amountFen: 2800n, scope: 'total' }, occurredAt: now - MINUTE });
  });
});

describe('what Alipay signs', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const checked = alipayNotices({ ...merchant, alipayPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() });
  // Written out by hand, sorted by name and without sign and sign_type; 围巾 stands in the two bytes a character of GBK.
  const signedText = (charset: string, subject: string) => `app_id=2026000000000001&charset=${charset}&gmt_payment=2026-11-24 09:59:00&notify_id=n-7&notify_time=2026-11-24 10:00:00`
    + `&notify_type=trade_status_sync&out_trade_no=D-7&seller_id=2088000000000001&subject=${subject}&total_amount=2.00&trade_no=2026112422001400000000000007&trade_status=TRADE_SUCCESS`;
  const sent = (charset: string, bytes: Buffer) => {
    const text = Buffer.from(signedText(charset, bytes.toString('latin1')), 'latin1');
    const signature = signBytes('RSA-SHA256', text, privateKey).toString('base64');
    const escaped = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const body = `${signedText(charset, escaped).replaceAll(' ', '+')}&sign_type=RSA2&sign=${encodeURIComponent(signature)}`;
    return Buffer.from(body.split('&').reverse().join('&'), 'latin1');
  };

  it('is every field but sign and sign_type, sorted, in the charset of the notice', () => {
    for (const body of [sent('utf-8', Buffer.from('围巾', 'utf8')), sent('GBK', Buffer.from([0xce, 0xa7, 0xbd, 0xed]))]) {
      expect(checked.verify(body, {}, now)).toMatchObject({ noticeId: 'n-7', amountFen: 200n, occurredAt: now - MINUTE });
    }
  });

  it('is not read in a charset that nobody agreed on', () => {
    expect(code(() => checked.verify(sent('utf-7', Buffer.from('x')), {}, now))).toBe('payments.notice-malformed');
  });
});

describe('a notice that is not from Alipay or not for us', () => {
  const fields = Object.fromEntries(new URLSearchParams(alipay.notice(trade, now).body.toString()));
  const { sign: _sign, ...unsigned } = fields;
  const resigned = (changed: Record<string, string>) => verified(alipay.signed({ ...unsigned, ...changed }).body);

  it('has no signature, a broken one, one of another key, or one by SHA-1', () => {
    expect(verified(Buffer.from(new URLSearchParams(unsigned).toString()))).toBe('payments.notice-unsigned');
    for (const sign of ['AAAA', 'kein base64', `${fields['sign']}A`]) expect(verified(Buffer.from(new URLSearchParams({ ...unsigned, sign }).toString()))).toBe('payments.notice-signature');
    expect(verified(alipayTwin(merchant).notice(trade, now).body)).toBe('payments.notice-signature');
    expect(resigned({ sign_type: 'RSA' })).toBe('payments.notice-signature');
  });

  it('was changed in one field, gained one, or lost one on the way', () => {
    const changes: Record<string, string>[] = [{ total_amount: '0.01' }, { out_trade_no: 'D-2' }, { extra: '1' }];
    for (const change of changes) {
      expect(verified(Buffer.from(new URLSearchParams({ ...fields, ...change }).toString()))).toBe('payments.notice-signature');
    }
    const { subject: _subject, ...lost } = fields;
    expect(verified(Buffer.from(new URLSearchParams(lost).toString()))).toBe('payments.notice-signature');
  });

  it('names a field twice, or is no form at all', () => {
    const body = alipay.notice(trade, now).body.toString();
    expect(verified(Buffer.from(`${body}&total_amount=0.01`))).toBe('payments.notice-malformed');
    expect(verified(Buffer.from('{"sign":"x"}'))).toBe('payments.notice-malformed');
    expect(verified(Buffer.from(`${body}%`))).toBe('payments.notice-malformed');
    expect(verified(Buffer.alloc(0))).toBe('payments.notice-malformed');
  });

  it('is genuine but for another app, merchant or purpose', () => {
    expect(resigned({})).toBe('accepted');
    expect(resigned({ app_id: '2026000000000002' })).toBe('payments.notice-app');
    expect(resigned({ seller_id: '2088000000000002' })).toBe('payments.notice-merchant');
    expect(resigned({ seller_id: '' })).toBe('payments.notice-malformed');
    expect(resigned({ trade_status: 'TRADE_PERHAPS' })).toBe('payments.notice-malformed');
    expect(resigned({ total_amount: '128.505' })).toBe('payments.notice-malformed');
  });

  it('is older than the last repetition or comes from the future', () => {
    const { body } = alipay.notice(trade, now);
    expect(verified(body, now + alipayOldestMs)).toBe('accepted');
    expect(verified(body, now + alipayOldestMs + 1)).toBe('payments.notice-time');
    expect(verified(body, now - 5 * MINUTE)).toBe('accepted');
    expect(verified(body, now - 5 * MINUTE - 1)).toBe('payments.notice-time');
  });

  it('is larger than any notice', () => {
    expect(verified(Buffer.alloc(noticeMaxBytes, 'a'))).toBe('payments.notice-malformed');
    expect(verified(Buffer.alloc(noticeMaxBytes + 1, 'a'))).toBe('payments.notice-too-large');
  });
});

describe('the amount of a genuine notice', () => {
  it('must be that of the order, to the fen', () => {
    const notice = notices.verify(alipay.notice(trade, now).body, {}, now);
    expect(code(() => checkNoticeAmount(notice, 12850n))).toBe('accepted');
    expect(code(() => checkNoticeAmount(notice, 12849n))).toBe('payments.notice-amount');
    expect(code(() => checkNoticeAmount(notice, 12851n))).toBe('payments.notice-amount');
  });
});

describe('a gateway that could not check signatures', () => {
  it('is not built: empty settings, no key, a key that is too short, a private key', () => {
    const build = (change: Partial<Parameters<typeof alipayNotices>[0]>) => code(() => alipayNotices({ ...merchant, alipayPublicKey: alipay.publicKey, ...change }));
    expect([build({ alipayPublicKey: '' }), build({ appId: ' ' }), build({ sellerId: '' })]).toEqual(Array.from({ length: 3 }, () => 'net.secret-missing'));
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(['secret', short, own].map((alipayPublicKey) => build({ alipayPublicKey }))).toEqual(Array.from({ length: 3 }, () => 'payments.key-wrong'));
    expect(build({})).toBe('accepted');
  });
});
