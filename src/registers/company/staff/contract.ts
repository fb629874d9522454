import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, phone, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { language, login, post } from '../sign-in/contract.ts';

const params = z.strictObject({ id });
const ref = z.object({ id, name: z.string() });
/** Version that the editor read: another one means that somebody changed the record meanwhile. */
const version = z.int().min(1);
export const staffRow = z.object({
  id, name: z.string(), login: z.string(), active: z.boolean(), phone: z.string().nullable(), posts: z.array(post), teams: z.array(ref),
  superior: ref.nullable(), shift: ref.nullable(), awayUntil: instant.nullable(), lastSeenAt: instant.nullable(), secondFactor: z.boolean(), createdAt: instant,
});
export const listStaff = endpoint({
  method: 'GET', path: '/staff', summary: words('员工', 'Staff'),
  query: z.strictObject({
    ...page, q: query.text(100), sort: query.oneOf(['name', '-name', 'createdAt', '-createdAt']), post: query.anyOf(post.options as [string, ...string[]]),
    team: id.optional(), active: query.bool,
  }),
  response: listOf(staffRow),
});
/** Names to choose from, for everyone who assigns work. */
export const listColleagues = endpoint({
  method: 'GET', path: '/colleagues', summary: words('同事名单', 'Colleagues to choose from'),
  query: z.strictObject({ ...page, q: query.text(100), post: query.anyOf(post.options as [string, ...string[]]), team: id.optional() }),
  response: listOf(z.object({ id, name: z.string(), posts: z.array(post) })),
});
export const readStaff = endpoint({
  method: 'GET', path: '/staff/:id', summary: words('员工档案', 'A member of staff'), params,
  response: staffRow.extend({
    version, language: language.nullable(), mustChangePassword: z.boolean(), sessions: z.int(), tokens: z.int(), self: z.boolean(),
    postHistory: z.array(z.object({ id, post, from: instant, to: instant.nullable() })),
    substitutes: z.array(z.object({ id, who: ref, absent: ref, from: instant, to: instant, note: z.string().nullable(), state: z.enum(['planned', 'running', 'over']) })),
    reports: z.array(ref),
    timeline: z.array(z.object({ id: z.string(), at: instant, by: z.string(), text: z.object({ zh: z.string(), en: z.string() }) })),
  }),
});
const withPassword = z.object({ id, /** Shown once; the person chooses another at the first sign-in. */ password: z.string() });
export const addStaff = endpoint({
  method: 'POST', path: '/staff', summary: words('新增员工', 'Add a member of staff'),
  body: z.strictObject({ name: text(50, 1), login, phone: phone.optional(), language: language.optional(), posts: z.array(post).max(15).default([]), teamIds: z.array(id).max(50).default([]), superiorId: id.optional() }),
  response: withPassword,
});
export const changeStaff = endpoint({
  method: 'PATCH', path: '/staff/:id', summary: words('修改员工资料', 'Change a member of staff'), params,
  body: z.strictObject({ version, name: text(50, 1).optional(), login: login.optional(), phone: phone.nullable().optional() }), response: done,
});
export const disableStaff = endpoint({
  method: 'POST', path: '/staff/:id/disablement', summary: words('停用账号', 'Disable an account'), params, body: z.strictObject({ reason: text(200, 2) }), response: done,
});
export const enableStaff = endpoint({
  method: 'DELETE', path: '/staff/:id/disablement', summary: words('恢复账号', 'Enable an account again'), params, body: z.strictObject({}), response: done,
});
export const resetPassword = endpoint({
  method: 'POST', path: '/staff/:id/password-reset', summary: words('重置密码', 'Reset the password'), params, body: z.strictObject({}), response: withPassword,
});
export const resetSecondFactor = endpoint({
  method: 'POST', path: '/staff/:id/second-factor-reset', summary: words('解除动态验证码', 'Remove the authenticator'), params, body: z.strictObject({ reason: text(200, 2) }), response: done,
});
export const holdPost = endpoint({
  method: 'POST', path: '/staff/:id/posts', summary: words('任命岗位', 'Appoint to a post'), params, body: z.strictObject({ post }), response: done,
});
export const endPost = endpoint({
  method: 'DELETE', path: '/staff/:id/posts/:post', summary: words('免去岗位', 'End a post'), params: z.strictObject({ id, post }), body: z.strictObject({}), response: done,
});
export const setSuperior = endpoint({
  method: 'PUT', path: '/staff/:id/superior', summary: words('设定直接上级', 'Say who is the superior'), params, body: z.strictObject({ superiorId: id.nullable() }), response: done,
});
export const nameSubstitute = endpoint({
  method: 'POST', path: '/staff/:id/substitutes', summary: words('安排代班', 'Name a substitute'), params,
  body: z.strictObject({ substituteId: id, from: instant, to: instant, note: text(200).optional() }), response: done,
});
export const endSubstitute = endpoint({
  method: 'DELETE', path: '/substitutes/:id', summary: words('结束代班', 'End a substitution'), params, body: z.strictObject({}), response: done,
});
export const assignShift = endpoint({
  method: 'PUT', path: '/staff/:id/shift', summary: words('排班', 'Assign a shift'), params, body: z.strictObject({ shiftId: id.nullable() }), response: done,
});
