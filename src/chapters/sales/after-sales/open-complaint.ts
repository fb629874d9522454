import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { tellHolders } from '../tell-staff.ts';
import { complaintContinued, complaintReceived } from './complaint-facts.ts';
import { keepCasePhotos } from './case-photos.ts';
import type { OrderOfCase } from './open-feedback.ts';
import type { GivenPhoto } from './photos-given.ts';

export interface NewComplaint { channel: string; order: OrderOfCase | null; storeId?: string | null; customerId?: string | null; severity: 'normal' | 'serious' | 'safety'; about: string; by: 'customer' | 'staff'; byName: string; /** When the customer said it, ms. */ at?: number; photos?: readonly GivenPhoto[] }

/** Writes a complaint down with the customer's words; the clock of acceptance starts when it was made (clause 2.4.3). */
export async function openComplaint(tx: Tx, given: NewComplaint): Promise<{ id: string; complaintNo: string }> {
  const { order } = given;
  const [id, complaintNo, at] = [tx.newId(), await tx.number('TS'), Math.min(given.at ?? tx.now, tx.now)];
  const [storeId, customerId] = [order?.store_id ?? given.storeId ?? null, order?.customer_id ?? given.customerId ?? null];
  await tx.rows('sales.insert_complaint', `insert into sales.complaint (id, complaint_no, order_id, store_id, team_id, customer_id, channel, severity, about, state, asked_by, received_at, search, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'received', $10, to_timestamp($11::bigint / 1000.0), array_to_tsvector(string_to_array($12, ' ')), to_timestamp($13::bigint / 1000.0), to_timestamp($13::bigint / 1000.0))`,
  [id, complaintNo, order?.id ?? null, storeId, order?.team_id ?? null, customerId, given.channel, given.severity, given.about, given.by, at, searchColumn({ numbers: [complaintNo, order?.order_no, order?.outside_no], texts: [given.about] }), tx.now]);
  await noteOfCustomer(tx, id, { words: given.about, name: given.byName, at, photos: given.photos ?? [] });
  tx.fact(complaintReceived, id, { complaintNo, orderId: order?.id ?? null, storeId, channel: given.channel, severity: given.severity, by: given.by },
    { at, objects: objectsOf(order?.id ?? null, customerId) });
  return { id, complaintNo };
}

export async function noteOfCustomer(tx: Tx, complaintId: string, said: { words: string; name: string; at: number; photos?: readonly GivenPhoto[] }): Promise<void> {
  const noteId = tx.newId();
  await tx.rows('sales.note_of_customer', "insert into sales.complaint_note (id, complaint_id, kind, words, by_name, at) values ($1, $2, 'customer', $3, $4, to_timestamp($5::bigint / 1000.0))", [noteId, complaintId, said.words, said.name, said.at]);
  await keepCasePhotos(tx, { type: 'complaint', id: complaintId }, noteId, said.photos ?? []);
}

/** Says further words on a complaint that is not over. @returns null where it is over: what is said now is a complaint of its own */
export async function continueComplaint(tx: Tx, id: string, said: { words: string; name: string; at: number; photos?: readonly GivenPhoto[] }): Promise<{ id: string; complaintNo: string } | null> {
  const [c] = await tx.rows<{ id: string; complaint_no: string; order_id: string | null; store_id: string | null; customer_id: string | null; team_id: string | null; assignee_id: string | null; channel: string; severity: string }>('sales.lock_complaint_to_continue',
    "select id, complaint_no, order_id, store_id, customer_id, team_id, assignee_id, channel, severity from sales.complaint where id = $1 and state not in ('closed', 'withdrawn') for update", [id]);
  if (!c) return null;
  const at = Math.min(said.at, tx.now);
  await noteOfCustomer(tx, c.id, { ...said, at });
  await tx.rows('sales.continue_complaint', 'update sales.complaint set version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1', [c.id, tx.now]);
  tx.fact(complaintContinued, c.id, { complaintNo: c.complaint_no, orderId: c.order_id, storeId: c.store_id, channel: c.channel, severity: c.severity }, { at, objects: objectsOf(c.order_id, c.customer_id) });
  if (c.assignee_id !== null)
    await tellHolders(tx, [{ staffId: c.assignee_id, teamId: c.team_id, topic: `complaint-said:${c.id}`, href: `/sales/complaints/${c.id}`, text: words(`客户就投诉 ${c.complaint_no} 补充了说明`, `The customer said more on complaint ${c.complaint_no}`) }]);
  return { id: c.id, complaintNo: c.complaint_no };
}

const objectsOf = (orderId: string | null, customerId: string | null) => [...(orderId === null ? [] : [{ type: 'order', id: orderId }]), ...(customerId === null ? [] : [{ type: 'customer', id: customerId }])];
