import { z } from 'zod';
import { personOf } from '../../../kernel/actor.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { language } from './contract.ts';
import { renewSession } from './second-factor.ts';

/** A new password of one's own: the present session goes on under a new token, all others end. */
export const changePassword = verb({
  name: 'company.change-password', title: words('修改密码', 'Change the password'), may: { signedIn: 'own' },
  input: z.strictObject({ passwordHash: z.string(), sessionId: z.uuid(), tokenHash: z.instanceof(Buffer) }),
  run: async (tx, input) => {
    const id = personOf(tx.actor);
    await tx.rows('company.set_own_password', 'update company.staff set password_hash = $2, must_change_password = false, updated_at = to_timestamp($3 / 1000.0) where id = $1', [id, input.passwordHash, tx.now]);
    await renewSession(tx, input.sessionId, input.tokenHash, false);
    tx.audit({ type: 'staff', id });
    return { id };
  },
});

export const setLanguage = verb({
  name: 'company.set-language', title: words('切换语言', 'Choose the language'), may: { signedIn: 'own' },
  input: z.strictObject({ language }),
  run: async (tx, input) => {
    const id = personOf(tx.actor);
    await tx.rows('company.set_language', 'update company.staff set language = $2 where id = $1', [id, input.language]);
    tx.audit({ type: 'staff', id }, { language: input.language });
    return { id };
  },
});
