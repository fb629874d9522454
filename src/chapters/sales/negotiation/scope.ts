import { sql, type RawBuilder } from 'kysely';
import { isOwn, ownIds, type Actor, type Policy, type Scope } from '../../../kernel/actor.ts';

/** Who negotiates: a seller his own, a lead the team. */
export const mayNegotiate = { seller: 'own', 'team-lead': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
/** Who looks at it besides. */
export const mayLook = { ...mayNegotiate, accountant: 'all', auditor: 'all' } satisfies Policy;
/** Who decides that a wording is final, and what templates and prices there are. */
export const mayLead = { 'team-lead': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;

export interface Owned { seller_id: string; team_id: string | null }

export const sees = (actor: Actor, scope: Scope, row: Owned): boolean =>
  scope === 'all' || (scope === 'own' ? isOwn(actor, row.seller_id) : row.team_id !== null && actor.teamIds.includes(row.team_id));

/** As duties name what is negotiated: whoever owes something on one may do it, whosever it is. */
export const opportunityRef = (o: { id: string }) => ({ type: 'opportunity', id: o.id });
export const quoteRef = (q: { id: string }) => ({ type: 'quote', id: q.id });
export const contractRef = (c: { id: string }) => ({ type: 'contract', id: c.id });

/** The condition that keeps a list inside the caller's sight; null when everything may be seen. */
export function within(actor: Actor | null, scope: Scope, alias: string): RawBuilder<unknown> | null {
  if (scope === 'all') return null;
  if (scope === 'own') return sql`${sql.ref(`${alias}.seller_id`)} = any (${ownIds(actor)}::uuid[])`;
  return sql`${sql.ref(`${alias}.team_id`)} = any (${[...(actor?.teamIds ?? [])]}::uuid[])`;
}
