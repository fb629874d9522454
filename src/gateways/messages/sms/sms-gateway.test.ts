import { afterEach, describe, expect, it } from 'vitest';
import { createSafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { acs3Authorization, canonicalQuery, sha256Hex } from './acs3-signature.ts';
import { createSmsGateway, type SmsSettings } from './sms-gateway.ts';
import { smsClockToleranceMs, startSmsTwin } from './sms-twin.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of open.splice(0).reverse()) await close(); });

const start = Date.UTC(2026, 10, 24, 2);
const account = { keyId: 'key-id', keySecret: 'key-secret' };
const code = { key: 'outbox-1', to: '13800000001', template: 'SMS_100001', values: { code: '482913' } };

async function provider(settings: Partial<SmsSettings> = {}) {
  const clock = { at: start, now: () => clock.at };
  const twin = await startSmsTwin({ clock, ...account, signNames: ['店章'], templates: { SMS_100001: '您的验证码是${code}，5分钟内有效。' } });
  open.push(() => twin.stop());
  const fetch = createSafeFetch({ allow: [new URL(twin.url).host] });
  open.push(() => fetch.close());
  return { clock, twin, fetch, gateway: createSmsGateway({ ...account, signName: '店章', clock, baseUrl: twin.url, ...settings }, fetch) };
}

describe('the signature', () => {
  it('is the one of the provider’s own worked example', () => {
    const headers = { host: 'ecs.cn-shanghai.aliyuncs.com', 'x-acs-action': 'RunInstances', 'x-acs-content-sha256': sha256Hex(''), 'x-acs-date': '2023-10-26T10:22:32Z', 'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d', 'x-acs-version': '2014-05-26' };
    const query = { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' };
    expect(acs3Authorization({ method: 'POST', path: '/', query, headers }, 'YourAccessKeyId', 'YourAccessKeySecret')).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0');
  });

  it('escapes what encodeURIComponent leaves', () => {
    expect(canonicalQuery({ b: "!'()*", a: '店 章' })).toBe('a=%E5%BA%97%20%E7%AB%A0&b=%21%27%28%29%2A');
  });
});

describe('a short message', () => {
  it('reaches the phone as its template says', async () => {
    const { gateway, twin } = await provider();
    expect((await gateway.send(code)).providerId).not.toBe('');
    expect(twin.sent()).toEqual([{ to: '13800000001', text: '【店章】您的验证码是482913，5分钟内有效。', at: start, key: 'outbox-1' }]);
  });

  it('is not sent under a wrong secret, a wrong key or an unknown sign', async () => {
    for (const wrong of [{ keySecret: 'other' }, { keyId: 'other' }]) await expect((await provider(wrong)).gateway.send(code)).rejects.toMatchObject({ code: 'messages.sms-sign-refused', retry: false });
    await expect((await provider({ signName: '别家' })).gateway.send(code)).rejects.toMatchObject({ code: 'messages.sms-refused', facts: { providerCode: 'isv.SMS_SIGNATURE_ILLEGAL' } });
    for (const empty of ['keyId', 'keySecret', 'signName'] as const) expect(() => createSmsGateway({ ...account, signName: '店章', clock: { now: () => start }, [empty]: '' }, (async () => { throw new Error('never called'); }) as never)).toThrow(/net.secret-missing/);
  });

  it('is taken 15 minutes apart by the clocks and refused a second more', async () => {
    for (const [skew, taken] of [[smsClockToleranceMs, true], [smsClockToleranceMs + 1_000, false], [-smsClockToleranceMs, true], [-smsClockToleranceMs - 1_000, false]] as const) {
      const { gateway } = await provider({ clock: { now: () => start + skew } });
      if (taken) expect(await gateway.send(code)).toBeTruthy();
      else await expect(gateway.send(code)).rejects.toMatchObject({ code: 'messages.sms-sign-refused', facts: { providerCode: 'InvalidTimeStamp.Expired' } });
    }
  });

  it('to one phone is limited to one a minute, and may be tried again', async () => {
    const { gateway, clock } = await provider();
    await gateway.send(code);
    clock.at = start + 59_999;
    await expect(gateway.send(code)).rejects.toMatchObject({ code: 'messages.sms-limit', retry: true });
    clock.at = start + 60_000;
    expect(await gateway.send(code)).toBeTruthy();
  });

  it('needs a mobile of eleven digits, a known template and all its values', async () => {
    const { gateway } = await provider();
    for (const to of ['1380000000', '138000000011', '02188880000', '138****0001']) await expect(gateway.send({ ...code, to })).rejects.toMatchObject({ code: 'messages.sms-number-wrong' });
    await expect(gateway.send({ ...code, template: 'SMS_9' })).rejects.toMatchObject({ facts: { providerCode: 'isv.SMS_TEMPLATE_ILLEGAL' } });
    await expect(gateway.send({ ...code, values: {} })).rejects.toMatchObject({ facts: { providerCode: 'isv.TEMPLATE_MISSING_PARAMETERS' } });
  });

  it('cannot be sent a second time by somebody who overheard it', async () => {
    const { twin, fetch } = await provider();
    const query = { PhoneNumbers: code.to, SignName: '店章', TemplateCode: code.template, TemplateParam: '{"code":"1"}', OutId: 'x' };
    const headers = { host: new URL(twin.url).host, 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25', 'x-acs-date': '2026-11-24T02:00:00Z', 'x-acs-signature-nonce': 'once', 'x-acs-content-sha256': sha256Hex('') };
    const authorization = acs3Authorization({ method: 'POST', path: '/', query, headers }, account.keyId, account.keySecret);
    const say = async (changed: Record<string, string> = {}) => JSON.parse((await fetch({ url: `${twin.url}/?${canonicalQuery({ ...query, ...changed })}`, method: 'POST', headers: { ...headers, authorization } })).body.toString()).Code;
    expect(await say({ PhoneNumbers: '13800000002' })).toBe('SignatureDoesNotMatch');
    expect(await say()).toBe('OK');
    expect(await say()).toBe('SignatureNonceUsed');
  });
});
