import { z } from 'zod';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffDisabled } from '../facts.ts';
import { endChannels, keepAnAdministrator, refuseOwn, staffForUpdate } from './staff-record.ts';

/** The account opens nothing any more, on any channel, in under a second. @throws company.last-administrator, company.own-posts */
export const disableStaff = verb({
  name: 'company.disable-staff', title: words('停用账号', 'Disable an account'), may: { administrator: 'all' },
  input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    if (!staff.active) return { id: input.id };
    await keepAnAdministrator(tx, input.id);
    refuseOwn(tx.actor, staff);
    await tx.rows('company.disable_staff', 'update company.staff set active = false, version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1', [input.id, tx.now]);
    await endChannels(tx, input.id, true);
    tx.fact(staffDisabled, input.id, { reason: input.reason });
    tx.audit({ type: 'staff', id: input.id }, undefined, input.reason);
    return { id: input.id };
  },
});
