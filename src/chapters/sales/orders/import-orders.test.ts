import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import type { ImportKind } from '../../../kernel/imports/format.ts';
import type { RowOutcome } from '../../../kernel/imports/target.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { emptyOrder } from '../../../gateways/marketplaces/order-reading.ts';
import type { OrderLineRow, OrderRow } from '../../../gateways/marketplaces/order-row.ts';
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { receiptMatched } from '../../finance/facts.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { holdOrder } from './hold-order.ts';
import { applyOrderRows, orderImport } from './import-orders.ts';
import { mayEnter } from './place-order.ts';
import { fillFromStock, reviewPaidOrders, stopRefunded } from './reactions-of-orders.ts';
import { releaseOrder } from './release-order.ts';
import { factsOf, faults, fulfilmentsOf, givenGoods, givenStore, receiver, stateOf, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock, stopRefunded] });
  store = await givenStore(kernel, { platform: 'taobao' });
  cup = await givenGoods(kernel, store, 1_000, { costFen: 4_000n });
});
afterAll(() => kernel.close());

interface Row { kind: ImportKind; line: number; key: string; record: unknown }
let line = 0;
let made = 0;
const orderNo = () => `26${String((made += 1)).padStart(16, '0')}`;
const at = (ago: number) => kernel.clock.now() - ago;

/** An order as a Taobao file tells it; the buyer is a shop counter of nobody. */
const head = (no: string, more: Partial<OrderRow> = {}): Row => ({
  kind: 'taobao-orders', line: (line += 1), key: no,
  record: JSON.parse(JSON.stringify({
    ...emptyOrder('taobao', no), status: 'paid', statusText: '买家已付款，等待卖家发货', buyerNick: `买家${no}`, createdAt: at(2 * HOUR), paidAt: at(HOUR), goodsFen: 19_800n, freightFen: 0n,
    payableFen: 19_800n, paidFen: 19_800n, receiver: { ...receiver({ detail: `示例路${no}号` }), street: null, postcode: null, masked: false }, lineKey: no, ...more,
  })),
});
const item = (no: string, n: number, more: Partial<OrderLineRow> = {}): Row => ({
  kind: 'taobao-items', line: (line += 1), key: no,
  record: JSON.parse(JSON.stringify({
    platform: 'taobao', orderNo: no, statusText: null, lineKey: `${no}#${n}`,
    line: { subOrderNo: null, outerSku: cup.code, platformItemId: null, platformSkuId: null, title: '保温杯', spec: null, quantity: 2, unitPriceFen: 9_900n, amountFen: null, refundFen: null, refundStatusText: null, ...more },
  })),
});

const importing = verb({ name: 'test.import', title: words('导入', 'Import'), may: mayEnter, input: z.strictObject({ rows: z.array(z.unknown()), store: z.string().optional() }),
  run: (tx, input) => applyOrderRows(tx, input.rows as Row[], input.store ? { store: input.store } : {}) });
const run = async (rows: Row[], as = person(['department-head'])): Promise<RowOutcome[]> => {
  const outcomes = await runVerb(kernel, importing, { rows, store: store.id }, { actor: as });
  await kernel.settle();
  return outcomes;
};
const kinds = (outcomes: RowOutcome[]) => [...new Set(outcomes.map((o) => o.is))];
const byNo = async (no: string) => (await kernel.db.query<Record<string, unknown> & { id: string }>('select * from sales."order" where outside_no = $1', [no])).rows[0]!;
const dump = async () => (await kernel.db.query(`select (select jsonb_agg(to_jsonb(o) order by id) from sales."order" o) as orders, (select jsonb_agg(to_jsonb(l) order by id) from sales.order_line l) as lines,
  (select jsonb_agg(to_jsonb(f) order by order_id, rule) from sales.review_finding f) as findings, (select jsonb_agg(to_jsonb(a) order by id) from customers.address a) as addresses,
  (select count(*) from kernel.fact) as facts, (select jsonb_agg(to_jsonb(s) order by sku_id) from products.stock_item s) as stock`)).rows[0];

describe('an export of Taobao: orders and lines in two files', () => {
  test('a clean paid order goes through review to the warehouse', async () => {
    const no = orderNo();
    expect(kinds(await run([head(no), item(no, 1)]))).toEqual(['accepted']);
    const order = await byNo(no);
    expect(order).toMatchObject({ state: 'released', platform: 'taobao', payable_fen: 19_800n, source: 'import' });
    expect(await factsOf(kernel, order.id)).toEqual(['sales.order-entered', 'sales.order-paid', 'sales.order-released']);
    expect(await fulfilmentsOf(kernel, order.id)).toHaveLength(1);
  });
  test('the same file again changes nothing', async () => {
    const rows = [...Array(5)].flatMap(() => {
      const no = orderNo();
      return [head(no), item(no, 1)];
    });
    await run(rows);
    const before = await dump();
    expect(kinds(await run(rows))).toEqual(['unchanged']);
    expect(await dump()).toEqual(before);
  });
  test('lines that come later complete a held order, which then goes through by itself', async () => {
    const no = orderNo();
    await run([head(no)]);
    expect((await byNo(no))['state']).toBe('held');
    expect(kinds(await run([item(no, 1)]))).toEqual(['updated']);
    expect((await byNo(no))['state']).toBe('released');
  });
  test('lines of an order nobody knows wait in quarantine', async () => {
    expect(await run([item(orderNo(), 1)])).toMatchObject([{ is: 'quarantined', problems: [{ code: 'order.unknown' }] }]);
  });
  test('half of the lines is not all of them', async () => {
    const no = orderNo();
    await run([head(no, { quantityTotal: 4 }), item(no, 1)]);
    expect((await byNo(no))['state']).toBe('held');
    await run([item(no, 2)]);
    expect((await byNo(no))['state']).toBe('released');
  });
  test('an unknown article holds the order, and once it is known the next file lets it through', async () => {
    const no = orderNo();
    const code = `LATER-${no}`;
    await run([head(no), item(no, 1, { outerSku: code })]);
    const order = await byNo(no);
    expect(order['state']).toBe('held');
    await givenGoods(kernel, store, 5, { code });
    await run([item(no, 1, { outerSku: code })]);
    expect(await stateOf(kernel, order.id)).toBe('released');
  });
});

describe('history', () => {
  test('completed orders enter with their own times, take no stock and end their clocks', async () => {
    const stock = await kernel.db.query('select on_hand, reserved from products.stock_item where sku_id = $1', [cup.skuId]);
    const no = orderNo();
    await run([head(no, { status: 'completed', statusText: '交易成功', paidAt: at(10 * DAY), shippedAt: at(9 * DAY), completedAt: at(5 * DAY), refundFen: 1_000n }), item(no, 1)]);
    const order = await byNo(no);
    expect(order).toMatchObject({ state: 'completed', shipped_outside: true, shipped_at: at(9 * DAY), completed_at: at(5 * DAY), refunded_fen: 1_000n });
    const { rows } = await kernel.db.query<{ type: string; occurred_at: number; cost: number | null }>("select type, occurred_at, (payload ->> 'goodsCostFen')::int as cost from kernel.fact where subject_id = $1 order by seq", [order.id]);
    expect(rows).toEqual([
      { type: 'sales.order-entered', occurred_at: at(0), cost: null }, { type: 'sales.order-paid', occurred_at: at(10 * DAY), cost: null },
      { type: 'sales.order-shipped', occurred_at: at(9 * DAY), cost: 8_000 }, { type: 'sales.order-completed', occurred_at: at(5 * DAY), cost: null },
      { type: 'sales.order-refunded', occurred_at: at(0), cost: null },
    ]);
    expect(await kernel.db.query('select on_hand, reserved from products.stock_item where sku_id = $1', [cup.skuId]).then((r) => r.rows)).toEqual(stock.rows);
  });
  test('a closed order that was never paid is cancelled, and nobody waits for it', async () => {
    const no = orderNo();
    await run([head(no, { status: 'closed', statusText: '交易关闭', paidAt: null, paidFen: null, closeReason: '买家未付款' })]);
    const order = await byNo(no);
    expect(order).toMatchObject({ state: 'cancelled', close_reason: '买家未付款', paid_at: null });
    expect(await factsOf(kernel, order.id)).toEqual(['sales.order-entered', 'sales.order-cancelled']);
  });
});

describe('a newer export', () => {
  test('payment, then closing: reviewed, then cancelled with its goods given back', async () => {
    const no = orderNo();
    await run([head(no, { status: 'unpaid', statusText: '等待买家付款', paidAt: null, paidFen: null }), item(no, 1)]);
    expect((await byNo(no))['state']).toBe('unpaid');
    expect(kinds(await run([head(no)]))).toEqual(['updated']);
    const order = await byNo(no);
    expect(order['state']).toBe('released');
    await run([head(no, { status: 'closed', statusText: '交易关闭', closeReason: '退款' })]);
    expect(await stateOf(kernel, order.id)).toBe('cancelled');
    expect(await fulfilmentsOf(kernel, order.id)).toEqual([]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('an older file does not undo what has happened since', async () => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    expect(kinds(await run([head(no, { status: 'unpaid', statusText: '等待买家付款', paidAt: null, paidFen: null })]))).toEqual(['unchanged']);
    expect((await byNo(no))['state']).toBe('released');
  });
  test('another address: what waits in the warehouse goes to the new one; after shipping nothing moves', async () => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    const order = await byNo(no);
    const [before] = await fulfilmentsOf(kernel, order.id);
    const moved = { receiver: { ...receiver({ detail: `搬家路${no}号` }), street: null, postcode: null, masked: false } };
    expect(kinds(await run([head(no, moved)]))).toEqual(['updated']);
    const [after] = await fulfilmentsOf(kernel, order.id);
    expect(after!.id).not.toBe(before!.id);
    expect((await byNo(no))['address_id']).not.toBe(order['address_id']);
    await run([head(no, { ...moved, status: 'shipped', statusText: '卖家已发货，等待买家确认', shippedAt: at(0) })]);
    expect(await stateOf(kernel, order.id)).toBe('shipped');
    expect(kinds(await run([head(no, { status: 'shipped', statusText: '卖家已发货，等待买家确认', shippedAt: at(0) })]))).toEqual(['unchanged']);
    expect(await faults(kernel)).toEqual([]);
  });
  test('an address that a person corrected is not undone by the same file', async () => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    const order = await byNo(no);
    const { changeAddress } = await import('./change-address.ts');
    await runVerb(kernel, changeAddress, { id: order.id, version: Number(order['version']), receiver: receiver({ detail: '更正路9号' }) }, { actor: person(['department-head']) });
    const corrected = (await byNo(no))['address_id'];
    expect(corrected).not.toBe(order['address_id']);
    expect(kinds(await run([head(no)]))).toEqual(['unchanged']);
    expect((await byNo(no))['address_id']).toBe(corrected);
  });
  test('a remark that needs a person, and a refund asked for while it is being packed', async () => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    const order = await byNo(no);
    await run([item(no, 1, { refundStatusText: '买家已经申请退款，等待卖家同意' })]);
    expect(await stateOf(kernel, order.id)).toBe('held');
    expect(await fulfilmentsOf(kernel, order.id)).toEqual([]);
    expect((await factsOf(kernel, order.id)).at(-1)).toBe('sales.order-held');
    expect(await faults(kernel)).toEqual([]);
  });
  test.each([
    ['a card is wished for', { sellerRemark: '加一张贺卡：生日快乐' }, 'remark-or-flag'],
    ['the buyer writes', { buyerMessage: '请换成蓝色' }, 'remark-or-flag'],
    ['one of two is refunded', { refundFen: 9_900n }, 'refund-asked'],
  ])('%s after it went to the warehouse: it comes back before it leaves, and says why', async (_, more, rule) => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    const order = await byNo(no);
    expect(await stateOf(kernel, order.id)).toBe('released');
    await run([head(no, more)]);
    expect(await stateOf(kernel, order.id)).toBe('held');
    expect(await fulfilmentsOf(kernel, order.id)).toEqual([]);
    const { rows } = await kernel.db.query('select rule, weight from sales.review_finding where order_id = $1 and decided_at is null', [order.id]);
    expect(rows).toEqual([{ rule, weight: 'hold' }]);
    // Released by a person as it stands; the same file again is no news, another remark is.
    await runVerb(kernel, releaseOrder, { id: order.id, version: Number((await byNo(no))['version']), note: '已处理' }, { actor: person(['department-head']) });
    await kernel.settle();
    await run([head(no, more)]);
    expect(await stateOf(kernel, order.id)).toBe('released');
    await run([head(no, { ...more, sellerRemark: '改发顺丰' })]);
    expect(await stateOf(kernel, order.id)).toBe('held');
    expect((await kernel.db.query('select rule from sales.review_finding where order_id = $1 and decided_at is null and weight = $2', [order.id, 'hold'])).rows).toEqual([{ rule: 'remark-or-flag' }]);
    expect(await faults(kernel)).toEqual([]);
  });
  /** What matching a bill leaves behind: the sums of the orders, each with an equal share, and one fact that names them. */
  const billTells = (of: readonly { id: string; order_no?: unknown }[]) => verb({ name: 'test.match-bill', title: words('核对', 'Match'), may: {}, input: z.strictObject({ amountFen: z.int() }), run: async (tx, { amountFen }) => {
    for (const o of of) await tx.rows('test.bill', `insert into finance.receivable (id, order_no, platform, store_id, due_fen, due_at, search, created_at, updated_at) select id, order_no, platform, store_id, payable_fen, placed_at, ''::tsvector, placed_at, placed_at from sales."order" where id = $1 on conflict do nothing`, [o.id]);
    await tx.rows('test.bill_sums', 'update finance.receivable set paid_fen = paid_fen + greatest($2::bigint, 0), refunded_fen = refunded_fen - least($2::bigint, 0) where id = any ($1::uuid[])', [of.map((o) => o.id), amountFen / of.length]);
    tx.fact(receiptMatched, tx.newId(), { accountId: tx.newId(), provider: 'wechat', tradeNo: 'W1', amountFen, orderNos: of.map((o) => String(o.order_no)), how: amountFen < 0 ? 'refund' : 'one-to-one' }, { objects: of.map((o) => ({ type: 'order', id: o.id })) });
    return {};
  } });
  test('one refund of two orders stops both; an order that is held already goes through review again, and nobody lets it go without seeing the refund', async () => {
    const numbers = [orderNo(), orderNo(), orderNo()];
    for (const no of numbers) await run([head(no), item(no, 1)]);
    const orders = await Promise.all(numbers.map(byNo));
    await runVerb(kernel, holdOrder, { id: orders[2]!.id, note: '客户要改颜色' }, { actor: person(['department-head']) });
    const told = billTells(orders);
    await runVerb(kernel, told, { amountFen: 59_400 }, { actor: system('核对') });
    await runVerb(kernel, told, { amountFen: -59_400 }, { actor: system('核对') });
    await kernel.settle();
    for (const { id } of orders) {
      expect(await stateOf(kernel, id)).toBe('held');
      expect((await kernel.db.query("select rule from sales.review_finding where order_id = $1 and decided_at is null and weight = 'hold' and rule = 'refund-asked'", [id])).rows).toHaveLength(1);
    }
    expect(await faults(kernel)).toEqual([]);
  });
  test('the bill knows of a refund before the export does: the order comes back, a payment stops nothing', async () => {
    const no = orderNo();
    await run([head(no), item(no, 1)]);
    const order = await byNo(no);
    const told = billTells([order]);
    await runVerb(kernel, told, { amountFen: 19_800 }, { actor: system('核对') });
    await kernel.settle();
    expect(await stateOf(kernel, order.id)).toBe('released');
    await runVerb(kernel, told, { amountFen: -2_000 }, { actor: system('核对') });
    await kernel.settle();
    expect(await stateOf(kernel, order.id)).toBe('held');
    expect((await kernel.db.query('select rule, detail_zh from sales.review_finding where order_id = $1 and decided_at is null', [order.id])).rows).toEqual([{ rule: 'refund-asked', detail_zh: '平台已退款 ¥20.00，请核对还要发哪些商品。' }]);
    expect(await fulfilmentsOf(kernel, order.id)).toEqual([]);
    // Looked at again for another reason: the refund still stands in its way.
    await run([head(no, { promisedShipBy: at(-DAY) })]);
    expect(await stateOf(kernel, order.id)).toBe('held');
    // A person has decided: the same refund, told by the export or by the bill again, is no news; a further one is.
    await runVerb(kernel, releaseOrder, { id: order.id, version: Number((await byNo(no))['version']), note: '只退运费' }, { actor: person(['department-head']) });
    await kernel.settle();
    await run([head(no, { promisedShipBy: at(-DAY), refundFen: 2_000n })]);
    expect(await stateOf(kernel, order.id)).toBe('released');
    await runVerb(kernel, told, { amountFen: -1_000 }, { actor: system('核对') });
    await kernel.settle();
    expect(await stateOf(kernel, order.id)).toBe('held');
    const { rows: refunds } = await kernel.db.query("select payload -> 'amountFen' as amount, payload -> 'totalFen' as total from kernel.fact where subject_id = $1 and type = 'sales.order-refunded' order by seq", [order.id]);
    expect(refunds).toEqual([{ amount: 2_000, total: 2_000 }, { amount: 1_000, total: 3_000 }]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('an order that comes in partly refunded waits for a person', async () => {
    const no = orderNo();
    await run([head(no, { refundFen: 9_900n }), item(no, 1)]);
    const order = await byNo(no);
    expect(await stateOf(kernel, order.id)).toBe('held');
  });
  test('refunds add up: the first in the file, then the difference', async () => {
    const no = orderNo();
    await run([head(no, { status: 'shipped', statusText: '卖家已发货，等待买家确认', shippedAt: at(HOUR / 2), refundFen: 500n }), item(no, 1)]);
    const order = await byNo(no);
    await run([head(no, { status: 'shipped', statusText: '卖家已发货，等待买家确认', shippedAt: at(HOUR / 2), refundFen: 1_200n })]);
    const { rows } = await kernel.db.query("select payload -> 'amountFen' as amount, payload -> 'totalFen' as total from kernel.fact where subject_id = $1 and type = 'sales.order-refunded' order by seq", [order.id]);
    expect(rows).toEqual([{ amount: 500, total: 500 }, { amount: 700, total: 1_200 }]);
  });
});

describe('whose order it is', () => {
  test('a seller of another team is told row by row', async () => {
    expect(await run([head(orderNo())], person(['seller'], { teamIds: [] }))).toMatchObject([{ is: 'quarantined', problems: [{ code: 'store.not-yours' }] }]);
  });
  test('without a chosen store the file must name one that we know', async () => {
    const outcomes = await runVerb(kernel, importing, { rows: [head(orderNo(), { storeName: '没有这家店' })] }, { actor: person(['department-head']) });
    expect(outcomes).toMatchObject([{ is: 'quarantined', problems: [{ code: 'store.unknown' }] }]);
  });
  test('a preview says the same and changes nothing', async () => {
    const [known, fresh] = [orderNo(), orderNo()];
    const first = [head(known), item(known, 1)];
    await run(first);
    const before = await dump();
    const outcomes = await orderImport.preview(kernel, [...first, head(fresh), item(fresh, 1)], { store: store.id }, person(['department-head']));
    expect(outcomes.map((o) => o.is)).toEqual(['accepted', 'accepted', 'unchanged', 'unchanged']);
    expect(await dump()).toEqual(before);
  });
  test('a preview tells an order by buyer, amount, goods and status, once, and of a known one what becomes other', async () => {
    const no = orderNo();
    await run([head(no, { sellerRemark: '旧备注' }), item(no, 1)]);
    const [first, second] = await orderImport.preview(kernel, [head(no, { sellerRemark: '新备注' }), item(no, 1)], { store: store.id }, person(['department-head']));
    expect(first).toMatchObject({ is: 'updated', text: { zh: '示**** · ¥198.00 · 保温杯×2 · 买家已付款，等待卖家发货'.replace('****', '***') }, changes: [{ field: { zh: '卖家备注' }, from: '旧备注', to: '新备注' }] });
    expect(second).not.toHaveProperty('text');
  });
  test('a preview knows whose stores they are: what the run would refuse, it refuses', async () => {
    const no = orderNo();
    const lone = await givenStore(kernel, { platform: 'taobao' });
    await kernel.db.query('update company.store set team_id = null where id = $1', [lone.id]);
    const say = async (storeId: string, teamIds: string[]) => (await orderImport.preview(kernel, [head(no)], { store: storeId }, person(['store-operator'], { teamIds })))
      .map((o) => (o.is === 'quarantined' ? o.problems[0]!.message.zh : o.is));
    expect(await say(store.id, [])).toEqual([expect.stringMatching(/^店铺「.*」不属于您的团队。$/)]);
    expect(await say(store.id, [store.teamId!])).toEqual(['accepted']);
    expect(await say(lone.id, [store.teamId!])).toEqual([expect.stringContaining('还没有分配团队')]);
    expect(Object.keys(orderImport.stops ?? {})).toEqual(['store.not-yours', 'store.unknown']);
  });
});

test('five hundred orders need no more statements than five', async () => {
  const statements = async (orders: number): Promise<number> => {
    const rows = [...Array(orders)].flatMap(() => {
      const no = orderNo();
      return [head(no), item(no, 1, { quantity: 1 })];
    });
    let count = 0;
    const counting = { ...kernel, transaction: (work: Parameters<typeof kernel.transaction>[0]) => kernel.transaction((runner) => work({ query: (...args) => {
      count += 1;
      return runner.query(...args);
    }, tables: () => runner.tables() })) } as typeof kernel;
    await runVerb(counting, importing, { rows, store: store.id }, { actor: person(['department-head']) });
    return count;
  };
  const few = await statements(5);
  expect(await statements(500)).toBeLessThanOrEqual(few + 2);
  expect(few).toBeLessThanOrEqual(15);
  await kernel.settle();
  expect(await faults(kernel)).toEqual([]);
});
