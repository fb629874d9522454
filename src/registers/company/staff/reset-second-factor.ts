import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffChanged } from '../facts.ts';
import { no } from '../refusals.ts';
import { endChannels, refuseOwn, staffForUpdate } from './staff-record.ts';

/** For a lost phone: the authenticator is removed with a reason; its owner sets up another at the next sign-in. @throws company.not-enrolled */
export const resetSecondFactor = verb({
  name: 'company.reset-second-factor', title: words('解除动态验证码', 'Remove the authenticator'), may: { administrator: 'all' },
  input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    refuseOwn(tx.actor, staff);
    const removed = await tx.rows('company.remove_factor', 'delete from company.totp where staff_id = $1 returning staff_id', [input.id]);
    if (removed.length === 0) throw refuse(no['not-enrolled']);
    await endChannels(tx, input.id, false);
    tx.fact(staffChanged, input.id, { fields: ['second-factor'] });
    tx.audit({ type: 'staff', id: input.id }, undefined, input.reason);
    return { id: input.id };
  },
});
