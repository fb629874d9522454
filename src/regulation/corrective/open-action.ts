import { z } from 'zod';
import { DAY } from '../../kernel/clock.ts';
import type { Post } from '../../kernel/posts.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words, type Words } from '../../kernel/words.ts';
import { writeNotices } from '../notices/write-notices.ts';
import type { Parts } from '../parts.ts';
import { correctiveTriggers, openCorrective } from './contract.ts';
import { correctiveOpened } from './facts.ts';

interface Opening { clause: string; control: string; trigger: (typeof correctiveTriggers)[number]; why: Words; count: number }

/** Whoever answers for the control: the highest post of its ladder, else the head of the department. Never a post that only does the work. */
export function ownerPostOf(parts: Parts, clause: string, control: string): Post {
  const declared = parts.rulebook.find((c) => c.id === clause)?.controls.find((k) => k.id === control);
  return (declared && 'escalation' in declared ? declared.escalation.at(-1)?.to : undefined) ?? 'department-head';
}

/** One action a control and trigger at a time: a second opening finds the first. */
export async function openAction(parts: Parts, tx: Tx, opening: Opening): Promise<string> {
  const post = ownerPostOf(parts, opening.clause, opening.control);
  const [holders = []] = await parts.directory.holdersOf(tx, [{ post, teamId: null }]);
  const [only] = holders.length === 1 ? holders : [];
  const name = only ? ((await parts.directory.staffNames(tx, [only.staffId])).get(only.staffId) ?? null) : null;
  const [made] = await tx.rows<{ id: string; action_no: string }>('corrective.open', `insert into regulation.corrective_action (id, clause, control, trigger, why, opened_at, opened_by_name, owner_post, owner_staff, owner_name, state, due_at)
    select $1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7, $8, $9, $10, 'open', to_timestamp(($6::bigint + r.step_days * ${DAY}::bigint) / 1000.0) from regulation.corrective_rule r
    on conflict (clause, control, trigger) where state <> 'closed' do nothing returning id, action_no`,
  [tx.newId(), opening.clause, opening.control, opening.trigger, JSON.stringify(opening.why), tx.now, tx.actor.name, post, only?.staffId ?? null, name]);
  if (!made) {
    const [there] = await tx.rows<{ id: string }>('corrective.there', "select id from regulation.corrective_action where clause = $1 and control = $2 and trigger = $3 and state <> 'closed'", [opening.clause, opening.control, opening.trigger]);
    return there!.id;
  }
  tx.fact(correctiveOpened, made.id, { clause: opening.clause, control: opening.control, trigger: opening.trigger, count: opening.count });
  await writeNotices(tx, holders.map((h) => ({ staffId: h.staffId, topic: `corrective:${made.id}`, showAt: tx.now, href: `/corrective/${made.id}`, text: words(`${made.action_no}：${opening.why.zh}`, `${made.action_no}: ${opening.why.en}`) })));
  return made.id;
}

/** By hand: somebody saw what no rule counts. */
export const openCorrectiveVerb = (parts: Parts) => verb({
  name: 'corrective.open-action', title: words('提出纠正措施', 'Open a corrective action'), may: { auditor: 'all', 'department-head': 'all', 'general-manager': 'all', 'team-lead': 'all', 'service-lead': 'all' }, input: openCorrective.body!,
  run: async (tx, input) => {
    const known = parts.rulebook.find((c) => c.id === input.clause)?.controls.some((k) => k.id === input.control);
    if (!known) throw refuse(kernelNo['not-found'], words(`第 ${input.clause} 条没有控制 ${input.control}。`, `Clause ${input.clause} has no control ${input.control}.`));
    const id = await openAction(parts, tx, { clause: input.clause, control: input.control, trigger: 'manual', why: words(input.reason, input.reason), count: 0 });
    tx.audit({ type: 'corrective-action', id }, { clause: input.clause, control: input.control }, input.reason);
    return { id };
  },
});

/** By rule, in the name of the system: what the scan found. */
export const openByRule = (parts: Parts) => verb({
  name: 'corrective.open-by-rule', title: words('按规则启动纠正措施', 'Open by rule'), may: {},
  input: z.strictObject({ found: z.array(z.strictObject({ clause: z.string(), control: z.string(), trigger: z.enum(correctiveTriggers), why: z.object({ zh: z.string(), en: z.string(), cause: z.string().optional() }), count: z.int() })) }),
  run: async (tx, { found }) => {
    for (const one of found) await openAction(parts, tx, one);
    return { opened: found.length };
  },
});
