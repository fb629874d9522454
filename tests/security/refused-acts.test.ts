import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../src/kernel/db/index.ts';
import type { Route } from '../../src/kernel/http/route.ts';
import { allPosts, type Post } from '../../src/kernel/posts.ts';
import { linkSecret } from '../../src/kernel/signed-link.ts';
import { freshProduct, urlOf, type Caller, type WholeProduct } from '../support/product.ts';
import { wrongBodies } from './samples.ts';

/**
 * What a refusal may leave behind: the audit row of it, counts of tries, when somebody was last seen, gaps in numbers, and, where a
 * gate of the rulebook refused, that it did (the board shows how often, and its list what).
 */
const LEFT_OUT = new Set(['kernel.audit', 'company.attempt', 'kernel.number_series', 'kernel.lease', 'regulation.figure_delta', 'regulation.refusal']);
const OWN_SESSION = new Set(['DELETE /session', 'POST /me/password']);

let whole: WholeProduct;
let tables: string[];
const callers = new Map<Post, Caller>();
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  whole = await freshProduct();
  for (const post of allPosts) callers.set(post, await whole.as(post));
  const { rows } = await whole.database.db.query<{ name: string }>(
    `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`);
  tables = rows.map((r) => r.name).filter((name) => !LEFT_OUT.has(name));
}, 120_000);
afterAll(async () => {
  process.off('unhandledRejection', note);
  await whole?.close();
});

/** Rows of every table by count and hash; "last seen" and "last used" are no state. */
async function everything(db: Db): Promise<Map<string, string>> {
  const text = tables.map((t) => `select '${t}' as name, md5(coalesce(string_agg(h, '' order by h), '')) as sum
    from (select md5((to_jsonb(t) - '{last_seen_at,last_used_at}'::text[])::text) as h from ${t} t) x`).join(' union all ');
  const { rows } = await db.query<{ name: string; sum: string }>(text);
  return new Map(rows.map((r) => [r.name, r.sum]));
}

const changed = (before: Map<string, string>, after: Map<string, string>): string[] => [...after].filter(([name, sum]) => before.get(name) !== sum).map(([name]) => name);
const nameOf = (route: Route): string => `${route.endpoint.method} ${route.endpoint.path}`;
/** Whoever sees the farthest of those who may. */
const callerFor = (route: Route): Caller => {
  const post = (['general-manager', 'department-head', 'administrator', ...allPosts] as const).find((p) => route.may.signedIn !== undefined || route.may[p] !== undefined);
  return post ? callers.get(post)! : whole.nobody;
};

/** Ids of records that are there, by the first part of a path: `/orders/:id/hold` acts on an order. */
async function knownIds(): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const route of whole.product.routes.filter((r) => r.endpoint.method === 'GET' && !r.endpoint.path.includes(':') && r.endpoint.path !== '/events')) {
    const answer = await callerFor(route).send('GET', urlOf(route.endpoint.path));
    if (answer.statusCode !== 200 || !answer.headers['content-type']?.includes('application/json')) continue;
    const body = answer.json<{ rows?: { id?: unknown }[] }>();
    const id = body?.rows?.[0]?.id;
    if (typeof id === 'string') ids.set(route.endpoint.path, id);
  }
  return ids;
}

describe('whatever is refused changes nothing', () => {
  test('the check sees a change when there is one', async () => {
    const before = await everything(whole.database.db);
    expect(tables.length).toBeGreaterThan(60);
    expect(changed(before, await everything(whole.database.db))).toEqual([]);
    expect((await callers.get('seller')!.send('POST', '/api/orders', whole.order())).statusCode).toBe(200);
    expect(changed(before, await everything(whole.database.db))).toEqual(expect.arrayContaining(['sales."order"', 'sales.order_line', 'kernel.fact', 'products.stock_item']));
    await whole.product.settle();
  });

  test('every write route, with unknown fields, wrong types, ids of nothing and old versions', async () => {
    const db = whole.database.db;
    const ids = await knownIds();
    const writes = whole.product.routes.filter((r) => r.endpoint.method !== 'GET' && !OWN_SESSION.has(nameOf(r)));
    expect(writes.length).toBeGreaterThan(80);
    const wrong: unknown[] = [];
    let refused = 0;
    let before = await everything(db);
    for (const route of writes) {
      const first = `/${route.endpoint.path.split('/').slice(1).find((part) => !part.startsWith(':')) ?? ''}`;
      const beforeId = route.endpoint.path.split('/:')[0]!;
      const places = [{}, { id: 'not-an-id' }, { id: ids.get(beforeId) ?? ids.get(first) ?? NaN }].filter((p) => !Number.isNaN((p as { id?: unknown }).id)) as Record<string, string>[];
      const all = (route.endpoint.path.includes(':') ? places : [{}]).flatMap((place) => wrongBodies(route.endpoint.body).map((body) => ({ place, body })));
      const ask = async ({ place, body }: (typeof all)[number]): Promise<number> => {
        const answer = await callerFor(route).send(route.endpoint.method, urlOf(route.endpoint.path, place), body, { headers: { 'content-type': 'application/json' } });
        if (answer.statusCode >= 500) wrong.push([nameOf(route), place, body.slice(0, 200), answer.statusCode, answer.body.slice(0, 200)]);
        return answer.statusCode;
      };
      const no: typeof all = [];
      for (const one of all) if ((await ask(one)) >= 400) no.push(one);
      if (no.length < all.length) {
        // Some were right after all. What they did is the new state, and those that were refused are asked once more on it.
        await whole.product.settle();
        before = await everything(db);
        for (const one of no) await ask(one);
      }
      refused += no.length;
      const after = await everything(db);
      const by = changed(before, after);
      if (by.length > 0) wrong.push([nameOf(route), 'changed', by]);
      before = after;
    }
    expect(refused).toBeGreaterThan(2_000);
    expect(wrong).toEqual([]);
    expect(unhandled).toEqual([]);
  }, 280_000);

  test('questions with quotes, NUL, full-width and endless text are answered or refused, never a fault', async () => {
    const odd = ["'", '"', "' or 1=1 --", '\u0000', 'a\u0000b', '％＿', '%', '_', '\\', '１２３', '张', 'x'.repeat(9_000), '-1', '0', '999999999999', '1e9', 'NaN', '[]', '{"a":1}', 'eyJ2IjoxfQ', '../../etc/passwd', '𠮷', '\u202e', 'undefined'];
    const reads = whole.product.routes.filter((r) => r.endpoint.method === 'GET' && r.endpoint.path !== '/events');
    const wrong: unknown[] = [];
    // The installation's key of signed links is made when it is first needed.
    await linkSecret(whole.product.kernel);
    const before = await everything(whole.database.db);
    for (const route of reads) {
      const asked = callerFor(route);
      // An answer that breaks off half-way is a fault as well.
      const caller = {
        send: async (method: string, url: string): Promise<{ statusCode: number }> => {
          try {
            return await asked.send(method, url);
          } catch (error) {
            wrong.push([nameOf(route), url.slice(0, 120), String(error)]);
            return { statusCode: 0 };
          }
        },
      };
      const names = new Set(['q', 'sort', 'cursor', 'limit', ...Object.keys((route.endpoint.query as { shape?: object } | undefined)?.shape ?? {})]);
      for (const name of names)
        for (const value of odd) {
          const answer = await caller.send('GET', `${urlOf(route.endpoint.path)}?${name}=${encodeURIComponent(value)}`);
          if (answer.statusCode >= 500) wrong.push([nameOf(route), name, value.slice(0, 40), answer.statusCode]);
        }
      for (const value of odd.filter((v) => v.length < 200 && route.endpoint.path.includes(':'))) {
        const at = route.endpoint.path.replace(/:(\w+)/g, encodeURIComponent(value));
        const answer = await caller.send('GET', at.startsWith('/.') ? at.slice(2) : `/api${at}`);
        if (answer.statusCode >= 500) wrong.push([nameOf(route), 'path', value, answer.statusCode]);
      }
      for (const raw of ['%ff', '%', 'q[]=1&q=2', 'q=1&q=2', '__proto__=1', '__proto__[x]=1']) {
        const answer = await caller.send('GET', `${urlOf(route.endpoint.path)}?${raw}`);
        if (answer.statusCode >= 500) wrong.push([nameOf(route), 'raw', raw, answer.statusCode]);
      }
    }
    expect(wrong).toEqual([]);
    expect(changed(before, await everything(whole.database.db))).toEqual([]);
    expect(unhandled).toEqual([]);
  }, 280_000);
});
