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
/** Why it went on although something was missing: of what is only watched the reason is asked afterwards (engine.md §1). */
export const exceptionExplained = fact('regulation.exception-explained', {
  subject: 'override', payload: z.object({ clause: z.string(), control: z.string(), reason: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条例外的原因：${p.reason}`, `Why clause ${p.clause} was passed over: ${p.reason}`),
});
/** Why a limit was not kept. */
export const breachExplained = fact('regulation.breach-explained', {
  subject: 'obligation', payload: z.object({ ...obligationRef, reason: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条超时的原因：${p.reason}`, `Why clause ${p.clause} was not kept in time: ${p.reason}`),
});
export const obligationBreached = fact('regulation.obligation-breached', {
  subject: 'obligation', payload: z.object({ ...obligationRef, breachAt: instant, ownerPost: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条超时`, `Clause ${p.clause} is overdue`),
});
export const obligationEscalated = fact('regulation.obligation-escalated', {
  subject: 'obligation', payload: z.object({ ...obligationRef, level: z.int(), to: z.string(), how: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条提醒（${p.how === 'copy' ? '抄送' : p.how === 'reassign' ? '改派' : '提醒'}）`, `Clause ${p.clause}: ${p.how}`),
});
/** Two acts that the rulebook keeps apart were done by one person, where it only watches. */
export const separationBroken = fact('regulation.separation-broken', {
  subject: 'separation', payload: z.object(obligationRef),
  sentence: (p) => words(`第 ${p.clause} 条：应由两人分别办理的事由同一人办理`, `Clause ${p.clause}: one person did what takes two`),
});
export const sampleDrawn = fact('regulation.sample-drawn', {
  subject: 'sample', payload: z.object({ clause: z.string(), control: z.string(), population: z.int(), drawn: z.int(), seed: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条抽查：${p.population} 件中抽取 ${p.drawn} 件`, `Clause ${p.clause}: ${p.drawn} of ${p.population} drawn for checking`),
});
export const sampleChecked = fact('regulation.sample-checked', {
  subject: 'sample', payload: z.object({ clause: z.string(), control: z.string(), look: z.enum(['first', 'second']), passed: z.boolean(), note: z.string().nullable() }),
  sentence: (p) => words(`第 ${p.clause} 条${p.look === 'second' ? '复核' : '抽查'}：${p.passed ? '合格' : '不合格'}`, `Clause ${p.clause}, ${p.look} look: ${p.passed ? 'passed' : 'failed'}`),
});
export const sampleDisputed = fact('regulation.sample-disputed', {
  subject: 'sample', payload: z.object({ clause: z.string(), control: z.string(), reason: z.string() }),
  sentence: (p) => words(`对抽查结果提出异议：${p.reason}`, `The result is disputed: ${p.reason}`),
});
export const obligationReassigned = fact('regulation.obligation-reassigned', {
  subject: 'obligation', payload: z.object({ ...obligationRef, fromPost: z.string(), toPost: z.string(), toStaff: id.nullable(), reason: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条的事项移交：${p.reason}`, `Work under clause ${p.clause} handed over: ${p.reason}`),
});
export const waiverAsked = fact('regulation.waiver-asked', {
  subject: 'obligation', payload: z.object({ ...obligationRef, approvalId: id, reason: z.string() }),
  sentence: (p) => words(`申请豁免第 ${p.clause} 条：${p.reason}`, `Waiver of clause ${p.clause} asked for: ${p.reason}`),
});
export const obligationWaived = fact('regulation.obligation-waived', {
  subject: 'obligation', payload: z.object({ ...obligationRef, approvalId: id, reason: z.string() }),
  sentence: (p) => words(`第 ${p.clause} 条经批准豁免：${p.reason}`, `Clause ${p.clause} waived: ${p.reason}`),
});
export const waiverRejected = fact('regulation.waiver-rejected', {
  subject: 'obligation', payload: z.object({ ...obligationRef, approvalId: id, note: z.string().nullable() }),
  sentence: (p) => words(`第 ${p.clause} 条的豁免被驳回`, `Waiver of clause ${p.clause} rejected`),
});
export const parameterProposed = fact('regulation.parameter-proposed', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id, reason: z.string() }),
  sentence: (p) => words(`提出修改参数 ${p.key}：${p.reason}`, `Change of ${p.key} proposed: ${p.reason}`),
});
export const parameterSet = fact('regulation.parameter-set', {
  subject: 'parameter', payload: z.object({ key: z.string(), from: instant, scopeType: z.string().nullable(), scopeId: z.string().nullable(), reason: z.string() }),
  sentence: (p) => words(`参数 ${p.key} 已批准生效：${p.reason}`, `${p.key} approved: ${p.reason}`),
});
/** A value that was wrong for a time in the past; until = the end of what it replaces. */
export const parameterCorrected = fact('regulation.parameter-corrected', {
  subject: 'parameter', payload: z.object({ key: z.string(), from: instant, until: instant.nullable(), scopeType: z.string().nullable(), scopeId: z.string().nullable(), reason: z.string() }),
  sentence: (p) => words(`参数 ${p.key} 经批准更正：${p.reason}`, `${p.key} corrected for the past: ${p.reason}`),
});
export const parameterRejected = fact('regulation.parameter-rejected', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id, note: z.string().nullable() }),
  sentence: (p) => words(`参数 ${p.key} 的修改被驳回`, `Change of ${p.key} rejected`),
});
export const parameterWithdrawn = fact('regulation.parameter-withdrawn', {
  subject: 'parameter', payload: z.object({ key: z.string(), approvalId: id }),
  sentence: (p) => words(`撤回参数 ${p.key} 的修改`, `Change of ${p.key} withdrawn`),
});
/** A new value is told to those whom the clause binds; each of them acknowledges it once. */
export const changePublished = fact('regulation.change-published', {
  subject: 'parameter', payload: z.object({ key: z.string(), publicationId: id, addressed: z.int() }),
  sentence: (p) => words(`规章变更已公布，须 ${p.addressed} 人确认知悉`, `The change was published to ${p.addressed} people`),
});
export const changeAcknowledged = fact('regulation.change-acknowledged', {
  subject: 'parameter', payload: z.object({ key: z.string(), publicationId: id, staffId: id }), sentence: () => words('确认知悉规章变更', 'Acknowledged the change of the rulebook'),
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

const followed = { key: z.string(), valueId: id, clause: z.string(), control: z.string(), count: z.int(), flipped: z.int() };
/** Verdicts judged anew because a value was corrected for the past (engine.md §2); the old ones stay readable. One fact for each batch. */
export const verdictsCorrected = fact('regulation.verdicts-corrected', {
  subject: 'parameter', payload: z.object(followed),
  sentence: (p) => words(`更正参数 ${p.key}：第 ${p.clause} 条重判 ${p.count} 项，其中 ${p.flipped} 项结论改变`, `${p.key} corrected: ${p.count} verdicts of clause ${p.clause} judged anew, ${p.flipped} changed`),
});
/** Open cases timed anew by a value that binds at once. One fact for each batch. */
export const casesRetimed = fact('regulation.cases-retimed', {
  subject: 'parameter', payload: z.object(followed),
  sentence: (p) => words(`参数 ${p.key} 即时生效：第 ${p.clause} 条重算 ${p.count} 项时限`, `${p.key} binds at once: ${p.count} due times of clause ${p.clause} worked out anew`),
});

const approvalRef = { clause: z.string().nullable(), verb: z.string(), title: z.object({ zh: z.string(), en: z.string() }) };
const approval = <P extends z.ZodRawShape>(type: `regulation.${string}`, more: P, zh: string, en: string) =>
  fact(type, { subject: 'approval', payload: z.object({ ...approvalRef, ...more }), sentence: (p) => words(`${zh}：${(p as { title: { zh: string } }).title.zh}`, `${en}: ${(p as { title: { en: string } }).title.en}`) });
export const approvalSubmitted = approval('regulation.approval-submitted', { whole: z.int().nullable(), splitWith: z.array(z.string()) }, '提交审批', 'Submitted for approval');
export const approvalSigned = approval('regulation.approval-signed', { yes: z.boolean(), onBehalfOf: z.string().nullable(), batch: z.boolean() }, '审批签署', 'Signed');
export const approvalReturned = approval('regulation.approval-returned', { to: z.string().nullable() }, '审批退回', 'Returned');
/** Anything else that changes who signs or what is signed: revised, add-sign, transfer, copy, nudge, comment, withdraw. */
export const approvalChanged = approval('regulation.approval-changed', { what: z.string() }, '审批变动', 'Approval changed');
export const approvalDecided = approval('regulation.approval-decided', { outcome: z.enum(['approved', 'rejected', 'expired', 'executed']) }, '审批结论', 'Approval decided');
/** A finding: nobody can sign a step. */
export const approvalBlocked = approval('regulation.approval-blocked', { why: z.array(z.string()) }, '审批无人可签', 'Nobody can sign');
/** A finding: requests for one purpose were split within the window; the whole chose the band. */
export const requestsSplit = approval('regulation.requests-split', { whole: z.int(), with: z.array(z.string()) }, '疑似拆分申请', 'Requests may have been split');
export const delegationGiven = fact('regulation.delegation-given', {
  subject: 'delegation', payload: z.object({ fromStaff: id, toStaff: id, from: instant, to: instant, reason: z.string() }), sentence: (p) => words(`委托审批：${p.reason}`, `Approvals delegated: ${p.reason}`),
});
export const delegationEnded = fact('regulation.delegation-ended', {
  subject: 'delegation', payload: z.object({ fromStaff: id, toStaff: id }), sentence: () => words('收回审批委托', 'Delegation ended'),
});
export const chainPublished = fact('regulation.approval-chain-published', {
  subject: 'approval-chain', payload: z.object({ key: z.string(), from: instant, reason: z.string() }), sentence: (p) => words(`审批流 ${p.key} 生效：${p.reason}`, `Approval chain ${p.key} published: ${p.reason}`),
});
