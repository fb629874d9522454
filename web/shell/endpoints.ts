import { z } from 'zod';
import { endpoint } from '../../src/kernel/http/contract.ts';
import { allPosts, type Post } from '../../src/kernel/posts.ts';
import { done, id, instant, query, text, words as wordsShape } from '../../src/kernel/schemas.ts';
import { words } from '../../src/kernel/words.ts';

/**
 * What the frame itself asks of the server (see work-contract-proposal.md). Each row gives way to the server's own contract as soon as
 * that names the same path; the shapes are the ones agreed there.
 */
const post = z.enum(allPosts as [Post, ...Post[]]);

export const person = z.object({
  id, name: z.string(), posts: z.array(post), language: z.enum(['zh', 'en']).nullable(),
  company: z.string(), /** The server's clock: the page's own is set by it. */ now: instant,
  /** Who stands in for this person now, or for whom this person stands in. */
  substitute: z.object({ name: z.string(), until: instant }).nullable(),
});

export const readSession = endpoint({
  method: 'GET', path: '/session', summary: words('当前登录的人', 'Who is signed in'), response: person,
});
export const signIn = endpoint({
  method: 'POST', path: '/session', summary: words('登录', 'Sign in'),
  body: z.strictObject({ login: text(200, 1), password: z.string().min(1).max(200), code: z.string().max(10).optional() }), response: person,
});
export const signOut = endpoint({
  method: 'DELETE', path: '/session', summary: words('退出', 'Sign out'), body: z.strictObject({}), response: z.unknown(),
});

export const readSetUp = endpoint({
  method: 'GET', path: '/setup', summary: words('是否已建账', 'Whether the company has been set up'),
  response: z.object({ needed: z.boolean(), demo: z.boolean() }),
});
export const setUp = endpoint({
  method: 'POST', path: '/setup', summary: words('首次建账', 'First set-up'),
  body: z.strictObject({
    company: text(100, 2), name: text(50, 1), login: text(100, 3), password: z.string().min(10).max(200),
  }),
  response: person,
});
export const loadDemo = endpoint({
  method: 'POST', path: '/setup/demo', summary: words('载入演示公司', 'Load the demo company'), body: z.strictObject({}),
  response: z.object({ login: z.string(), password: z.string() }),
});

export const search = endpoint({
  method: 'GET', path: '/search', summary: words('全局搜索', 'Search everywhere'), query: z.strictObject({ q: text(100, 1), limit: query.int(1, 50) }),
  response: z.object({
    hits: z.array(z.object({ kind: z.string(), kindWords: wordsShape, id: z.string(), number: z.string(), title: z.string(), note: z.string().nullable(), href: z.string() })),
  }),
});

export const listNotices = endpoint({
  method: 'GET', path: '/notices', summary: words('通知', 'Notices'),
  query: z.strictObject({ cursor: text(400).optional(), limit: query.int(1, 200) }),
  response: z.object({
    rows: z.array(z.object({ id, at: instant, text: wordsShape, href: z.string().nullable(), read: z.boolean() })),
    next: z.string().nullable(), total: z.int().nullable(), unread: z.int(),
  }),
});
export const readNotices = endpoint({
  method: 'POST', path: '/notices/readings', summary: words('通知标为已读', 'Mark notices as read'),
  body: z.strictObject({ upTo: instant }), response: z.unknown(),
});

export const listViews = endpoint({
  method: 'GET', path: '/views', summary: words('已存视图', 'Saved views'), query: z.strictObject({ page: text(100, 1) }),
  response: z.object({ rows: z.array(z.object({ id, name: z.string(), address: z.string(), shared: z.boolean() })) }),
});
export const saveView = endpoint({
  method: 'POST', path: '/views', summary: words('存视图', 'Save a view'),
  body: z.strictObject({ page: text(100, 1), name: text(40, 1), address: text(2000), shared: z.boolean() }), response: done,
});
export const dropView = endpoint({
  method: 'DELETE', path: '/views/:id', summary: words('删除视图', 'Delete a view'), params: z.strictObject({ id }), body: z.strictObject({}), response: z.unknown(),
});

export const unmask = endpoint({
  method: 'POST', path: '/unmaskings', summary: words('查看隐去的资料', 'See masked data'),
  body: z.strictObject({ kind: text(60, 1), id: text(60, 1), field: text(60, 1), reason: text(200, 4) }), response: z.object({ value: z.string() }),
});
