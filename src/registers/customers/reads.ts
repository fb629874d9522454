import { maskDetail, maskName, maskPhone } from '../../kernel/privacy.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Receiver } from './buyers.ts';
import type { CustomerClass, CustomerKind } from './schema.ts';

/** Unmasked: for labels, carriers and review rules. Whoever answers a person sends `maskedAddress(…)`. */
export interface Address extends Receiver {
  id: string;
  customerId: string | null;
}

export async function addressesById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, Address>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<Address & Record<string, unknown>>(
    `select id, customer_id as "customerId", receiver_name as name, phone, province, city, district, street, detail, postcode, masked
     from customers.address where id = any ($1::uuid[])`, [[...new Set(ids)]], 'customers.addresses_by_id');
  return new Map(rows.map((row) => [row.id, row]));
}

/** What may leave the server: region open because the work needs it, the rest masked. */
export const maskedAddress = <T extends Receiver>(address: T): T => ({
  ...address, name: maskName(address.name), phone: maskPhone(address.phone), street: address.street, detail: maskDetail(address.detail),
});

export interface Customer {
  id: string;
  customerNo: string;
  name: string;
  kind: CustomerKind;
  class: CustomerClass;
  phone: string | null;
  onHold: boolean;
  holdReason: string | null;
  /** Null = never asked. */
  consentMarketing: boolean | null;
}

export async function customersById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, Customer>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<Customer & Record<string, unknown>>(
    `select id, customer_no as "customerNo", name, kind, class, phone, on_hold as "onHold", hold_reason as "holdReason", consent_marketing as "consentMarketing"
     from customers.customer where id = any ($1::uuid[])`, [[...new Set(ids)]], 'customers.by_id');
  return new Map(rows.map((row) => [row.id, row]));
}

/** Those of the customers who are on hold, with the reason (review of orders, clause 2.3.1). */
export async function onHold(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; hold_reason: string }>(
    'select id, hold_reason from customers.customer where on_hold and id = any ($1::uuid[])', [[...new Set(ids)]], 'customers.on_hold');
  return new Map(rows.map((row) => [row.id, row.hold_reason]));
}
