import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import { handle } from '../../kernel/query.ts';

/** Read as integer ms, written as timestamptz text or through to_timestamp. */
type At = ColumnType<number, string, string>;
type Fen = bigint | null;
type Search = ColumnType<never, unknown, unknown>;

export type ProductState = 'draft' | 'active' | 'retired';

export interface ProductTable {
  id: string; code: string; title: string; category: string | null; brand: string | null; description: string | null;
  pictures: ColumnType<string[], string[], string[]>; no_reason_return: boolean | null; state: ProductState; version: Generated<number>; search: Search; created_at: At; updated_at: At;
}
export interface SkuTable {
  id: string; product_id: string; code: string; barcode: string | null; spec: string | null; unit: string | null;
  price_fen: Fen; floor_fen: Fen; cost_fen: Fen; weight_grams: number | null; active: Generated<boolean>; batch_kept: Generated<boolean>; shelf_life_days: number | null; least_life_days: number | null; version: Generated<number>;
  created_at: At; updated_at: At;
}
export interface PriceLogTable {
  id: GeneratedAlways<bigint>; sku_id: string; which: 'price' | 'floor' | 'cost'; from_fen: Fen; to_fen: Fen; reason: string | null;
  at: At; actor_id: string | null; actor_name: string;
}
export interface ListingTable {
  id: string; product_id: string; store_id: string; platform_item_id: string | null; title: string; price_fen: bigint;
  state: 'listed' | 'delisted'; version: Generated<number>; listed_at: At; updated_at: At;
}
export interface StockItemTable {
  sku_id: string; warehouse_id: string; on_hand: number; reserved: number; safety: number; place: string | null; place_order: string | null; version: Generated<number>; updated_at: At;
}
export interface ReservationTable {
  holder: string; sku_id: string; warehouse_id: string; quantity: number; reserved_at: At;
}
export type MovementKind = 'opening' | 'receipt' | 'return' | 'issue' | 'count' | 'adjust' | 'transfer-out' | 'transfer-in' | 'supplier-return';
export interface MovementTable {
  id: GeneratedAlways<bigint>; sku_id: string; warehouse_id: string; kind: MovementKind; change: number; balance: number; ref: string | null;
  holder: string | null; reason: string | null; unit_cost_fen: Fen; at: At; actor_id: string | null; actor_name: string;
}
export interface StockCountTable {
  id: string; count_no: string; warehouse_id: string; note: string | null; rows: number; differences: number; counted_at: At;
  actor_id: string | null; actor_name: string;
}
export interface StockCountRowTable {
  count_id: string; sku_id: string; expected: number; counted: number; counted_at: At;
}
export type ReceiptState = 'expected' | 'part-received' | 'received' | 'cancelled';
export interface GoodsReceiptTable {
  id: string; receipt_no: string; warehouse_id: string; supplier: string; state: ReceiptState; expected_on: string | null; note: string | null;
  version: Generated<number>; created_at: At; received_at: ColumnType<number | null, string | null, string | null>;
  of_order: string | null;
}
export interface GoodsReceiptLineTable {
  receipt_id: string; sku_id: string; expected: number; received: number; unit_cost_fen: Fen;
}

export interface ProductsTables {
  'products.product': ProductTable;
  'products.sku': SkuTable;
  'products.price_log': PriceLogTable;
  'products.listing': ListingTable;
  'products.stock_item': StockItemTable;
  'products.reservation': ReservationTable;
  'products.movement': MovementTable;
  'products.stock_count': StockCountTable;
  'products.stock_count_row': StockCountRowTable;
  'products.goods_receipt': GoodsReceiptTable;
  'products.goods_receipt_line': GoodsReceiptLineTable;
}

export const db = handle<ProductsTables>();
