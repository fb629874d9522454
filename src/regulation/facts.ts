import { z } from 'zod';
import { fact } from '../kernel/fact.ts';
import { id, instant } from '../kernel/schemas.ts';
import { words } from '../kernel/words.ts';

const obligationRef = { clause: z.string(), control: z.string(), subjectType: z.string(), subjectId: z.string() };

/** A gate was passed although something was missing: always counted as an exception. */
export const gateOverridden = fact('regulation.gate-overridden', {
  subject: 'override',
  payload: z.object({ clause: z.string(), control: z.string(), verb: z.string(), missing: z.array(z.string()), reason: z.string().nullable(), enforce: z.enum(['block', 'monitor']) }),
  sentence: (p) => words(`第 ${p.clause} 条被例外放行${p.reason ? `：${p.reason}` : ''}`, `Clause ${p.clause} was overridden${p.reason ? `: ${p.reason}` : ''}`),
});
export const obligationBreached = fact('regulation.obligation-breached', {
  subject: 'obligation', payload: z.object({ ...obligationRef, breachAt: instant, ownerPost: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条超时`, `Clause ${p.clause} is overdue`),
});
export const obligationEscalated = fact('regulation.obligation-escalated', {
  subject: 'obligation', payload: z.object({ ...obligationRef, level: z.int(), to: z.string(), how: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条提醒（${p.how === 'copy' ? '抄送' : p.how === 'reassign' ? '改派' : '提醒'}）`, `Clause ${p.clause}: ${p.how}`),
});
export const parameterProposed = fact('regulation.parameter-proposed', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id, reason: z.string() }),
  sentence: (p) => words(`提出修改参数 ${p.key}：${p.reason}`, `Change of ${p.key} proposed: ${p.reason}`),
});
export const parameterSet = fact('regulation.parameter-set', {
  subject: 'parameter', payload: z.object({ key: z.string(), from: instant, scopeType: z.string().nullable(), scopeId: z.string().nullable(), reason: z.string() }),
  sentence: (p) => words(`参数 ${p.key} 已批准生效：${p.reason}`, `${p.key} approved: ${p.reason}`),
});
export const parameterRejected = fact('regulation.parameter-rejected', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id, note: z.string().nullable() }),
  sentence: (p) => words(`参数 ${p.key} 的修改被驳回`, `Change of ${p.key} rejected`),
});
export const parameterWithdrawn = fact('regulation.parameter-withdrawn', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id }),
  sentence: (p) => words(`撤回参数 ${p.key} 的修改`, `Change of ${p.key} withdrawn`),
});
/** Weekly shifts or a dated override of one calendar. Open obligations follow (regulation.obligations-retimed). */
export const calendarChanged = fact('regulation.calendar-changed', {
  subject: 'calendar', payload: z.object({ name: z.string(), what: z.enum(['created', 'week', 'day', 'day-cleared']), day: z.string().nullable(), reason: z.string() }),
  sentence: (p) => words(`日历「${p.name}」变更${p.day ? `（${p.day}）` : ''}：${p.reason}`, `Calendar ${p.name} changed${p.day ? ` (${p.day})` : ''}: ${p.reason}`),
});
export const holidaysPublished = fact('regulation.holidays-published', {
  subject: 'calendar', payload: z.object({ year: z.int(), holidays: z.int(), makeUpDays: z.int(), correction: z.boolean(), source: z.string() }),
  sentence: (p) => words(`${p.correction ? '更正' : '公布'} ${p.year} 年放假安排：放假 ${p.holidays} 天，调休上班 ${p.makeUpDays} 天`, `Holidays of ${p.year} ${p.correction ? 'corrected' : 'published'}: ${p.holidays} days off, ${p.makeUpDays} make-up days`),
});
export const obligationsRetimed = fact('regulation.obligations-retimed', {
  subject: 'calendar', payload: z.object({ name: z.string(), version: z.string(), count: z.int() }),
  sentence: (p) => words(`按日历「${p.name}」重算 ${p.count} 项时限`, `${p.count} due times worked out anew by calendar ${p.name}`),
});
