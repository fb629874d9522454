import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/ids.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as salesFacts from '../facts.ts';
import { reactions } from '../reactions.ts';
import { applyAmendment } from './amendments/apply-amendment.ts';
import { proposeAmendment } from './amendments/propose-amendment.ts';
import { cancelOrder } from './cancel-order.ts';
import { noteParcelsShipped } from './note-parcels-shipped.ts';
import { readOrder } from './order-record.ts';
import { presaleJob } from './recheck-presale.ts';
import { recordPayment } from './record-payment.ts';
import { releaseOrder } from './release-order.ts';
import { faults, fulfilmentsOf, givenGoods, givenStore, place, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let goods: GivenGoods;
const head = person(['department-head']);
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
const duty = async (id: string, control: string) => (await kernel.db.query<{ state: string; due: number }>('select state, due_at as due from regulation.obligation where subject_id = $1 and control = $2', [id, control])).rows[0];
const leave = async (id: string) => {
  const [f] = await fulfilmentsOf(kernel, id);
  await runVerb(kernel, noteParcelsShipped, { parcels: [{ parcelId: newId(kernel.clock.now()), parcelNo: 'PK', fulfilmentId: f!.id, waybillNo: `YT${id.slice(-6)}`, carrierCode: 'yto', goodsCostFen: 8_000, freightFen: 500, at: kernel.clock.now() }] }, { actor: system('物流') });
  await kernel.settle();
};

describe('pre-sale orders (clauses 2.3.1, 2.3.3)', () => {
  test('deposit, balance, day: nothing is reserved or handed over before, by nobody; then it goes by itself and its date is what is owed', async () => {
    const id = await presold(5_000);
    expect(await record(id)).toMatchObject({ state: 'held', payableFen: 19_800, paidFen: 5_000, findings: expect.arrayContaining(['presale-balance', 'presale-date']), lines: [{ reserved: 0 }], presale: { depositFen: 5_000 } });
    await expect(runVerb(kernel, releaseOrder, { id, note: '先发' }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.hold-open' } });
    await expect(runVerb(kernel, recordPayment, { id, amountFen: 14_801 }, { actor: head })).rejects.toMatchObject({ kind: { code: 'sales.amounts-disagree' } });
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', paidFen: 19_800, findings: ['presale-date'] });
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
  test('the balance comes after the day: it goes when it is paid; left too late the promise is broken', async () => {
    const id = await presold(1);
    kernel.clock.advance(11 * DAY);
    await presaleJob.run(kernel);
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'held', findings: ['presale-balance'] });
    kernel.clock.advance(DAY + 1);
    await runVerb(kernel, recordPayment, { id }, { actor: head });
    await kernel.settle();
    expect((await record(id)).state).toBe('released');
    await leave(id);
    expect(await duty(id, 'presale-shipped-by-date')).toMatchObject({ state: 'breached' });
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
