import { personOf, type Policy } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb, type Laid } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { submitForVerb, type Parts } from '../../../regulation/index.ts';
import { erasureRequested, erasureWithdrawn } from '../facts.ts';
import { requestErasure } from './contract.ts';
import type { DataHolder } from './holders.ts';
import { personHeld } from './person.ts';
import { no } from './refusals.ts';

/** Who takes a person's request about his data and carries it out once somebody else has approved it. */
export const mayAnswerPersons: Policy = { 'service-agent': 'all', 'service-lead': 'all', 'team-lead': 'all', 'department-head': 'all', 'general-manager': 'all' };

export interface LockedRequest { id: string; request_no: string; customer_id: string; customer_no: string; reason: string; state: string; approval_id: string | null }

export const lockRequest = async (tx: Tx, requestId: string): Promise<LockedRequest | null> =>
  (await tx.rows<LockedRequest & Record<string, unknown>>('customers.lock_data_request',
    `select r.id, r.request_no, r.customer_id, c.customer_no, r.reason, r.state, r.approval_id from customers.data_request r join customers.customer c on c.id = r.customer_id
     where r.id = $1 and r.kind = 'erase' for update`, [requestId]))[0] ?? null;

/** What is approved, and nothing else is carried out: whose data, at whose wish. No name: approvals are kept. */
export const laidOf = (request: { id: string; request_no: string; customer_no: string; reason: string }): Laid =>
  ({ subject: { type: 'data-request', id: request.id }, content: { requestNo: request.request_no, customerNo: request.customer_no, reason: request.reason } });

/** The person asks to be forgotten (Personal Information Protection Law, art. 47): goes to those who approve it by clause 1.3.1. */
export const requestErasureVerb = (parts: () => Parts, holders: readonly DataHolder[]) => verb({
  name: 'customers.request-erasure', title: words('申请删除个人信息', 'Ask for erasure'), may: mayAnswerPersons, input: requestErasure.body!.extend({ id }),
  subject: async (tx, input) => (await tx.rows<{ id: string; customer_no: string; erased_at: number | null }>('customers.lock_to_erase', 'select id, customer_no, erased_at from customers.customer where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, customer): Promise<{ id: string; approvalId: string }> => {
    if (customer.erased_at !== null) throw refuse(no['already-erased']);
    if ((await tx.rows('customers.open_request', "select 1 from customers.data_request where customer_id = $1 and state = 'waiting'", [input.id])).length > 0) throw refuse(no['erasure-asked']);
    const person = (await personHeld(tx, input.id, holders))!;
    if (person.personal.some((word) => input.reason.includes(word))) throw refuse(kernelNo['invalid-input'], words('理由里不要写客户的姓名、电话或地址：申请会长期保存。', 'Do not name the customer in the reason: requests are kept.'));
    const request = { id: tx.newId(), request_no: await tx.number('GX'), customer_no: customer.customer_no, reason: input.reason };
    const { id: approvalId } = await submitForVerb(tx, parts(), 'customers.erase-customer', {
      ...laidOf(request), title: words(`删除客户个人信息：${customer.customer_no}`, `Erase a customer’s data: ${customer.customer_no}`), href: `/sales/data-requests?q=${request.request_no}`, reason: input.reason, purpose: null,
    });
    await tx.rows('customers.insert_request', `insert into customers.data_request (id, request_no, kind, customer_id, reason, state, approval_id, requested_at, requested_by, requested_by_name)
      values ($1, $2, 'erase', $3, $4, 'waiting', $5, to_timestamp($6::bigint / 1000.0), $7, $8)`, [request.id, request.request_no, input.id, input.reason, approvalId, tx.now, personOf(tx.actor), tx.actor.name]);
    tx.fact(erasureRequested, request.id, { requestNo: request.request_no, customerNo: customer.customer_no }, { objects: [{ type: 'customer', id: input.id }] });
    return { id: request.id, approvalId };
  },
});

export const withdrawErasureVerb = verb({
  name: 'customers.withdraw-erasure', title: words('撤回删除申请', 'Withdraw the request'), may: mayAnswerPersons, input: requestErasure.params!,
  subject: (tx, input) => lockRequest(tx, input.id),
  run: async (tx, input, request) => {
    if (request.state !== 'waiting') throw refuse(kernelNo['wrong-state'], words('该申请已结束。', 'This request is over.'));
    await tx.rows('customers.withdraw_request', "update customers.data_request set state = 'withdrawn', ended_at = to_timestamp($2::bigint / 1000.0), ended_by_name = $3 where id = $1", [input.id, tx.now, tx.actor.name]);
    tx.fact(erasureWithdrawn, request.id, { requestNo: request.request_no, customerNo: request.customer_no }, { objects: [{ type: 'customer', id: request.customer_id }] });
    return { id: input.id };
  },
});
