import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allPosts } from '../../src/kernel/posts.ts';
import { freshProduct, type WholeProduct } from '../support/product.ts';

/** What pages say beforehand that somebody may not do is what the server refuses, with the posts that may. */

let whole: WholeProduct;
beforeAll(async () => {
  whole = await freshProduct({ orders: 0 });
}, 120_000);
afterAll(() => whole?.close());

const refusedTo = async (post: (typeof allPosts)[number]) => (await (await whole.as(post)).send('GET', '/api/me/rights')).json<{ refused: Record<string, string[]> }>().refused;

describe('rights told beforehand', () => {
  test.each(allPosts)('%s reads exactly what the policies refuse', async (post) => {
    const closed = whole.product.routes.filter((r) => !r.may.public && r.may.signedIn === undefined && r.may[post] === undefined).map((r) => `${r.endpoint.method} ${r.endpoint.path}`);
    expect(Object.keys(await refusedTo(post)).toSorted()).toEqual(closed.toSorted());
  });
  test('with whom to ask', async () => {
    expect((await refusedTo('warehouse'))['POST /orders/:id/release']).toEqual(['seller', 'team-lead', 'store-operator', 'department-head', 'general-manager']);
    expect((await refusedTo('seller'))['POST /orders/:id/release']).toBeUndefined();
  });
  test('a refusal itself names them too, in the language of who asks', async () => {
    const administrator = await whole.as('administrator');
    const answer = await administrator.send('GET', '/api/review-queue');
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'kernel.not-allowed', detail: '由这些岗位办理：销售员、销售主管、店铺运营、部门经理、总经理。您的岗位没有这项权限。' });
    expect((await administrator.send('GET', '/api/review-queue', undefined, { headers: { 'accept-language': 'en' } } as never)).json<{ detail: string }>().detail).toMatch(/^This is for: Seller, Team lead/);
  });
  test('nobody who is not signed in reads any of it', async () => expect((await whole.nobody.send('GET', '/api/me/rights')).statusCode).toBe(401));
});
