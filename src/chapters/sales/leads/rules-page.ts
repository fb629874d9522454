import { scopeOf, type Actor } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { holdersOf, presenceOf, staffById, teamsOf } from '../../../registers/company/index.ts';
import { maySetRules } from './policies.ts';
import { loadsOf } from './seller-inputs.ts';
import { leadRulesOf } from './settings.ts';

/** The rules with the sellers that they are about: what each holds now, who is on duty, who stands in. */
export async function rulesPage(kernel: Kernel, actor: Actor | null) {
  const holders = await holdersOf(kernel, 'seller');
  const ids = holders.map((h) => h.id);
  const [rules, staff, presence, loads, teams, changes] = await Promise.all([
    leadRulesOf(kernel), staffById(kernel, ids), presenceOf(kernel, ids, kernel.clock.now()), loadsOf(kernel, ids), teamsOf(kernel),
    kernel.db.query<{ id: string; at: number; by: string; note: string }>('select id, at, actor_name as by, note from sales.lead_rules_change order by version desc limit 50', [], 'sales.lead_rules_changes'),
  ]);
  const substitutes = await staffById(kernel, [...presence.values()].flatMap((p) => p.substituteId ?? []));
  const teamName = new Map(teams.map((t) => [t.id, t.name]));
  return {
    ...rules, mayChange: scopeOf(actor, maySetRules) !== null, changes: changes.rows,
    sellers: holders.map((h) => {
      const here = presence.get(h.id);
      return { id: h.id, name: h.name, teams: (staff.get(h.id)?.teamIds ?? []).flatMap((t) => teamName.get(t) ?? []), open: loads.get(h.id)?.open ?? 0, onDuty: here?.onDuty ?? false, absent: here?.absent ?? false,
        substitute: here?.substituteId ? (substitutes.get(here.substituteId)?.name ?? null) : null };
    }),
  };
}
