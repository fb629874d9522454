import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/kernel/http/route.ts';
import { allPosts, type Post } from '../../src/kernel/posts.ts';
import { freshProduct, urlOf, type Caller, type WholeProduct } from '../support/product.ts';
import { wrongBodies } from './samples.ts';

/** Programs that say nothing of their language are answered in Chinese, down to what is wrong with a field; who prefers English gets it (every route that changes something). */

let whole: WholeProduct;
const callers = new Map<Post, Caller>();

beforeAll(async () => {
  whole = await freshProduct();
  for (const post of allPosts) callers.set(post, await whole.as(post));
}, 120_000);
afterAll(() => whole?.close());

const callerFor = (route: Route): Caller => {
  const post = (['general-manager', 'department-head', 'administrator', ...allPosts] as const).find((p) => route.may.signedIn !== undefined || route.may[p] !== undefined);
  return post ? callers.get(post)! : whole.nobody;
};
const chinese = /\p{Script=Han}/u;
/** Two plain words of English beside each other; names of fields, codes and values of closed lists are the same in both languages. */
const english = /(?<![\w.])[a-z]{2,} [a-z]{2,}(?![\w.])/i;

interface Said { title: string; detail: string; next: string; errors?: { path: string; message: string }[] }
const textsOf = (problem: Said): string[] => [problem.title, problem.detail, problem.next, ...(problem.errors ?? []).map((e) => e.message)];

describe('what is refused is said in Chinese first', () => {
  test('every route that changes something, with nothing, with unknown fields and with wrong ones, without a language', async () => {
    const writes = whole.product.routes.filter((r) => r.endpoint.method !== 'GET' && r.endpoint.path !== '/session' && r.endpoint.path !== '/me/password');
    expect(writes.length).toBeGreaterThan(150);
    const wrong = new Set<string>();
    let refused = 0;
    for (const route of writes) {
      const bodies = ['{}', '{"colour":"red"}', ...wrongBodies(route.endpoint.body).filter((_, n) => n % 9 === 0)];
      for (const body of bodies) {
        const answer = await callerFor(route).send(route.endpoint.method, urlOf(route.endpoint.path, {}), body, { headers: { 'content-type': 'application/json' } });
        if (answer.statusCode < 400 || !answer.headers['content-type']?.includes('problem+json')) continue;
        refused += 1;
        for (const text of textsOf(answer.json<Said>())) if (!chinese.test(text) || english.test(text)) wrong.add(`${route.endpoint.method} ${route.endpoint.path}: ${text.slice(0, 160)}`);
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect([...wrong].join('\n')).toBe('');
  }, 280_000);

  test.each([
    ['en', 'en'], ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'], ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en;q=0.3,zh', 'zh'], ['fr,en;q=0.5', 'en'], ['fr', 'zh'], ['*', 'zh'], ['zh;q=0', 'zh'], ['', 'zh'],
  ] as const)('accept-language “%s” is answered in %s', async (accepted, language) => {
    const answer = await callers.get('seller')!.send('POST', '/api/orders', '{}', { headers: { 'content-type': 'application/json', 'accept-language': accepted } });
    const texts = textsOf(answer.json<Said>());
    expect(answer.statusCode).toBe(422);
    for (const text of texts) expect(chinese.test(text), text).toBe(language === 'zh');
  });
});
