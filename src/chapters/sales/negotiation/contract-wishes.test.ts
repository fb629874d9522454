import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestKernel } from '../../../../tests/support/kernel.ts';
import { person } from '../../../../tests/support/kernel.ts';
import { ruledKernel } from '../../../../tests/support/ruled.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { runVerb } from '../../../kernel/verb.ts';
import * as salesFacts from '../facts.ts';
import { givenStaff } from '../leads/testing.ts';
import { givenGoods, givenStore, receiver, type GivenGoods, type GivenStore } from '../orders/testing.ts';
import { holder } from './by-link.ts';
import { confirmContract } from './contracts/confirm-contract.ts';
import { approveContract } from './contracts/draft-contract.ts';
import { contractRecord, contracts, publicContract } from './contracts/queries.ts';
import { sendContract } from './contracts/send-contract.ts';
import { askContractChange, declineContractWish, takeContractWish } from './contracts/wishes.ts';
import { acceptQuote } from './quotes/settle-quote.ts';
import { givenContract, givenCustomer, givenOpportunity, givenQuote } from './testing.ts';

let kernel: TestKernel;
let store: GivenStore;
let cup: GivenGoods;
let seller: Actor;
let lead: Actor;
beforeAll(async () => {
  ({ kernel } = await ruledKernel({ facts: [salesFacts] }));
  await kernel.db.query("insert into company.company (name, created_at) values ('示例公司', now())");
  store = await givenStore(kernel);
  cup = await givenGoods(kernel, store, 500);
  seller = await givenStaff(kernel, ['seller'], [store.teamId]);
  lead = await givenStaff(kernel, ['team-lead'], [store.teamId]);
});
afterAll(() => kernel.close());

const record = (id: string) => contractRecord(kernel, seller, 'own', id);
async function sendOut(id: string): Promise<void> {
  await runVerb(kernel, approveContract, { id, version: (await record(id)).version }, { actor: lead });
  await runVerb(kernel, sendContract, { id, version: (await record(id)).version }, { actor: seller });
}
async function sent(): Promise<string> {
  const opportunityId = await givenOpportunity(kernel, seller, { store, customerId: await givenCustomer(kernel), goods: [cup] });
  const q = await givenQuote(kernel, seller, opportunityId, [{ skuId: cup.skuId, quantity: 100, unitFen: 9_900 }]);
  await kernel.db.query("update sales.quote set state = 'issued' where id = $1", [q.id]);
  await kernel.db.query("update sales.opportunity set stage = 'quoted' where id = $1", [opportunityId]);
  await runVerb(kernel, acceptQuote, { id: q.id, name: '王经理', via: 'link' }, { actor: holder('quote', q.id) });
  const { id } = await givenContract(kernel, seller, q.id);
  await sendOut(id);
  return id;
}
const LATER = '七日内改为十五日内';
async function ask(id: string, wishes: { line: number | null; body: string }[], more: object = {}) {
  return runVerb(kernel, askContractChange, { id, name: '王经理', hash: (await publicContract(kernel, id)).hash, wishes, ...more }, { actor: holder('contract', id) });
}
const lineOf = async (id: string, part: string): Promise<number> => (await publicContract(kernel, id)).body.split('\n').findIndex((line) => line.includes(part));
const confirm = async (id: string, more: object = {}) => runVerb(kernel, confirmContract, { id, name: '王经理', hash: (await publicContract(kernel, id)).hash, receiver: receiver(), ...more }, { actor: holder('contract', id) });
const kinds = async (id: string): Promise<string[]> => (await kernel.db.query<{ kind: string }>("select type as kind from kernel.fact where subject_id = $1 and (type like '%wish%' or type like '%change-asked') order by seq", [id])).rows.map((r) => r.kind);

describe('a contract is changed by both sides (clause 2.2.4)', () => {
  test('the customer asks at a paragraph and for the whole; the seller is told once; one is taken over, the other declined; the customer reads both and what changed, and confirms', async () => {
    const id = await sent();
    const line = await lineOf(id, '七日内');
    await ask(id, [{ line, body: LATER }]);
    await ask(id, [{ line: null, body: '请加盖公章寄回' }]);
    expect((await kernel.db.query('select staff_id from regulation.notice where topic = $1', [`contract-change-asked:${id}`])).rows).toEqual([{ staff_id: seller.id }]);
    const before = await record(id);
    expect(before).toMatchObject({ wishesOpen: 2, wishes: [{ line, body: LATER, by: '王经理', state: 'open', revision: 1, said: expect.stringContaining('七日内') }, { line: null, said: '', state: 'open' }] });
    expect((await contracts(kernel, seller, 'own', { sort: undefined, q: undefined, state: undefined, expiring: undefined, customer: undefined, cursor: undefined, limit: 20 } as never)).rows.find((c) => c.id === id)!.wishesOpen).toBe(2);
    const [first, second] = before.wishes.map((w) => w.id) as [string, string];
    await runVerb(kernel, declineContractWish, { id, wishId: second, reason: '在线确认与盖章同等有效' }, { actor: seller });
    await runVerb(kernel, takeContractWish, { id, wishId: first, version: before.version, body: before.body.replace('七日内', '十五日内') }, { actor: seller });
    await expect(publicContract(kernel, id)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await sendOut(id);
    const page = await publicContract(kernel, id);
    expect(page.wishes).toMatchObject([{ state: 'taken', line: null, said: expect.stringContaining('七日内') }, { state: 'declined', answer: '在线确认与盖章同等有效' }]);
    expect(page.changes!.filter((p) => p.is !== 'same')).toEqual([{ is: 'removed', text: '七' }, { is: 'added', text: '十五' }]);
    expect((await record(id)).revisions[1]).toMatchObject({ side: 'customer', note: `采纳 王经理 的意见：${LATER}` });
    await confirm(id);
    expect(await kinds(id)).toEqual(['sales.contract-change-asked', 'sales.contract-change-asked', 'sales.contract-wish-declined', 'sales.contract-wish-taken']);
  });
  test('with answers owed it is confirmed only by a customer who gives the wishes up; afterwards nobody answers or asks', async () => {
    const id = await sent();
    await ask(id, [{ line: null, body: LATER }]);
    await expect(confirm(id)).rejects.toMatchObject({ kind: { code: 'sales.wishes-open', clause: '2.2.4' } });
    await confirm(id, { dropWishes: true });
    const { wishes: [wish], version } = await record(id);
    expect(wish).toMatchObject({ state: 'dropped' });
    expect(await kinds(id)).toEqual(['sales.contract-change-asked', 'sales.contract-wishes-dropped']);
    await expect(runVerb(kernel, takeContractWish, { id, wishId: wish!.id, version, body: '# 合同\n完全不同的一份文本，长到可以算作一份合同。' }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    await expect(ask(id, [{ line: null, body: LATER }])).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  test('a wish stays at its paragraph when lines came before it', async () => {
    const id = await sent();
    const line = await lineOf(id, '七日内');
    await ask(id, [{ line, body: LATER }, { line: null, body: '开头写明送货时间' }]);
    const before = await record(id);
    await runVerb(kernel, takeContractWish, { id, wishId: before.wishes[1]!.id, version: before.version, body: `送货时间：工作日\n\n${before.body}` }, { actor: seller });
    expect((await record(id)).wishes[0]).toMatchObject({ line: line + 2, state: 'open' });
  });
  test('refused: another wording than the one read, a paragraph that is not there, more than twenty, an unchanged wording, a second answer', async () => {
    const id = await sent();
    await expect(ask(id, [{ line: null, body: LATER }], { hash: 'f'.repeat(64) })).rejects.toMatchObject({ kind: { code: 'sales.document-changed' } });
    await expect(ask(id, [{ line: 9_999, body: LATER }])).rejects.toMatchObject({ kind: { code: 'kernel.invalid-input' } });
    await ask(id, Array.from({ length: 20 }, (_, n) => ({ line: null, body: `第 ${n} 条意见` })));
    await expect(ask(id, [{ line: null, body: LATER }])).rejects.toMatchObject({ kind: { code: 'sales.wishes-too-many' } });
    const { wishes: [wish], version, body } = await record(id);
    await expect(runVerb(kernel, takeContractWish, { id, wishId: wish!.id, version, body }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'sales.wording-unchanged' } });
    const decline = () => runVerb(kernel, declineContractWish, { id, wishId: wish!.id, reason: '价格已最低' }, { actor: seller });
    await decline();
    await expect(decline()).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
  });
  test('a link asks about its own contract only; a colleague neither takes over nor declines', async () => {
    const [mine, other] = [await sent(), await sent()];
    const { hash } = await publicContract(kernel, other);
    await expect(runVerb(kernel, askContractChange, { id: other, name: '路人甲', hash, wishes: [{ line: null, body: LATER }] }, { actor: holder('contract', mine) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await ask(mine, [{ line: null, body: LATER }]);
    await ask(other, [{ line: null, body: LATER }]);
    const [wish] = (await record(mine)).wishes;
    const colleague = person(['seller'], { teamIds: [store.teamId] });
    await expect(runVerb(kernel, declineContractWish, { id: mine, wishId: wish!.id, reason: '不行' }, { actor: colleague })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    // The wish of one contract is not answered through another.
    await expect(runVerb(kernel, declineContractWish, { id: other, wishId: wish!.id, reason: '不行' }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
});
