import type { Tx } from '../../kernel/tx.ts';
import { stockSentBack } from './facts.ts';
import { costsNow, postStock, refuseUnposted } from './stock.ts';
import type { BatchPart } from './batches/say-batches.ts';

/** Goods that go back to a supplier; `creditFen`: what is owed for all of them, at the prices of their order. */
export interface SentBack { skuId: string; warehouseId: string; quantity: number; creditFen: bigint; batches?: readonly BatchPart[] | undefined }

/**
 * Stock goes back to its supplier (clause 2.3.2): only what no order has been promised. Publishes products.stock-sent-back for each article, for the books.
 * Call it last. @throws products.reserved-goods, products.batch-short
 */
export async function sendBack(tx: Tx, ref: string, supplier: string, lines: readonly SentBack[]): Promise<void> {
  if (lines.length === 0) return;
  refuseUnposted(await postStock(tx, lines.map((l) => ({ skuId: l.skuId, warehouseId: l.warehouseId, kind: 'supplier-return', change: -l.quantity, ref, reason: `退供 ${supplier}`, batches: l.batches }))));
  const costs = await costsNow(tx, lines.map((l) => l.skuId));
  for (const l of lines)
    tx.fact(stockSentBack, l.skuId, { skuId: l.skuId, warehouseId: l.warehouseId, quantity: l.quantity, ref, costFen: Number((costs.get(l.skuId) ?? 0n) * BigInt(l.quantity)), creditFen: Number(l.creditFen) }, { objects: [{ type: 'warehouse', id: l.warehouseId }] });
}
