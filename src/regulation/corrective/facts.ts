import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { words } from '../../kernel/words.ts';

const about = { clause: z.string(), control: z.string() };
export const correctiveOpened = fact('corrective.action-opened', {
  subject: 'corrective-action', payload: z.object({ ...about, trigger: z.string(), count: z.int() }), sentence: (p) => words(`启动纠正措施：第 ${p.clause} 条`, `Corrective action opened: clause ${p.clause}`),
});
export const correctiveAssigned = fact('corrective.action-assigned', { subject: 'corrective-action', payload: z.object({ staffId: z.string() }), sentence: () => words('指派责任人', 'Assigned') });
export const correctiveContained = fact('corrective.action-contained', { subject: 'corrective-action', payload: z.object(about), sentence: () => words('已先行遏制', 'Contained') });
export const correctiveAnalysed = fact('corrective.action-analysed', { subject: 'corrective-action', payload: z.object({ ...about, category: z.string(), whys: z.int() }), sentence: (p) => words(`原因已查明（${p.whys} 个为什么）`, `Cause found (${p.whys} whys)`) });
export const correctivePlanned = fact('corrective.action-planned', { subject: 'corrective-action', payload: z.object({ ...about, planDue: z.string() }), sentence: (p) => words(`措施已制定，${p.planDue} 前落实`, `Planned, to be done by ${p.planDue}`) });
export const correctiveDone = fact('corrective.action-done', { subject: 'corrective-action', payload: z.object(about), sentence: () => words('措施已落实，等待效果验证', 'Done; its effect is awaited') });
export const correctiveChecked = fact('corrective.action-checked', {
  subject: 'corrective-action', payload: z.object({ ...about, effective: z.boolean(), beforeKept: z.int(), beforeBroken: z.int(), afterKept: z.int(), afterBroken: z.int(), round: z.int() }),
  sentence: (p) => words(`效果验证：违反 ${p.beforeBroken}/${p.beforeKept + p.beforeBroken} → ${p.afterBroken}/${p.afterKept + p.afterBroken}，${p.effective ? '有效，结案' : '无效，重新启动'}`,
    `Effect: ${p.beforeBroken} of ${p.beforeKept + p.beforeBroken} → ${p.afterBroken} of ${p.afterKept + p.afterBroken} broken, ${p.effective ? 'effective: closed' : 'not effective: opened again'}`),
});
/** Nothing was there to compare: neither effective nor not, looked at again later. */
export const correctivePutOff = fact('corrective.check-put-off', {
  subject: 'corrective-action', payload: z.object({ ...about, days: z.int() }), sentence: (p) => words(`效果验证顺延 ${p.days} 天：前后两段没有可比的判定`, `The check of its effect waits ${p.days} days more: there was nothing to compare`),
});
export const correctiveRuleSet = fact('corrective.rule-set', { subject: 'corrective-rule', payload: z.object({ reason: z.string() }), sentence: (p) => words(`修改纠正措施启动规则：${p.reason}`, `Rule of corrective actions changed: ${p.reason}`) });
