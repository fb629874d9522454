import { z } from 'zod';
import { endpoint } from '../kernel/http/contract.ts';
import { query, text, words as wordsShape } from '../kernel/schemas.ts';
import { allPosts, type Post } from '../kernel/posts.ts';
import { words } from '../kernel/words.ts';

export const hit = z.object({ kind: z.string(), kindWords: wordsShape, id: z.string(), number: z.string(), title: z.string(), note: z.string().nullable(), href: z.string() });

export const search = endpoint({
  method: 'GET', path: '/search', summary: words('全局搜索', 'Search everywhere'), query: z.strictObject({ q: text(100, 1), limit: query.int(1, 50) }),
  response: z.object({ hits: z.array(hit) }),
});
export const firstSteps = endpoint({
  method: 'GET', path: '/first-steps', summary: words('开始使用的步骤', 'First steps of a company'),
  response: z.object({ steps: z.array(z.object({ key: z.enum(['teams', 'staff', 'warehouses', 'stores', 'accounts', 'carriers', 'products', 'stock', 'orders']), done: z.boolean() })),
    /** Posts that owe something now and that nobody holds: their work stands in nobody's list. */ vacant: z.array(z.enum(allPosts as [Post, ...Post[]])) }),
});
export const events = endpoint({ method: 'GET', path: '/events', summary: words('实时更新', 'Live updates'), response: z.unknown() });
export const openapi = endpoint({ method: 'GET', path: '/openapi.json', summary: words('接口说明', 'OpenAPI document'), response: z.unknown() });
export const apiPage = endpoint({ method: 'GET', path: '/docs', summary: words('接口说明网页', 'Readable API page'), response: z.unknown() });
export const healthz = endpoint({ method: 'GET', path: '/./healthz', summary: words('进程存活', 'The process lives'), response: z.unknown() });
export const readyz = endpoint({ method: 'GET', path: '/./readyz', summary: words('可以服务', 'Ready to serve'), response: z.unknown() });
