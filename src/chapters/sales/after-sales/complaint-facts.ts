import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const ref = { complaintNo: z.string(), orderId: id.nullable(), storeId: id.nullable(), channel: z.string(), severity: z.string() };
/** Whose the case is: the duties of progress fall to him. */
const held = { ...ref, assignee: id.nullable() };
const on = { subject: 'complaint' } as const;

export const complaintReceived = fact('sales.complaint-received', { ...on, payload: z.object({ ...ref, by: z.enum(['customer', 'staff']) }), sentence: (p) => words(`收到投诉${p.severity === 'safety' ? '（涉及人身安全）' : p.severity === 'serious' ? '（严重）' : ''}`, `Complaint received (${p.severity})`) });
/** Further words of the customer; no clock hangs on them. */
export const complaintContinued = fact('sales.complaint-continued', { ...on, payload: z.object(ref), sentence: () => words('客户补充了说明', 'The customer said more'), doer: () => words('客户', 'the customer') });
export const complaintAccepted = fact('sales.complaint-accepted', { ...on, payload: z.object({ ...held, again: z.boolean() }), sentence: (p) => (p.again ? words('客户不满意，重新处理', 'Not satisfied: taken up again') : words('投诉已受理', 'Accepted')) });
export const complaintProgressTold = fact('sales.complaint-progress-told', { ...on, payload: z.object(held), sentence: () => words('已向客户通报进展', 'The customer was told how it goes') });
export const complaintResultTold = fact('sales.complaint-result-told', { ...on, payload: z.object({ ...held, compensationFen: fen }), sentence: (p) => words(`已告知处理结果${p.compensationFen > 0 ? `，补偿 ${formatYuan(p.compensationFen)}` : ''}`, `The result was told${p.compensationFen > 0 ? `, compensation ${formatYuan(p.compensationFen)}` : ''}`) });
export const complaintConfirmed = fact('sales.complaint-confirmed', { ...on, payload: z.object({ ...ref, by: z.enum(['customer', 'staff']), rating: z.int().nullable() }), sentence: (p) => words(`客户确认处理结果${p.rating ? `（${p.rating} 分）` : ''}`, `The customer confirmed the result${p.rating ? ` (${p.rating} of 5)` : ''}`) });
export const complaintWithdrawn = fact('sales.complaint-withdrawn', { ...on, payload: z.object(ref), sentence: () => words('客户撤诉', 'The customer withdrew it') });
export const complaintClosed = fact('sales.complaint-closed', { ...on, payload: z.object(ref), sentence: () => words('投诉结案', 'Closed') });
export const complaintCauseRecorded = fact('sales.complaint-cause-recorded', { ...on, payload: z.object({ ...ref, cause: z.string(), causeWords: z.string(), whys: z.int() }), sentence: (p) => words(`查明原因：${p.causeWords}（${p.whys} 个为什么）`, `Cause found: ${p.cause} (${p.whys} whys)`) });
export const repeatComplaintAlarmed = fact('sales.repeat-complaint-alarmed', { ...on, payload: z.object({ ...ref, cause: z.string(), causeWords: z.string(), count: z.int() }), sentence: (p) => words(`重复投诉警报：${p.causeWords}，期内第 ${p.count} 起`, `Alarm: ${p.cause}, number ${p.count} in the window`) });
export const correctiveActionAgreed = fact('sales.corrective-action-agreed', { subject: 'corrective-action', payload: z.object({ complaintId: id, complaintNo: z.string(), owner: id, dueAt: instant }), sentence: (p) => words(`商定改进措施（${p.complaintNo}）`, `Corrective action agreed (${p.complaintNo})`) });
export const correctiveActionVerified = fact('sales.corrective-action-verified', { subject: 'corrective-action', payload: z.object({ complaintId: id, complaintNo: z.string() }), sentence: (p) => words(`改进措施已见效（${p.complaintNo}）`, `The action works (${p.complaintNo})`) });
/** Checked and found not to help: the promise runs on. */
export const correctiveActionFailed = fact('sales.corrective-action-failed', { subject: 'corrective-action', payload: z.object({ complaintId: id, complaintNo: z.string() }), sentence: (p) => words(`改进措施未见效（${p.complaintNo}）`, `The action does not help (${p.complaintNo})`) });
export const complaintCauseSaved = fact('sales.complaint-cause-saved', { subject: 'complaint-cause', payload: z.object({ key: z.string(), zh: z.string() }), sentence: (p) => words(`投诉原因保存：${p.zh}`, `Cause saved: ${p.zh}`) });
export const compensationLimitSet = fact('sales.compensation-limit-set', { subject: 'compensation-limit', payload: z.object({ post: z.string(), limitFen: fen }), sentence: (p) => words(`补偿权限调整为 ${formatYuan(p.limitFen)}`, `Authority of compensation set to ${formatYuan(p.limitFen)}`) });
