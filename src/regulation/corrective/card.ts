import { sql } from 'kysely';
import { scopeOf } from '../../kernel/actor.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectKind } from '../subjects.ts';
import { correctiveLife, seePolicy, type ActionRow } from './action.ts';
import { seen } from './queries.ts';

/** Corrective actions by their number, for cases, evidence and lists. */
export const correctiveCards: SubjectKind['load'] = async (on, ids, { actor }) => {
  const scope = scopeOf(actor, seePolicy);
  if (scope === null) return [];
  const { rows } = await sql<ActionRow>`select a.* from regulation.corrective_action a where a.id = any (${ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id))}::uuid[]) and ${seen(actor, scope)}`
    .execute(on.runner.tables<Record<string, never>>());
  return rows.map((a) => ({
    id: a.id, number: a.action_no, title: a.why.zh, whom: null, href: `/corrective/${a.id}`,
    facts: [{ label: words('状态', 'State'), value: correctiveLife.states[a.state].zh }], acts: [{ key: 'open', label: words('打开纠正措施', 'Open it'), primary: true, href: `/corrective/${a.id}` }],
  }));
};
