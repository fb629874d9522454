import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { system } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/ids.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { cancelOrder } from './cancel-order.ts';
import { changeAddress } from './change-address.ts';
import { holdOrder } from './hold-order.ts';
import { mergeFulfilments, unmergeFulfilment } from './merge-fulfilments.ts';
import { noteParcelsDelivered } from './note-parcels-delivered.ts';
import { noteParcelsShipped } from './note-parcels-shipped.ts';
import { fillFromStock, reviewPaidOrders } from './reactions-of-orders.ts';
import { releaseOrder } from './release-order.ts';
import { giveShipNotices, noteNoticesSent } from './ship-notices.ts';
import { splitFulfilment, unsplitFulfilment } from './split-fulfilment.ts';
import { factsOf, faults, fulfilmentsOf, givenGoods, givenStore, lineIdsOf, place, receiver, stateOf, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let brush: GivenGoods;
const head = person(['department-head']);
beforeAll(async () => {
  kernel = await freshKernel({ reactions: [reviewPaidOrders, fillFromStock] });
  kernel.channels.add('sms/ship-notice');
  store = await givenStore(kernel);
  [cup, brush] = [await givenGoods(kernel, store, 10_000), await givenGoods(kernel, store, 10_000, { priceFen: 333n, costFen: 100n })];
});
afterAll(() => kernel.close());

let buyers = 0;
/** Released orders of one buyer to one address. */
async function released(count: number, lines: [string, number][] = [[cup.code, 2], [brush.code, 3]]): Promise<string[]> {
  buyers += 1;
  const buyer = { nick: `老客${buyers}`, receiver: receiver({ detail: `同一路${buyers}号` }) };
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    kernel.clock.advance(1_000);
    ids.push((await place(kernel, head, store, { buyer, lines: lines.map(([code, n]) => [code, n + i] as [string, number]), discountFen: 7 })).id);
  }
  await kernel.settle();
  return ids;
}
const run = <I, R>(v: Parameters<typeof runVerb<never, never, R>>[1], input: I) => runVerb(kernel, v as never, input as never, { actor: head }) as Promise<R>;
const only = async (orderId: string) => (await fulfilmentsOf(kernel, orderId))[0]!;
const parcelOf = (f: { id: string }, more: object = {}) => ({ parcelId: newId(kernel.clock.now()), parcelNo: 'BG-1', fulfilmentId: f.id, waybillNo: `SF${f.id.slice(-10)}`, carrierCode: 'SF', goodsCostFen: 8_300, freightFen: 600, at: kernel.clock.now(), ...more });
const ship = (...parcels: ReturnType<typeof parcelOf>[]) => runVerb(kernel, noteParcelsShipped, { parcels }, { actor: system('物流') });

describe('the note that orders may travel together (clause 2.3.1)', () => {
  const noted = async (id: string) => (await kernel.db.query("select from sales.review_finding where order_id = $1 and rule = 'may-merge' and decided_at is null", [id])).rowCount === 1;
  const three = async () => {
    const buyer = { nick: `老主顾${newId(kernel.clock.now())}`, receiver: receiver({ detail: `合单路${newId(kernel.clock.now())}` }) };
    const ids: string[] = [];
    for (const goods of [cup.code, brush.code, cup.code]) {
      ids.push((await place(kernel, head, store, { lines: [[goods, ids.length + 1]], buyer })).id);
      await kernel.settle();
    }
    return ids as [string, string, string];
  };
  test('is done when the order leaves, and when nobody is left to travel with', async () => {
    const ids = await three();
    const [first, second, third] = ids;
    expect(await Promise.all(ids.map(noted))).toEqual([false, true, true]);
    await ship(parcelOf(await only(second)));
    expect(await Promise.all(ids.map(noted))).toEqual([false, false, true]);
    await ship(parcelOf(await only(first)));
    expect([await stateOf(kernel, third), await noted(third)]).toEqual(['released', false]);
  });
  test('is done when the others are cancelled', async () => {
    const ids = await three();
    const [first, second] = ids;
    await runVerb(kernel, cancelOrder, { id: first, reason: '不要了' }, { actor: head });
    expect(await Promise.all(ids.map(noted))).toEqual([false, true, true]);
    await runVerb(kernel, cancelOrder, { id: second, reason: '不要了' }, { actor: head });
    expect(await Promise.all(ids.map(noted))).toEqual([false, false, false]);
  });
});

describe('merging and splitting (clause 2.3.3)', () => {
  test('two orders travel together, and apart again', async () => {
    const [a, b] = await released(2) as [string, string];
    const [fa, fb] = [await only(a), await only(b)];
    const merged = await runVerb(kernel, mergeFulfilments, { ids: [fa.id, fb.id] }, { actor: head });
    expect((await only(a)).id).toBe(merged.id);
    expect((await only(b)).value_fen).toBe(fa.value_fen + fb.value_fen);
    await runVerb(kernel, unmergeFulfilment, { id: merged.id }, { actor: head });
    const [again, other] = [await only(a), await only(b)];
    expect([again.lines, again.value_fen, other.lines, other.value_fen]).toEqual([fa.lines, fa.value_fen, fb.lines, fb.value_fen]);
    expect(await factsOf(kernel, merged.id)).toEqual(['sales.fulfilment-released', 'sales.fulfilments-merged', 'sales.fulfilment-withdrawn']);
    expect(await faults(kernel)).toEqual([]);
  });
  test('strangers, other addresses and one alone cannot be merged', async () => {
    const [[a], [b]] = [await released(1), await released(1)] as [[string], [string]];
    const [fa, fb] = [await only(a), await only(b)];
    await expect(runVerb(kernel, mergeFulfilments, { ids: [fa.id, fb.id] }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.cannot-merge', clause: '2.3.3' } });
    await expect(runVerb(kernel, mergeFulfilments, { ids: [fa.id, fa.id] }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.cannot-merge' } });
  });
  test('a split names lines and quantities, the rest is a part of its own, and it goes back together', async () => {
    const [a] = await released(1) as [string];
    const [cups] = await lineIdsOf(kernel, a) as [string];
    const whole = await only(a);
    const { ids } = await runVerb(kernel, splitFulfilment, { id: whole.id, version: whole.version, parts: [[{ orderLineId: cups, quantity: 1 }]] }, { actor: head });
    expect(ids).toHaveLength(2);
    const parts = await fulfilmentsOf(kernel, a);
    expect(parts.map((p) => p.lines.length).toSorted((x, y) => x - y)).toEqual([1, 2]);
    expect(parts.reduce((sum, p) => sum + p.value_fen, 0n)).toBe(whole.value_fen);
    await runVerb(kernel, unsplitFulfilment, { id: ids[0]! }, { actor: head });
    expect(await only(a)).toMatchObject({ lines: whole.lines, value_fen: whole.value_fen });
    expect(await faults(kernel)).toEqual([]);
  });
  test('one act makes any number of parcels: every piece and every fen in exactly one, reservations as they were, and all of it goes back', async () => {
    const held = async (skuId: string) => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [skuId])).rows[0];
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 9 }), fc.array(fc.tuple(fc.nat(7), fc.nat(9)), { minLength: 1, maxLength: 6 }), async (cups, brushes, wanted) => {
      const [a] = await released(1, [[cup.code, cups], [brush.code, brushes]]) as [string];
      const whole = await only(a);
      const before = [await held(cup.skuId), await held(brush.skuId)];
      const left = new Map(whole.lines.map((l) => [l.order_line_id, l.quantity]));
      const parts = wanted.map((pieces) => whole.lines.flatMap((l, i) => {
        const quantity = Math.min(pieces[i]!, left.get(l.order_line_id)!);
        left.set(l.order_line_id, left.get(l.order_line_id)! - quantity);
        return quantity > 0 ? [{ orderLineId: l.order_line_id, quantity }] : [];
      })).filter((p) => p.length > 0);
      const count = parts.length + ([...left.values()].some((n) => n > 0) ? 1 : 0);
      fc.pre(count > 1);
      const { ids } = await runVerb(kernel, splitFulfilment, { id: whole.id, version: whole.version, parts }, { actor: head });
      const made = await fulfilmentsOf(kernel, a);
      expect([ids.length, made.length]).toEqual([count, count]);
      expect(made.reduce((sum, p) => sum + p.value_fen, 0n)).toBe(whole.value_fen);
      for (const line of whole.lines) expect(made.flatMap((p) => p.lines).filter((l) => l.order_line_id === line.order_line_id).reduce((n, l) => n + l.quantity, 0)).toBe(line.quantity);
      parts.forEach((part, i) => expect(made.find((p) => p.id === ids[i])!.lines.map((l) => ({ orderLineId: l.order_line_id, quantity: l.quantity })))
        .toEqual(part.toSorted((x, y) => (x.orderLineId < y.orderLineId ? -1 : 1))));
      expect(await faults(kernel)).toEqual([]);
      await runVerb(kernel, unsplitFulfilment, { id: ids.at(-1)! }, { actor: head });
      expect(await only(a)).toMatchObject({ lines: whole.lines, value_fen: whole.value_fen });
      expect([await held(cup.skuId), await held(brush.skuId)]).toEqual(before);
      expect(await faults(kernel)).toEqual([]);
    }), { numRuns: 25 });
  }, 180_000);
  test('twenty parcels are one act, one more is not', async () => {
    const [a] = await released(1, [[cup.code, 21]]) as [string];
    const whole = await only(a);
    const each = (n: number) => Array.from({ length: n }, () => [{ orderLineId: whole.lines[0]!.order_line_id, quantity: 1 }]);
    await expect(runVerb(kernel, splitFulfilment, { id: whole.id, parts: each(21) }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
    expect((await runVerb(kernel, splitFulfilment, { id: whole.id, parts: each(20) }, { actor: head })).ids).toHaveLength(21);
  });
  test.each([['more than there is', 3], ['all of it: nothing is split off', 2]])('a split of %s is refused and changes nothing', async (_, quantity) => {
    const [a] = await released(1, [[cup.code, 2]]) as [string];
    const [line] = await lineIdsOf(kernel, a) as [string];
    const whole = await only(a);
    await expect(runVerb(kernel, splitFulfilment, { id: whole.id, parts: [[{ orderLineId: line, quantity }]] }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.cannot-split' } });
    expect(await only(a)).toEqual(whole);
  });
  test('two people at once: one act, the other is told', async () => {
    const [a, b] = await released(2) as [string, string];
    const ids = [(await only(a)).id, (await only(b)).id];
    const both = await Promise.allSettled([1, 2].map(() => runVerb(kernel, mergeFulfilments, { ids }, { actor: head })));
    expect(both.map((r) => r.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await faults(kernel)).toEqual([]);
  });
  test('whatever is merged, split, undone, held, readdressed or cancelled: goods, money and reservations stay what they are', async () => {
    const reserved = async () => (await kernel.db.query<{ n: bigint }>('select coalesce(sum(quantity), 0)::bigint as n from products.reservation')).rows[0]!.n;
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('merge', 'unmerge', 'split', 'unsplit', 'hold', 'release', 'address', 'cancel'), fc.nat(), fc.nat()), { minLength: 4, maxLength: 12 }), async (acts) => {
      const before = await reserved();
      const orders = await released(3);
      let open = (await reserved()) - before;
      for (const [act, x, y] of acts) {
        const orderId = orders[x % orders.length]!;
        const all = (await Promise.all(orders.map((o) => fulfilmentsOf(kernel, o)))).flat();
        const f = all[y % Math.max(all.length, 1)];
        const version = async () => (await kernel.db.query<{ version: number }>('select version from sales."order" where id = $1', [orderId])).rows[0]!.version;
        const was = await reserved();
        try {
          if (act === 'merge') await run(mergeFulfilments as never, { ids: [...new Set(all.map((one) => one.id))].slice(0, 3) });
          else if (act === 'unmerge' && f) await run(unmergeFulfilment as never, { id: f.id });
          else if (act === 'split' && f) await run(splitFulfilment as never, { id: f.id, parts: [[{ orderLineId: f.lines[x % f.lines.length]!.order_line_id, quantity: 1 }]] });
          else if (act === 'unsplit' && f) await run(unsplitFulfilment as never, { id: f.id });
          else if (act === 'hold') await run(holdOrder as never, { id: orderId, note: '客户要改' });
          else if (act === 'release') await run(releaseOrder as never, { id: orderId });
          else if (act === 'address') await run(changeAddress as never, { id: orderId, version: await version(), receiver: receiver({ detail: `新路${y}号` }) });
          else if (act === 'cancel') await run(cancelOrder as never, { id: orderId, reason: '不要了' });
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
        await kernel.settle();
        if (act === 'cancel') open += (await reserved()) - was;
        expect(await faults(kernel)).toEqual([]);
      }
      expect((await reserved()) - before).toBe(open);
    }), { numRuns: 25 });
  }, 180_000);
});

describe('parcels that leave and arrive (clause 2.3.3)', () => {
  test('the order is shipped when its last parcel has left, the customer is told, and it is completed when all arrived', async () => {
    const [a] = await released(1) as [string];
    const [cups] = await lineIdsOf(kernel, a) as [string];
    const whole = await only(a);
    await runVerb(kernel, splitFulfilment, { id: whole.id, parts: [[{ orderLineId: cups, quantity: 1 }]] }, { actor: head });
    const [one, two] = await fulfilmentsOf(kernel, a) as [never, never];
    const first = parcelOf(one);
    await ship(first);
    expect(await stateOf(kernel, a)).toBe('part-shipped');
    await expect(runVerb(kernel, cancelOrder, { id: a, reason: '不要了' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.already-shipped', clause: '2.3.3' } });
    await ship(parcelOf(two));
    await ship(first);
    expect(await stateOf(kernel, a)).toBe('shipped');
    const { rows } = await kernel.db.query("select payload ->> 'parcels' as parcels, (payload ->> 'goodsCostFen')::int as cost from kernel.fact where subject_id = $1 and type = 'sales.order-shipped'", [a]);
    expect(rows).toEqual([{ parcels: '2', cost: 16_600 }]);
    const notices = await kernel.db.query("select channel, recipient, payload ->> 'template' as template from kernel.message where subject_id = $1", [first.parcelId]);
    expect(notices.rows).toEqual([{ channel: 'sms', recipient: expect.stringMatching(/^138\d{8}$/), template: 'ship-notice' }]);
    // Written is not told: the customer knows when the message was sent.
    expect(await factsOf(kernel, first.parcelId)).toEqual([]);
    await runVerb(kernel, noteNoticesSent, { notices: [{ parcelId: first.parcelId, at: kernel.clock.now(), failed: null }] }, { actor: system('短信') });
    expect(await factsOf(kernel, first.parcelId)).toEqual(['sales.ship-notice-given']);
    // A late word about a failure does not take it back.
    await runVerb(kernel, noteNoticesSent, { notices: [{ parcelId: first.parcelId, at: kernel.clock.now(), failed: 'late' }] }, { actor: system('短信') });
    expect((await kernel.db.query('select channel, failed_reason from sales.ship_notice where parcel_id = $1', [first.parcelId])).rows).toEqual([{ channel: 'sms', failed_reason: null }]);
    const arrived = [one, two].map((f: { id: string }) => ({ fulfilmentId: f.id, at: kernel.clock.now() }));
    await runVerb(kernel, noteParcelsDelivered, { parcels: [arrived[0]!] }, { actor: system('物流') });
    expect(await stateOf(kernel, a)).toBe('shipped');
    await runVerb(kernel, noteParcelsDelivered, { parcels: arrived }, { actor: system('物流') });
    expect(await stateOf(kernel, a)).toBe('completed');
    expect((await factsOf(kernel, a)).filter((t) => t === 'sales.order-completed')).toHaveLength(1);
  });
  test('without short messages, or after one that failed for good, the notice waits for a person', async () => {
    const told = async (parcelId: string) => (await kernel.db.query<{ channel: string | null; given: boolean; failed_reason: string | null }>('select channel, given_at is not null as given, failed_reason from sales.ship_notice where parcel_id = $1', [parcelId])).rows;
    kernel.channels.delete('sms/ship-notice');
    const [a] = await released(1) as [string];
    const byHand = parcelOf(await only(a));
    await ship(byHand);
    expect(await told(byHand.parcelId)).toEqual([{ channel: null, given: false, failed_reason: null }]);
    expect((await kernel.db.query('select from kernel.message where subject_id = $1', [byHand.parcelId])).rowCount).toBe(0);
    kernel.channels.add('sms/ship-notice');
    const [b] = await released(1) as [string];
    const failing = parcelOf(await only(b));
    await ship(failing);
    await runVerb(kernel, noteNoticesSent, { notices: [{ parcelId: failing.parcelId, at: kernel.clock.now(), failed: '手机号码不正确' }] }, { actor: system('短信') });
    expect(await told(failing.parcelId)).toEqual([{ channel: null, given: false, failed_reason: '手机号码不正确' }]);
    expect(await factsOf(kernel, failing.parcelId)).toEqual([]);
    await runVerb(kernel, giveShipNotices, { parcelIds: [byHand.parcelId, failing.parcelId], channel: 'phone' }, { actor: head });
    expect(await told(failing.parcelId)).toEqual([{ channel: 'phone', given: true, failed_reason: null }]);
    expect(await factsOf(kernel, byHand.parcelId)).toEqual(['sales.ship-notice-given']);
  });
  test('one parcel for two orders ships both, its cost shared by what the goods cost', async () => {
    const [a, b] = await released(2) as [string, string];
    const merged = await runVerb(kernel, mergeFulfilments, { ids: [(await only(a)).id, (await only(b)).id] }, { actor: head });
    await ship(parcelOf(merged, { goodsCostFen: 20_701 }));
    const { rows } = await kernel.db.query<{ cost: bigint }>("select sum((payload ->> 'goodsCostFen')::int)::bigint as cost from kernel.fact where subject_id = any ($1) and type = 'sales.order-shipped'", [[a, b]]);
    expect([await stateOf(kernel, a), await stateOf(kernel, b), rows[0]!.cost]).toEqual(['shipped', 'shipped', 20_701n]);
  });
  test('a parcel that left in the moment of a merge: what stands in its place gives way', async () => {
    const [a, b] = await released(2) as [string, string];
    const [fa, fb] = [await only(a), await only(b)];
    await runVerb(kernel, mergeFulfilments, { ids: [fa.id, fb.id] }, { actor: head });
    await ship(parcelOf(fa));
    expect([await stateOf(kernel, a), await stateOf(kernel, b)]).toEqual(['shipped', 'released']);
    expect(await only(b)).toMatchObject({ lines: fb.lines, value_fen: fb.value_fen });
    expect(await kernel.db.query('select 1 from sales.fulfilment_faults').then((r) => r.rows)).toEqual([]);
  });
});

describe('cancelling, at each stage before shipping', () => {
  const onShelf = async (skuId: string) => (await kernel.db.query<{ on_hand: number; reserved: number }>('select on_hand, reserved from products.stock_item where sku_id = $1', [skuId])).rows[0];
  test.each([
    ['unpaid', { payment: undefined }, 5, 'unpaid'], ['waiting for review', {}, 5, null], ['held', { sellerRemark: '等客户确认' }, 5, 'held'],
    ['short', {}, 1, 'short'], ['in the warehouse', {}, 5, 'released'],
  ] as const)('%s: its goods are free again and nothing waits', async (_, more, stock, state) => {
    const goods = await givenGoods(kernel, store, stock);
    const order = await place(kernel, head, store, { lines: [[goods.code, 2]], ...more });
    if (state) await kernel.settle();
    expect(await stateOf(kernel, order.id)).toBe(state ?? 'to-review');
    await runVerb(kernel, cancelOrder, { id: order.id, reason: '买家取消' }, { actor: head });
    expect(await stateOf(kernel, order.id)).toBe('cancelled');
    expect(await onShelf(goods.skuId)).toEqual({ on_hand: stock, reserved: 0 });
    expect(await fulfilmentsOf(kernel, order.id)).toEqual([]);
    expect((await kernel.db.query("select 1 from sales.shortage where order_id = $1 and state = 'open'", [order.id])).rows).toEqual([]);
    await expect(runVerb(kernel, cancelOrder, { id: order.id, reason: '再取消' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    await kernel.settle();
    expect(await faults(kernel)).toEqual([]);
  });
});
