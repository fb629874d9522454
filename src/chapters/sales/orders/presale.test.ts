import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { emptyOrder } from '../../../gateways/marketplaces/order-reading.ts';
import * as salesFacts from '../facts.ts';
import { reactions } from '../reactions.ts';
import { applyAmendment } from './amendments/apply-amendment.ts';
import { proposeAmendment } from './amendments/propose-amendment.ts';
import { cancelOrder } from './cancel-order.ts';
import { customerPage } from './customer-page.ts';
import { applyOrderRows } from './import-orders.ts';
import { noteParcelsShipped } from './note-parcels-shipped.ts';
import { readOrder } from './order-record.ts';
import { mayEnter } from './place-order.ts';
import { presaleJob } from './recheck-presale.ts';
import { recordPayment } from './record-payment.ts';
import { releaseOrder } from './release-order.ts';
import { faults, fulfilmentsOf, givenGoods, givenStore, place, type GivenGoods, type GivenStore } from './testing.ts';

const importing = verb({ name: 'test.import', title: words('导入', 'Import'), may: mayEnter, input: z.strictObject({ rows: z.array(z.unknown()), store: z.string() }), run: (tx, input) => applyOrderRows(tx, input.rows as never, { store: input.store }) });
let kernel: TestKernel;
let store: GivenStore;
let goods: GivenGoods;
const head = person(['department-head']);
const manager = person(['general-manager']);
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
  store = await givenStore(kernel);
  goods = await givenGoods(kernel, store, 50);
});
afterAll(() => kernel.close());

const record = (id: string) => readOrder(kernel, head, 'all', id);
/** Two at 99.00, to leave in ten to twelve days. */
const presold = async (depositFen: number | null, paid = true) => {
  kernel.clock.advance(1_000);
  const now = kernel.clock.now();
  const { id } = await place(kernel, head, store, { lines: [[goods.code, 2]], presale: { shipFrom: now + 10 * DAY, shipBy: now + 12 * DAY, depositFen }, ...(paid ? {} : { payment: undefined }) });
  await kernel.settle();
  return id;
};
const page = async (id: string) => customerPage(kernel, (await record(id)).customerLink.slice(3));
const duty = async (id: string, control: string) => (await kernel.db.query<{ state: string; due: number }>('select state, due_at as due from regulation.obligation where subject_id = $1 and control = $2', [id, control])).rows[0];
const leave = async (id: string) => {
  const [f] = await fulfilmentsOf(kernel, id);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: `YT${id.slice(-6)}`, carrierCode: 'yto', goodsCostFen: 8_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
  await kernel.settle();
};

describe('pre-sale orders (clauses 2.3.1, 2.3.3)', () => {
  test('deposit, balance, day: nothing is reserved or handed over before, by nobody; then it goes by itself and its date is what is owed', async () => {
    const id = await presold(5_000);
    // What the buyer has not paid for is owed by nobody here: neither the sending nor the review, which said all that it can.
    expect(await duty(id, 'presale-shipped-by-date')).toBeUndefined();
    expect(await duty(id, 'reviewed-in-time')).toMatchObject({ state: 'met' });
    expect(await page(id)).toMatchObject({ title: { zh: '预售已订，等待尾款' }, next: { text: { zh: expect.stringContaining('尾款 ¥148.00 待付') }, by: (await record(id)).promisedShipBy } });
    expect(await record(id)).toMatchObject({ waitsForMoney: true, state: 'held', payableFen: 19_800, paidFen: 5_000, findings: expect.arrayContaining(['presale-balance', 'presale-date']), lines: [{ reserved: 0 }], presale: { depositFen: 5_000 } });
    await expect(runVerb(kernel, releaseOrder, { id, note: '先发' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.hold-open' } });
    await expect(runVerb(kernel, recordPayment, { id, amountFen: 14_801 }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.amounts-disagree' } });
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ waitsForMoney: false, state: 'held', paidFen: 19_800, findings: ['presale-date'] });
    await expect(runVerb(kernel, releaseOrder, { id, note: '先发' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.hold-open' } });
    const promised = (await record(id)).promisedShipBy!;
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'pending', due: promised });
    expect(await duty(id, 'shipped-in-time')).toBeUndefined();

    kernel.clock.advance((await record(id)).presale!.shipFrom - 1 - kernel.clock.now());
    await presaleJob.run(kernel);
    await kernel.settle();
    expect((await record(id)).state).toBe('held');
    kernel.clock.advance(1);
    await presaleJob.run(kernel);
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', findings: [], lines: [{ reserved: 2 }] });
    await leave(id);
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'met' });
    expect(await faults(kernel)).toEqual([]);
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  });
  test('the balance comes after the day: nothing was broken; it goes when it is paid, within the time of any other order; left later the promise is broken', async () => {
    const id = await presold(1);
    const agreed = (await record(id)).promisedShipBy!;
    kernel.clock.advance(11 * DAY);
    await presaleJob.run(kernel);
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', findings: ['presale-balance'] });
    kernel.clock.advance(DAY + 1);
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    const by = kernel.clock.now() + 2 * DAY;
    expect(await record(id)).toMatchObject({ state: 'released', promisedShipBy: by, presale: { agreedBy: agreed } });
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'pending', due: by });
    expect((await fulfilmentsOf(kernel, id)).map((f) => f.id)).toHaveLength(1);
    expect((await kernel.db.query<{ at: number }>("select (payload->>'shipBy')::bigint as at from kernel.fact where type = 'sales.fulfilment-released' and payload->'orderIds' ? $1", [id])).rows).toEqual([{ at: BigInt(by) }]);
    kernel.clock.advance(2 * DAY + 1);
    await leave(id);
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'breached' });
  });
  test('paid in parts the duty begins with the last; dated when the buyer paid; what is found afterwards begins none again', async () => {
    const id = await presold(5_000);
    kernel.clock.advance(11 * DAY);
    const paid = kernel.clock.now() - 60_000;
    await runVerb(kernel, recordPayment, { id, amountFen: 4_800 }, { actor: head });
    await kernel.settle();
    expect(await duty(id, 'presale-shipped-by-date')).toBeUndefined();
    await runVerb(kernel, recordPayment, { id, at: paid }, { actor: head });
    await kernel.settle();
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'pending', due: paid + 2 * DAY });
    const { version, lines } = await record(id);
    const made = await runVerb(kernel, proposeAmendment, { id, version, reason: '客户加购', lines: lines.map((l) => ({ lineId: l.id, quantity: 3 })) }, { actor: head });
    await runVerb(kernel, applyAmendment, { id: made.id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', waitsForMoney: false });
    kernel.clock.advance(DAY);
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', promisedShipBy: paid + 2 * DAY });
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ due: paid + 2 * DAY });
  });
  test('a change that leaves nothing to pay is the end of the waiting, too', async () => {
    const id = await presold(9_900);
    kernel.clock.advance(11 * DAY);
    const { version, lines } = await record(id);
    const made = await runVerb(kernel, proposeAmendment, { id, version, reason: '客户减一件', lines: lines.map((l) => ({ lineId: l.id, quantity: 1 })) }, { actor: manager });
    await runVerb(kernel, applyAmendment, { id: made.id }, { actor: manager });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', waitsForMoney: false, promisedShipBy: kernel.clock.now() + 2 * DAY });
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'pending', due: kernel.clock.now() + 2 * DAY });
  });
  test('one whose deposit was paid before pre-sales waited keeps the day that it has', async () => {
    const id = await presold(5_000);
    await kernel.db.query('update sales."order" set presale_agreed_by = null where id = $1', [id]);
    const promised = (await record(id)).promisedShipBy!;
    kernel.clock.advance(11.5 * DAY);
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', waitsForMoney: false, promisedShipBy: promised });
  });
  test('entered unpaid: the deposit is asked for first, no less; cancelled, exactly what was paid is owed back', async () => {
    const id = await presold(5_000, false);
    await expect(runVerb(kernel, recordPayment, { id, amountFen: 4_999 }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.deposit-missing' } });
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', paidFen: 5_000 });
    await runVerb(kernel, cancelOrder, { id, reason: '客户不要了' }, { actor: head });
    expect(await record(id)).toMatchObject({ state: 'cancelled', refunds: [{ amountFen: 5_000, state: 'due' }] });
  });
  test('a wrong day is put right by a change of the order: promised before its first day, it may leave from the promised one', async () => {
    const id = await presold(null);
    const { version, presale } = await record(id);
    const earlier = kernel.clock.now() + DAY;
    const made = await runVerb(kernel, proposeAmendment, { id, version, reason: '日期录错', promisedShipBy: earlier }, { actor: head });
    await runVerb(kernel, applyAmendment, { id: made.id }, { actor: head });
    await kernel.settle();
    expect(presale!.shipFrom).toBeGreaterThan(earlier);
    expect(await record(id)).toMatchObject({ state: 'held', promisedShipBy: earlier, presale: { shipFrom: earlier }, findings: ['presale-date'] });
    kernel.clock.advance(DAY);
    await presaleJob.run(kernel);
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'released', findings: [], lines: [{ reserved: 2 }] });
  });
  test('of which a file of the marketplace tells that all of it is paid: it waits for no money any more, and is owed by its day', async () => {
    const id = await presold(null, false);
    const no = `30${id.replaceAll(/\D/g, '').slice(-14)}`;
    await kernel.db.query('update sales."order" set outside_no = $2 where id = $1', [id, no]);
    kernel.clock.advance(11.5 * DAY);
    const paid = kernel.clock.now() - 60_000;
    const told = { ...emptyOrder('taobao', no), status: 'paid', statusText: '买家已付款，等待卖家发货', createdAt: paid, paidAt: paid, goodsFen: 19_800, freightFen: 0, payableFen: 19_800, paidFen: 19_800, lineKey: no };
    await runVerb(kernel, importing, { store: store.id, rows: [{ kind: 'taobao-orders', line: 1, key: no, record: told }] }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ waitsForMoney: false, paidFen: 19_800, promisedShipBy: paid + 2 * DAY, presale: { paidUpAt: paid } });
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'pending', due: paid + 2 * DAY });
  });
  test('its day may be another one and never none: paid up or not, it stays owed by a day', async () => {
    for (const depositFen of [null, 5_000]) {
      const id = await presold(depositFen);
      const { version, promisedShipBy } = await record(id);
      await expect(runVerb(kernel, proposeAmendment, { id, version, reason: '日期待定', promisedShipBy: null }, { actor: head })).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' }, errors: [{ path: 'promisedShipBy' }] });
      // One that was proposed without a day before this was asked for takes effect with the day that was agreed.
      const made = await runVerb(kernel, proposeAmendment, { id, version, reason: '日期待定', promisedShipBy: promisedShipBy! + DAY }, { actor: head });
      await kernel.db.query(`update sales.amendment set after = jsonb_set(after, '{shipBy}', 'null') where id = $1`, [made.id]);
      await runVerb(kernel, applyAmendment, { id: made.id }, { actor: manager });
      expect(await record(id)).toMatchObject({ promisedShipBy, presale: { agreedBy: promisedShipBy } });
    }
  });
  test('paid at once it only waits for its day; a deposit above the price and dates in the wrong order are refused', async () => {
    expect(await record(await presold(null))).toMatchObject({ state: 'held', paidFen: 19_800, findings: ['presale-date'] });
    await expect(presold(19_801)).rejects.toMatchObject({ kind: { code: 'sales.amounts-disagree' } });
    const now = kernel.clock.now();
    await expect(place(kernel, head, store, { lines: [goods.code], presale: { shipFrom: now + 2, shipBy: now + 1 } })).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
    // Over is over: in this very moment, too. What may leave since yesterday and is promised for later is a pre-sale.
    for (const shipBy of [now, now - DAY]) await expect(place(kernel, head, store, { lines: [goods.code], presale: { shipFrom: shipBy - DAY, shipBy } })).rejects.toMatchObject({ kind: { code: 'sales.presale-past', clause: '2.3.1' }, detail: { zh: expect.stringContaining('已经过去') } });
    expect(await record((await place(kernel, head, store, { lines: [goods.code], presale: { shipFrom: now - DAY, shipBy: now + 1 } })).id)).toMatchObject({ state: 'to-review' });
  });
});
