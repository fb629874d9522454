import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../kernel/clock.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { requireSecret } from '../../../kernel/net/secrets.ts';
import { acs3Authorization, canonicalQuery, sha256Hex } from './acs3-signature.ts';

export interface Sms {
  /** Ours, of the outbox; comes back with the provider's receipts (OutId). */
  readonly key: string;
  /** Mainland mobile, 11 digits. */
  readonly to: string;
  /** The provider sends registered templates only (`SMS_1234567`). */
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface SmsReceipt {
  readonly providerId: string;
}

export interface SmsGateway {
  /**
   * Throws `messages.sms-number-wrong`, `messages.sms-limit` (retry), `messages.sms-sign-refused`, `messages.sms-refused`. The
   * provider knows no idempotence: after a time-out a second sending may reach the phone twice.
   */
  send(sms: Sms): Promise<SmsReceipt>;
}

export interface SmsSettings {
  readonly keyId: string;
  readonly keySecret: string;
  /** 短信签名, registered with the provider. */
  readonly signName: string;
  readonly clock: Clock;
  readonly baseUrl?: string;
}

const answer = z.object({ Code: z.string(), Message: z.string().nullish(), BizId: z.string().nullish() });

const failures: readonly (readonly [RegExp, string, Words, boolean])[] = [
  [/^isv\.MOBILE_NUMBER_ILLEGAL$|^isv\.MOBILE_COUNT_OVER_LIMIT$/, 'messages.sms-number-wrong', words('手机号码不正确。', 'The phone number is not valid.'), false],
  [/^isv\.BUSINESS_LIMIT_CONTROL$|^isv\.DAY_LIMIT_CONTROL$|^Throttling/, 'messages.sms-limit', words('短信发送过于频繁，已被运营商限流，稍后会重试。', 'The provider limits the frequency; it will be tried again.'), true],
  [/^SignatureDoesNotMatch$|^InvalidAccessKeyId|^InvalidTimeStamp|^SignatureNonceUsed$/, 'messages.sms-sign-refused', words('短信平台验签失败，请核对 AccessKey 和服务器时间。', 'The SMS provider refused our signature: check the access key and the clock.'), false],
  [/^isv\.AMOUNT_NOT_ENOUGH$|^isv\.OUT_OF_SERVICE$/, 'messages.sms-quota-used', words('短信账户余额不足或已停机。', 'The SMS account is out of credit or out of service.'), false],
];

/** SendSms of Alibaba Cloud's short message service (dysmsapi 2017-05-25), signed with ACS3-HMAC-SHA256. */
export function createSmsGateway(settings: SmsSettings, fetch: SafeFetch): SmsGateway {
  const keyId = requireSecret('短信 AccessKeyId', settings.keyId);
  const secret = requireSecret('短信 AccessKeySecret', settings.keySecret);
  const signName = requireSecret('短信签名', settings.signName);
  const base = settings.baseUrl ?? 'https://dysmsapi.aliyuncs.com';

  return {
    async send(sms) {
      if (!/^1\d{10}$/.test(sms.to)) throw new GatewayFailure('messages.sms-number-wrong', words('手机号码不正确。', 'The phone number is not valid.'));
      const query = { PhoneNumbers: sms.to, SignName: signName, TemplateCode: sms.template, TemplateParam: JSON.stringify(sms.values), OutId: sms.key };
      const headers = {
        host: new URL(base).host,
        'x-acs-action': 'SendSms',
        'x-acs-version': '2017-05-25',
        'x-acs-date': new Date(settings.clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
        'x-acs-signature-nonce': randomUUID(),
        'x-acs-content-sha256': sha256Hex(''),
      };
      const authorization = acs3Authorization({ method: 'POST', path: '/', query, headers }, keyId, secret);
      const got = await fetch({ url: `${base}/?${canonicalQuery(query)}`, method: 'POST', headers: { ...headers, authorization, accept: 'application/json' } });
      const parsed = answer.safeParse(readJson(got.body));
      if (!parsed.success) {
        throw new GatewayFailure('messages.sms-answer-unreadable', words(`短信平台的返回内容无法识别（HTTP ${got.status}）。`, `The SMS provider's answer cannot be read (HTTP ${got.status}).`), { retry: got.status >= 500, facts: { status: got.status } });
      }
      const { Code: code, Message: message, BizId: providerId } = parsed.data;
      if (code === 'OK' && providerId) return { providerId };
      const facts = { providerCode: code, message: message ?? null };
      const row = failures.find(([pattern]) => pattern.test(code));
      if (row) throw new GatewayFailure(row[1], row[2], { retry: row[3], facts });
      throw new GatewayFailure('messages.sms-refused', words(`短信平台拒绝发送：${message ?? ''}（${code}）。`, `The SMS provider refused: ${message ?? ''} (${code}).`), { retry: got.status >= 500, facts });
    },
  };
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Told apart by the schema: undefined is no answer.
    return undefined;
  }
}
