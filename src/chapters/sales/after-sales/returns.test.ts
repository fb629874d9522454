import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { payRefund } from '../../finance/index.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { system, type Actor } from '../../../kernel/actor.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { Engine } from '../../../regulation/index.ts';
import * as salesFacts from '../facts.ts';
import { noteParcelsDelivered } from '../orders/note-parcels-delivered.ts';
import { noteParcelsShipped } from '../orders/note-parcels-shipped.ts';
import { fulfilmentsOf, givenGoods, givenStore, lineIdsOf, place, stateOf, type GivenGoods, type GivenStore } from '../orders/testing.ts';
import { releaseOrder } from '../orders/release-order.ts';
import { reactions } from '../reactions.ts';
import { decideReturn } from './decide-return.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { saveGiftRule } from '../orders/gifts/save-gift-rule.ts';
import { readOrder } from '../orders/order-record.ts';
import { orderLinks } from '../orders/customer-link.ts';
import { recordPayment } from '../orders/record-payment.ts';
import { orderExchange, refundInstead } from './exchange.ts';
import { inspectReturn, receiveReturn, sendReturn, withdrawReturn } from './goods-back.ts';
import { requestReturn } from './request-return.ts';
import { portalPageOf } from './portal-page.ts';
import { readReturn } from './return-record.ts';

let kernel: TestKernel;
let engine: Engine;
let store: GivenStore;
let goods: GivenGoods;
const [head, agent, lead, clerk, cashier] = [person(['department-head']), person(['service-agent']), person(['service-lead']), person(['warehouse']), person(['cashier'])];
const customer = (orderId: string): Actor => ({ kind: 'customer', id: null, personId: null, name: '客户', posts: [], teamIds: [], link: { type: 'order', id: orderId } });

beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
  store = await givenStore(kernel);
  goods = await givenGoods(kernel, store, 500);
});
afterAll(() => kernel.close());

/** An order that was paid, sent and signed for now. */
async function delivered(quantity = 1): Promise<{ id: string; lines: string[] }> {
  const { id } = await place(kernel, head, store, { lines: [[goods.code, quantity]] });
  await kernel.settle();
  if ((await stateOf(kernel, id)) === 'held') await runVerb(kernel, releaseOrder, { id }, { actor: head });
  const [f] = await fulfilmentsOf(kernel, id);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT1', carrierCode: 'yto', goodsCostFen: 4_000 * quantity, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
  await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: f!.id, at: kernel.clock.now() }] }, { actor: system('物流') });
  await kernel.settle();
  return { id, lines: await lineIdsOf(kernel, id) };
}
const ask = (order: { id: string; lines: string[] }, more: Partial<Parameters<typeof requestReturn.run>[1]> = {}, actor: Actor = agent) =>
  runVerb(kernel, requestReturn, { id: order.id, type: 'return', reason: 'not-wanted', lines: [{ orderLineId: order.lines[0]!, quantity: 1 }], ...more }, { actor });
const read = (id: string) => readReturn(kernel, engine, agent, 'all', id);
const version = async (id: string): Promise<number> => (await read(id)).version;
const decide = async (id: string, more: Record<string, unknown> = {}, actor: Actor = agent) => runVerb(kernel, decideReturn, { id, version: await version(id), allow: true, ...more }, { actor });
const inspect = async (id: string, lines: { orderLineId: string; restock: number; scrap: number; back: number }[]) => runVerb(kernel, inspectReturn, { id, version: await version(id), lines }, { actor: clerk });
const refundOf = async (sourceId: string) => (await kernel.db.query<{ id: string; version: number; amount_fen: bigint; extra_fen: bigint; state: string }>('select id, version, amount_fen, extra_fen, state from finance.refund where source_id = $1', [sourceId])).rows[0]!;
const pay = async (sourceId: string, actor: Actor = cashier) => {
  const { id, version: v } = await refundOf(sourceId);
  return runVerb(kernel, payRefund, { id, version: v }, { actor });
};
/** The part of it that is due, the oldest first. */
const payDue = async (sourceId: string) => {
  const { rows: [due] } = await kernel.db.query<{ id: string; version: number }>("select id, version from finance.refund where source_id = $1 and state = 'due' order by created_at, id limit 1", [sourceId]);
  return runVerb(kernel, payRefund, { id: due!.id, version: due!.version }, { actor: cashier });
};
const duties = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string }>('select control, state from regulation.obligation where subject_id = $1 order by control', [id])).rows.map((r) => [r.control, r.state]));
const stock = async (): Promise<number> => (await kernel.db.query<{ on_hand: number }>('select on_hand from products.stock_item where sku_id = $1', [goods.skuId])).rows[0]!.on_hand;
const faults = async () => (await kernel.db.query('select * from finance.faults')).rows;

describe('a return from the question to the money (clause 2.4.2)', () => {
  test('asked by the customer, allowed with the article, sent, inspected, paid by another person: stock, money and clocks follow', async () => {
    const order = await delivered();
    const before = await stock();
    const { id } = await ask(order, {}, customer(order.id));
    expect(await read(id)).toMatchObject({ state: 'requested', askedBy: 'customer', verdict: { allowed: true, needsGoods: true, payer: 'customer', refundFen: 9_900 } });
    kernel.clock.advance(2 * HOUR);
    await decide(id);
    await runVerb(kernel, sendReturn, { id, carrier: '圆通', waybillNo: 'YT900001', laidOutFen: 1_200 }, { actor: customer(order.id) });
    await expect(pay(id)).rejects.toMatchObject({ kind: { code: 'regulation.gate', clause: '2.4.2' } });
    await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
    expect(await inspect(id, [{ orderLineId: order.lines[0]!, restock: 1, scrap: 0, back: 0 }])).toMatchObject({ state: 'to-pay' });
    expect(await stock()).toBe(before + 1);
    await pay(id);
    await kernel.settle();
    expect(await read(id)).toMatchObject({ state: 'done', refundedFen: 9_900, refund: { state: 'paid', amountFen: 9_900, extraFen: 0 } });
    expect(await duties(id)).toMatchObject({ 'return-decided-in-time': 'met', 'refunded-in-time': 'met' });
    expect(await faults()).toEqual([]);
    const { rows } = await kernel.db.query<{ account: string; sum: bigint }>('select account, sum(amount_fen)::bigint as sum from finance.posting where order_id = $1 group by 1', [order.id]);
    const at = (account: string) => Number(rows.find((r) => r.account === account)?.sum ?? 0n);
    expect({ returns: at('600199'), cost: at('6401'), stock: at('1405') }).toEqual({ returns: 9_900, cost: 0, stock: 0 });
  });

  test('whoever decided does not pay', async () => {
    const both = person(['service-agent', 'cashier']);
    const order = await delivered();
    const { id } = await ask(order, { type: 'refund-only', reason: 'missing-goods' });
    await decide(id, {}, both);
    await expect(pay(id, both)).rejects.toMatchObject({ kind: { code: 'regulation.same-person', clause: '2.4.2' } });
    await pay(id);
    expect(await refundOf(id)).toMatchObject({ state: 'paid' });
  });

  test('faulty goods: the customer gets the freight of the way back too, as an expense of ours', async () => {
    const order = await delivered();
    const { id } = await ask(order, { reason: 'broken-in-use' });
    await decide(id);
    await runVerb(kernel, sendReturn, { id, carrier: '顺丰', waybillNo: 'SF900002', laidOutFen: 1_500 }, { actor: agent });
    await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
    const before = await stock();
    await inspect(id, [{ orderLineId: order.lines[0]!, restock: 0, scrap: 1, back: 0 }]);
    expect(await stock()).toBe(before);
    expect(await refundOf(id)).toMatchObject({ amount_fen: 9_900n, extra_fen: 1_500n });
    await pay(id);
    await kernel.settle();
    expect((await kernel.db.query("select amount_fen from finance.posting where order_id = $1 and account = '660102'", [order.id])).rows).toEqual([{ amount_fen: 1_500n }]);
    expect(await faults()).toEqual([]);
  });

  test('what the law gives is not refused; what it does not give is the lead’s to grant, with a reason', async () => {
    const order = await delivered();
    const first = await ask(order);
    await expect(decide(first.id, { allow: false })).rejects.toMatchObject({ kind: { code: 'sales.return-is-a-right' } });
    await runVerb(kernel, withdrawReturn, { id: first.id }, { actor: customer(order.id) });
    kernel.clock.advance(9 * DAY);
    const late = await ask(order);
    expect((await read(late.id)).verdict).toMatchObject({ allowed: false });
    await expect(decide(late.id, { goodwill: true, note: '老客户' })).rejects.toMatchObject({ kind: { code: 'sales.goodwill-needs-lead' } });
    await decide(late.id, { goodwill: true, note: '老客户' }, lead);
    expect(await read(late.id)).toMatchObject({ state: 'awaiting-goods', decision: { allowed: true, goodwill: true } });
  });

  test('rejected on inspection: nothing is owed, the clock of the refund ends', async () => {
    const order = await delivered();
    const { id } = await ask(order);
    await decide(id);
    await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
    expect(await inspect(id, [{ orderLineId: order.lines[0]!, restock: 0, scrap: 0, back: 1 }])).toMatchObject({ state: 'rejected' });
    expect(await refundOf(id)).toMatchObject({ state: 'void' });
    expect((await duties(id))['refunded-in-time']).toBe('cancelled');
  });

  test('before shipping: the order is cancelled and paid back in full', async () => {
    const { id: orderId } = await place(kernel, head, store, { lines: [[goods.code, 2]], freightFen: 800 });
    await kernel.settle();
    const order = { id: orderId, lines: await lineIdsOf(kernel, orderId) };
    await expect(ask(order, { type: 'return' })).rejects.toMatchObject({ kind: { code: 'sales.return-does-not-fit' } });
    const { id } = await ask(order, { type: 'before-shipping', lines: [{ orderLineId: order.lines[0]!, quantity: 2 }] });
    await decide(id);
    expect(await stateOf(kernel, orderId)).toBe('cancelled');
    expect(await refundOf(id)).toMatchObject({ amount_fen: 20_600n, state: 'due' });
    await pay(id);
    await kernel.settle();
    expect(await faults()).toEqual([]);
  });

  test('an exchange is an order of its own, tied to the return, done when it leaves', async () => {
    const order = await delivered();
    const { id } = await ask(order, { type: 'exchange', reason: 'wrong-size' });
    await decide(id);
    await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
    await inspect(id, [{ orderLineId: order.lines[0]!, restock: 1, scrap: 0, back: 0 }]);
    await expect(runVerb(kernel, orderExchange, { id, version: await version(id), lines: [{ skuCode: goods.code, quantity: 2 }] }, { actor: agent })).rejects.toMatchObject({ kind: { code: 'sales.exchange-not-covered' } });
    const made = await runVerb(kernel, orderExchange, { id, version: await version(id) }, { actor: agent });
    expect(await stateOf(kernel, made.orderId)).toBe('released');
    const [f] = await fulfilmentsOf(kernel, made.orderId);
    await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT2', carrierCode: 'yto', goodsCostFen: 4_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
    await kernel.settle();
    expect(await read(id)).toMatchObject({ state: 'done', exchangeOrder: { orderNo: made.orderNo, state: 'shipped' } });
    expect((await duties(id))['refunded-in-time']).toBe('met');
    expect(await faults()).toEqual([]);
  });

  describe('an exchange with another price', () => {
    const back = async (quantity = 1) => {
      const order = await delivered(quantity);
      const { id } = await ask(order, { type: 'exchange', reason: 'wrong-size', lines: [{ orderLineId: order.lines[0]!, quantity }] });
      await decide(id);
      await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
      await inspect(id, [{ orderLineId: order.lines[0]!, restock: quantity, scrap: 0, back: 0 }]);
      return { id, order };
    };
    const exchange = async (id: string, code: string, quantity = 1) => runVerb(kernel, orderExchange, { id, version: await version(id), lines: [{ skuCode: code, quantity }], settleDifference: true }, { actor: agent });
    const leaves = async (orderId: string) => {
      const [f] = await fulfilmentsOf(kernel, orderId);
      await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT3', carrierCode: 'yto', goodsCostFen: 5_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
      await kernel.settle();
    };
    /** Sent and delivered. @returns ids of its lines */
    const arrived = async (orderId: string) => {
      const [f] = await fulfilmentsOf(kernel, orderId);
      await leaves(orderId);
      await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: f!.id, at: kernel.clock.now() }] }, { actor: system('物流') });
      return lineIdsOf(kernel, orderId);
    };
    const revenue = async (...orders: string[]) => {
      const { rows } = await kernel.db.query<{ account: string; sum: bigint }>("select account, sum(amount_fen)::bigint as sum from finance.posting where order_id = any ($1::uuid[]) and account like '60%' group by 1", [orders]);
      return rows.reduce((a, r) => a + Number(r.sum), 0);
    };
    test('dearer goods: nothing leaves before the customer has paid the difference, to the cent, floors and remarks do not hold it', async () => {
      const dearer = await givenGoods(kernel, store, 10, { priceFen: 12_901n, floorFen: 9_000n });
      const { id, order } = await back();
      const made = await exchange(id, dearer.code);
      expect(made).toMatchObject({ payFen: 3_001, backFen: 0 });
      await kernel.settle();
      expect(await stateOf(kernel, made.orderId)).toBe('unpaid');
      await runVerb(kernel, recordPayment, { id: made.orderId, paymentNo: 'ALI-9' }, { actor: head });
      await kernel.settle();
      expect(await readOrder(kernel, head, 'all', made.orderId)).toMatchObject({ state: 'released', payableFen: 3_001, paidFen: 3_001, exchangeOf: { returnId: id } });
      await leaves(made.orderId);
      expect(await read(id)).toMatchObject({ state: 'done', refund: null });
      expect(await revenue(order.id, made.orderId)).toBe(-12_901);
      expect(await faults()).toEqual([]);
    });
    test('what is exchanged was bought once: the new order earns no second gift', async () => {
      const [dearer, bag] = [await givenGoods(kernel, store, 10, { priceFen: 12_901n }), await givenGoods(kernel, store, 10)];
      await runVerb(kernel, saveGiftRule, { rule: { name: '买一送一', storeId: store.id, startsAt: kernel.clock.now() - DAY, skuCode: dearer.code, giftCode: bag.code } }, { actor: head });
      const { id } = await back();
      const made = await exchange(id, dearer.code);
      await runVerb(kernel, recordPayment, { id: made.orderId, paymentNo: 'ALI-10' }, { actor: head });
      await kernel.settle();
      expect((await readOrder(kernel, head, 'all', made.orderId)).lines.map((l) => [l.skuCode, l.giftBy])).toEqual([[dearer.code, null]]);
    });
    test('cheaper goods: the difference goes back as he paid, the exchange leaves at once', async () => {
      const cheaper = await givenGoods(kernel, store, 10, { priceFen: 3_333n });
      const { id, order } = await back(2);
      const made = await exchange(id, cheaper.code, 2);
      expect(made).toMatchObject({ payFen: 0, backFen: 13_134 });
      expect(await stateOf(kernel, made.orderId)).toBe('released');
      expect(await refundOf(id)).toMatchObject({ amount_fen: 13_134n, state: 'due' });
      await pay(id);
      await kernel.settle();
      expect((await read(id)).state).toBe('to-exchange');
      await leaves(made.orderId);
      expect(await read(id)).toMatchObject({ state: 'done', refundedFen: 13_134 });
      expect(await revenue(order.id, made.orderId)).toBe(-6_666);
      expect(await faults()).toEqual([]);
    });
    test('the customer does not pay after all: the cancelled exchange gives way to another one, or to the money', async () => {
      const dearer = await givenGoods(kernel, store, 10, { priceFen: 20_000n });
      const { id } = await back();
      const made = await exchange(id, dearer.code);
      await expect(exchange(id, dearer.code)).rejects.toMatchObject({ kind: { code: 'sales.exchange-made' } });
      await runVerb(kernel, cancelOrder, { id: made.orderId, reason: '客户不补差价' }, { actor: head });
      const again = await exchange(id, dearer.code);
      expect(again.orderNo).not.toBe(made.orderNo);
      await runVerb(kernel, cancelOrder, { id: again.orderId, reason: '还是不要' }, { actor: head });
      await runVerb(kernel, refundInstead, { id, version: await version(id), note: '客户改为退款' }, { actor: agent });
      expect(await refundOf(id)).toMatchObject({ amount_fen: 9_900n, state: 'due' });
    });
    test('the difference of a cancelled exchange is not given twice: open, it is owed no more; paid, it counts against the next', async () => {
      const [cheaper, dearer] = [await givenGoods(kernel, store, 10, { priceFen: 3_333n }), await givenGoods(kernel, store, 10, { priceFen: 20_000n })];
      const open = await back(2);
      const first = await exchange(open.id, cheaper.code, 2);
      expect(await refundOf(open.id)).toMatchObject({ amount_fen: 13_134n, state: 'due' });
      await runVerb(kernel, cancelOrder, { id: first.orderId, reason: '换成另一款' }, { actor: head });
      const other = await exchange(open.id, dearer.code);
      expect(other).toMatchObject({ payFen: 200, backFen: 0 });
      expect(await refundOf(open.id)).toMatchObject({ state: 'void' });
      await runVerb(kernel, cancelOrder, { id: other.orderId, reason: '还是不要' }, { actor: head });
      await runVerb(kernel, refundInstead, { id: open.id, version: await version(open.id), note: '客户改为退款' }, { actor: agent });
      expect(await refundOf(open.id)).toMatchObject({ amount_fen: 19_800n, state: 'due' });

      const paid = await back(2);
      const cheap = await exchange(paid.id, cheaper.code, 2);
      await pay(paid.id);
      await kernel.settle();
      await runVerb(kernel, cancelOrder, { id: cheap.orderId, reason: '换成另一款' }, { actor: head });
      await expect(runVerb(kernel, orderExchange, { id: paid.id, version: await version(paid.id) }, { actor: agent })).rejects.toMatchObject({ kind: { code: 'sales.exchange-difference-paid' } });
      expect(await exchange(paid.id, dearer.code)).toMatchObject({ payFen: 13_334, backFen: 0 });
      expect(await refundOf(paid.id)).toMatchObject({ amount_fen: 13_134n, state: 'paid' });
      expect(await faults()).toEqual([]);
    });
    test('the money instead of an exchange whose difference went back already: the customer gets the rest of it, once, and it has a time of its own', async () => {
      const cheaper = await givenGoods(kernel, store, 10, { priceFen: 3_333n });
      const { id, order } = await back(2);
      const made = await exchange(id, cheaper.code, 2);
      await pay(id);
      await kernel.settle();
      await runVerb(kernel, cancelOrder, { id: made.orderId, reason: '换货缺货' }, { actor: head });
      await runVerb(kernel, refundInstead, { id, version: await version(id), note: '客户改为退款' }, { actor: agent });
      expect(await read(id)).toMatchObject({ state: 'to-pay', refundFen: 19_800, refund: { state: 'due', amountFen: 19_800 } });
      expect((await duties(id))['rest-refunded-in-time']).toBe('pending');
      const parts = async () => (await kernel.db.query('select part, amount_fen, state from finance.refund where source_id = $1 order by part', [id])).rows;
      expect(await parts()).toEqual([{ part: 0, amount_fen: 13_134n, state: 'paid' }, { part: 1, amount_fen: 6_666n, state: 'due' }]);
      await payDue(id);
      await kernel.settle();
      expect(await read(id)).toMatchObject({ state: 'done', refundedFen: 19_800, refund: { state: 'paid', amountFen: 19_800 } });
      expect((await duties(id))['rest-refunded-in-time']).toBe('met');
      expect(await revenue(order.id, made.orderId)).toBe(0);
      expect(await faults()).toEqual([]);
    });
    test('the freight went back first, then the exchange cannot be had: another exchange, or the money, is still to be had, and the freight goes once', async () => {
      const order = await delivered();
      const { id } = await ask(order, { type: 'exchange', reason: 'broken-in-use' });
      await decide(id);
      await runVerb(kernel, sendReturn, { id, carrier: '顺丰', waybillNo: 'SF900009', laidOutFen: 1_500 }, { actor: agent });
      await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
      await inspect(id, [{ orderLineId: order.lines[0]!, restock: 0, scrap: 1, back: 0 }]);
      const first = await runVerb(kernel, orderExchange, { id, version: await version(id) }, { actor: agent });
      expect(await refundOf(id)).toMatchObject({ amount_fen: 0n, extra_fen: 1_500n, state: 'due' });
      await payDue(id);
      await kernel.settle();
      await runVerb(kernel, cancelOrder, { id: first.orderId, reason: '换货缺货' }, { actor: head });
      const second = await runVerb(kernel, orderExchange, { id, version: await version(id) }, { actor: agent });
      await runVerb(kernel, cancelOrder, { id: second.orderId, reason: '还是缺货' }, { actor: head });
      await runVerb(kernel, refundInstead, { id, version: await version(id), note: '客户改为退款' }, { actor: agent });
      expect((await duties(id))['rest-refunded-in-time']).toBe('pending');
      await payDue(id);
      await kernel.settle();
      const parts = (await kernel.db.query('select part, amount_fen, extra_fen, state from finance.refund where source_id = $1 order by part', [id])).rows;
      expect(parts).toEqual([{ part: 0, amount_fen: 0n, extra_fen: 1_500n, state: 'paid' }, { part: 1, amount_fen: 9_900n, extra_fen: 0n, state: 'paid' }]);
      expect(await read(id)).toMatchObject({ state: 'done', refundedFen: 9_900 });
      expect((await duties(id))['rest-refunded-in-time']).toBe('met');
      expect(await faults()).toEqual([]);
    });
    test('while the customer has not paid the difference the time to send the exchange stands still, and his page says so', async () => {
      const dearer = await givenGoods(kernel, store, 10, { priceFen: 12_901n });
      const { id, order } = await back();
      const made = await exchange(id, dearer.code);
      const page = async () => (await portalPageOf(kernel, engine, (await orderLinks(kernel, [order.id], kernel.clock.now())).get(order.id)!.split('/').at(-1)!)).returns[0]!;
      expect((await page()).next).toMatchObject({ text: { zh: expect.stringContaining('请支付换货差价 ¥30.01') }, by: null });
      expect(await read(id)).toMatchObject({ paymentAwaitedAt: expect.any(Number) });
      const before = kernel.clock.now();
      kernel.clock.advance(72 * HOUR);
      expect((await duties(id))['refunded-in-time']).toBe('paused');
      await runVerb(kernel, recordPayment, { id: made.orderId, paymentNo: 'ALI-11' }, { actor: head });
      await kernel.settle();
      expect((await duties(id))['refunded-in-time']).toBe('pending');
      const { by } = (await page()).next!;
      expect(by! - kernel.clock.now()).toBeGreaterThan(47 * HOUR);
      expect(by! - before).toBeGreaterThanOrEqual(119 * HOUR);
      await leaves(made.orderId);
      expect([(await duties(id))['refunded-in-time'], (await read(id)).paymentAwaitedAt]).toEqual(['met', null]);
    });
    test('a cancelled exchange that was not paid lets the clock run on', async () => {
      const dearer = await givenGoods(kernel, store, 10, { priceFen: 12_901n });
      const { id } = await back();
      const made = await exchange(id, dearer.code);
      await runVerb(kernel, cancelOrder, { id: made.orderId, reason: '客户不补差价' }, { actor: head });
      await kernel.settle();
      expect([(await duties(id))['refunded-in-time'], (await read(id)).paymentAwaitedAt]).toEqual(['pending', null]);
    });
    test.each([
      ['without a difference: all of it from the order that was paid', null, 9_900, [['first', 9_900n]]],
      ['for dearer goods: what was paid on top from the exchange, the rest from the first order', 12_901n, 12_901, [['exchange', 3_001n], ['first', 9_900n]]],
      ['for cheaper goods: what was left of the price after the difference went back', 3_333n, 3_333, [['first', 3_333n]]],
    ] as const)('goods that came by an exchange go back, %s', async (_what, priceFen, refundFen, from) => {
      const other = priceFen === null ? goods : await givenGoods(kernel, store, 10, { priceFen });
      const { id: firstReturn, order } = await back();
      const made = await runVerb(kernel, orderExchange, { id: firstReturn, version: await version(firstReturn), lines: [{ skuCode: other.code, quantity: 1 }], settleDifference: priceFen !== null }, { actor: agent });
      if (made.backFen > 0) await pay(firstReturn);
      if (made.payFen > 0) await runVerb(kernel, recordPayment, { id: made.orderId, paymentNo: `ALI-${made.orderNo}` }, { actor: head });
      await kernel.settle();
      const lines = await arrived(made.orderId);
      const { id } = await ask({ id: made.orderId, lines }, { reason: 'not-wanted' });
      await decide(id);
      expect(await read(id)).toMatchObject({ refundFen, paidFen: refundFen });
      await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
      await inspect(id, [{ orderLineId: lines[0]!, restock: 1, scrap: 0, back: 0 }]);
      const { rows } = await kernel.db.query<{ order_id: string; amount_fen: bigint }>("select order_id, amount_fen from finance.refund where source_id = $1 and state = 'due' order by amount_fen", [id]);
      expect(rows.map((r) => [r.order_id === order.id ? 'first' : 'exchange', r.amount_fen])).toEqual(from);
      for (let i = 0; i < from.length; i += 1) {
        expect((await read(id)).state).toBe('to-pay');
        expect((await duties(id))['refunded-in-time']).toBe('pending');
        await payDue(id);
        await kernel.settle();
      }
      expect(await read(id)).toMatchObject({ state: 'done', refund: { state: 'paid', amountFen: refundFen } });
      expect((await duties(id))['refunded-in-time']).toBe('met');
      // All that was ever paid for it has gone back, and nothing more does.
      expect(await revenue(order.id, made.orderId)).toBe(0);
      await expect(ask({ id: made.orderId, lines })).rejects.toMatchObject({ kind: { code: 'sales.returned-twice' } });
      expect(await faults()).toEqual([]);
    });
    test('two parts that are paid at the same moment, again and again: each time the return is done and its duty met', async () => {
      const dearer = await givenGoods(kernel, store, 100, { priceFen: 12_901n });
      const ready: string[] = [];
      for (let i = 0; i < 20; i += 1) {
        const { id: firstReturn } = await back();
        const made = await exchange(firstReturn, dearer.code);
        await runVerb(kernel, recordPayment, { id: made.orderId, paymentNo: `ALI-${made.orderNo}` }, { actor: head });
        await kernel.settle();
        const lines = await arrived(made.orderId);
        const { id } = await ask({ id: made.orderId, lines }, { reason: 'not-wanted' });
        await decide(id);
        await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
        await inspect(id, [{ orderLineId: lines[0]!, restock: 1, scrap: 0, back: 0 }]);
        ready.push(id);
      }
      for (const id of ready) {
        const { rows } = await kernel.db.query<{ id: string; version: number }>("select id, version from finance.refund where source_id = $1 and state = 'due'", [id]);
        expect(rows).toHaveLength(2);
        await Promise.all(rows.map((r) => runVerb(kernel, payRefund, { id: r.id, version: r.version }, { actor: cashier })));
      }
      await kernel.settle();
      expect(await Promise.all(ready.map(async (id) => [(await read(id)).state, (await duties(id))['refunded-in-time']]))).toEqual(ready.map(() => ['done', 'met']));
      expect(await faults()).toEqual([]);
    }, 120_000);
    test('of the difference a part is paid: the time stands still until all of it is', async () => {
      const dearer = await givenGoods(kernel, store, 10, { priceFen: 12_901n });
      const { id, order } = await back();
      const made = await exchange(id, dearer.code);
      await runVerb(kernel, recordPayment, { id: made.orderId, amountFen: 1_000 }, { actor: head });
      await kernel.settle();
      expect([(await duties(id))['refunded-in-time'], (await read(id)).paymentAwaitedAt]).toEqual(['paused', expect.any(Number)]);
      const page = (await portalPageOf(kernel, engine, (await orderLinks(kernel, [order.id], kernel.clock.now())).get(order.id)!.split('/').at(-1)!)).returns[0]!;
      expect(page.next).toMatchObject({ text: { zh: expect.stringContaining('请支付换货差价 ¥20.01') } });
      kernel.clock.advance(72 * HOUR);
      await runVerb(kernel, recordPayment, { id: made.orderId, amountFen: 1_001 }, { actor: head });
      await kernel.settle();
      expect((await duties(id))['refunded-in-time']).toBe('paused');
      await runVerb(kernel, recordPayment, { id: made.orderId }, { actor: head });
      await kernel.settle();
      expect([(await duties(id))['refunded-in-time'], (await read(id)).paymentAwaitedAt]).toEqual(['pending', null]);
      expect(await stateOf(kernel, made.orderId)).toBe('released');
      expect(await faults()).toEqual([]);
    });
    test('exchanges of the time before remember what their goods stand for', async () => {
      const [dearer, cheaper] = [await givenGoods(kernel, store, 10, { priceFen: 12_901n }), await givenGoods(kernel, store, 10, { priceFen: 3_333n })];
      const made = [await exchange((await back()).id, dearer.code), await exchange((await back(2)).id, cheaper.code, 2)].map((m) => m.orderId);
      const carried = async () => (await kernel.db.query<{ order_id: string; fen: bigint }>('select order_id, sum(carried_fen)::bigint as fen from sales.order_line where order_id = any ($1::uuid[]) group by 1', [made])).rows;
      const before = await carried();
      expect(before.map((r) => r.fen).toSorted()).toEqual([6_666n, 9_900n]);
      await kernel.db.query('update sales.order_line set carried_fen = 0 where order_id = $1', [made[0]]);
      await kernel.db.query('update sales.order_line set carried_fen = 19800 where order_id = $1', [made[1]]);
      await kernel.db.query(await readFile(new URL('../migrations/0030-exchanges-carried.sql', import.meta.url), 'utf8'));
      expect(await carried()).toEqual(before);
    });
    test('goods without a price cannot be settled, and unknown ones are named', async () => {
      const { id } = await back();
      await expect(exchange(id, 'NO-SUCH')).rejects.toMatchObject({ kind: { code: 'sales.sku-unknown' } });
      const free = await givenGoods(kernel, store, 1);
      await kernel.db.query('update products.sku set price_fen = null where id = $1', [free.skuId]);
      await expect(exchange(id, free.code)).rejects.toMatchObject({ kind: { code: 'sales.amounts-disagree' } });
    });
  });

  test.each([[48 * HOUR, 'met'], [48 * HOUR + 1, 'breached']] as const)('refunded %d ms after the goods came: %s', async (after, verdict) => {
    const order = await delivered();
    const { id } = await ask(order);
    await decide(id);
    await runVerb(kernel, receiveReturn, { id, version: await version(id) }, { actor: clerk });
    await inspect(id, [{ orderLineId: order.lines[0]!, restock: 1, scrap: 0, back: 0 }]);
    kernel.clock.advance(after);
    await pay(id);
    expect((await duties(id))['refunded-in-time']).toBe(verdict);
  });
});

describe('nothing is given back twice', () => {
  test('the second request for the same unit is refused, also when two come at once', async () => {
    const order = await delivered(2);
    const two = await Promise.allSettled([0, 1, 2].map(() => ask(order, {}, customer(order.id))));
    expect(two.filter((r) => r.status === 'fulfilled')).toHaveLength(2);
    expect(two.find((r) => r.status === 'rejected')).toMatchObject({ reason: { kind: { code: 'sales.returned-twice' } } });
  });
  test('a customer’s link opens its own order only', async () => {
    const [mine, other] = [await delivered(), await delivered()];
    await expect(ask(mine, {}, customer(other.id))).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    const { id } = await ask(mine);
    await expect(runVerb(kernel, withdrawReturn, { id }, { actor: customer(other.id) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
  test('a refund is paid once, also when two cashiers press at once', async () => {
    const order = await delivered();
    const { id } = await ask(order, { type: 'refund-only', reason: 'missing-goods' });
    await decide(id);
    const { id: refundId, version: v } = await refundOf(id);
    const presses = await Promise.allSettled([cashier, person(['accountant'])].map((actor) => runVerb(kernel, payRefund, { id: refundId, version: v }, { actor })));
    expect(presses.filter((p) => p.status === 'fulfilled')).toHaveLength(1);
  });
  test('the database itself refuses refunds beyond what was paid', async () => {
    const order = await delivered();
    const { id } = await ask(order, { type: 'refund-only', reason: 'missing-goods' });
    await decide(id);
    await expect(kernel.db.query('update finance.refund set amount_fen = amount_fen + 1 where source_id = $1', [id])).rejects.toMatchObject({ constraint: 'refund_beyond_paid' });
    await expect(kernel.db.query(`insert into finance.refund select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'source_id', gen_random_uuid(), 'refund_no', 'TK-X', 'amount_fen', 1))).* from finance.refund r where source_id = $1`, [id]))
      .rejects.toMatchObject({ constraint: 'refund_beyond_paid' });
  });
});
