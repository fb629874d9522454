import { ERASED } from '../../../kernel/evidence/erase.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { DataHolder, PersonHeld } from './holders.ts';

interface Named { customer_no: string; name: string; phone: string | null; email: string | null; kind: string; address_ids: string[]; names: (string | null)[]; phones: (string | null)[]; details: (string | null)[]; keys: (string | null)[] }

/** Telephone numbers, mails, houses and long marketplace names belong to one person; a name may be many people's. */
const strong = (word: string): boolean => word.length >= 6 && /[\d@]/.test(word) && !word.includes('*');

/** What stands where no name is known, or no longer. */
const nobody: readonly string[] = ['客户', '买家', '已删除', ERASED];
const naming = (given: readonly (string | null)[]): string[] =>
  [...new Set(given.flatMap((word) => (word && word.trim().length >= 2 && !/^手机尾号/.test(word) && !nobody.includes(word.trim()) ? [word.trim()] : [])))];

/** All words by which a customer is named in the register and in the chapters' records. Null: no such customer. */
export async function personHeld(on: { runner: Runner }, customerId: string, holders: readonly DataHolder[]): Promise<PersonHeld | null> {
  const { rows: [row] } = await on.runner.query<Named & Record<string, unknown>>(
    `select c.customer_no, c.name, c.phone, c.email, c.kind, coalesce(a.ids, '{}') as address_ids, coalesce(a.names, '{}') as names, coalesce(a.phones, '{}') as phones, coalesce(a.details, '{}') as details,
       coalesce((select array_agg(b.buyer_key) from customers.platform_buyer b where b.customer_id = c.id), '{}') as keys
     from customers.customer c left join lateral (
       select array_agg(id) as ids, array_agg(receiver_name) as names, array_agg(phone) as phones, array_agg(detail) as details from customers.address where customer_id = c.id) a on true
     where c.id = $1`, [customerId], 'customers.person_held');
  if (!row) return null;
  const given = [row.name, row.phone, row.email, ...row.names, ...row.phones, ...row.details, ...row.keys];
  const held = (personal: readonly string[]): PersonHeld => ({ customerId, customerNo: row.customer_no, addressIds: row.address_ids, personal, strong: personal.filter(strong) });
  const more = async (known: PersonHeld): Promise<PersonHeld> => held(naming([...known.personal, ...(await Promise.all(holders.map((h) => h.names?.(on, known) ?? []))).flat()]));
  // Twice: a lead found by its number names a mail, by which another is found.
  return more(await more(held(naming(given))));
}
