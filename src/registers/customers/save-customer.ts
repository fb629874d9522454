import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import { searchColumn } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { phoneKey } from './buyers.ts';
import { changeCustomer, customerBody } from './contract.ts';
import { customerSaved } from './facts.ts';
import { maySaveCustomers } from './policies.ts';

export interface LockedCustomer {
  id: string;
  customer_no: string;
  version: number;
  on_hold: boolean;
}

export const lockCustomer = async (tx: Tx, customerId: string): Promise<LockedCustomer | null> =>
  (await tx.rows<LockedCustomer & Record<string, unknown>>('customers.lock', 'select id, customer_no, version, on_hold from customers.customer where id = $1 for update', [customerId]))[0] ?? null;

export function sameVersion(record: { version: number }, given: number): void {
  if (record.version !== given) throw refuse(kernelNo['changed-meanwhile']);
}

const oneSpelling = (phone: string | null): string | null => phoneKey(phone) ?? phone;
const tokens = (name: string | undefined, phone: string | null | undefined, email: string | null | undefined): string => searchColumn({ names: [name], phones: [phone], texts: [email] });

/** A customer that no marketplace brought: met at a fair, on the telephone, by an order of its own. */
export const createCustomerVerb = verb({
  name: 'customers.create-customer',
  title: words('新建客户', 'Create a customer'),
  may: maySaveCustomers,
  input: customerBody,
  run: async (tx, input) => {
    const customerId = tx.newId();
    const [row] = await tx.rows<{ customer_no: string }>('customers.create',
      `insert into customers.customer (id, name, kind, class, phone, note, consent_marketing, consent_at, source, search, created_at, updated_at, email)
       select $1, $2, $3, $4, $5, $6, $7::boolean, case when $7::boolean is not null then t.at end, 'manual', array_to_tsvector(string_to_array($8, ' ')), t.at, t.at, $10
       from to_timestamp($9::bigint / 1000.0) as t(at) returning customer_no`,
      [customerId, input.name, input.kind, input.class, oneSpelling(input.phone), input.note, input.consentMarketing, tokens(input.name, input.phone, input.email), tx.now, input.email ?? null]);
    tx.fact(customerSaved, customerId, { customerNo: row!.customer_no, fields: [], isNew: true });
    return { id: customerId };
  },
});

/** Changes the fields that are sent. The search column keeps the names of receivers that it learned from orders. */
export const changeCustomerVerb = verb({
  name: 'customers.change-customer',
  title: words('修改客户', 'Change the customer'),
  may: maySaveCustomers,
  input: changeCustomer.body!.extend({ id }),
  subject: (tx, input) => lockCustomer(tx, input.id),
  run: async (tx, { id: customerId, version, ...given }, customer) => {
    sameVersion(customer, version);
    const fields = Object.entries(given).filter(([, value]) => value !== undefined).map(([name]) => name);
    if (fields.length === 0) return { id: customerId };
    const has = (name: keyof typeof given): boolean => given[name] !== undefined;
    await tx.rows('customers.change',
      `update customers.customer set
         name = coalesce($2, name), kind = coalesce($3, kind), class = coalesce($4, class), phone = case when $5 then $6 else phone end, note = case when $7 then $8 else note end, email = case when $13 then $14 else email end,
         consent_marketing = case when $9 then $10::boolean else consent_marketing end, consent_at = case when $9 then to_timestamp($11::bigint / 1000.0) else consent_at end,
         search = search || array_to_tsvector(string_to_array($12, ' ')), version = version + 1, updated_at = to_timestamp($11::bigint / 1000.0)
       where id = $1`,
      [customerId, given.name ?? null, given.kind ?? null, given.class ?? null, has('phone'), oneSpelling(given.phone ?? null), has('note'), given.note ?? null,
        has('consentMarketing'), given.consentMarketing ?? null, tx.now, tokens(given.name, given.phone, given.email), has('email'), given.email ?? null]);
    tx.fact(customerSaved, customerId, { customerNo: customer.customer_no, fields, isNew: false });
    return { id: customerId };
  },
});
