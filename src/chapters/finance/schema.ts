import type { ColumnType } from 'kysely';
import { handle } from '../../kernel/query.ts';

/** Read as integer ms, written as timestamptz text. */
type At = ColumnType<number, string, string>;

export type Provider = 'alipay' | 'wechat' | 'bank' | 'cash';
export type BillName = 'trade' | 'fund' | 'hand';
export type ReceiptKind = 'payment' | 'refund' | 'fee' | 'withdrawal' | 'transfer' | 'other';
export type ReceiptState = 'open' | 'partly' | 'matched' | 'explained' | 'linked' | 'suspect' | 'void';
export type MatchHow = 'one-to-one' | 'many-to-one' | 'one-to-many' | 'partial' | 'by-hand' | 'refund';

export interface PaymentAccountTable {
  id: string; name: string; provider: Provider; account_no: string | null; holder: string | null; store_ids: string[]; active: boolean; version: number; created_at: At; updated_at: At;
}
export interface ReceiptTable {
  id: string; account_id: string; bill_id: string | null; provider: Provider; bill: BillName; movement_no: string; part: 'main' | 'fee'; trade_no: string;
  merchant_order_no: string | null; kind: ReceiptKind; kind_text: string; method: string | null; status: string; amount_fen: bigint; balance_fen: bigint | null; occurred_at: At;
  customer_id: string | null; counterparty: string | null; subject: string | null; remark: string | null; state: ReceiptState; matched_fen: bigint; explained_fen: bigint;
  same_as: string | null; suspect_of: string | null; open_why: string | null; recorded_by: string | null; recorded_by_person: string | null; recorded_by_name: string;
  version: number; search: ColumnType<never, unknown, unknown>; created_at: At; updated_at: At;
}
export interface ReceivableTable {
  id: string; order_no: string; outside_no: string | null; payment_no: string | null; platform: string; store_id: string; customer_id: string | null; due_fen: bigint; freight_fen: bigint;
  reduced_fen: bigint; paid_fen: bigint; refunded_fen: bigint; written_off_fen: bigint; fees_fen: bigint; sold_fen: bigint | null; paid_seq: bigint; due_at: At;
  shipped_at: ColumnType<number | null, string | null, string | null>; cancelled_at: ColumnType<number | null, string | null, string | null>; balance_fen: ColumnType<bigint, never, never>;
  version: number; search: ColumnType<never, unknown, unknown>; created_at: At; updated_at: At;
}

export interface FinanceTables {
  'finance.payment_account': PaymentAccountTable;
  'finance.receipt': ReceiptTable;
  'finance.receivable': ReceivableTable;
}

export const db = handle<FinanceTables>();
