import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD, type Login } from '../../src/app/demo/company.ts';
import { openTask, receiveFeedback } from '../../src/chapters/sales/after-sales/feedback-verbs.ts';
import { receiveComplaint } from '../../src/chapters/sales/after-sales/complaint-verbs.ts';
import { captureLead } from '../../src/chapters/sales/leads/capture-lead.ts';
import { holder } from '../../src/chapters/sales/negotiation/by-link.ts';
import { issueQuote } from '../../src/chapters/sales/negotiation/quotes/issue-quote.ts';
import { acceptQuote } from '../../src/chapters/sales/negotiation/quotes/settle-quote.ts';
import { givenContract, givenCustomer, givenOpportunity, givenQuote } from '../../src/chapters/sales/negotiation/testing.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { DAY } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { Post } from '../../src/kernel/posts.ts';
import { runVerb } from '../../src/kernel/verb.ts';
import { hashPassword } from '../../src/registers/company/index.ts';
import { formTeam } from '../../src/registers/company/places/save-team.ts';
import { addStaff } from '../../src/registers/company/staff/add-staff.ts';
import { freshProduct, type Caller, type WholeProduct } from '../support/product.ts';

/**
 * A duty that is handed over may be about a row of another person or team. Its new holder sees what it is about and may do it, for as long as it
 * is owed, and not a moment longer; what he owes nothing on stays out of his sight.
 */

let whole: WholeProduct;
/** A seller and a packer of teams that own nothing of this. */
let sellerElsewhere: Taker;
let packerElsewhere: Taker;
interface Taker { id: string; post: Post; team: string; caller: Caller }
/** Of each kind whose rows have a scope: how it is opened, by whom it may be owed, and what shows that it was seen. */
interface Kind { id: string; page: string; taker: () => Taker; shows: string }
const kinds = new Map<string, Kind>();

const signIn = async (login: string): Promise<Caller> => {
  const answer = await whole.nobody.send('POST', '/api/session', { login, password: DEMO_PASSWORD });
  expect(answer.statusCode, answer.body).toBe(200);
  const headers = { cookie: answer.cookies.map((c) => `${c.name}=${c.value}`).join('; ') };
  return { headers, send: (method, url, body) => whole.app.inject({ method: method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body as object }) }) };
};
const actor = (login: Login): Actor => whole.company.actors[login];
const rows = async <T extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<T[]> => (await whole.database.db.query<T>(sql, [...values])).rows;

async function strangerAs(post: Post, login: string): Promise<Taker> {
  const { id: team } = await runVerb(whole.product.kernel, formTeam, { name: `外组${login}`, leadId: null, memberIds: [] }, { actor: actor('admin') });
  const { id } = await runVerb(whole.product.kernel, addStaff, {
    name: `外组${login}`, login, phone: null, language: null, posts: [post], teamIds: [team], superiorId: null, passwordHash: await hashPassword(DEMO_PASSWORD), mustChangePassword: false,
  }, { actor: actor('admin') });
  return { id, post, team, caller: await signIn(login) };
}

beforeAll(async () => {
  whole = await freshProduct({ orders: 1 });
  const { kernel } = whole.product;
  const [seller, agent] = [actor('seller1'), actor('servicelead')];
  sellerElsewhere = await strangerAs('seller', 'elsewhere');
  packerElsewhere = await strangerAs('warehouse', 'packer');
  const ofSeller = (type: string, id: string, page: string, shows: string): void => void kinds.set(type, { id, page, taker: () => sellerElsewhere, shows });

  const made = await runVerb(kernel, captureLead, { name: '询价客户', phone: '13800001111', channel: 'fair' } as never, { actor: actor('manager') }) as { id: string };
  await whole.product.settle();
  // Whoever the rule gave it to: it is not the stranger's.
  await rows('update sales.lead set owner_id = $2, team_id = $3 where id = $1', [made.id, seller.id, seller.teamIds[0]]);
  await rows("update regulation.obligation set owner_staff = $2 where subject_id = $1 and owner_staff is not null", [made.id, seller.id]);
  ofSeller('lead', made.id, `/api/leads/${made.id}`, 'leadNo');

  const [{ id: sku }] = await rows<{ id: string }>('select id from products.sku where code = $1', [whole.goods[0]!.code]) as [{ id: string }];
  const customerId = await givenCustomer(kernel);
  const opportunity = await givenOpportunity(kernel, seller, { store: whole.company.stores[0]!, customerId, goods: [{ skuId: sku }] });
  const quote = await givenQuote(kernel, seller, opportunity, [{ skuId: sku, quantity: 2, unitFen: whole.goods[0]!.priceFen }]);
  await runVerb(kernel, issueQuote, { id: quote.id, version: quote.version }, { actor: seller });
  await runVerb(kernel, acceptQuote, { id: quote.id, name: '示例客户', via: 'link' }, { actor: holder('quote', quote.id) });
  const contract = await givenContract(kernel, seller, quote.id);
  ofSeller('opportunity', opportunity, `/api/opportunities/${opportunity}`, 'opportunityNo');
  ofSeller('quote', quote.id, `/api/quotes/${quote.id}`, 'quoteNo');
  ofSeller('contract', contract.id, `/api/contracts/${contract.id}`, 'contractNo');

  const [order] = await rows<{ id: string; order_no: string; line: string; store: string; team: string; warehouse: string }>(`select o.id, o.order_no, l.id as line, o.store_id as store, o.team_id as team, o.warehouse_id as warehouse
    from sales."order" o join sales.order_line l on l.order_id = o.id limit 1`);
  ofSeller('order', order!.id, `/api/orders/${order!.id}`, 'orderNo');
  const [shortage, part] = [newId(kernel.clock.now()), newId(kernel.clock.now())];
  await rows(`insert into sales.shortage (id, shortage_no, order_id, order_line_id, store_id, team_id, sku_id, sku_code, warehouse_id, quantity, state, queued_at, created_at)
    values ($1, 'QH-1', $2, $3, $4, $5, $6, 'A', $7, 1, 'open', now(), now())`, [shortage, order!.id, order!.line, order!.store, order!.team, sku, order!.warehouse]);
  ofSeller('shortage', shortage, `/api/shortages?q=${order!.order_no}`, 'shortageNo');
  await rows(`insert into finance.instalment (id, order_id, order_no, contract_no, store_id, seller_id, position, name, amount_fen, due_at, state, created_at) values ($1, $2, $3, 'HT-1', $4, $5, 1, '尾款', 100, now(), 'open', now())`,
    [part, order!.id, order!.order_no, order!.store, seller.id]);
  ofSeller('instalment', part, `/api/orders/${order!.id}`, 'orderNo');

  const back = newId(kernel.clock.now());
  await rows(`insert into sales.return (id, return_no, order_id, store_id, team_id, type, reason, cause, asked_by, state, requested_at, search, created_at, updated_at)
    select $1, 'TH-1', $2, $3, $4, 'before-shipping', key, cause, 'staff', 'requested', now(), ''::tsvector, now(), now() from sales.return_reason order by key limit 1`, [back, order!.id, order!.store, order!.team]);
  ofSeller('return', back, `/api/returns/${back}`, 'returnNo');
  const complaint = await runVerb(kernel, receiveComplaint, { orderId: order!.id, channel: 'phone', about: '少发一件' } as never, { actor: agent }) as { id: string };
  ofSeller('complaint', complaint.id, `/api/complaints/${complaint.id}`, 'complaintNo');
  const feedback = await runVerb(kernel, receiveFeedback, { orderId: order!.id, channel: 'review', words: '包装一般', rating: 3, author: '某买家' } as never, { actor: agent }) as { id: string };
  ofSeller('feedback', feedback.id, `/api/feedback/${feedback.id}`, 'feedbackNo');
  await runVerb(kernel, openTask, { id: feedback.id, post: 'seller', staffId: seller.id, ask: '请说明当时的承诺' } as never, { actor: agent });
  const [task] = await rows<{ id: string }>('select id from sales.feedback_task');
  ofSeller('feedback-task', task!.id, `/api/feedback/${feedback.id}`, 'feedbackNo');
  await whole.product.settle();
  const [parcel] = await rows<{ id: string }>('select id from logistics.parcel limit 1');
  kinds.set('parcel', { id: parcel!.id, page: `/api/parcels/${parcel!.id}`, taker: () => packerElsewhere, shows: 'parcelNo' });
}, 180_000);
afterAll(() => whole?.close());
/** What the story left open belongs to those whom it is about. */
beforeEach(() => rows('update regulation.obligation set owner_staff = $1 where open and owner_staff is null', [actor('manager').id]));

/** A duty on the record, as a hand-over leaves it. */
async function owes(type: string, id: string, by: { staff: string | null; team?: string | null; post: Post }): Promise<string> {
  const [duty] = [newId(whole.product.kernel.clock.now())];
  await rows(`insert into regulation.obligation (id, clause, control, subject_type, subject_id, cycle, owner_post, owner_staff, owner_team, opened_at, due_at, breach_at, state, open, limits, calendar, calendar_version)
    values ($1, '0.0.0', 'handed', $2, $3, 0, $4, $5, $8, to_timestamp($6::bigint / 1000.0), to_timestamp($7::bigint / 1000.0), to_timestamp($7::bigint / 1000.0), 'pending', true, '{"unit":"hours","amount":4}', 'natural', 'v')`,
    [duty, type, id, by.post, by.staff, whole.product.kernel.clock.now(), whole.product.kernel.clock.now() + DAY, by.team ?? null]);
  return duty!;
}
const settled = (duty: string) => rows('delete from regulation.obligation where id = $1', [duty]);
async function sees({ page, shows }: Kind, by: Taker): Promise<boolean> {
  const answer = await by.caller.send('GET', page);
  if (answer.statusCode === 404) return false;
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.body.includes(`"${shows}":`);
}

describe('whoever holds an open duty sees what it is about', () => {
  test.each(['lead', 'opportunity', 'quote', 'contract', 'order', 'shortage', 'instalment', 'return', 'complaint', 'feedback', 'feedback-task', 'parcel'])('%s', async (type) => {
    const kind = kinds.get(type)!;
    const taker = kind.taker();
    expect(await sees(kind, taker)).toBe(false);
    for (const by of [{ staff: taker.id, team: null }, { staff: null, team: taker.team }]) {
      const duty = await owes(type, kind.id, { ...by, post: taker.post });
      expect(await sees(kind, taker), by.staff === null ? 'owed by his team in common' : 'owed in person').toBe(true);
      // The item of work is called by its number and opens the record.
      const item = (await taker.caller.send('GET', `/api/work/${duty}`)).json<{ item: { subject: { number: string; href: string } } }>().item;
      expect(item.subject.number).not.toBe('');
      expect(item.subject.href).not.toContain('/cases/');
      await settled(duty);
      expect(await sees(kind, taker)).toBe(false);
    }
    // What a colleague owes, another team, or everybody of the post wherever he works: nobody sees the rows of other teams by that.
    for (const by of [{ staff: actor('manager').id, team: null }, { staff: null, team: actor('seller1').teamIds[0]! }, { staff: null, team: null }]) {
      const others = await owes(type, kind.id, { ...by, post: taker.post });
      expect(await sees(kind, taker)).toBe(false);
      await settled(others);
    }
  }, 60_000);
});

test('the new holder of a first contact calls the customer and records it; the lead stays the seller’s (2.1.3)', async () => {
  const { id } = kinds.get('lead')!;
  const { caller } = sellerElsewhere;
  const contact = { channel: 'phone', reached: true, words: '问候并了解需求' };
  expect((await caller.send('POST', `/api/leads/${id}/contacts`, contact)).statusCode).toBe(404);
  const duty = await owes('lead', id, { staff: sellerElsewhere.id, post: 'seller' });
  expect((await caller.send('GET', `/api/leads/${id}`)).json()).toMatchObject({ may: { work: true, assign: false } });
  const looked = await caller.send('POST', '/api/unmaskings', { kind: 'lead', id, field: 'phone', reason: '首次联系客户' });
  expect(looked.json()).toEqual({ value: '13800001111' });
  const answer = await caller.send('POST', `/api/leads/${id}/contacts`, contact);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(await rows('select owner_id, first_contact_at is not null as contacted from sales.lead where id = $1', [id])).toEqual([{ owner_id: actor('seller1').id, contacted: true }]);
  await settled(duty);
  expect((await caller.send('POST', `/api/leads/${id}/contacts`, contact)).statusCode).toBe(404);
});

test('whoever has a sample to check opens what it is about, to look at and not to change; the work of one’s own is not opened so', async () => {
  const { id } = kinds.get('lead')!;
  const { caller } = sellerElsewhere;
  const [draw, sample, at] = [newId(whole.product.kernel.clock.now()), newId(whole.product.kernel.clock.now()), whole.product.kernel.clock.now()];
  await rows(`insert into regulation.sample_draw (id, clause, control, from_at, to_at, seed, population, population_hash, wanted, drawn_at) values ($1, '2.1.3', 'contact-polite', now(), now(), 's', 1, 'h', 1, now())`, [draw]);
  await rows(`insert into regulation.sample_check (id, draw_id, clause, control, fact, subject_type, subject_id, occurred_at, by_post, state, done_by) values ($1, $2, '2.1.3', 'contact-polite', $1, 'lead', $3, to_timestamp($4::bigint / 1000.0), 'seller', 'waiting', $5)`,
    [sample, draw, id, at, actor('seller1').id]);
  expect((await caller.send('GET', `/api/leads/${id}`)).json()).toMatchObject({ may: { work: false } });
  expect((await caller.send('POST', `/api/leads/${id}/contacts`, { channel: 'phone', reached: true, words: '问候' })).statusCode).toBe(404);
  await rows('update regulation.sample_check set done_by = $2 where id = $1', [sample, sellerElsewhere.id]);
  expect((await caller.send('GET', `/api/leads/${id}`)).statusCode).toBe(404);
  await rows("update regulation.sample_check set done_by = $2, state = 'passed' where id = $1", [sample, actor('seller1').id]);
  expect((await caller.send('GET', `/api/leads/${id}`)).statusCode).toBe(404);
});

test('a duty does not give a right that the post lacks', async () => {
  const { id } = kinds.get('order')!;
  const duty = await owes('order', id, { staff: packerElsewhere.id, post: 'warehouse' });
  expect((await packerElsewhere.caller.send('POST', `/api/orders/${id}/cancellation`, { reason: '不发了', version: 1 })).statusCode).toBe(403);
  await settled(duty);
});
