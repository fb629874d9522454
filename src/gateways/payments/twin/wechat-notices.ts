import { createCipheriv, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { HOUR, localText, MINUTE, SECOND } from '../../../kernel/clock.ts';
import { wechatSignedBytes } from '../notify-wechat.ts';
import type { WireNotice } from './delivery.ts';

/** Pauses after which WeChat Pay repeats a notice: 24 hours 4 minutes in all. */
export const wechatPausesMs: readonly number[] = [
  15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE, HOUR,
  3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR,
];

export const wechatAccepts = (answer: { status: number }): boolean => answer.status === 200 || answer.status === 204;

export interface WechatPayment {
  noticeId: string;
  tradeNo: string;
  merchantOrderNo: string;
  appId: string;
  totalFen: bigint;
  at: number;
}

export interface WechatRefund extends Omit<WechatPayment, 'appId'> {
  status: 'SUCCESS' | 'CLOSED' | 'ABNORMAL';
  refundNo: string;
  requestNo: string;
  refundFen: bigint;
}

const iso = (instant: number): string => `${localText(instant).replace(' ', 'T')}+08:00`;

/** Stands in for WeChat Pay: own platform key, real signatures, resources sealed with the merchant's APIv3 key. */
export function wechatTwin(merchant: { merchantId: string; apiV3Key: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const serial = `PUB_KEY_ID_${randomBytes(16).toString('hex').toUpperCase()}`;
  const sealed = (content: unknown, associated: string) => {
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(merchant.apiV3Key, 'utf8'), Buffer.from(nonce, 'utf8'));
    cipher.setAAD(Buffer.from(associated, 'utf8'));
    const bytes = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { algorithm: 'AEAD_AES_256_GCM', ciphertext: bytes.toString('base64'), nonce, associated_data: associated, original_type: associated };
  };
  return {
    serial,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    newId: () => randomUUID(),
    /** Signs any body: also one that is no notice. */
    signed(body: Buffer, now: number): WireNotice {
      const timestamp = String(Math.floor(now / SECOND));
      const nonce = randomBytes(16).toString('hex');
      return {
        headers: {
          'content-type': 'application/json', 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-serial': serial,
          'wechatpay-signature': sign('RSA-SHA256', wechatSignedBytes(timestamp, nonce, body), privateKey).toString('base64'),
        },
        body,
      };
    },
    /** Any content under any event, sealed and signed. */
    event(noticeId: string, eventType: string, content: unknown, now: number): WireNotice {
      const associated = eventType.startsWith('REFUND') ? 'refund' : 'transaction';
      const body = { id: noticeId, create_time: iso(now), resource_type: 'encrypt-resource', event_type: eventType, summary: '通知', resource: sealed(content, associated) };
      return this.signed(Buffer.from(JSON.stringify(body), 'utf8'), now);
    },
    payment(payment: WechatPayment, now: number): WireNotice {
      return this.event(payment.noticeId, 'TRANSACTION.SUCCESS', {
        mchid: merchant.merchantId, appid: payment.appId, out_trade_no: payment.merchantOrderNo, transaction_id: payment.tradeNo,
        trade_type: 'JSAPI', trade_state: 'SUCCESS', trade_state_desc: '支付成功', bank_type: 'OTHERS', success_time: iso(payment.at),
        amount: { total: Number(payment.totalFen), payer_total: Number(payment.totalFen), currency: 'CNY', payer_currency: 'CNY' },
      }, now);
    },
    refund(refund: WechatRefund, now: number): WireNotice {
      return this.event(refund.noticeId, `REFUND.${refund.status}`, {
        mchid: merchant.merchantId, out_trade_no: refund.merchantOrderNo, transaction_id: refund.tradeNo, out_refund_no: refund.requestNo,
        refund_id: refund.refundNo, refund_status: refund.status, ...(refund.status === 'SUCCESS' ? { success_time: iso(refund.at) } : {}),
        user_received_account: '支付用户零钱',
        amount: { total: Number(refund.totalFen), refund: Number(refund.refundFen), payer_total: Number(refund.totalFen), payer_refund: Number(refund.refundFen) },
      }, now);
    },
  };
}
