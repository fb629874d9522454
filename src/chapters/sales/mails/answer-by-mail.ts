import { maskEmail } from '../../../kernel/privacy.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';

interface Last { from_address: string; message_id: string | null; subject: string; address: string; box: string }

/** The customer's last mail on a case, and the mailbox that it came into. */
async function lastMail(on: { runner: Runner }, of: { type: string; id: string }): Promise<Last | null> {
  const { rows } = await on.runner.query<Last & Record<string, unknown>>(`select m.from_address, m.message_id, m.subject, b.address, b.name as box from sales.mail m join sales.mailbox b on b.id = m.mailbox_id
    where m.subject_type = $1 and m.subject_id = $2 and m.state = 'taken' and m.from_address is not null order by m.received_at desc, m.id desc limit 1`, [of.type, of.id], 'sales.last_mail');
  return rows[0] ?? null;
}

/** Mark of a message to the outside as an answer of a case: its end is noted there. */
export const ANSWER = 'case-answer/';

/**
 * Sends what is said to the customer by mail, as an answer to the last mail, from where a reply comes back to the same mailbox and finds its case
 * again: by its Message-ID, and by the number in its subject. @returns whether it will leave: the customer wrote by mail, and outgoing mail is set up
 */
export async function answerByMail(tx: Tx, of: { type: 'feedback' | 'complaint'; id: string; no: string }, messageId: string, said: string): Promise<boolean> {
  if (!tx.channels.has('mail')) return false;
  const last = await lastMail(tx, of);
  if (last === null) return false;
  const bare = last.subject.replace(/^(\s*(re|fw|fwd|回复|答复|转发)\s*[:：])+\s*/i, '').replaceAll(/\s*\[(FK|TS)-[\d-]+\]/g, '').trim();
  tx.message({
    channel: 'mail', recipient: last.from_address, subject: { type: of.type, id: of.id },
    payload: {
      subject: `Re: ${bare || of.no} [${of.no}]`.slice(0, 200), text: said, key: messageId, replyTo: last.address, byPerson: true, template: `${ANSWER}${messageId}`,
      ...(last.message_id === null ? {} : { inReplyTo: last.message_id }),
    },
  });
  return true;
}

/** Whether answers of a case reach the customer by mail now. */
export async function answersByMail(kernel: { runner: Runner; channels: ReadonlySet<string> }, of: { type: 'feedback' | 'complaint'; id: string }): Promise<{ possible: boolean; to: string | null }> {
  const last = await lastMail(kernel, of);
  return { possible: last !== null && kernel.channels.has('mail'), to: maskEmail(last?.from_address ?? null) };
}
