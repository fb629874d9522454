import { z } from 'zod';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, instant, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { substituteNamed } from '../facts.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { staffForUpdate } from './staff-record.ts';

/**
 * Who stands in while somebody is away, `[from, to)`. Administrators for anybody but themselves as the substitute (that would give
 * oneself rights); everyone for his own absence. @throws company.own-posts, company.substitute-twice, company.unknown-staff
 */
export const nameSubstitute = verb({
  name: 'company.name-substitute', title: words('安排代班', 'Name a substitute'), may: { administrator: 'all', signedIn: 'own' },
  input: z.strictObject({ id, substituteId: id, from: instant, to: instant, note: text(200).optional() }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  inScope: (actor, scope, absent) => scope === 'all' || absent.id === actor.id,
  run: async (tx, input, absent) => {
    if (input.to <= input.from || input.to <= tx.now) throw refuse(kernelNo['invalid-input'], words('结束时间须晚于开始时间和现在。', 'The end must lie after the beginning and after now.'));
    const [substitute] = await tx.rows<{ person_id: string; active: boolean }>('company.substitute_staff', 'select person_id, active from company.staff where id = $1', [input.substituteId]);
    if (!substitute?.active || substitute.person_id === absent.person_id) throw refuse(no['unknown-staff']);
    if (tx.actor.kind === 'person' && (substitute.person_id === tx.actor.personId || input.substituteId === tx.actor.id)) throw refuse(no['own-posts']);
    const running = await tx.rows('company.substitutes_then', `select 1 from company.substitute where absent_id = $1 and ended_at is null
      and from_at < to_timestamp($3 / 1000.0) and to_at > to_timestamp($2 / 1000.0)`, [input.id, input.from, input.to]);
    if (running.length > 0) throw refuse(no['substitute-twice']);
    const substituteRow = tx.newId();
    await db(tx).insertInto('company.substitute').values({
      id: substituteRow, absent_id: input.id, substitute_id: input.substituteId, from_at: toTimestamp(input.from), to_at: toTimestamp(input.to), note: input.note ?? null, ended_at: null,
    }).execute();
    tx.fact(substituteNamed, input.id, { substituteId: input.substituteId, from: input.from, to: input.to }, { objects: [{ type: 'staff', id: input.substituteId }] });
    return { id: substituteRow };
  },
});
