import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { keepCasePhotos } from './case-photos.ts';
import { feedbackContinued, feedbackReceived } from './feedback-facts.ts';
import type { GivenPhoto } from './photos-given.ts';

/** The order that a case is about, as far as a case needs it. */
export interface OrderOfCase { id: string; order_no: string; outside_no: string | null; store_id: string; team_id: string | null; customer_id: string | null }

export interface NewFeedback {
  channel: string; order: OrderOfCase | null; /** Where no order says it. */ storeId?: string | null; customerId?: string | null; author: string | null; rating: number | null; words: string;
  /** When the customer said it, ms; the clock of the answer starts then (clause 2.4.1). Now unless told. */ at?: number;
  /** What it is called at its source: taken once. */ sourceKey?: string;
  photos?: readonly GivenPhoto[];
}

/** Writes down what a customer says, as a case that waits for its answer. */
export async function openFeedback(tx: Tx, given: NewFeedback): Promise<{ id: string; feedbackNo: string }> {
  const { order } = given;
  const [id, feedbackNo, at] = [tx.newId(), await tx.number('FK'), Math.min(given.at ?? tx.now, tx.now)];
  const [storeId, customerId] = [order?.store_id ?? given.storeId ?? null, order?.customer_id ?? given.customerId ?? null];
  await tx.rows('sales.insert_feedback', `insert into sales.feedback (id, feedback_no, channel, order_id, store_id, team_id, customer_id, author, rating, words, state, source_key, received_at, search, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, to_timestamp($12::bigint / 1000.0), array_to_tsvector(string_to_array($13, ' ')), to_timestamp($14::bigint / 1000.0), to_timestamp($14::bigint / 1000.0))`,
  [id, feedbackNo, given.channel, order?.id ?? null, storeId, order?.team_id ?? null, customerId, given.author, given.rating, given.words, given.sourceKey ?? null, at, searchColumn({ numbers: [feedbackNo, order?.order_no, order?.outside_no], names: [given.author], texts: [given.words] }), tx.now]);
  await keepCasePhotos(tx, { type: 'feedback', id }, null, given.photos ?? []);
  tx.fact(feedbackReceived, id, { feedbackNo, channel: given.channel, storeId, assignee: null, rating: given.rating }, { at, objects: objects(order?.id ?? null, customerId) });
  return { id, feedbackNo };
}

const objects = (orderId: string | null, customerId: string | null) => [...(orderId === null ? [] : [{ type: 'order', id: orderId }]), ...(customerId === null ? [] : [{ type: 'customer', id: customerId }])];

interface Open { id: string; feedback_no: string; channel: string; state: string; order_id: string | null; store_id: string | null; customer_id: string | null; assignee_id: string | null }

/** What the customer says further belongs to the same case. One that was answered waits for an answer again; one that still waits keeps its clock. */
export async function continueFeedback(tx: Tx, id: string, said: { words: string; author: string; at: number; photos?: readonly GivenPhoto[] }): Promise<{ id: string; feedbackNo: string } | null> {
  const [f] = await tx.rows<Open & Record<string, unknown>>('sales.lock_feedback_to_continue', 'select id, feedback_no, channel, state, order_id, store_id, customer_id, assignee_id from sales.feedback where id = $1 for update', [id]);
  if (!f) return null;
  const [messageId, at] = [tx.newId(), Math.min(said.at, tx.now)];
  await tx.rows('sales.customer_message', `insert into sales.feedback_message (id, feedback_id, public, words, by_kind, by_name, at) values ($1, $2, true, $3, 'customer', $4, to_timestamp($5::bigint / 1000.0))`, [messageId, f.id, said.words, said.author, at]);
  await keepCasePhotos(tx, { type: 'feedback', id: f.id }, messageId, said.photos ?? []);
  await tx.rows('sales.continue_feedback', "update sales.feedback set state = case when state = 'answered' then 'open' else state end, version = version + 1, updated_at = to_timestamp($2::bigint / 1000.0) where id = $1", [f.id, tx.now]);
  if (f.state === 'answered') tx.fact(feedbackContinued, f.id, { feedbackNo: f.feedback_no, channel: f.channel, storeId: f.store_id, assignee: f.assignee_id }, { at, objects: objects(f.order_id, f.customer_id) });
  return { id: f.id, feedbackNo: f.feedback_no };
}
