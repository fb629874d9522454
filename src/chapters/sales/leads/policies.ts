import { isOwn, type Actor, type Policy, type Scope } from '../../../kernel/actor.ts';

/** A seller sees the own leads and the pool, a lead those of the team, the head all. */
export const mayReadLeads = { seller: 'own', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' } satisfies Policy;
export const mayCapture = { seller: 'all', 'team-lead': 'all', 'store-operator': 'all', 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const mayWork = { seller: 'own', 'team-lead': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const mayAssign = { 'team-lead': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const maySetRules = { 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const mayReadRules = { ...mayReadLeads, 'service-agent': 'own' } satisfies Policy;

export interface Placed { owner_id: string | null; team_id: string | null; state: string }

/** Rows without a team wait for everybody's lead; the pool without a team is for every seller. */
export function seesLead(actor: Actor, scope: Scope, lead: Placed): boolean {
  if (scope === 'all') return true;
  const ours = lead.team_id === null || actor.teamIds.includes(lead.team_id);
  if (scope === 'own') return isOwn(actor, lead.owner_id) || (lead.state === 'pool' && ours);
  return isOwn(actor, lead.owner_id) || (lead.team_id === null ? lead.owner_id === null : ours);
}

/** As a duty names it: whoever owes something on a lead works on it, whosever it is. */
export const leadRef = (lead: { id: string }) => ({ type: 'lead', id: lead.id });

/** To work on it, it must be one's own, or of one's team: a seller picks from the pool first. */
export const worksOn = (actor: Actor, scope: Scope, lead: Placed): boolean =>
  scope === 'all' || isOwn(actor, lead.owner_id) || (scope !== 'own' && seesLead(actor, scope, lead));
