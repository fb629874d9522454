import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { HOUR, localText, MINUTE } from '../../../kernel/clock.ts';
import { yuanText } from '../../../kernel/money.ts';
import { alipaySignedBytes } from '../notify-alipay.ts';
import type { WireNotice } from './delivery.ts';

/** Pauses after which Alipay repeats a notice: 24 hours 24 minutes in all. */
export const alipayPausesMs: readonly number[] = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR];

export const alipayAccepts = (answer: { status: number; body: Buffer }): boolean => answer.status === 200 && answer.body.toString('utf8') === 'success';

export interface AlipayTrade {
  noticeId: string;
  tradeNo: string;
  merchantOrderNo: string;
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
  totalFen: bigint;
  subject: string;
  /** Of the payment, or of the closing. */
  at: number;
  /** Everything refunded so far, our number of the refund, and when. */
  refund?: { totalFen: bigint; requestNo: string; at: number };
}

/**
 * Stands in for Alipay: it has a key pair of its own and signs real notices with it. Only the public key leaves it, and is
 * registered like that of Alipay.
 */
export function alipayTwin(merchant: { appId: string; sellerId: string }) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    /** As the console of Alipay shows it: base64 without PEM lines. */
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    newId: () => randomBytes(17).toString('hex'),
    /** Signs any fields: also those that a forger would change afterwards. */
    signed(fields: Readonly<Record<string, string>>): WireNotice {
      const bytes = new Map(Object.entries(fields).map(([name, value]) => [name, Buffer.from(value, 'utf8')]));
      const signature = sign('RSA-SHA256', alipaySignedBytes(bytes), privateKey).toString('base64');
      const body = new URLSearchParams({ ...fields, sign: signature }).toString();
      return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: Buffer.from(body, 'latin1') };
    },
    notice(trade: AlipayTrade, now: number): WireNotice {
      const moment = localText(trade.at);
      return this.signed({
        notify_time: localText(now), notify_type: 'trade_status_sync', notify_id: trade.noticeId, charset: 'utf-8', version: '1.0',
        sign_type: 'RSA2', app_id: merchant.appId, auth_app_id: merchant.appId, seller_id: merchant.sellerId,
        trade_no: trade.tradeNo, out_trade_no: trade.merchantOrderNo, trade_status: trade.status, subject: trade.subject,
        total_amount: yuanText(trade.totalFen), receipt_amount: yuanText(trade.totalFen),
        ...(trade.status === 'TRADE_CLOSED' ? { gmt_close: moment } : trade.status === 'WAIT_BUYER_PAY' ? {} : { gmt_payment: moment }),
        ...(trade.refund ? { refund_fee: yuanText(trade.refund.totalFen), out_biz_no: trade.refund.requestNo, gmt_refund: `${localText(trade.refund.at)}.000` } : {}),
      });
    },
  };
}
