import { z } from 'zod';
import { DAY, dayOf, startOfDay } from '../../kernel/clock.ts';
import { next } from '../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { assertVersion, correctiveLife, lockAction, mayWork, workPolicy, type ActionRow } from './action.ts';
import * as contract from './contract.ts';
import { correctiveAnalysed, correctiveAssigned, correctiveContained, correctiveDone, correctivePlanned, correctiveRuleSet } from './facts.ts';
import { readRule } from './scan.ts';

const shared = { may: workPolicy, subject: lockAction, inScope: mayWork } as const;
const about = (row: ActionRow) => ({ clause: row.clause, control: row.control });

/** Moves an action on: its new fields, its next due time, one version more. */
async function move(tx: Tx, row: ActionRow, event: 'contain' | 'analyse' | 'plan' | 'finish', fields: Record<string, unknown>, dueAt: number | null): Promise<void> {
  const state = next(correctiveLife, row.state, event);
  await tx.rows(`corrective.${event}`, `update regulation.corrective_action set state = $2, due_at = to_timestamp($3::bigint / 1000.0), version = version + 1${Object.keys(fields).map((name, i) => `, ${name} = $${i + 4}`).join('')} where id = $1`,
    [row.id, state, dueAt, ...Object.values(fields)]);
  tx.audit({ type: 'corrective-action', id: row.id }, { from: row.state, to: state });
}
const stepDue = async (tx: Tx): Promise<number> => tx.now + (await readRule(tx)).step_days * DAY;

export const contain = verb({
  ...shared, name: 'corrective.contain', title: words('先行遏制', 'Contain'), input: z.strictObject({ id, ...contract.containCorrective.body!.shape }),
  run: async (tx, input, row) => {
    assertVersion(row, input.version);
    await move(tx, row, 'contain', { containment: input.containment }, await stepDue(tx));
    tx.fact(correctiveContained, row.id, about(row));
    return { id: row.id };
  },
});

export const analyse = verb({
  ...shared, name: 'corrective.analyse', title: words('原因分析', 'Analyse the cause'), input: z.strictObject({ id, ...contract.analyseCorrective.body!.shape }),
  run: async (tx, input, row) => {
    assertVersion(row, input.version);
    await move(tx, row, 'analyse', { whys: JSON.stringify(input.whys), category: input.category, analysed_at: new Date(tx.now).toISOString() }, await stepDue(tx));
    tx.fact(correctiveAnalysed, row.id, { ...about(row), category: input.category, whys: input.whys.length });
    return { id: row.id };
  },
});

export const plan = verb({
  ...shared, name: 'corrective.plan', title: words('制定措施', 'Plan'), input: z.strictObject({ id, ...contract.planCorrective.body!.shape }),
  run: async (tx, input, row) => {
    assertVersion(row, input.version);
    if (input.planDue < dayOf(tx.now)) throw refuse(kernelNo['invalid-input'], words('落实日期不能早于今天。', 'It cannot be due before today.'));
    await move(tx, row, 'plan', { plan: input.plan, plan_due: input.planDue }, startOfDay(input.planDue) + DAY);
    tx.fact(correctivePlanned, row.id, { ...about(row), planDue: input.planDue });
    return { id: row.id };
  },
});

export const finish = verb({
  ...shared, name: 'corrective.finish', title: words('措施已落实', 'Done'), input: z.strictObject({ id, ...contract.finishCorrective.body!.shape }),
  run: async (tx, input, row) => {
    assertVersion(row, input.version);
    await move(tx, row, 'finish', { done_note: input.doneNote, done_at: new Date(tx.now).toISOString(), check_days: (await readRule(tx)).check_days }, null);
    tx.fact(correctiveDone, row.id, about(row));
    return { id: row.id };
  },
});

export const assign = (parts: Parts) => verb({
  ...shared, name: 'corrective.assign', title: words('指派责任人', 'Assign'), input: z.strictObject({ id, ...contract.assignCorrective.body!.shape }),
  run: async (tx, input, row) => {
    assertVersion(row, input.version);
    if (row.state === 'closed') throw refuse(kernelNo['wrong-state'], words('已结案，不能再指派。', 'It is closed.'));
    const name = (await parts.directory.staffNames(tx, [input.staffId])).get(input.staffId);
    if (name === undefined) throw refuse(kernelNo['not-found'], words('没有这位员工。', 'There is no such member of staff.'));
    await tx.rows('corrective.assign', 'update regulation.corrective_action set owner_staff = $2, owner_name = $3, version = version + 1 where id = $1', [row.id, input.staffId, name]);
    tx.fact(correctiveAssigned, row.id, { staffId: input.staffId }, { objects: [{ type: 'staff', id: input.staffId }] });
    return { id: row.id };
  },
});

export const setRule = verb({
  name: 'corrective.set-rule', title: words('修改纠正措施启动规则', 'Change the rule of corrective actions'), may: { 'department-head': 'all', 'general-manager': 'all' }, input: contract.setCorrectiveRule.body!,
  run: async (tx, r) => {
    const rows = await tx.rows<{ version: number }>('corrective.set_rule', `update regulation.corrective_rule set breaches = $1, window_days = $2, repeats = $3, repeat_days = $4, check_days = $5, step_days = $6, decided = true, version = version + 1
      where version = $7 returning version`, [r.breaches, r.windowDays, r.repeats, r.repeatDays, r.checkDays, r.stepDays, r.version]);
    if (!rows[0]) throw refuse(kernelNo['changed-meanwhile']);
    tx.fact(correctiveRuleSet, 'rule', { reason: r.reason });
    tx.audit({ type: 'corrective-rule', id: 'rule' }, { ...r }, r.reason);
    return { version: rows[0].version };
  },
});
