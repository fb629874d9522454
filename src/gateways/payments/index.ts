import type { ImportFormat } from '../../kernel/imports/format.ts';
import { alipayFund, alipayLedger } from './alipay-fund.ts';
import { alipayTrade } from './alipay-trade.ts';
import type { BillRow } from './bill-row.ts';
import { wechatFund } from './wechat-fund.ts';
import { wechatTrade } from './wechat-trade.ts';

/** Every payment bill that can be imported. */
export const paymentFormats: readonly ImportFormat<BillRow>[] = [alipayTrade, alipayFund, alipayLedger, wechatTrade, wechatFund];

export { alipaySummary } from './alipay-preamble.ts';
export type { BillKind, BillRow } from './bill-row.ts';
export { alipayNotices, type AlipaySettings } from './notify-alipay.ts';
export { wechatNotices, type WechatSettings } from './notify-wechat.ts';
export { checkNoticeAmount, paymentsNo, type NoticeAnswer, type NoticeEvent, type NoticeHeaders, type PaymentNotice, type PaymentNotices } from './notice.ts';
