import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMailGateway, type Mail, type MailSettings } from './mail-gateway.ts';
import { busyDomain, refusingDomain, startMailTwin } from './mail-twin.ts';

const open: (() => unknown)[] = [];
afterEach(async () => { for (const close of open.splice(0).reverse()) await close(); });

const now = Date.UTC(2026, 10, 24, 2);
const account = { user: 'shop@dianzhang.example', password: 'mail-password' };

async function postOffice(settings: Partial<MailSettings> = {}, maxBytes?: number) {
  const directory = await mkdtemp(join(tmpdir(), 'mail-'));
  open.push(() => rm(directory, { recursive: true }));
  const twin = await startMailTwin({ directory, clock: { now: () => now }, ...account, ...(maxBytes === undefined ? {} : { maxBytes }) });
  open.push(() => twin.stop());
  const gateway = createMailGateway({ host: twin.host, port: twin.port, security: 'none', ...account, from: account.user, fromName: '店章', ...settings });
  open.push(() => gateway.close());
  return { twin, gateway };
}

const mail = (changes: Partial<Mail> = {}): Mail => ({ key: 'outbox-1', to: ['buyer@customers.example'], subject: '您的订单已发货', text: '运单号 YT2556998666654', ...changes });

describe('a mail to a customer', () => {
  it('arrives as written, from the shop, under our own number', async () => {
    const { twin, gateway } = await postOffice();
    const receipt = await gateway.send(mail({ attachments: [{ fileName: '对账单.csv', mediaType: 'text/csv', bytes: Buffer.from('a,b') }] }));
    expect(receipt).toEqual({ messageId: '<outbox-1@dianzhang.example>', accepted: ['buyer@customers.example'], rejected: [] });
    const [name] = await twin.list();
    expect(name).toBe('2026-11-24T02-00-00-000Z-000001.eml');
    const eml = await twin.read(name!);
    expect(eml).toContain('Message-ID: <outbox-1@dianzhang.example>');
    expect(eml).toContain('To: buyer@customers.example');
    expect(eml).toContain(Buffer.from('a,b').toString('base64'));
  });

  it('cannot be given other headers by its subject, nor other receivers by an address', async () => {
    const { twin, gateway } = await postOffice();
    await gateway.send(mail({ subject: 'a\r\nBcc: thief@elsewhere.example' }));
    expect(await twin.read((await twin.list())[0]!)).not.toMatch(/^Bcc:/m);
    for (const to of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'a', '<a@b.example>', 'a@b.example>']) await expect(gateway.send(mail({ to: [to] }))).rejects.toMatchObject({ code: 'messages.mail-address-wrong' });
    await expect(gateway.send(mail({ to: [] }))).rejects.toMatchObject({ code: 'messages.mail-address-wrong' });
    expect(await twin.list()).toHaveLength(1);
  });

  it('that the server refuses is not tried again; one that it puts off is', async () => {
    const { gateway } = await postOffice();
    await expect(gateway.send(mail({ to: [`nobody@${refusingDomain}`] }))).rejects.toMatchObject({ code: 'messages.mail-refused', retry: false });
    await expect(gateway.send(mail({ to: [`somebody@${busyDomain}`] }))).rejects.toMatchObject({ code: 'messages.mail-unreachable', retry: true });
    expect(await gateway.send(mail({ to: ['buyer@customers.example', `nobody@${refusingDomain}`] }))).toMatchObject({ accepted: ['buyer@customers.example'], rejected: [`nobody@${refusingDomain}`] });
  });

  it('that is too large is refused, and a smaller one taken', async () => {
    const { twin, gateway } = await postOffice({}, 20_000);
    await expect(gateway.send(mail({ text: 'x'.repeat(30_000) }))).rejects.toMatchObject({ code: 'messages.mail-refused' });
    await gateway.send(mail({ text: 'x'.repeat(5_000) }));
    expect(await twin.list()).toHaveLength(1);
  });

  it('is not sent under a wrong password, and waits while the server is away', async () => {
    const { gateway } = await postOffice({ password: 'wrong' });
    await expect(gateway.send(mail())).rejects.toMatchObject({ code: 'messages.mail-refused', retry: false });
    const { twin, gateway: other } = await postOffice();
    await twin.stop();
    open.splice(open.length - 2, 1);
    await expect(other.send(mail())).rejects.toMatchObject({ code: 'messages.mail-unreachable', retry: true });
  });
});

describe('the settings of the mail server', () => {
  const settings: MailSettings = { host: 'smtp.example.com', port: 465, security: 'tls', ...account, from: account.user };

  it('need a password, a sender, and encryption to any other machine', () => {
    expect(() => createMailGateway({ ...settings, password: '' })).toThrow(/net.secret-missing/);
    expect(() => createMailGateway({ ...settings, user: '', password: '' })).toThrow(/net.secret-missing/);
    expect(() => createMailGateway({ ...settings, host: '127.0.0.1', security: 'none', password: '' })).toThrow(/net.secret-missing/);
    createMailGateway({ ...settings, host: '127.0.0.1', security: 'none', user: '', password: '' }).close(); // a relay on this machine asks nobody
    expect(() => createMailGateway({ ...settings, from: '店章' })).toThrow(/mail-address-wrong/);
    expect(() => createMailGateway({ ...settings, security: 'none' })).toThrow(/mail-unencrypted/);
    for (const host of ['127.0.0.1', 'localhost']) createMailGateway({ ...settings, host, security: 'none' }).close();
    createMailGateway({ ...settings, security: 'starttls' }).close();
  });
});
