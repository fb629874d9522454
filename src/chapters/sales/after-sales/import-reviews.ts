import type { ImportFormat } from '../../../kernel/imports/format.ts';
import type { ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { feedbackAnswered, feedbackReceived } from './feedback-facts.ts';
import { reviewFile, reviewTemplate, type ReviewRow } from './formats/review-files.ts';
import { mayServe } from './load-return.ts';

interface Read { row: StagedRow; review: ReviewRow; key: string }
interface Order { id: string; order_no: string; outside_no: string | null; store_id: string; team_id: string | null; customer_id: string | null }

/** The same review of a store is taken once, however often the file comes. */
const keyOf = (store: string | undefined, ref: string): string => `review:${store ?? '-'}:${ref}`;

function split(staged: readonly StagedRow[], store: string | undefined): { reviews: Read[]; silent: StagedRow[] } {
  const byKey = new Map<string, Read>();
  const silent: StagedRow[] = [];
  for (const row of staged) {
    const review = row.record as ReviewRow | null;
    if (review === null || byKey.has(keyOf(store, review.ref))) silent.push(row);
    else byKey.set(keyOf(store, review.ref), { row, review, key: keyOf(store, review.ref) });
  }
  return { reviews: [...byKey.values()], silent };
}

async function known(on: { runner: Runner }, reviews: readonly Read[]): Promise<Map<string, string>> {
  const { rows } = await on.runner.query<{ source_key: string; id: string }>('select source_key, id from sales.feedback where source_key = any ($1::text[])', [reviews.map((r) => r.key)], 'sales.known_reviews');
  return new Map(rows.map((r) => [r.source_key, r.id]));
}

/** Orders of the store by the marketplace's number; without a store, numbers that stand in one store only. */
async function ordersOf(on: { runner: Runner }, reviews: readonly Read[], store: string | undefined): Promise<Map<string, Order>> {
  const numbers = reviews.flatMap((r) => r.review.orderNo ?? []);
  const { rows } = await on.runner.query<Order & Record<string, unknown>>(
    'select id, order_no, outside_no, store_id, team_id, customer_id from sales."order" where (outside_no = any ($1::text[]) or order_no = any ($1::text[])) and ($2::uuid is null or store_id = $2)', [numbers, store ?? null], 'sales.orders_of_reviews');
  const found = new Map<string, Order>();
  const twice = new Set<string>();
  for (const order of rows) for (const no of [order.outside_no, order.order_no]) {
    if (no === null) continue;
    if (found.has(no) && found.get(no)!.id !== order.id) twice.add(no);
    found.set(no, order);
  }
  for (const no of twice) found.delete(no);
  return found;
}

const unchanged = (rows: readonly StagedRow[]): RowOutcome[] => rows.map((r) => ({ line: r.line, is: 'unchanged' }));
const strange = (r: Read) => ({ code: 'review.order-unknown', column: '订单编号', message: words(`没有找到订单 ${r.review.orderNo ?? '（空）'}，评价将不关联订单。`, `No order ${r.review.orderNo ?? '(empty)'}; the review comes in without one.`) });

/**
 * Reviews of marketplaces as feedback (clause 2.4.1). The clock of the answer starts when we learn of them; one that the shop has already answered
 * on the marketplace comes in answered.
 */
export const importReviews: ImportTarget = {
  kinds: ['reviews'], title: words('平台评价', 'Marketplace reviews'), may: mayServe,
  formats: [reviewFile] as ImportFormat<unknown>[], templates: { reviews: reviewTemplate }, needs: [{ name: 'store', optional: true }],
  undo: { possible: false, instead: words('评价不能撤回：它们是顾客说过的话。导错店铺的请逐条处理并写明。', 'Reviews cannot be taken back: customers said them. Deal with those of a wrong store one by one and write it down.') },
  describe: ({ record }) => {
    const review = record as ReviewRow | null;
    const said = review === null ? '' : [review.orderNo, review.rating === null ? null : `${review.rating}★`, review.words.slice(0, 40)].filter(Boolean).join(' · ');
    return words(said, said);
  },
  async preview(kernel, staged, settings) {
    const { reviews, silent } = split(staged, settings.store);
    const [there, orders] = [await known(kernel, reviews), await ordersOf(kernel, reviews, settings.store)];
    return [...unchanged(silent), ...reviews.map((r): RowOutcome => {
      const id = there.get(r.key);
      if (id) return { line: r.row.line, is: 'unchanged', subject: { type: 'feedback', id } };
      return { line: r.row.line, is: 'accepted', ...(orders.has(r.review.orderNo ?? '') ? {} : { warnings: [strange(r)] }) };
    })];
  },
  async apply(tx, staged, settings) {
    await tx.rows('sales.one_review_import', "select pg_advisory_xact_lock(hashtext('sales.import-reviews'))", []);
    const { reviews, silent } = split(staged, settings.store);
    const [there, orders] = [await known(tx, reviews), await ordersOf(tx, reviews, settings.store)];
    const made = await takeIn(tx, reviews.filter((r) => !there.has(r.key)), orders, settings.store);
    return [...unchanged(silent), ...reviews.map((r): RowOutcome => {
      const old = there.get(r.key);
      return { line: r.row.line, is: old ? 'unchanged' : 'accepted', subject: { type: 'feedback', id: old ?? made.get(r.key)! } };
    })];
  },
  totals: { names: () => ['reviews'], of: ({ record }, first) => (record !== null && first((record as ReviewRow).ref) ? { reviews: 1 } : {}) },
};

async function takeIn(tx: Tx, fresh: readonly Read[], orders: ReadonlyMap<string, Order>, store: string | undefined): Promise<Map<string, string>> {
  if (fresh.length === 0) return new Map();
  const numbers = await tx.numbers('FK', fresh.length);
  const rows = fresh.map(({ review, key }, n) => {
    const order = orders.get(review.orderNo ?? '');
    return {
      id: tx.newId(), feedback_no: numbers[n]!, order_id: order?.id ?? null, store_id: order?.store_id ?? store ?? null, team_id: order?.team_id ?? null, customer_id: order?.customer_id ?? null, author: review.nick, rating: review.rating, words: review.words,
      source_key: key, state: review.reply === null ? 'open' : 'answered', reply: review.reply, replied_at: review.reply === null ? null : Math.min(review.repliedAt ?? review.at ?? tx.now, tx.now), received_at: Math.min(review.at ?? tx.now, tx.now), message_id: tx.newId(),
      tokens: searchColumn({ numbers: [numbers[n]!, order?.order_no, order?.outside_no], names: [review.nick], texts: [review.words] }),
    };
  });
  const sent = JSON.stringify(rows);
  await tx.rows('sales.insert_reviews', `insert into sales.feedback (id, feedback_no, channel, order_id, store_id, team_id, customer_id, author, rating, words, source_key, state, received_at, answered_at, search, created_at, updated_at)
    select x.id, x.feedback_no, 'review', x.order_id, x.store_id, x.team_id, x.customer_id, x.author, x.rating, x.words, x.source_key, x.state, to_timestamp(x.received_at / 1000.0), to_timestamp(x.replied_at / 1000.0),
      array_to_tsvector(string_to_array(x.tokens, ' ')), to_timestamp($2::bigint / 1000.0), to_timestamp($2::bigint / 1000.0)
    from jsonb_to_recordset($1::jsonb) as x(id uuid, feedback_no text, order_id uuid, store_id uuid, team_id uuid, customer_id uuid, author text, rating int, words text, source_key text, state text, received_at bigint, replied_at bigint, tokens text)`, [sent, tx.now]);
  await tx.rows('sales.insert_review_replies', `insert into sales.feedback_message (id, feedback_id, public, words, by_kind, by_name, at)
    select x.message_id, x.id, true, x.reply, 'person', '平台回复', to_timestamp(x.replied_at / 1000.0) from jsonb_to_recordset($1::jsonb) as x(id uuid, message_id uuid, reply text, replied_at bigint) where x.reply is not null`, [sent]);
  for (const r of rows) {
    const ref = { feedbackNo: r.feedback_no, channel: 'review', storeId: r.store_id, assignee: null };
    const objects = [...(r.order_id ? [{ type: 'order', id: r.order_id }] : []), ...(r.customer_id ? [{ type: 'customer', id: r.customer_id }] : [])];
    // What was answered before we heard of it keeps its own times; what waits is owed from now on.
    tx.fact(feedbackReceived, r.id, { ...ref, rating: r.rating }, { objects, ...(r.replied_at === null ? {} : { at: Math.min(r.received_at, r.replied_at) }) });
    if (r.replied_at !== null) tx.fact(feedbackAnswered, r.id, { ...ref, actorKind: 'person', public: true }, { objects, at: r.replied_at });
  }
  return new Map(rows.map((r) => [r.source_key, r.id]));
}
