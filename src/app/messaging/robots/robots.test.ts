import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshProduct, type Caller, type WholeProduct } from '../../../../tests/support/product.ts';
import { robotKinds } from '../../../gateways/messages/robots/robot.ts';
import { startRobotTwin } from '../../../gateways/messages/robots/robot-twin.ts';
import { MINUTE, movingClock, type MovingClock } from '../../../kernel/clock.ts';

const clock: MovingClock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
const [token, secret] = ['token-1234567890', 'SEC-of-the-robot'];
let twin: Awaited<ReturnType<typeof startRobotTwin>>;
let whole: WholeProduct;
let admin: Caller;
beforeAll(async () => {
  twin = await startRobotTwin({ clock, token, secret });
  whole = await freshProduct({ clock, orders: 0, env: { NET_ALLOW: twin.host } });
  admin = await whole.as('administrator');
}, 120_000);
afterAll(async () => {
  await whole?.close();
  await twin?.stop();
});

const add = (kind: (typeof robotKinds)[number], more: object = {}) =>
  admin.send('POST', '/api/robots', { kind, name: '发货群', url: twin.url(kind), secret: kind === 'wecom' ? null : secret, teamId: null, staffId: null, ...more });
const log = async (id: string) => (await admin.send('GET', `/api/messages?channel=robot&recipient=${id}`)).json<{ rows: { state: string; attempts: number; lastError: string | null; nextAt: number }[] }>().rows;

describe('robots of group chats', () => {
  test.each(robotKinds)('%s: added, tested, its message signed and in the log, its address and secret never shown again', async (kind) => {
    const { id } = (await add(kind)).json<{ id: string }>();
    expect((await admin.send('POST', `/api/robots/${id}/test`, {})).statusCode).toBe(200);
    await whole.product.messenger.drain();
    expect(await log(id)).toMatchObject([{ state: 'sent', attempts: 1 }]);
    expect(twin.said().at(-1)).toMatchObject({ kind });
    expect(twin.said().at(-1)!.text).toContain('店章测试消息');
    const shown = (await admin.send('GET', '/api/robots')).body;
    expect(shown).not.toContain(token);
    expect(shown).not.toContain(secret);
    const { rows } = await whole.product.kernel.db.query<{ all: string }>("select coalesce(encode(address, 'escape'), '') || coalesce(encode(secret, 'escape'), '') as all from kernel.robot where id = $1", [id]);
    expect(rows[0]!.all).not.toContain(token);
    expect(rows[0]!.all).not.toContain(secret);
    await admin.send('DELETE', `/api/robots/${id}`, {});
  });

  test('a wrong secret fails at once with what to mend, although the chat answers 200; mended, the message goes', async () => {
    const { id } = (await add('dingtalk', { secret: 'SEC-of-another' })).json<{ id: string }>();
    await admin.send('POST', `/api/robots/${id}/test`, {});
    await whole.product.messenger.drain();
    const [failed] = await log(id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(failed!.lastError).toContain('加签密钥');
    expect((await admin.send('PATCH', `/api/robots/${id}`, { name: '发货群', teamId: null, staffId: null, secret, version: 1 })).statusCode).toBe(200);
    clock.advance(1_000);
    await admin.send('POST', `/api/robots/${id}/test`, {});
    await whole.product.messenger.drain();
    expect((await log(id)).map((m) => m.state)).toEqual(['sent', 'failed']);
    await admin.send('DELETE', `/api/robots/${id}`, {});
  });

  test('no more than twenty leave in a minute; the others wait for the next without counting as failures', async () => {
    clock.advance(2 * MINUTE);
    const { id } = (await add('wecom')).json<{ id: string }>();
    const before = twin.said().length;
    for (let n = 0; n < 25; n += 1) await admin.send('POST', `/api/robots/${id}/test`, {});
    await whole.product.messenger.drain();
    expect(twin.said().length - before).toBe(20);
    expect((await log(id)).filter((m) => m.state === 'waiting').map((m) => m.attempts)).toEqual([0, 0, 0, 0, 0]);
    clock.advance(MINUTE - 1);
    await whole.product.messenger.drain();
    expect(twin.said().length - before).toBe(20);
    clock.advance(2_000);
    await whole.product.messenger.drain();
    expect(twin.said().length - before).toBe(25);
    await admin.send('DELETE', `/api/robots/${id}`, {});
  });

  test.each([
    ['wecom', { url: 'https://example.com/cgi-bin/webhook/send?key=0123456789' }, 'app.robot-address'], ['dingtalk', { secret: null }, 'app.robot-secret'],
    ['wecom', { secret: 'SEC-of-nothing' }, 'app.robot-secret'], ['feishu', { url: 'http://10.1.2.3/open-apis/bot/v2/hook/0123456789' }, 'app.address-not-allowed'],
    ['feishu', { teamId: '019f0000-0000-7000-8000-000000000000' }, 'app.robot-owner'],
  ] as const)('%s with %o is refused: %s', async (kind, more, code) => expect((await add(kind, more)).json()).toMatchObject({ code }));

  test('one that is switched off says nothing', async () => {
    const { id } = (await add('feishu')).json<{ id: string }>();
    await admin.send('POST', `/api/robots/${id}/switching`, { active: false });
    expect((await admin.send('POST', `/api/robots/${id}/test`, {})).json()).toMatchObject({ code: 'app.robot-off' });
    expect((await admin.send('GET', '/api/robots?active=false&kind=feishu&q=发货'.replace('发货', encodeURIComponent('发货')))).json<{ rows: unknown[] }>().rows).toHaveLength(1);
  });
});
