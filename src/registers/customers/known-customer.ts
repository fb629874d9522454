import type { Runner } from '../../kernel/query.ts';
import { searchColumn } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { customerSaved } from './facts.ts';

/** How somebody can be known again: a number in one spelling (`phoneKey`), or the marketplace's name of the buyer. */
export interface Contact { phone: string | null; platform: string | null; buyerKey: string | null }

/** The customer of each contact, in the order given; null where nobody is known by it. One round trip. */
export async function customersByContact(on: { runner: Runner }, contacts: readonly Contact[]): Promise<(string | null)[]> {
  if (contacts.every((c) => c.phone === null && c.buyerKey === null)) return contacts.map(() => null);
  const { rows } = await on.runner.query<{ ord: number; id: string | null }>(
    `select c.ord::int as ord, coalesce(
       (select b.customer_id from customers.platform_buyer b where b.platform = 'phone' and b.store_id = '00000000-0000-0000-0000-000000000000' and b.buyer_key = c.phone),
       (select k.id from customers.customer k where k.phone = c.phone order by k.created_at limit 1),
       (select b.customer_id from customers.platform_buyer b where b.platform = c.platform and b.buyer_key = c.buyer_key order by b.first_seen_at limit 1)) as id
     from unnest($1::text[], $2::text[], $3::text[]) with ordinality c(phone, platform, buyer_key, ord) order by c.ord`,
    [contacts.map((c) => c.phone), contacts.map((c) => c.platform), contacts.map((c) => c.buyerKey)], 'customers.by_contact');
  return rows.map((r) => r.id);
}

/** A customer that came out of a conversation: made with the name and number that are known. The caller has looked for a known one. */
export async function makeCustomer(tx: Tx, given: { name: string; kind: 'person' | 'company'; phone: string | null; email?: string | null; note: string | null; source: string }): Promise<string> {
  const id = tx.newId();
  const [row] = await tx.rows<{ customer_no: string }>('customers.make',
    `insert into customers.customer (id, name, kind, phone, note, source, search, created_at, updated_at, email)
     select $1, $2, $3, $4, $5, $6, array_to_tsvector(string_to_array($7, ' ')), t.at, t.at, $9 from to_timestamp($8::bigint / 1000.0) as t(at) returning customer_no`,
    [id, given.name, given.kind, given.phone, given.note, given.source, searchColumn({ names: [given.name], phones: [given.phone], texts: [given.email] }), tx.now, given.email ?? null]);
  tx.fact(customerSaved, id, { customerNo: row!.customer_no, fields: [], isNew: true });
  return id;
}

/** The customers whose mail address this is, whichever way it is spelled: two share one at times. At most `most`. */
export async function customersByEmail(on: { runner: Runner }, address: string, most: number): Promise<string[]> {
  const { rows } = await on.runner.query<{ id: string }>('select id from customers.customer where email = $1 order by created_at, id limit $2', [address.toLowerCase(), most], 'customers.by_email');
  return rows.map((r) => r.id);
}
