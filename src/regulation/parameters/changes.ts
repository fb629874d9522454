import { sql } from 'kysely';
import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import { startOfDay } from '../../kernel/clock.ts';
import { words } from '../../kernel/words.ts';
import { signingRight } from '../approvals/present.ts';
import { effective } from '../approvals/state.ts';
import { parametersOf } from '../declare-check.ts';
import type { ParameterValue } from '../declare-parameter.ts';
import { sayValue } from '../declare-say.ts';
import { valueFromJson } from '../declare-values.ts';
import type { Parts } from '../parts.ts';
import { db, type ApprovalTable } from '../schema.ts';
import { sentenceOf } from '../sentence.ts';
import type { ChangeCard } from './contract.ts';
import { scopeNames } from './scopes.ts';
import { changeVerbs, correctVerb, declaredOf, type ChangeContent } from './propose-change.ts';

type On = { runner: Runner };

/** Changes that were asked for, newest first: of a parameter, or one by its id. */
export async function changeCards(parts: Parts, on: On, actor: Actor, which: { key: string } | { id: string }): Promise<ChangeCard[]> {
  const rows = await db(on).selectFrom('regulation.approval').selectAll().where('verb', 'in', [...changeVerbs])
    .where('key' in which ? sql<boolean>`content ->> 'key' = ${which.key}` : sql<boolean>`id = ${which.id}::uuid`).orderBy('requested_at', 'desc').limit(50).execute();
  return Promise.all(rows.map((row) => changeCard(parts, on, actor, row)));
}

async function changeCard(parts: Parts, on: On, actor: Actor, row: ApprovalTable): Promise<ChangeCard> {
  const change = row.content as ChangeContent;
  const declared = declaredOf(parts, change.key);
  const common = {
    kind: row.verb === correctVerb ? 'correction' as const : 'set' as const, id: row.id, state: row.state === 'executed' ? 'approved' as const : row.state, hash: row.content_hash, key: change.key, scopeType: change.scopeType, from: change.from, reason: row.reason, requestedBy: row.requested_by_name,
    requestedAt: row.requested_at, decidedBy: row.decided_by_name, decidedAt: row.decided_at, note: row.note, ...rightsOf(actor, row),
  };
  if (!declared) {
    const gone = words('已不在章程中', 'no longer in the rulebook');
    return { ...common, label: words(change.key, change.key), clause: row.clause ?? '', scope: null, before: gone, after: gone, sentences: [] };
  }
  const { clause, parameter } = declared;
  const after = valueFromJson(parameter, change.value) as ParameterValue;
  // A correction stands against what was known of its own day; a value that is decided against what held until then, not against itself.
  const holdsFrom = row.verb === correctVerb && change.from ? startOfDay(change.from) : (row.decided_at ?? row.requested_at);
  const before = parts.engine.values.at(change.key, holdsFrom, change.scopeType && change.scopeId ? { [change.scopeType]: change.scopeId } : {}, (row.decided_at ?? row.requested_at) - 1).value;
  const scope = change.scopeId ? ((await scopeNames(parts, on, parameter, [change])).get(`${change.scopeType} ${change.scopeId}`) ?? words(change.scopeId, change.scopeId)) : null;
  return {
    ...common, label: parameter.label, clause: clause.id, scope, before: sayValue(parameter, before), after: sayValue(parameter, after),
    sentences: clause.controls.filter((c) => parametersOf(c).includes(change.key))
      .map((c) => ({ before: sentenceOf(clause, c, { [change.key]: before }), after: sentenceOf(clause, c, { [change.key]: after }) })),
  };
}

/** Whether this person may decide or take back, and if not, why: told before he presses. */
function rightsOf(actor: Actor, row: ApprovalTable): Pick<ChangeCard, 'mayDecide' | 'mayWithdraw' | 'refused'> {
  const { maySign, refused } = signingRight(actor, row, null);
  return { mayDecide: maySign, mayWithdraw: ['waiting', 'returned', 'blocked'].includes(row.state) && actor.id === row.requested_by && effective(row.life).length === 0, refused };
}
