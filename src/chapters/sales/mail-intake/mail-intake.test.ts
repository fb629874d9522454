import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDovecot, type MailServer } from '../../../../tests/support/dovecot.ts';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';
import { startMailTwin, type MailTwin } from '../../../gateways/messages/mail/mail-twin.ts';
import { HOUR, MINUTE, movingClock } from '../../../kernel/clock.ts';

/** Tuesday 2026-03-10 10:00 in Shanghai. */
const clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
let server: MailServer;
let outgoing: MailTwin;
let whole: WholeProduct;
let admin: Caller;
let agent: Caller;
let folder: string;
let boxId: string;
let orderNo: string;
let orderId: string;

// oxlint-disable-next-line typescript/no-explicit-any
type Any = any;
async function ask(who: Caller, method: string, url: string, body?: unknown, status = 200): Promise<Any> {
  const answer = await who.send(method, `/api${url}`, body);
  if (answer.statusCode !== status) throw new Error(`${method} ${url} → ${answer.statusCode} ${answer.body}`);
  return answer.json();
}
const fetchAll = async (): Promise<void> => {
  await whole.product.jobs.runOne('sales.fetch-mails');
  await whole.product.settle();
};
let numbered = 0;
/** A mail of a customer as his program would write it. */
function mail(given: { from?: string; subject: string; text?: string; id?: string; head?: string; raw?: string }): string {
  numbered += 1;
  return `${given.head ?? ''}From: ${given.from ?? '王先生 <wang@customers.example>'}\nTo: service@dianzhang.example\nSubject: ${given.subject}\nMessage-ID: ${given.id ?? `<m${numbered}@customers.example>`}\nDate: Tue, 10 Mar 2026 10:00:00 +0800\nMIME-Version: 1.0\n${given.raw ?? `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${given.text ?? '杯子漏水，请处理。'}\n`}`;
}
const deliver = (given: Parameters<typeof mail>[0], at = clock.now()): Promise<number> => server.deliver(mail(given), at);
const mails = async (query = ''): Promise<Any[]> => (await ask(agent, 'GET', `/mails?limit=200${query}`)).rows;
const found = async (subject: string): Promise<Any> => {
  const all = (await mails()).filter((m) => m.subject === subject);
  if (all.length !== 1) throw new Error(`${all.length} mails “${subject}”`);
  return all[0];
};
const box = async (): Promise<Any> => (await ask(admin, 'GET', '/mailboxes')).rows.find((b: Any) => b.id === boxId);
const connection = () => ({ host: server.host, port: server.port, login: server.user, folder: 'INBOX' });
const uses = { name: '售后邮箱', address: 'service@dianzhang.example', feeds: 'feedback', storeId: null, leadChannel: null };
const change = async (more: Record<string, unknown>): Promise<Any> => ask(admin, 'PATCH', `/mailboxes/${boxId}`, { version: (await box()).version, ...uses, ...connection(), ...more });
const duties = async (id: string): Promise<{ control: string; state: string; opened_at: number; due_at: number }[]> =>
  (await whole.product.kernel.db.query<{ control: string; state: string; opened_at: number; due_at: number }>('select control, state, opened_at, due_at from regulation.obligation where subject_id = $1 order by opened_at, id', [id])).rows;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-intake-'));
  server = await startDovecot();
  outgoing = await startMailTwin({ directory: folder, clock, user: 'notices@dianzhang.example', password: 'mail-password' });
  whole = await freshProduct({ clock, env: { NET_ALLOW: server.allow, SMTP_URL: `smtp://notices%40dianzhang.example:mail-password@127.0.0.1:${outgoing.port}`, MAIL_FROM: 'notices@dianzhang.example' } });
  [admin, agent] = [await whole.as('administrator'), await whole.as('service-agent')];
  const { rows: [order] } = await whole.product.kernel.db.query<{ id: string; order_no: string }>('select id, order_no from sales."order" order by order_no limit 1');
  [orderId, orderNo] = [order!.id, order!.order_no];
});
afterAll(async () => {
  await whole?.close();
  await outgoing?.stop();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the administrator connects the mailbox of after-sales', () => {
  test('a test says what stands in the way, and shows the certificate that nobody vouches for', async () => {
    const attempt = { id: null, ...connection(), password: server.password };
    const unknown = await ask(admin, 'POST', '/mailbox-tests', attempt);
    expect(unknown).toMatchObject({ ok: false, error: { zh: expect.stringContaining('证书不被信任') }, certificate: { pem: server.certificate, subject: 'mail.dianzhang.example, Dianzhang' } });
    expect(await ask(admin, 'POST', '/mailbox-tests', { ...attempt, certificate: unknown.certificate.pem, password: 'wrong' })).toMatchObject({ ok: false, error: { zh: expect.stringContaining('拒绝登录') }, certificate: null });
    expect(await ask(admin, 'POST', '/mailbox-tests', { ...attempt, certificate: unknown.certificate.pem, folder: '售后' })).toMatchObject({ ok: false, error: { zh: expect.stringContaining('没有文件夹“售后”') } });
    expect(await ask(admin, 'POST', '/mailbox-tests', { ...attempt, certificate: unknown.certificate.pem })).toMatchObject({ ok: true, messages: 0, error: null });
    expect((await admin.send('POST', '/api/mailbox-tests', { ...attempt, password: undefined })).statusCode).toBe(422);
    expect(await ask(admin, 'POST', '/mailbox-tests', { ...attempt, host: '10.0.0.1' })).toMatchObject({ ok: false, error: { zh: expect.stringContaining('内部或保留网络') } });
  });

  test('it is kept with the pinned certificate; the password is sealed and never given back, nor sent to another server', async () => {
    boxId = (await ask(admin, 'POST', '/mailboxes', { ...uses, ...connection(), password: server.password, certificate: server.certificate })).id;
    expect(await box()).toMatchObject({ name: '售后邮箱', active: true, fetchedAt: null, error: null, certificate: expect.stringMatching(/^[0-9A-F:]{95}$/) });
    expect(JSON.stringify(await box())).not.toContain(server.password);
    const { rows: [kept] } = await whole.product.kernel.db.query<{ password: Buffer }>('select password from sales.mailbox', []);
    expect(kept!.password.toString('latin1')).not.toContain(server.password);
    const { rows: audit } = await whole.product.kernel.db.query<{ all: string }>("select coalesce(string_agg(a::text, ' '), '') as all from kernel.audit a", []);
    expect(audit[0]!.all).not.toContain(server.password);
    expect(await ask(admin, 'POST', '/mailboxes', { ...uses, ...connection(), password: 'x' }, 409)).toMatchObject({ code: 'sales.mailbox-known' });
    expect(await ask(admin, 'PATCH', `/mailboxes/${boxId}`, { version: 1, ...uses, ...connection(), host: 'mail.elsewhere.example' }, 422)).toMatchObject({ code: 'sales.mailbox-password-needed' });
    expect(await ask(admin, 'POST', '/mailbox-tests', { id: boxId, ...connection(), login: 'other' }, 422)).toMatchObject({ code: 'sales.mailbox-password-needed' });
    expect(await ask(admin, 'POST', '/mailbox-tests', { id: boxId, ...connection() })).toMatchObject({ ok: true });
    expect((await agent.send('GET', '/api/mailboxes')).statusCode).toBe(403);
    expect((await agent.send('POST', '/api/mailboxes', { ...uses, ...connection(), password: 'x' })).statusCode).toBe(403);
  });
});

describe('mails become feedback (clause 2.4.1)', () => {
  test('a mail opens a case once; its clock starts when the mail arrived, its order and buyer are found', async () => {
    // The buyer's address is in the register, however it was typed.
    const { rows: [buyer] } = await whole.product.kernel.db.query<{ customer_id: string; version: number }>('select o.customer_id, c.version from sales."order" o join customers.customer c on c.id = o.customer_id where o.id = $1', [orderId]);
    await ask(agent, 'PATCH', `/customers/${buyer!.customer_id}`, { version: buyer!.version, email: 'Wang@Customers.example' });
    expect(await ask(agent, 'GET', `/customers/${buyer!.customer_id}`)).toMatchObject({ email: 'w***@customers.example' });
    expect((await ask(agent, 'GET', '/customers?q=wang@customers.example')).rows).toMatchObject([{ id: buyer!.customer_id }]);
    expect(await ask(agent, 'POST', '/unmaskings', { kind: 'customer', id: buyer!.customer_id, field: 'email', reason: '核对来信地址' })).toEqual({ value: 'wang@customers.example' });
    expect((await agent.send('PATCH', `/api/customers/${buyer!.customer_id}`, { version: buyer!.version + 1, email: 'wang' })).statusCode).toBe(422);
    clock.advance(2 * HOUR);
    const arrived = clock.now() - HOUR;
    await deliver({ subject: '保温杯漏水', text: `订单 ${orderNo}，杯子漏水。` }, arrived);
    await deliver({ subject: 'yesterday' }, clock.now() - 30 * HOUR);
    await fetchAll();
    await fetchAll();
    const m = await found('保温杯漏水');
    expect(m).toMatchObject({ state: 'taken', reason: null, isReply: false, from: '王** <w***@customers.example>', receivedAt: arrived, case: { type: 'feedback' } });
    const f = await ask(agent, 'GET', `/feedback/${m.case.id}`);
    expect(f).toMatchObject({ channel: 'mail', state: 'open', words: `保温杯漏水\n\n订单 ${orderNo}，杯子漏水。`, author: '王**', orderId, receivedAt: arrived, byMail: { possible: true, to: 'w***@customers.example' }, mails: [{ subject: '保温杯漏水' }] });
    expect(await duties(m.case.id)).toMatchObject([{ control: 'feedback-answered-in-time', state: 'pending', opened_at: arrived, due_at: arrived + 4 * HOUR }]);
    // What was there before the mailbox was connected stays where it is.
    expect((await mails()).map((x) => x.subject)).toEqual(['保温杯漏水']);
    expect(await box()).toMatchObject({ fetchedAt: clock.now(), error: null, taken: 1 });
    expect(await server.seen()).toBe(0);
  });

  test('anybody can name an order: from an unknown address it is a suggestion only; one press ties the case to it and makes the sender known', async () => {
    const stranger = '路人 <someone@elsewhere.example>';
    for (const subject of ['我的订单 first', '我的订单 second']) await deliver({ subject, text: `订单 ${orderNo} 什么时候到？`, from: stranger });
    await fetchAll();
    const [first, second] = [await found('我的订单 first'), await found('我的订单 second')];
    expect(first).toMatchObject({ state: 'taken', namesOrder: orderNo });
    const read = (m: Any) => ask(agent, 'GET', `/feedback/${m.case.id}`);
    expect(await read(first)).toMatchObject({ orderId: null, orderNo: null, mails: [{ namesOrder: orderNo }] });
    expect((await whole.product.kernel.db.query('select customer_id, store_id from sales.feedback where id = $1', [first.case.id])).rows).toEqual([{ customer_id: null, store_id: null }]);
    await ask(agent, 'POST', `/mails/${first.id}/order`, { version: first.version, belongs: false });
    expect([(await read(first)).orderId, (await found('我的订单 first')).namesOrder]).toEqual([null, null]);
    expect(await ask(agent, 'POST', `/mails/${first.id}/order`, { version: first.version + 1, belongs: true }, 409)).toMatchObject({ code: 'sales.no-order-named' });
    expect(await ask(agent, 'POST', `/mails/${second.id}/order`, { version: second.version + 9, belongs: true }, 409)).toMatchObject({ code: 'kernel.changed-meanwhile' });
    expect((await (await whole.as('warehouse')).send('POST', `/api/mails/${second.id}/order`, { version: second.version, belongs: true })).statusCode).toBe(403);
    await ask(agent, 'POST', `/mails/${second.id}/order`, { version: second.version, belongs: true });
    await whole.product.settle();
    expect(await read(second)).toMatchObject({ orderId, orderNo, mails: [{ namesOrder: null }] });
    expect((await ask(agent, 'GET', `/feedback?q=${orderNo}`)).rows.map((f: Any) => f.id)).toContain(second.case.id);
    // From now on the address is the buyer's, whatever the case; and a mail that names no order is his, too.
    await deliver({ subject: '我的订单 third', text: `订单 ${orderNo} 收到了`, from: stranger });
    await deliver({ subject: '谢谢', text: '很好', from: stranger });
    await fetchAll();
    expect(await read(await found('我的订单 third'))).toMatchObject({ orderId, mails: [{ namesOrder: null }] });
    expect((await whole.product.kernel.db.query('select customer_id is not null as known from sales.feedback where id = $1', [(await found('谢谢')).case.id])).rows).toEqual([{ known: true }]);
  });

  test('the answer leaves by mail, in the thread; the reply to it goes into the same case, which waits for an answer again', async () => {
    const m = await found('保温杯漏水');
    await ask(agent, 'POST', `/feedback/${m.case.id}/answers`, { words: '给您换新的，地址不变吗？', public: true });
    clock.advance(MINUTE);
    await ask(agent, 'POST', `/feedback/${m.case.id}/answers`, { words: '仓库确认有货', public: false });
    await whole.product.messenger.drain();
    await whole.product.settle();
    const sent = await outgoing.list();
    expect(sent).toHaveLength(1);
    const eml = await outgoing.read(sent[0]!);
    expect(eml).toContain('In-Reply-To: <m1@customers.example>');
    expect(eml).toContain('Reply-To: service@dianzhang.example');
    expect(eml).toContain('To: wang@customers.example');
    expect(eml).not.toContain('Auto-Submitted');
    const answered = await ask(agent, 'GET', `/feedback/${m.case.id}`);
    expect(answered).toMatchObject({ state: 'answered', messages: [{ mailed: 'sent' }, { public: false, mailed: null }] });
    const ours = /^Message-ID: (<[^>]+>)/m.exec(eml)![1]!;
    expect(ours).toContain(answered.messages[0].id);

    clock.advance(30 * MINUTE);
    await deliver({ subject: 'Re: 保温杯漏水', head: `In-Reply-To: ${ours}\n`, text: '地址不变。\n\n------------------ 原始邮件 ------------------\n给您换新的，地址不变吗？' });
    await fetchAll();
    const reply = await found('Re: 保温杯漏水');
    expect(reply).toMatchObject({ state: 'taken', isReply: true, case: { id: m.case.id } });
    expect(await ask(agent, 'GET', `/feedback/${m.case.id}`)).toMatchObject({ state: 'open', messages: [{}, {}, { byKind: 'customer', by: '王**', words: '地址不变。', at: clock.now() }] });
    expect((await duties(m.case.id)).map((d) => d.state)).toEqual(['met', 'pending']);
    await ask(agent, 'POST', `/feedback/${m.case.id}/answers`, { words: '好的，今天寄出。', public: true });
    await whole.product.settle();
    expect((await duties(m.case.id)).map((d) => d.state)).toEqual(['met', 'met']);
  });

  test('a case number in the subject counts from the address that wrote before, from no other', async () => {
    const m = await found('保温杯漏水');
    await deliver({ subject: `关于 ${m.case.no}`, text: '还没收到' });
    await deliver({ subject: `又是 ${m.case.no}`, from: 'li@elsewhere.example' });
    await fetchAll();
    expect(await found(`关于 ${m.case.no}`)).toMatchObject({ isReply: true, case: { id: m.case.id } });
    expect(await found(`又是 ${m.case.no}`)).toMatchObject({ isReply: false, case: { type: 'feedback' } });
    expect((await found(`又是 ${m.case.no}`)).case.id).not.toBe(m.case.id);
  });

  test('the same mail delivered twice is one; two mails with one Message-ID that say different things are two', async () => {
    const twice = mail({ subject: '发票', text: '请开发票', id: '<same@customers.example>' });
    await server.deliver(twice, clock.now());
    await server.deliver(`Received: from another way\n${twice}`, clock.now());
    await deliver({ subject: '发票抬头', text: '抬头错了', id: '<same@customers.example>' });
    await fetchAll();
    const three = (await mails()).filter((m) => m.subject.startsWith('发票')).map((m) => [m.subject, m.state, m.reason]);
    expect(three.toSorted()).toEqual([['发票', 'ignored', 'duplicate'], ['发票', 'taken', null], ['发票抬头', 'taken', null]].toSorted());
  });

  test('Chinese of every spelling, and a web page without its code', async () => {
    await server.deliver(Buffer.concat([Buffer.from(mail({ subject: '=?GBK?B?zcu79Q==?=', raw: 'Content-Type: text/plain; charset=GB2312\nContent-Transfer-Encoding: quoted-printable\n\n=B1=A3=CE=C2=B1=AD=C2=A9=CB=AE\n' }).replaceAll('\n', '\r\n'))]), clock.now());
    await deliver({ subject: 'web', raw: 'Content-Type: text/html; charset=utf-8\n\n<script>alert(1)</script><p onclick="x()">请<b>退款</b></p>\n' });
    await fetchAll();
    expect((await ask(agent, 'GET', `/feedback/${(await found('退货')).case.id}`)).words).toBe('退货\n\n保温杯漏水');
    expect((await ask(agent, 'GET', `/feedback/${(await found('web')).case.id}`)).words).toBe('web\n\n请退款');
  });

  test('photos and documents stay with the case, made harmless; what is not taken is named', async () => {
    const photo = (await sharp({ create: { width: 30, height: 20, channels: 3, background: '#c00' } }).withExif({ IFD0: { Copyright: 'SECRET-PLACE' } }).png().toBuffer()).toString('base64');
    const part = (type: string, name: string, bytes: string): string => `--b\nContent-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${bytes}\n`;
    await deliver({ subject: 'files', raw: `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nsee\n${part('image/png', 'leak.png', photo)}${part('application/pdf', 'bill.pdf', Buffer.from('%PDF-1.4\n%%EOF').toString('base64'))}${part('image/png', 'evil.png', Buffer.from('<svg><script>1</script></svg>').toString('base64'))}${part('image/jpeg', 'half.jpg', Buffer.from(photo, 'base64').subarray(0, 60).toString('base64'))}--b--\n` });
    await fetchAll();
    const f = await ask(agent, 'GET', `/feedback/${(await found('files')).case.id}`);
    const [leak, bill, evil, half] = f.mails[0].files;
    expect([leak, bill, evil, half].map((x) => [x.name, x.mediaType, x.refused?.zh.slice(0, 4) ?? null])).toEqual([['leak.png', 'image/jpeg', null], ['bill.pdf', 'application/pdf', null], ['evil.png', expect.any(String), '不收这种'], ['half.jpg', 'image/png', '图片打不']]);
    const shown = await agent.send('GET', `/api/mail-files/${leak.id}`);
    expect(shown.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" });
    expect(shown.rawPayload.includes('SECRET-PLACE')).toBe(false);
    expect((await agent.send('GET', `/api/mail-files/${bill.id}`)).headers['content-disposition']).toBe("attachment; filename*=UTF-8''bill.pdf");
    expect((await agent.send('GET', `/api/mail-files/${evil.id}`)).statusCode).toBe(404);
    expect((await (await whole.as('hr')).send('GET', `/api/mail-files/${leak.id}`)).statusCode).toBe(403);
  });

  test('machines, lists, failed deliveries and our own mails never open a case; a person may take one all the same', async () => {
    const before = (await ask(agent, 'GET', '/feedback')).total;
    await deliver({ subject: '自动回复: 您好', text: '我在休假' });
    await deliver({ subject: 'auto', head: 'Auto-Submitted: auto-replied\n' });
    await deliver({ subject: 'news', head: 'List-Unsubscribe: <mailto:u@news.example>\n', from: 'news@news.example' });
    await deliver({ subject: 'Undelivered', head: 'Return-Path: <>\n', from: 'MAILER-DAEMON@mail.example' });
    await deliver({ subject: 'ours', from: 'Notices@Dianzhang.example' });
    await fetchAll();
    const reasons = Object.fromEntries((await mails('&state=ignored')).filter((m) => m.reason !== 'duplicate').map((m) => [m.subject, m.reason]));
    expect(reasons).toEqual({ '自动回复: 您好': 'auto-reply', auto: 'auto-reply', news: 'list', Undelivered: 'bounce', ours: 'own' });
    expect((await ask(agent, 'GET', '/feedback')).total).toBe(before);
    const news = await found('news');
    await ask(agent, 'POST', `/mails/${news.id}/retry`, { version: news.version });
    expect((await found('news')).againAt).toBe(clock.now());
    await fetchAll();
    expect(await found('news')).toMatchObject({ state: 'taken', againAt: null, case: { type: 'feedback' } });
    expect(await ask(agent, 'POST', `/mails/${news.id}/retry`, { version: (await found('news')).version }, 409)).toMatchObject({ code: 'sales.mail-settled' });
  });

  test('two programs that answer each other are stopped', async () => {
    clock.advance(2 * HOUR);
    for (let n = 0; n < 22; n += 1) await deliver({ subject: `loop ${n}`, from: 'robot@loop.example' });
    await fetchAll();
    const loop = (await mails()).filter((m) => m.subject.startsWith('loop'));
    expect([loop.filter((m) => m.state === 'taken').length, loop.filter((m) => m.reason === 'too-many').length]).toEqual([20, 2]);
    clock.advance(HOUR + 1_000);
    await deliver({ subject: 'later', from: 'robot@loop.example' });
    await fetchAll();
    expect(await found('later')).toMatchObject({ state: 'taken' });
  });
});

describe('what cannot be taken waits and holds up nothing', () => {
  test('a mail of 30 MB, one that is broken, one without a sender; the next is taken', async () => {
    const big = Buffer.alloc(22_000_000, 7).toString('base64').replaceAll(/(.{76})/g, '$1\r\n');
    // Its sender bears a name that no database takes: who it is from is all that is read of it.
    await server.deliver(Buffer.from(`${mail({ subject: 'huge', raw: '', from: '=?utf-8?B?5byg5LiJAA==?= <zhang@customers.example>' }).replaceAll('\n', '\r\n')}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n大附件\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${big}\r\n--b--\r\n`), clock.now());
    await deliver({ subject: 'bomb', raw: `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: text/plain\n\nx\n'.repeat(500)}--b--\n` });
    await server.deliver('Subject: nobody\nMessage-ID: <nobody@x.example>\n\nx\n', clock.now());
    await deliver({ subject: 'broken', raw: 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n!!5p2v5a2Q\n--b\nContent-Type: image/png\n\nhalf' });
    await deliver({ subject: 'after' });
    await fetchAll();
    const states = Object.fromEntries((await mails()).map((m) => [m.subject, m.reason ?? m.state]));
    expect(states).toMatchObject({ huge: 'too-large', bomb: 'unreadable', nobody: 'no-sender', broken: 'taken', after: 'taken' });
    expect((await box()).waiting).toBe(5);
    const huge = await found('huge');
    await ask(agent, 'POST', `/mails/${huge.id}/retry`, { version: huge.version });
    const bomb = await found('bomb');
    await ask(agent, 'POST', `/mails/${bomb.id}/dismissal`, { version: bomb.version, why: '垃圾邮件' });
    await fetchAll();
    expect((await ask(agent, 'GET', `/feedback/${(await found('huge')).case.id}`)).words).toBe('huge\n\n大附件');
    expect(await ask(agent, 'GET', `/mails/${bomb.id}`)).toMatchObject({ state: 'dismissed', settled: { why: '垃圾邮件' } });
  });

  test('a crash between fetching and the commit repeats nothing and loses nothing', async () => {
    await deliver({ subject: 'crash 1' });
    await deliver({ subject: 'crash 2' });
    await deliver({ subject: 'crash 3' });
    // The database goes away in the middle of the second mail, as it would if the machine died there.
    const { kernel } = whole.product;
    await kernel.db.query(`create function sales.stop_once() returns trigger language plpgsql as $$ begin if new.subject = 'crash 2' and new.state = 'taken' then raise exception 'stopped' using errcode = '57P01'; end if; return new; end $$`);
    await kernel.db.query('create trigger stop_once before insert on sales.mail for each row execute function sales.stop_once()');
    await kernel.db.query(`create function sales.stop_note() returns trigger language plpgsql as $$ begin raise exception 'stopped' using errcode = '57P01'; end $$`);
    await kernel.db.query(`create trigger stop_note before insert on sales.mail for each row when (new.reason = 'failed') execute function sales.stop_note()`);
    await fetchAll();
    expect((await mails()).filter((m) => m.subject.startsWith('crash')).map((m) => m.subject)).toEqual(['crash 1']);
    expect(await box()).toMatchObject({ error: { zh: expect.stringContaining('收取时出错') } });
    await kernel.db.query('drop trigger stop_once on sales.mail');
    await kernel.db.query('drop trigger stop_note on sales.mail');
    await fetchAll();
    expect((await mails()).filter((m) => m.subject.startsWith('crash')).map((m) => [m.subject, m.state]).toSorted()).toEqual([['crash 1', 'taken'], ['crash 2', 'taken'], ['crash 3', 'taken']]);
    expect(await box()).toMatchObject({ error: null, failingSince: null });
  });

  test('a node that lost its hold takes nothing; two that fetch at once take each mail once', async () => {
    const { kernel } = whole.product;
    await kernel.db.query("update sales.mailbox set holder = gen_random_uuid(), held_until = clock_timestamp() + interval '1 minute'");
    await deliver({ subject: 'held' });
    await fetchAll();
    expect((await mails()).some((m) => m.subject === 'held')).toBe(false);
    await kernel.db.query('update sales.mailbox set held_until = clock_timestamp()');
    await Promise.all([fetchAll(), fetchAll()]);
    expect((await mails()).filter((m) => m.subject === 'held')).toHaveLength(1);
  });

  test('the server is away: told in plain words with the time since when, and caught up with afterwards', async () => {
    await deliver({ subject: 'before the fall' });
    await server.down();
    const since = clock.now();
    await fetchAll();
    expect(await box()).toMatchObject({ error: { zh: expect.stringContaining('连接不上邮箱服务器') }, failingSince: since });
    clock.advance(5 * MINUTE);
    await fetchAll();
    expect((await box()).failingSince).toBe(since);
    expect((await ask(admin, 'GET', '/message-channels')).incoming).toMatchObject([{ id: boxId, name: '售后邮箱', active: true, failingSince: since, error: { en: expect.any(String), zh: expect.stringContaining('连接不上邮箱服务器') } }]);
    await server.up();
    await fetchAll();
    expect(await box()).toMatchObject({ error: null, failingSince: null, fetchedAt: clock.now() });
    expect(await found('before the fall')).toMatchObject({ state: 'taken' });
  });

  test('a wrong password and a certificate that is not pinned are told; switched off nothing is asked', async () => {
    await change({ password: 'wrong' });
    await fetchAll();
    expect(await box()).toMatchObject({ error: { zh: expect.stringContaining('授权码') } });
    await change({ password: server.password, certificate: null });
    await fetchAll();
    expect(await box()).toMatchObject({ certificate: null, error: { zh: expect.stringContaining('证书不被信任') } });
    await change({ certificate: server.certificate });
    await ask(admin, 'POST', `/mailboxes/${boxId}/switching`, { active: false });
    await deliver({ subject: 'while off' });
    await fetchAll();
    expect((await mails()).some((m) => m.subject === 'while off')).toBe(false);
    await ask(admin, 'POST', `/mailboxes/${boxId}/switching`, { active: true });
    await fetchAll();
    expect(await found('while off')).toMatchObject({ state: 'taken' });
  });

  test('a folder that the server numbers anew brings nothing a second time', async () => {
    await server.renewFolder('Moved');
    await change({ folder: 'Moved' });
    const one = mail({ subject: 'numbered', id: '<numbered@customers.example>' });
    const bare = 'From: a@b.example\nSubject: without a number\n\nx\n';
    for (const m of [one, bare]) await server.deliver(m, clock.now(), 'Moved');
    await fetchAll();
    const total = (await ask(agent, 'GET', '/mails')).total;
    await server.renewFolder('Moved');
    for (const m of [bare, one]) await server.deliver(m, clock.now(), 'Moved');
    await deliver({ subject: 'elsewhere' });
    await server.deliver(mail({ subject: 'new in it' }), clock.now(), 'Moved');
    await fetchAll();
    expect((await ask(agent, 'GET', '/mails')).total).toBe(total + 1);
    expect(await found('new in it')).toMatchObject({ state: 'taken' });
  });
});

describe('what a mailbox feeds', () => {
  test('complaints: the clock of acceptance, progress by mail, a reply into the complaint; after it is closed a new one', async () => {
    await server.renewFolder('Complaints');
    const id = (await ask(admin, 'POST', '/mailboxes', { ...uses, name: '投诉邮箱', address: 'complaints@dianzhang.example', feeds: 'complaint', ...connection(), folder: 'Complaints', password: server.password, certificate: server.certificate })).id;
    await server.deliver(mail({ subject: '投诉客服', text: '没人回复我', id: '<c1@customers.example>' }), clock.now(), 'Complaints');
    await fetchAll();
    const m = await found('投诉客服');
    expect(m).toMatchObject({ mailboxId: id, case: { type: 'complaint' } });
    const read = async () => ask(agent, 'GET', `/complaints/${m.case.id}`);
    expect(await read()).toMatchObject({ channel: 'mail', state: 'received', notes: [{ kind: 'customer', by: '王**' }], mails: [{ subject: '投诉客服' }] });
    expect(await duties(m.case.id)).toMatchObject([{ control: 'complaint-accepted-in-time', opened_at: clock.now() }]);
    await ask(agent, 'POST', `/complaints/${m.case.id}/acceptance`, { version: (await read()).version });
    await whole.product.messenger.drain();
    const sent = (await outgoing.list()).length;
    clock.advance(MINUTE);
    await ask(agent, 'POST', `/complaints/${m.case.id}/notes`, { words: '正在核实', toCustomer: true });
    await whole.product.messenger.drain();
    await whole.product.settle();
    expect(await outgoing.list()).toHaveLength(sent + 1);
    clock.advance(MINUTE);
    await server.deliver(mail({ subject: 'Re: 投诉客服', head: 'References: <c1@customers.example>\n', text: '快一点' }), clock.now(), 'Complaints');
    await fetchAll();
    expect((await read()).notes.map((n: Any) => [n.kind, n.words, n.mailed])).toEqual([['customer', '投诉客服\n\n没人回复我', null], ['progress', '正在核实', 'sent'], ['customer', '快一点', null]]);
    await ask(agent, 'POST', `/complaints/${m.case.id}/withdrawal`, { version: (await read()).version });
    await server.deliver(mail({ subject: 'Re: 投诉客服 again', head: 'References: <c1@customers.example>\n', text: '又来了' }), clock.now(), 'Complaints');
    await fetchAll();
    expect(await found('Re: 投诉客服 again')).toMatchObject({ isReply: false, case: { type: 'complaint' } });
    expect((await found('Re: 投诉客服 again')).case.id).not.toBe(m.case.id);
  });

  test('leads: who writes is a lead with the channel of the mailbox; what follows is on it', async () => {
    await server.renewFolder('Sales');
    await ask(admin, 'POST', '/mailboxes', { ...uses, name: '商务邮箱', address: 'sales@dianzhang.example', feeds: 'lead', leadChannel: 'website', ...connection(), folder: 'Sales', password: server.password, certificate: server.certificate });
    await server.deliver(mail({ subject: '团购询价', text: '需要 500 个保温杯', from: '赵经理 <zhao@buyers.example>', id: '<l1@buyers.example>' }), clock.now(), 'Sales');
    await server.deliver(mail({ subject: 'Re: 团购询价', text: '要印标志', from: '赵经理 <zhao@buyers.example>', head: 'In-Reply-To: <l1@buyers.example>\n' }), clock.now(), 'Sales');
    await fetchAll();
    const m = await found('团购询价');
    expect(m.case.type).toBe('lead');
    const head = await whole.as('department-head');
    expect(await ask(head, 'GET', `/leads/${m.case.id}`)).toMatchObject({ how: 'mail', channel: 'website', sourceDetail: '商务邮箱', name: '赵**', need: '团购询价\n\n需要 500 个保温杯', mails: [{ words: '需要 500 个保温杯' }, { words: '要印标志', subject: 'Re: 团购询价' }] });
    expect(await duties(m.case.id)).toContainEqual(expect.objectContaining({ control: 'assigned-in-time', opened_at: clock.now() }));
  });
});
