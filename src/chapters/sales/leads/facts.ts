import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** `platform` is the channel that the lead came by, `customerClass` its class: narrower limits may be set for both. */
const ref = { leadNo: z.string(), platform: z.string(), customerClass: z.string().nullable(), storeId: id.nullable() };
const held = { ...ref, seller: id };

export const leadCaptured = fact('sales.lead-captured', {
  subject: 'lead', payload: z.object({ ...ref, how: z.enum(['form', 'api', 'webhook', 'import', 'message', 'mail', 'web-form']), costFen: fen, score: z.int() }),
  sentence: (p) => words(`线索 ${p.leadNo} 入库，评分 ${p.score}`, `Lead ${p.leadNo} captured, score ${p.score}`),
});
/** Given to a seller for the first time. Opens the clock of first contact (2.1.3). `exception`: the branch of the rule that decided, null = by turns. */
export const leadAssigned = fact('sales.lead-assigned', {
  subject: 'lead', payload: z.object({ ...held, how: z.enum(['rule', 'person', 'pick']), exception: z.string().nullable() }),
  sentence: (p) => (p.how === 'pick' ? words('从公海领取', 'Picked from the pool') : p.how === 'person' ? words('由主管分配给销售员', 'Assigned by a person') : words('按规则分配给销售员', 'Assigned by the rule')),
});
export const leadReassigned = fact('sales.lead-reassigned', {
  subject: 'lead', payload: z.object({ ...held, from: id.nullable(), reason: z.string() }),
  sentence: (p) => words(`改派给另一销售员：${p.reason}`, `Given to another seller: ${p.reason}`),
});
export const leadRecycled = fact('sales.lead-recycled', {
  subject: 'lead', payload: z.object({ ...ref, from: id.nullable(), cause: z.enum(['idle', 'released', 'nobody-free', 'put']), reason: z.string() }),
  sentence: (p) => words(`进入公海：${p.reason}`, `Went to the pool: ${p.reason}`),
});
export const recycleWarned = fact('sales.recycle-warned', {
  subject: 'lead', payload: z.object({ ...held, recycleAt: instant }),
  sentence: () => words('提醒：长时间未联系，即将回收到公海', 'Warned: long without contact, it will go back to the pool'),
});
export const leadClassed = fact('sales.lead-classed', {
  subject: 'lead', payload: z.object({ ...ref, by: z.enum(['score', 'person']) }),
  sentence: (p) => words(`线索分类为 ${p.customerClass ?? '未分类'}`, `Classed ${p.customerClass ?? 'none'}`),
});
export const leadChanged = fact('sales.lead-changed', {
  subject: 'lead', payload: z.object({ leadNo: z.string(), fields: z.array(z.string()) }), sentence: () => words('线索资料更新', 'The lead was changed'),
});
/** The lead is no more: another one stands for the customer. Said of the one that goes; `sales.lead-absorbed` of the one that stays. */
export const leadMerged = fact('sales.lead-merged', {
  subject: 'lead', payload: z.object({ leadNo: z.string(), into: id, intoNo: z.string(), reasons: z.array(z.string()) }),
  sentence: (p) => words(`并入线索 ${p.intoNo}`, `Merged into ${p.intoNo}`),
});
export const leadAbsorbed = fact('sales.lead-absorbed', {
  subject: 'lead', payload: z.object({ leadNo: z.string(), from: id, fromNo: z.string() }),
  sentence: (p) => words(`并入了线索 ${p.fromNo}`, `Took in ${p.fromNo}`),
});
export const leadUnmerged = fact('sales.lead-unmerged', {
  subject: 'lead', payload: z.object({ leadNo: z.string(), from: id, fromNo: z.string() }),
  sentence: (p) => words(`撤销合并，从 ${p.fromNo} 拆出`, `Taken out of ${p.fromNo} again`),
});
export const leadDiscarded = fact('sales.lead-discarded', {
  subject: 'lead', payload: z.object({ ...ref, reason: z.string() }), sentence: (p) => words(`判为无效：${p.reason}`, `Discarded: ${p.reason}`),
});
export const leadRestored = fact('sales.lead-restored', {
  subject: 'lead', payload: z.object({ ...ref, reason: z.string() }), sentence: (p) => words(`恢复为待分配：${p.reason}`, `Restored: ${p.reason}`),
});
/** Somebody tried to talk to the customer. What was said stands on the record, not here: it is personal. */
export const contactRecorded = fact('sales.contact-recorded', {
  subject: 'lead', payload: z.object({ ...held, channel: z.string(), reached: z.boolean(), isFirst: z.boolean() }),
  sentence: (p) => (p.reached ? words('联系上客户', 'The customer was reached') : words('联系客户未果', 'The customer was not reached')),
});
/** What was agreed with the customer is owed on the day agreed (2.1.3, next-step-kept). */
export const nextStepAgreed = fact('sales.next-step-agreed', {
  subject: 'lead', payload: z.object({ ...held, nextAt: instant }), sentence: () => words('约定了下一步', 'A next step was agreed'),
});
export const leadConverted = fact('sales.lead-converted', {
  subject: 'lead', payload: z.object({ ...held, customerId: id }), sentence: () => words('转为客户', 'Became a customer'),
});
