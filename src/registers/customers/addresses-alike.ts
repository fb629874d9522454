import type { Runner } from '../../kernel/query.ts';

/** An address of whoever, to the same phone or to the same door as the one that was asked about. */
export interface AddressAlike { of: string; id: string; customerId: string; by: 'phone' | 'door' }

/** A phone as it is compared: its last eleven digits, however it is written. As the index has it. */
const digits = (phone: string): string => `right(regexp_replace(${phone}, '\\D', '', 'g'), 11)`;

/** Most addresses that are looked at for one, the newest: behind a number that more share stands a switchboard. */
const MOST = 100;

/**
 * Addresses of any customer with the same phone, or at the same door (region and street as they are spelled), themselves included. What a
 * marketplace hides is like nothing. Wholesale customers, who order often, are left out.
 */
export async function addressesAlike(on: { runner: Runner }, ids: readonly string[]): Promise<AddressAlike[]> {
  if (ids.length === 0) return [];
  const { rows } = await on.runner.query<AddressAlike & Record<string, unknown>>(`select a.id as of, x.id, x.customer_id as "customerId", x.by from customers.address a
    cross join lateral (
      (select b.id, b.customer_id, 'phone' as by from customers.address b where ${digits('b.phone')} = ${digits('a.phone')} and not b.masked and b.phone is not null order by b.created_at desc limit ${MOST})
      union all
      (select b.id, b.customer_id, 'door' as by from customers.address b where b.detail = a.detail and not b.masked and b.detail is not null
         and (b.province, b.city, b.district, b.street) is not distinct from (a.province, a.city, a.district, a.street) order by b.created_at desc limit ${MOST})
    ) x join customers.customer c on c.id = x.customer_id and c.class <> 'wholesale'
    where a.id = any ($1::uuid[]) and not a.masked`, [[...new Set(ids)]], 'customers.addresses_alike');
  return rows;
}
