import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshProduct, type Caller, type WholeProduct } from '../../../tests/support/product.ts';
import { startMailTwin, type MailTwin } from '../../gateways/messages/mail/mail-twin.ts';
import { startSmsTwin } from '../../gateways/messages/sms/sms-twin.ts';
import { system } from '../../kernel/actor.ts';
import { HOUR, movingClock, type MovingClock } from '../../kernel/clock.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewMessage } from '../../kernel/tx.ts';
import { runVerb, verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { noteParcelsShipped } from '../../chapters/sales/orders/note-parcels-shipped.ts';

const clock: MovingClock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
let folder: string;
let mail: MailTwin;
let sms: Awaited<ReturnType<typeof startSmsTwin>>;
let whole: WholeProduct;
let admin: Caller;

const leave = verb({ name: 'test.leave-message', title: words('留言', 'Leave a message'), may: {}, input: z.strictObject({ message: z.custom<NewMessage>() }), run: async (tx, { message }) => { tx.message(message); return {}; } });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'dz-mail-'));
  mail = await startMailTwin({ directory: folder, clock, user: 'post', password: 'secret-of-the-post' });
  sms = await startSmsTwin({ clock, keyId: 'LTAIexample', keySecret: 'secret-of-sms', signNames: ['示例商贸'], templates: { SMS_1: '您的订单${order}已由${carrier}发出，运单${waybill}，${time}，${link}' } });
  whole = await freshProduct({
    clock, orders: 1, env: {
      SMTP_URL: `smtp://post:secret-of-the-post@127.0.0.1:${mail.port}`, MAIL_FROM: 'dianzhang@example.com', NET_ALLOW: new URL(sms.url).host,
      SMS_KEY_ID: 'LTAIexample', SMS_KEY_SECRET: 'secret-of-sms', SMS_SIGN: '示例商贸', SMS_TEMPLATES: 'ship-notice=SMS_1', SMS_URL: sms.url,
    },
  });
  admin = await whole.as('administrator');
}, 120_000);
afterAll(async () => {
  await whole?.close();
  await sms?.stop();
  await mail?.stop();
  await rm(folder, { recursive: true, force: true });
});

const send = async (message: NewMessage): Promise<void> => {
  await runVerb(whole.product.kernel, leave, { message }, { actor: system('试') });
  await whole.product.messenger.drain();
};
type Row = { id: string; state: string; attempts: number; recipient: string; lastError: string | null; what: string | null; nextAt: number };
const rows = async (query: string): Promise<Row[]> => (await admin.send('GET', `/api/messages?${query}`)).json<{ rows: Row[] }>().rows;

describe('mail leaves over SMTP', () => {
  test('what a verb has left is sent once, under its own id, and shown masked', async () => {
    await send({ channel: 'mail', recipient: 'wang@example.com', payload: { subject: '对账单已生成', text: '请查收。' }, dedupeKey: 'a' });
    await send({ channel: 'mail', recipient: 'wang@example.com', payload: { subject: '对账单已生成', text: '请查收。' }, dedupeKey: 'a' });
    const files = await mail.list();
    expect(files).toHaveLength(1);
    const [row] = await rows('channel=mail');
    expect(row).toMatchObject({ state: 'sent', attempts: 1, recipient: 'w***@example.com', what: '对账单已生成' });
    expect(await mail.read(files[0]!)).toContain(`Message-ID: <${row!.id}@example.com>`);
  });
  test('a mailbox that is busy is tried again later; one that does not exist fails at once, and the administrators hear of it', async () => {
    await send({ channel: 'mail', recipient: 'li@busy.example', payload: { subject: '稍后', text: '一' } });
    expect((await rows('q=稍后'.replace('稍后', encodeURIComponent('稍后'))))[0]).toMatchObject({ state: 'waiting', attempts: 1 });
    await send({ channel: 'mail', recipient: 'nobody@refused.example', payload: { subject: '查无此人', text: '一' } });
    const [failed] = await rows('state=failed&channel=mail');
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(failed!.lastError).toContain('550');
    expect((await admin.send('GET', '/api/notices')).json<{ rows: { href: string }[] }>().rows.map((n) => n.href)).toContain('/settings/messages?state=failed&channel=mail');
    expect((await admin.send('POST', `/api/messages/${failed!.id}/retrial`, {})).statusCode).toBe(200);
    expect((await rows('state=waiting&channel=mail')).map((m) => m.id)).toContain(failed!.id);
    expect((await admin.send('POST', `/api/messages/${failed!.id}/cancellation`, {})).statusCode).toBe(200);
    expect((await admin.send('POST', `/api/messages/${failed!.id}/cancellation`, {})).json()).toMatchObject({ code: 'kernel.wrong-state' });
    // What was sent is not sent twice to a person.
    const [sent] = await rows('state=sent&channel=mail');
    expect((await admin.send('POST', `/api/messages/${sent!.id}/retrial`, {})).json()).toMatchObject({ code: 'kernel.wrong-state' });
  });
});

describe('customers are told by short message (clause 2.3.3)', () => {
  const ship = async (): Promise<string> => {
    const { rows: [f] } = await whole.product.kernel.db.query<{ id: string }>("select id from sales.fulfilment where state = 'waiting' order by created_at limit 1");
    const parcelId = newId(clock.now());
    await runVerb(whole.product.kernel, noteParcelsShipped, { parcels: [{ parcelId, parcelNo: `PK-${parcelId.slice(-4)}`, fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 100, freightFen: 1, at: clock.now() }] }, { actor: system('物流') });
    return parcelId;
  };
  const given = async (parcelId: string): Promise<number | null> => (await whole.product.kernel.db.query("select from kernel.fact where subject_id = $1 and type = 'sales.ship-notice-given'", [parcelId])).rowCount;

  test('written is not told: the notice counts when the provider has taken it', async () => {
    const parcelId = await ship();
    expect(await given(parcelId)).toBe(0);
    clock.advance(60_000);
    await whole.product.messenger.drain();
    await whole.product.settle();
    expect(await given(parcelId)).toBe(1);
    expect(sms.sent().at(-1)).toMatchObject({ to: '13800000000' });
    expect(sms.sent().at(-1)!.text).toContain('【示例商贸】您的订单');
    expect((await rows('channel=sms'))[0]).toMatchObject({ state: 'sent', recipient: '138****0000', what: 'ship-notice' });
  });
  test('the provider’s limit is waited for, and the customer counts as told only then', async () => {
    const seller = await whole.as('seller');
    for (let n = 0; n < 2; n += 1) expect((await seller.send('POST', '/api/orders', whole.order())).statusCode).toBe(200);
    await whole.product.settle();
    clock.advance(HOUR);
    const [first, second] = [await ship(), await ship()];
    await whole.product.messenger.drain();
    await whole.product.settle();
    expect([await given(first), await given(second)].sort()).toEqual([0, 1]);
    const [waiting] = await rows('channel=sms&state=waiting');
    expect(waiting!.lastError).toContain('messages.sms-limit');
    clock.moveTo(Math.max(waiting!.nextAt, clock.now() + 60_000));
    await whole.product.messenger.drain();
    await whole.product.settle();
    expect([await given(first), await given(second)]).toEqual([1, 1]);
  });
});

describe('which ways are open', () => {
  test('the page says what is connected, and with which templates', async () => {
    const states = (await admin.send('GET', '/api/message-channels')).json<{ rows: { channel: string; connected: boolean; templates: string[] }[] }>().rows;
    expect(states.find((c) => c.channel === 'sms')).toMatchObject({ connected: true, templates: ['ship-notice'] });
  });
  test('a channel that leads to nobody is not called connected', async () => {
    const state = async (channel: string) => (await admin.send('GET', '/api/message-channels')).json<{ rows: { channel: string; connected: boolean; receivers: number | null }[] }>().rows.find((c) => c.channel === channel);
    await whole.product.kernel.db.query("update kernel.webhook set active = false");
    expect(await state('webhook')).toMatchObject({ connected: false, receivers: 0 });
    expect(await state('robot')).toMatchObject({ connected: false, receivers: 0 });
    const robot = (await admin.send('POST', '/api/robots', { kind: 'wecom', name: '仓库群', url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7000-4bc4-97a0-0ec2sifa5aaa', secret: null, teamId: null, staffId: null })).json<{ id: string }>();
    expect(await state('robot')).toMatchObject({ connected: true, receivers: 1 });
    expect((await admin.send('POST', `/api/robots/${robot.id}/switching`, { active: false })).statusCode).toBe(200);
    expect(await state('robot')).toMatchObject({ connected: false, receivers: 0 });
    expect(await state('sms')).toMatchObject({ receivers: null });
  });
});
