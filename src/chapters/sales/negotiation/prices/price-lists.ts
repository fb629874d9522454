import type { Runner } from '../../../../kernel/query.ts';

/** Prices that are in force for one case. `listId` null: the product's own price. */
export interface ListPrice { readonly unitFen: bigint; readonly listName: string | null; readonly minQuantity: number }

interface Row { sku_id: string; min_quantity: number; unit_fen: bigint; name: string; narrow: number }

/**
 * The price of each article by the list that fits best on a day: for this class in this channel, for the class, for the channel, for
 * everybody; of that list the price from the greatest quantity that is reached. Articles without one are missing: they have their own price.
 */
export async function listPrices(on: { runner: Runner }, asked: { day: string; customerClass: string | null; platform: string; lines: readonly { skuId: string; quantity: number }[] }): Promise<Map<string, ListPrice>> {
  if (asked.lines.length === 0) return new Map();
  const { rows } = await on.runner.query<Row & Record<string, unknown>>(
    `select e.sku_id, e.min_quantity, e.unit_fen, l.name, (case when l.customer_class is not null then 2 else 0 end + case when l.platform is not null then 1 else 0 end) as narrow
     from sales.price_entry e join sales.price_list l on l.id = e.list_id
     where e.sku_id = any ($1::uuid[]) and l.valid @> $2::date and (l.customer_class is null or l.customer_class = $3) and (l.platform is null or l.platform = $4)`,
    [[...new Set(asked.lines.map((l) => l.skuId))], asked.day, asked.customerClass, asked.platform], 'sales.list_prices');
  return new Map(asked.lines.flatMap((line) => {
    const best = bestPrice(rows.filter((r) => r.sku_id === line.skuId), line.quantity);
    return best ? [[line.skuId, { unitFen: best.unit_fen, listName: best.name, minQuantity: best.min_quantity }] as const] : [];
  }));
}

/** The narrowest list first, in it the greatest quantity that is reached. Pure. */
export function bestPrice<R extends { min_quantity: number; narrow: number }>(rows: readonly R[], quantity: number): R | null {
  return rows.filter((r) => r.min_quantity <= quantity).toSorted((a, b) => b.narrow - a.narrow || b.min_quantity - a.min_quantity)[0] ?? null;
}
