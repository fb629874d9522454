/** One SKU of the product template, with the SPU that it belongs to. Money is fen, weight is grams. */
export interface ProductRow {
  /** Several SKUs with the same code are one article in several specs; the SKU's own code where the file gives none. */
  spuCode: string;
  skuCode: string;
  name: string;
  spec: string | null;
  barcode: string | null;
  unit: string | null;
  category: string | null;
  brand: string | null;
  costFen: bigint | null;
  priceFen: bigint | null;
  floorPriceFen: bigint | null;
  weightGrams: number | null;
  /** Whether the article may be returned within seven days without a reason; null where the file does not say. */
  noReasonReturn: boolean | null;
}

/** What was counted of one SKU in one warehouse. */
export interface StockCountRow {
  warehouse: string;
  skuCode: string;
  counted: number;
  countedAt: number | null;
  remark: string | null;
}
