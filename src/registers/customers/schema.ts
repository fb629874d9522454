import type { ColumnType, Generated } from 'kysely';
import { handle } from '../../kernel/query.ts';

/** Read as integer ms, written as timestamptz text or through to_timestamp. */
type At = ColumnType<number, string, string>;
type MaybeAt = ColumnType<number | null, string | null, string | null>;

export const customerKinds = ['person', 'company'] as const;
export const customerClasses = ['normal', 'key', 'wholesale'] as const;
export type CustomerKind = (typeof customerKinds)[number];
export type CustomerClass = (typeof customerClasses)[number];

export interface CustomerTable {
  id: string; customer_no: Generated<string>; name: string; kind: CustomerKind; class: CustomerClass; phone: string | null; email: string | null;
  on_hold: Generated<boolean>; hold_reason: string | null; held_at: MaybeAt; held_by: string | null;
  consent_marketing: boolean | null; consent_at: MaybeAt; note: string | null; source: string; version: Generated<number>;
  search: ColumnType<never, unknown, unknown>; created_at: At; updated_at: At;
}
export interface PlatformBuyerTable {
  platform: string; store_id: string; buyer_key: string; customer_id: string; first_seen_at: At;
}
export interface AddressTable {
  id: string; customer_id: string | null; owner: string; receiver_name: string | null; phone: string | null; province: string | null; city: string | null;
  district: string | null; street: string | null; detail: string | null; postcode: string | null; masked: boolean; content_hash: Buffer; created_at: At;
}
export interface UnmaskingTable {
  id: string; staff_id: string; kind: string; record_id: string; field: string; reason: string; at: At;
}
export interface CustomersTables {
  'customers.customer': CustomerTable;
  'customers.platform_buyer': PlatformBuyerTable;
  'customers.address': AddressTable;
  'customers.unmasking': UnmaskingTable;
}

export const db = handle<CustomersTables>();
