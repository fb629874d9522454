import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import type { SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import { words } from '../../../kernel/words.ts';

export const robotKinds = ['dingtalk', 'wecom', 'feishu'] as const;
export type RobotKind = (typeof robotKinds)[number];

/** A robot of a group chat: the address that its owner copies out of the chat, and the secret where the kind signs. */
export interface Robot {
  readonly kind: RobotKind;
  readonly url: string;
  /** DingTalk 加签 and Feishu 签名校验; WeCom knows none: there the key in the address is the secret. */
  readonly secret: string | null;
}

/** All three stop a robot that says more than this in a minute (Feishu a little later). */
export const perMinute = 20;

/** Hosts of the three, so that a secret is never sent to somebody else by a slip. On-premise hosts are listed in NET_ALLOW. */
const hosts: Readonly<Record<RobotKind, RegExp>> = {
  dingtalk: /^https:\/\/(oapi|api)\.dingtalk\.com\/robot\/send\?(.*&)?access_token=[\w-]{8,}/,
  wecom: /^https:\/\/qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?(.*&)?key=[\w-]{8,}/,
  feishu: /^https:\/\/open\.(feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/[\w-]{8,}/,
};
const paths: Readonly<Record<RobotKind, RegExp>> = {
  dingtalk: /\/robot\/send\?(.*&)?access_token=[\w-]{8,}/, wecom: /\/cgi-bin\/webhook\/send\?(.*&)?key=[\w-]{8,}/, feishu: /\/open-apis\/bot\/v2\/hook\/[\w-]{8,}/,
};

/** Whether the address is one of that kind; `listed`: its host stands in NET_ALLOW, so that any host will do. */
export const isRobotAddress = (kind: RobotKind, url: string, listed: boolean): boolean => (listed ? paths : hosts)[kind].test(url);

/** DingTalk: HMAC-SHA256 keyed with the secret over `timestamp\nsecret` (ms), base64, in the address. */
export const dingtalkSign = (timestampMs: number, secret: string): string => createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');
/** Feishu: HMAC-SHA256 keyed with `timestamp\nsecret` (s) over nothing, base64, in the body. */
export const feishuSign = (timestampS: number, secret: string): string => createHmac('sha256', `${timestampS}\n${secret}`).update('').digest('base64');

/** Most bytes of a text that each takes. */
const longest: Readonly<Record<RobotKind, number>> = { dingtalk: 18_000, wecom: 2_048, feishu: 18_000 };

/** Cuts at a whole character so that the text fits into the bytes that the kind takes. */
export function fitting(kind: RobotKind, text: string): string {
  const limit = longest[kind];
  if (Buffer.byteLength(text) <= limit) return text;
  let [cut, bytes] = ['', 3];
  for (const letter of text) {
    bytes += Buffer.byteLength(letter);
    if (bytes > limit) break;
    cut += letter;
  }
  return `${cut}…`;
}

function request(robot: Robot, text: string, now: number): { url: string; body: string } {
  const content = fitting(robot.kind, text);
  if (robot.kind === 'feishu') {
    const timestamp = Math.floor(now / 1000);
    return { url: robot.url, body: JSON.stringify({ ...(robot.secret ? { timestamp: String(timestamp), sign: feishuSign(timestamp, robot.secret) } : {}), msg_type: 'text', content: { text: content } }) };
  }
  const url = new URL(robot.url);
  if (robot.kind === 'dingtalk' && robot.secret) {
    url.searchParams.set('timestamp', String(now));
    url.searchParams.set('sign', dingtalkSign(now, robot.secret));
  }
  return { url: url.href, body: JSON.stringify({ msgtype: 'text', text: { content } }) };
}

// DingTalk and WeCom say errcode, Feishu code (old answers: StatusCode). All of them with HTTP 200.
const answer = z.object({ errcode: z.int().optional(), errmsg: z.string().optional(), code: z.int().optional(), msg: z.string().optional(), StatusCode: z.int().optional(), StatusMessage: z.string().optional() });

/** Too many at once, or busy: the same message may go later. */
const passing = new Set([130_101, 410_100, 45_009, 45_033, -1, 11_232, 9_499_002]);
const wrongSign = new Set([310_000, 19_021]);
const gone = new Set([300_001, 93_000, 19_001, 400_013, 400_101]);

/**
 * One text to a group. An error code in an answer with HTTP 200 is a failure.
 * Throws `messages.robot-limit` and `messages.robot-busy` (retry), `messages.robot-sign-refused`, `messages.robot-gone`, `messages.robot-refused`, and those of the transport.
 */
export async function sayByRobot(robot: Robot, text: string, use: { fetch: SafeFetch; now: number }): Promise<void> {
  const { url, body } = request(robot, text, use.now);
  const got = await use.fetch({ url, method: 'POST', headers: { 'content-type': 'application/json; charset=utf-8' }, body, maxBytes: 65_536 });
  if (got.status === 429 || got.status >= 500) throw new GatewayFailure('messages.robot-busy', words(`群机器人暂时不可用（HTTP ${got.status}），稍后会重试。`, `The robot is not available now (HTTP ${got.status}).`), { retry: true, facts: { status: got.status } });
  const read = answer.safeParse(json(got.body));
  const code = read.success ? (read.data.errcode ?? read.data.code ?? read.data.StatusCode) : undefined;
  if (got.status === 200 && code === 0) return;
  const message = (read.success ? (read.data.errmsg ?? read.data.msg ?? read.data.StatusMessage) : undefined)?.slice(0, 200) ?? '';
  const facts = { status: got.status, providerCode: code ?? null, message };
  if (code !== undefined && passing.has(code)) throw new GatewayFailure('messages.robot-limit', words(`群机器人发送过于频繁，稍后会重试（${code}）。`, `The robot was told too much at once (${code}).`), { retry: true, facts });
  if (code !== undefined && wrongSign.has(code)) throw new GatewayFailure('messages.robot-sign-refused', words(`群机器人安全设置不符：请核对加签密钥、关键词和服务器时间（${code} ${message}）。`, `The robot refused the signature: check secret, keywords and the clock (${code} ${message}).`), { facts });
  if (code !== undefined && gone.has(code)) throw new GatewayFailure('messages.robot-gone', words(`群机器人不存在或已停用，请重新添加（${code}）。`, `The robot is gone or disabled: add it anew (${code}).`), { facts });
  throw new GatewayFailure('messages.robot-refused', words(`群机器人拒绝了消息：${message}（${code ?? `HTTP ${got.status}`}）。`, `The robot refused the message: ${message} (${code ?? `HTTP ${got.status}`}).`), { facts });
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Told apart by the schema: undefined is no answer.
    return undefined;
  }
}
