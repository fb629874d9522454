import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { dismissMailAct, retryMailAct, type MailState } from './contract.ts';
import { maySettleMails } from './mailbox.ts';
import { no } from './refusals.ts';

interface Unsettled { id: string; state: MailState; active: boolean; version: number }
const lock = async (tx: Tx, input: { id: string }): Promise<Unsettled | null> => (await tx.rows<Unsettled & Record<string, unknown>>('sales.lock_mail', 'select m.id, m.state, b.active, m.version from sales.mail m join sales.mailbox b on b.id = m.mailbox_id where m.id = $1 for update of m', [input.id]))[0] ?? null;
function unsettled(mail: Unsettled, version: number): void {
  if (mail.version !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: mail.version });
  if (mail.state === 'taken') throw refuse(no['mail-settled']);
}

/** The mail is fetched again within a minute and taken in, whatever was held against it; of one that is too large the text. @throws sales.mail-settled, sales.mailbox-off */
export const retryMail = verb({
  name: 'sales.retry-mail', title: words('重新收取并受理', 'Fetch again and take in'), may: maySettleMails, input: z.strictObject({ id, ...retryMailAct.body!.shape }), subject: lock,
  run: async (tx, input, mail) => {
    unsettled(mail, input.version);
    if (!mail.active) throw refuse(no['mailbox-off']);
    await tx.rows('sales.retry_mail', 'update sales.mail set again_at = to_timestamp($2::bigint / 1000.0), version = version + 1 where id = $1', [mail.id, tx.now]);
    tx.audit({ type: 'mail', id: mail.id }, { again: true });
    return { id: mail.id };
  },
});

/** Nothing is to be done about it, and why. It can still be fetched again. @throws sales.mail-settled */
export const dismissMail = verb({
  name: 'sales.dismiss-mail', title: words('作废来信', 'Dismiss a mail'), may: maySettleMails, input: z.strictObject({ id, ...dismissMailAct.body!.shape }), subject: lock,
  run: async (tx, input, mail) => {
    unsettled(mail, input.version);
    await tx.rows('sales.dismiss_mail', "update sales.mail set state = 'dismissed', again_at = null, settled_name = $2, settled_why = $3, settled_at = to_timestamp($4::bigint / 1000.0), version = version + 1 where id = $1", [mail.id, tx.actor.name, input.why, tx.now]);
    tx.audit({ type: 'mail', id: mail.id }, { state: 'dismissed' }, input.why);
    return { id: mail.id };
  },
});
