import { id } from '../../kernel/schemas.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { exceptionExplained, gateOverridden } from '../facts.ts';
import { explainException } from './evidence/contract.ts';
import { answersFor } from './who-answers.ts';

interface Exception { id: string; clause: string; control: string; reason: string | null; actor_id: string | null; seq: bigint; recorded_at: number; objects: { type: string; id: string }[] }

/** The exception by its id, with the records that its act touched: why it went on belongs on their timelines, too. */
async function exceptionOf(tx: Tx, exception: string): Promise<Exception | null> {
  const [row] = await tx.rows<Exception & Record<string, unknown>>('regulation.exception_of',
    `select o.object_id as id, f.payload ->> 'clause' as clause, f.payload ->> 'control' as control, f.payload ->> 'reason' as reason, f.actor_id, f.seq, f.recorded_at
     from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at where o.object_type = 'override' and o.object_id = $1 and f.type = $2 limit 1`, [exception, gateOverridden.type]);
  if (!row) return null;
  const objects = await tx.rows<{ type: string; id: string }>('regulation.objects_of_exception',
    `select object_type as type, object_id as id from kernel.fact_object where fact_seq = $1 and recorded_at between to_timestamp($2::bigint / 1000.0) and to_timestamp($2::bigint / 1000.0) + interval '1 millisecond' and object_type <> 'override'`,
    [row.seq, row.recorded_at]);
  return { ...row, objects };
}

/**
 * Says why something was done although the rulebook, which only watches there, found something missing. Whoever did it, or answers for the department, says so; what was overridden
 * has its reason already. @throws kernel.wrong-state
 */
export const explainExceptionVerb = verb({
  name: 'regulation.explain-exception',
  title: words('说明例外原因', 'Say why it went on'),
  may: { signedIn: 'own' },
  input: explainException.body!.extend({ id }),
  subject: (tx, input) => exceptionOf(tx, input.id),
  inScope: (actor, _scope, row) => answersFor(actor) || (row.actor_id !== null && [actor.id, actor.onBehalfOf].includes(row.actor_id)),
  run: async (tx, { reason }, row): Promise<{ id: string }> => {
    if (row.reason !== null) throw refuse(kernelNo['wrong-state'], words('放行时已写明理由。', 'The reason was given when it was overridden.'));
    tx.fact(exceptionExplained, row.id, { clause: row.clause, control: row.control, reason }, { objects: row.objects });
    tx.audit({ type: 'override', id: row.id }, {}, reason);
    return { id: row.id };
  },
});
