import { z } from 'zod';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id, phone, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { postHeld, staffAdded } from '../facts.ts';
import { no } from '../refusals.ts';
import { db } from '../schema.ts';
import { language, login, post } from '../sign-in/contract.ts';
import { insertStaff } from './staff-record.ts';

/** A new account with its posts, teams and superior. @throws company.login-taken, company.unknown-place, company.unknown-staff */
export const addStaff = verb({
  name: 'company.add-staff', title: words('新增员工', 'Add a member of staff'), may: { administrator: 'all' },
  input: z.strictObject({
    name: text(50, 1), login, phone: phone.nullable(), language: language.nullable(), posts: z.array(post), teamIds: z.array(id), superiorId: id.nullable(),
    passwordHash: z.string(), mustChangePassword: z.boolean(),
  }),
  run: async (tx, input) => {
    const staffId = tx.newId();
    const posts = [...new Set(input.posts)];
    const teamIds = [...new Set(input.teamIds)];
    await insertStaff(tx, { id: staffId, ...input });
    tx.fact(staffAdded, staffId, { posts });
    for (const held of posts) tx.fact(postHeld, staffId, { post: held });
    tx.audit({ type: 'staff', id: staffId }, { login: input.login, posts });
    if (posts.length > 0)
      await db(tx).insertInto('company.post_holding').values(posts.map((held) => ({ id: tx.newId(), staff_id: staffId, post: held, from_at: toTimestamp(tx.now), to_at: null }))).execute();
    if (teamIds.length > 0) {
      const joined = await tx.rows('company.join_teams', 'insert into company.team_member (team_id, staff_id) select t.id, $1 from company.team t where t.id = any ($2::uuid[]) and t.active returning team_id', [staffId, teamIds]);
      if (joined.length < teamIds.length) throw refuse(no['unknown-place']);
    }
    if (input.superiorId !== null) {
      const line = await tx.rows('company.first_superior',
        'insert into company.reporting_line (id, staff_id, superior_id, from_at) select $1, $2, s.id, to_timestamp($4 / 1000.0) from company.staff s where s.id = $3 and s.active returning id',
        [tx.newId(), staffId, input.superiorId, tx.now]);
      if (line.length === 0) throw refuse(no['unknown-staff']);
    }
    return { id: staffId };
  },
});
