import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../tests/support/kernel.ts';
import type { Actor } from '../../kernel/actor.ts';
import { buildServer } from '../../kernel/http/server.ts';
import { newId } from '../../kernel/ids.ts';
import { countPlanRoutes } from './count-plans/routes.ts';
import { movementRoutes, routes } from './routes.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor;
const operator = person(['store-operator']);
const buyer = person(['buyer']);
const clerk = person(['warehouse']);
const warehouse = newId(0);
const store = newId(1);

beforeAll(async () => {
  kernel = await freshKernel();
  app = await buildServer({ kernel, routes: [...routes, ...movementRoutes(papers), ...countPlanRoutes(() => 0n)], authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<{ status: number; body: any }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.json() };
}
const raw = async (who: Actor, path: string): Promise<string> => {
  actor = who;
  return (await app.inject({ method: 'GET', url: `/api${path}` })).body;
};
const sku = (more: object = {}) => ({ code: 'CUP-W', barcode: '6900000000007', spec: '白色 350ml', unit: '个', priceFen: 5_900, floorFen: 4_500, weightGrams: 320, active: true, ...more });
const cup = (more: object = {}) => ({
  code: 'CUP', title: '保温杯大容量', category: '家居/杯壶', brand: '示例', description: '双层不锈钢', pictures: [], noReasonReturn: true, state: 'active', skus: [sku()], ...more,
});
const everything = async () => JSON.stringify((await Promise.all(['product', 'sku', 'price_log', 'listing', 'stock_item', 'movement', 'stock_count', 'goods_receipt', 'goods_receipt_line'].map((t) =>
  kernel.db.query(`select * from products.${t} order by 1, 2`)))).map((r) => r.rows));

describe('the product file (clause 4.1.2)', () => {
  let id: string;
  test('a product is created with its prices in the log', async () => {
    const made = await ask(operator, 'POST', '/products', cup());
    expect(made.status).toBe(200);
    id = made.body.id;
    const { body } = await ask(operator, 'GET', `/products/${id}`);
    expect(body).toMatchObject({ code: 'CUP', version: 1, costVisible: false, fromFen: 5_900, missing: ['pictures', 'stock'], skus: [{ code: 'CUP-W', costFen: null }] });
    expect(body.prices.map((p: { which: string }) => p.which).toSorted()).toEqual(['floor', 'price']);
  });
  test.each<[string, Actor, () => ['POST' | 'PUT', string, unknown], number, string]>([
    ['the same code again', operator, () => ['POST', '/products', cup()], 409, 'products.code-taken'],
    ["another product's SKU code", operator, () => ['POST', '/products', cup({ code: 'CUP-2' })], 409, 'products.code-taken'],
    ['a floor above the price', operator, () => ['POST', '/products', cup({ code: 'X', skus: [sku({ code: 'X', floorFen: 5_901 })] })], 422, 'products.floor-above-price'],
    ['a cost from a post that may not see costs', operator, () => ['POST', '/products', cup({ code: 'X', skus: [sku({ code: 'X', costFen: 1 })] })], 403, 'products.cost-not-yours'],
    ['a warehouse clerk', clerk, () => ['POST', '/products', cup({ code: 'X' })], 403, 'kernel.not-allowed'],
    ['an old version', operator, () => ['PUT', `/products/${id}`, { ...cup(), code: undefined, version: 0 }], 409, 'kernel.changed-meanwhile'],
    ['a product that is not there', operator, () => ['PUT', `/products/${newId(7)}`, { ...cup(), code: undefined, version: 1 }], 404, 'kernel.not-found'],
    ['an unknown field', operator, () => ['POST', '/products', cup({ colour: 'red' })], 422, 'kernel.invalid-input'],
    ['a listing without pictures and stock', operator, () => ['POST', `/products/${id}/listings`, { storeId: store, title: '保温杯', priceFen: 5_900, platformItemId: null }], 409, 'products.listing-incomplete'],
    ['an adjustment that would take what is not there', clerk, () => ['POST', '/stock/adjustments', { skuId: newId(8), warehouseId: warehouse, change: -1, reason: '破损' }], 422, 'products.unknown-sku'],
  ])('%s is refused and nothing changes', async (_, who, call, status, code) => {
    const before = await everything();
    const [method, path, body] = call();
    const answer = await ask(who, method, path, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await everything()).toBe(before);
  });
  test('a floor that equals the price is allowed; a cost is seen by the buyer and not by the operator', async () => {
    expect((await ask(buyer, 'POST', `/products/${id}/prices`, { version: 1, reason: '供应商调价', prices: [{ code: 'CUP-W', floorFen: 5_900, costFen: 2_850 }] })).status).toBe(200);
    const [seen, hidden] = [await ask(buyer, 'GET', `/products/${id}`), await ask(operator, 'GET', `/products/${id}`)];
    expect([seen.body.skus[0].costFen, hidden.body.skus[0].costFen]).toEqual([2_850, null]);
    expect([seen.body.prices.length - hidden.body.prices.length, seen.body.version]).toEqual([1, 2]);
  });
  test('complete, it is listed; unlawful words are not; delisted it can come back', async () => {
    await ask(buyer, 'POST', '/stock/arrivals', { warehouseId: warehouse, supplier: '示例供应商', note: null, lines: [{ skuId: (await ask(buyer, 'GET', '/skus?q=CUP-W')).body.rows[0].id, quantity: 5 }] });
    await ask(operator, 'PUT', `/products/${id}`, { ...cup({ pictures: [newId(3)] }), code: undefined, version: 2 });
    const listing = { storeId: store, title: '保温杯大容量', priceFen: 5_900, platformItemId: '6001' };
    const unlawful = await ask(operator, 'POST', `/products/${id}/listings`, { ...listing, title: '全网第一保温杯' });
    expect([unlawful.status, unlawful.body.clause, unlawful.body.facts]).toEqual([409, '4.1.2', { missing: [], unlawful: ['全网第一'] }]);
    const listed = await ask(operator, 'POST', `/products/${id}/listings`, listing);
    expect(listed.status).toBe(200);
    expect((await ask(operator, 'POST', `/listings/${listed.body.id}/delisting`, { version: 1 })).status).toBe(200);
    expect((await ask(operator, 'POST', `/listings/${listed.body.id}/delisting`, { version: 2 })).body.code).toBe('kernel.wrong-state');
    expect((await ask(operator, 'POST', `/products/${id}/listings`, listing)).body.id).toBe(listed.body.id);
  });
  test('found by a word, by pinyin initials, by code and by barcode', async () => {
    for (const q of ['保温', 'bwb', 'cup-w', '0007', '6900000000007']) expect([q, (await ask(operator, 'GET', `/products?q=${encodeURIComponent(q)}`)).body.total]).toEqual([q, 1]);
    expect((await ask(operator, 'GET', `/products?q=${encodeURIComponent('雨伞')}`)).body.rows).toEqual([]);
  });
});

describe('lists', () => {
  test('page by key, forwards and backwards, each row once', async () => {
    for (let i = 0; i < 25; i += 1) await ask(operator, 'POST', '/products', cup({ code: `P${i}`, title: `商品 ${i % 3}`, skus: [sku({ code: `P${i}-S`, barcode: null })] }));
    for (const sort of ['title', '-title', '-updated', 'created', 'code']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await ask(operator, 'GET', `/products?limit=7&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        if (!cursor) expect(body.total).toBe(26);
        seen.push(...body.rows.map((r: { id: string }) => r.id));
        cursor = body.next ?? '';
      } while (cursor);
      expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 26, 26]);
    }
  });
  test.each(['cursor=abc', 'sort=colour', 'limit=201', 'limit=x', 'page=2', `cursor=${Buffer.from('["-updated","never","x"]').toString('base64url')}`])('%s is refused', async (query) =>
    expect((await ask(operator, 'GET', `/products?${query}`)).status).toBe(422));
});

/** A parcel that this reader may see, and none else. */
const SEEN = '01a21a84-2e80-7308-a6fc-d67488a13f6d';
const papers = async (_on: unknown, ids: readonly string[]) => new Map(ids.filter((one) => one === SEEN).map((one) => [one, { number: 'PK-1', href: `/logistics/parcels/${one}` }]));

describe('counts and arrivals', () => {
  test('expected goods arrive in parts, never more than expected, and the count finds what is missing', async () => {
    const { id: skuId } = (await ask(clerk, 'GET', '/skus?q=P1-S')).body.rows[0];
    const { body: made } = await ask(buyer, 'POST', '/goods-receipts', { warehouseId: warehouse, supplier: '示例供应商', expectedOn: '2026-03-12', note: null, lines: [{ skuId, quantity: 10, unitCostFen: 2_000 }] });
    const arrive = (version: number, quantity: number) => ask(clerk, 'POST', `/goods-receipts/${made.id}/arrivals`, { version, lines: [{ skuId, quantity }] });
    expect((await arrive(1, 4)).status).toBe(200);
    expect((await arrive(2, 7)).body.code).toBe('products.too-many-received');
    expect((await arrive(2, 6)).status).toBe(200);
    expect((await ask(clerk, 'GET', `/goods-receipts/${made.id}`)).body).toMatchObject({ state: 'received', expected: 10, received: 10, lines: [{ unitCostFen: null }] });
    expect((await ask(buyer, 'POST', `/goods-receipts/${made.id}/cancellation`, { version: 3, reason: '不要了' })).body.code).toBe('kernel.wrong-state');
    const counted = await ask(clerk, 'POST', '/stock/counts', { warehouseId: warehouse, note: null, rows: [{ skuId, counted: 9 }] });
    expect(counted.body).toMatchObject({ differences: 1 });
    expect((await ask(clerk, 'GET', `/stock/counts/${counted.body.id}`)).body).toMatchObject({ rows: 1, lines: [{ expected: 10, counted: 9 }] });
    expect((await ask(clerk, 'GET', `/stock/movements?sku=${skuId}`)).body.rows.map((r: { change: number }) => r.change)).toEqual([-1, 6, 4]);
    expect((await ask(clerk, 'POST', '/stock/safety', { skuId, warehouseId: warehouse, safety: 10 })).status).toBe(200);
    expect((await ask(clerk, 'GET', '/stock?below=true')).body.rows).toMatchObject([{ code: 'P1-S', onHand: 9, safety: 10 }]);
    expect((await kernel.db.query('select * from products.stock_faults')).rows).toEqual([]);
    const { rows } = await kernel.db.query<{ type: string }>('select type from kernel.fact where subject_id = $1 order by seq', [skuId]);
    expect(rows.map((r) => r.type).filter((t) => t !== 'products.price-changed')).toEqual(['products.stock-arrived', 'products.stock-arrived', 'products.stock-adjusted']);
  });
});

describe('what moved stock, and what is counted blind', () => {
  test('a movement names its document with the page of it; one that the reader may not see is not named by its inner id', async () => {
    const { id: skuId } = (await ask(clerk, 'GET', '/skus?q=P1-S')).body.rows[0];
    const move = (ref: string) => kernel.db.query("select * from products.post_stock($1::jsonb, $2, null, '测试')", [JSON.stringify([{ sku_id: skuId, warehouse_id: warehouse, kind: 'return', change: 1, ref, reason: '退件入库' }]), kernel.clock.now()]);
    await move(SEEN);
    await move('01a21a84-2e80-7308-a6fc-d67488a13f6e');
    const { rows } = (await ask(clerk, 'GET', `/stock/movements?sku=${skuId}`)).body;
    expect(rows.slice(0, 3).map((m: { paper: unknown }) => m.paper)).toEqual([null, { number: 'PK-1', href: `/logistics/parcels/${SEEN}` }, { number: expect.stringMatching(/^PD-/), href: expect.stringMatching(/^\/logistics\/counts\?q=PD-/) }]);
    await kernel.db.query("select * from products.post_stock($1::jsonb, $2, null, '测试')", [JSON.stringify([{ sku_id: skuId, warehouse_id: warehouse, kind: 'adjust', change: -2, ref: null, reason: '还原' }]), kernel.clock.now()]);
  });

  test('while an article is counted blind, whoever counts reads its books nowhere; who decides about differences does, and everybody once it is posted', async () => {
    const { id: skuId } = (await ask(clerk, 'GET', '/skus?q=P1-S')).body.rows[0];
    const product = (await ask(clerk, 'GET', '/stock?q=P1-S')).body.rows[0].productId as string;
    const head = person(['department-head']);
    await kernel.db.query("insert into company.warehouse (id, name, created_at) values ($1, '示例仓', now())", [warehouse]);
    const told = async (who: Actor): Promise<Record<string, unknown>> => ({
      stock: (await ask(who, 'GET', `/stock?q=P1-S`)).body.rows[0].onHand, available: (await ask(who, 'GET', '/stock?q=P1-S')).body.rows[0].available, balance: (await ask(who, 'GET', `/stock/movements?sku=${skuId}`)).body.rows[0].balance,
      choice: (await ask(who, 'GET', `/skus?q=P1-S&warehouse=${warehouse}`)).body.rows[0].onHand, listed: (await ask(who, 'GET', '/products?limit=200')).body.rows.find((p: { id: string }) => p.id === product).available, page: (await ask(who, 'GET', `/products/${product}`)).body.available,
      stores: (await ask(who, 'GET', `/stock/store-safety?sku=${skuId}&warehouse=${warehouse}`)).body.available,
    });
    const files = async (who: Actor): Promise<string[]> => Promise.all([`/stock.xlsx?format=csv&q=P1-S`, `/stock/count-sheet?warehouse=${warehouse}&format=csv`].map(async (path) => (await raw(who, path)).split('\n').find((line) => line.includes('P1-S'))!.trim()));
    const before = await told(clerk);
    expect(Object.values(before).every((n) => typeof n === 'number')).toBe(true);
    const { body: plan } = await ask(clerk, 'POST', '/stock/count-plans', { title: '盲盘', warehouseId: warehouse, scope: { places: [], categories: [], skuIds: [skuId], class: null } });
    expect((await ask(clerk, 'POST', `/stock/count-plans/${plan.id}/start`, { version: 1 })).status).toBe(200);
    expect(await told(clerk)).toEqual(Object.fromEntries(Object.keys(before).map((key) => [key, null])));
    for (const line of await files(clerk)) expect(line, line).not.toMatch(/(^|,)9(,|$)/);
    expect(await told(head)).toEqual(before);
    expect(await told(operator)).toEqual(before);
    kernel.clock.advance(1_000);
    expect((await ask(clerk, 'POST', '/stock/adjustments', { skuId, warehouseId: warehouse, change: 1, reason: '多出一件' })).body.onHand).toBeNull();
    // What moved before the count began adds up to the books; what moves since tells nothing of them.
    const changes = async (who: Actor): Promise<(number | null)[]> => (await ask(who, 'GET', `/stock/movements?sku=${skuId}`)).body.rows.map((m: { change: number | null }) => m.change);
    const all = await changes(head);
    expect(await changes(clerk)).toEqual([1, ...all.slice(1).map(() => null)]);
    expect(all.reduce((sum, change) => sum! + change!, 0)).toBe(10);
    // Nor does the place of the row in a sorted or narrowed list.
    const sorted = async (who: Actor, query: string): Promise<string[]> => (await ask(who, 'GET', `/stock?limit=200&${query}`)).body.rows.map((r: { code: string }) => r.code);
    for (const by of ['onHand', 'available']) expect([(await sorted(clerk, `sort=${by}`))[0], (await sorted(clerk, `sort=-${by}`)).at(-1), (await sorted(head, `sort=-${by}`)).at(-1) === 'P1-S']).toEqual(['P1-S', 'P1-S', false]);
    expect((await ask(clerk, 'POST', '/stock/safety', { skuId, warehouseId: warehouse, safety: 500 })).status).toBe(200);
    expect([(await sorted(head, 'below=true')).includes('P1-S'), (await sorted(clerk, 'below=true')).includes('P1-S')]).toEqual([true, false]);
    expect((await ask(clerk, 'POST', '/stock/safety', { skuId, warehouseId: warehouse, safety: 0 })).status).toBe(200);
    kernel.clock.advance(1_000);
    expect((await ask(clerk, 'POST', `/stock/count-plans/${plan.id}/cancellation`, { version: 2, reason: '改天再盘' })).status).toBe(200);
    expect((await told(clerk))['stock']).toBe(10);
  });
});
