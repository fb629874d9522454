import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { emptyOrder } from '../../../gateways/marketplaces/order-reading.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { cancelOrder } from './cancel-order.ts';
import { reviewQueue } from './desk-lists.ts';
import { holdOrder } from './hold-order.ts';
import { applyOrderRows } from './import-orders.ts';
import { forgetMatches, listSkuMatches } from './kept-matches.ts';
import { matchLine } from './match-line.ts';
import { mayEnter } from './place-order.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { releaseMany, releaseOrder } from './release-order.ts';
import { factsOf, faults, givenGoods, givenStore, lineIdsOf, place, receiver, stateOf, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
const head = person(['department-head']);
const seller = () => person(['seller'], { teamIds: [store.teamId] });
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock] });
  store = await givenStore(kernel, { platform: 'taobao' });
  cup = await givenGoods(kernel, store, 1_000);
});
afterAll(() => kernel.close());

let made = 0;
const importing = verb({ name: 'test.import', title: words('导入', 'Import'), may: mayEnter, input: z.strictObject({ rows: z.array(z.unknown()), store: z.string() }), run: (tx, input) => applyOrderRows(tx, input.rows as never, { store: input.store }) });

/** A paid order of one line under the code that the store uses for it. @returns its id */
async function sold(code: string, more: { to?: GivenStore; remark?: string } = {}): Promise<string> {
  made += 1;
  const no = `27${String(made).padStart(16, '0')}`;
  const at = kernel.clock.now() - HOUR;
  const orderRow = { ...emptyOrder('taobao', no), status: 'paid', statusText: '买家已付款，等待卖家发货', buyerNick: `买家${no}`, createdAt: at, paidAt: at, goodsFen: 19_800, freightFen: 0, payableFen: 19_800, paidFen: 19_800, sellerRemark: more.remark ?? null,
    receiver: { ...receiver({ detail: `示例路${no}号` }), street: null, postcode: null, masked: false }, lineKey: no };
  const lineRow = { platform: 'taobao', orderNo: no, statusText: null, lineKey: `${no}#1`,
    line: { subOrderNo: null, outerSku: code, platformItemId: null, platformSkuId: null, title: '示例杯', spec: '蓝色', quantity: 2, unitPriceFen: 9_900, amountFen: null, refundFen: null, refundStatusText: null } };
  await runVerb(kernel, importing, { store: (more.to ?? store).id, rows: [{ kind: 'taobao-orders', line: made * 2, key: no, record: orderRow }, { kind: 'taobao-items', line: made * 2 + 1, key: no, record: lineRow }] }, { actor: head });
  await kernel.settle();
  return (await kernel.db.query<{ id: string }>('select id from sales."order" where outside_no = $1', [no])).rows[0]!.id;
}
const matchedTo = async (id: string): Promise<unknown> => (await kernel.db.query('select sku_id from sales.order_line where order_id = $1', [id])).rows[0]!['sku_id'];
const findings = async (id: string): Promise<Record<string, string>> => Object.fromEntries((await kernel.db.query<{ rule: string; detail_zh: string }>('select rule, detail_zh from sales.review_finding where order_id = $1 and decided_at is null', [id])).rows.map((r) => [r.rule, r.detail_zh]));
const match = async (id: string, more: { allAlike?: boolean; keep?: boolean } = {}) => {
  const answer = await runVerb(kernel, matchLine, { id: (await lineIdsOf(kernel, id))[0]!, skuCode: cup.code, ...more }, { actor: seller() });
  await kernel.settle();
  return answer;
};

describe('a line that is no article of ours (clause 2.3.1)', () => {
  test('is named at the desk with what to do, and the refusal of a release says the same', async () => {
    const id = await sold('TB-PLAIN');
    expect(await stateOf(kernel, id)).toBe('held');
    expect((await findings(id))['sku-unknown']).toMatch(/^“示例杯”（店铺编码 TB-PLAIN）在本公司没有对应的商品。请点“匹配商品”/);
    const { rows } = await reviewQueue(kernel, head, 'all', { rule: ['sku-unknown'] });
    expect(rows.find((r) => r.id === id)!.lines).toMatchObject([{ skuCode: null, outerSku: 'TB-PLAIN' }]);
    await expect(runVerb(kernel, releaseOrder, { id }, { actor: seller() })).rejects.toMatchObject({ detail: { zh: expect.stringContaining('“示例杯”（店铺编码 TB-PLAIN）') } });
  });
  test('matched once, the order is reviewed again and goes; orders beside it only when it is asked for', async () => {
    const [one, two] = [await sold('TB-ONCE'), await sold('TB-ONCE')];
    expect(await match(one)).toMatchObject({ matched: 1 });
    expect([await stateOf(kernel, one), await stateOf(kernel, two)]).toEqual(['released', 'held']);
    expect(await match(two, { allAlike: true })).toMatchObject({ matched: 1 });
    expect(await stateOf(kernel, await sold('TB-ONCE'))).toBe('held');
    expect(await faults(kernel)).toEqual([]);
  });
  test('kept, every later order of the store goes by itself, not those of another store, until it is forgotten', async () => {
    const other = await givenStore(kernel, { platform: 'taobao' });
    const [one, beside] = [await sold('TB-KEPT'), await sold('TB-KEPT')];
    expect(await match(one, { allAlike: true, keep: true })).toMatchObject({ matched: 2 });
    expect(await stateOf(kernel, beside)).toBe('released');
    const later = await sold('TB-KEPT');
    expect([await stateOf(kernel, later), await matchedTo(later)]).toEqual(['released', cup.skuId]);
    expect(await stateOf(kernel, await sold('TB-KEPT', { to: other }))).toBe('held');
    const [kept] = (await listSkuMatches(kernel, seller(), 'team', { q: 'tb-kept' })).rows;
    expect(kept).toMatchObject({ outerSku: 'TB-KEPT', skuCode: cup.code, storeId: store.id });
    expect((await listSkuMatches(kernel, person(['seller'], { teamIds: [other.teamId] }), 'team', {})).rows).toEqual([]);
    expect(await runVerb(kernel, forgetMatches, { ids: [kept!.id] }, { actor: person(['seller'], { teamIds: [other.teamId] }) })).toEqual({ done: [] });
    expect(await runVerb(kernel, forgetMatches, { ids: [kept!.id] }, { actor: seller() })).toEqual({ done: [kept!.id] });
    expect(await stateOf(kernel, await sold('TB-KEPT'))).toBe('held');
    expect(await matchedTo(later)).toBe(cup.skuId);
  });
  test('the newest word on a code counts', async () => {
    const brush = await givenGoods(kernel, store, 10);
    const first = await sold('TB-TWICE');
    await match(first, { keep: true });
    const second = await sold('TB-TWICE', { remark: '核对颜色' });
    await runVerb(kernel, matchLine, { id: (await lineIdsOf(kernel, second))[0]!, skuCode: brush.code, keep: true }, { actor: seller() });
    expect(await matchedTo(await sold('TB-TWICE'))).toBe(brush.skuId);
  });
});

describe('what a person holds (clause 2.3.1)', () => {
  test('on an order that is held already the reason is added, then put right, and its clock does not begin anew', async () => {
    const id = await sold('TB-HELD');
    const before = await factsOf(kernel, id);
    await runVerb(kernel, holdOrder, { id, note: '等买家确认颜色' }, { actor: { ...seller(), name: '小李' } });
    expect((await findings(id))['held-by-person']).toBe('小李：等买家确认颜色');
    await runVerb(kernel, holdOrder, { id, note: '等买家确认尺寸' }, { actor: { ...seller(), name: '小李' } });
    expect(await findings(id)).toMatchObject({ 'held-by-person': '小李：等买家确认尺寸', 'sku-unknown': expect.any(String) });
    expect([await stateOf(kernel, id), await factsOf(kernel, id)]).toEqual(['held', before]);
  });
  test('stays held when it is reviewed again for another reason, and goes when a person lets it go', async () => {
    const id = await sold('TB-STAYS');
    await runVerb(kernel, holdOrder, { id, note: '等买家确认' }, { actor: seller() });
    await match(id);
    expect([await stateOf(kernel, id), Object.keys(await findings(id))]).toEqual(['held', ['held-by-person']]);
    await runVerb(kernel, releaseOrder, { id, note: '买家已确认' }, { actor: seller() });
    expect([await stateOf(kernel, id), await findings(id)]).toEqual(['released', {}]);
  });
});

test('many at once: what can go goes, the others are named with the reason', async () => {
  const goods = await givenGoods(kernel, store, 50);
  const remarked = (await place(kernel, seller(), store, { lines: [goods.code], sellerRemark: '核对颜色' })).id;
  const gone = (await place(kernel, seller(), store, { lines: [goods.code], sellerRemark: '核对尺寸' })).id;
  await kernel.settle();
  const unknown = await sold('TB-MANY');
  await runVerb(kernel, cancelOrder, { id: gone, reason: '买家不要了' }, { actor: seller() });
  const answer = await runVerb(kernel, releaseMany, { ids: [remarked, gone, unknown] }, { actor: seller() });
  expect(answer.done).toEqual([remarked]);
  expect(answer.refused).toEqual(expect.arrayContaining([expect.objectContaining({ id: gone, reason: '已取消' }), expect.objectContaining({ id: unknown, reason: expect.stringContaining('“示例杯”（店铺编码 TB-MANY）') })]));
  expect(await Promise.all([remarked, gone, unknown].map((id) => stateOf(kernel, id)))).toEqual(['released', 'cancelled', 'held']);
});

test('several at once: a reason that came up since the desk was looked at is not decided unseen; the order stays with it, and once it was seen it goes', async () => {
  const [plain, news] = [await sold(cup.code, { remark: '送礼用' }), await sold(cup.code, { remark: '送礼用' })];
  // The money of one has gone back meanwhile, and the desk has not been told yet.
  await kernel.db.query('update sales."order" set refunded_fen = payable_fen where id = $1', [news]);
  const first = await runVerb(kernel, releaseMany, { ids: [plain, news], note: '已核实' }, { actor: seller() });
  expect(first).toMatchObject({ done: [plain], refused: [{ id: news, reason: expect.stringMatching(/^新的原因，请先查看：.*退款/) }] });
  expect([await stateOf(kernel, plain), await stateOf(kernel, news)]).toEqual(['released', 'held']);
  expect(Object.keys(await findings(news)).toSorted()).toEqual(['refund-asked', 'remark-or-flag']);
  expect(await runVerb(kernel, releaseMany, { ids: [news], note: '客户仍要' }, { actor: seller() })).toEqual({ done: [news], refused: [] });
  // Held again for something else: what was decided of the refund is no news.
  await runVerb(kernel, holdOrder, { id: news, note: '等颜色' }, { actor: head });
  await kernel.settle();
  expect(await runVerb(kernel, releaseMany, { ids: [news] }, { actor: seller() })).toEqual({ done: [news], refused: [] });
});
