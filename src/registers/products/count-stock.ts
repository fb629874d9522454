import { refuse } from '../../kernel/refusal.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { countStock } from './contract.ts';
import { stockAdjusted, stockArrived, stockCounted } from './facts.ts';
import { mayMoveStock } from './policies.ts';
import { no } from './refusals.ts';
import { skusById } from './skus.ts';
import { costsNow, postStock, refuseUnposted, type Posted } from './stock.ts';

export interface CountRow {
  skuId: string;
  counted: number;
  /** When; now where left out. */
  countedAt?: number | null;
}

/**
 * Posts a count of one warehouse: differences become movements with the count's number as their document. What was found beyond the
 * books may fill waiting orders, so it is announced as an arrival.
 *
 * @returns the rows that were posted and those that would take reserved goods, which were left alone.
 */
export async function postCount(tx: Tx, warehouseId: string, rows: readonly CountRow[], note: string | null): Promise<{ id: string; countNo: string; posted: Posted[]; refused: Posted[] }> {
  const [countId, countNo] = [tx.newId(), await tx.number('PD')];
  const answer = await postStock(tx, rows.map((row) => ({ skuId: row.skuId, warehouseId, kind: 'count', counted: row.counted, countedAt: row.countedAt ?? null, ref: countNo, reason: note ?? '盘点' })));
  const at = new Map(rows.map((row) => [row.skuId, row.countedAt]));
  const posted = answer.filter((row) => row.posted);
  const differences = posted.filter((row) => row.change !== 0);
  await tellCount(tx, { countId, countNo, warehouseId, note, rows: posted.map((row) => ({ skuId: row.skuId, expected: row.expected, counted: row.expected + row.change, countedAt: at.get(row.skuId) ?? tx.now })), differences });
  return { id: countId, countNo, posted, refused: answer.filter((row) => !row.posted) };
}

interface Told {
  countId: string;
  countNo: string;
  warehouseId: string;
  note: string | null;
  rows: readonly { skuId: string; expected: number; counted: number; countedAt: number }[];
  /** What was posted of them, by article; never 0. */
  differences: readonly { skuId: string; change: number }[];
}

/** Writes the count whose differences were posted, and tells of them: to the books, and, of what was found, to those who wait. */
export async function tellCount(tx: Tx, { countId, countNo, warehouseId, note, rows, differences }: Told): Promise<void> {
  await tx.rows('products.write_count',
    `with c as (insert into products.stock_count (id, count_no, warehouse_id, note, rows, differences, counted_at, actor_id, actor_name)
       values ($1, $2, $3, $4, $5, $6, to_timestamp($7::bigint / 1000.0), $8, $9))
     insert into products.stock_count_row (count_id, sku_id, expected, counted, counted_at)
     select $1, r.sku_id, r.expected, r.counted, to_timestamp(r.counted_at / 1000.0) from jsonb_to_recordset($10::jsonb) as r(sku_id uuid, expected int, counted int, counted_at bigint)`,
    [countId, countNo, warehouseId, note, rows.length, differences.length, tx.now, tx.actor.id, tx.actor.name,
      JSON.stringify(rows.map((row) => ({ sku_id: row.skuId, expected: row.expected, counted: row.counted, counted_at: row.countedAt })))]);
  tx.fact(stockCounted, countId, { countNo, warehouseId, rows: rows.length, differences: differences.length }, { objects: [{ type: 'warehouse', id: warehouseId }] });
  const [costs, first] = await Promise.all([costsNow(tx, differences.map((row) => row.skuId)), countedFirst(tx, warehouseId, countId, countNo, differences.map((row) => row.skuId))]);
  for (const row of differences) {
    const objects = [{ type: 'stock-count', id: countId }, { type: 'warehouse', id: warehouseId }];
    const opening = first.has(row.skuId);
    tx.fact(stockAdjusted, row.skuId, {
      skuId: row.skuId, warehouseId, change: row.change, reason: `${opening ? '期初盘点' : '盘点'} ${countNo}`, costFen: Number((costs.get(row.skuId) ?? 0n) * BigInt(row.change)), ...(opening ? { opening } : {}),
    }, { objects });
    if (row.change > 0) tx.fact(stockArrived, row.skuId, { skuId: row.skuId, warehouseId, quantity: row.change, reason: `盘盈 ${countNo}` }, { objects });
  }
}

/** Articles that this warehouse had never had, moved or counted before: what is found of them is the stock of the beginning, and no gain. */
async function countedFirst(tx: Tx, warehouseId: string, countId: string, countNo: string, skuIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (skuIds.length === 0) return new Set();
  const rows = await tx.rows<{ sku_id: string }>('products.counted_first', `select w.sku_id from unnest($1::uuid[]) as w(sku_id)
    where not exists (select from products.movement m where m.sku_id = w.sku_id and m.warehouse_id = $2 and m.ref is distinct from $3)
      and not exists (select from products.stock_count_row r join products.stock_count c on c.id = r.count_id where r.sku_id = w.sku_id and c.warehouse_id = $2 and c.id <> $4)`,
  [[...skuIds], warehouseId, countNo, countId]);
  return new Set(rows.map((r) => r.sku_id));
}

/** Records a stock count (clause 4.1.2). @throws products.reserved-goods, products.unknown-sku, products.sku-twice. */
export const countStockVerb = verb({
  name: 'products.count-stock',
  title: words('登记盘点', 'Record a stock count'),
  may: mayMoveStock,
  input: countStock.body!,
  run: async (tx, input) => {
    const known = await skusById(tx, input.rows.map((row) => row.skuId));
    if (input.rows.some((row) => !known.has(row.skuId))) throw refuse(no['unknown-sku']);
    const done = await postCount(tx, input.warehouseId, input.rows, input.note);
    refuseUnposted(done.refused);
    return { id: done.id, countNo: done.countNo, differences: done.posted.filter((row) => row.change !== 0).length };
  },
});
