import { createPublicKey, type KeyObject } from 'node:crypto';
import { MINUTE } from '../../kernel/clock.ts';
import { yuanText } from '../../kernel/money.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { requireSecret } from '../../kernel/net/secrets.ts';
import { refusals, refuse } from '../../kernel/refusal.ts';
import { words } from '../../kernel/words.ts';

export type NoticeEvent = 'paid' | 'pending' | 'closed' | 'refunded' | 'refund-closed' | 'refund-failed';

/** What a payment provider has told us, after its signature was checked. Money in fen, instants in ms UTC. */
export interface PaymentNotice {
  provider: 'alipay' | 'wechat';
  /** The provider's id of this notice: the same for each repetition, so the caller keeps it to answer repetitions without effect. */
  noticeId: string;
  event: NoticeEvent;
  /** The provider's own word: TRADE_SUCCESS, REFUND.ABNORMAL… */
  eventText: string;
  tradeNo: string;
  merchantOrderNo: string;
  /** Amount of the whole order, also on refunds: to be compared with the order (`checkNoticeAmount`). */
  amountFen: bigint;
  refund: {
    /** The provider's refund number, null where it states none (Alipay). */
    no: string | null;
    /** Our number of the refund. */
    requestNo: string | null;
    amountFen: bigint;
    /** Alipay states everything refunded so far, WeChat Pay this one refund. */
    scope: 'this' | 'total';
  } | null;
  occurredAt: number;
  merchantId: string;
  appId: string | null;
}

export type NoticeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What must be answered so that the provider stops, or goes on, repeating the notice. */
export interface NoticeAnswer {
  status: number;
  type: string;
  body: string;
}

export interface PaymentNotices {
  readonly provider: PaymentNotice['provider'];
  /**
   * `raw` are the bytes as they came in, never a body that was parsed and written again. Refuses `payments.notice-*`; nothing of
   * the notice is read before its signature holds.
   */
  verify(raw: Uint8Array, headers: NoticeHeaders, now: number): PaymentNotice;
  readonly accepted: NoticeAnswer;
  readonly rejected: NoticeAnswer;
}

/** Clocks of provider and server may differ by this much, both ways. */
export const noticeToleranceMs = 5 * MINUTE;

/** Notices have a few kilobytes; more is not read. */
export const noticeMaxBytes = 64 * 1024;

const check = words('请核对支付接口配置与支付平台后台是否一致；若无法解释，请按可疑请求上报管理员。', 'Compare the payment settings with the provider’s console; report the request to an administrator if it stays unexplained.');

export const paymentsNo = refusals('payments', {
  'notice-unsigned': { status: 401, title: words('支付通知缺少签名信息', 'The payment notice carries no complete signature'), next: check },
  'notice-signature': { status: 401, title: words('支付通知签名不正确', 'The signature of the payment notice is wrong'), next: check },
  'notice-serial': {
    status: 401,
    title: words('支付通知使用了未登记的平台证书或公钥', 'The payment notice is signed with a key that is not registered'),
    next: words('请在支付平台下载新的平台证书或公钥，登记后等待平台重发通知。', 'Download the new platform key, register it, and let the provider repeat the notice.'),
  },
  'notice-time': {
    status: 401,
    title: words('支付通知的时间超出允许范围', 'The time of the payment notice lies outside the window'),
    next: words('请检查服务器时间；时间正确时，这可能是被重放的旧通知。', 'Check the server’s clock; if it is right, this may be an old notice sent again.'),
  },
  'notice-malformed': { status: 400, title: words('支付通知内容不符合约定格式', 'The payment notice is not of the agreed form'), next: check },
  'notice-too-large': { status: 413, title: words('支付通知内容过大', 'The payment notice is too large'), next: check },
  'notice-undecryptable': {
    status: 401,
    title: words('支付通知无法解密', 'The payment notice cannot be decrypted'),
    next: words('请核对 APIv3 密钥是否与商户平台一致。', 'Compare the APIv3 key with the merchant console.'),
  },
  'notice-merchant': { status: 409, title: words('支付通知不属于本公司商户号', 'The payment notice is for another merchant'), next: check },
  'notice-app': { status: 409, title: words('支付通知不属于本公司应用', 'The payment notice is for another app'), next: check },
  'notice-currency': { status: 409, title: words('支付通知的币种不是人民币', 'The payment notice is not in CNY'), next: check },
  'notice-amount': {
    status: 409,
    title: words('支付金额与订单金额不一致', 'The amount paid differs from the order'),
    next: words('此笔已隔离，请财务在支付平台核实实际收款后再处理订单。', 'The notice is set apart: finance checks with the provider what was paid before the order goes on.'),
  },
});

export const malformed = (what: string) => refuse(paymentsNo['notice-malformed'], words(`支付通知内容不符合约定格式：${what}`, `The payment notice is not of the agreed form: ${what}`), { field: what });

/** The amount of a genuine notice against our order. Refuses `payments.notice-amount`. */
export function checkNoticeAmount(notice: PaymentNotice, expectedFen: bigint): void {
  if (notice.amountFen === expectedFen) return;
  throw refuse(paymentsNo['notice-amount'], words(
    `支付平台通知金额 ${yuanText(notice.amountFen)} 元，订单 ${notice.merchantOrderNo} 应为 ${yuanText(expectedFen)} 元`,
    `The provider states ${yuanText(notice.amountFen)} yuan, order ${notice.merchantOrderNo} comes to ${yuanText(expectedFen)}`,
  ), { merchantOrderNo: notice.merchantOrderNo, tradeNo: notice.tradeNo, statedFen: Number(notice.amountFen), expectedFen: Number(expectedFen) });
}

/**
 * A provider's public key: PEM (key or certificate) or the bare base64 that consoles show. Throws `net.secret-missing` when it
 * is empty and `payments.key-wrong` when it is no RSA key of at least 2048 bits.
 */
export function providerKey(name: string, value: string | undefined): KeyObject {
  const text = requireSecret(name, value).trim();
  const pem = text.startsWith('-----') ? text : `-----BEGIN PUBLIC KEY-----\n${text.replace(/\s+/g, '')}\n-----END PUBLIC KEY-----\n`;
  const wrong = (cause?: unknown) => new GatewayFailure('payments.key-wrong', words(
    `“${name}”不是有效的 RSA2 公钥（至少 2048 位），请从支付平台重新复制。`, `"${name}" is no RSA public key of at least 2048 bits; copy it again from the provider.`,
  ), { facts: { setting: name }, cause });
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (error) {
    throw wrong(error);
  }
  if (pem.includes('PRIVATE KEY') || key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw wrong();
  return key;
}

/** Base64 of a signature; null when it is none. Buffer would skip what does not belong. */
export function signatureBytes(text: string): Buffer | null {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}
