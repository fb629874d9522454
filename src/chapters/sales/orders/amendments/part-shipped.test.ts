import fc from 'fast-check';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../../tests/support/ruled.ts';
import * as financeFacts from '../../../finance/facts.ts';
import { reactions as financeReactions } from '../../../finance/reactions.ts';
import * as logisticsFacts from '../../../logistics/facts.ts';
import { reactions as logisticsReactions } from '../../../logistics/index.ts';
import { givenHouse, makeReady, parcelOf, settled } from '../../../logistics/testing.ts';
import { announceParcel } from '../../../logistics/transport/announce-parcel.ts';
import { shipParcels } from '../../../logistics/transport/ship-parcels.ts';
import { clerk } from '../../../logistics/testing.ts';
import { issueReserved } from '../../../../registers/products/index.ts';
import { system, type Actor } from '../../../../kernel/actor.ts';
import { newId } from '../../../../kernel/ids.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import { transaction } from '../../../../kernel/db/transaction.ts';
import { runVerb, verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import * as salesFacts from '../../facts.ts';
import { reactions } from '../../reactions.ts';
import { mergeFulfilments, unmergeFulfilment } from '../merge-fulfilments.ts';
import { noteParcelsDelivered } from '../note-parcels-delivered.ts';
import { noteParcelsShipped } from '../note-parcels-shipped.ts';
import { readOrder } from '../order-record.ts';
import { recordPayment } from '../record-payment.ts';
import { splitFulfilment } from '../split-fulfilment.ts';
import { arrive, faults, fulfilmentsOf, givenGoods, givenStore, place, receiver, waitForLocks, type GivenGoods, type GivenStore, type LiveFulfilment } from '../testing.ts';
import { applyAmendment } from './apply-amendment.ts';
import { proposeAmendment } from './propose-amendment.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let brush: GivenGoods;
const boss = person(['general-manager']);
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
  store = await givenStore(kernel);
  [cup, brush] = [await givenGoods(kernel, store, 10_000), await givenGoods(kernel, store, 10_000, { priceFen: 500n, costFen: 100n })];
});
afterAll(() => kernel.close());

const record = (id: string) => readOrder(kernel, boss, 'all', id);
type Wanted = Omit<Parameters<typeof proposeAmendment.run>[1], 'id' | 'version' | 'reason'>;
const propose = async (id: string, wanted: Partial<Wanted>, actor: Actor = boss) => runVerb(kernel, proposeAmendment, { id, version: (await record(id)).version, reason: '客户要求变更', ...wanted } as never, { actor });
const apply = (id: string) => runVerb(kernel, applyAmendment, { id }, { actor: boss });
const amend = async (id: string, wanted: Partial<Wanted>) => apply((await propose(id, wanted)).id);
const linesNow = async (id: string) => (await record(id)).lines.map((l) => ({ lineId: l.id, quantity: l.quantity }));

/** Goods leave as the warehouse lets them leave: out of stock and out of the reservations, then sales hears of it. */
const leave = verb({ name: 'test.goods-leave', title: words('出库', 'Goods leave'), may: {}, input: z.strictObject({ lines: z.array(z.strictObject({ holder: z.string(), quantity: z.int(), ref: z.string() })) }), run: (tx, input) => issueReserved(tx, input.lines) });
async function sendOut(f: LiveFulfilment): Promise<string> {
  const parcelId = newId(kernel.clock.now());
  await runVerb(kernel, leave, { lines: f.lines.map((l) => ({ holder: l.order_line_id, quantity: l.quantity, ref: parcelId })) }, { actor: system('物流') });
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId, parcelNo: `PK-${parcelId.slice(-6)}`, fulfilmentId: f.id, waybillNo: `YT${parcelId.slice(-9)}`, carrierCode: 'yto', goodsCostFen: 8_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
  return f.id;
}
/** Three cups at 99.00 and two brushes at 5.00, 10.00 off, of which one cup has left in a parcel of its own. */
async function oneIsOut(more = {}): Promise<{ id: string; first: string }> {
  kernel.clock.advance(1_000);
  const { id } = await place(kernel, boss, store, { lines: [[cup.code, 3], [brush.code, 2]], discountFen: 1_000, ...more });
  await kernel.settle();
  const [f] = await fulfilmentsOf(kernel, id);
  const cups = (await record(id)).lines.find((l) => l.skuCode === cup.code)!;
  await runVerb(kernel, splitFulfilment, { id: f!.id, parts: [[{ orderLineId: cups.id, quantity: 1 }]] }, { actor: boss });
  const first = (await fulfilmentsOf(kernel, id)).find((x) => x.lines.length === 1 && x.lines[0]!.quantity === 1)!;
  await sendOut(first);
  await kernel.settle();
  return { id, first: first.id };
}
/** What is promised of the stock is what is still to go and not missing. */
async function reservedIsOpen(id: string): Promise<void> {
  const o = await record(id);
  const missing = new Map<string, number>();
  for (const w of o.waits.filter((s) => s.state === 'open')) missing.set(w.skuCode, (missing.get(w.skuCode) ?? 0) + w.quantity - w.filled);
  const of = (code: string, n: (l: (typeof o.lines)[number]) => number) => o.lines.filter((l) => l.skuCode === code).reduce((sum, l) => sum + n(l), 0);
  for (const code of new Set(o.lines.map((l) => l.skuCode!))) {
    const open = of(code, (l) => l.quantity - l.shipped) - (missing.get(code) ?? 0);
    // What the buyer has not paid for yet is promised nobody's goods.
    if (o.findings.includes('balance-due')) expect(of(code, (l) => l.reserved)).toBeLessThanOrEqual(open + (missing.get(code) ?? 0));
    else expect([code, of(code, (l) => l.reserved)]).toEqual([code, open]);
  }
}

describe('a change of an order of which one parcel is out (clauses 2.3.1, 2.3.3)', () => {
  test('fewer of what waits, a line out and another in, a new address: the parcel on its way stays, the rest goes as it is now, the difference is owed back', async () => {
    const { id, first } = await oneIsOut();
    const before = await record(id);
    expect(before).toMatchObject({ state: 'part-shipped', payableFen: 29_700 });
    const [cups] = before.lines;
    expect([cups!.shipped, cups!.reserved]).toEqual([1, 2]);
    const done = await amend(id, { lines: [{ lineId: cups!.id, quantity: 2 }, { skuCode: brush.code, quantity: 4 }], receiver: { ...receiver({ detail: '新址路9号' }), street: null, postcode: null, district: '滨江区' } });
    await kernel.settle();
    const now = await record(id);
    const left = (await fulfilmentsOf(kernel, id, ['shipped']))[0]!;
    expect(left.id).toBe(first);
    const [rest] = await fulfilmentsOf(kernel, id);
    expect(rest!.lines.map((l) => l.quantity).toSorted()).toEqual([1, 4]);
    expect(left.value_fen + rest!.value_fen).toBe(BigInt(now.payableFen));
    expect(now.lines.map((l) => [l.skuCode, l.quantity, l.shipped, l.reserved])).toEqual([[cup.code, 2, 1, 1], [brush.code, 4, 0, 4]]);
    expect(now).toMatchObject({ state: 'part-shipped', receiver: { region: expect.stringContaining('滨江区') }, refunds: [{ sourceType: 'amendment', refundNo: done.refundNo, amountFen: 29_700 - now.payableFen }] });
    const places = (await kernel.db.query<{ id: string; same: boolean }>('select f.id, f.address_id = o.address_id as same from sales.fulfilment f, sales."order" o where o.id = $1 and f.id = any ($2::uuid[])', [id, [first, rest!.id]])).rows;
    expect(Object.fromEntries(places.map((p) => [p.id, p.same]))).toEqual({ [first]: false, [rest!.id]: true });
    expect(await faults(kernel)).toEqual([]);
    await sendOut(rest!);
    expect((await record(id)).state).toBe('shipped');
    await kernel.settle();
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
    expect((await kernel.db.query<{ sold: bigint }>('select sold_fen as sold from finance.receivable where id = $1', [id])).rows[0]!.sold).toBe(BigInt(now.payableFen));
  });
  test('nothing under what has left, no other price for it, and a line of which something left stays', async () => {
    const { id } = await oneIsOut();
    await amend(id, { lines: (await linesNow(id)).map((l, i) => (i === 0 ? { ...l, quantity: 1 } : l)) });
    const [cups, brushes] = await linesNow(id);
    const refused = (lines: object[]) => expect(propose(id, { lines: lines as never })).rejects.toMatchObject({ kind: { code: 'sales.line-shipped', clause: '2.3.3' }, detail: { zh: expect.stringContaining('已发出 1 件') } });
    await refused([brushes!]);
    await refused([{ ...cups!, quantity: 2, unitPriceFen: 9_000 }, brushes!]);
    const { id: second } = await oneIsOut();
    await sendOut((await fulfilmentsOf(kernel, second))[0]!);
    await expect(propose(second, { lines: [{ skuCode: brush.code, quantity: 1 }, ...(await linesNow(second))] as never })).rejects.toMatchObject({ kind: { code: 'sales.line-shipped' } });
  });
  test('more units: the rest waits for the balance, and goes to the warehouse when it is paid', async () => {
    const { id } = await oneIsOut();
    const [cups, brushes] = await linesNow(id);
    const done = await amend(id, { lines: [{ ...cups!, quantity: 4 }, brushes!] });
    expect(done.balanceFen).toBeGreaterThan(9_000);
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'part-shipped', findings: ['balance-due'] });
    expect(await fulfilmentsOf(kernel, id)).toEqual([]);
    expect(await faults(kernel)).toEqual([]);
    await runVerb(kernel, recordPayment, { id }, { actor: boss });
    await kernel.settle();
    expect((await fulfilmentsOf(kernel, id))[0]!.lines.map((l) => l.quantity).toSorted()).toEqual([2, 3]);
    expect(await record(id)).toMatchObject({ state: 'part-shipped', findings: [] });
    await reservedIsOpen(id);
    expect(await faults(kernel)).toEqual([]);
  });
  test('another address, a later day or a gift while the balance is open: the rest still waits for the money', async () => {
    const { id } = await oneIsOut();
    const [cups, brushes] = await linesNow(id);
    await amend(id, { lines: [{ ...cups!, quantity: 4 }, brushes!] });
    const again = await amend(id, { receiver: { ...receiver({ detail: '新址路10号' }), street: null, postcode: null, district: '滨江区' } });
    expect(again.balanceFen).toBeGreaterThan(9_000);
    await amend(id, { lines: [...(await linesNow(id)), { skuCode: brush.code, quantity: 1, gift: true }] });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'part-shipped', findings: ['balance-due'] });
    expect(await fulfilmentsOf(kernel, id)).toEqual([]);
    await runVerb(kernel, recordPayment, { id }, { actor: boss });
    await kernel.settle();
    expect((await fulfilmentsOf(kernel, id))[0]!.lines.map((l) => l.quantity).toSorted()).toEqual([1, 2, 3]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('goods that came back and were refunded are not asked for again when the rest becomes dearer', async () => {
    const { id } = await oneIsOut();
    await kernel.db.query(`insert into finance.refund (id, refund_no, source_type, source_id, source_no, order_id, order_no, store_id, channel, amount_fen, extra_fen, room_fen, cleared_at, cleared_why, state, search, created_at, updated_at)
      select $2, 'TK-T1', 'return', $3, 'TH-T1', o.id, o.order_no, o.store_id, o.platform, 9600, 0, 29700, now(), '退货已验收', 'due', ''::tsvector, now(), now() from sales."order" o where o.id = $1`, [id, newId(kernel.clock.now()), newId(kernel.clock.now())]);
    expect(await amend(id, { freightFen: 600 })).toMatchObject({ balanceFen: 600 });
    await runVerb(kernel, recordPayment, { id, amountFen: 600 }, { actor: boss });
    expect(await record(id)).toMatchObject({ findings: [], paidFen: 30_300 });
  });
  test('goods that nobody has: the rest waits for them and leaves when they come', async () => {
    const scarce = await givenGoods(kernel, store, 1, { priceFen: 100n });
    const { id } = await oneIsOut();
    const lines = await linesNow(id);
    await amend(id, { lines: [...lines.map((l, i) => (i === 0 ? { ...l, quantity: 1 } : l)), { skuCode: scarce.code, quantity: 2 }] });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'part-shipped', waits: [{ state: 'open', quantity: 1 }] });
    expect(await fulfilmentsOf(kernel, id)).toEqual([]);
    await reservedIsOpen(id);
    expect(await faults(kernel)).toEqual([]);
    await arrive(kernel, store, scarce.skuId, 5);
    await kernel.settle();
    expect((await fulfilmentsOf(kernel, id))[0]!.lines.map((l) => l.quantity)).toEqual([2, 2]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('the rest is taken off: the order is shipped with what left, and complete where that has arrived', async () => {
    const { id, first } = await oneIsOut();
    await runVerb(kernel, noteParcelsDelivered, { parcels: [{ fulfilmentId: first, at: kernel.clock.now() }] }, { actor: system('物流') });
    const [cups] = await linesNow(id);
    await amend(id, { lines: [{ ...cups!, quantity: 1 }] });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'completed', lines: [{ quantity: 1, shipped: 1, reserved: 0 }] });
    expect(await faults(kernel)).toEqual([]);
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  });
  test('a parcel that left between proposal and signature: what it took stays, the change holds for what is left, or is overtaken', async () => {
    const { id } = await oneIsOut();
    const [cups, brushes] = await linesNow(id);
    const more = await propose(id, { lines: [...[cups!, brushes!], { skuCode: brush.code, quantity: 1 }] });
    const fewer = async () => { await runVerb(kernel, splitFulfilment, { id: (await fulfilmentsOf(kernel, id))[0]!.id, parts: [[{ orderLineId: cups!.lineId, quantity: 1 }]] }, { actor: boss }); };
    await fewer();
    await sendOut((await fulfilmentsOf(kernel, id)).find((f) => f.lines.length === 1)!);
    await apply(more.id);
    await runVerb(kernel, recordPayment, { id }, { actor: boss });
    await kernel.settle();
    expect((await fulfilmentsOf(kernel, id))[0]!.lines.map((l) => l.quantity).toSorted()).toEqual([1, 1, 2]);
    expect(await faults(kernel)).toEqual([]);
    const less = await propose(id, { lines: (await linesNow(id)).map((l) => (l.lineId === cups!.lineId ? { ...l, quantity: 2 } : l)) });
    await fewer();
    await sendOut((await fulfilmentsOf(kernel, id)).find((f) => f.lines.length === 1 && f.lines[0]!.order_line_id === cups!.lineId)!);
    await expect(apply(less.id)).rejects.toMatchObject({ kind: { code: 'sales.line-shipped' } });
    expect(await faults(kernel)).toEqual([]);
  });
});

describe('whatever leaves, is changed, split, merged or paid', () => {
  test('stock, reservations, goods and money add up after every step', async () => {
    const step = fc.tuple(fc.constantFrom('leave', 'leave', 'more', 'less', 'in', 'out', 'price', 'split', 'merge', 'unmerge', 'pay', 'arrive'), fc.nat({ max: 1 }), fc.integer({ min: 1, max: 3 }));
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), async (steps) => {
      const scarce = await givenGoods(kernel, store, 2, { priceFen: 700n });
      const buyer = { nick: `老客${newId(kernel.clock.now()).slice(-8)}`, receiver: receiver() };
      const orders = [(await oneIsOut({ buyer })).id, (await oneIsOut({ buyer, lines: [[cup.code, 4], [brush.code, 1]] })).id];
      const sentBefore = new Map<string, string>();
      for (const [what, which, n] of steps) {
        const id = orders[which]!;
        const lines = await linesNow(id);
        const waiting = await fulfilmentsOf(kernel, id);
        try {
          if (what === 'leave' && waiting[0]) await sendOut(waiting[n % waiting.length]!);
          else if (what === 'more') await amend(id, { lines: lines.map((l) => ({ ...l, quantity: l.quantity + n })) });
          else if (what === 'less') await amend(id, { lines: lines.map((l) => ({ ...l, quantity: Math.max(1, l.quantity - n) })) });
          else if (what === 'in') await amend(id, { lines: [...lines, { skuCode: scarce.code, quantity: n }] });
          else if (what === 'out') await amend(id, { lines: lines.slice(0, -1) });
          else if (what === 'price') await amend(id, { lines: lines.map((l, i) => (i === lines.length - 1 ? { ...l, unitPriceFen: n * 100 } : l)) });
          else if (what === 'split' && waiting[0]) await runVerb(kernel, splitFulfilment, { id: waiting[0].id, parts: [[{ orderLineId: waiting[0].lines[0]!.order_line_id, quantity: 1 }]] }, { actor: boss });
          else if (what === 'merge' || what === 'unmerge') {
            const all = [...new Set((await Promise.all(orders.map((o) => fulfilmentsOf(kernel, o)))).flat().map((f) => f.id))];
            if (what === 'merge' && all.length > 1) await runVerb(kernel, mergeFulfilments, { ids: all.slice(0, 20) }, { actor: boss });
            if (what === 'unmerge' && all[0]) await runVerb(kernel, unmergeFulfilment, { id: all[0] }, { actor: boss });
          } else if (what === 'pay') await runVerb(kernel, recordPayment, { id }, { actor: boss });
          else if (what === 'arrive') await arrive(kernel, store, scarce.skuId, n);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
        await kernel.settle();
        expect(await faults(kernel)).toEqual([]);
        for (const o of orders) {
          await reservedIsOpen(o);
          await moneyAddsUp(o);
          // What left stays as it left, whatever is changed afterwards.
          for (const f of await fulfilmentsOf(kernel, o, ['shipped'])) {
            const now = JSON.stringify([f.lines, f.value_fen.toString()]);
            expect(sentBefore.get(f.id) ?? now).toBe(now);
            sentBefore.set(f.id, now);
          }
        }
      }
    }), { numRuns: 12 });
  }, 600_000);

  async function moneyAddsUp(id: string): Promise<void> {
    const o = await record(id);
    const back = o.refunds.filter((r) => r.state !== 'void').reduce((a, r) => a + r.amountFen, 0);
    expect(o.paidFen - back).toBeLessThanOrEqual(o.payableFen);
    expect(o.lines.reduce((a, l) => a + l.amountFen, 0) + o.freightFen).toBe(o.payableFen);
    const { rows: [owes] } = await kernel.db.query<{ due: bigint; reduced: bigint }>('select due_fen as due, reduced_fen as reduced from finance.receivable where id = $1', [id]);
    expect(Number(owes!.due - owes!.reduced)).toBe(o.payableFen);
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  }
});

describe('a change meets the next parcel at the door', () => {
  test('whoever is first wins: the parcel that left stays, or the changed rest never leaves as it was', async () => {
    const { kernel: k } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...logisticsReactions, ...financeReactions] });
    try {
      const house = await givenHouse(k);
      const at: GivenStore = { id: house.storeId, teamId: house.teamId, warehouseId: house.warehouseId, platform: 'taobao' };
      const mug = await givenGoods(k, at, 1_000, { weightGrams: 700 });
      const seen = new Set<string>();
      for (let round = 0; round < 6; round += 1) {
        const { id } = await place(k, boss, at, { lines: [[mug.code, 3]] });
        await settled(k);
        const [whole] = await fulfilmentsOf(k, id);
        const line = whole!.lines[0]!.order_line_id;
        await runVerb(k, splitFulfilment, { id: whole!.id, parts: [[{ orderLineId: line, quantity: 1 }], [{ orderLineId: line, quantity: 1 }]] }, { actor: boss });
        await settled(k);
        const parcels = await Promise.all((await fulfilmentsOf(k, id)).map((f) => parcelOf(k, f.id)));
        for (const [i, p] of parcels.slice(0, 2).entries()) {
          await makeReady(k, p.id, 700);
          await runVerb(k, announceParcel, { id: p.id, waybillNo: `YT77${Date.UTC(2026, 0, 1 + round)}${i}` }, { actor: clerk });
        }
        await runVerb(k, shipParcels, { ids: [parcels[0]!.id] }, { actor: clerk });
        await settled(k);
        const change = await runVerb(k, proposeAmendment, { id, version: (await readOrder(k, boss, 'all', id)).version, reason: '客户要求变更', lines: [{ lineId: line, quantity: 1 }] }, { actor: boss });
        // Both wait at the parcel's row for a third who holds it, one behind the other.
        const holder = await transaction(k.database.db, async (on) => {
          await on.query('select from logistics.parcel where id = $1 for update', [parcels[1]!.id]);
          const first = () => runVerb(k, shipParcels, { ids: [parcels[1]!.id] }, { actor: clerk });
          const second = () => runVerb(k, applyAmendment, { id: change.id }, { actor: boss });
          const ahead = round % 2 === 0 ? first() : second();
          await waitForLocks(k, 1);
          const behind = round % 2 === 0 ? second() : first();
          await waitForLocks(k, 2);
          return [ahead, behind].map((p) => p.then(() => 'done', (e: unknown) => { if (e instanceof Refusal) return e.kind.code; throw e; }));
        });
        const ends = await Promise.all(holder);
        await settled(k);
        const now = await readOrder(k, boss, 'all', id);
        const left = (await k.db.query<{ n: bigint }>("select coalesce(sum(l.quantity), 0) as n from logistics.parcel_line l join logistics.parcel p on p.id = l.parcel_id where l.order_id = $1 and p.shipped_at is not null", [id])).rows[0]!.n;
        expect(Number(left)).toBe(now.lines[0]!.shipped);
        expect(now.lines[0]!.quantity).toBeGreaterThanOrEqual(now.lines[0]!.shipped);
        expect(ends.filter((e) => e === 'done')).toHaveLength(1);
        if (left === 2n) expect(ends).toContain('sales.line-shipped');
        else expect([now.state, ends.includes('logistics.parcel-withdrawn')]).toEqual(['shipped', true]);
        seen.add(left === 2n ? 'scan' : 'change');
        expect(await faults(k)).toEqual([]);
      }
      expect(seen.size).toBe(2);
    } finally {
      await k.close();
    }
  }, 120_000);
});
