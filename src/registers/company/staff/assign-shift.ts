import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { shiftAssigned } from '../facts.ts';
import { no } from '../refusals.ts';
import { staffForUpdate } from './staff-record.ts';

/** When somebody works, from now on. @throws company.unknown-place */
export const assignShift = verb({
  name: 'company.assign-shift', title: words('排班', 'Assign a shift'), may: { administrator: 'all', hr: 'all', 'service-lead': 'team', 'team-lead': 'team' },
  input: z.strictObject({ id, shiftId: id.nullable() }),
  subject: async (tx, input) => {
    const staff = await staffForUpdate(tx, input.id);
    if (!staff) return null;
    const teams = await tx.rows<{ team_id: string }>('company.teams_of_staff', 'select team_id from company.team_member where staff_id = $1', [input.id]);
    return { ...staff, teamIds: teams.map((t) => t.team_id) };
  },
  inScope: (actor, scope, staff) => scope === 'all' || staff.teamIds.some((team) => actor.teamIds.includes(team)),
  run: async (tx, input) => {
    const [now] = await tx.rows<{ shift_id: string }>('company.present_shift', 'select shift_id from company.shift_assignment where staff_id = $1 and to_at is null', [input.id]);
    if ((now?.shift_id ?? null) === input.shiftId) return { id: input.id };
    await tx.rows('company.end_shift', 'update company.shift_assignment set to_at = greatest(to_timestamp($2 / 1000.0), from_at) where staff_id = $1 and to_at is null', [input.id, tx.now]);
    if (input.shiftId !== null) {
      const made = await tx.rows('company.begin_shift', 'insert into company.shift_assignment (id, staff_id, shift_id, from_at) select $1, $2, s.id, to_timestamp($4 / 1000.0) from company.shift s where s.id = $3 and s.active returning id',
        [tx.newId(), input.id, input.shiftId, tx.now]);
      if (made.length === 0) throw refuse(no['unknown-place']);
    }
    tx.fact(shiftAssigned, input.id, { shiftId: input.shiftId });
    return { id: input.id };
  },
});
