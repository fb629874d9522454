import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, id, instant, page, query, text, words as wordsShape } from '../../kernel/schemas.ts';
import { words, type Words } from '../../kernel/words.ts';

export const correctiveStates = ['open', 'contained', 'analysed', 'planned', 'done', 'closed'] as const;
export const correctiveTriggers = ['breaches', 'blocking', 'repeated-cause', 'manual'] as const;
/** Why things go wrong, in the words of the floor: people, method, tool, goods, partner, rule. */
export const causes = ['people', 'method', 'tool', 'goods', 'partner', 'rule'] as const;
export const causeWords: Record<(typeof causes)[number], Words> = {
  people: words('人员（培训、人手）', 'People (training, hands)'), method: words('流程方法', 'Way of working'), tool: words('系统与设备', 'Systems and tools'), goods: words('商品与物料', 'Goods and material'),
  partner: words('供应商与承运商', 'Suppliers and carriers'), rule: words('规章本身', 'The rule itself'),
};

const counts = z.object({ kept: z.int(), broken: z.int(), /** Basis points; null where nothing was judged. */ rate: z.int().nullable() });
export const correctiveRow = z.object({
  id, actionNo: z.string(), clause: z.string(), control: z.string(), title: wordsShape, trigger: z.enum(correctiveTriggers), why: wordsShape, state: z.enum(correctiveStates), round: z.int(), openedAt: instant,
  owner: z.object({ id: id.nullable(), name: z.string().nullable(), post: wordsShape }), dueAt: instant.nullable(), category: z.enum(causes).nullable(), effective: z.boolean().nullable(), closedAt: instant.nullable(), version: z.int(),
});
export type CorrectiveRow = z.output<typeof correctiveRow>;
export const correctiveAction = correctiveRow.extend({
  openedBy: z.string(), containment: z.string().nullable(), whys: z.array(z.string()), plan: z.string().nullable(), planDue: day.nullable(), doneNote: z.string().nullable(), doneAt: instant.nullable(),
  checkDays: z.int(), /** When the check is due; null before it is done. */ checkDueAt: instant.nullable(), before: counts.nullable(), after: counts.nullable(), checkedAt: instant.nullable(), mayWork: z.boolean(),
  facts: z.array(z.object({ id, at: instant, by: z.string(), text: wordsShape })),
});

const version = z.int();
const one = { params: z.strictObject({ id }), response: z.object({ id }) };
export const listCorrective = endpoint({
  method: 'GET', path: '/corrective-actions', summary: words('纠正措施', 'Corrective actions'),
  query: z.strictObject({ q: query.text(100), state: query.anyOf(correctiveStates), trigger: query.anyOf(correctiveTriggers), cause: query.anyOf(causes), clause: query.text(20), overdue: query.bool, mine: query.bool, sort: query.oneOf(['opened', '-opened']), ...page }),
  response: z.object({ rows: z.array(correctiveRow), next: z.string().nullable(), total: z.int().nullable() }),
});
export const readCorrective = endpoint({ method: 'GET', path: '/corrective-actions/:id', summary: words('一项纠正措施', 'A corrective action'), params: one.params, response: correctiveAction });
export const openCorrective = endpoint({ method: 'POST', path: '/corrective-actions', summary: words('提出纠正措施', 'Open a corrective action'), body: z.strictObject({ clause: text(20, 1), control: text(60, 1), reason: text(500, 2) }), response: one.response });
export const assignCorrective = endpoint({ method: 'POST', path: '/corrective-actions/:id/owner', summary: words('指派责任人', 'Assign it'), ...one, body: z.strictObject({ staffId: id, version }) });
export const containCorrective = endpoint({ method: 'POST', path: '/corrective-actions/:id/containment', summary: words('先行遏制', 'Contain it'), ...one, body: z.strictObject({ containment: text(2_000, 2), version }) });
export const analyseCorrective = endpoint({ method: 'POST', path: '/corrective-actions/:id/cause', summary: words('原因分析', 'Analyse the cause'), ...one, body: z.strictObject({ whys: z.array(text(500, 2)).min(1).max(5), category: z.enum(causes), version }) });
export const planCorrective = endpoint({ method: 'POST', path: '/corrective-actions/:id/plan', summary: words('制定措施', 'Plan it'), ...one, body: z.strictObject({ plan: text(4_000, 2), planDue: day, version }) });
export const finishCorrective = endpoint({ method: 'POST', path: '/corrective-actions/:id/completion', summary: words('措施已落实', 'Done'), ...one, body: z.strictObject({ doneNote: text(2_000, 2), version }) });

export const correctiveRule = z.object({ breaches: z.int().min(1).max(1_000), windowDays: z.int().min(1).max(366), repeats: z.int().min(2).max(100), repeatDays: z.int().min(1).max(366), checkDays: z.int().min(1).max(366), stepDays: z.int().min(1).max(60) });
export const readCorrectiveRule = endpoint({ method: 'GET', path: '/corrective-rule', summary: words('何时启动纠正措施', 'What opens a corrective action'), response: correctiveRule.extend({ decided: z.boolean(), version }) });
export const setCorrectiveRule = endpoint({ method: 'PUT', path: '/corrective-rule', summary: words('修改启动规则', 'Change what opens one'), body: z.strictObject({ ...correctiveRule.shape, reason: text(500, 2), version }), response: z.object({ version }) });
