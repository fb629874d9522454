import type { Clock } from '../../../kernel/clock.ts';
import { json, startLoopbackServer, type PeerAnswer, type PeerRequest } from '../../../kernel/net/loopback-server.ts';
import { requireSecret, sameSecret } from '../../../kernel/net/secrets.ts';
import { dingtalkSign, feishuSign, perMinute, type RobotKind } from './robot.ts';

export interface RobotTwinOptions {
  readonly clock: Clock;
  /** Token of the address, by kind: `access_token`, `key`, last part of the path. */
  readonly token: string;
  readonly secret: string;
  readonly port?: number;
}

export interface SaidByRobot { readonly kind: RobotKind; readonly text: string; readonly at: number }

const HOUR = 3_600_000;

/** The three group robots on loopback: they check token, signature, time and frequency as theirs do, and answer errors with HTTP 200. */
export async function startRobotTwin(options: RobotTwinOptions): Promise<{ url: (kind: RobotKind) => string; host: string; said: () => readonly SaidByRobot[]; stop: () => Promise<void> }> {
  const token = requireSecret('twin token', options.token);
  const secret = requireSecret('twin secret', options.secret);
  const said: SaidByRobot[] = [];
  const often = (kind: RobotKind): boolean => said.filter((s) => s.kind === kind && options.clock.now() - s.at < 60_000).length >= perMinute;
  const keep = (kind: RobotKind, text: unknown): boolean => {
    if (typeof text !== 'string' || text === '') return false;
    said.push({ kind, text, at: options.clock.now() });
    return true;
  };

  const dingtalk = (request: PeerRequest, body: Body): PeerAnswer => {
    const no = (errcode: number, errmsg: string) => json({ errcode, errmsg });
    if (request.query.get('access_token') !== token) return no(300_001, 'token is not exist');
    const timestamp = Number(request.query.get('timestamp'));
    if (!(Math.abs(options.clock.now() - timestamp) <= HOUR)) return no(310_000, 'invalid timestamp');
    if (!sameSecret(request.query.get('sign') ?? '', dingtalkSign(timestamp, secret))) return no(310_000, 'sign not match');
    if (often('dingtalk')) return no(410_100, 'send too fast, exceed 20 times per minute');
    return body.msgtype === 'text' && keep('dingtalk', body.text?.content) ? no(0, 'ok') : no(40_035, '缺少参数 json');
  };
  const wecom = (request: PeerRequest, body: Body): PeerAnswer => {
    const no = (errcode: number, errmsg: string) => json({ errcode, errmsg });
    if (request.query.get('key') !== token) return no(93_000, 'invalid webhook url');
    if (often('wecom')) return no(45_009, 'api freq out of limit');
    if (Buffer.byteLength(body.text?.content ?? '') > 2_048) return no(40_058, 'text exceed max length');
    return body.msgtype === 'text' && keep('wecom', body.text?.content) ? no(0, 'ok') : no(40_008, 'invalid message type');
  };
  const feishu = (request: PeerRequest, body: Body): PeerAnswer => {
    const no = (code: number, msg: string) => json({ code, msg, data: {} });
    if (!request.path.endsWith(`/${token}`)) return no(19_001, 'param invalid: incoming webhook access token invalid');
    const timestamp = Number(body.timestamp);
    if (!(Math.abs(options.clock.now() - timestamp * 1000) <= HOUR) || !sameSecret(body.sign ?? '', feishuSign(timestamp, secret))) return no(19_021, 'sign match fail or timestamp is not within one hour from current time');
    if (often('feishu')) return no(11_232, 'frequency limited psm');
    return body.msg_type === 'text' && keep('feishu', body.content?.text) ? no(0, 'success') : no(9_499, 'Bad Request');
  };

  const server = await startLoopbackServer((request) => {
    const body = JSON.parse(request.body.toString('utf8')) as Body;
    if (request.path === '/robot/send') return dingtalk(request, body);
    if (request.path === '/cgi-bin/webhook/send') return wecom(request, body);
    return request.path.startsWith('/open-apis/bot/v2/hook/') ? feishu(request, body) : { status: 404, body: '' };
  }, { port: options.port ?? 0 });
  const ways: Readonly<Record<RobotKind, string>> = { dingtalk: `/robot/send?access_token=${token}`, wecom: `/cgi-bin/webhook/send?key=${token}`, feishu: `/open-apis/bot/v2/hook/${token}` };
  return { url: (kind) => server.url + ways[kind], host: new URL(server.url).host, said: () => said, stop: () => server.stop() };
}

interface Body { msgtype?: string; text?: { content?: string }; msg_type?: string; content?: { text?: string }; timestamp?: string; sign?: string }
