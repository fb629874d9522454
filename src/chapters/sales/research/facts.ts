import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { day, id, instant } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const ref = { reportNo: z.string(), period: z.string() };

export const researchStarted = fact('sales.research-started', { subject: 'research-report', payload: z.object(ref), sentence: (p) => words(`开始 ${p.period} 市场调研报告`, `Research of ${p.period} started`) });
/** Approved and given to its readers. What clause 2.1.1 wants every period. */
export const researchPublished = fact('sales.research-published', {
  subject: 'research-report', payload: z.object({ ...ref, readers: z.int(), tasks: z.int() }), sentence: (p) => words(`发布 ${p.period} 市场调研报告，${p.tasks} 项结论落实到人`, `Research of ${p.period} published, ${p.tasks} tasks given`),
});
export const researchDropped = fact('sales.research-dropped', { subject: 'research-report', payload: z.object({ ...ref, reason: z.string() }), sentence: (p) => words(`作废：${p.reason}`, `Dropped: ${p.reason}`) });
export const sourceAdded = fact('sales.research-source-added', { subject: 'research-report', payload: z.object({ reportNo: z.string(), section: z.string(), kind: z.string(), seenOn: day }), sentence: (p) => words(`留存资料来源（${p.seenOn}）`, `A source was kept (${p.seenOn})`) });
/** A conclusion somebody has to carry out, from publication on. */
export const researchTaskGiven = fact('sales.research-task-given', { subject: 'research-task', payload: z.object({ number: z.string(), reportNo: z.string(), owner: id, dueAt: instant }), sentence: (p) => words(`${p.reportNo} 的结论落实任务`, `A task from ${p.reportNo}`) });
export const researchTaskDone = fact('sales.research-task-done', { subject: 'research-task', payload: z.object({ number: z.string(), reportNo: z.string() }), sentence: () => words('任务完成', 'The task is done') });
export const researchTaskDropped = fact('sales.research-task-dropped', { subject: 'research-task', payload: z.object({ number: z.string(), reportNo: z.string(), reason: z.string() }), sentence: (p) => words(`任务取消：${p.reason}`, `The task was dropped: ${p.reason}`) });
export const competitorObserved = fact('sales.competitor-observed', { subject: 'competitor', payload: z.object({ name: z.string(), product: z.string(), observedOn: day }), sentence: (p) => words(`记录竞品“${p.product}”`, `“${p.product}” observed`) });
