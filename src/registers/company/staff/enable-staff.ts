import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffEnabled } from '../facts.ts';
import { refuseOwn, staffForUpdate } from './staff-record.ts';

/** The account opens again, with the posts that it holds. Sessions and tokens of before stay dead. */
export const enableStaff = verb({
  name: 'company.enable-staff', title: words('恢复账号', 'Enable an account again'), may: { administrator: 'all' },
  input: z.strictObject({ id }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    if (staff.active) return { id: input.id };
    refuseOwn(tx.actor, staff);
    await tx.rows('company.enable_staff', 'update company.staff set active = true, version = version + 1, updated_at = to_timestamp($2 / 1000.0) where id = $1', [input.id, tx.now]);
    tx.fact(staffEnabled, input.id, {});
    return { id: input.id };
  },
});
