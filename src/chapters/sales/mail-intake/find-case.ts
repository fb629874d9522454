import { customersByEmail } from '../../../registers/customers/index.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { OrderOfCase } from '../after-sales/open-feedback.ts';
import type { MailFeeds } from './contract.ts';

export interface CaseOfMail { type: MailFeeds; id: string }

const uuidOf = (messageId: string): string | null => /^<([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})@/.exec(messageId)?.[1] ?? null;

/**
 * The case that a mail belongs to. Message-IDs that it answers are secrets between us and the customer's mail program: whoever names one belongs to
 * the thread. A case number is no secret: it counts only from an address that has written on the case before.
 */
export async function caseOf(tx: Tx, mail: { answers: readonly string[]; from: string; subject: string }): Promise<CaseOfMail | null> {
  if (mail.answers.length > 0) {
    const ours = mail.answers.map(uuidOf);
    const [found] = await tx.rows<{ type: MailFeeds; id: string }>('sales.case_of_thread', `select x.type, x.id from unnest($1::text[], $2::uuid[]) with ordinality as a(message_id, ours, n)
        cross join lateral (
          select m.subject_type as type, m.subject_id as id from sales.mail m where m.message_id = a.message_id and m.subject_id is not null
          union all select 'feedback', f.feedback_id from sales.feedback_message f where f.id = a.ours and f.mailed is not null
          union all select 'complaint', c.complaint_id from sales.complaint_note c where c.id = a.ours and c.mailed is not null) x
      order by a.n limit 1`, [[...mail.answers], ours]);
    if (found) return { type: found.type, id: found.id };
  }
  const numbers = [...mail.subject.matchAll(/\b(?:FK|TS|LD)-\d{8}-\d{4,8}\b/gi)].map((m) => m[0].toUpperCase());
  if (numbers.length === 0) return null;
  const [named] = await tx.rows<{ type: MailFeeds; id: string }>('sales.case_of_number', `select m.subject_type as type, m.subject_id as id from sales.mail m where m.subject_no = any ($1::text[]) and m.from_address = $2 and m.subject_id is not null
    order by m.received_at desc limit 1`, [numbers, mail.from]);
  return named ? { type: named.type, id: named.id } : null;
}

/** What may be a number of an order: ours, or a marketplace's of twelve digits and more. */
const orderLike = /(?<![A-Za-z0-9-])(?:SO-\d{8}-\d{4,8}|\d{6}-\d{9,18}|\d{12,24})(?![A-Za-z0-9-])/gi;

/** The order that the mail names, where it names exactly one that is known; in the store of the mailbox if there are several. */
export async function orderNamed(tx: Tx, text: string, storeId: string | null): Promise<OrderOfCase | null> {
  const numbers = [...new Set([...text.matchAll(orderLike)].map((m) => m[0].toUpperCase()))].slice(0, 20);
  if (numbers.length === 0) return null;
  const found = await tx.rows<OrderOfCase & Record<string, unknown>>('sales.orders_named', 'select id, order_no, outside_no, store_id, team_id, customer_id from sales."order" where order_no = any ($1::text[]) or outside_no = any ($1::text[]) limit 10', [numbers]);
  const here = found.filter((o) => o.store_id === storeId);
  return found.length === 1 ? found[0]! : here.length === 1 ? here[0]! : null;
}

/** Whether the address is known as that of the order's buyer: by the register, by a lead that became this customer, or because a person has vouched for it on an earlier mail. Anybody can name a number. */
export async function isSenderKnown(tx: Tx, order: OrderOfCase, address: string): Promise<boolean> {
  if (order.customer_id !== null && (await customersKnown(tx, address)).includes(order.customer_id)) return true;
  const vouched = await tx.rows('sales.sender_of_order', `select 1 from sales.mail m left join sales.feedback f on m.subject_type = 'feedback' and f.id = m.subject_id left join sales.complaint c on m.subject_type = 'complaint' and c.id = m.subject_id
    where m.from_address = $1 and m.sender_known_at is not null and coalesce(f.order_id, c.order_id) = $2 limit 1`, [address, order.id]);
  return vouched.length > 0;
}

/** The customer whose mail address this is. Null unless it is one customer only. */
export async function customerOf(tx: Tx, address: string): Promise<string | null> {
  const known = await customersKnown(tx, address);
  return known.length === 1 ? known[0]! : null;
}

/** Customers whose mail address this is: by the register, of a lead that became a customer, or of earlier cases on which a person has vouched for it. */
async function customersKnown(tx: Tx, address: string): Promise<string[]> {
  const rows = await tx.rows<{ customer_id: string }>('sales.customers_of_address', `select l.customer_id from sales.lead l where l.email_key = $1 and l.customer_id is not null
    union select f.customer_id from sales.mail m join sales.feedback f on f.id = m.subject_id where m.from_address = $1 and m.subject_type = 'feedback' and m.sender_known_at is not null and f.customer_id is not null
    union select c.customer_id from sales.mail m join sales.complaint c on c.id = m.subject_id where m.from_address = $1 and m.subject_type = 'complaint' and m.sender_known_at is not null and c.customer_id is not null limit 20`, [address]);
  return [...new Set([...(await customersByEmail(tx, address, 20)), ...rows.map((r) => r.customer_id)])];
}
