import { afterAll, describe, expect, it, test } from 'vitest';
import { newWords } from './new-words.ts';
import { MailReader, type ReadMail } from './read-mail.ts';

const reader = new MailReader();
afterAll(() => reader.close());
const read = (mail: string | Buffer): Promise<ReadMail> => reader.read(typeof mail === 'string' ? Buffer.from(mail.replaceAll('\n', '\r\n')) : mail);
const gb = (...bytes: number[]): Buffer => Buffer.from(bytes);
/** 退货 and 保温杯 in GBK. */
const [returning, cup] = [gb(0xcd, 0xcb, 0xbb, 0xf5), gb(0xb1, 0xa3, 0xce, 0xc2, 0xb1, 0xad)];
const from = 'From: Wang <Wang@Customers.example>\n';

describe('a mail as it is read', () => {
  it('says who wrote, what, and what it answers', async () => {
    expect(await read(`${from}Subject: hello\nMessage-ID: <3@c.example>\nIn-Reply-To: <2@d.example>\nReferences: <1@d.example>\n <2@d.example>\n\nOne.\n\n\n\nTwo. \n`)).toEqual({
      messageId: '<3@c.example>', answers: ['<2@d.example>', '<1@d.example>'], from: { name: 'Wang', address: 'wang@customers.example' }, subject: 'hello', text: 'One.\n\nTwo.', cut: false, automatic: null, files: [],
    });
  });
  test.each<[string, Buffer | string, { subject?: string; text?: string }]>([
    ['GBK in an encoded word and a quoted-printable body', `${from}Subject: =?GBK?B?${returning.toString('base64')}?=\nContent-Type: text/plain; charset=GB2312\nContent-Transfer-Encoding: quoted-printable\n\n=B1=A3=CE=C2=\n=B1=AD\n`, { subject: '退货', text: '保温杯' }],
    ['GB18030 with a character outside GBK, in base64', `${from}Subject: =?gb18030?Q?=CD=CB=BB=F5?=\nContent-Type: text/plain; charset="GB18030"\nContent-Transfer-Encoding: base64\n\n${gb(0x95, 0x32, 0x82, 0x36).toString('base64')}\n`, { subject: '退货', text: '𠀀' }],
    ['a subject in two encoded words, split in the middle of UTF-8', `${from}Subject: =?utf-8?B?${Buffer.from('退货').subarray(0, 4).toString('base64')}?=\n =?utf-8?B?${Buffer.from('退货').subarray(4).toString('base64')}?=\n\nx\n`, { subject: '退货' }],
    ['bare GBK that names no character set', Buffer.concat([Buffer.from(`${from}Subject: `), returning, Buffer.from('\r\n\r\n'), cup]), { subject: '退货', text: '保温杯' }],
    ['a bare GBK subject above a body that names its own', Buffer.concat([Buffer.from('From: a@b.example\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\nSubject: '), returning, Buffer.from('\r\n\r\n'), cup]), { subject: '退货', text: '保温杯' }],
    ['a web page only: its words, none of its code', `${from}Subject: h\nContent-Type: text/html; charset=utf-8\n\n<html><head><style>p{color:red}</style><script>alert(1)</script></head><body><p>杯子<b>漏水</b></p><img src="https://track.example/x.png" onerror="alert(2)"><p>请退款</p></body></html>\n`, { text: expect.stringMatching(/^杯子漏水\n\n(\[https:\/\/track\.example\/x\.png\]\s*)?请退款$/) as unknown as string }],
    ['both, the plain one wins', `${from}Subject: m\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nplain\n--b\nContent-Type: text/html\n\n<b>page</b>\n--b--\n`, { text: 'plain' }],
    ['a subject that would turn the reading direction', `${from}Subject: =?utf-8?B?${Buffer.from('a\u202eb\u0000c').toString('base64')}?=\n\nx\n`, { subject: 'abc' }],
  ])('%s', async (_, mail, expected) => expect(await read(mail)).toMatchObject(expected));

  it('brings its files by name and bytes, and what stands in the text as such', async () => {
    const { files } = await read(`${from}Subject: f\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee\n--b\nContent-Type: image/png; name="=?GBK?B?${cup.toString('base64')}?=.png"\nContent-Disposition: attachment; filename*=gbk''%B1%A3%CE%C2%B1%AD.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="../../etc/x.pdf"\n\n%PDF-\n--b--\n`);
    expect(files.map((f) => [f.name, f.inline])).toEqual([['保温杯.png', false], ['.._.._etc_x.pdf', false]]);
    expect(Buffer.from(files[0]!.bytes).toString('hex')).toBe('89504e470d0a1a0a');
  });

  test.each<[string, string, ReadMail['automatic']]>([
    ['an answer of a machine', `${from}Auto-Submitted: auto-replied\nSubject: x\n\ny`, 'auto-reply'],
    ['a person', `${from}Auto-Submitted: no\nSubject: x\n\ny`, null],
    ['one that only its subject gives away', `${from}Subject: =?utf-8?B?${Buffer.from('自动回复: 您好').toString('base64')}?=\n\ny`, 'auto-reply'],
    ['a holiday note of an older program', `${from}Precedence: auto_reply\nSubject: x\n\ny`, 'auto-reply'],
    ['a delivery that failed', 'Return-Path: <>\nFrom: postmaster@mail.example\nSubject: Undelivered\n\ny', 'bounce'],
    ['a report about a delivery', `${from}Subject: x\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\ny\n--b--\n`, 'bounce'],
    ['a mailing list', `${from}List-Id: <a.b.example>\nSubject: x\n\ny`, 'list'],
    ['advertising', `${from}Precedence: bulk\nSubject: x\n\ny`, 'list'],
    ['somebody who writes about an automatic reply', `${from}Subject: Re: 我收到了你们的自动回复\n\ny`, null],
  ])('%s', async (_, mail, automatic) => expect((await read(mail)).automatic).toBe(automatic));

  it('is read even when it is broken; what is no mail is said to be none, and the next one is read', async () => {
    expect(await read(`${from}Subject: broken\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!5p2v5a2Q\n--b\nContent-Type: image/png\n\nhalf`)).toMatchObject({ subject: 'broken', text: '杯子' });
    expect(await read('Subject: nobody\n\nx')).toMatchObject({ from: null });
    const parts = Array.from({ length: 300 }, (_, n) => `--b\nContent-Type: text/plain\n\n${n}\n`).join('');
    await expect(read(`${from}Content-Type: multipart/mixed; boundary=b\n\n${parts}--b--\n`)).rejects.toMatchObject({ code: 'mailbox.mail-unreadable', retry: false });
    await expect(read(`X: ${'a'.repeat(400_000)}\n\nx`)).rejects.toMatchObject({ code: 'mailbox.mail-unreadable' });
    await expect(read('')).rejects.toMatchObject({ code: 'mailbox.mail-unreadable' });
    const deep = `${from}Content-Type: text/html\n\n${'<div>'.repeat(20_000)}deep${'</div>'.repeat(20_000)}`;
    expect((await read(deep)).from).not.toBeNull();
    expect((await read(`${from}Subject: after\n\nx`)).subject).toBe('after');
  });

  it('is kept up to a length', async () => {
    const long = await read(`${from}Subject: l\nContent-Type: text/plain; charset=utf-8\n\n${'长'.repeat(20_001)}\n`);
    expect([long.text.length, long.cut]).toEqual([20_000, true]);
    expect((await read(`${from}Subject: l\nContent-Type: text/plain; charset=utf-8\n\n${'长'.repeat(20_000)}\n`)).cut).toBe(false);
  });
});

describe('what is new in a reply', () => {
  test.each([
    ['还没收到。\n\n------------------ 原始邮件 ------------------\n发件人: 客服\n您好', '还没收到。'],
    ['谢谢\n\n在 2026-11-24 10:30:00，“客服” <service@d.example> 写道：\n> 您好\n> 请问', '谢谢'],
    ['Thanks\n\nOn Tue, Nov 24, 2026 at 10:30 AM Service <s@d.example> wrote:\n> Hello', 'Thanks'],
    ['好的\n\n发件人: 客服 <s@d.example>\n发送时间: 2026年11月24日\n收件人: 王\n主题: Re\n\n您好', '好的'],
    ['> 只有引文\n', '> 只有引文'],
    ['我在店里写道歉信', '我在店里写道歉信'],
    ['第一行\n> 引用\n第二行', '第一行\n第二行'],
  ])('%j', (text, expected) => expect(newWords(text)).toBe(expected));
});
