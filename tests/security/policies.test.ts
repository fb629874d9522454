import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '../../src/kernel/actor.ts';
import type { Route } from '../../src/kernel/http/route.ts';
import { allPosts, type Post } from '../../src/kernel/posts.ts';
import { freshProduct, urlOf, type Caller, type WholeProduct } from '../support/product.ts';

/** What is open to everybody. A route that joins this list is a decision, not an accident. */
const PUBLIC = [
  'GET /docs.css', 'GET /./healthz', 'GET /./readyz', 'POST /session', 'GET /setup', 'POST /setup', 'POST /setup/demo',
  'GET /portal/introductions/:token', 'POST /portal/introductions/:token/opening', 'GET /portal/quotes/:token', 'POST /portal/quotes/:token/opening', 'POST /portal/quotes/:token/acceptance', 'POST /portal/quotes/:token/questions',
  'GET /portal/quotes/:token/file', 'GET /portal/contracts/:token', 'POST /portal/contracts/:token/opening', 'POST /portal/contracts/:token/codes', 'POST /portal/contracts/:token/wishes', 'POST /portal/contracts/:token/confirmation', 'GET /portal/contracts/:token/file',
  'GET /portal/:token', 'GET /tracking/:token', 'GET /portal/:token/after-sales', 'POST /portal/:token/returns', 'POST /portal/:token/returns/:id/parcel', 'POST /portal/:token/returns/:id/withdrawal',
  'POST /portal/:token/complaints', 'POST /portal/:token/complaints/:id/confirmation', 'POST /portal/:token/complaints/:id/withdrawal', 'POST /portal/:token/complaints/:id/messages', 'POST /portal/:token/feedback', 'POST /portal/:token/feedback/:id/messages',
  'GET /portal/lead-forms/:token', 'POST /portal/lead-forms/:token', 'POST /./hooks/kuaidi100', 'POST /./hooks/leads/:id',
];

let whole: WholeProduct;
beforeAll(async () => {
  whole = await freshProduct();
}, 120_000);
afterAll(() => whole?.close());

const nameOf = (route: Route): string => `${route.endpoint.method} ${route.endpoint.path}`;
const mayPost = (may: Policy, post: Post): boolean => may.public === true || may.signedIn !== undefined || may[post] !== undefined;
/** Streams never end and are asked over a socket below; signing out ends the session that the other routes are asked with. */
const asked = (): Route[] => whole.product.routes.filter((r) => !['GET /events', 'DELETE /session'].includes(nameOf(r)));

async function statuses(caller: Caller, routes: readonly Route[]): Promise<Map<string, { status: number; code: string | null }>> {
  const found = new Map<string, { status: number; code: string | null }>();
  for (const route of routes) {
    const answer = await caller.send(route.endpoint.method, urlOf(route.endpoint.path), ['GET', 'DELETE'].includes(route.endpoint.method) ? undefined : {});
    const problem = answer.headers['content-type']?.includes('problem+json') ? (answer.json<{ code?: string }>().code ?? null) : null;
    found.set(nameOf(route), { status: answer.statusCode, code: problem });
  }
  return found;
}

describe('every route is for the posts that its policy names, and for nobody else', () => {
  test('each route has a policy that names somebody, and the product has more than a handful of routes', () => {
    expect(whole.product.routes.length).toBeGreaterThan(100);
    const open = whole.product.routes.filter((r) => Object.keys(r.may as object).length === 0);
    expect(open.map(nameOf)).toEqual([]);
  });

  test('what is open to everybody stands in a list', () => {
    expect(whole.product.routes.filter((r) => r.may.public).map(nameOf).sort()).toEqual([...PUBLIC].sort());
  });

  test('nobody gets 401 everywhere else', async () => {
    const wrong = [...(await statuses(whole.nobody, asked().filter((r) => !r.may.public)))].filter(([, { status }]) => status !== 401);
    expect(wrong).toEqual([]);
  });

  test.each(allPosts)('%s is let in where the policy says so and gets 403 elsewhere', async (post) => {
    const routes = asked().filter((r) => !r.may.public);
    const found = await statuses(await whole.as(post), routes);
    const wrong: unknown[] = [];
    for (const route of routes) {
      const { status, code } = found.get(nameOf(route))!;
      const allowed = mayPost(route.may, post);
      if (allowed ? status === 401 || status === 403 : status !== 403 || code !== 'kernel.not-allowed') wrong.push([nameOf(route), allowed ? 'allowed' : 'not allowed', status, code]);
      if (status >= 500) wrong.push([nameOf(route), status, code]);
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  test('a program whose token may only read changes nothing, whatever its owner may', async () => {
    const program = await whole.withToken('general-manager', ['read']);
    // A question with a body (POST) is a read: such a token may ask it.
    const writes = asked().filter((r) => r.kind !== 'read' && r.endpoint.method !== 'GET' && !r.may.public);
    const found = await statuses(program, writes);
    expect([...found].filter(([, { status }]) => status < 400)).toEqual([]);
    const reads = asked().filter((r) => r.endpoint.method === 'GET' && !r.may.public && mayPost(r.may, 'general-manager'));
    expect([...(await statuses(program, reads))].filter(([, { status }]) => status === 401 || status >= 500)).toEqual([]);
  }, 60_000);

  test('a well-formed order from a reading token is refused as not allowed', async () => {
    const program = await whole.withToken('seller', ['read']);
    expect((await program.send('POST', '/api/orders', whole.order())).statusCode).toBe(403);
    const writer = await whole.withToken('seller', ['read', 'write']);
    expect((await writer.send('POST', '/api/orders', whole.order())).statusCode).toBe(200);
  });

  test('live updates are for those who are signed in', async () => {
    const url = await whole.app.listen({ port: 0, host: '127.0.0.1' });
    expect((await fetch(`${url}/api/events`)).status).toBe(401);
    const gone = new AbortController();
    const stream = await fetch(`${url}/api/events`, { headers: (await whole.as('hr')).headers, signal: gone.signal });
    expect(stream.status).toBe(200);
    gone.abort();
  });
});
