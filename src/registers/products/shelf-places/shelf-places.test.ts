import type { FastifyInstance } from 'fastify';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { givenHouse } from '../../../chapters/logistics/testing.ts';
import { system, type Actor } from '../../../kernel/actor.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { newId } from '../../../kernel/ids.ts';
import { routes } from '../routes.ts';
import { givenSku, givenStock, inVerb } from '../testing.ts';
import { importStockKeeping } from './import-keeping.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor;
let warehouse: string;
let house: string;
const [clerk, seller] = [person(['warehouse']), person(['seller'])];
const skus: Record<string, string> = {};

beforeAll(async () => {
  kernel = await freshKernel();
  app = await buildServer({ kernel, routes, authenticate: async () => actor, checkAnswers: true });
  warehouse = (await givenHouse(kernel)).warehouseId;
  house = (await kernel.db.query<{ name: string }>('select name from company.warehouse where id = $1', [warehouse])).rows[0]!.name;
  for (const code of ['CUP', 'PAN', 'TEA', 'BOX']) {
    skus[code] = await givenSku(kernel, { code });
    await givenStock(kernel, skus[code]!, warehouse, 10);
  }
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});

// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: any; raw: Buffer }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api${path}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.headers['content-type']?.includes('json') ? answer.json() : null, raw: answer.rawPayload };
}
const place = (who: Actor, code: string, at: string | null) => ask(who, 'POST', '/stock/shelf-places', { skuId: skus[code], warehouseId: warehouse, place: at });
const found = async (query: string) => (await ask(seller, 'GET', `/stock?${query}`)).body.rows.map((r: { code: string; place: string | null }) => `${r.code} ${r.place ?? '—'}`);
const bring = async (rows: { skuCode: string; place: string | null; safety: number | null; warehouse?: string }[]) => {
  const staged = rows.map((r, i) => ({ kind: 'stock-keeping' as const, line: i + 2, key: r.skuCode, record: { warehouse: house, ...r } }));
  const say = (outcomes: Awaited<ReturnType<typeof importStockKeeping.apply>>) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => (o.is === 'quarantined' ? o.problems[0]!.code : o.is));
  const preview = say(await importStockKeeping.preview(kernel, staged, {}, system('test')));
  expect(say(await inVerb(kernel, (tx) => importStockKeeping.apply(tx, staged, {})))).toEqual(preview);
  return preview;
};

describe('where articles lie (clauses 2.3.3, 4.1.2)', () => {
  test('the warehouse says it, a seller may not; what does not exist has no place', async () => {
    expect((await place(clerk, 'CUP', 'a-10')).body).toEqual({ place: 'A-10' });
    expect((await place(clerk, 'PAN', 'Ａ－2')).body).toEqual({ place: 'A-2' });
    expect((await place(clerk, 'TEA', 'B-1-03')).status).toBe(200);
    expect((await place(seller, 'BOX', 'A-1')).status).toBe(403);
    expect((await ask(clerk, 'POST', '/stock/shelf-places', { skuId: newId(1), warehouseId: warehouse, place: 'A-1' })).body.code).toBe('products.unknown-sku');
    expect((await ask(clerk, 'POST', '/stock/shelf-places', { skuId: skus.CUP, warehouseId: newId(1), place: 'A-1' })).body.code).toBe('products.unknown-warehouse');
    expect((await place(clerk, 'CUP', 'x'.repeat(41))).status).toBe(422);
  });
  test('the list walks along the shelves, both ways and page by page; what has no place comes last', async () => {
    const walk = ['PAN A-2', 'CUP A-10', 'TEA B-1-03', 'BOX —'];
    expect(await found('sort=place')).toEqual(walk);
    expect(await found('sort=-place')).toEqual(walk.toReversed());
    const first = (await ask(seller, 'GET', '/stock?sort=place&limit=2')).body;
    expect((await ask(seller, 'GET', `/stock?sort=place&limit=2&cursor=${first.next}`)).body.rows.map((r: { code: string }) => r.code)).toEqual(['TEA', 'BOX']);
  });
  test.each([['place=A', ['CUP A-10', 'PAN A-2']], ['place=a-1', []], ['place=A-10', ['CUP A-10']], ['place=B-01', ['TEA B-1-03']], ['unplaced=true', ['BOX —']], ['place=Z', []], [`place=${encodeURIComponent('%')}`, []]])('%s finds %j', async (query, rows) =>
    expect(await found(query)).toEqual(rows));
  test('a file says places and safety stocks: an empty cell says nothing, 无 takes the place away, figures stay as they are', async () => {
    expect(await bring([{ skuCode: 'BOX', place: 'c-1', safety: 4 }, { skuCode: 'CUP', place: null, safety: null }, { skuCode: 'TEA', place: '无', safety: null }, { skuCode: 'PAN', place: 'A-2', safety: 0 }, { skuCode: 'NONE', place: 'A-1', safety: 1 },
      { skuCode: 'BOX', place: 'C-2', safety: 1 }, { skuCode: 'CUP', place: 'C-2', safety: 1, warehouse: '没有的仓' }])).toEqual(['updated', 'unchanged', 'updated', 'unchanged', 'sku.unknown', 'keeping.repeated', 'warehouse.unknown']);
    expect(await found('sort=place')).toEqual(['PAN A-2', 'CUP A-10', 'BOX C-1', 'TEA —']);
    expect((await ask(seller, 'GET', '/stock?place=C')).body.rows).toMatchObject([{ safety: 4, onHand: 10 }]);
    expect((await kernel.db.query('select * from products.stock_faults')).rows).toEqual([]);
  });
  test('the exported list comes back through the import unchanged; the count sheet is in the order of the walk', async () => {
    const sheet = (await readXlsx((await ask(seller, 'GET', '/stock.xlsx?sort=place')).raw)).sheets[0]!.rows as unknown[][];
    const [head, ...rows] = sheet.map((r) => r.map((c) => String(c ?? '')));
    expect(head).toEqual(['仓库', '商家编码', '品名', '规格', '库位', '安全库存', '现存', '占用', '可用', '不可售', '在途']);
    const at = (name: string): number => head!.indexOf(name);
    expect(rows.map((r) => r[at('库位')])).toEqual(['A-2', 'A-10', 'C-1', '']);
    expect(await bring(rows.map((r) => ({ skuCode: r[at('商家编码')]!, place: r[at('库位')] || null, safety: Number(r[at('安全库存')]) })))).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    const counting = (await readXlsx((await ask(clerk, 'GET', `/stock/count-sheet?warehouse=${warehouse}`)).raw)).sheets[0]!.rows as unknown[][];
    expect(counting.slice(1).map((r) => r[1])).toEqual(['PAN', 'CUP', 'BOX', 'TEA']);
  });
});
