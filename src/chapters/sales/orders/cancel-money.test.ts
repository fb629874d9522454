import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as logisticsFacts from '../../logistics/facts.ts';
import { payRefund } from '../../finance/index.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { HOUR } from '../../../kernel/clock.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as salesFacts from '../facts.ts';
import { reactions } from '../reactions.ts';
import { cancelOrder } from './cancel-order.ts';
import { readOrder } from './order-record.ts';
import { releaseOrder } from './release-order.ts';
import { factsOf, givenGoods, givenStore, place, stateOf, type GivenGoods, type GivenStore } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let goods: GivenGoods;
const [head, cashier] = [person(['department-head']), person(['cashier'])];
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts, logisticsFacts, financeFacts], reactions: [...reactions, ...financeReactions] }));
  store = await givenStore(kernel);
  goods = await givenGoods(kernel, store, 500);
});
afterAll(() => kernel.close());

const cancel = (id: string) => runVerb(kernel, cancelOrder, { id, reason: '买家不要了' }, { actor: head });
const record = (id: string) => readOrder(kernel, head, 'all', id);
const refund = async (orderId: string) => (await kernel.db.query<{ id: string; version: number; amount_fen: bigint; state: string; cleared_why: string }>("select id, version, amount_fen, state, cleared_why from finance.refund where order_id = $1 and source_type = 'order'", [orderId])).rows[0];
const owes = async (orderId: string) => (await kernel.db.query<{ due: bigint; reduced: bigint }>('select due_fen as due, reduced_fen as reduced from finance.receivable where id = $1', [orderId])).rows[0];
const duty = async (refundId: string) => (await kernel.db.query<{ state: string; due_at: number }>("select state, due_at from regulation.obligation where subject_id = $1 and control = 'unsent-refunded-in-time'", [refundId])).rows[0];

describe('money follows a cancelled order (clause 2.4.2)', () => {
  test('paid and in the warehouse: the whole sum is owed back the way it was paid, and paid within the time of the clause', async () => {
    const { id } = await place(kernel, head, store, { lines: [[goods.code, 2]], freightFen: 600, payment: { method: '支付宝', paymentNo: 'ALI-1' } });
    await kernel.settle();
    expect(await stateOf(kernel, id)).toBe('released');
    const { refundNo } = await cancel(id);
    await kernel.settle();
    const owed = (await refund(id))!;
    expect(owed).toMatchObject({ amount_fen: 20_400n, state: 'due' });
    expect((await record(id)).refunds).toMatchObject([{ refundNo, sourceType: 'order', amountFen: 20_400, state: 'due' }]);
    expect(await owes(id)).toEqual({ due: 20_400n, reduced: 20_400n });
    expect(await duty(owed.id)).toEqual({ state: 'pending', due_at: kernel.clock.now() + 48 * HOUR });

    await runVerb(kernel, payRefund, { id: owed.id, version: owed.version }, { actor: cashier });
    await kernel.settle();
    expect(await record(id)).toMatchObject({ state: 'cancelled', refundedFen: 20_400, refunds: [{ state: 'paid' }] });
    expect(await duty(owed.id)).toMatchObject({ state: 'met' });
    // Paid out once, booked once: the cancellation has lowered what is owed already.
    expect(await owes(id)).toEqual({ due: 20_400n, reduced: 20_400n });
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
    expect((await factsOf(kernel, id)).slice(-2)).toEqual(['sales.order-cancelled', 'sales.order-refunded']);
  });
  test('waiting for review, held or short: the buyer gets the money back at every stage', async () => {
    const scarce = await givenGoods(kernel, store, 0);
    const cases = [[{ lines: [goods.code] }, false, 'to-review'], [{ lines: [goods.code], sellerRemark: '等客户确认' }, true, 'held'], [{ lines: [scarce.code] }, true, 'short']] as const;
    for (const [wanted, settled, state] of cases) {
      const { id } = await place(kernel, head, store, { ...wanted, lines: [...wanted.lines] });
      if (settled) await kernel.settle();
      expect(await stateOf(kernel, id)).toBe(state);
      await cancel(id);
      expect(await refund(id)).toMatchObject({ amount_fen: 9_900n, state: 'due' });
    }
  });
  test('who has paid nothing gets nothing: no refund is opened', async () => {
    const unpaid = await place(kernel, head, store, { lines: [goods.code], payment: undefined });
    const gift = await place(kernel, head, store, { lines: [[goods.code, 1, 0]] });
    await kernel.settle();
    if ((await stateOf(kernel, gift.id)) === 'held') await runVerb(kernel, releaseOrder, { id: gift.id }, { actor: head });
    for (const { id } of [unpaid, gift]) {
      expect((await cancel(id)).refundNo).toBeNull();
      expect(await refund(id)).toBeUndefined();
    }
  });
  test('refused once it has left, with the way to go on', async () => {
    const { id } = await place(kernel, head, store, { lines: [goods.code] });
    await kernel.settle();
    await kernel.db.query(`update sales."order" set state = 'shipped' where id = $1`, [id]);
    await expect(cancel(id)).rejects.toMatchObject({ kind: { code: 'sales.already-shipped', clause: '2.3.3', next: { zh: expect.stringContaining('退货') } } });
    expect(await refund(id)).toBeUndefined();
  });
});
