import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import { dayOf } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as customerFacts from '../../../registers/customers/facts.ts';
import { Engine } from '../../../regulation/index.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { receiveComplaint } from '../after-sales/complaint-verbs.ts';
import { receiveFeedback } from '../after-sales/feedback-verbs.ts';
import * as salesFacts from '../facts.ts';
import { givenCustomer, givenOpportunity } from '../negotiation/testing.ts';
import { givenGoods, givenStore, place, type GivenGoods, type GivenStore } from '../orders/testing.ts';
import { kept } from './dealings.ts';
import { dealingsOfKind, dealingsWith, historyOf } from './whole.ts';

let kernel: TestKernel;
let engine: Engine;
let mine: GivenStore;
let theirs: GivenStore;
let goods: Record<'mine' | 'theirs', GivenGoods>;
const agent = person(['service-agent']);
const head = person(['department-head']);
/** Known by the telephone number: the same person in every store. */
const buyer = { receiver: { name: '沈青禾', phone: '13900004321', province: '浙江省', city: '杭州市', district: '西湖区', detail: '示例路8号' } };
let customerId = '';
const orders: string[] = [];

beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts, customerFacts] }));
  [mine, theirs] = [await givenStore(kernel), await givenStore(kernel)];
  goods = { mine: await givenGoods(kernel, mine, 50), theirs: await givenGoods(kernel, theirs, 50) };
  for (let n = 0; n < 7; n += 1) {
    // Seven orders in one store, the last one in the other.
    const [store, code] = n === 6 ? [theirs, goods.theirs.code] : [mine, goods.mine.code];
    orders.push((await place(kernel, head, store, { lines: [code], buyer, outsideNo: `SAME-${n}` })).id);
  }
  const { rows } = await kernel.db.query<{ customer_id: string }>('select distinct customer_id from sales."order" where id = any ($1::uuid[])', [orders]);
  expect(rows).toHaveLength(1);
  customerId = rows[0]!.customer_id;
  await runVerb(kernel, receiveComplaint, { orderId: orders[0]!, channel: 'phone', severity: 'serious', about: '杯子漏水' }, { actor: agent });
  await runVerb(kernel, receiveFeedback, { orderId: orders[1]!, channel: 'phone', author: null, words: '希望有大号', rating: 4 }, { actor: agent });
}, 180_000);
afterAll(() => kernel.close());

const seller = () => person(['seller'], { teamIds: [mine.teamId] });
const sectionOf = (got: Awaited<ReturnType<typeof dealingsWith>>, kind: string) => got.sections.find((s) => s.kind === kind);

describe('everything about one customer (clause 1.3.2)', () => {
  test('stands on one page: sums, the newest of each kind, what is owed now', async () => {
    const got = await dealingsWith(engine, kernel, head, customerId);
    expect(got.sections.map((s) => s.kind)).toEqual(['orders', 'opportunities', 'quotes', 'contracts', 'parcels', 'payments', 'cases', 'promises']);
    expect(got.sums).toMatchObject({ orders: 7, payableFen: 69_300 });
    expect(sectionOf(got, 'orders')).toMatchObject({ total: 7 });
    expect(sectionOf(got, 'cases')!.rows.map((r) => r.what.zh).sort()).toEqual(['反馈', '投诉'].sort());
    expect(got.duties.map((d) => d.clause)).toContain('2.4.3');
  });
  test('a contract and a quote end with the day that they name, not with the next', async () => {
    const [quoteId, opportunityId] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
    await kernel.db.query(`insert into sales.opportunity (id, opportunity_no, title, customer_id, store_id, team_id, seller_id, seller_name, stage, stage_at, created_at, updated_at)
      values ($1, 'SJ-1', '团购', $2, $3, $4, $5, '示例销售', 'quoted', now(), now(), now())`, [opportunityId, customerId, mine.id, mine.teamId, head.id]);
    await kernel.db.query(`insert into sales.quote (id, quote_no, opportunity_id, version_no, state, customer_id, store_id, team_id, seller_id, seller_name, valid_until, list_fen, goods_fen, discount_bp, margin_bp, created_at, updated_at)
      values ($1, 'BJ-1', $2, 1, 'issued', $3, $4, $5, $6, '示例销售', '2026-05-31', 100, 100, 0, 5000, now(), now())`, [quoteId, opportunityId, customerId, mine.id, mine.teamId, head.id]);
    const [row] = (await dealingsOfKind(kernel, head, customerId, 'quotes', {})).rows;
    expect(dayOf(row!.dueAt!)).toBe('2026-05-31');
    await kernel.db.query('delete from sales.quote where id = $1', [quoteId]);
    await kernel.db.query('delete from sales.opportunity where id = $1', [opportunityId]);
  });
  test('names nobody and no telephone: those are shown by the register, masked', async () =>
    expect(JSON.stringify([await dealingsWith(engine, kernel, head, customerId), await historyOf(kernel, head, customerId, {})])).not.toMatch(/青禾|13900004321|示例路8号/));
  test('a kind says how many there are, whether all of them stand on the page or five of seven; the first and the last order are dated', async () => {
    const got = await dealingsWith(engine, kernel, head, customerId);
    expect(got.sections.map(({ kind, rows, next, total }) => [kind, rows.length, next === null, total]).filter(([, n]) => n !== 0)).toEqual([['orders', 5, false, 7], ['cases', 2, true, 2]]);
    expect(sectionOf(got, 'parcels')).toMatchObject({ rows: [], next: null, total: 0 });
    const { rows: [placed] } = await kernel.db.query('select min(placed_at) as "firstAt", max(placed_at) as "lastAt" from sales."order" where customer_id = $1', [customerId]);
    expect(got.sums).toMatchObject(placed!);
  });
  test('the rest of a kind comes page by page, nothing twice, nothing left out', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const got = await dealingsOfKind(kernel, head, customerId, 'orders', { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...got.rows.map((r) => r.id));
      if (got.next === null) break;
      cursor = got.next;
    }
    expect(seen.toSorted()).toEqual(orders.toSorted());
  });
  test('a customer who is not there is not found', async () => expect(await dealingsWith(engine, kernel, head, mine.id).catch((e: unknown) => e instanceof Refusal && e.kind.code)).toBe('kernel.not-found'));
});

describe('everybody sees of it what his own lists show him', () => {
  test('a seller: the orders and cases of his teams, his own opportunities, none of the colleague’s', async () => {
    const customer = await givenCustomer(kernel);
    await givenOpportunity(kernel, seller(), { store: mine, customerId: customer, goods: [goods.mine], title: '办公杯' });
    const other = person(['seller'], { teamIds: [mine.teamId] });
    expect(sectionOf(await dealingsWith(engine, kernel, other, customer), 'opportunities')!.rows).toEqual([]);
    expect(sectionOf(await dealingsWith(engine, kernel, head, customer), 'opportunities')!.rows).toHaveLength(1);
    expect((await dealingsWith(engine, kernel, other, customerId)).sums).toMatchObject({ orders: 6 });
  });
  test('an agent: no quotes and contracts; asked for by name they are refused', async () => {
    expect((await dealingsWith(engine, kernel, agent, customerId)).sections.map((s) => s.kind)).not.toContain('quotes');
    expect(await dealingsOfKind(kernel, agent, customerId, 'quotes', {}).catch((e: unknown) => e instanceof Refusal && e.kind.code)).toBe('kernel.not-allowed');
  });
  test('the timeline leaves out what happened to records that one does not see', async () => {
    const numbers = async (who: typeof head) => new Set((await historyOf(kernel, who, customerId, { limit: 100 })).facts.map((f) => f.href));
    const [all, own] = [await numbers(head), await numbers(seller())];
    expect(all).toContain(`/sales/orders/${orders[6]}`);
    expect(own).not.toContain(`/sales/orders/${orders[6]}`);
    expect(own).toContain(`/sales/orders/${orders[0]}`);
  });
});

describe('one timeline', () => {
  test('of orders, complaints and feedback, by key to its end', async () => {
    const types: string[] = [];
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const got = await historyOf(kernel, head, customerId, { limit: 3, ...(cursor ? { cursor } : {}) });
      types.push(...got.facts.map((f) => f.type));
      ids.push(...got.facts.map((f) => f.id));
      if (got.next === null) break;
      cursor = got.next;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(types).toEqual(expect.arrayContaining(['sales.order-entered', 'sales.complaint-received', 'sales.feedback-received']));
  });
});

describe('a promise', () => {
  const due = 1_000;
  test.each([
    ['kept on the last millisecond', { state: 'on', due, done: due }, 2_000, 'good'], ['kept a millisecond late', { state: 'on', due, done: due + 1 }, 2_000, 'bad'],
    ['open on the last millisecond', { state: 'on', due, done: null }, due, 'open'], ['broken a millisecond after', { state: 'on', due, done: null }, due + 1, 'bad'],
    ['cancelled binds nobody', { state: 'off', due, done: null }, due + 1, 'off'],
  ] as const)('%s', (_, promise, now, tone) => expect(kept(promise, now).tone).toBe(tone));
});
