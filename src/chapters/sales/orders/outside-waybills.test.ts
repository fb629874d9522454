import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { reactions as logisticsReactions } from '../../logistics/reactions.ts';
import { clerk, givenCarrier, makeReady, parcelOf } from '../../logistics/testing.ts';
import { announceParcel } from '../../logistics/transport/announce-parcel.ts';
import { listParcels } from '../../logistics/transport/parcel-list.ts';
import { parcelRecord } from '../../logistics/transport/parcel-record.ts';
import { receiveReturn } from '../../logistics/transport/receive-return.ts';
import { recordTracking } from '../../logistics/transport/record-tracking.ts';
import { shipParcels } from '../../logistics/transport/ship-parcels.ts';
import { findStuck } from '../../logistics/transport/watch-parcels.ts';
import { saveSender } from '../../logistics/carriers/save-sender.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { transaction } from '../../../kernel/db/index.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import type { RowOutcome } from '../../../kernel/imports/target.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { Engine, seedCalendars } from '../../../regulation/index.ts';
import { foundedAt } from '../../../registers/company/index.ts';
import { emptyOrder } from '../../../gateways/marketplaces/order-reading.ts';
import type { OrderRow } from '../../../gateways/marketplaces/order-row.ts';
import * as salesFacts from '../facts.ts';
import { reactions as salesReactions } from '../reactions.ts';
import { orderLinks } from './customer-link.ts';
import { customerPage } from './customer-page.ts';
import { applyOrderRows } from './import-orders.ts';
import { readOrder } from './order-record.ts';
import { mayEnter } from './place-order.ts';
import { splitFulfilment } from './split-fulfilment.ts';
import { waybillsOf } from './outside-waybills.ts';
import { factsOf, faults, fulfilmentsOf, givenGoods, givenStore, receiver, stateOf, waitForLocks, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
const head = person(['department-head']);
const boss = person(['general-manager']);

beforeAll(async () => {
  for (const facts of [salesFacts, logisticsFacts, financeFacts]) registerFacts(facts);
  const engine = new Engine(connectedRulebook(knownFacts()));
  engine.directory = { ...engine.directory, foundedAt };
  kernel = await freshKernel({ controls: engine, reactions: [...salesReactions, ...logisticsReactions] });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  // The company has kept its book here for a day.
  await kernel.db.query("insert into company.company (name, created_at) values ('示例公司', to_timestamp($1 / 1000.0))", [kernel.clock.now() - DAY]);
  store = await givenStore(kernel, { platform: 'pdd' });
  cup = await givenGoods(kernel, store, 1_000, { costFen: 4_000n });
  await runVerb(kernel, saveSender, { warehouseId: store.warehouseId, name: '发货员', phone: '0571-88880000', version: null }, { actor: clerk });
  await givenCarrier(kernel, { code: 'YTO', name: '圆通速递', trackingCode: 'yuantong', promiseDays: 3 });
});
afterAll(() => kernel.close());

interface Row { kind: 'pdd-orders'; line: number; key: string; record: unknown }
let line = 0;
let made = 0;
const orderNo = (): string => `260310-${String((made += 1)).padStart(15, '0')}`;
const number = (): string => `YT75${String((made += 1)).padStart(11, '0')}`;
const at = (ago: number): number => kernel.clock.now() - ago;
const lineOf = (quantity: number): OrderRow['line'] => ({ subOrderNo: null, outerSku: cup.code, platformItemId: null, platformSkuId: null, title: '保温杯', spec: null, quantity, unitPriceFen: 9_900n, amountFen: null, refundFen: null, refundStatusText: null });
const forTwo = { goodsFen: 19_800n, payableFen: 19_800n, paidFen: 19_800n };
const reservedFor = async (orderId: string): Promise<number> =>
  (await kernel.db.query<{ n: number }>('select coalesce(sum(r.quantity), 0)::int as n from products.reservation r join sales.order_line l on l.id::text = r.holder where l.order_id = $1', [orderId])).rows[0]!.n;
/** An order of one line as a Pinduoduo file tells it; the buyer is a shop counter of nobody. */
const order = (no: string, more: Partial<OrderRow> = {}): Row => ({
  kind: 'pdd-orders', line: (line += 1), key: no,
  record: JSON.parse(JSON.stringify({
    ...emptyOrder('pdd', no), status: 'paid', statusText: '待发货', buyerNick: `买家${no}`, createdAt: at(6 * HOUR), paidAt: at(5 * HOUR), goodsFen: 9_900n, freightFen: 0n, payableFen: 9_900n, paidFen: 9_900n,
    receiver: { ...receiver({ detail: `示例路${no}号` }), street: null, postcode: null, masked: false }, lineKey: `${no}#1`,
    line: lineOf(1), ...more,
  })),
});
const shipped = (no: string, waybillNo: string | null, more: Partial<OrderRow> = {}): Row => order(no, { status: 'shipped', statusText: '已发货，待签收', shippedAt: at(3 * HOUR), carrierName: '圆通快递', waybillNo, ...more });
const importing = verb({ name: 'test.import', title: words('导入', 'Import'), may: mayEnter, input: z.strictObject({ rows: z.array(z.unknown()), store: z.string() }), run: (tx, input) => applyOrderRows(tx, input.rows as Row[], { store: input.store }) });
const run = async (...rows: Row[]): Promise<string[]> => {
  const outcomes: RowOutcome[] = await runVerb(kernel, importing, { rows, store: store.id }, { actor: head });
  await kernel.settle();
  return outcomes.map((o) => o.is);
};
const idOf = async (no: string): Promise<string> => (await kernel.db.query<{ id: string }>('select id from sales."order" where outside_no = $1', [no])).rows[0]!.id;
interface ParcelShown extends Record<string, unknown> { id: string; state: string; waybill_no: string; origin: string }
const parcels = async (no: string): Promise<ParcelShown[]> =>
  (await kernel.db.query<ParcelShown>('select * from logistics.parcel where order_ids && array[$1::uuid] order by requested_at, waybill_no', [await idOf(no)])).rows;
const stock = async (): Promise<unknown> => (await kernel.db.query('select on_hand, reserved from products.stock_item where sku_id = $1', [cup.skuId])).rows[0];
const duties = async (subject: string): Promise<Record<string, string>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string }>('select control, state from regulation.obligation where subject_id = $1 order by control, opened_at', [subject])).rows.map((r) => [r.control, r.state]));
const scan = (state: 'collected' | 'in-transit' | 'delivered' | 'problem', ago: number, text = '快件状态更新') => ({ at: at(ago), state, trouble: null, text, place: '杭州市' });
const told = async (parcelId: string, ...events: ReturnType<typeof scan>[]): Promise<void> => {
  await runVerb(kernel, recordTracking, { source: 'import', push: null, reports: [{ parcelId, events, expectedAt: null }] }, { actor: system('快递100') });
  await kernel.settle();
};
const dump = async () => (await kernel.db.query(`select (select jsonb_agg(to_jsonb(o) order by id) from sales."order" o) as orders, (select jsonb_agg(to_jsonb(p) order by id) from logistics.parcel p) as parcels, (select count(*) from kernel.fact) as facts`)).rows[0];

describe('an order that comes shipped already', () => {
  test('gets its parcel: found by number, shown on the order and to the customer, and no stock moves', async () => {
    const [no, waybill] = [orderNo(), number()];
    const before = await stock();
    expect(await run(shipped(no, waybill))).toEqual(['accepted']);
    const [parcel] = await parcels(no);
    expect(parcel).toMatchObject({ origin: 'outside', state: 'shipped', waybill_no: waybill, outside_code: 'yuantong', fulfilment_id: null, warehouse_id: null, notice_id: null, shipped_at: at(3 * HOUR) });
    expect(await stock()).toEqual(before);
    expect(await factsOf(kernel, parcel!.id)).toEqual(['logistics.outside-parcel-noted']);
    const shown = await readOrder(kernel, boss, 'all', await idOf(no));
    expect(shown.parcels).toMatchObject([{ origin: 'outside', waybillNo: waybill, carrierName: '圆通速递', fulfilmentId: null }]);
    const link = (await orderLinks(kernel, [await idOf(no)], kernel.clock.now())).get(await idOf(no))!;
    const page = await customerPage(kernel, link.slice(3));
    expect(page.parcels).toMatchObject([{ waybillNo: waybill, carrier: '圆通速递' }]);
    expect(page.parcels[0]!.stages.map((s) => s.text.zh)).toEqual(['已发出', '揽收', '运输', '派送', '签收']);
    expect((await listParcels(kernel, boss, 'all', { origin: 'outside', q: waybill })).rows).toHaveLength(1);
    expect((await listParcels(kernel, boss, 'all', { origin: 'warehouse', q: waybill })).rows).toEqual([]);
  });
  test('the same file again changes nothing', async () => {
    const rows = [shipped(orderNo(), number()), shipped(orderNo(), `${number()},${number()}`), shipped(orderNo(), number(), { status: 'completed', statusText: '已签收', completedAt: at(HOUR) })];
    await run(...rows);
    const before = await dump();
    expect(new Set(await run(...rows))).toEqual(new Set(['unchanged']));
    expect(await dump()).toEqual(before);
  });
  test('a signed scan of the carrier completes the order; with several numbers the last of them does', async () => {
    const [no, a, b] = [orderNo(), number(), number()];
    await run(shipped(no, `No:${a};No:${b}`));
    const both = await parcels(no);
    expect(both.map((p) => p.waybill_no).toSorted()).toEqual([a, b].toSorted());
    await told(both[0]!.id, scan('collected', 2 * HOUR), scan('delivered', HOUR));
    expect(await stateOf(kernel, await idOf(no))).toBe('shipped');
    await told(both[1]!.id, scan('delivered', HOUR / 2));
    expect(await stateOf(kernel, await idOf(no))).toBe('completed');
    expect(await factsOf(kernel, await idOf(no))).toContain('sales.order-completed');
  });
  test('clause 5.2.1 asks nothing of it, 5.2.2 does: without news it becomes work', async () => {
    const [no, waybill] = [orderNo(), number()];
    await run(shipped(no, waybill));
    const [parcel] = await parcels(no);
    expect(await duties(parcel!.id)).toEqual({});
    await told(parcel!.id, scan('collected', 2 * HOUR));
    expect(await duties(parcel!.id)).toEqual({ 'kept-moving': 'pending' });
    kernel.clock.advance(26 * HOUR);
    expect(await runVerb(kernel, findStuck, { noMovementMs: 24 * HOUR }, { actor: system('跟踪') })).toEqual({ found: 1 });
    expect(await duties(parcel!.id)).toMatchObject({ 'exception-settled-in-time': 'pending' });
  });
  test('history from before the company kept its book here is followed and is nobody’s work', async () => {
    const [no, waybill] = [orderNo(), number()];
    await run(shipped(no, waybill, { createdAt: at(30 * DAY), paidAt: at(30 * DAY), shippedAt: at(29 * DAY) }));
    const [parcel] = await parcels(no);
    expect(parcel!['promised_at']).toBeNull();
    await told(parcel!.id, scan('collected', 29 * DAY), scan('in-transit', 28 * DAY), scan('problem', 27 * DAY, '包裹破损'), scan('in-transit', 26 * DAY));
    expect((await parcels(no))[0]!.state).toBe('in-transit');
    expect(await runVerb(kernel, findStuck, { noMovementMs: 24 * HOUR }, { actor: system('跟踪') })).toEqual({ found: 0 });
    expect((await kernel.db.query('select 1 from logistics.parcel_exception where parcel_id = $1', [parcel!.id])).rows).toEqual([]);
    expect(Object.values(await duties(parcel!.id)).filter((s) => s !== 'met' && s !== 'breached')).toEqual([]);
    expect(await duties(await idOf(no))).toEqual(expect.not.objectContaining({ 'shipped-in-time': 'pending' }));
  });
  test('completed history arrives delivered, and is not asked for', async () => {
    const no = orderNo();
    await run(shipped(no, number(), { status: 'completed', statusText: '已签收', shippedAt: at(9 * DAY), completedAt: at(4 * DAY) }));
    expect((await parcels(no))[0]).toMatchObject({ state: 'delivered', next_query_at: null, delivered_at: at(4 * DAY) });
    expect(await stateOf(kernel, await idOf(no))).toBe('completed');
  });
  test('it has no label and no goods of ours to take back', async () => {
    const no = orderNo();
    await run(shipped(no, number()));
    const [parcel] = await parcels(no);
    await expect(runVerb(kernel, receiveReturn, { id: parcel!.id, lines: [{ orderLineId: await idOf(no), good: 1, damaged: 0 }] }, { actor: clerk })).rejects.toMatchObject({ kind: { code: 'logistics.left-outside' } });
    expect((await parcelRecord(kernel, boss, 'all', parcel!.id))!.lines).toEqual([]);
  });
});

describe('a newer export', () => {
  test('with another number: the one that nobody had is withdrawn, the new one is followed', async () => {
    const [no, wrong, right] = [orderNo(), number(), number()];
    await run(shipped(no, wrong));
    expect(await run(shipped(no, right))).toEqual(['updated']);
    expect((await parcels(no)).map((p) => [p.waybill_no, p.state])).toEqual(expect.arrayContaining([[wrong, 'withdrawn'], [right, 'shipped']]));
    expect(await run(shipped(no, right))).toEqual(['unchanged']);
  });
  test('with another number after the first one moved: both are real, both are followed', async () => {
    const [no, first, second] = [orderNo(), number(), number()];
    await run(shipped(no, first));
    await told((await parcels(no))[0]!.id, scan('collected', HOUR));
    await run(shipped(no, second));
    expect((await parcels(no)).map((p) => p.state).toSorted()).toEqual(['collected', 'shipped']);
  });
  test('with a number added, and then with the order completed', async () => {
    const [no, a, b] = [orderNo(), number(), number()];
    await run(shipped(no, a));
    await run(shipped(no, `${a}、${b}`));
    expect(await parcels(no)).toHaveLength(2);
    expect(await run(shipped(no, `${a}、${b}`, { status: 'completed', statusText: '已签收', completedAt: at(HOUR) }))).toEqual(['updated']);
    expect((await parcels(no)).map((p) => p.state)).toEqual(['delivered', 'delivered']);
  });
  test('orders that were imported before parcels were made of them get theirs with the next export', async () => {
    const [no, waybill] = [orderNo(), number()];
    await run(shipped(no, waybill));
    const [parcel] = await parcels(no);
    await kernel.db.query('delete from logistics.parcel where id = $1', [parcel!.id]);
    await kernel.db.query('update sales."order" set outside_told = null where outside_no = $1', [no]);
    expect(await run(shipped(no, waybill))).toEqual(['updated']);
    expect(await parcels(no)).toHaveLength(1);
  });
  test('a number that two orders share is one parcel where the address is the same, and stays with the first where it is not', async () => {
    const waybill = number();
    const [a, b, c] = [orderNo(), orderNo(), orderNo()];
    const place = { ...receiver({ detail: '合并发货路1号' }), street: null, postcode: null, masked: false };
    await run(shipped(a, waybill, { receiver: place, buyerNick: '同一买家' }), shipped(b, waybill, { receiver: place, buyerNick: '同一买家' }), shipped(c, waybill));
    expect(await parcels(a)).toEqual(await parcels(b));
    expect(await parcels(a)).toHaveLength(1);
    expect(await parcels(c)).toEqual([]);
    const { rows: refused } = await kernel.db.query<{ changes: Record<string, string[]> }>("select changes from kernel.audit where verb = 'logistics.note-outside-parcels' and changes ? 'refusedNumbersOfOtherParcels'");
    expect(refused.flatMap((r) => r.changes['refusedNumbersOfOtherParcels']).filter((said) => said!.endsWith(waybill))).toHaveLength(1);
  });
  test('a number that was not taken stands on the order and its timeline, and is work of whoever follows the parcel; corrected in the marketplace it is gone', async () => {
    const waybill = number();
    const [a, b] = [orderNo(), orderNo()];
    await run(shipped(a, waybill));
    await run(shipped(b, waybill));
    const refused = async () => (await readOrder(kernel, boss, 'all', await idOf(b))).refusedNumbers;
    expect(await refused()).toEqual([{ number: waybill, carrier: '圆通快递', at: kernel.clock.now() }]);
    expect((await factsOf(kernel, await idOf(b))).filter((f) => f === 'logistics.outside-number-refused')).toHaveLength(1);
    const [parcel] = await parcels(a);
    const trouble = async () => (await kernel.db.query<{ kind: string; detail: string }>('select kind, detail from logistics.parcel_exception where parcel_id = $1', [parcel!.id])).rows;
    expect(await trouble()).toMatchObject([{ kind: 'told-twice', detail: expect.stringContaining('核对归属') }]);
    expect(await duties(parcel!.id)).toMatchObject({ 'exception-settled-in-time': 'pending' });
    expect((await readOrder(kernel, boss, 'all', await idOf(a))).refusedNumbers).toEqual([]);
    // Told again, as with every later export, it is no news.
    await kernel.db.query('update sales."order" set outside_told = null where outside_no = $1', [b]);
    await run(shipped(b, waybill));
    expect((await factsOf(kernel, await idOf(b))).filter((f) => f === 'logistics.outside-number-refused')).toHaveLength(1);
    expect(await trouble()).toHaveLength(1);
    const right = number();
    await run(shipped(b, right));
    expect(await refused()).toEqual([]);
    expect((await parcels(b)).map((p) => p.waybill_no)).toEqual([right]);
  });
  test('of history a number that was not taken is kept, and is nobody’s work', async () => {
    const waybill = number();
    const [a, b] = [orderNo(), orderNo()];
    const long = { shippedAt: at(60 * DAY), createdAt: at(61 * DAY), paidAt: at(61 * DAY) };
    await run(shipped(a, waybill, long));
    await run(shipped(b, waybill, long));
    expect((await readOrder(kernel, boss, 'all', await idOf(b))).refusedNumbers).toMatchObject([{ number: waybill }]);
    expect((await kernel.db.query('select 1 from logistics.parcel_exception where parcel_id = $1', [(await parcels(a))[0]!.id])).rows).toEqual([]);
  });
  test('told in one file with the carrier for one order and without it for the other: one parcel, which can be asked for', async () => {
    // A number whose carrier its form does not tell.
    const waybill = `88${String((made += 1)).padStart(10, '0')}`;
    const [a, b] = [orderNo(), orderNo()];
    const place = { ...receiver({ detail: '合并发货路2号' }), street: null, postcode: null, masked: false };
    await run(shipped(a, waybill, { receiver: place, buyerNick: '同一买家', carrierName: null }), shipped(b, waybill, { receiver: place, buyerNick: '同一买家' }));
    expect(await parcels(a)).toEqual(await parcels(b));
    expect(await parcels(a)).toMatchObject([{ waybill_no: waybill, outside_code: 'yuantong' }]);
  });
});

describe('an order that was released here', () => {
  const released = async (no: string): Promise<{ id: string; fulfilmentId: string; parcelId: string }> => {
    await run(order(no));
    const id = await idOf(no);
    const [fulfilment] = await fulfilmentsOf(kernel, id);
    return { id, fulfilmentId: fulfilment!.id, parcelId: (await parcelOf(kernel, fulfilment!.id)).id };
  };
  const announced = async (no: string, waybillNo: string) => {
    const r = await released(no);
    const { rows: [carrier] } = await kernel.db.query<{ id: string }>("select id from logistics.carrier limit 1");
    await kernel.db.query('update logistics.parcel set carrier_id = $2 where id = $1', [r.parcelId, carrier!.id]);
    await makeReady(kernel, r.parcelId, 400);
    await runVerb(kernel, announceParcel, { id: r.parcelId, waybillNo }, { actor: clerk });
    return r;
  };
  test('and left by other hands: fulfilment and parcel are closed as that, the goods are free, the other number is followed', async () => {
    const [no, waybill] = [orderNo(), number()];
    const before = await stock();
    const { id, fulfilmentId, parcelId } = await released(no);
    expect(await run(shipped(no, waybill))).toEqual(['updated']);
    expect(await stateOf(kernel, id)).toBe('shipped');
    expect((await kernel.db.query('select state, withdrawn_why from sales.fulfilment where id = $1', [fulfilmentId])).rows).toEqual([{ state: 'withdrawn', withdrawn_why: 'left-outside' }]);
    expect((await parcels(no)).map((p) => [p.origin, p.state])).toEqual(expect.arrayContaining([['warehouse', 'withdrawn'], ['outside', 'shipped']]));
    expect((await kernel.db.query<{ state: string }>('select state from logistics.parcel where id = $1', [parcelId])).rows[0]!.state).toBe('withdrawn');
    expect(await stock()).toEqual(before);
    expect(await faults(kernel)).toEqual([]);
  });
  test('and the marketplace tells our own number: it is still ours to ship, and stock is taken when it is', async () => {
    const [no, waybill] = [orderNo(), number()];
    const { id, parcelId } = await announced(no, waybill);
    const before = await stock() as { on_hand: number };
    await run(shipped(no, waybill));
    expect(await stateOf(kernel, id)).toBe('released');
    expect(await parcels(no)).toHaveLength(1);
    expect(await run(shipped(no, waybill))).toEqual(['unchanged']);
    await runVerb(kernel, shipParcels, { ids: [parcelId] }, { actor: clerk });
    await kernel.settle();
    expect(await stateOf(kernel, id)).toBe('shipped');
    expect(await stock()).toMatchObject({ on_hand: before.on_hand - 1 });
    expect(await run(shipped(no, waybill))).toEqual(['unchanged']);
    expect(await parcels(no)).toHaveLength(1);
  });
  test('and the export has no column of numbers: a parcel that bears one is taken for it', async () => {
    const no = orderNo();
    const { id } = await announced(no, number());
    await run(shipped(no, null, { carrierName: null }));
    expect(await stateOf(kernel, id)).toBe('released');
  });
  test('and it shipped here a moment ago, unheard: it did not leave twice', async () => {
    const [no, waybill] = [orderNo(), number()];
    const { id, parcelId } = await announced(no, waybill);
    await runVerb(kernel, shipParcels, { ids: [parcelId] }, { actor: clerk });
    await run(shipped(no, number()));
    expect(await stateOf(kernel, id)).toBe('shipped');
    expect((await factsOf(kernel, id)).filter((f) => f === 'sales.order-shipped')).toHaveLength(1);
    expect((await kernel.db.query<{ shipped_outside: boolean }>('select shipped_outside from sales."order" where id = $1', [id])).rows[0]!.shipped_outside).toBe(false);
    expect(await faults(kernel)).toEqual([]);
  });
  test('in two parcels, of which one shipped here a moment ago, unheard: the other one goes on here, and its goods stay reserved for it', async () => {
    const no = orderNo();
    await run(order(no, { ...forTwo, line: lineOf(2) }));
    const id = await idOf(no);
    const [whole] = await fulfilmentsOf(kernel, id);
    await runVerb(kernel, splitFulfilment, { id: whole!.id, parts: [[{ orderLineId: whole!.lines[0]!.order_line_id, quantity: 1 }]] }, { actor: head });
    await kernel.settle();
    const [one] = await fulfilmentsOf(kernel, id);
    const parcel = await parcelOf(kernel, one!.id);
    const { rows: [carrier] } = await kernel.db.query<{ id: string }>('select id from logistics.carrier limit 1');
    await kernel.db.query('update logistics.parcel set carrier_id = $2 where id = $1', [parcel.id, carrier!.id]);
    await makeReady(kernel, parcel.id, 400);
    await runVerb(kernel, announceParcel, { id: parcel.id, waybillNo: number() }, { actor: clerk });
    // As the warehouse has just written it, before the news of it has reached the orders.
    await kernel.db.query("update logistics.parcel set state = 'shipped', shipped_at = to_timestamp($2 / 1000.0) where id = $1", [parcel.id, kernel.clock.now()]);
    await run(shipped(no, number()));
    expect(await stateOf(kernel, id)).toBe('released');
    expect((await fulfilmentsOf(kernel, id)).map((f) => [f.id === one!.id, f.lines.map((l) => l.quantity)]).toSorted()).toEqual([[false, [1]], [true, [1]]]);
    expect(await reservedFor(id)).toBe(2);
  });
});

describe('an order in two parcels, of which one is scanned out in the very moment in which a file is taken in', () => {
  /** Both parcels wait here, one is ready to go. */
  async function inTwo(): Promise<{ no: string; id: string; first: string; second: string }> {
    const no = orderNo();
    await run(order(no, { ...forTwo, line: lineOf(2) }));
    const id = await idOf(no);
    const [whole] = await fulfilmentsOf(kernel, id);
    await runVerb(kernel, splitFulfilment, { id: whole!.id, parts: [[{ orderLineId: whole!.lines[0]!.order_line_id, quantity: 1 }]] }, { actor: head });
    await kernel.settle();
    const both = await fulfilmentsOf(kernel, id);
    const [first, second] = [await parcelOf(kernel, both[0]!.id), await parcelOf(kernel, both[1]!.id)];
    const { rows: [carrier] } = await kernel.db.query<{ id: string }>('select id from logistics.carrier limit 1');
    await kernel.db.query('update logistics.parcel set carrier_id = $2 where id = any ($1::uuid[])', [[first.id, second.id], carrier!.id]);
    for (const p of [first, second]) await makeReady(kernel, p.id, 400);
    await runVerb(kernel, announceParcel, { id: first.id, waybillNo: number() }, { actor: clerk });
    return { no, id, first: first.id, second: second.id };
  }
  /** The scanner holds its parcel and waits for the shelf; the file waits for the parcel; then the shelf is free. */
  async function atOnce(parcelId: string, row: Row): Promise<void> {
    const acts: Promise<unknown>[] = [];
    await transaction(kernel.db, async (shelf) => {
      await shelf.query('select 1 from products.stock_item where sku_id = $1 for update', [cup.skuId]);
      acts.push(runVerb(kernel, shipParcels, { ids: [parcelId] }, { actor: clerk }));
      await waitForLocks(kernel, 1);
      acts.push(runVerb(kernel, importing, { rows: [row], store: store.id }, { actor: head }));
      await waitForLocks(kernel, 2);
    });
    await Promise.all(acts);
    await kernel.settle();
  }
  /** The other parcel still waits here with its goods; when it has left too, nothing stays reserved. */
  async function goesOn({ id, second }: { id: string; second: string }, reservedBefore: number): Promise<void> {
    expect(await stateOf(kernel, id)).toBe('part-shipped');
    expect((await kernel.db.query<{ state: string }>('select state from logistics.parcel where id = $1', [second])).rows[0]!.state).toBe('inspected');
    expect(await reservedFor(id)).toBe(1);
    expect(await faults(kernel)).toEqual([]);
    await runVerb(kernel, announceParcel, { id: second, waybillNo: number() }, { actor: clerk });
    await runVerb(kernel, shipParcels, { ids: [second] }, { actor: clerk });
    await kernel.settle();
    expect(await stateOf(kernel, id)).toBe('shipped');
    expect(await reservedFor(id)).toBe(0);
    expect(((await stock()) as { reserved: number }).reserved).toBe(reservedBefore);
  }
  const reservedNow = async (): Promise<number> => ((await stock()) as { reserved: number }).reserved;

  test('and the file tells it shipped elsewhere: the other parcel waits on here with its goods, and the foreign number is a parcel', async () => {
    const before = await reservedNow();
    const two = await inTwo();
    const foreign = number();
    await atOnce(two.first, shipped(two.no, foreign));
    expect((await parcels(two.no)).filter((p) => p.origin === 'outside').map((p) => p.waybill_no)).toEqual([foreign]);
    await goesOn(two, before);
  });
  test('and the file tells it closed: what is left of it is not given up behind the back of the parcel', async () => {
    const before = await reservedNow();
    const two = await inTwo();
    await atOnce(two.first, order(two.no, { ...forTwo, line: lineOf(2), status: 'closed', statusText: '已取消' }));
    await goesOn(two, before);
  });
  test('and the file tells that a refund was asked for: the other parcel is not left without an order that ships it', async () => {
    const before = await reservedNow();
    const two = await inTwo();
    await atOnce(two.first, order(two.no, { ...forTwo, line: lineOf(2), afterSalesText: '退款中' }));
    await goesOn(two, before);
  });
});

describe('numbers of a cell', () => {
  test.each([
    ['YT7512345678901', '圆通速递', [{ carrier: '圆通速递', number: 'YT7512345678901' }]],
    ['No:SF1000000000001,YT7512345678901', '顺丰速运,圆通速递', [{ carrier: '顺丰速运', number: 'SF1000000000001' }, { carrier: '圆通速递', number: 'YT7512345678901' }]],
    ['sf1000000000001；sf1000000000001', '顺丰', [{ carrier: '顺丰', number: 'SF1000000000001' }]],
    ['圆通速递:YT7512345678901', null, [{ carrier: null, number: 'YT7512345678901' }]],
    ['YT7512345678901 773000000000001', '圆通,申通,中通', [{ carrier: null, number: 'YT7512345678901' }, { carrier: null, number: '773000000000001' }]],
    ['无需物流', '圆通', []],
    [null, '圆通', []],
  ])('%s by %s', (numbers, carriers, expected) => {
    expect(waybillsOf(numbers, carriers)).toEqual(expected);
  });
});
