import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { done, id, instant, listOf, page, query, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';
import { byMail, mailed, mailOfCase } from '../mails/contract.ts';

export const feedbackStates = { open: words('待回应', 'To answer'), answered: words('已回应', 'Answered'), merged: words('已并入', 'Merged'), spam: words('垃圾信息', 'Spam') } as const;
export type FeedbackState = keyof typeof feedbackStates;
export const feedbackChannels = { page: words('客户页面', 'Page'), chat: words('在线客服', 'Chat'), phone: words('电话', 'Phone'), mail: words('邮件', 'Mail'), review: words('平台评价', 'Review') } as const;
export type FeedbackChannel = keyof typeof feedbackChannels;
const channel = z.enum(Object.keys(feedbackChannels) as [FeedbackChannel, ...FeedbackChannel[]]);
const state = z.enum(['open', 'answered', 'merged', 'spam']);
/** Posts whose help may be asked for (clause 2.4.1). */
export const helpers = ['seller', 'warehouse', 'logistics-clerk', 'store-operator', 'buyer', 'cashier'] as const;
const one = z.strictObject({ id });
const version = z.int();

const row = z.object({
  id, feedbackNo: z.string(), channel, state, words: z.string(), rating: z.int().nullable(), author: z.string().nullable(), orderId: id.nullable(), orderNo: z.string().nullable(), storeName: z.string().nullable(), assignee: z.string().nullable(), tasks: z.int(),
  receivedAt: instant, answeredAt: instant.nullable(), version,
});
export type FeedbackRow = z.output<typeof row>;
const filters = { q: query.text(100), state: query.anyOf(['open', 'answered', 'merged', 'spam']), channel: query.anyOf(['page', 'chat', 'phone', 'mail', 'review']), rating: query.text(10), received: query.text(30), sort: query.oneOf(['received', '-received']) };
export const listFeedback = endpoint({
  method: 'GET', path: '/feedback', summary: words('反馈列表', 'Feedback'), response: listOf(row),
  query: z.strictObject({ ...filters, ...page }),
});
export const exportFeedback = endpoint({ method: 'GET', path: '/feedback.xlsx', summary: words('导出反馈', 'Export feedback'), query: z.strictObject(filters), response: z.unknown() });
export const readFeedback = endpoint({
  method: 'GET', path: '/feedback/:id', summary: words('一条反馈', 'One feedback'), params: one,
  response: row.extend({
    mergedInto: z.object({ id, feedbackNo: z.string() }).nullable(), /** Photos that came with the first words. */ photoIds: z.array(id), messages: z.array(z.object({ id, public: z.boolean(), words: z.string(), byKind: z.string(), by: z.string(), at: instant, ...mailed, photoIds: z.array(id) })), mails: z.array(mailOfCase), byMail,
    taskList: z.array(z.object({ id, post: z.string(), postWords: wordsSchema, assignee: z.string().nullable(), ask: z.string(), state: z.enum(['open', 'done', 'withdrawn']), answer: z.string().nullable(), openedAt: instant, doneAt: instant.nullable(), version })),
  }),
});
export type FeedbackRecord = z.output<typeof readFeedback.response>;
/** A photo that a customer attached to feedback or to a complaint. */
export const casePhoto = endpoint({ method: 'GET', path: '/case-photos/:id', summary: words('反馈与投诉的照片', 'Photo of feedback or a complaint'), params: one, response: z.unknown() });
export const receiveFeedbackEnd = endpoint({
  method: 'POST', path: '/feedback', summary: words('登记反馈', 'Record feedback'), response: z.object({ id, feedbackNo: z.string() }),
  body: z.strictObject({ channel, orderId: id.nullable().default(null), author: text(60, 1).nullable().default(null), words: text(4000, 2), rating: z.int().min(1).max(5).nullable().default(null) }),
});
export const answerFeedbackEnd = endpoint({ method: 'POST', path: '/feedback/:id/answers', summary: words('回应客户', 'Answer'), params: one, body: z.strictObject({ words: text(4000, 2), /** An inside note does not stop the clock. */ public: z.boolean() }), response: done });
export const mergeFeedbackEnd = endpoint({ method: 'POST', path: '/feedback/:id/merge', summary: words('并入已有反馈', 'Merge into another'), params: one, body: z.strictObject({ version, into: text(40, 4) }), response: done });
export const spamFeedbackEnd = endpoint({ method: 'POST', path: '/feedback/:id/spam', summary: words('判为垃圾信息', 'Mark as spam'), params: one, body: z.strictObject({ version }), response: done });
export const openTaskEnd = endpoint({ method: 'POST', path: '/feedback/:id/tasks', summary: words('请求协办', 'Ask another post'), params: one, body: z.strictObject({ post: z.enum(helpers), staffId: id.nullable().default(null), ask: text(1000, 2) }), response: done });
export const finishTaskEnd = endpoint({ method: 'POST', path: '/feedback-tasks/:id/completion', summary: words('办结协办', 'Done'), params: one, body: z.strictObject({ version, answer: text(1000, 2) }), response: done });
export const withdrawTaskEnd = endpoint({ method: 'POST', path: '/feedback-tasks/:id/withdrawal', summary: words('撤回协办', 'Withdraw'), params: one, body: z.strictObject({ version }), response: done });
