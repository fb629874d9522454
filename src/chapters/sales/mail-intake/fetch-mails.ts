import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openMailbox, type OpenMailbox, type Waiting } from '../../../gateways/messages/mailbox/mailbox.ts';
import { newWords } from '../../../gateways/messages/mailbox/new-words.ts';
import { MailReader, mailLimits } from '../../../gateways/messages/mailbox/read-mail.ts';
import { system } from '../../../kernel/actor.ts';
import type { FileStore } from '../../../kernel/file-store.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { id } from '../../../kernel/schemas.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { keepFiles } from './keep-files.ts';
import { mailboxColumns, settingsOf, type Mailbox } from './mailbox.ts';
import { HOLD, takeMail, type MailGiven } from './take-mail.ts';

export interface FetchOptions {
  readonly files: FileStore;
  /** `host:port` of mail servers inside the company. */
  readonly allowed: readonly string[];
  /** Addresses from which this system itself sends. */
  readonly own: readonly string[];
}

const robot = system('邮箱收件');
/** Mails of one mailbox in a round; the next round goes on. */
const A_ROUND = 100;

/** Takes what came into the company's mailboxes, each in the order of arrival, by one node at a time. One that cannot be reached does not hold up the others. */
export async function fetchMails(kernel: Kernel, options: FetchOptions): Promise<{ taken: number }> {
  const { rows: boxes } = await kernel.db.query<{ id: string }>('select id from sales.mailbox where active order by fetched_at nulls first, id', [], 'sales.mailboxes_to_fetch');
  let taken = 0;
  for (const box of boxes) taken += await fetchOne(kernel, box.id, options);
  return { taken };
}

async function fetchOne(kernel: Kernel, mailboxId: string, options: FetchOptions): Promise<number> {
  const holder = randomUUID();
  const box = await hold(kernel, mailboxId, holder);
  if (box === null) return 0;
  const reader = new MailReader();
  let error: Words | null = null;
  let taken = 0;
  const read: Read = { upTo: null };
  try {
    const settings = await settingsOf(kernel, box, options.allowed);
    const mailbox = await openMailbox(settings);
    try {
      taken = await round({ kernel, box, mailbox, reader, holder, options, read, addresses: await ownAddresses(kernel, options) });
    } finally {
      await mailbox.close();
    }
  } catch (failure) {
    error = failure instanceof GatewayFailure ? failure.words : words('收取时出错，下一分钟再试；详情见服务器日志。', 'Fetching failed and is tried again in a minute; see the log of the server.');
    kernel.log.warn({ mailbox: box.id, code: failure instanceof GatewayFailure ? failure.code : null, error: failure instanceof GatewayFailure ? failure.facts : String(failure) }, 'a mailbox was not read to its end');
  } finally {
    await reader.close();
  }
  await runVerb(kernel, noteRound, { id: box.id, holder, error, upTo: read.upTo }, { actor: robot });
  return taken;
}

/** One node at a time: a hold that ends by itself when its node has died. */
async function hold(kernel: Kernel, mailboxId: string, holder: string): Promise<Mailbox | null> {
  const { rows: [box] } = await kernel.db.query<Mailbox & Record<string, unknown>>(`update sales.mailbox set holder = $2, held_until = clock_timestamp() + make_interval(secs => $3) where id = $1 and active and (held_until is null or held_until < clock_timestamp()) returning ${mailboxColumns}`,
    [mailboxId, holder, HOLD / 1_000], 'sales.hold_mailbox');
  return box ?? null;
}

/** Ends a round: the time, and what stood in the way in plain words. */
const noteRound = verb({
  name: 'sales.note-mailbox-round', title: words('登记收件情况', 'Note a round of fetching'), may: {}, input: z.strictObject({ id, holder: id, error: z.object({ zh: z.string(), en: z.string() }).nullable(), upTo: z.strictObject({ uidValidity: z.int(), uid: z.int() }).nullable() }),
  run: async (tx, input) => {
    await tx.rows('sales.mailbox_round', `update sales.mailbox set holder = null, held_until = null, fetched_at = case when $3::text is null then to_timestamp($5::bigint / 1000.0) else fetched_at end, error_zh = $3, error_en = $4,
      failing_since = case when $3::text is null then null else coalesce(failing_since, to_timestamp($5::bigint / 1000.0)) end,
      last_uid = case when $6::bigint is null then last_uid when uid_validity = $6 then greatest(last_uid, $7) else $7 end, uid_validity = coalesce($6, uid_validity)
      where id = $1 and holder = $2`, [input.id, input.holder, input.error?.zh ?? null, input.error?.en ?? null, tx.now, input.upTo?.uidValidity ?? null, input.upTo?.uid ?? null]);
    return { id: input.id };
  },
});

async function ownAddresses(kernel: Kernel, options: FetchOptions): Promise<ReadonlySet<string>> {
  const { rows } = await kernel.db.query<{ address: string }>('select address from sales.mailbox', [], 'sales.own_addresses');
  return new Set([...options.own, ...rows.map((r) => r.address)].map((a) => a.toLowerCase()));
}

/** How far the folder is read, mails that are too old to be taken included. */
interface Read { upTo: { uidValidity: number; uid: number } | null }
interface Round { read: Read; kernel: Kernel; box: Mailbox; mailbox: OpenMailbox; reader: MailReader; holder: string; options: FetchOptions; addresses: ReadonlySet<string> }

async function round(r: Round): Promise<number> {
  let taken = await again(r);
  const last = r.box.uid_validity !== null && Number(r.box.uid_validity) === r.mailbox.uidValidity ? Number(r.box.last_uid) : 0;
  for (const uid of (await r.mailbox.newer(last, r.box.since)).slice(0, A_ROUND)) {
    const seen = await r.mailbox.look(uid);
    if (seen !== null && seen.receivedAt >= r.box.since) {
      const outcome = await take(r, seen, null, false);
      if (outcome === 'lost') return taken;
      if (outcome === 'taken') taken += 1;
    }
    r.read.upTo = { uidValidity: r.mailbox.uidValidity, uid };
  }
  return taken;
}

interface Again { id: string; uid_validity: bigint; uid: bigint; reason: string | null; received_at: number; size: number; message_id: string | null; subject: string; from_address: string | null; from_name: string | null }

/** Mails that somebody wants fetched again: from the place where they lay. */
async function again(r: Round): Promise<number> {
  const { rows } = await r.kernel.db.query<Again & Record<string, unknown>>('select id, uid_validity, uid, reason, received_at, size, message_id, subject, from_address, from_name from sales.mail where mailbox_id = $1 and again_at is not null order by again_at limit 50', [r.box.id], 'sales.mails_again');
  let taken = 0;
  for (const m of rows) {
    const seen = Number(m.uid_validity) === r.mailbox.uidValidity ? await r.mailbox.look(Number(m.uid)) : null;
    const known: Waiting = { uid: Number(m.uid), receivedAt: m.received_at, size: m.size, messageId: m.message_id, subject: m.subject, from: m.from_address === null ? null : { name: m.from_name ?? '', address: m.from_address } };
    const outcome = seen === null ? await say(r, known, m.id, { ...about(known), is: 'unread', why: 'gone' }, Number(m.uid_validity)) : await take(r, seen, m.id, m.reason === 'too-large');
    if (outcome === 'lost') return taken;
    if (outcome === 'taken') taken += 1;
  }
  return taken;
}

/** What the server says of a mail comes from its sender, too: without what no database takes, and of bounded length. */
const said = (text: string, most: number): string => text.replaceAll('\u0000', '').slice(0, most).toWellFormed();
const about = (seen: Waiting) => ({ messageId: seen.messageId === null ? null : said(seen.messageId, 302), from: seen.from === null ? null : { name: said(seen.from.name, 60), address: said(seen.from.address.toLowerCase(), 254) }, subject: said(seen.subject, 500) });
const say = async (r: Round, seen: Waiting, againId: string | null, mail: MailGiven['mail'], uidValidity = r.mailbox.uidValidity): Promise<string> =>
  (await runVerb(r.kernel, takeMail, { mailboxId: r.box.id, holder: r.holder, uidValidity, uid: seen.uid, receivedAt: seen.receivedAt, size: seen.size, againId, mail }, { actor: robot })).outcome;

/** Reads one mail and takes it. What this very mail brings about is noted with it and never stops the others; what the connection brings about ends the round. */
async function take(r: Round, seen: Waiting, againId: string | null, textOnly: boolean): Promise<string> {
  let mail: MailGiven['mail'];
  try {
    if (!textOnly && seen.size > mailLimits.mailBytes) throw new GatewayFailure('mailbox.message-too-large', words('邮件过大。', 'Too large.'));
    const source = textOnly ? await r.mailbox.sourceWithoutFiles(seen.uid, mailLimits.textBytes) : await r.mailbox.source(seen.uid, mailLimits.mailBytes);
    if (source === null) return againId === null ? 'gone' : await say(r, seen, againId, { ...about(seen), is: 'unread', why: 'gone' });
    const { files, text, automatic, ...read } = await r.reader.read(source);
    const own = read.from !== null && r.addresses.has(read.from.address);
    // Nobody looks at the files of what opens no case.
    const noted = own || (automatic !== null && againId === null) ? [] : await keepFiles(r.options.files, files);
    mail = { ...read, is: 'read', answers: [...read.answers], text: newWords(text), whole: text, automatic, own, files: noted };
  } catch (failure) {
    const why = failure instanceof GatewayFailure ? { 'mailbox.message-too-large': 'too-large' as const, 'mailbox.mail-unreadable': 'unreadable' as const }[failure.code] : undefined;
    if (why === undefined) throw failure;
    mail = { ...about(seen), is: 'unread', why };
  }
  try {
    return await say(r, seen, againId, mail);
  } catch (failure) {
    // The mail cannot be taken as it is, whatever the reason: it waits for a person, and the next one is taken.
    r.kernel.log.error({ mailbox: r.box.id, uid: seen.uid, error: String(failure) }, 'a mail could not be taken in');
    return say(r, seen, againId, { ...about(seen), is: 'unread', why: 'failed' });
  }
}
