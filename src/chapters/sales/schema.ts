import type { ColumnType, Generated } from 'kysely';
import { handle } from '../../kernel/query.ts';
import type { FulfilmentState, OrderState, ShortageState } from './orders/states.ts';

/** Read as integer ms, written as timestamptz text. */
type At = ColumnType<number, string, string>;
type MaybeAt = ColumnType<number | null, string | null | undefined, string | null>;

export interface OrderTable {
  id: string; order_no: string; source: 'import' | 'api' | 'manual' | 'contract'; platform: string; store_id: string; team_id: string | null; warehouse_id: string | null;
  outside_no: string | null; state: OrderState; customer_id: string | null; address_id: string | null; buyer_nick: string | null;
  goods_fen: bigint; freight_fen: bigint; discount_fen: bigint; platform_discount_fen: Generated<bigint>; payable_fen: bigint; paid_fen: bigint; refunded_fen: Generated<bigint>;
  payment_no: string | null; payment_method: string | null; placed_at: At; paid_at: MaybeAt; promised_ship_by: MaybeAt; released_at: MaybeAt;
  shipped_at: MaybeAt; completed_at: MaybeAt; cancelled_at: MaybeAt; shipped_outside: Generated<boolean>; buyer_message: string | null;
  seller_remark: string | null; flag: string | null; platform_status: string | null; after_sales_text: string | null;
  platform_stop: 'locked' | 'part-shipped' | 'status-unknown' | null; quantity_total: number | null; outside_address_id: string | null; close_reason: string | null;
  outside_carrier: string | null; outside_waybill: string | null; outside_told: string | null; entered_by_run: string | null; undone_outside_no: string | null; version: Generated<number>; search: ColumnType<never, unknown, unknown>; created_at: At; updated_at: At;
}
export interface OrderLineTable {
  id: string; order_id: string; position: number; line_key: string; sku_id: string | null; outer_sku: string | null; title: string; spec: string | null;
  quantity: number; unit_price_fen: bigint | null; amount_fen: bigint; refunded_fen: Generated<bigint>; refund_status: string | null;
  platform_item_id: string | null; platform_sku_id: string | null; gift_by: 'rule' | 'person' | 'amendment' | 'marketplace' | null; gift_rule_id: string | null; gift_price_fen: bigint | null;
}
export interface ReviewFindingTable {
  order_id: string; rule: string; weight: 'hold' | 'note'; detail_zh: string; detail_en: string; found_at: At; decided_at: MaybeAt;
  decided_by: string | null; decided_name: string | null; decision_note: string | null;
}
export interface FulfilmentTable {
  id: string; fulfilment_no: string; store_id: string; team_id: string | null; warehouse_id: string; address_id: string; customer_id: string | null;
  state: FulfilmentState; made_by: 'release' | 'merge' | 'unmerge' | 'split' | 'unsplit' | 'again'; weight_grams: number; value_fen: bigint; ship_by: MaybeAt;
  withdrawn_why: string | null; parcel_id: string | null; parcel_no: string | null; carrier_code: string | null; waybill_no: string | null;
  goods_cost_fen: bigint | null; freight_fen: bigint | null; shipped_at: MaybeAt; delivered_at: MaybeAt; version: Generated<number>; created_at: At; updated_at: At;
}
export interface FulfilmentLineTable {
  fulfilment_id: string; order_line_id: string; order_id: string; sku_id: string; quantity: number; value_fen: bigint; weight_grams: number; cost_fen: bigint | null;
}
export interface FulfilmentLineageTable {
  parent_id: string; child_id: string; act: 'merge' | 'unmerge' | 'split' | 'unsplit' | 'again'; at: At;
}
export interface ShortageTable {
  id: string; shortage_no: string; order_id: string; order_line_id: string; store_id: string; team_id: string | null; sku_id: string; sku_code: string;
  warehouse_id: string; quantity: number; filled: Generated<number>; state: ShortageState; queued_at: At; expected_at: MaybeAt; impossible: Generated<boolean>;
  answered_at: MaybeAt; answer_note: string | null; promised_at: MaybeAt; first_promised_at: MaybeAt; told_at: MaybeAt; told_by_channel: string | null; closed_at: MaybeAt;
  version: Generated<number>; created_at: At; telling_at: MaybeAt; telling_date: MaybeAt; telling_failed: string | null;
}
export interface ShipNoticeTable {
  parcel_id: string; fulfilment_id: string; waybill_no: string; carrier_code: string; store_id: string; team_id: string | null; shipped_at: At;
  channel: string | null; given_at: MaybeAt; given_by: string | null; queued_at: MaybeAt; failed_reason: string | null;
}

export interface SalesTables {
  'sales.order': OrderTable;
  'sales.order_line': OrderLineTable;
  'sales.review_finding': ReviewFindingTable;
  'sales.fulfilment': FulfilmentTable;
  'sales.fulfilment_line': FulfilmentLineTable;
  'sales.fulfilment_lineage': FulfilmentLineageTable;
  'sales.shortage': ShortageTable;
  'sales.ship_notice': ShipNoticeTable;
}

export const db = handle<SalesTables>();
