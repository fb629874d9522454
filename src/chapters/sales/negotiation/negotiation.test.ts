import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, person, type TestKernel } from '../../../../tests/support/kernel.ts';
import { connectedRulebook } from '../../../app/rulebook.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY, HOUR } from '../../../kernel/clock.ts';
import { knownFacts, registerFacts } from '../../../kernel/fact.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { Engine, seedCalendars, Subjects } from '../../../regulation/index.ts';
import { signVerb } from '../../../regulation/approvals/acts.ts';
import { submitVerb } from '../../../regulation/approvals/ask.ts';
import * as salesFacts from '../facts.ts';
import { givenGoods, givenStore, receiver, type GivenGoods, type GivenStore } from '../orders/testing.ts';
import { holder } from './by-link.ts';
import { confirmContract } from './contracts/confirm-contract.ts';
import { amendContract, approveContract, reviseContract } from './contracts/draft-contract.ts';
import { contractById, revisionOf, revisionsOf } from './contracts/load.ts';
import { publicContract } from './contracts/queries.ts';
import { remindExpiring, sendContract, sendContractCode, withdrawContract } from './contracts/send-contract.ts';
import { floorRule } from './prices/floor-rule.ts';
import { publicQuote, quote } from './quotes/queries.ts';
import { issueQuote } from './quotes/issue-quote.ts';
import { acceptQuote, expireQuotes, withdrawQuote } from './quotes/settle-quote.ts';
import { negotiationSubjects } from './subjects.ts';
import { givenStaff } from '../leads/testing.ts';
import { givenContract, givenCustomer, givenOpportunity, givenQuote, introduce } from './testing.ts';

let kernel: TestKernel;
let engine: Engine;
let store: GivenStore;
let cup: GivenGoods;
let seller: Actor;
let lead: Actor;
const head = person(['department-head']);
const boss = person(['general-manager']);
const people = new Map<string, Actor>();
beforeAll(async () => {
  registerFacts(salesFacts);
  engine = new Engine(connectedRulebook(new Set([...knownFacts(), floorRule.name])));
  engine.directory = {
    ...engine.directory,
    holdersOf: async (_on, asked) => asked.map(({ post }) => [...people.values()].filter((p) => p.posts.includes(post)).map((p) => ({ staffId: p.id! }) as never)),
    people: async (_on, ids) => new Map(ids.flatMap((id) => { const p = people.get(id); return p ? [[id, { staff: p.id!, person: p.personId!, name: p.name, posts: p.posts, teams: p.teamIds }]] : []; })),
  } as typeof engine.directory;
  kernel = await freshKernel({ controls: engine });
  await seedCalendars(kernel);
  await engine.load(kernel.db);
  await kernel.db.query("insert into company.company (name, created_at) values ('示例公司', now())");
  store = await givenStore(kernel);
  cup = await givenGoods(kernel, store, 500);
  seller = person(['seller'], { teamIds: [store.teamId] });
  lead = person(['team-lead'], { teamIds: [store.teamId] });
  for (const p of [seller, lead, head, boss]) people.set(p.id!, p);
});
afterAll(() => kernel.close());

const stageOf = async (id: string): Promise<string> => (await kernel.db.query<{ stage: string }>('select stage from sales.opportunity where id = $1', [id])).rows[0]!.stage;
const duties = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries((await kernel.db.query<{ control: string; state: string }>('select control, state from regulation.obligation where subject_id = $1 order by control, opened_at', [id])).rows.map((r) => [r.control, r.state]));
const versionOf = async (id: string): Promise<number> => (await kernel.db.query<{ version: number }>('select version from sales.contract where id = $1', [id])).rows[0]!.version;
/** Offered at so much for one of 99.00. */
async function drafted(unitFen: number, more: { need?: object; solved?: boolean } = {}) {
  const opportunityId = await givenOpportunity(kernel, seller, { store, customerId: await givenCustomer(kernel), goods: [cup], ...more });
  return { opportunityId, ...(await givenQuote(kernel, seller, opportunityId, [{ skuId: cup.skuId, quantity: 100, unitFen }])) };
}
const issue = (q: { id: string; version: number }, actor: Actor) => runVerb(kernel, issueQuote, { id: q.id, version: q.version }, { actor });
async function accepted(unitFen = 9_900) {
  const q = await drafted(unitFen);
  await issue(q, seller);
  await runVerb(kernel, acceptQuote, { id: q.id, name: '王经理', via: 'link' }, { actor: holder('quote', q.id) });
  return q;
}

describe('before a quote goes out (clauses 2.2.1 to 2.2.3)', () => {
  test('a need that is not settled: no quote, and the clause says why', async () =>
    expect(issue(await drafted(9_900, { need: { quantity: null } }), seller)).rejects.toMatchObject({ kind: { code: 'regulation.gate', clause: '2.2.1' }, facts: { missing: ['need-complete'] } }));
  test('goods without a reason in the solution', async () => {
    const q = await drafted(9_900, { solved: false });
    await introduce(kernel, seller, q.opportunityId, [cup]);
    await expect(issue(q, seller)).rejects.toMatchObject({ kind: { clause: '2.2.1' }, facts: { missing: ['solution-reasoned'] } });
  });
  test('three per cent is the seller’s own; the opportunity is quoted and the rule’s decision is kept', async () => {
    const q = await drafted(9_603);
    await issue(q, seller);
    expect(await stageOf(q.opportunityId)).toBe('quoted');
    const { rows } = await kernel.db.query("select 1 from regulation.judgement where subject_id = $1 and control = 'margin-floor'", [q.id]);
    expect(rows).toHaveLength(1);
  });
  test('a basis point more needs the lead, who may do it himself', async () => {
    const q = await drafted(9_602);
    await expect(issue(q, seller)).rejects.toMatchObject({ kind: { code: 'regulation.not-approved', clause: '2.2.3' } });
    await issue(q, lead);
  });
  test('twelve per cent: the head signs exactly this quote; another price is not what he signed', async () => {
    const q = await drafted(8_712);
    const refusal = await issue(q, seller).catch((e: unknown) => e as { facts: { verb: string; subject: { type: string; id: string }; content: Record<string, unknown> } });
    expect(refusal).toMatchObject({ kind: { code: 'regulation.not-approved' }, detail: { zh: expect.stringContaining('部门经理') } });
    const asked = (refusal as { facts: { verb: string; subject: { type: string; id: string }; content: Record<string, unknown> } }).facts;
    expect((await quote(kernel, seller, 'own', q.id)).asks).toEqual({ verb: asked.verb, subject: asked.subject, content: asked.content });
    await approve(asked, head);
    const [changed] = [await givenQuote(kernel, seller, q.opportunityId, [{ skuId: cup.skuId, quantity: 100, unitFen: 8_711 }], q.version)];
    await expect(issue(changed, seller)).rejects.toMatchObject({ kind: { code: 'regulation.not-what-was-approved' } });
    const back = await givenQuote(kernel, seller, q.opportunityId, [{ skuId: cup.skuId, quantity: 100, unitFen: 8_712 }], changed.version);
    await issue(back, seller);
    expect((await quote(kernel, seller, 'own', q.id)).state).toBe('issued');
  });
  test('under the floor: the head is not enough, however small the discount; the general manager is', async () => {
    const dear = await givenGoods(kernel, store, 10, { costFen: 8_500n });
    const opportunityId = await givenOpportunity(kernel, seller, { store, customerId: await givenCustomer(kernel), goods: [dear] });
    const q = await givenQuote(kernel, seller, opportunityId, [{ skuId: dear.skuId, quantity: 10, unitFen: 9_800 }]);
    await expect(issue(q, head)).rejects.toMatchObject({ kind: { code: 'regulation.gate', clause: '2.2.3' }, facts: { missing: ['margin-at-floor-or-approved'] } });
    const asks = (await quote(kernel, seller, 'own', q.id)).asks!;
    expect(asks.content).toMatchObject({ discountBasisPoints: null, askedBasisPoints: 102, marginBasisPoints: 1_326, belowFloor: true });
    await approve(asks, boss);
    await issue(q, seller);
    expect((await quote(kernel, seller, 'own', q.id)).state).toBe('issued');
  });
  test('a colleague neither sees nor issues it', async () => {
    const q = await drafted(9_900);
    const other = person(['seller'], { teamIds: [store.teamId] });
    await expect(issue(q, other)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await expect(quote(kernel, other, 'own', q.id)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
});

async function approve(asked: { verb: string; subject: { type: string; id: string }; content: Record<string, unknown> }, signer: Actor): Promise<void> {
  const subjects = new Subjects();
  for (const [type, kind] of Object.entries(negotiationSubjects)) subjects.register(type, kind);
  const parts = { engine, rulebook: engine.rulebook, directory: engine.directory, subjects } as never;
  const { id } = await runVerb(kernel, submitVerb(parts), { verb: asked.verb, subject: asked.subject, content: asked.content, reason: '大客户首单', purpose: null }, { actor: seller });
  const { rows: [row] } = await kernel.db.query<{ content_hash: string; life: { steps: { id: string }[]; at: number } }>('select content_hash, life from regulation.approval where id = $1', [id]);
  await runVerb(kernel, signVerb(parts, null), { id, hash: row!.content_hash, step: row!.life.steps[row!.life.at]!.id, for: null, note: null, yes: true }, { actor: signer });
}
describe('versions, acceptance, the end of a quote', () => {
  test('the next version ends the one that the customer has; only the last can be accepted', async () => {
    const first = await drafted(9_900);
    await issue(first, seller);
    const second = await givenQuote(kernel, seller, first.opportunityId, [{ skuId: cup.skuId, quantity: 120, unitFen: 9_700 }]);
    expect(second.quoteNo).toBe(`${first.quoteNo}-V2`);
    await issue(second, seller);
    await expect(runVerb(kernel, acceptQuote, { id: first.id, name: '王经理', via: 'link' }, { actor: holder('quote', first.id) })).rejects.toMatchObject({ kind: { code: 'kernel.wrong-state' } });
    expect((await quote(kernel, seller, 'own', second.id)).versions.map((v) => [v.versionNo, v.state])).toEqual([[1, 'replaced'], [2, 'issued']]);
  });
  test('a link opens its own quote and no other', async () => {
    const [a, b] = [await drafted(9_900), await drafted(9_900)];
    await issue(a, seller);
    await issue(b, seller);
    await expect(runVerb(kernel, acceptQuote, { id: b.id, name: '路人', via: 'link' }, { actor: holder('quote', a.id) })).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
  });
  test.each([[14, 'accepted'], [15, 'refused']] as const)('valid for fourteen days; accepted after %d: %s', async (days, what) => {
    const q = await drafted(9_900);
    await issue(q, seller);
    kernel.clock.advance(days * DAY);
    const act = runVerb(kernel, acceptQuote, { id: q.id, name: '王经理', via: 'link' }, { actor: holder('quote', q.id) });
    if (what === 'accepted') await act;
    else {
      await expect(act).rejects.toMatchObject({ kind: { code: 'sales.quote-past' } });
      expect((await runVerb(kernel, expireQuotes, {}, { actor: system('到期') })).ended).toBeGreaterThanOrEqual(1);
      expect((await quote(kernel, seller, 'own', q.id)).state).toBe('expired');
      expect(await stageOf(q.opportunityId)).toBe('solution');
    }
  });
  test.each([['met', 8 * HOUR], ['breached', 3 * DAY]] as const)('the contract is drafted after acceptance: %s', async (verdict, after) => {
    const q = await accepted();
    expect(await duties(q.id)).toMatchObject({ 'drafted-in-time': 'pending' });
    kernel.clock.advance(after);
    await givenContract(kernel, seller, q.id);
    expect((await duties(q.id))['drafted-in-time']).toBe(verdict);
  });
  test('a quote that is withdrawn owes no contract', async () => {
    const q = await accepted();
    await runVerb(kernel, withdrawQuote, { id: q.id, reason: '客户改期' }, { actor: seller });
    expect((await duties(q.id))['drafted-in-time']).toBe('cancelled');
    expect(await stageOf(q.opportunityId)).toBe('solution');
  });
});

describe('contracts (clauses 2.2.4, 2.3.1)', () => {
  async function sent() {
    const q = await accepted();
    const c = await givenContract(kernel, seller, q.id);
    await runVerb(kernel, approveContract, { id: c.id, version: await versionOf(c.id) }, { actor: lead });
    await runVerb(kernel, sendContract, { id: c.id, version: await versionOf(c.id) }, { actor: seller });
    return { ...q, contractId: c.id, contractNo: c.contractNo, hash: (await revisionOf(kernel, (await contractById(kernel, c.id))!)).hash };
  }
  const confirm = (c: { contractId: string; hash: string }, more: object = {}) => runVerb(kernel, confirmContract, { id: c.contractId, name: '王经理', hash: c.hash, receiver: receiver(), ...more }, { actor: holder('contract', c.contractId), ip: '203.0.113.7' });

  test('what the first template makes is complete and lawful, goes out, is confirmed, and the order is there in the same step', async () => {
    const c = await sent();
    expect(await duties(c.contractId)).toMatchObject({ 'contract-sent-in-time': 'met' });
    const { orderNo } = await confirm(c);
    const { rows: [order] } = await kernel.db.query<Record<string, unknown>>('select o.order_no, o.source, o.state, o.payable_fen, o.outside_no, c.order_id = o.id as bound from sales."order" o join sales.contract c on c.id = $1 where o.order_no = $2', [c.contractId, orderNo]);
    expect(order).toMatchObject({ source: 'contract', state: 'unpaid', payable_fen: 990_000n, outside_no: c.contractNo, bound: true });
    expect(await duties(c.contractId)).toMatchObject({ 'order-entered-at-once': 'met' });
    expect(await stageOf(c.opportunityId)).toBe('won');
    const kept = await contractById(kernel, c.contractId);
    expect(kept).toMatchObject({ state: 'confirmed', confirmed_by: '王经理', confirmed_ip: '203.0.113.7', confirmed_hash: c.hash, plan: [{ amountFen: 297_000 }, { amountFen: 693_000 }] });
  });
  test('the page of the quote says what has become of it: drafting, sent, confirmed', async () => {
    const q = await accepted();
    const said = async (id: string) => (await publicQuote(kernel, id)).contract;
    expect(await said(q.id)).toBeNull();
    const { contractNo } = await givenContract(kernel, seller, q.id);
    expect(await said(q.id)).toEqual({ contractNo, state: 'drafting' });
    const c = await sent();
    expect(await said(c.id)).toEqual({ contractNo: c.contractNo, state: 'sent' });
    await confirm(c);
    expect(await said(c.id)).toEqual({ contractNo: c.contractNo, state: 'confirmed' });
  });
  test('confirmed twice at once: one order', async () => {
    const c = await sent();
    const done = await Promise.allSettled([confirm(c), confirm(c)]);
    expect(done.filter((d) => d.status === 'fulfilled')).toHaveLength(1);
    expect((await kernel.db.query('select 1 from sales."order" where outside_no = $1', [c.contractNo])).rowCount).toBe(1);
  });
  test('another wording than the one read is not confirmed, and nothing remains of the try', async () => {
    const c = await sent();
    await expect(confirm(c, { hash: 'f'.repeat(64) })).rejects.toMatchObject({ kind: { code: 'sales.document-changed' } });
    await expect(confirm(c, { receiver: receiver({ phone: null }) })).rejects.toMatchObject({ kind: { code: 'sales.receiver-incomplete' } });
    expect((await contractById(kernel, c.contractId))!.state).toBe('sent');
  });
  test.each([
    ['missing', (body: string) => body.replace(/## 八、争议解决\n[^\n]*\n/, ''), 'terms-complete'],
    ['blank', (body: string) => `${body}\n交货地点：____`, 'terms-complete'],
    ['forbidden', (body: string) => `${body}\n商品一经售出，概不退换。`, 'no-forbidden-terms'],
    ['another price', (body: string) => body.replace('¥99.00', '¥98.00'), 'equals-quote'],
    ['another quantity', (body: string) => body.replace('数量：100', '数量：1000'), 'equals-quote'],
  ])('a wording with something %s does not go out', async (_what, change, requirement) => {
    const c = await givenContract(kernel, seller, (await accepted()).id);
    const body = (await revisionsOf(kernel, c.id))[0]!.body;
    await runVerb(kernel, reviseContract, { id: c.id, version: await versionOf(c.id), body: change(body), side: 'customer', note: '客户修改' }, { actor: seller });
    await runVerb(kernel, approveContract, { id: c.id, version: await versionOf(c.id) }, { actor: lead });
    await expect(runVerb(kernel, sendContract, { id: c.id, version: await versionOf(c.id) }, { actor: seller })).rejects.toMatchObject({ kind: { code: 'regulation.gate', clause: '2.2.4' }, facts: { missing: [requirement] } });
  });
  test('revisions are kept as they were; a revised contract must be final and sent again', async () => {
    const c = await sent();
    const [first] = await revisionsOf(kernel, c.contractId);
    await runVerb(kernel, reviseContract, { id: c.contractId, version: await versionOf(c.contractId), body: first!.body.replace('七日内', '十日内'), side: 'customer', note: '客户要求延长异议期' }, { actor: seller });
    await expect(confirm(c)).rejects.toMatchObject({ kind: { code: 'kernel.not-found' } });
    await expect(kernel.db.query("update sales.contract_revision set body = 'x' where contract_id = $1", [c.contractId])).rejects.toThrow(/never changed/);
    await runVerb(kernel, withdrawContract, { id: c.contractId, reason: '客户取消' }, { actor: seller });
    expect(await stageOf(c.opportunityId)).toBe('accepted');
  });
  test('a code by short message: five wrong tries and it is dead; asked anew, the right one confirms', async () => {
    kernel.channels.add('sms/contract-code');
    const c = await sent();
    const customer = holder('contract', c.contractId);
    const ask = async (): Promise<string> => {
      await runVerb(kernel, sendContractCode, { id: c.contractId }, { actor: customer });
      return (await kernel.db.query<{ payload: { values: { code: string } } }>("select payload from kernel.message where subject_id = $1 order by created_at desc, id desc limit 1", [c.contractId])).rows[0]!.payload.values.code;
    };
    const dead = await ask();
    await expect(ask()).rejects.toMatchObject({ kind: { code: 'kernel.too-many-requests' } });
    for (let n = 0; n < 5; n += 1) expect(await confirm(c, { code: dead === '000000' ? '000001' : '000000' })).toMatchObject({ wrongCode: true });
    expect(await confirm(c, { code: dead })).toMatchObject({ wrongCode: true });
    kernel.clock.advance(2 * 60_000);
    expect(await confirm(c, { code: await ask() })).toMatchObject({ wrongCode: false, orderNo: expect.stringMatching(/^SO-/) });
    expect((await contractById(kernel, c.contractId))!.code_passed).toBe(true);
    kernel.channels.delete('sms/contract-code');
  });
  test('an amendment is confirmed on its own page and makes no second order', async () => {
    const c = await sent();
    await confirm(c);
    const amendment = await runVerb(kernel, amendContract, { id: c.contractId, body: '# 补充协议\n交货期限改为二〇二六年十二月十日前，其余条款不变。' }, { actor: seller });
    await runVerb(kernel, approveContract, { id: amendment.id, version: await versionOf(amendment.id) }, { actor: lead });
    await runVerb(kernel, sendContract, { id: amendment.id, version: await versionOf(amendment.id) }, { actor: seller });
    const page = await publicContract(kernel, amendment.id);
    expect(await runVerb(kernel, confirmContract, { id: amendment.id, name: '王经理', hash: page.hash }, { actor: holder('contract', amendment.id) })).toMatchObject({ orderNo: null });
    expect((await contractById(kernel, c.contractId))!.state).toBe('amended');
    expect(await duties(amendment.id)).not.toHaveProperty('order-entered-at-once');
  });
  test.each([[30, 1], [31, 0]])('%d days before its end a reminder: %d', async (days, reminded) => {
    const c = await sent();
    await confirm(c);
    const hers = await givenStaff(kernel, ['seller'], [store.teamId]);
    await kernel.db.query('update sales.contract set seller_id = $2 where id = $1', [c.contractId, hers.id]);
    await kernel.db.query("update sales.contract set expires_on = ((to_timestamp($2 / 1000.0) at time zone 'Asia/Shanghai')::date + $3::int) where id = $1", [c.contractId, kernel.clock.now(), days]);
    expect(await runVerb(kernel, remindExpiring, {}, { actor: system('提醒') })).toEqual({ reminded });
    expect(await runVerb(kernel, remindExpiring, {}, { actor: system('提醒') })).toEqual({ reminded: 0 });
    expect((await kernel.db.query('select staff_id from regulation.notice where topic = $1', [`contract-expiring:${c.contractId}`])).rows).toEqual(reminded === 1 ? [{ staff_id: hers.id }] : []);
    await kernel.db.query('update sales.contract set expires_on = null where id = $1', [c.contractId]);
  });
});
