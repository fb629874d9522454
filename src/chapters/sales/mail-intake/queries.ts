import { X509Certificate } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page } from '../../../kernel/keyset.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { isOwn, scopeOf, type Actor } from '../../../kernel/actor.ts';
import { storesById } from '../../../registers/company/index.ts';
import { mayReadReturns } from '../after-sales/load-return.ts';
import { daysBetween } from '../orders/days-between.ts';
import { teamMaySee } from '../orders/load.ts';
import { mayReadLeads, seesLead, type Placed } from '../leads/policies.ts';
import { filesOf, senderShown } from '../mails/mails-of-case.ts';
import type { MailboxRow, MailRecord, MailRow } from './contract.ts';
import type * as contract from './contract.ts';
import { mayReadMails } from './mailbox.ts';

type Query<E extends { query?: z.ZodType }> = z.output<NonNullable<E['query']>>;
const uuid = (text: string): string => (/^[0-9a-f-]{36}$/i.test(text) ? text : '00000000-0000-0000-0000-000000000000');

interface BoxRow extends Omit<MailboxRow, 'storeName' | 'error'> { error_zh: string | null; error_en: string | null }

/** Mailboxes with how they fare; the password never comes back. */
export async function listMailboxes(kernel: Kernel, asked: Query<typeof contract.listMailboxes>) {
  const found = await page<BoxRow, 'created' | 'name'>(kernel, {
    select: sql`b.id, b.name, b.address, b.host, b.port, b.login, b.folder, b.feeds, b.store_id as "storeId", b.lead_channel as "leadChannel", b.active, b.since, b.certificate, b.fetched_at as "fetchedAt", b.error_zh, b.error_en, b.failing_since as "failingSince",
      m.taken, m.waiting, b.version, b.created_at as "createdAt"`,
    from: sql`from sales.mailbox b cross join lateral (select (select count(*)::int from (select 1 from sales.mail t where t.mailbox_id = b.id and t.state = 'taken' limit 10000) x) as taken, (select count(*)::int from sales.mail w where w.mailbox_id = b.id and w.state = 'waiting') as waiting) m
      ${every([asked.feeds && sql`b.feeds = any (${[...asked.feeds]}::text[])`, asked.active !== undefined && sql`b.active = ${asked.active}`, asked.q ? sql`strpos(lower(b.name || ' ' || b.address || ' ' || b.host), lower(${asked.q})) > 0` : null])}`,
    id: sql`b.id`, orders: { created: { by: sql`b.created_at`, type: 'timestamptz' }, name: { by: sql`b.name`, type: 'text' } }, sort: asked.sort ?? 'created', cursor: asked.cursor, limit: asked.limit,
  });
  const stores = await storesById(kernel, found.rows.flatMap((r) => r.storeId ?? []));
  return { ...found, rows: found.rows.map(({ error_zh: zh, error_en: en, ...r }): MailboxRow => ({ ...r, certificate: fingerprintOf(r.certificate), error: zh === null ? null : words(zh, en ?? zh), storeName: r.storeId === null ? null : (stores.get(r.storeId)?.name ?? null) })) };
}

/** How each mailbox fares, for the page that says which ways in and out are open. */
export async function mailboxStates(kernel: Kernel): Promise<{ id: string; name: string; active: boolean; fetchedAt: number | null; error: Words | null; failingSince: number | null; waiting: number }[]> {
  const { rows } = await kernel.db.query<{ id: string; name: string; active: boolean; fetched_at: number | null; error_zh: string | null; error_en: string | null; failing_since: number | null; waiting: number }>(`select b.id, b.name, b.active, b.fetched_at, b.error_zh, b.error_en, b.failing_since,
      (select count(*)::int from sales.mail w where w.mailbox_id = b.id and w.state = 'waiting') as waiting from sales.mailbox b order by b.active desc, b.created_at, b.id limit 100`, [], 'sales.mailbox_states');
  return rows.map((b) => ({ id: b.id, name: b.name, active: b.active, fetchedAt: b.fetched_at, error: b.error_zh === null ? null : words(b.error_zh, b.error_en ?? b.error_zh), failingSince: b.failing_since, waiting: b.waiting }));
}

const fingerprintOf = (pem: string | null): string | null => (pem === null ? null : new X509Certificate(pem).fingerprint256);

interface MailListed extends Omit<MailRow, 'from' | 'case'> { from_address: string | null; from_name: string | null; subject_type: MailRow['case'] extends null ? never : NonNullable<MailRow['case']>['type'] | null; subject_id: string | null; subject_no: string | null }
const columns = sql`m.id, m.mailbox_id as "mailboxId", b.name as "mailboxName", m.from_address, m.from_name, m.subject, m.received_at as "receivedAt", m.size, m.state, m.reason, m.is_reply as "isReply", m.subject_type, m.subject_id, m.subject_no,
  (select count(*)::int from sales.mail_file f where f.mail_id = m.id) as files, m.again_at as "againAt", m.named_order_no as "namesOrder", m.version`;
const from = sql`from sales.mail m join sales.mailbox b on b.id = m.mailbox_id`;
const shown = ({ from_address, from_name, subject_type, subject_id, subject_no, ...m }: MailListed): MailRow =>
  ({ ...m, from: senderShown(from_name, from_address), case: subject_id === null ? null : { type: subject_type!, id: subject_id, no: subject_no! } });

export async function listMails(kernel: Kernel, asked: Query<typeof contract.listMails>) {
  const got = await page<MailListed, 'received'>(kernel, {
    select: columns, id: sql`m.id`, orders: { received: { by: sql`m.received_at`, type: 'timestamptz' } }, sort: asked.sort ?? '-received', cursor: asked.cursor, limit: asked.limit,
    from: sql`${from} ${every([
      asked.state && sql`m.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`, asked.mailbox ? sql`m.mailbox_id = ${uuid(asked.mailbox)}::uuid` : null, ...daysBetween(sql`m.received_at`, asked.received),
      await matching(kernel, { table: sql`sales.mail m`, id: sql`m.id`, search: sql`m.search`, q: searchQuery(asked.q ?? '') }),
    ])}`,
  });
  return { ...got, rows: got.rows.map(shown) };
}

export async function readMail(kernel: Kernel, id: string): Promise<MailRecord> {
  const { rows: [row] } = await sql<MailListed & { words: string; settled_name: string | null; settled_why: string | null; settled_at: number | null }>`select ${columns}, m.words, m.settled_name, m.settled_why, m.settled_at ${from} where m.id = ${id}::uuid`.execute(kernel.runner.tables<Record<string, never>>());
  if (!row) throw refuse(kernelNo['not-found']);
  const { words: said, settled_name: by, settled_why: why, settled_at: at, ...listed } = row;
  return { ...shown(listed), words: said, fileList: (await filesOf(kernel, [id])).get(id) ?? [], settled: by === null ? null : { by, why: why ?? '', at: at! } };
}

/** A kept file, for those who see the case that its mail belongs to; of a mail without a case for those who see the received mails. @throws kernel.not-found */
export async function fileOf(kernel: Kernel, actor: Actor, fileId: string): Promise<{ sha256: string; name: string; mediaType: string }> {
  const { rows: [file] } = await kernel.runner.query<{ sha256: string | null; name: string; media_type: string; subject_type: string | null; of_order: boolean; team_id: string | null; owner_id: string | null; lead_state: string | null; lead_team: string | null }>(
    `select x.sha256, x.name, x.media_type, m.subject_type, coalesce(f.order_id, c.order_id) is not null as of_order, coalesce(f.team_id, c.team_id) as team_id, l.owner_id, l.state as lead_state, l.team_id as lead_team
     from sales.mail_file x join sales.mail m on m.id = x.mail_id left join sales.feedback f on m.subject_type = 'feedback' and f.id = m.subject_id left join sales.complaint c on m.subject_type = 'complaint' and c.id = m.subject_id
       left join sales.lead l on m.subject_type = 'lead' and l.id = m.subject_id where x.id = $1`, [fileId], 'sales.mail_file');
  if (!file || file.sha256 === null || !sees(actor, file)) throw refuse(kernelNo['not-found']);
  return { sha256: file.sha256, name: file.name, mediaType: file.media_type };
}

function sees(actor: Actor, file: { subject_type: string | null; of_order: boolean; team_id: string | null; owner_id: string | null; lead_state: string | null; lead_team: string | null }): boolean {
  if (scopeOf(actor, mayReadMails) !== null) return true;
  if (file.subject_type === 'lead') {
    const scope = scopeOf(actor, mayReadLeads);
    const lead: Placed = { owner_id: file.owner_id, team_id: file.lead_team, state: file.lead_state! };
    // Who looks into the pool sees what was said only after picking it.
    return scope !== null && seesLead(actor, scope, lead) && !(scope === 'own' && !isOwn(actor, lead.owner_id));
  }
  const scope = file.subject_type === null ? null : scopeOf(actor, mayReadReturns);
  return scope !== null && (!file.of_order || teamMaySee(actor, scope, file));
}
