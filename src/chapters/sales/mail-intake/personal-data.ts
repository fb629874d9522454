import { ERASED } from '../../../kernel/evidence/erase.ts';
import { eraseFileNames, eraseFiles } from '../../../kernel/evidence/erase-files.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { DataHolder, PersonHeld } from '../../../registers/customers/index.ts';

interface Mine { id: string; subject_no: string | null; from_address: string | null; from_name: string | null }

/** Mails of the customer's cases and leads, and others from an address that is known to be the customer's. */
async function mailsOfPerson(on: { runner: Runner }, person: PersonHeld): Promise<Mine[]> {
  const { rows } = await on.runner.query<Mine & Record<string, unknown>>(`select m.id, m.subject_no, m.from_address, m.from_name from sales.mail m
      left join sales.feedback f on m.subject_type = 'feedback' and f.id = m.subject_id left join sales.complaint c on m.subject_type = 'complaint' and c.id = m.subject_id left join sales.lead l on m.subject_type = 'lead' and l.id = m.subject_id
      left join sales."order" o on o.id = coalesce(f.order_id, c.order_id)
    where coalesce(f.customer_id, c.customer_id, l.customer_id) = $1 or o.customer_id = $1
      or (m.from_address = any ($2::text[]) and coalesce(f.customer_id, c.customer_id, l.customer_id, $1) = $1) order by m.id`,
  [person.customerId, person.personal.filter((w) => w.includes('@')).map((w) => w.toLowerCase())], 'sales.mails_of_person');
  return rows;
}

/** What the received mails hold of a customer (clause 2.4.1): addresses, subjects, words, files. */
export const mailsHeld: DataHolder = {
  names: async (on, person) => (await mailsOfPerson(on, person)).flatMap((m) => [m.from_address, m.from_name].filter((w): w is string => w !== null && [...w].length > 1)),
  unsettled: async () => [],
  async give(on, person) {
    const ids = (await mailsOfPerson(on, person)).map((m) => m.id);
    const { rows } = await on.runner.query<Record<string, unknown>>(`select m.from_address as "发件人", m.from_name as "署名", m.subject as "主题", m.words as "正文", m.subject_no as "案件", to_char(m.received_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as "收到时间",
      (select string_agg(x.name, '；' order by x.position) from sales.mail_file x where x.mail_id = m.id) as "附件" from sales.mail m where m.id = any ($1::uuid[]) order by m.received_at limit 5000`, [ids], 'sales.give_mails');
    return [{ title: words('来信', 'Mails'), rows }];
  },
  records: async () => [],
  async erase(tx, person) {
    const mails = await mailsOfPerson(tx, person);
    const ids = mails.map((m) => m.id);
    const files = await tx.rows<{ sha256: string | null; name: string }>('sales.erase_mail_files', 'delete from sales.mail_file where mail_id = any ($1::uuid[]) returning sha256, name', [ids]);
    await eraseFileNames(tx, files.flatMap(({ sha256, name }) => (sha256 === null ? [] : [{ sha256, name }])));
    const hashes = files.flatMap((f) => f.sha256 ?? []);
    const shared = await tx.rows<{ sha256: string }>('sales.mail_files_of_others', 'select sha256 from sales.mail_file where sha256 = any ($1::text[]) union select sha256 from sales.return_photo where sha256 = any ($1::text[]) union select sha256 from sales.case_photo where sha256 = any ($1::text[])', [hashes]);
    await eraseFiles(tx, hashes.filter((sha) => !shared.some((s) => s.sha256 === sha)));
    // The number under which it lay in the mailbox stays: it is not taken in a second time.
    await tx.rows('sales.erase_mails', `update sales.mail m set from_address = null, from_name = null, message_id = null, fingerprint = null, subject = $2, words = '', named_order_id = null, named_order_no = null, settled_why = case when m.settled_why is not null then $2 end, search = array_to_tsvector(string_to_array(x.tokens, ' ')), version = m.version + 1
      from jsonb_to_recordset($1::jsonb) as x(id uuid, tokens text) where x.id = m.id`, [JSON.stringify(mails.map((m) => ({ id: m.id, tokens: searchColumn({ numbers: [m.subject_no] }) }))), ERASED]);
    return { removed: [{ what: words('来信的发件人、主题、正文与附件', 'senders, subjects, words and files of mails'), count: mails.length + files.length }], kept: [] };
  },
};
