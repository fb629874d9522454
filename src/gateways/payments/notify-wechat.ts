import { createDecipheriv, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { requireSecret } from '../../kernel/net/secrets.ts';
import { refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';
import { malformed, noticeMaxBytes, noticeToleranceMs, paymentsNo, providerKey, signatureBytes, type NoticeEvent, type NoticeHeaders, type PaymentNotice, type PaymentNotices } from './notice.ts';

export interface WechatSettings {
  /** Serial (of a platform certificate, or PUB_KEY_ID_…) → its key or certificate in PEM. While WeChat changes keys both are needed. */
  platformKeys: Readonly<Record<string, string>>;
  /** APIv3 key: 32 bytes. */
  apiV3Key: string;
  merchantId: string;
  /** Apps that may have started the payment (official account, mini program, app). */
  appIds: readonly string[];
}

const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().min(1),
  create_time: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  resource: z.object({
    algorithm: z.string(), ciphertext: z.base64().min(24), nonce: z.string(), associated_data: z.string().default(''),
  }),
});

const amountOf = z.int().min(0).transform(BigInt);
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const currency = z.string().default('CNY');

const transaction = z.object({
  mchid: z.string(), appid: z.string(), out_trade_no: z.string().min(1), transaction_id: z.string().min(1),
  trade_state: z.literal('SUCCESS'), success_time: moment, amount: z.object({ total: amountOf, currency }),
});

const refundOutcome = z.object({
  mchid: z.string(), out_trade_no: z.string().min(1), transaction_id: z.string().min(1), out_refund_no: z.string().min(1),
  refund_id: z.string().min(1), refund_status: z.enum(['SUCCESS', 'CLOSED', 'ABNORMAL']), success_time: moment.optional(),
  amount: z.object({ total: amountOf, refund: amountOf, currency }),
});

const refundEvents: Record<string, { status: z.output<typeof refundOutcome>['refund_status']; event: NoticeEvent }> = {
  'REFUND.SUCCESS': { status: 'SUCCESS', event: 'refunded' },
  'REFUND.CLOSED': { status: 'CLOSED', event: 'refund-closed' },
  'REFUND.ABNORMAL': { status: 'ABNORMAL', event: 'refund-failed' },
};

/**
 * Notices of WeChat Pay APIv3: SHA256 with RSA over `timestamp\nnonce\nbody\n` with the platform key named by Wechatpay-Serial, not
 * older or newer than 300 s, and a resource sealed with AES-256-GCM under the APIv3 key. WeChat also sends probes with a wrong
 * signature (WECHATPAY/SIGNTEST/…): they fail like every other wrong signature, as they must.
 * Throws `net.secret-missing`, `payments.key-wrong` or `payments.secret-wrong` when it cannot check or open notices.
 */
export function wechatNotices(settings: WechatSettings): PaymentNotices {
  const keys = new Map(Object.entries(settings.platformKeys).map(([serial, pem]) => [serial, providerKey(`微信支付平台公钥 ${serial}`, pem)]));
  if (keys.size === 0) requireSecret('微信支付平台公钥', '');
  const apiV3Key = Buffer.from(requireSecret('微信支付 APIv3 密钥', settings.apiV3Key), 'utf8');
  if (apiV3Key.length !== 32) {
    throw new GatewayFailure('payments.secret-wrong', words('微信支付 APIv3 密钥必须为 32 个字符。', 'The APIv3 key of WeChat Pay must have 32 characters.'));
  }
  const merchantId = requireSecret('微信支付商户号', settings.merchantId);
  if (settings.appIds.length === 0) requireSecret('微信 APPID', '');
  const appIds = settings.appIds.map((appId) => requireSecret('微信 APPID', appId));
  return {
    provider: 'wechat',
    accepted: { status: 204, type: 'application/json', body: '' },
    rejected: { status: 401, type: 'application/json', body: '{"code":"FAIL","message":"失败"}' },
    verify(raw, headers, now) {
      if (raw.byteLength > noticeMaxBytes) throw refuse(paymentsNo['notice-too-large']);
      const signed = signatureOf(headers);
      if (Math.abs(now - signed.timestamp * 1000) > noticeToleranceMs) throw refuse(paymentsNo['notice-time'], undefined, { sentAt: signed.timestamp * 1000, now });
      const key = keys.get(signed.serial);
      if (!key) throw refuse(paymentsNo['notice-serial'], undefined, { serial: signed.serial.slice(0, 64) });
      const signature = signatureBytes(signed.signature);
      const bytes = wechatSignedBytes(String(signed.timestamp), signed.nonce, raw);
      if (!signature || !verifySignature('RSA-SHA256', bytes, key, signature)) throw refuse(paymentsNo['notice-signature']);
      const sent = shaped(envelope, json(Buffer.from(raw)), 'body');
      if (sent.resource.algorithm !== 'AEAD_AES_256_GCM') throw malformed('resource.algorithm');
      return noticeOf(sent, json(opened(sent.resource, apiV3Key)), { merchantId, appIds });
    },
  };
}

export const wechatSignedBytes = (timestamp: string, nonce: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`, 'utf8'), body, Buffer.from('\n')]);

function signatureOf(headers: NoticeHeaders) {
  const given = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const one = (name: string): string => {
    const value = given.get(name);
    if (typeof value !== 'string' || value === '') throw refuse(paymentsNo['notice-unsigned'], undefined, { header: name });
    return value;
  };
  const timestamp = one('wechatpay-timestamp');
  if (!/^[1-9]\d{9,10}$/.test(timestamp)) throw refuse(paymentsNo['notice-unsigned'], undefined, { header: 'wechatpay-timestamp' });
  return { timestamp: Number(timestamp), nonce: one('wechatpay-nonce'), serial: one('wechatpay-serial'), signature: one('wechatpay-signature') };
}

function opened(resource: z.output<typeof envelope>['resource'], key: Buffer): Buffer {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  const nonce = Buffer.from(resource.nonce, 'utf8');
  if (nonce.length !== 12 || sealed.length <= 16) throw malformed('resource');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(resource.associated_data, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-16));
  const start = decipher.update(sealed.subarray(0, -16));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    // The tag does not hold: node gives no finer reason, and none may be told.
    throw refuse(paymentsNo['notice-undecryptable']);
  }
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw malformed('json');
    throw error;
  }
}

function shaped<T extends z.ZodType>(shape: T, value: unknown, what: string): z.output<T> {
  const read = shape.safeParse(value);
  if (!read.success) throw malformed([what, ...(read.error.issues[0]?.path ?? [])].join('.'));
  return read.data;
}

function noticeOf(sent: z.output<typeof envelope>, content: unknown, own: { merchantId: string; appIds: readonly string[] }): PaymentNotice {
  const { id: noticeId, event_type: eventText } = sent;
  const checkOwner = (mchid: string, money: string) => {
    if (mchid !== own.merchantId) throw refuse(paymentsNo['notice-merchant'], undefined, { merchantId: mchid });
    if (money !== 'CNY') throw refuse(paymentsNo['notice-currency'], undefined, { currency: money });
  };
  if (eventText === 'TRANSACTION.SUCCESS') {
    const paid = shaped(transaction, content, 'transaction');
    checkOwner(paid.mchid, paid.amount.currency);
    if (!own.appIds.includes(paid.appid)) throw refuse(paymentsNo['notice-app'], undefined, { appId: paid.appid });
    return {
      provider: 'wechat', noticeId, event: 'paid', eventText, tradeNo: paid.transaction_id, merchantOrderNo: paid.out_trade_no,
      amountFen: paid.amount.total, refund: null, occurredAt: paid.success_time, merchantId: paid.mchid, appId: paid.appid,
    };
  }
  const known = refundEvents[eventText];
  if (!known) throw malformed('event_type');
  const refund = shaped(refundOutcome, content, 'refund');
  checkOwner(refund.mchid, refund.amount.currency);
  if (refund.refund_status !== known.status) throw malformed('refund.refund_status');
  if (refund.amount.refund > refund.amount.total) throw malformed('refund.amount');
  // A refund that was closed or failed has no time of success; the notice itself has the time.
  const at = refund.success_time;
  if (known.event === 'refunded' && at === undefined) throw malformed('refund.success_time');
  return {
    provider: 'wechat', noticeId, event: known.event, eventText, tradeNo: refund.transaction_id, merchantOrderNo: refund.out_trade_no,
    amountFen: refund.amount.total,
    refund: { no: refund.refund_id, requestNo: refund.out_refund_no, amountFen: refund.amount.refund, scope: 'this' },
    occurredAt: at ?? sent.create_time, merchantId: refund.mchid, appId: null,
  };
}
