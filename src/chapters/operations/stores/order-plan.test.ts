import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import * as financeFacts from '../../finance/facts.ts';
import * as operationsFacts from '../facts.ts';
import { acknowledgeOrder as financeAcknowledges } from '../../finance/receipts/acknowledge-order.ts';
import { reactions as financeReactions } from '../../finance/reactions.ts';
import { cancelOrder, placeOrder, recordPayment } from '../../sales/index.ts';
import * as salesFacts from '../../sales/facts.ts';
import { holder } from '../../sales/negotiation/by-link.ts';
import { confirmContract } from '../../sales/negotiation/contracts/confirm-contract.ts';
import { approveContract } from '../../sales/negotiation/contracts/draft-contract.ts';
import { contractById, revisionOf } from '../../sales/negotiation/contracts/load.ts';
import { sendContract } from '../../sales/negotiation/contracts/send-contract.ts';
import { issueQuote } from '../../sales/negotiation/quotes/issue-quote.ts';
import { acceptQuote } from '../../sales/negotiation/quotes/settle-quote.ts';
import { givenContract, givenCustomer, givenOpportunity, givenQuote } from '../../sales/negotiation/testing.ts';
import { givenGoods, givenStore, orderOf, receiver, stateOf, type GivenGoods, type GivenStore } from '../../sales/orders/testing.ts';
import { reactions } from '../../sales/reactions.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { DAY, startOfDay } from '../../../kernel/clock.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { acknowledgeOrder, orderPlan } from './acknowledge-order.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let seller: Actor;
let lead: Actor;
let operator: Actor;
const [accountant, boss] = [person(['accountant']), person(['general-manager'])];
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts, financeFacts, operationsFacts], reactions: [...reactions, ...financeReactions] }));
  await kernel.db.query("insert into company.company (name, created_at) values ('示例公司', now())");
  store = await givenStore(kernel);
  cup = await givenGoods(kernel, store, 500);
  [seller, lead, operator] = [person(['seller'], { teamIds: [store.teamId] }), person(['team-lead'], { teamIds: [store.teamId] }), person(['store-operator'], { teamIds: [store.teamId] })];
});
afterAll(() => kernel.close());

/** A confirmed contract over a hundred cups: 30 % first, 70 % on 2026-12-20. */
async function confirmed(): Promise<string> {
  const opportunityId = await givenOpportunity(kernel, seller, { store, customerId: await givenCustomer(kernel), goods: [cup] });
  const quote = await givenQuote(kernel, seller, opportunityId, [{ skuId: cup.skuId, quantity: 100, unitFen: 9_900 }]);
  await runVerb(kernel, issueQuote, { id: quote.id, version: quote.version }, { actor: seller });
  await runVerb(kernel, acceptQuote, { id: quote.id, name: '王经理', via: 'link' }, { actor: holder('quote', quote.id) });
  const { id } = await givenContract(kernel, seller, quote.id);
  const version = async () => (await contractById(kernel, id))!.version;
  await runVerb(kernel, approveContract, { id, version: await version() }, { actor: lead });
  await runVerb(kernel, sendContract, { id, version: await version() }, { actor: seller });
  const { hash } = await revisionOf(kernel, (await contractById(kernel, id))!);
  await runVerb(kernel, confirmContract, { id, name: '王经理', hash, receiver: receiver() }, { actor: holder('contract', id) });
  await kernel.settle();
  return (await contractById(kernel, id))!.order_id!;
}
const plan = (id: string) => orderPlan(kernel, boss, 'all', id);
const duties = async (id: string): Promise<Record<string, { state: string; due_at: number }>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string; due_at: number }>('select control, state, due_at from regulation.obligation where subject_id = $1', [id])).rows.map((r) => [r.control, r]));
const pay = (id: string, amountFen?: number) => runVerb(kernel, recordPayment, { id, ...(amountFen === undefined ? {} : { amountFen }) }, { actor: accountant });
const reserved = async () => (await kernel.db.query<{ reserved: number }>('select reserved from products.stock_item where sku_id = $1', [cup.skuId])).rows[0]!.reserved;

describe('the order of a confirmed contract (clause 2.3.1)', () => {
  test('its plan of payment reaches finance as dated receivables; the deposit comes before the goods', async () => {
    const before = await reserved();
    const id = await confirmed();
    const { parts } = await plan(id);
    expect(parts).toMatchObject([{ name: '预付款', amountFen: 297_000, paidFen: 0, state: 'open' }, { name: '尾款', amountFen: 693_000, dueAt: startOfDay('2026-12-20') + DAY, state: 'open' }]);
    expect((await duties(parts[1]!.id))['instalment-paid-in-time']).toMatchObject({ state: 'pending', due_at: startOfDay('2026-12-20') + DAY });

    await expect(pay(id, 296_999)).rejects.toMatchObject({ kind: { code: 'sales.deposit-missing', clause: '2.3.1' } });
    expect([await stateOf(kernel, id), await reserved()]).toEqual(['unpaid', before]);
    await pay(id, 297_000);
    await kernel.settle();
    expect((await stateOf(kernel, id)) === 'released' || (await stateOf(kernel, id)) === 'held').toBe(true);
    expect((await plan(id)).parts.map((p) => p.state)).toEqual(['paid', 'open']);
    expect((await duties(parts[0]!.id))['instalment-paid-in-time']).toMatchObject({ state: 'met' });
    // Finance knows the whole sum, not only what came.
    expect((await kernel.db.query('select due_fen from finance.receivable where id = $1', [id])).rows).toEqual([{ due_fen: 990_000n }]);

    await pay(id, 93_000);
    await kernel.settle();
    expect((await plan(id)).parts[1]).toMatchObject({ paidFen: 93_000, state: 'open' });
    await pay(id);
    await kernel.settle();
    expect((await plan(id)).parts[1]).toMatchObject({ paidFen: 693_000, state: 'paid' });
    await expect(pay(id)).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await kernel.db.query('select * from finance.faults')).rows).toEqual([]);
  });
  test('operations and finance say that they know of it, each once and each their own', async () => {
    const id = await confirmed();
    expect(await duties(id)).toMatchObject({ 'operations-told': { state: 'pending' }, 'finance-told': { state: 'pending' } });
    await expect(runVerb(kernel, acknowledgeOrder, { id }, { actor: accountant })).rejects.toMatchObject({ kind: { code: 'kernel.not-allowed' } });
    await expect(runVerb(kernel, acknowledgeOrder, { id }, { actor: person(['store-operator']) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await runVerb(kernel, acknowledgeOrder, { id, note: '周五备齐' }, { actor: operator });
    await runVerb(kernel, financeAcknowledges, { id }, { actor: accountant });
    expect(await duties(id)).toMatchObject({ 'operations-told': { state: 'met' }, 'finance-told': { state: 'met' } });
    expect(await plan(id)).toMatchObject({ operations: { by: operator.name }, finance: { by: accountant.name } });
    await expect(runVerb(kernel, acknowledgeOrder, { id }, { actor: operator })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  test('cancelled: nothing more is owed, and the deposit goes back', async () => {
    const id = await confirmed();
    await pay(id, 297_000);
    await kernel.settle();
    await runVerb(kernel, cancelOrder, { id, reason: '客户取消合同' }, { actor: boss });
    await kernel.settle();
    const { parts } = await plan(id);
    expect(parts.map((p) => p.state)).toEqual(['paid', 'void']);
    expect((await duties(parts[1]!.id))['instalment-paid-in-time']).toMatchObject({ state: 'cancelled' });
    expect((await kernel.db.query('select amount_fen from finance.refund where order_id = $1', [id])).rows).toEqual([{ amount_fen: 297_000n }]);
  });
  test('an order without a contract has no plan and asks nobody to acknowledge', async () => {
    const { id } = await runVerb(kernel, placeOrder, orderOf(store, { lines: [cup.code] }), { actor: boss });
    expect((await plan(id)).parts).toEqual([]);
    await expect(runVerb(kernel, financeAcknowledges, { id }, { actor: accountant })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
});
