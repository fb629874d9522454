import { id } from '../../kernel/schemas.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Runner } from '../../kernel/query.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { breachExplained } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { explainBreach } from './care/contract.ts';
import { lockObligation, maySettle } from './lock.ts';

/**
 * Says why a limit was not kept. The verdict and the figures stay: a reason excuses nothing by itself, a waiver does. @throws kernel.wrong-state while it is not late
 */
export const explainBreachVerb = (parts: Parts) =>
  verb({
    name: 'regulation.explain-breach',
    title: words('说明超时原因', 'Say why it is late'),
    may: { signedIn: 'own' },
    input: explainBreach.body!.extend({ id }),
    subject: (tx, input) => lockObligation(tx, input.id),
    inScope: (actor, _scope, row) => maySettle(parts.engine, actor, row),
    run: async (tx, { reason }, row): Promise<{ id: string }> => {
      if (row.state !== 'breached') throw refuse(kernelNo['wrong-state'], words('这项义务没有超时，不需要说明原因。', 'This obligation is not late: there is nothing to explain.'));
      tx.fact(breachExplained, row.id, { clause: row.clause, control: row.control, subjectType: row.subject_type, subjectId: row.subject_id, reason }, { objects: [{ type: row.subject_type, id: row.subject_id }] });
      tx.audit({ type: 'obligation', id: row.id }, {}, reason);
      return { id: row.id };
    },
  });

/** The last reason that was given, from the log: nothing is kept twice. */
export async function explanationGiven(on: { runner: Runner }, obligation: string): Promise<{ reason: string; by: string; at: number } | null> {
  const { rows: [row] } = await on.runner.query<{ reason: string; by: string; at: number }>(
    `select f.payload ->> 'reason' as reason, f.actor_name as by, f.occurred_at as at from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
     where o.object_type = 'obligation' and o.object_id = $1 and f.type = $2 order by f.seq desc limit 1`, [obligation, breachExplained.type], 'regulation.breach_explained');
  return row ?? null;
}
