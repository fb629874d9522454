import { staffById } from '../../../registers/company/index.ts';
import { isOwn, type Actor, type Policy, type Scope } from '../../../kernel/actor.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { lockOrder, sameVersion, teamMaySee } from '../orders/load.ts';
import { answerFeedbackEnd, finishTaskEnd, helpers, mergeFeedbackEnd, openTaskEnd, receiveFeedbackEnd, spamFeedbackEnd, withdrawTaskEnd, type FeedbackState } from './contract-feedback.ts';
import { feedbackAnswered, feedbackMarkedSpam, feedbackMerged, feedbackTaskDone, feedbackTaskOpened, feedbackTaskWithdrawn } from './feedback-facts.ts';
import { answerByMail } from '../mails/answer-by-mail.ts';
import { mayDecide, mayServe } from './load-return.ts';
import { openFeedback } from './open-feedback.ts';
import { photosGiven } from './photos-given.ts';
import { no } from './refusals.ts';

interface Feedback { id: string; feedback_no: string; channel: string; order_id: string | null; store_id: string | null; team_id: string | null; customer_id: string | null; assignee_id: string | null; state: FeedbackState; version: number }
const lock = async (tx: Tx, { id: feedbackId }: { id: string }): Promise<Feedback | null> => (await tx.rows<Feedback & Record<string, unknown>>('sales.lock_feedback',
  'select id, feedback_no, channel, order_id, store_id, team_id, customer_id, assignee_id, state, version from sales.feedback where id = $1 for update', [feedbackId]))[0] ?? null;
const inScope = (actor: Actor, scope: Scope, f: Feedback): boolean => f.order_id === null || teamMaySee(actor, scope, f);
/** As a duty names it: whoever owes something on it works on it, whatever team it belongs to. */
const works = (f: Feedback) => ({ type: 'feedback', id: f.id });
const refOf = (f: Feedback) => ({ feedbackNo: f.feedback_no, channel: f.channel, storeId: f.store_id, assignee: f.assignee_id });
const also = (f: Feedback) => ({ objects: [...(f.order_id === null ? [] : [{ type: 'order', id: f.order_id }]), ...(f.customer_id === null ? [] : [{ type: 'customer', id: f.customer_id }])] });
const open = (f: Feedback): void => {
  if (f.state === 'merged' || f.state === 'spam') throw refuse(no['feedback-settled']);
};
const handle: Policy = { ...mayDecide, seller: 'team', 'team-lead': 'team', 'store-operator': 'team' };

/** What a customer says, on his page, by mail or telephone: the clock of the answer starts (clause 2.4.1). @throws sales.order-unknown */
export const receiveFeedback = verb({
  name: 'sales.receive-feedback', title: words('登记反馈', 'Record feedback'), may: { ...mayServe, customer: true }, input: receiveFeedbackEnd.body!.extend({ photos: photosGiven }),
  run: async (tx, input) => {
    const order = input.orderId === null ? null : ((await lockOrder(tx, input.orderId))?.order ?? null);
    if (tx.actor.kind === 'customer' ? order === null || tx.actor.link?.id !== order.id : input.orderId !== null && order === null) throw refuse(no['order-unknown']);
    const made = await openFeedback(tx, { channel: input.channel, order, author: input.author, rating: input.rating, words: input.words, photos: input.photos });
    tx.audit({ type: 'feedback', id: made.id }, { channel: input.channel, photos: input.photos.length });
    return made;
  },
});

/** The answer: whoever gives it has the case. An inside note changes no state and stops no clock. @throws sales.feedback-settled */
export const answerFeedback = verb({
  name: 'sales.answer-feedback', title: words('回应客户', 'Answer'), may: handle, input: answerFeedbackEnd.body!.extend({ id }), subject: lock, inScope, works,
  run: async (tx, input, f) => {
    open(f);
    f.assignee_id = f.assignee_id ?? tx.actor.id;
    const messageId = tx.newId();
    const mailed = input.public && (await answerByMail(tx, { type: 'feedback', id: f.id, no: f.feedback_no }, messageId, input.words));
    await tx.rows('sales.feedback_message', 'insert into sales.feedback_message (id, feedback_id, public, words, by_kind, by_name, at, mailed) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0), $8)', [messageId, f.id, input.public, input.words, tx.actor.kind, tx.actor.name, tx.now, mailed ? 'waiting' : null]);
    await tx.rows('sales.answer_feedback', `update sales.feedback set state = case when $2 then 'answered' else state end, answered_at = case when $2 then coalesce(answered_at, to_timestamp($3 / 1000.0)) else answered_at end,
      assignee_id = coalesce(assignee_id, $4), assignee_name = coalesce(assignee_name, $5), version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1`, [f.id, input.public, tx.now, tx.actor.id, tx.actor.name]);
    tx.fact(feedbackAnswered, f.id, { ...refOf(f), actorKind: tx.actor.kind, public: input.public }, also(f));
    tx.audit({ type: 'feedback', id: f.id }, { public: input.public });
    return { id: f.id };
  },
});

/** The same matter again: it goes on in the other case. @throws sales.feedback-settled, kernel.not-found */
export const mergeFeedback = verb({
  name: 'sales.merge-feedback', title: words('并入已有反馈', 'Merge into another'), may: handle, input: mergeFeedbackEnd.body!.extend({ id }), subject: lock, inScope, works,
  run: async (tx, input, f) => {
    sameVersion(f, input.version);
    open(f);
    const [other] = await tx.rows<{ id: string; feedback_no: string }>('sales.merge_target', "select id, feedback_no from sales.feedback where upper(feedback_no) = upper($1) and id <> $2 and state not in ('merged', 'spam') for share", [input.into, f.id]);
    if (!other) throw refuse(kernelNo['not-found'], words(`没有可并入的反馈“${input.into}”。`, `There is no feedback “${input.into}” to merge into.`));
    await tx.rows('sales.merge_feedback', "update sales.feedback set state = 'merged', merged_into = $2, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1", [f.id, other.id, tx.now]);
    tx.fact(feedbackMerged, f.id, { ...refOf(f), into: other.feedback_no }, { objects: [...also(f).objects, { type: 'feedback', id: other.id }] });
    tx.audit({ type: 'feedback', id: f.id }, { into: other.feedback_no });
    return { id: f.id };
  },
});

export const markSpam = verb({
  name: 'sales.mark-feedback-spam', title: words('判为垃圾信息', 'Mark as spam'), may: handle, input: spamFeedbackEnd.body!.extend({ id }), subject: lock, inScope, works,
  run: async (tx, input, f) => {
    sameVersion(f, input.version);
    open(f);
    await tx.rows('sales.spam_feedback', "update sales.feedback set state = 'spam', version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1", [f.id, tx.now]);
    tx.fact(feedbackMarkedSpam, f.id, refOf(f), also(f));
    tx.audit({ type: 'feedback', id: f.id }, { state: 'spam' });
    return { id: f.id };
  },
});

/** Another post is asked for help; it has a duty of its own until it reports back (clause 2.4.1). */
export const openTask = verb({
  name: 'sales.open-feedback-task', title: words('请求协办', 'Ask another post'), may: handle, input: openTaskEnd.body!.extend({ id }), subject: lock, inScope, works,
  run: async (tx, input, f) => {
    open(f);
    const staff = input.staffId === null ? null : ((await staffById(tx, [input.staffId])).get(input.staffId) ?? null);
    if (input.staffId !== null && !staff?.active) throw refuse(kernelNo['not-found'], words('没有这位在职同事。', 'No such colleague.'));
    const taskId = tx.newId();
    await tx.rows('sales.insert_task', "insert into sales.feedback_task (id, feedback_id, post, assignee_id, assignee_name, ask, state, opened_at) values ($1, $2, $3, $4, $5, $6, 'open', to_timestamp($7 / 1000.0))", [taskId, f.id, input.post, staff?.id ?? null, staff?.name ?? null, input.ask, tx.now]);
    tx.fact(feedbackTaskOpened, taskId, { feedbackId: f.id, feedbackNo: f.feedback_no, post: input.post, assignee: staff?.id ?? null }, { objects: [{ type: 'feedback', id: f.id }] });
    tx.audit({ type: 'feedback', id: f.id }, { task: input.ask });
    return { id: f.id };
  },
});

interface Task { id: string; feedback_id: string; feedback_no: string; post: string; assignee_id: string | null; state: string; version: number }
const lockTask = async (tx: Tx, { id: taskId }: { id: string }): Promise<Task | null> => (await tx.rows<Task & Record<string, unknown>>('sales.lock_task',
  'select t.id, t.feedback_id, f.feedback_no, t.post, t.assignee_id, t.state, t.version from sales.feedback_task t join sales.feedback f on f.id = t.feedback_id where t.id = $1 for update of t', [taskId]))[0] ?? null;
const helper = Object.fromEntries(helpers.map((p) => [p, 'all'])) as Policy;

/** Done by whoever holds the post that was asked, or by the one who was named. */
export const finishTask = verb({
  name: 'sales.finish-feedback-task', title: words('办结协办', 'Done'), may: { ...mayDecide, ...helper }, input: finishTaskEnd.body!.extend({ id }), subject: lockTask,
  works: (task: Task) => ({ type: 'feedback-task', id: task.id }),
  inScope: (actor, _scope, task) => isOwn(actor, task.assignee_id) || (actor.posts as readonly string[]).includes(task.post) || actor.posts.includes('service-lead') || actor.posts.includes('department-head'),
  run: (tx, input, task) => settle(tx, task, input.version, 'done', input.answer),
});

export const withdrawTask = verb({
  name: 'sales.withdraw-feedback-task', title: words('撤回协办', 'Withdraw'), may: handle, input: withdrawTaskEnd.body!.extend({ id }), subject: lockTask, run: (tx, input, task) => settle(tx, task, input.version, 'withdrawn', null),
});

async function settle(tx: Tx, task: Task, version: number, state: 'done' | 'withdrawn', answer: string | null): Promise<{ id: string }> {
  sameVersion(task, version);
  if (task.state !== 'open') throw refuse(no['feedback-settled']);
  await tx.rows('sales.settle_task', "update sales.feedback_task set state = $2, answer = $3, done_at = to_timestamp($4 / 1000.0), version = version + 1 where id = $1", [task.id, state, answer, tx.now]);
  tx.fact(state === 'done' ? feedbackTaskDone : feedbackTaskWithdrawn, task.id, { feedbackId: task.feedback_id, feedbackNo: task.feedback_no, post: task.post, assignee: task.assignee_id }, { objects: [{ type: 'feedback', id: task.feedback_id }] });
  tx.audit({ type: 'feedback', id: task.feedback_id }, { task: state });
  return { id: task.id };
}
