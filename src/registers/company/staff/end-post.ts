import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { postEnded } from '../facts.ts';
import { post } from '../sign-in/contract.ts';
import { keepAnAdministrator, refuseOwn, staffForUpdate } from './staff-record.ts';

/** Somebody no longer holds a post. @throws company.own-posts, company.last-administrator */
export const endPost = verb({
  name: 'company.end-post', title: words('免去岗位', 'End a post'), may: { administrator: 'all' },
  input: z.strictObject({ id, post }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    if (input.post === 'administrator' && staff.active) await keepAnAdministrator(tx, input.id);
    refuseOwn(tx.actor, staff);
    const ended = await tx.rows('company.end_post', 'update company.post_holding set to_at = greatest(to_timestamp($3 / 1000.0), from_at) where staff_id = $1 and post = $2 and to_at is null returning id', [input.id, input.post, tx.now]);
    if (ended.length === 0) throw refuse(kernelNo['not-found']);
    tx.fact(postEnded, input.id, { post: input.post });
    tx.audit({ type: 'staff', id: input.id }, { post: input.post });
    return { id: input.id };
  },
});
