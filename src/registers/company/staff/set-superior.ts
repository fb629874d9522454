import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { superiorSet } from '../facts.ts';
import { no } from '../refusals.ts';
import { staffForUpdate } from './staff-record.ts';

/** Lines are drawn one at a time, so that two together cannot close a circle. */
const LINES = 7_240_002_003;

/** To whom somebody reports, from now on. @throws company.circular-superior, company.unknown-staff */
export const setSuperior = verb({
  name: 'company.set-superior', title: words('设定直接上级', 'Say who is the superior'), may: { administrator: 'all', hr: 'all' },
  input: z.strictObject({ id, superiorId: id.nullable() }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input) => {
    await tx.rows('company.lock_lines', 'select pg_advisory_xact_lock($1)', [LINES]);
    const [now] = await tx.rows<{ superior_id: string }>('company.present_superior', 'select superior_id from company.reporting_line where staff_id = $1 and to_at is null', [input.id]);
    if ((now?.superior_id ?? null) === input.superiorId) return { id: input.id };
    if (input.superiorId !== null) {
      const above = await tx.rows<{ id: string; active: boolean }>('company.line_above', `with recursive above as (
          select s.id, s.active from company.staff s where s.id = $1
          union select s.id, s.active from above a join company.reporting_line r on r.staff_id = a.id and r.to_at is null join company.staff s on s.id = r.superior_id)
        select id, active from above`, [input.superiorId]);
      if (!above.some((s) => s.id === input.superiorId && s.active)) throw refuse(no['unknown-staff']);
      if (above.some((s) => s.id === input.id)) throw refuse(no['circular-superior']);
    }
    await tx.rows('company.end_line', 'update company.reporting_line set to_at = greatest(to_timestamp($2 / 1000.0), from_at) where staff_id = $1 and to_at is null', [input.id, tx.now]);
    if (input.superiorId !== null)
      await tx.rows('company.draw_line', 'insert into company.reporting_line (id, staff_id, superior_id, from_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))', [tx.newId(), input.id, input.superiorId, tx.now]);
    tx.fact(superiorSet, input.id, { superiorId: input.superiorId });
    return { id: input.id };
  },
});
