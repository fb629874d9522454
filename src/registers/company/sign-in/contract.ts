import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { allPosts, type Post } from '../../../kernel/posts.ts';
import { day, done, id, instant, listOf, query, said, sixDigits as code, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const post = z.enum(allPosts as [Post, ...Post[]]);
export const language = z.enum(['zh', 'en']);
export const tokenScope = z.enum(['read', 'write', 'import']);

/**
 * 10 to 128 characters: longer ones are refused before anything is computed over them. Long rather than mixed; but digits alone, or a
 * few signs over and over, are guessed in a moment.
 */
export const newPassword = z.string().min(10).max(128)
  .refine((s) => /\D/.test(s) && new Set(s).size >= 5, said(words('太容易被猜到：不要只用数字，至少用 5 个不同的字符', 'Too easy to guess: not digits alone, and at least 5 different characters')));
/** What people use to sign in: a name, a phone or an e-mail address; small and capital letters are the same. */
export const login = text(100, 3).refine((s) => /^\S+$/.test(s), said(words('不能有空格', 'No blanks, please'))).transform((s) => s.toLowerCase());

const standIn = z.object({ id, name: z.string(), until: instant });

/** Who is signed in, as the frame needs it. */
export const person = z.object({
  id, name: z.string(), posts: z.array(post), language: language.nullable(),
  company: z.string(), /** The server's clock: the page's own is set by it. */ now: instant,
  /** For whom this person acts at present as a substitute; everything done is marked with it. */
  substitute: z.object({ name: z.string(), until: instant }).nullable(),
  /** Absent colleagues for whom this person may act now. */
  mayStandInFor: z.array(standIn),
  /** What must be done before anything else opens: choose an own password, or set up the authenticator. */
  restricted: z.enum(['password', 'second-factor']).nullable(),
});

export const readSession = endpoint({
  method: 'GET', path: '/session', summary: words('当前登录的人', 'Who is signed in'), response: person,
});
export const signIn = endpoint({
  method: 'POST', path: '/session', summary: words('登录', 'Sign in'),
  body: z.strictObject({ login: text(100, 1), password: z.string().min(1).max(128), code: z.string().max(10).optional() }), response: person,
});
export const signOut = endpoint({
  method: 'DELETE', path: '/session', summary: words('退出登录', 'Sign out'), body: z.strictObject({}), response: z.object({}),
});
export const standInFor = endpoint({
  method: 'POST', path: '/session/standing-in', summary: words('开始或结束代班操作', 'Begin or end acting for an absent colleague'),
  body: z.strictObject({ staffId: id.nullable() }), response: person,
});

export const readSetUp = endpoint({
  method: 'GET', path: '/setup', summary: words('是否已建账', 'Whether the company has been set up'),
  response: z.object({ needed: z.boolean(), demo: z.boolean() }),
});
export const setUp = endpoint({
  method: 'POST', path: '/setup', summary: words('首次建账', 'First set-up'),
  body: z.strictObject({ company: text(100, 2), name: text(50, 1), login, password: newPassword }),
  response: person,
});
export const loadDemo = endpoint({
  method: 'POST', path: '/setup/demo', summary: words('载入演示公司', 'Load the demo company'), body: z.strictObject({}),
  response: z.object({ login: z.string(), password: z.string() }),
});

export const readMe = endpoint({
  method: 'GET', path: '/me', summary: words('我的账号', 'My account'),
  response: z.object({
    id, name: z.string(), login: z.string(), language: language.nullable(), phone: z.string().nullable(),
    posts: z.array(post), teams: z.array(z.object({ id, name: z.string() })), superior: z.object({ id, name: z.string() }).nullable(),
    secondFactor: z.object({ on: z.boolean(), required: z.boolean() }),
    /** Names of the verbs that this person may use. */
    verbs: z.array(z.string()),
  }),
});
/** What the posts of this person may not read or do, and the posts that may: `POST /orders/:id/release` → seller, team-lead … */
export const readRights = endpoint({
  method: 'GET', path: '/me/rights', summary: words('我无权办理的操作', 'What I may not do'), response: z.object({ refused: z.record(z.string(), z.array(post)) }),
});
export const setLanguage = endpoint({
  method: 'POST', path: '/me/language', summary: words('切换语言', 'Choose the language'), body: z.strictObject({ language }), response: done,
});
export const changePassword = endpoint({
  method: 'POST', path: '/me/password', summary: words('修改密码', 'Change the password'),
  body: z.strictObject({ current: z.string().min(1).max(128), next: newPassword }), response: done,
});
export const enrolSecondFactor = endpoint({
  method: 'POST', path: '/me/second-factor', summary: words('启用动态验证码：取得二维码', 'Set up an authenticator: get the picture'),
  body: z.strictObject({ password: z.string().min(1).max(128) }),
  response: z.object({ secret: z.string(), uri: z.string(), /** A picture to scan, as SVG. */ svg: z.string() }),
});
export const confirmSecondFactor = endpoint({
  method: 'POST', path: '/me/second-factor/confirmation', summary: words('启用动态验证码：确认', 'Set up an authenticator: confirm'),
  body: z.strictObject({ code }), response: done,
});
export const dropSecondFactor = endpoint({
  method: 'DELETE', path: '/me/second-factor', summary: words('停用动态验证码', 'Switch the authenticator off'),
  body: z.strictObject({ password: z.string().min(1).max(128), code }), response: done,
});

export const listSessions = endpoint({
  method: 'GET', path: '/me/sessions', summary: words('我的登录设备', 'Where I am signed in'),
  response: listOf(z.object({
    id, createdAt: instant, lastSeenAt: instant, expiresAt: instant, ip: z.string().nullable(), agent: z.string().nullable(), current: z.boolean(),
  })),
});
export const endSession = endpoint({
  method: 'DELETE', path: '/me/sessions/:id', summary: words('退出某台设备', 'Sign out elsewhere'), params: z.strictObject({ id }), body: z.strictObject({}), response: done,
});

export const tokenRow = z.object({
  id, name: z.string(), staffId: id, staffName: z.string(), scopes: z.array(tokenScope), createdAt: instant, expiresAt: instant,
  lastUsedAt: instant.nullable(), state: z.enum(['valid', 'expired', 'revoked']),
});
export const listTokens = endpoint({
  method: 'GET', path: '/tokens', summary: words('API 令牌', 'API tokens'),
  query: z.strictObject({
    q: text(100).optional(), state: z.enum(['valid', 'expired', 'revoked']).optional(), sort: z.enum(['createdAt', '-createdAt']).optional(),
    cursor: text(400).optional(), limit: query.int(1, 200),
  }),
  response: listOf(tokenRow),
});
export const createToken = endpoint({
  method: 'POST', path: '/tokens', summary: words('新建 API 令牌（仅显示一次）', 'Make an API token (shown once)'),
  body: z.strictObject({ name: text(60, 2), scopes: z.array(tokenScope).min(1).max(3), /** Last day on which it works. */ lastDay: day.optional() }),
  response: z.object({ id, token: z.string() }),
});
export const revokeToken = endpoint({
  method: 'DELETE', path: '/tokens/:id', summary: words('吊销 API 令牌', 'Revoke an API token'), params: z.strictObject({ id }), body: z.strictObject({}), response: done,
});

export const unmask = endpoint({
  method: 'POST', path: '/unmaskings', summary: words('查看隐去的资料', 'See masked data'),
  body: z.strictObject({ kind: text(60, 1), id: text(60, 1), field: text(60, 1), reason: text(200, 4) }), response: z.object({ value: z.string() }),
});
