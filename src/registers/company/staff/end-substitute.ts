import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { substituteEnded } from '../facts.ts';

/** The absent colleague is back, or somebody else stands in. What was done until now stays as it was done. */
export const endSubstitute = verb({
  name: 'company.end-substitute', title: words('结束代班', 'End a substitution'), may: { administrator: 'all', signedIn: 'own' },
  input: z.strictObject({ id }),
  subject: async (tx, input) => (await tx.rows<{ absent_id: string; substitute_id: string; ended: boolean }>('company.substitute_for_update',
    'select absent_id, substitute_id, ended_at is not null as ended from company.substitute where id = $1 for update', [input.id]))[0] ?? null,
  inScope: (actor, scope, row) => scope === 'all' || row.absent_id === actor.id || row.substitute_id === actor.id,
  run: async (tx, input, row) => {
    if (row.ended) return { id: input.id };
    await tx.rows('company.end_substitute', 'update company.substitute set ended_at = to_timestamp($2 / 1000.0) where id = $1', [input.id, tx.now]);
    tx.fact(substituteEnded, row.absent_id, { substituteId: row.substitute_id }, { objects: [{ type: 'staff', id: row.substitute_id }] });
    return { id: input.id };
  },
});
