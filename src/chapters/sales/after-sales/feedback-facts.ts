import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { id } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const ref = { feedbackNo: z.string(), channel: z.string(), storeId: id.nullable(), assignee: id.nullable() };
const on = { subject: 'feedback' } as const;
export const feedbackReceived = fact('sales.feedback-received', { ...on, payload: z.object({ ...ref, rating: z.int().nullable() }), sentence: (p) => words(`收到反馈${p.rating ? `（${p.rating} 分）` : ''}`, `Feedback received${p.rating ? ` (${p.rating} of 5)` : ''}`), doer: () => words('客户', 'the customer') });
/** The customer wrote again after an answer: it waits for the next one (clause 2.4.1). */
export const feedbackContinued = fact('sales.feedback-continued', { ...on, payload: z.object(ref), sentence: () => words('客户再次留言', 'The customer wrote again'), doer: () => words('客户', 'the customer') });
/** Only a public answer of a person stops the clock (clause 2.4.1). */
export const feedbackAnswered = fact('sales.feedback-answered', { ...on, payload: z.object({ ...ref, actorKind: z.string(), public: z.boolean() }), sentence: (p) => (p.public ? words('已回应客户', 'The customer was answered') : words('内部备注', 'Inside note')) });
export const feedbackMerged = fact('sales.feedback-merged', { ...on, payload: z.object({ ...ref, into: z.string() }), sentence: (p) => words(`并入 ${p.into}`, `Merged into ${p.into}`) });
export const feedbackMarkedSpam = fact('sales.feedback-marked-spam', { ...on, payload: z.object(ref), sentence: () => words('判为垃圾信息', 'Marked as spam') });
const task = { feedbackId: id, feedbackNo: z.string(), post: z.string(), assignee: id.nullable() };
export const feedbackTaskOpened = fact('sales.feedback-task-opened', { subject: 'feedback-task', payload: z.object(task), sentence: (p) => words(`请求协办（${p.feedbackNo}）`, `Help asked for (${p.feedbackNo})`) });
export const feedbackTaskDone = fact('sales.feedback-task-done', { subject: 'feedback-task', payload: z.object(task), sentence: (p) => words(`协办办结（${p.feedbackNo}）`, `Help given (${p.feedbackNo})`) });
export const feedbackTaskWithdrawn = fact('sales.feedback-task-withdrawn', { subject: 'feedback-task', payload: z.object(task), sentence: (p) => words(`撤回协办（${p.feedbackNo}）`, `Help no longer needed (${p.feedbackNo})`) });
