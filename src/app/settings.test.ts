import { describe, expect, test } from 'vitest';
import { allowedHosts, readSettings, smsTemplates, WrongSettings } from './settings.ts';

const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    return error.faults;
  }
};
const sms = { SMS_KEY_ID: 'LTAIexample', SMS_KEY_SECRET: 'secret-of-sms', SMS_SIGN: '示例商贸', SMS_TEMPLATES: 'ship-notice=SMS_1, shortage-notice=SMS_2' };

describe('settings by environment', () => {
  test('all that is wrong is told together, and no secret with it', () => {
    const faults = faultsOf({ PORT: '70000', SMTP_URL: 'http://mail', SMS_KEY_SECRET: 'short', NET_ALLOW: 'here' });
    expect(faults).toHaveLength(3);
    expect(faults.map((f) => f.split(/[=:]/)[0])).toEqual(['PORT', 'SMTP_URL', 'SMS_KEY_SECRET']);
    expect(faults.join()).not.toContain('short"');
  });
  test('what is wrong is said in both languages', () => {
    const faults = faultsOf({ PORT: 'abc', DATABASE_URL: 'localhost', PUBLIC_URL: 'example.com', LOG_LEVEL: 'loud', KUAIDI100_KEY: 'short', HOST: '' });
    expect(faults).toHaveLength(6);
    for (const fault of faults) expect(fault.slice(0, fault.lastIndexOf('(')), fault).toMatch(/: [^·]*\p{Script=Han}[^·]* · [^·]*[A-Za-z]/u);
  });
  test('short messages want their four settings together, and templates in pairs', () => {
    expect(faultsOf(sms)).toEqual([]);
    expect([...smsTemplates(readSettings(sms))]).toEqual([['ship-notice', 'SMS_1'], ['shortage-notice', 'SMS_2']]);
    const { SMS_SIGN: _sign, SMS_TEMPLATES: _templates, ...half } = sms;
    expect(faultsOf(half)).toEqual([expect.stringMatching(/^SMS_SIGN, SMS_TEMPLATES: missing/)]);
    expect(faultsOf({ ...sms, SMS_TEMPLATES: 'ship-notice=SMS_1,SMS_2' })).toEqual([expect.stringContaining('SMS_TEMPLATES="SMS_2"')]);
  });
  test.each([
    ['smtps://shop%40example.com:secret-code@smtp.example.com:465', 'shop@example.com', []], ['smtp://127.0.0.1:25', 'shop@example.com', []],
    ['smtp://smtp.example.com:587', 'shop@example.com', ['SMTP_URL']], ['smtps://shop@smtp.example.com', 'shop@example.com', ['SMTP_URL']], ['smtp://shop@127.0.0.1:25', 'shop@example.com', ['SMTP_URL']],
    ['smtps://', 'shop@example.com', ['SMTP_URL']], ['smtps://shop:50%off@smtp.example.com', 'shop@example.com', ['SMTP_URL']], ['smtps://shop:se/cret@[smtp', '示例商贸', ['MAIL_FROM', 'SMTP_URL']], ['smtp://127.0.0.1:25', '', ['MAIL_FROM']],
  ])('a mail server that cannot be used is told before anything starts, without its password: %s from %s', (SMTP_URL, MAIL_FROM, wrong) => {
    const faults = faultsOf({ SMTP_URL, ...(MAIL_FROM === '' ? {} : { MAIL_FROM }) });
    expect(faults.map((f) => f.split(/[=:]/)[0])).toEqual(wrong);
    expect(faults.join()).not.toMatch(/se\/cret|secret-code/);
  });
  test.each([['127.0.0.1:7000', true], ['erp.intern:8080, [::1]:9000', true], ['127.0.0.1', false], ['http://10.0.0.1:80', false], ['host:70000', false]])('NET_ALLOW %s', (value, right) => {
    expect(faultsOf({ NET_ALLOW: value }).length === 0).toBe(right);
    if (right) expect(allowedHosts(readSettings({ NET_ALLOW: value }))).toEqual(value.split(', '));
  });
});
