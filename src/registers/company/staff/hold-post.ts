import { z } from 'zod';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { postHeld } from '../facts.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { post } from '../sign-in/contract.ts';
import { refuseOwn, staffForUpdate } from './staff-record.ts';

/** Appoints somebody to a post, from now on. @throws company.own-posts, company.post-held, company.not-active */
export const holdPost = verb({
  name: 'company.hold-post', title: words('任命岗位', 'Appoint to a post'), may: { administrator: 'all' },
  input: z.strictObject({ id, post }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    refuseOwn(tx.actor, staff);
    if (!staff.active) throw refuse(no['not-active']);
    const held = await tx.rows('company.post_is_held', 'select 1 from company.post_holding where staff_id = $1 and post = $2 and to_at is null', [input.id, input.post]);
    if (held.length > 0) throw refuse(no['post-held']);
    await db(tx).insertInto('company.post_holding').values({ id: tx.newId(), staff_id: input.id, post: input.post, from_at: toTimestamp(tx.now), to_at: null }).execute();
    tx.fact(postHeld, input.id, { post: input.post });
    tx.audit({ type: 'staff', id: input.id }, { post: input.post });
    return { id: input.id };
  },
});
