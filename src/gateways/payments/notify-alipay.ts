import { verify as verifySignature } from 'node:crypto';
import { HOUR } from '../../kernel/clock.ts';
import { requireSecret } from '../../kernel/net/secrets.ts';
import { refuse } from '../../kernel/refusal.ts';
import { readFen, readTime } from './cells.ts';
import { malformed, noticeMaxBytes, noticeToleranceMs, paymentsNo, providerKey, signatureBytes, type NoticeEvent, type PaymentNotice, type PaymentNotices } from './notice.ts';

export interface AlipaySettings {
  /** 支付宝公钥 (not our own application key): PEM or the base64 of the console. */
  alipayPublicKey: string;
  /** Our application's id. */
  appId: string;
  /** Our 2088… merchant id. */
  sellerId: string;
}

/** Alipay repeats a notice for 24 hours and 24 minutes; what is older is no repetition. */
export const alipayOldestMs = 25 * HOUR;

const events: Record<string, NoticeEvent> = { WAIT_BUYER_PAY: 'pending', TRADE_SUCCESS: 'paid', TRADE_FINISHED: 'paid', TRADE_CLOSED: 'closed' };

/**
 * Asynchronous notices of Alipay (trade_status_sync), signed with RSA2: all parameters but `sign` and `sign_type`, decoded, sorted
 * by name, joined as `name=value&…`, in the bytes of their own charset. SHA-1 (sign_type RSA) is refused.
 * Throws `net.secret-missing` or `payments.key-wrong` when it cannot check signatures.
 */
export function alipayNotices(settings: AlipaySettings): PaymentNotices {
  const key = providerKey('支付宝公钥', settings.alipayPublicKey);
  const appId = requireSecret('支付宝应用 APPID', settings.appId);
  const sellerId = requireSecret('支付宝商户 PID', settings.sellerId);
  return {
    provider: 'alipay',
    accepted: { status: 200, type: 'text/plain; charset=utf-8', body: 'success' },
    rejected: { status: 200, type: 'text/plain; charset=utf-8', body: 'failure' },
    verify(raw, _headers, now) {
      if (raw.byteLength > noticeMaxBytes) throw refuse(paymentsNo['notice-too-large']);
      const fields = formFields(raw);
      const sign = fields.get('sign')?.toString('latin1');
      const signType = fields.get('sign_type')?.toString('latin1');
      if (!sign || !signType) throw refuse(paymentsNo['notice-unsigned']);
      const signature = signatureBytes(sign);
      if (signType !== 'RSA2' || !signature || !verifySignature('RSA-SHA256', alipaySignedBytes(fields), key, signature)) {
        throw refuse(paymentsNo['notice-signature']);
      }
      return noticeOf(textFields(fields), { appId, sellerId }, now);
    },
  };
}

/** What is signed. Bytes, not text: the charset of the notice may be GBK. Names are ASCII, so byte order is alphabetical order. */
export function alipaySignedBytes(fields: ReadonlyMap<string, Buffer>): Buffer {
  const names = [...fields.keys()].filter((name) => name !== 'sign' && name !== 'sign_type').sort();
  const parts = names.flatMap((name, at) => [Buffer.from(`${at === 0 ? '' : '&'}${name}=`, 'latin1'), fields.get(name) ?? Buffer.alloc(0)]);
  return Buffer.concat(parts);
}

/** Fields of an urlencoded body as bytes. A name twice would let a reader see another value than the signature covers. */
function formFields(raw: Uint8Array): Map<string, Buffer> {
  const fields = new Map<string, Buffer>();
  for (const pair of Buffer.from(raw).toString('latin1').split('&')) {
    const at = pair.indexOf('=');
    const name = at < 0 ? '' : pair.slice(0, at);
    if (!/^[A-Za-z0-9_]{1,64}$/.test(name) || fields.has(name)) throw malformed('form');
    fields.set(name, percentDecoded(pair.slice(at + 1)));
  }
  return fields;
}

function percentDecoded(text: string): Buffer {
  const plain = text.replaceAll('+', ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw malformed('percent-encoding');
  return Buffer.from(plain, 'latin1');
}

const charsets: Record<string, string> = { 'utf-8': 'utf-8', utf8: 'utf-8', gbk: 'gb18030', gb2312: 'gb18030', gb18030: 'gb18030' };

function textFields(fields: ReadonlyMap<string, Buffer>): (name: string) => string {
  const charset = charsets[(fields.get('charset')?.toString('latin1') ?? 'utf-8').toLowerCase()];
  if (!charset) throw malformed('charset');
  const decoder = new TextDecoder(charset, { fatal: true });
  return (name) => {
    try {
      return decoder.decode(fields.get(name) ?? Buffer.alloc(0));
    } catch (error) {
      if (error instanceof TypeError) throw malformed(name);
      throw error;
    }
  };
}

function noticeOf(field: (name: string) => string, own: { appId: string; sellerId: string }, now: number): PaymentNotice {
  const required = (name: string): string => {
    const value = field(name);
    if (!value) throw malformed(name);
    return value;
  };
  const amount = (name: string, text: string): bigint => {
    const fen = readFen(text);
    if (fen === null || fen < 0n) throw malformed(name);
    return fen;
  };
  // Refund times carry milliseconds.
  const time = (name: string): number | null => readTime(field(name).replace(/\.\d{1,3}$/, ''));
  if (required('app_id') !== own.appId) throw refuse(paymentsNo['notice-app'], undefined, { appId: field('app_id') });
  if (required('seller_id') !== own.sellerId) throw refuse(paymentsNo['notice-merchant'], undefined, { merchantId: field('seller_id') });
  const sentAt = time('notify_time');
  if (sentAt === null) throw malformed('notify_time');
  if (sentAt > now + noticeToleranceMs || sentAt < now - alipayOldestMs) throw refuse(paymentsNo['notice-time'], undefined, { sentAt, now });
  if (required('notify_type') !== 'trade_status_sync') throw malformed('notify_type');
  const eventText = required('trade_status');
  const status = events[eventText];
  if (!status) throw malformed('trade_status');
  const refunded = field('refund_fee') ? amount('refund_fee', field('refund_fee')) : 0n;
  const event: NoticeEvent = refunded > 0n ? 'refunded' : status;
  const moment = event === 'refunded' ? time('gmt_refund') : event === 'closed' ? time('gmt_close') : time('gmt_payment');
  return {
    provider: 'alipay', noticeId: required('notify_id'), event, eventText,
    tradeNo: required('trade_no'), merchantOrderNo: required('out_trade_no'),
    amountFen: amount('total_amount', required('total_amount')),
    refund: refunded > 0n ? { no: null, requestNo: field('out_biz_no') || null, amountFen: refunded, scope: 'total' } : null,
    occurredAt: moment ?? sentAt, merchantId: own.sellerId, appId: own.appId,
  };
}
