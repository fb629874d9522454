import type { Clock } from '../../../kernel/clock.ts';
import { json, startLoopbackServer, type PeerAnswer, type PeerRequest } from '../../../kernel/net/loopback-server.ts';
import { requireSecret, sameSecret } from '../../../kernel/net/secrets.ts';
import { acs3Signature, sha256Hex, signedHeaderNames } from './acs3-signature.ts';

export interface SmsTwinOptions {
  readonly clock: Clock;
  readonly keyId: string;
  readonly keySecret: string;
  /** Registered signs and templates with their text (`您的验证码是${code}`); others are refused. */
  readonly signNames: readonly string[];
  readonly templates: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly onError?: (error: unknown) => void;
}

export interface SentSms {
  readonly to: string;
  readonly text: string;
  readonly at: number;
  readonly key: string;
}

/** The provider takes a time 15 minutes off and a nonce once. */
export const smsClockToleranceMs = 15 * 60_000;
/** Per number: one a minute, five an hour, as the provider's defaults for codes. */
const perMinute = 1;
const perHour = 5;

/** A short message provider on loopback: checks signatures, times, nonces, templates and frequency, and keeps what it was told. */
export async function startSmsTwin(options: SmsTwinOptions): Promise<{ url: string; sent: () => readonly SentSms[]; stop: () => Promise<void> }> {
  const keyId = requireSecret('twin key', options.keyId);
  const secret = requireSecret('twin secret', options.keySecret);
  const sent: SentSms[] = [];
  const nonces = new Set<string>();
  const no = (status: number, Code: string, Message: string): PeerAnswer => json({ Code, Message, RequestId: '' }, status);

  const handle = (request: PeerRequest): PeerAnswer => {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
    const query = Object.fromEntries(request.query);
    const given = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(headers['authorization'] ?? '');
    if (!given) return no(400, 'MissingAuthorization', 'Authorization is missing.');
    const [, who = '', names = '', signature = ''] = given;
    if (who !== keyId) return no(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    const needed = signedHeaderNames(headers);
    const signedNames = names.split(';');
    const expected = acs3Signature({ method: request.method, path: request.path, query, headers }, signedNames, secret);
    const complete = needed.every((name) => signedNames.includes(name)) && headers['x-acs-content-sha256'] === sha256Hex(request.body);
    if (!complete || !sameSecret(signature, expected)) return no(400, 'SignatureDoesNotMatch', 'Specified signature does not match our calculation.');
    const now = options.clock.now();
    const date = Date.parse(headers['x-acs-date'] ?? '');
    if (Number.isNaN(date) || Math.abs(date - now) > smsClockToleranceMs) return no(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
    const nonce = headers['x-acs-signature-nonce'] ?? '';
    if (nonces.has(nonce)) return no(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
    nonces.add(nonce);
    if (headers['x-acs-action'] !== 'SendSms') return no(404, 'InvalidAction.NotFound', 'Specified action is not found.');

    const to = query['PhoneNumbers'] ?? '';
    if (!/^1\d{10}$/.test(to)) return no(200, 'isv.MOBILE_NUMBER_ILLEGAL', `${to}invalid mobile number`);
    if (!options.signNames.includes(query['SignName'] ?? '')) return no(200, 'isv.SMS_SIGNATURE_ILLEGAL', '短信签名不合法');
    const code = query['TemplateCode'] ?? '';
    const template = Object.hasOwn(options.templates, code) ? options.templates[code]! : null;
    if (template === null) return no(200, 'isv.SMS_TEMPLATE_ILLEGAL', '短信模版不合法');
    const values = JSON.parse(query['TemplateParam'] || '{}') as Record<string, unknown>;
    const missing = [...template.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!).filter((name) => typeof values[name] !== 'string');
    if (missing.length > 0) return no(200, 'isv.TEMPLATE_MISSING_PARAMETERS', `模板变量缺少参数：${missing.join(',')}`);
    const recent = (ms: number) => sent.filter((sms) => sms.to === to && now - sms.at < ms).length;
    if (recent(60_000) >= perMinute || recent(3_600_000) >= perHour) return no(200, 'isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控');
    sent.push({ to, at: now, key: query['OutId'] ?? '', text: `【${query['SignName']}】${template.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => String(values[name]))}` });
    return json({ Code: 'OK', Message: 'OK', BizId: `${now}^${sent.length}`, RequestId: '' });
  };

  const server = await startLoopbackServer(handle, { port: options.port ?? 0, ...(options.onError ? { onError: options.onError } : {}) });
  return { url: server.url, sent: () => sent, stop: () => server.stop() };
}
