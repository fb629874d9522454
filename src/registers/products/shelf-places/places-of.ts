import type { Runner } from '../../../kernel/query.ts';

export interface ShelfPlace {
  place: string;
  /** Compares byte by byte as one walks. */
  order: string;
}

/** Where articles lie in a warehouse; those that nobody has placed are not in it. */
export async function placesIn(on: { runner: Runner }, warehouseId: string, skuIds: readonly string[]): Promise<Map<string, ShelfPlace>> {
  if (skuIds.length === 0) return new Map();
  const { rows } = await on.runner.query<{ sku_id: string; place: string; place_order: string }>(
    'select sku_id, place, place_order from products.stock_item where warehouse_id = $1 and sku_id = any ($2::uuid[]) and place is not null', [warehouseId, [...new Set(skuIds)]], 'products.places_in');
  return new Map(rows.map((r) => [r.sku_id, { place: r.place, order: r.place_order }]));
}

/** Sorts what is to be fetched along the walk; what lies nowhere in particular comes last, by code. */
export const alongTheWalk = <R extends { code: string | null }>(rows: readonly R[], placeAt: (row: R) => ShelfPlace | undefined): R[] => {
  const key = (row: R): string => `${placeAt(row)?.order ?? '\u{10ffff}'}\u0000${row.code ?? ''}`;
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
};
