import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { movingClock } from '../../../kernel/clock.ts';
import { createSafeFetch, type SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { dingtalkSign, feishuSign, fitting, isRobotAddress, robotKinds, sayByRobot } from './robot.ts';
import { startRobotTwin } from './robot-twin.ts';

const clock = movingClock(Date.parse('2026-03-10T02:00:00Z'));
const [token, secret] = ['token-1234567890', 'SEC-of-the-robot'];
let twin: Awaited<ReturnType<typeof startRobotTwin>>;
let fetch: SafeFetch;
beforeAll(async () => {
  twin = await startRobotTwin({ clock, token, secret });
  fetch = createSafeFetch({ allow: [twin.host] });
});
afterAll(async () => {
  await fetch.close();
  await twin.stop();
});
const say = (kind: (typeof robotKinds)[number], text: string, more: { secret?: string | null; url?: string } = {}) =>
  sayByRobot({ kind, url: more.url ?? twin.url(kind), secret: more.secret === undefined ? secret : more.secret }, text, { fetch, now: clock.now() });

describe('signatures, as another program works them out by the published rules', () => {
  test('DingTalk keys with the secret, Feishu with time and secret', () => {
    // printf '%s\n%s' "$t" "$secret" | openssl dgst -sha256 -hmac "$secret" -binary | base64; Feishu the other way about.
    expect(dingtalkSign(1_577_262_236_757, 'this is secret')).toBe('hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM=');
    expect(feishuSign(1_599_360_473, 'demo')).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=');
  });
});

describe('a group is told by its robot', () => {
  test.each(robotKinds)('%s takes a signed text', async (kind) => {
    await say(kind, '3 项已超时');
    expect(twin.said().at(-1)).toMatchObject({ kind, text: '3 项已超时' });
  });
  test.each(['dingtalk', 'feishu'] as const)('%s refuses another secret, none, and a clock that is off, with HTTP 200', async (kind) => {
    const before = twin.said().length;
    await expect(say(kind, '一', { secret: 'SEC-of-another' })).rejects.toMatchObject({ code: 'messages.robot-sign-refused', retry: false });
    await expect(say(kind, '一', { secret: null })).rejects.toMatchObject({ code: 'messages.robot-sign-refused' });
    await expect(sayByRobot({ kind, url: twin.url(kind), secret }, '一', { fetch, now: clock.now() - 3_700_000 })).rejects.toMatchObject({ code: 'messages.robot-sign-refused' });
    expect(twin.said()).toHaveLength(before);
  });
  test.each(robotKinds)('%s that was taken out of the group is said to be gone', async (kind) => {
    await expect(say(kind, '一', { url: twin.url(kind).replace(token, 'token-of-nobody') })).rejects.toMatchObject({ code: 'messages.robot-gone', retry: false });
  });
  test.each(robotKinds)('%s stops at twenty a minute; after that minute it listens again', async (kind) => {
    clock.advance(60_000);
    for (let n = 0; n < 20; n += 1) await say(kind, `第${n}条`);
    await expect(say(kind, '第二十一条')).rejects.toMatchObject({ code: 'messages.robot-limit', retry: true });
    clock.advance(60_000);
    await say(kind, '下一分钟');
    expect(twin.said().at(-1)!.text).toBe('下一分钟');
  });
});

describe('texts and addresses', () => {
  test('a text is cut at a whole character to what WeCom takes', async () => {
    const cut = fitting('wecom', '界'.repeat(1_000));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2_048);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(2_040);
    expect(fitting('wecom', '界'.repeat(682))).toBe('界'.repeat(682));
    await say('wecom', '界'.repeat(1_000));
  });
  test.each([
    ['dingtalk', 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef', true], ['dingtalk', 'https://oapi.dingtalk.com.evil.example/robot/send?access_token=0123456789abcdef', false],
    ['wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0123456789abcdef', true], ['wecom', 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef', false],
    ['feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef', true], ['feishu', 'http://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef', false],
  ] as const)('%s: %s → %s', (kind, url, right) => expect(isRobotAddress(kind, url, false)).toBe(right));
});
