import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../../tests/support/ruled.ts';
import * as financeFacts from '../../../finance/facts.ts';
import * as logisticsFacts from '../../../logistics/facts.ts';
import { reactions as financeReactions } from '../../../finance/reactions.ts';
import { system, type Actor } from '../../../../kernel/actor.ts';
import { newId } from '../../../../kernel/ids.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import { runVerb } from '../../../../kernel/verb.ts';
import { signVerb } from '../../../../regulation/approvals/acts.ts';
import { submitVerb } from '../../../../regulation/approvals/ask.ts';
import { Engine, Subjects } from '../../../../regulation/index.ts';
import * as salesFacts from '../../facts.ts';
import { reactions } from '../../reactions.ts';
import { amendmentSubject } from '../../subjects.ts';
import { cancelOrder } from '../cancel-order.ts';
import { mergeFulfilments } from '../merge-fulfilments.ts';
import { noteParcelsShipped } from '../note-parcels-shipped.ts';
import { readOrder } from '../order-record.ts';
import { recordPayment } from '../record-payment.ts';
import { splitFulfilment } from '../split-fulfilment.ts';
import { faults, fulfilmentsOf, givenGoods, givenStore, lineIdsOf, place, receiver, stateOf, type GivenGoods, type GivenStore } from '../testing.ts';
import { applyAmendment } from './apply-amendment.ts';
import { withdrawAmendment } from './end-amendment.ts';
import { proposeAmendment } from './propose-amendment.ts';
import { amendmentsOf } from './queries.ts';

let kernel: TestKernel;
let engine: Engine;
let store: GivenStore;
let cup: GivenGoods;
let brush: GivenGoods;
let seller: Actor;
const [head, boss] = [person(['department-head']), person(['general-manager'])];
beforeAll(async () => {
  ({ kernel, engine } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
  store = await givenStore(kernel);
  seller = person(['seller'], { teamIds: [store.teamId] });
  [cup, brush] = [await givenGoods(kernel, store, 1_000), await givenGoods(kernel, store, 1_000, { priceFen: 500n, costFen: 100n })];
});
afterAll(() => kernel.close());

const record = (id: string) => readOrder(kernel, head, 'all', id);
const released = async (quantity = 2, more = {}): Promise<string> => {
  kernel.clock.advance(1_000);
  const { id } = await place(kernel, head, store, { lines: [[cup.code, quantity], [brush.code, 1]], ...more });
  await kernel.settle();
  return id;
};
type Wanted = Omit<Parameters<typeof proposeAmendment.run>[1], 'id' | 'version' | 'reason'>;
const propose = async (id: string, wanted: Partial<Wanted>, actor: Actor = head) => runVerb(kernel, proposeAmendment, { id, version: (await record(id)).version, reason: '客户要求变更', ...wanted } as never, { actor });
const apply = (id: string, actor: Actor = head) => runVerb(kernel, applyAmendment, { id }, { actor });
const amend = async (id: string, wanted: Partial<Wanted>, actor: Actor = boss) => apply((await propose(id, wanted, actor)).id, actor);
const linesNow = async (id: string) => (await record(id)).lines.map((l) => ({ lineId: l.id, quantity: l.quantity }));
const reserved = async (sku: GivenGoods) => (await kernel.db.query<{ reserved: number }>('select reserved from products.stock_item where sku_id = $1', [sku.skuId])).rows[0]!.reserved;
const owes = async (id: string) => (await kernel.db.query<{ due: bigint; reduced: bigint }>('select due_fen as due, reduced_fen as reduced from finance.receivable where id = $1', [id])).rows[0]!;

describe('a change of a confirmed order takes effect as a whole (clause 2.3.1)', () => {
  test('more units: the parcel is taken back and handed over anew, more is reserved, and the order waits for the balance', async () => {
    const id = await released();
    const [old] = await fulfilmentsOf(kernel, id);
    const before = await reserved(cup);
    const [first, second] = await linesNow(id);
    const done = await amend(id, { lines: [{ ...first!, quantity: 3 }, second!] }, seller);
    expect(done).toMatchObject({ state: 'applied', balanceFen: 9_900, refundNo: null });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', payableFen: 30_200, paidFen: 20_300, findings: ['balance-due'] });
    expect(await fulfilmentsOf(kernel, id)).toEqual([]);
    expect((await fulfilmentsOf(kernel, id, ['withdrawn'])).map((f) => f.id)).toEqual([old!.id]);
    expect(await owes(id)).toEqual({ due: 30_200n, reduced: 0n });

    await expect(runVerb(kernel, recordPayment, { id, amountFen: 9_901 }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'sales.amounts-disagree' } });
    await runVerb(kernel, recordPayment, { id, amountFen: 9_900, paymentNo: 'ALI-2' }, { actor: seller });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', paidFen: 30_200, findings: [] });
    expect((await fulfilmentsOf(kernel, id))[0]!.lines.map((l) => l.quantity).toSorted()).toEqual([1, 3]);
    expect(await reserved(cup)).toBe(before + 1);
    expect(await faults(kernel)).toEqual([]);
  });
  test('a line out, another in, a new address and date: one version, money back for the difference', async () => {
    const id = await released();
    const [first] = await linesNow(id);
    const shipBy = kernel.clock.now() + 86_400_000;
    const done = await amend(id, { lines: [{ ...first!, quantity: 1 }, { skuCode: brush.code, quantity: 4 }], receiver: { ...receiver({ detail: '新址路9号' }), street: null, postcode: null, district: '滨江区' }, promisedShipBy: shipBy });
    await kernel.settle();
    const now = await record(id);
    expect(now).toMatchObject({ state: 'released', payableFen: 11_900, promisedShipBy: shipBy, refunds: [{ sourceType: 'amendment', amountFen: 8_400, state: 'due', refundNo: done.refundNo }] });
    expect(now.receiver).toMatchObject({ region: expect.stringContaining('滨江区') });
    expect(now.lines.map((l) => [l.skuCode, l.quantity, l.amountFen, l.reserved])).toEqual([[cup.code, 1, 9_900, 1], [brush.code, 4, 2_000, 4]]);
    expect((await amendmentsOf(kernel, head, 'all', id)).rows).toMatchObject([{ versionNo: 2, state: 'applied', fields: ['lines', 'address', 'date'], refundFen: 8_400 }]);
    expect(await owes(id)).toEqual({ due: 20_300n, reduced: 8_400n });
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
    expect(await faults(kernel)).toEqual([]);
  });
  test('goods that nobody has: the line waits, and fewer units let the order go', async () => {
    const scarce = await givenGoods(kernel, store, 2);
    const { id } = await place(kernel, head, store, { lines: [[scarce.code, 2]] });
    await kernel.settle();
    await amend(id, { lines: [{ lineId: (await lineIdsOf(kernel, id))[0]!, quantity: 5 }], freightFen: 0 });
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'short', waits: [{ state: 'open', quantity: 3 }] });
    await amend(id, { lines: [{ lineId: (await lineIdsOf(kernel, id))[0]!, quantity: 1 }] });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', waits: [{ state: 'cancelled' }] });
    expect(await reserved(scarce)).toBe(1);
    expect(await faults(kernel)).toEqual([]);
  });
  test('an unpaid order simply owes the new sum', async () => {
    const { id } = await place(kernel, head, store, { lines: [[cup.code, 2]], payment: undefined });
    expect(await amend(id, { freightFen: 1_000 }, seller)).toMatchObject({ balanceFen: 0, refundNo: null });
    expect(await record(id)).toMatchObject({ state: 'unpaid', payableFen: 20_800, refunds: [] });
  });
  test('goods that have left are not changed', async () => {
    const id = await released();
    const { id: open } = await propose(id, { freightFen: 500 }, seller);
    const [f] = await fulfilmentsOf(kernel, id);
    await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: 'YT7', carrierCode: 'yto', goodsCostFen: 8_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
    await expect(apply(open, seller)).rejects.toMatchObject({ kind: { code: 'sales.line-shipped', clause: '2.3.3' } });
    await expect(propose(id, { freightFen: 700 }, seller)).rejects.toMatchObject({ kind: { code: 'sales.line-shipped' } });
  });
  test('nothing changed, a second change beside an open one, and money of a marketplace order are refused', async () => {
    const id = await released();
    await expect(propose(id, { lines: (await linesNow(id)) as never })).rejects.toMatchObject({ kind: { code: 'sales.nothing-to-amend' } });
    const { id: open } = await propose(id, { freightFen: 500 });
    await expect(propose(id, { freightFen: 700 })).rejects.toMatchObject({ kind: { code: 'sales.amendment-open' } });
    await runVerb(kernel, withdrawAmendment, { id: open, reason: '不改了' }, { actor: head });
    await expect(apply(open)).rejects.toMatchObject({ kind: { code: 'sales.amendment-ended' } });
    await kernel.db.query(`update sales."order" set source = 'import' where id = $1`, [id]);
    await expect(propose(id, { freightFen: 700 })).rejects.toMatchObject({ kind: { code: 'sales.marketplace-order' } });
  });
});

describe('who signs a change (clause 2.3.1)', () => {
  test('a seller changes what costs nothing; what lowers the value waits for the signature, bound to just this content', async () => {
    const id = await released();
    const [first, second] = await linesNow(id);
    const cheaper = await propose(id, { lines: [{ ...first!, unitPriceFen: 9_000 }, second!] }, seller);
    expect(cheaper).toMatchObject({ effects: ['value-down', 'below-list'], effectBasisPoints: 910 });
    await expect(apply(cheaper.id, seller)).rejects.toMatchObject({ kind: { code: 'regulation.not-approved', clause: '2.3.1' }, facts: { content: { effectBasisPoints: 910 } } });
    expect(await record(id)).toMatchObject({ state: 'released', payableFen: 20_300 });
    // A lead's own post decides this band; the seller's never does.
    expect(await apply(cheaper.id, person(['team-lead'], { teamIds: [store.teamId] }))).toMatchObject({ state: 'applied' });
    const deeper = await propose(id, { lines: [{ ...first!, unitPriceFen: 6_000 }, second!] }, seller);
    await expect(apply(deeper.id, person(['team-lead'], { teamIds: [store.teamId] }))).rejects.toMatchObject({ kind: { code: 'regulation.not-approved' } });
    expect(await apply(deeper.id, boss)).toMatchObject({ state: 'applied' });
  });
  test('the last signature puts it into force by itself; a no ends it', async () => {
    const lead = person(['team-lead'], { teamIds: [store.teamId] });
    const people = new Map([seller, lead].map((p) => [p.id!, p]));
    engine.directory = {
      ...engine.directory,
      holdersOf: async (_on, asked) => asked.map(({ post }) => [...people.values()].filter((p) => p.posts.includes(post)).map((p) => ({ staffId: p.id! }) as never)),
      people: async (_on, ids) => new Map(ids.flatMap((i) => { const p = people.get(i); return p ? [[i, { staff: p.id!, person: p.personId!, name: p.name, posts: p.posts, teams: p.teamIds }]] : []; })),
    } as typeof engine.directory;
    const kinds = new Subjects();
    kinds.register('amendment', amendmentSubject);
    const parts = { engine, rulebook: engine.rulebook, directory: engine.directory, subjects: kinds } as never;
    const decide = async (amendmentId: string, yes: boolean) => {
      const { facts: asked } = await apply(amendmentId, seller).then(() => { throw new Error('it was not refused'); }, (e: Refusal) => e) as unknown as { facts: { verb: string; subject: { type: string; id: string }; content: Record<string, unknown> } };
      const { id } = await runVerb(kernel, submitVerb(parts), { verb: asked.verb, subject: asked.subject, content: asked.content, reason: '老客户要求', purpose: null }, { actor: seller });
      const { rows: [row] } = await kernel.db.query<{ content_hash: string; life: { steps: { id: string }[]; at: number } }>('select content_hash, life from regulation.approval where id = $1', [id]);
      await runVerb(kernel, signVerb(parts, null), { id, hash: row!.content_hash, step: row!.life.steps[row!.life.at]!.id, for: null, note: yes ? null : '毛利不够', yes }, { actor: lead });
      await kernel.settle();
    };
    const id = await released();
    const [first, second] = await linesNow(id);
    const wanted = { lines: [{ ...first!, unitPriceFen: 9_500 }, second!] };
    await decide((await propose(id, wanted, seller)).id, false);
    expect((await record(id)).payableFen).toBe(20_300);
    kernel.clock.advance(1_000);
    await decide((await propose(id, wanted, seller)).id, true);
    expect(await record(id)).toMatchObject({ state: 'released', payableFen: 19_500, refunds: [{ amountFen: 800 }] });
    expect((await amendmentsOf(kernel, head, 'all', id)).rows.map((a) => a.state)).toEqual(['applied', 'rejected']);
  });
  test('the order moved on after the signature: it is not what was signed', async () => {
    const id = await released();
    const { id: open } = await propose(id, { freightFen: 500 }, seller);
    await kernel.db.query(`update sales."order" set freight_fen = 1, payable_fen = payable_fen + 1 where id = $1`, [id]);
    await expect(apply(open, seller)).rejects.toMatchObject({ kind: { code: 'sales.amendment-overtaken' } });
  });
});

describe('whatever is changed, split, merged or cancelled', () => {
  test('goods and money add up after every step, and a change taken back leaves the order as it was', async () => {
    const step = fc.tuple(fc.constantFrom('more', 'less', 'swap', 'price', 'back', 'split', 'merge', 'cancel', 'pay'), fc.nat({ max: 1 }), fc.integer({ min: 1, max: 4 }));
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
      const buyer = { nick: `老客${newId(kernel.clock.now()).slice(-8)}`, receiver: receiver() };
      const orders = [await released(2, { buyer }), await released(3, { buyer })];
      for (const [what, which, n] of steps) {
        const id = orders[which]!;
        const lines = await linesNow(id);
        try {
          if (what === 'more') await amend(id, { lines: lines.map((l) => ({ ...l, quantity: l.quantity + n })) });
          else if (what === 'less') await amend(id, { lines: lines.map((l) => ({ ...l, quantity: Math.max(1, l.quantity - n) })) });
          else if (what === 'swap') await amend(id, { lines: [...lines.slice(1), { skuCode: n % 2 ? cup.code : brush.code, quantity: n }] });
          else if (what === 'price') await amend(id, { lines: lines.map((l) => ({ ...l, unitPriceFen: n * 100 })) });
          else if (what === 'back') {
            const was = await record(id);
            await amend(id, { freightFen: was.freightFen + 100 });
            await amend(id, { freightFen: was.freightFen });
            const now = await record(id);
            expect([now.payableFen, now.lines.map((l) => [l.id, l.quantity, l.amountFen, l.reserved])]).toEqual([was.payableFen, was.lines.map((l) => [l.id, l.quantity, l.amountFen, l.reserved])]);
          } else if (what === 'split') {
            const [f] = await fulfilmentsOf(kernel, id);
            if (f) await runVerb(kernel, splitFulfilment, { id: f.id, parts: [[{ orderLineId: f.lines[0]!.order_line_id, quantity: 1 }]] }, { actor: head });
          } else if (what === 'merge') {
            const ids = (await Promise.all(orders.map((o) => fulfilmentsOf(kernel, o)))).flat().map((f) => f.id);
            if (new Set(ids).size > 1) await runVerb(kernel, mergeFulfilments, { ids: [...new Set(ids)] }, { actor: head });
          } else if (what === 'pay') await runVerb(kernel, recordPayment, { id }, { actor: head });
          else await runVerb(kernel, cancelOrder, { id, reason: '不要了' }, { actor: head });
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
        await kernel.settle();
        expect(await faults(kernel)).toEqual([]);
        for (const o of orders) await moneyAddsUp(o);
      }
      for (const o of orders) if ((await stateOf(kernel, o)) !== 'cancelled') await runVerb(kernel, cancelOrder, { id: o, reason: '收尾' }, { actor: head });
      await kernel.settle();
      expect([await reserved(cup) >= 0, (await kernel.db.query('select 1 from products.reservation where holder = any (select id::text from sales.order_line where order_id = any ($1::uuid[]))', [orders])).rows]).toEqual([true, []]);
      for (const o of orders) await moneyAddsUp(o);
    }), { numRuns: 6 });
  }, 600_000);

  /** What was paid, less what goes back, is never more than what the order costs, and nothing of it is lost; the books say the same. */
  async function moneyAddsUp(id: string): Promise<void> {
    const o = await record(id);
    const back = o.refunds.filter((r) => r.state !== 'void').reduce((a, r) => a + r.amountFen, 0);
    const cost = o.state === 'cancelled' ? 0 : o.payableFen;
    expect(o.paidFen - back).toBeLessThanOrEqual(cost);
    expect(o.goodsFen - o.discountFen + o.freightFen).toBe(o.payableFen);
    expect(o.lines.reduce((a, l) => a + l.amountFen, 0) + o.freightFen).toBe(o.payableFen);
    const { due, reduced } = await owes(id);
    expect(Number(due - reduced)).toBe(cost);
  }
});
