import type { Runner } from '../../../kernel/query.ts';
import type { BatchPart } from './say-batches.ts';

/** A batch that left for an order line with a document (parcel). */
export interface LeftBatch { holder: string; ref: string; skuId: string; batchId: string; batchNo: string; expiresOn: string | null; quantity: number }

/** Which batches left for these order lines, and with what, also where they came back. Goods of which nobody has said the batch are not in it unless `unsaid`. */
export async function leftBatches(on: { runner: Runner }, holders: readonly string[], unsaid = false): Promise<LeftBatch[]> {
  if (holders.length === 0) return [];
  const { rows } = await on.runner.query<{ holder: string; ref: string; sku_id: string; batch_id: string; batch_no: string; expires_on: string | null; quantity: number }>(
    `select g.holder, m.ref, b.sku_id, g.batch_id, b.batch_no, b.expires_on, -sum(g.change)::int as quantity
     from products.batch_movement g join products.batch b on b.id = g.batch_id join products.movement m on m.id = g.movement_id
     where g.holder = any ($1::text[]) and m.kind = 'issue' and ($2 or b.batch_no <> '') group by 1, 2, 3, 4, 5, 6 order by b.expires_on nulls last, b.batch_no`, [[...new Set(holders)], unsaid], 'products.left_batches');
  return rows.map((r) => ({ holder: r.holder, ref: r.ref, skuId: r.sku_id, batchId: r.batch_id, batchNo: r.batch_no, expiresOn: r.expires_on, quantity: r.quantity }));
}

/**
 * The batches of goods that come back from order lines. Where several batches had left for a line nobody can tell which came back: they count as
 * the one that expires first, so that nothing is thought younger than it is; each unit comes back once.
 */
export async function batchesBack(on: { runner: Runner }, back: readonly { holder: string; quantity: number }[]): Promise<Map<string, BatchPart[]>> {
  if (back.length === 0) return new Map();
  const { rows } = await on.runner.query<{ holder: string; batch_id: string; out: number }>(
    `select g.holder, g.batch_id, -sum(g.change)::int as out from products.batch_movement g join products.batch b on b.id = g.batch_id
     where g.holder = any ($1::text[]) group by 1, 2, b.expires_on, b.batch_no having sum(g.change) < 0 order by b.expires_on nulls last, b.batch_no`, [[...new Set(back.map((b) => b.holder))]], 'products.batches_out');
  const out = Map.groupBy(rows, (r) => r.holder);
  return new Map(back.map(({ holder, quantity }) => {
    const parts: BatchPart[] = [];
    let rest = quantity;
    for (const batch of out.get(holder) ?? []) {
      const part = Math.min(rest, batch.out);
      if (part > 0) parts.push({ batchId: batch.batch_id, quantity: part, holder });
      rest -= part;
    }
    return [holder, parts];
  }));
}
