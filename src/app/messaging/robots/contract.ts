import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, text, webAddress } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const robotKinds = ['dingtalk', 'wecom', 'feishu'] as const;
export const robotKindWords = { dingtalk: words('钉钉', 'DingTalk'), wecom: words('企业微信', 'WeCom'), feishu: words('飞书', 'Feishu') } as const;

const one = z.strictObject({ id });
const url = webAddress;
const secret = z.string().trim().min(6).max(200).nullable();
const fields = { name: text(60, 1), teamId: id.nullable(), staffId: id.nullable() };

export const robot = z.object({
  id, name: z.string(), kind: z.enum(robotKinds), /** Host and last characters of its address; the whole is never shown again. */ hint: z.string(), signed: z.boolean(),
  teamId: id.nullable(), teamName: z.string().nullable(), staffId: id.nullable(), staffName: z.string().nullable(),
  active: z.boolean(), createdAt: instant, version: z.int(), waiting: z.int(), failed: z.int(), lastSentAt: instant.nullable(),
});
export const listRobots = endpoint({
  method: 'GET', path: '/robots', summary: words('群机器人', 'Group robots'),
  query: z.strictObject({ ...page, q: query.text(100), sort: z.enum(['created', '-created', 'name', '-name']).optional(), kind: query.anyOf(robotKinds), active: query.bool }), response: listOf(robot),
});
/** DingTalk and Feishu want their secret; WeCom has none. */
export const createRobot = endpoint({
  method: 'POST', path: '/robots', summary: words('添加群机器人', 'Add a robot'), body: z.strictObject({ kind: z.enum(robotKinds), url, secret, ...fields }), response: done,
});
export const changeRobot = endpoint({
  method: 'PATCH', path: '/robots/:id', summary: words('修改群机器人', 'Change a robot'), params: one,
  body: z.strictObject({ ...fields, /** Left out: stays as it is. */ url: url.optional(), secret: secret.optional(), version: z.int() }), response: done,
});
export const switchRobot = endpoint({ method: 'POST', path: '/robots/:id/switching', summary: words('启用或停用群机器人', 'Switch a robot on or off'), params: one, body: z.strictObject({ active: z.boolean() }), response: done });
export const testRobot = endpoint({ method: 'POST', path: '/robots/:id/test', summary: words('让机器人发一条测试消息', 'Let a robot say a test message'), params: one, body: z.strictObject({}), response: done });
export const deleteRobot = endpoint({ method: 'DELETE', path: '/robots/:id', summary: words('删除群机器人', 'Delete a robot'), params: one, body: z.strictObject({}), response: done });
/** Teams and people whose group it may be. */
export const robotOwners = endpoint({
  method: 'GET', path: '/robot-owners', summary: words('机器人可归属的团队与员工', 'Teams and people a robot may belong to'),
  response: z.object({ teams: z.array(z.object({ id, name: z.string() })), staff: z.array(z.object({ id, name: z.string() })) }),
});
