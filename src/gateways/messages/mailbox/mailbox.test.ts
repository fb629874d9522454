import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDovecot, type MailServer } from '../../../../tests/support/dovecot.ts';
import { certificateOf, openMailbox, type MailboxSettings } from './mailbox.ts';
import { MailReader, mailLimits } from './read-mail.ts';

let server: MailServer;
beforeAll(async () => { server = await startDovecot(); });
afterAll(async () => { await server?.stop(); });

const at = Date.UTC(2026, 10, 24, 2, 30);
const settings = (more: Partial<MailboxSettings> = {}): MailboxSettings => ({ host: server.host, port: server.port, user: server.user, password: server.password, folder: 'INBOX', pinned: server.certificate, trust: 'listed', timeoutMs: 5_000, ...more });

describe('a mailbox of the company', () => {
  it('shows what came, since when and how large, and is left as it was', async () => {
    const uid = await server.deliver('From: =?GBK?B?zfXPyMn6?= <buyer@customers.example>\nTo: service@dianzhang.example\nSubject: hello\nMessage-ID: <1@customers.example>\n\nwords\n', at);
    const box = await openMailbox(settings());
    expect(await box.newer(uid - 1, at)).toEqual([uid]);
    expect(await box.newer(uid, at)).toEqual([]);
    expect(await box.newer(0, at + 3 * 86_400_000)).toEqual([]);
    expect(await box.look(uid)).toMatchObject({ uid, receivedAt: at, messageId: '<1@customers.example>', subject: 'hello', from: { name: '王先生', address: 'buyer@customers.example' } });
    expect((await box.source(uid, 100_000))!.toString()).toContain('words');
    expect(await box.look(uid + 1)).toBeNull();
    expect(await box.source(uid + 1, 100)).toBeNull();
    await expect(box.source(uid, 20)).rejects.toMatchObject({ code: 'mailbox.message-too-large', retry: false });
    await box.close();
    expect(await server.seen()).toBe(0);
  });

  it('is not opened with a wrong password, an unknown folder, or to a server whose certificate nobody vouches for', async () => {
    await expect(openMailbox(settings({ password: 'wrong' }))).rejects.toMatchObject({ code: 'mailbox.login-refused', retry: false, words: { zh: expect.stringContaining('授权码') } });
    await expect(openMailbox(settings({ folder: 'No such' }))).rejects.toMatchObject({ code: 'mailbox.folder-missing' });
    await expect(openMailbox(settings({ pinned: null }))).rejects.toMatchObject({ code: 'mailbox.certificate-unknown' });
    await expect(openMailbox(settings({ password: '' }))).rejects.toMatchObject({ code: 'net.secret-missing' });
    await expect(openMailbox(settings({ port: 1 }))).rejects.toMatchObject({ code: 'mailbox.unreachable', retry: true });
    await expect(openMailbox(settings({ host: 'no-such-host.invalid' }))).rejects.toMatchObject({ code: 'mailbox.host-unknown' });
    await expect(openMailbox(settings({ trust: 'open' }))).rejects.toMatchObject({ code: 'net.address-refused' });
    await expect(openMailbox(settings({ host: 'localhost', trust: 'open' }))).rejects.toMatchObject({ code: 'net.address-refused' });
  });

  it('shows its certificate to be looked at; only that one is believed once it is pinned', async () => {
    const shown = await certificateOf({ host: server.host, port: server.port, trust: 'listed' });
    expect(shown).toMatchObject({ pem: server.certificate, subject: 'mail.dianzhang.example, Dianzhang', sha256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/) });
    const other = await startDovecot();
    await expect(openMailbox(settings({ pinned: other.certificate }))).rejects.toMatchObject({ code: 'mailbox.certificate-unknown' });
    await other.stop();
    await expect(certificateOf({ host: '127.0.0.1', port: 1, trust: 'listed' })).rejects.toMatchObject({ code: 'mailbox.unreachable' });
  });

  it('gives the text of a mail whose files are too large to take', async () => {
    const file = Buffer.alloc(3_000_000, 7).toString('base64').replaceAll(/(.{76})/g, '$1\n');
    const uid = await server.deliver(`From: <a@b.example>\nSubject: =?utf-8?B?${Buffer.from('很大').toString('base64')}?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64\n\n${Buffer.from([0xb4, 0xf3, 0xb8, 0xbd, 0xbc, 0xfe]).toString('base64')}\n--x\nContent-Type: application/zip; name="a.zip"\nContent-Disposition: attachment; filename="a.zip"\nContent-Transfer-Encoding: base64\n\n${file}\n--x--\n`, at);
    const box = await openMailbox(settings());
    const reader = new MailReader();
    expect(await reader.read((await box.sourceWithoutFiles(uid, mailLimits.textBytes))!)).toMatchObject({ subject: '很大', text: '大附件', files: [] });
    await reader.close();
    await box.close();
  });
});
