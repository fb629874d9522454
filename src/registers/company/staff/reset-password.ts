import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffChanged } from '../facts.ts';
import { endChannels, refuseOwn, staffForUpdate } from './staff-record.ts';

/** A password chosen by the system, valid until its owner has chosen his own. Every session and API token of before is dead. */
export const resetPassword = verb({
  name: 'company.reset-password', title: words('重置密码', 'Reset the password'), may: { administrator: 'all' },
  input: z.strictObject({ id, passwordHash: z.string() }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    refuseOwn(tx.actor, staff);
    await tx.rows('company.reset_password', 'update company.staff set password_hash = $2, must_change_password = true, version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1', [input.id, input.passwordHash, tx.now]);
    await endChannels(tx, input.id, true);
    tx.fact(staffChanged, input.id, { fields: ['password'] });
    tx.audit({ type: 'staff', id: input.id });
    return { id: input.id };
  },
});
