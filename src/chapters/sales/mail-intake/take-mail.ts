import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HOUR, MINUTE } from '../../../kernel/clock.ts';
import { keepFile } from '../../../kernel/keep-file.ts';
import { maskName } from '../../../kernel/privacy.ts';
import { id } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { continueComplaint, openComplaint } from '../after-sales/open-complaint.ts';
import { continueFeedback, openFeedback, type OrderOfCase } from '../after-sales/open-feedback.ts';
import { captureLeads } from '../leads/capture.ts';
import type { LeadChannel } from '../leads/contract-words.ts';
import type { FileReason } from '../mails/contract.ts';
import type { MailFeeds, MailReason } from './contract.ts';
import { caseOf, customerOf, isSenderKnown, orderNamed, type CaseOfMail } from './find-case.ts';
import { lockMailbox, type Mailbox } from './mailbox.ts';

/** A node that fetches no longer holds the mailbox after this long. */
export const HOLD = 5 * MINUTE;
/** More mails of one sender within an hour are no conversation. */
export const MAILS_AN_HOUR = 20;

const file = z.strictObject({ name: z.string(), mediaType: z.string(), size: z.int(), sha256: z.string().nullable(), refused: z.enum(['kind', 'large', 'broken', 'many']).nullable() });
const from = z.strictObject({ name: z.string(), address: z.string() }).nullable();
const read = z.strictObject({
  is: z.literal('read'), messageId: z.string().nullable(), answers: z.array(z.string()), from, subject: z.string(), /** What is new in it. */ text: z.string(), whole: z.string(), cut: z.boolean(), automatic: z.enum(['bounce', 'auto-reply', 'list']).nullable(), own: z.boolean(), files: z.array(file),
});
const unread = z.strictObject({ is: z.literal('unread'), why: z.enum(['too-large', 'unreadable', 'gone', 'failed']), messageId: z.string().nullable(), from, subject: z.string() });
const input = z.strictObject({
  mailboxId: id, holder: id, uidValidity: z.int(), uid: z.int(), receivedAt: z.int(), size: z.int(), /** Set where a person wants this mail taken whatever it is. */ againId: id.nullable(), mail: z.discriminatedUnion('is', [read, unread]),
});
export type MailGiven = z.output<typeof input>;
type Read = z.output<typeof read>;
export type Outcome = 'taken' | 'ignored' | 'waiting' | 'known' | 'lost';

interface Result { state: 'taken' | 'ignored' | 'waiting'; reason: MailReason | null; case: { type: MailFeeds; id: string; no: string } | null; isReply: boolean; /** An order that the mail names, though nobody knows that its sender is the buyer. */ names?: OrderOfCase | null }
const ignored = (reason: MailReason): Result => ({ state: 'ignored', reason, case: null, isReply: false });
const waits = (reason: MailReason): Result => ({ state: 'waiting', reason, case: null, isReply: false });

/**
 * Takes one mail of a mailbox, once: what became of it, the case, and how far the mailbox is read are one commit. A node that lost its hold on the
 * mailbox takes nothing. The clock of the case starts when the mail arrived (clauses 2.4.1, 2.4.3).
 */
export const takeMail = verb({
  name: 'sales.take-mail', title: words('受理来信', 'Take a mail in'), may: {}, input,
  run: async (tx, given): Promise<{ outcome: Outcome }> => {
    const box = await lockMailbox(tx, given.mailboxId);
    if (!box || box.holder !== given.holder || !box.active) return { outcome: 'lost' };
    const { mail } = given;
    const fingerprint = mail.is === 'read' ? createHash('sha256').update(JSON.stringify([mail.from?.address ?? '', mail.subject, mail.whole])).digest('hex') : null;
    if (given.againId === null && (await knownAlready(tx, box, given, fingerprint))) {
      await readUpTo(tx, box, given);
      return { outcome: 'known' };
    }
    const result = mail.is === 'unread' ? waits(mail.why) : await decide(tx, box, given, mail, fingerprint!);
    await note(tx, box, given, result, fingerprint);
    if (given.againId === null) await readUpTo(tx, box, given);
    if (result.case) tx.audit({ type: result.case.type, id: result.case.id }, { mail: 'taken', reply: result.isReply });
    return { outcome: result.state };
  },
});

/** Here under its UID; or here under an older UID, where the server has numbered the folder anew: then it bears the new one from now on. */
async function knownAlready(tx: Tx, box: Mailbox, given: MailGiven, fingerprint: string | null): Promise<boolean> {
  const here = await tx.rows('sales.mail_known', 'select 1 from sales.mail where mailbox_id = $1 and uid_validity = $2 and uid = $3', [box.id, given.uidValidity, given.uid]);
  if (here.length > 0) return true;
  const renamed = await tx.rows('sales.mail_renamed', `update sales.mail set uid_validity = $2, uid = $3 where id = (select id from sales.mail where mailbox_id = $1 and uid_validity <> $2 and message_id is not distinct from $4 and fingerprint is not distinct from $5
      and (message_id is not null or received_at = to_timestamp($6::bigint / 1000.0)) order by id limit 1) returning 1`, [box.id, given.uidValidity, given.uid, given.mail.messageId, fingerprint, given.receivedAt]);
  return renamed.length > 0;
}

/** The hold goes on for as long as mails are taken. */
const readUpTo = (tx: Tx, box: Mailbox, given: { uidValidity: number; uid: number }): Promise<unknown> =>
  tx.rows('sales.mailbox_read_up_to', 'update sales.mailbox set last_uid = case when uid_validity = $2 then greatest(last_uid, $3) else $3 end, uid_validity = $2, held_until = clock_timestamp() + make_interval(secs => $4) where id = $1', [box.id, given.uidValidity, given.uid, HOLD / 1_000]);

async function decide(tx: Tx, box: Mailbox, given: MailGiven, mail: Read, fingerprint: string): Promise<Result> {
  const twin = mail.messageId === null ? [] : await tx.rows('sales.mail_twin', 'select 1 from sales.mail where mailbox_id = $1 and message_id = $2 and fingerprint = $3 and id is distinct from $4', [box.id, mail.messageId, fingerprint, given.againId]);
  if (twin.length > 0) return ignored('duplicate');
  if (mail.from === null) return waits('no-sender');
  const forced = given.againId !== null;
  if (!forced) {
    if (mail.own) return ignored('own');
    if (mail.automatic !== null) return ignored(mail.automatic);
    const [{ n }] = await tx.rows<{ n: number }>('sales.mails_in_an_hour', "select count(*)::int as n from sales.mail where from_address = $1 and mailbox_id = $2 and state = 'taken' and received_at > to_timestamp($3::bigint / 1000.0) and received_at <= to_timestamp($4::bigint / 1000.0)",
      [mail.from.address, box.id, given.receivedAt - HOUR, given.receivedAt]) as [{ n: number }];
    if (n >= MAILS_AN_HOUR) return waits('too-many');
  }
  const belongs = await caseOf(tx, { answers: mail.answers, from: mail.from.address, subject: mail.subject });
  const went = belongs === null ? null : await continueCase(tx, belongs, given, mail);
  if (went === 'spam') return ignored('spam');
  if (went !== null) return { state: 'taken', reason: null, case: went, isReply: true };
  return { state: 'taken', reason: null, isReply: false, ...(await openCase(tx, box, given, mail)) };
}

/** Text of a mail as a case keeps it. */
const saidIn = (mail: Read, text: string): string => `${text}${mail.cut ? '\n（正文过长，其余请在邮箱里查看。）' : ''}`;
const nameOf = (mail: Read): string => mail.from!.name || mail.from!.address;
/** Beside what was said: people read it who need no more. */
const maskedName = (mail: Read): string => maskName(nameOf(mail))!;

async function continueCase(tx: Tx, belongs: CaseOfMail, given: MailGiven, mail: Read): Promise<Result['case'] | 'spam'> {
  const said = saidIn(mail, mail.text || mail.subject);
  if (belongs.type === 'complaint') {
    const on = await continueComplaint(tx, belongs.id, { words: said, name: maskedName(mail), at: given.receivedAt });
    return on && { type: 'complaint', id: on.id, no: on.complaintNo };
  }
  if (belongs.type === 'lead') {
    // A merged lead goes on in the one that took it in; to whom nothing more was to be said, a new one says it.
    const [lead] = await tx.rows<{ id: string; lead_no: string }>('sales.lead_of_thread', `with recursive up as (select l.id, l.lead_no, l.state, l.merged_into from sales.lead l where l.id = $1 union select k.id, k.lead_no, k.state, k.merged_into from up join sales.lead k on k.id = up.merged_into)
      select id, lead_no from up where state not in ('merged', 'discarded') limit 1`, [belongs.id]);
    return lead ? { type: 'lead', id: lead.id, no: lead.lead_no } : null;
  }
  const [target] = await tx.rows<{ id: string; state: string }>('sales.feedback_of_thread', `with recursive up as (select f.id, f.state, f.merged_into from sales.feedback f where f.id = $1 union select k.id, k.state, k.merged_into from up join sales.feedback k on k.id = up.merged_into)
    select id, state from up where state <> 'merged' limit 1`, [belongs.id]);
  if (target?.state === 'spam') return 'spam';
  const on = target ? await continueFeedback(tx, target.id, { words: said, author: maskedName(mail), at: given.receivedAt }) : null;
  return on && { type: 'feedback', id: on.id, no: on.feedbackNo };
}

async function openCase(tx: Tx, box: Mailbox, given: MailGiven, mail: Read): Promise<{ case: NonNullable<Result['case']>; names: OrderOfCase | null }> {
  const { address } = mail.from!;
  const about = saidIn(mail, [mail.subject, mail.whole].filter((t) => t !== '').join('\n\n') || '（邮件没有文字）');
  if (box.feeds === 'lead') {
    const { made: [lead] } = await captureLeads(tx, [{
      given: { name: nameOf(mail).slice(0, 60), email: address.slice(0, 100), need: about.slice(0, 2_000), channel: box.lead_channel as LeadChannel | null, sourceDetail: box.name, storeId: box.store_id }, how: 'mail', at: given.receivedAt,
    }]);
    return { case: { type: 'lead', id: lead!.id, no: lead!.leadNo }, names: null };
  }
  const named = await orderNamed(tx, `${mail.subject}\n${mail.whole}`, box.store_id);
  const order = named !== null && (await isSenderKnown(tx, named, address)) ? named : null;
  const names = order === null ? named : null;
  const customerId = order?.customer_id ?? (await customerOf(tx, address));
  const common = { channel: 'mail', order, storeId: box.store_id, customerId, at: given.receivedAt };
  if (box.feeds === 'complaint') {
    const made = await openComplaint(tx, { ...common, severity: 'normal', about, by: 'customer', byName: maskedName(mail) });
    return { case: { type: 'complaint', id: made.id, no: made.complaintNo }, names };
  }
  const made = await openFeedback(tx, { ...common, author: nameOf(mail), rating: null, words: about });
  return { case: { type: 'feedback', id: made.id, no: made.feedbackNo }, names };
}

async function note(tx: Tx, box: Mailbox, given: MailGiven, result: Result, fingerprint: string | null): Promise<void> {
  const { mail } = given;
  const whole = mail.is === 'read' ? saidIn(mail, mail.whole) : '';
  const mailId = given.againId ?? tx.newId();
  const tokens = searchColumn({ numbers: [result.case?.no], names: [mail.from?.name, mail.subject], texts: [mail.subject, mail.from?.address] });
  const values = [mailId, box.id, given.uidValidity, given.uid, mail.messageId, fingerprint, mail.from?.address ?? null, mail.from?.name ?? null, mail.subject, whole, Math.min(given.receivedAt, tx.now), given.size, result.state, result.reason, result.isReply,
    result.case?.type ?? null, result.case?.id ?? null, result.case?.no ?? null, tokens, tx.now, result.names?.id ?? null, result.names?.order_no ?? null];
  await tx.rows('sales.note_mail', `insert into sales.mail (id, mailbox_id, uid_validity, uid, message_id, fingerprint, from_address, from_name, subject, words, received_at, size, state, reason, is_reply, subject_type, subject_id, subject_no, search, created_at, named_order_id, named_order_no)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, to_timestamp($11::bigint / 1000.0), $12, $13, $14, $15, $16, $17, $18, array_to_tsvector(string_to_array($19, ' ')), to_timestamp($20::bigint / 1000.0), $21, $22)
    on conflict (id) do update set message_id = coalesce(excluded.message_id, mail.message_id), fingerprint = coalesce(excluded.fingerprint, mail.fingerprint), from_address = coalesce(excluded.from_address, mail.from_address), from_name = coalesce(excluded.from_name, mail.from_name),
      subject = coalesce(nullif(excluded.subject, ''), mail.subject), words = coalesce(nullif(excluded.words, ''), mail.words), state = excluded.state, reason = excluded.reason, is_reply = excluded.is_reply, subject_type = excluded.subject_type, subject_id = excluded.subject_id,
      subject_no = excluded.subject_no, search = excluded.search, named_order_id = excluded.named_order_id, named_order_no = excluded.named_order_no, again_at = null, version = mail.version + 1`, values);
  await keepNoted(tx, mailId, mail.is === 'read' ? mail.files : []);
}

async function keepNoted(tx: Tx, mailId: string, files: readonly { name: string; mediaType: string; size: number; sha256: string | null; refused: FileReason | null }[]): Promise<void> {
  await tx.rows('sales.mail_files_anew', 'delete from sales.mail_file where mail_id = $1', [mailId]);
  if (files.length === 0) return;
  await keepFile(tx, files.flatMap((f) => (f.sha256 === null ? [] : [{ sha256: f.sha256, size: f.size, name: f.name, mediaType: f.mediaType }])));
  await tx.rows('sales.note_mail_files', `insert into sales.mail_file (id, mail_id, position, name, media_type, size, sha256, refused)
    select x.id, $2, x.position, x.name, x.media_type, x.size, x.sha256, x.refused from jsonb_to_recordset($1::jsonb) as x(id uuid, position int, name text, media_type text, size int, sha256 text, refused text)`,
  [JSON.stringify(files.map((f, position) => ({ id: tx.newId(), position, name: f.name, media_type: f.mediaType, size: f.size, sha256: f.sha256, refused: f.refused }))), mailId]);
}
