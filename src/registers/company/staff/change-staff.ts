import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, phone, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffChanged } from '../facts.ts';
import { no } from '../refusals.ts';
import { login } from '../sign-in/contract.ts';
import { searchOfStaff, staffForUpdate } from './staff-record.ts';

/** Name, account name, phone. @throws company.login-taken, kernel.changed-meanwhile */
export const changeStaff = verb({
  name: 'company.change-staff', title: words('修改员工资料', 'Change a member of staff'), may: { administrator: 'all', hr: 'all' },
  input: z.strictObject({ id, version: z.int(), name: text(50, 1).optional(), login: login.optional(), phone: phone.nullable().optional() }),
  subject: (tx, input) => staffForUpdate(tx, input.id),
  run: async (tx, input, staff) => {
    if (staff.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    // Only who may give posts may say under which name an account is entered.
    if (input.login !== undefined && input.login !== staff.login && tx.actor.kind === 'person' && !tx.actor.posts.includes('administrator')) throw refuse(kernelNo['not-allowed']);
    const next = { name: input.name ?? staff.name, login: input.login ?? staff.login, phone: input.phone === undefined ? staff.phone : input.phone };
    const fields = (['name', 'login', 'phone'] as const).filter((field) => next[field] !== staff[field]);
    if (fields.length === 0) return { id: input.id };
    if (next.login !== staff.login) {
      const taken = await tx.rows('company.login_taken', 'select 1 from company.staff where login = $1 and id <> $2', [next.login, input.id]);
      if (taken.length > 0) throw refuse(no['login-taken']);
    }
    await tx.rows('company.change_staff', `with p as (update company.person set name = $2, phone = $4 where id = $7)
      update company.staff set name = $2, login = $3, search = array_to_tsvector(string_to_array($5, ' ')), version = version + 1, updated_at = to_timestamp($6 / 1000.0) where id = $1`,
    [input.id, next.name, next.login, next.phone, searchOfStaff(next), tx.now, staff.person_id]);
    tx.fact(staffChanged, input.id, { fields });
    tx.audit({ type: 'staff', id: input.id }, { fields });
    return { id: input.id };
  },
});
