import { system } from '../../kernel/actor.ts';
import { DAY, dayOf } from '../../kernel/clock.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import type { Parts } from '../parts.ts';
import { checkEffect } from './check-effect.ts';
import { causeWords, type causes, type correctiveTriggers } from './contract.ts';
import { checkDue } from './effect.ts';
import { openByRule } from './open-action.ts';

export interface Rule { breaches: number; window_days: number; repeats: number; repeat_days: number; check_days: number; step_days: number; decided: boolean; version: number }
export const readRule = async (on: Pick<Kernel, 'runner'>): Promise<Rule> => (await on.runner.query<Rule & Record<string, unknown>>('select * from regulation.corrective_rule', [], 'corrective.rule')).rows[0]!;

type Found = { clause: string; control: string; trigger: (typeof correctiveTriggers)[number]; why: Words; count: number };

/** Every few minutes: opens what the rule asks for, and checks the effect of what is done. Asking twice changes nothing. */
export async function scanCorrective(kernel: Kernel, parts: Parts): Promise<void> {
  const rule = await readRule(kernel);
  const found = [...(await breachesFound(kernel, parts, rule)), ...(await causesFound(kernel, rule))];
  const actor = system('纠正措施');
  if (found.length > 0) await runVerb(kernel, openByRule(parts), { found }, { actor });
  const { rows } = await kernel.db.query<{ id: string; done_at: number; check_days: number }>("select id, done_at, check_days from regulation.corrective_action where state = 'done'", [], 'corrective.to_check');
  for (const row of rows) if (kernel.clock.now() >= checkDue(row.done_at, row.check_days)) await runVerb(kernel, checkEffect, { id: row.id }, { actor });
}

/** Controls broken too often since their last action was closed; of a blocking control one breach is too often. */
async function breachesFound(kernel: Kernel, parts: Parts, rule: Rule): Promise<Found[]> {
  const now = kernel.clock.now();
  const { rows } = await kernel.db.query<{ clause: string; control: string; n: number }>(
    `select f.clause, f.control, sum(f.breached + f.overridden)::int as n from (
       select clause, control, day, breached, overridden from regulation.figure union all select clause, control, day, breached, overridden from regulation.figure_delta) f
     where f.day between $1::date and $2::date
       -- What an action in hand, or one just closed, already answers for is not counted again.
       and not exists (select from regulation.corrective_action a where a.clause = f.clause and a.control = f.control and a.trigger in ('breaches', 'blocking') and (a.closed_at is null or f.day <= regulation.day_of(a.closed_at)))
     group by 1, 2 having sum(f.breached + f.overridden) > 0`, [dayOf(now - (rule.window_days - 1) * DAY), dayOf(now)], 'corrective.broken');
  return rows.flatMap(({ clause, control, n }): Found[] => {
    const declared = parts.rulebook.find((c) => c.id === clause)?.controls.find((k) => k.id === control);
    if (!declared) return [];
    if (declared.enforce === 'block') return [{ clause, control, trigger: 'blocking', count: n, why: words(`拦截类控制「${declared.title.zh}」被突破 ${n} 次`, `The blocking control “${declared.title.en}” was passed ${n} times`) }];
    if (n < rule.breaches) return [];
    return [{ clause, control, trigger: 'breaches', count: n, why: words(`「${declared.title.zh}」${rule.window_days} 天内违反 ${n} 次`, `“${declared.title.en}” was broken ${n} times in ${rule.window_days} days`) }];
  });
}

/** The same cause again and again: then the cause itself is at issue, not the clause where it shows. */
async function causesFound(kernel: Kernel, rule: Rule): Promise<Found[]> {
  const { rows } = await kernel.db.query<{ category: (typeof causes)[number]; n: number; clause: string; control: string }>(
    `select a.category, count(*)::int as n, (array_agg(a.clause order by a.analysed_at desc))[1] as clause, (array_agg(a.control order by a.analysed_at desc))[1] as control from regulation.corrective_action a
     where a.category is not null and a.trigger <> 'repeated-cause' and a.analysed_at >= to_timestamp($1::bigint / 1000.0)
       and not exists (select from regulation.corrective_action r where r.trigger = 'repeated-cause' and r.why ->> 'cause' = a.category and (r.closed_at is null or r.opened_at >= a.analysed_at))
     group by 1 having count(*) >= $2`, [kernel.clock.now() - rule.repeat_days * DAY, rule.repeats], 'corrective.causes');
  return rows.map((r) => {
    const said = causeWords[r.category];
    return { clause: r.clause, control: r.control, trigger: 'repeated-cause', count: r.n, why: { ...words(`同一原因「${said.zh}」${rule.repeat_days} 天内出现 ${r.n} 次`, `The same cause “${said.en}” ${r.n} times in ${rule.repeat_days} days`), cause: r.category } as Words };
  });
}
