import type { FastifyInstance } from 'fastify';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { brought, ruleNames } from '../../../app/brought.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import { givenHouse } from '../../../chapters/logistics/testing.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { buildServer } from '../../../kernel/http/server.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as regulationFacts from '../../../regulation/facts.ts';
import { Engine, seedCalendars } from '../../../regulation/index.ts';
import * as productFacts from '../facts.ts';
import { receiveGoodsVerb } from '../receive-goods.ts';
import { issueReserved, reserve } from '../stock.ts';
import { givenSku, givenStock, inVerb } from '../testing.ts';
import { setPlaceVerb } from '../shelf-places/place-verbs.ts';
import { z } from 'zod';
import { importFile } from '../../../gateways/marketplaces/test-exports.ts';
import type { RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { CountSheetRow } from '../formats/count-sheet.ts';
import { productFormats } from '../formats/product-formats.ts';
import { importCountSheet } from './import-sheet.ts';
import { differenceOf } from './plan.ts';
import { countPlanRoutes } from './routes.ts';

let kernel: TestKernel;
let app: FastifyInstance;
let actor: Actor;
let warehouse: string;
const [wang, li, buyer, head, seller] = [person(['warehouse']), person(['warehouse']), person(['buyer']), person(['department-head']), person(['seller'])];
let n = 0;
beforeAll(async () => {
  for (const facts of [productFacts, regulationFacts]) registerFacts(facts);
  const engine = new Engine(connectedRulebook(new Set([...knownFacts(), ...ruleNames])), brought);
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  app = await buildServer({ kernel, routes: countPlanRoutes((now) => engine.values.at('recountAbove', now).value as bigint), authenticate: async () => actor, checkAnswers: true });
});
afterAll(async () => {
  await app.close();
  await kernel.close();
});
beforeEach(async () => {
  n += 1;
  warehouse = (await givenHouse(kernel)).warehouseId;
});

// The answers are what the contract says: the server checks them in this test.
// oxlint-disable-next-line typescript/no-explicit-any
async function ask(who: Actor, method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: any; raw: Buffer }> {
  actor = who;
  const answer = await app.inject({ method, url: `/api/stock/count-plans${path}`, ...(body === undefined ? {} : { payload: body as object }) });
  return { status: answer.statusCode, body: answer.headers['content-type']?.includes('json') ? answer.json() : null, raw: answer.rawPayload };
}
const everything = { places: [], categories: [], skuIds: [], class: null };
const goods = async (code: string, quantity: number, at: string | null = null, costFen = 1_000n): Promise<string> => {
  const sku = await givenSku(kernel, { code: `${code}-${n}`, costFen });
  if (quantity > 0) await givenStock(kernel, sku, warehouse, quantity);
  if (at) await runVerb(kernel, setPlaceVerb, { skuId: sku, warehouseId: warehouse, place: at }, { actor: wang });
  return sku;
};
const plan = async (scope: object = {}) => {
  const made = await ask(wang, 'POST', '', { warehouseId: warehouse, title: '月度盘点', scope: { ...everything, ...scope } });
  return made.body as { id: string; planNo: string; articles: number; code?: string };
};
const started = async (scope: object = {}): Promise<string> => {
  const { id } = await plan(scope);
  expect((await ask(wang, 'POST', `/${id}/start`, { version: 1 })).status).toBe(200);
  return id;
};
const read = async (id: string, who = head) => (await ask(who, 'GET', `/${id}`)).body;
const enter = (who: Actor, id: string, code: string, quantity: number, more: object = {}) => ask(who, 'POST', `/${id}/counts`, { code: `${code}-${n}`, quantity, how: 'set', ...more });
const endRound = async (id: string, leaveOut = false) => ask(wang, 'POST', `/${id}/round-end`, { version: (await read(id)).version, leaveOut });
const post = async (id: string, who = wang) => ask(who, 'POST', `/${id}/posting`, { version: (await read(id)).version });
const onHand = async (sku: string) => (await kernel.db.query<{ on_hand: number }>('select on_hand from products.stock_item where sku_id = $1 and warehouse_id = $2', [sku, warehouse])).rows[0]?.on_hand;
const faults = async () => [...(await kernel.db.query('select * from products.batch_faults')).rows, ...(await kernel.db.query('select * from products.stock_faults')).rows];
const leave = (sku: string, quantity: number) => inVerb(kernel, async (tx) => {
  const holder = tx.newId();
  await reserve(tx, [{ holder, skuId: sku, warehouseId: warehouse, quantity }]);
  await issueReserved(tx, [{ holder, quantity, ref: holder }]);
});

describe('a stock-take from plan to posting (盘点计划, clause 4.1.2)', () => {
  test('what is chosen: places by rack, categories, articles, and the class of what leaves most', async () => {
    const [cup, pan, box] = [await goods('CUP', 10, 'A-3-1'), await goods('PAN', 10, 'A-30'), await goods('BOX', 10)];
    await goods('NONE', 0);
    await leave(cup, 9);
    await leave(pan, 1);
    await kernel.db.query("update products.product set category = '厨具' where id = (select product_id from products.sku where id = $1)", [pan]);
    const codes = async (scope: object) => (await read(await started(scope))).lineList.map((l: { code: string }) => l.code.split('-')[0]);
    expect(await codes({})).toEqual(['CUP', 'PAN', 'BOX']);
    expect(await codes({ places: ['a-3'] })).toEqual(['CUP']);
    expect(await codes({ categories: ['厨具'] })).toEqual(['PAN']);
    expect(await codes({ skuIds: [box, cup] })).toEqual(['CUP', 'BOX']);
    expect([await codes({ class: 'A' }), await codes({ class: 'B' }), await codes({ class: 'C' })]).toEqual([['CUP'], ['PAN'], ['BOX']]);
    expect((await plan({ places: ['Z'] })).code).toBe('products.nothing-to-count');
  });
  test('counters count blind; what leaves meanwhile is no difference; small differences are posted by the warehouse itself', async () => {
    const [cup, pan] = [await goods('CUP', 10, 'A-2'), await goods('PAN', 5, 'A-10')];
    const id = await started();
    await leave(cup, 2);
    expect((await ask(wang, 'POST', `/${id}/counts`, { code: 'NOT-HERE', quantity: 1, how: 'add' })).body.code).toBe('products.not-in-plan');
    for (let i = 0; i < 7; i += 1) expect((await enter(wang, id, 'CUP', 1, { how: 'add' })).body.counted).toBe(i + 1);
    await leave(cup, 1);
    const blind = await read(id, wang);
    expect([blind.blind, blind.differing, blind.lineList.map((l: { expected: unknown; difference: unknown; first: unknown }) => [l.expected, l.difference, l.first])]).toEqual([true, null, [[null, null, 7], [null, null, null]]]);
    expect((await read(id, head)).lineList[0]).toMatchObject({ expected: 10, moved: -2, first: 7, difference: -1 });
    expect((await endRound(id)).body.code).toBe('products.not-all-counted');
    await enter(wang, id, 'PAN', 5);
    expect((await endRound(id)).body).toMatchObject({ state: 'counted', recount: 0 });
    expect(await read(id)).toMatchObject({ differing: 1, differenceFen: 1_000, lays: { content: { differenceFen: 1_000, differences: [{ code: `CUP-${n}`, difference: -1 }] } } });
    expect((await post(id)).body).toMatchObject({ differences: 1 });
    expect([await onHand(cup), await onHand(pan), await faults()]).toEqual([6, 5, []]);
    const { rows } = await kernel.db.query<{ kind: string; change: number; ref: string }>("select kind, change, ref from products.movement where sku_id = $1 and kind = 'count'", [cup]);
    expect(rows).toEqual([{ kind: 'count', change: -1, ref: (await read(id)).planNo }]);
    expect((await post(id)).status).toBe(409);
    expect(await onHand(cup)).toBe(6);
  });
  test('large differences are counted again by somebody else, and posted once the head has a say', async () => {
    const cup = await goods('CUP', 100, null, 5_000n);
    const id = await started();
    await enter(wang, id, 'CUP', 90);
    expect((await endRound(id)).body).toMatchObject({ state: 'recounting', recount: 1 });
    expect((await enter(wang, id, 'CUP', 90)).body).toMatchObject({ code: 'products.counted-by-same', clause: '4.1.2' });
    expect((await endRound(id, true)).body.code).toBe('products.not-all-counted');
    expect((await post(id)).status).toBe(409);
    await enter(li, id, 'CUP', 92);
    expect((await endRound(id)).body).toMatchObject({ state: 'counted' });
    expect(await read(id)).toMatchObject({ differenceFen: 40_000, lineList: [{ first: 90, second: 92, difference: -8, isRecounted: true }] });
    expect((await post(id, wang)).body).toMatchObject({ code: 'regulation.not-approved', clause: '4.1.2' });
    expect(await onHand(cup)).toBe(100);
    expect((await post(id, head)).status).toBe(200);
    expect([await onHand(cup), await faults()]).toEqual([92, []]);
  });
  test('batches are counted one by one: what lay as another batch moves there, what has no number is of no batch said', async () => {
    const tea = await goods('TEA', 0, null, 100n);
    await kernel.db.query('update products.sku set batch_kept = true where id = $1', [tea]);
    const until = (days: number) => dayOf(kernel.clock.now() + days * DAY);
    await runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: tea, quantity: 9, batches: [{ batchNo: 'A', quantity: 5, expiresOn: until(30) }, { batchNo: 'B', quantity: 4, expiresOn: until(90) }] }] }, { actor: wang });
    const id = await started();
    expect((await enter(wang, id, 'TEA', 3)).body).toMatchObject({ code: 'products.which-batch', facts: { batches: ['A', 'B'] } });
    expect((await enter(wang, id, 'TEA', 3, { batchNo: 'X' })).body.code).toBe('products.batch-unknown');
    await enter(wang, id, 'TEA', 3, { batchNo: 'A' });
    await enter(wang, id, 'TEA', 6, { batchNo: 'B' });
    await enter(wang, id, 'TEA', 1, { batchNo: '' });
    await endRound(id);
    expect((await post(id)).body).toMatchObject({ differences: 3 });
    const { rows } = await kernel.db.query<{ batch_no: string; on_hand: number }>('select b.batch_no, h.on_hand from products.batch_stock h join products.batch b on b.id = h.batch_id where h.sku_id = $1 order by 1', [tea]);
    expect([rows, await onHand(tea), await faults()]).toEqual([[{ batch_no: '', on_hand: 1 }, { batch_no: 'A', on_hand: 3 }, { batch_no: 'B', on_hand: 6 }], 10, []]);
  });
  test('goods that are promised whole lay as another batch: they move there, and the promise stands', async () => {
    const tea = await goods('PUER', 0, null, 100n);
    await kernel.db.query('update products.sku set batch_kept = true where id = $1', [tea]);
    const until = (days: number) => dayOf(kernel.clock.now() + days * DAY);
    await runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: tea, quantity: 9, batches: [{ batchNo: 'A', quantity: 5, expiresOn: until(30) }, { batchNo: 'B', quantity: 4, expiresOn: until(90) }] }] }, { actor: wang });
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: `all-of-${n}`, skuId: tea, warehouseId: warehouse, quantity: 9 }]));
    const id = await started();
    await enter(wang, id, 'PUER', 2, { batchNo: 'A' });
    await enter(wang, id, 'PUER', 7, { batchNo: 'B' });
    await endRound(id);
    expect((await post(id)).status).toBe(200);
    expect([await onHand(tea), await faults()]).toEqual([9, []]);
  });
  test('promised goods are not counted away: the whole posting is refused and nothing moves', async () => {
    const [cup, pan] = [await goods('CUP', 5, 'A-1', 10n), await goods('PAN', 5, 'A-2', 10n)];
    await inVerb(kernel, (tx) => reserve(tx, [{ holder: tx.newId(), skuId: cup, warehouseId: warehouse, quantity: 5 }]));
    const id = await started();
    await enter(wang, id, 'CUP', 4);
    await enter(wang, id, 'PAN', 6);
    await endRound(id);
    expect((await post(id)).body.code).toBe('products.reserved-goods');
    expect([await onHand(cup), await onHand(pan), (await read(id)).state]).toEqual([5, 5, 'counted']);
    expect((await ask(wang, 'POST', `/${id}/cancellation`, { version: (await read(id)).version, reason: '先释放订单' })).status).toBe(200);
    expect((await read(id)).state).toBe('cancelled');
  });
  test('an article that lies in two plans is corrected once: what another count has put right meanwhile is not posted again', async () => {
    const [cup, pan] = [await goods('CUP', 10, 'A-1', 10n), await goods('PAN', 5, 'B-1', 10n)];
    const [whole, aisle] = [await started(), await started({ places: ['A'] })];
    await enter(wang, whole, 'CUP', 8);
    await enter(wang, whole, 'PAN', 4);
    await enter(wang, aisle, 'CUP', 8);
    await endRound(whole);
    await endRound(aisle);
    expect((await post(aisle)).status).toBe(200);
    const refused = (await post(whole)).body;
    expect([refused.code, refused.detail]).toEqual(['products.counted-meanwhile', expect.stringContaining(`CUP-${n}`)]);
    expect([await onHand(cup), await onHand(pan), (await read(whole)).state]).toEqual([8, 5, 'counted']);
    await ask(wang, 'POST', `/${whole}/cancellation`, { version: (await read(whole)).version, reason: '另有盘点单' });
    kernel.clock.advance(1_000);
    const rest = await started();
    await enter(wang, rest, 'CUP', 8);
    await enter(wang, rest, 'PAN', 4);
    await endRound(rest);
    expect((await post(rest)).status).toBe(200);
    expect([await onHand(cup), await onHand(pan), await faults()]).toEqual([8, 4, []]);
  });
  test('lists are searched, filtered and paged; a buyer reads and does not count, a seller does neither; the file is blind as the page', async () => {
    await goods('CUP', 5);
    const id = await started();
    kernel.clock.advance(1_000); // Planned later, it stands first.
    const two = await plan();
    const mine = `warehouse=${warehouse}`;
    expect((await ask(buyer, 'GET', `?${mine}`)).body.rows.map((r: { state: string }) => r.state)).toEqual(['planned', 'counting']);
    expect((await ask(buyer, 'GET', `?${mine}&state=counting`)).body.rows).toMatchObject([{ id, lines: 1, counted: 0, differing: null }]);
    expect((await ask(buyer, 'GET', `?q=${two.planNo}`)).body.total).toBe(1);
    expect((await ask(buyer, 'GET', `?q=CUP-${n}`)).body.rows).toMatchObject([{ id }]);
    const first = (await ask(buyer, 'GET', `?${mine}&limit=1`)).body;
    expect((await ask(buyer, 'GET', `?${mine}&limit=1&cursor=${first.next}`)).body.rows).toMatchObject([{ id }]);
    expect([(await enter(buyer, id, 'CUP', 1)).status, (await ask(seller, 'GET', `?${mine}`)).status]).toEqual([403, 403]);
    const sheet = (await readXlsx((await ask(wang, 'GET', `/${id}/lines`)).raw)).sheets[0]!.rows as unknown[][];
    expect([sheet[1]![1], String(sheet[1]![7] ?? '')]).toEqual([`CUP-${n}`, '']);
  });
  test('counters at once: twenty scans of one article by two people are twenty', async () => {
    await goods('CUP', 20);
    const id = await started();
    actor = wang;
    const scans = await Promise.all(Array.from({ length: 20 }, () => app.inject({ method: 'POST', url: `/api/stock/count-plans/${id}/counts`, payload: { code: `CUP-${n}`, quantity: 1, how: 'add' } })));
    expect(scans.map((s) => s.statusCode)).toEqual(Array(20).fill(200));
    expect((await read(id)).lineList[0]).toMatchObject({ first: 20, difference: 0 });
  });
});

describe('counts from the sheet of the plan', () => {
  /** The sheet as a counter downloads it, with what he wrote into it, read as the import reads it. */
  const filled = async (id: string, who: Actor, write: (code: string, batch: string) => string) => {
    const sheet = (await readXlsx((await ask(who, 'GET', `/${id}/sheet?format=xlsx`)).raw)).sheets[0]!.rows as unknown[][];
    const [heading, ...rows] = sheet.map((r) => r.map((c) => String(c ?? '')));
    const at = (name: string) => heading!.indexOf(name);
    const text = [heading!, ...rows.map((r) => r.map((c, i) => (i === at('实盘数') ? write(r[at('商家编码')]!, r[at('批号')]!) : c)))].map((r) => r.join(',')).join('\n');
    const read = await importFile<CountSheetRow>(Buffer.from(`\ufeff${text}`), '盘点表.csv', productFormats);
    return { heading: heading!, staged: read.rows.flatMap((r, i) => (r.is === 'record' ? [{ kind: 'count-sheets' as const, line: i + 2, key: 'k', record: r.record }] : [])) };
  };
  const bring = async (staged: StagedRow[], who: Actor) => {
    const say = (outcomes: RowOutcome[]) => outcomes.toSorted((a, b) => a.line - b.line).map((o) => (o.is === 'quarantined' ? o.problems[0]!.code : o.is));
    const preview = await importCountSheet.preview(kernel, staged, {}, who);
    const apply = verb({ name: 'test.bring-sheet', title: words('测试', 'Test'), may: { warehouse: 'all' }, input: z.strictObject({}), run: (tx) => importCountSheet.apply(tx, staged, {}) });
    expect(say(await runVerb(kernel, apply, {}, { actor: who }))).toEqual(say(preview));
    return say(preview);
  };
  test('downloaded without a figure of the books, filled in, previewed and entered; again it changes nothing; what differs is counted a second time by another', async () => {
    const [cup, tea] = [await goods('SHEET', 100, 'A-1'), await goods('TEASHEET', 0, 'A-2', 100n)];
    await goods('LEFT', 5, 'A-3');
    await kernel.db.query('update products.sku set batch_kept = true where id = $1', [tea]);
    await runVerb(kernel, receiveGoodsVerb, { warehouseId: warehouse, supplier: '茶厂', note: null, lines: [{ skuId: tea, quantity: 9, batches: [{ batchNo: 'A', quantity: 9, expiresOn: dayOf(kernel.clock.now() + 30 * DAY) }] }] }, { actor: wang });
    const id = await started();
    const { heading, staged } = await filled(id, wang, (code) => (code.startsWith('LEFT') ? '' : code.startsWith('TEA') ? '8' : '40'));
    expect(heading).toEqual(['盘点单号', '库位', '商家编码', '品名', '规格', '条码', '批号', '实盘数']);
    expect(await bring(staged, wang)).toEqual(['accepted', 'accepted']);
    expect(await bring(staged, wang)).toEqual(['unchanged', 'unchanged']);
    const odd = (more: object) => ({ ...staged[0]!, record: { ...(staged[0]!.record as object), ...more } });
    expect(await bring([odd({ planNo: 'PD-NONE' }), { ...odd({ skuCode: 'NOT-HERE' }), line: 3 }, { ...odd({ batchNo: 'A' }), line: 4 }, { ...odd({ counted: 41 }), line: 5 }, { ...odd({ counted: 42 }), line: 6 }], wang))
      .toEqual(['count-plan.unknown', 'count-plan.not-in-plan', 'count-plan.not-batch-kept', 'updated', 'count-plan.repeated']);
    await ask(wang, 'POST', `/${id}/round-end`, { version: (await read(id)).version, leaveOut: true });
    expect(await read(id)).toMatchObject({ state: 'recounting', recounted: 1 });
    const again = await filled(id, li, () => '90');
    expect((again.staged as { record: CountSheetRow }[]).map((s) => s.record.skuCode)).toEqual([`SHEET-${n}`]);
    expect(await bring(again.staged, wang)).toEqual(['count-plan.same-person']);
    expect(await bring(again.staged, li)).toEqual(['accepted']);
    expect((await read(id)).lineList.find((l: { skuId: string }) => l.skuId === cup)).toMatchObject({ first: 41, second: 90, difference: -10 });
  });
});

test('a difference is what was counted less the book of that moment, the second count before the first', () =>
  fc.assert(fc.property(fc.nat(99), fc.nat(99), fc.option(fc.nat(99)), fc.nat(99), (first, book, second, secondBook) => {
    const line = { first_count: first, first_book: book, second_count: second, second_book: second === null ? null : secondBook };
    expect(differenceOf(line)).toBe(second === null ? first - book : second - secondBook);
  })));
