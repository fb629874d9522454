import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { dayOf } from '../../../kernel/clock.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { newId } from '../../../kernel/ids.ts';
import { routes } from '../routes.ts';
import { batchRoutes } from './routes.ts';
import { addDays } from './say-batches.ts';
import { watchBatches } from './watch-batches.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor;
const [operator, clerk, seller] = [person(['store-operator']), person(['warehouse']), person(['seller'])];
const warehouse = newId(0);

beforeAll(async () => {
  kernel = await freshKernel();
  app = await buildServer({ kernel, routes: [...routes, ...batchRoutes(() => 30, async () => new Map())], authenticate: async () => actor, checkAnswers: true });
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

describe('batches over the API (clause 4.1.2)', () => {
  let sku: string;
  let product: string;
  let today: string;
  test('an article is kept by batches and its arrival says them', async () => {
    today = dayOf(kernel.clock.now());
    const made = await ask(operator, 'POST', '/products', {
      code: 'TEA', title: '明前绿茶', category: '茶叶', brand: null, description: null, pictures: [], noReasonReturn: null, state: 'active',
      skus: [{ code: 'TEA-1', barcode: null, spec: '罐装', unit: null, priceFen: 12_800, floorFen: null, weightGrams: 200, active: true, batchKept: true, shelfLifeDays: 365, leastLifeDays: 10 }],
    });
    product = made.body.id;
    const read = await ask(operator, 'GET', `/products/${product}`);
    sku = read.body.skus[0].id;
    expect(read.body.skus[0]).toMatchObject({ batchKept: true, shelfLifeDays: 365, leastLifeDays: 10 });
    const arrive = (batches?: object[]) => ask(clerk, 'POST', '/stock/arrivals', { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: sku, quantity: 6, ...(batches ? { batches } : {}) }] });
    expect(await arrive()).toMatchObject({ status: 422, body: { code: 'products.batch-missing', clause: '4.1.2' } });
    expect((await arrive([{ batchNo: 'A', quantity: 4, expiresOn: addDays(today, 5) }, { batchNo: 'B', quantity: 2, producedOn: today }])).status).toBe(200);
  });
  test('stock, product and list of batches agree on what may be sold', async () => {
    expect((await ask(seller, 'GET', '/stock')).body.rows).toMatchObject([{ onHand: 6, unsellable: 4, available: 2, batchKept: true }]);
    expect((await ask(seller, 'GET', `/products/${product}`)).body.available).toBe(2);
    expect((await ask(seller, 'GET', '/products')).body.rows).toMatchObject([{ available: 2 }]);
    expect((await ask(seller, 'GET', '/stock/batches')).body.rows).toMatchObject([{ batchNo: 'A', daysLeft: 5, age: 'too-old', onHand: 4 }, { batchNo: 'B', daysLeft: 365, age: 'sound' }]);
    for (const [filter, found] of [['age=too-old,expired', ['A']], ['age=sound', ['B']], ['q=b', ['B']], ['q=明前', ['A', 'B']], [`sku=${newId(5)}`, []]] as const)
      expect((await ask(seller, 'GET', `/stock/batches?${encodeURI(filter)}`)).body.rows.map((r: { batchNo: string }) => r.batchNo)).toEqual(found);
  });
  test('pages by expiry, with batches without a day last', async () => {
    const first = await ask(seller, 'GET', '/stock/batches?limit=1');
    const next = await ask(seller, 'GET', `/stock/batches?limit=1&cursor=${first.body.next}`);
    expect([first.body.rows[0].batchNo, next.body.rows[0].batchNo, next.body.next]).toEqual(['A', 'B', null]);
  });
  test('of a batch it is seen where it came from; what becomes of it the operator decides, and not the clerk', async () => {
    await watchBatches(kernel, 30);
    const id = (await ask(seller, 'GET', '/stock/batches')).body.rows[0].batchId as string;
    const record = await ask(seller, 'GET', `/stock/batches/${id}`);
    expect(record.body).toMatchObject({ batchNo: 'A', onHand: 4, movements: [{ kind: 'receipt', change: 4, reason: '茶厂', paper: { number: expect.stringMatching(/^DH-/), href: expect.stringMatching(/^\/logistics\/arrivals\?q=DH-/) } }] });
    const decision = { version: record.body.version, decision: 'return-to-supplier', note: '与茶厂说好换货' };
    expect((await ask(clerk, 'POST', `/stock/batches/${id}/decision`, decision)).status).toBe(403);
    expect((await ask(operator, 'POST', `/stock/batches/${id}/decision`, decision)).status).toBe(200);
    expect((await ask(operator, 'POST', `/stock/batches/${id}/decision`, decision)).body.code).toBe('kernel.changed-meanwhile');
    expect((await ask(clerk, 'POST', '/stock/adjustments', { skuId: sku, warehouseId: warehouse, change: -5, reason: '退回茶厂', batchId: id })).body.code).toBe('products.batch-short');
    expect((await ask(clerk, 'POST', '/stock/adjustments', { skuId: sku, warehouseId: warehouse, change: -4, reason: '退回茶厂', batchId: id })).body).toEqual({ onHand: 2, reserved: 0 });
    expect((await ask(seller, 'GET', `/stock/batches?undecided=true`)).body.rows.map((r: { batchNo: string }) => r.batchNo)).toEqual(['B']);
  });
  test.each([['/stock/batches/not-an-id', 422], [`/stock/batches/${newId(9)}`, 404]])('%s is refused', async (path, status) => expect((await ask(seller, 'GET', path)).status).toBe(status));
});
