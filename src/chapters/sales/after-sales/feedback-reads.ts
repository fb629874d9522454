import { sql, type RawBuilder } from 'kysely';
import { storesById } from '../../../registers/company/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import { posts, type Post } from '../../../kernel/posts.ts';
import { maskName } from '../../../kernel/privacy.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { casePhotos } from './case-photos.ts';
import type { FeedbackRecord, FeedbackRow } from './contract-feedback.ts';
import { answersByMail } from '../mails/answer-by-mail.ts';
import { mailsOf } from '../mails/mails-of-case.ts';
import { daysBetween } from '../orders/days-between.ts';

type Listed = Omit<FeedbackRow, 'storeName'> & { storeId: string | null };
export interface FeedbackAsked { q?: string | undefined; state?: readonly string[] | undefined; channel?: readonly string[] | undefined; rating?: string | undefined; received?: string | undefined; sort?: 'received' | '-received' | undefined; cursor?: string | undefined; limit?: number | undefined }

const seen = (actor: Actor | null, scope: Scope): RawBuilder<unknown> | null => (scope === 'all' ? null : sql`(f.order_id is null or f.team_id = any (${[...(actor?.teamIds ?? [])]}::uuid[]))`);
const columns = sql`f.id, f.feedback_no as "feedbackNo", f.channel, f.state, f.words, f.rating, f.author, f.order_id as "orderId", o.order_no as "orderNo", f.store_id as "storeId", f.assignee_name as assignee,
  (select count(*)::int from sales.feedback_task t where t.feedback_id = f.id and t.state = 'open') as tasks, f.received_at as "receivedAt", f.answered_at as "answeredAt", f.version`;
const from = sql`from sales.feedback f left join sales."order" o on o.id = f.order_id`;
const orders = { received: { by: sql`f.received_at`, type: 'timestamptz' } } as const;

async function shown(kernel: Kernel, rows: readonly Listed[]): Promise<FeedbackRow[]> {
  const stores = await storesById(kernel, rows.flatMap((r) => r.storeId ?? []));
  return rows.map(({ storeId, ...r }) => ({ ...r, author: maskName(r.author), storeName: storeId === null ? null : (stores.get(storeId)?.name ?? null) }));
}

export async function listFeedback(kernel: Kernel, actor: Actor | null, scope: Scope, asked: FeedbackAsked): Promise<Page<FeedbackRow>> {
  const got = await page<Listed, 'received'>(kernel, {
    select: columns, id: sql`f.id`, orders, sort: asked.sort ?? '-received', cursor: asked.cursor, limit: asked.limit,
    from: sql`${from} ${every([
      seen(actor, scope), asked.state && sql`f.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`, asked.channel && sql`f.channel in (${sql.join(asked.channel.map((s) => sql.lit(s)))})`,
      asked.rating && /^[1-5]$/.test(asked.rating) ? sql`f.rating <= ${Number(asked.rating)}` : null, ...daysBetween(sql`f.received_at`, asked.received),
      await matching(kernel, { table: sql`sales.feedback f`, id: sql`f.id`, search: sql`f.search`, q: searchQuery(asked.q ?? '') }),
    ])}`,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

/** The help that was asked for on it: whoever gives it reads what it is about. */
const tasksOf = async (kernel: Kernel, id: string) => (await kernel.db.query<{ id: string }>("select id from sales.feedback_task where feedback_id = $1 and state = 'open'", [id], 'sales.open_tasks_of')).rows.map((task) => ({ type: 'feedback-task', id: task.id }));

const scopeFor = async (kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<Scope> => scopeOn(kernel, actor, scope, { type: 'feedback', id }, ...(scope === 'all' ? [] : await tasksOf(kernel, id)));

/** Whether the record below would open. */
export async function seesFeedback(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<boolean> {
  return (await sql`select 1 from sales.feedback f ${every([sql`f.id = ${id}`, seen(actor, await scopeFor(kernel, actor, scope, id))])}`.execute(kernel.runner.tables<Record<string, never>>())).rows.length === 1;
}

export async function readFeedback(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<FeedbackRecord> {
  const whole = await scopeFor(kernel, actor, scope, id);
  const { rows: [row] } = await sql<Listed & { into_id: string | null; into_no: string | null }>`select ${columns}, m.id as into_id, m.feedback_no as into_no ${from} left join sales.feedback m on m.id = f.merged_into ${every([sql`f.id = ${id}`, seen(actor, whole)])}`
    .execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const { into_id, into_no, ...listed } = row;
  const [[head], messages, tasks, mails, byMail, photos] = await Promise.all([
    shown(kernel, [listed]),
    kernel.db.query<Omit<FeedbackRecord['messages'][number], 'photoIds'> & Record<string, unknown>>('select id, public, words, by_kind as "byKind", by_name as by, at, mailed, mail_failed as "mailFailed" from sales.feedback_message where feedback_id = $1 order by at, id', [id], 'sales.feedback_messages'),
    kernel.db.query<Omit<FeedbackRecord['taskList'][number], 'postWords'> & Record<string, unknown>>('select id, post, assignee_name as assignee, ask, state, answer, opened_at as "openedAt", done_at as "doneAt", version from sales.feedback_task where feedback_id = $1 order by opened_at', [id], 'sales.feedback_tasks'),
    mailsOf(kernel, 'feedback', id), answersByMail(kernel, { type: 'feedback', id }), casePhotos(kernel, 'feedback', [id]),
  ]);
  return { ...head!, mergedInto: into_id === null ? null : { id: into_id, feedbackNo: into_no! }, photoIds: photos(id), messages: messages.rows.map((m) => ({ ...m, photoIds: photos(m.id) })), mails: mails.map(({ words: _, ...m }) => m), byMail, taskList: tasks.rows.map((t) => ({ ...t, postWords: posts[t.post as Post] })) };
}
