import { keptBack, type ReserveAsk } from '../../../registers/products/index.ts';
import type { Tx } from '../../../kernel/tx.ts';

/** A line that waits for goods. */
export interface WaitingFor { sku_id: string; warehouse_id: string; store_id: string }

/**
 * Nobody overtakes a line that waits for the same goods (clause 2.3.2): such asks are left out. Only the units that those who wait may not have, because their store
 * keeps them back, are free for a store that keeps back less.
 */
export async function besideWaiting<A extends ReserveAsk & { storeId: string }>(tx: Tx, asks: readonly A[], waiting: readonly WaitingFor[]): Promise<A[]> {
  if (waiting.length === 0) return [...asks];
  const kept = await keptBack(tx, waiting.map((w) => w.sku_id));
  const left = new Map<string, number>();
  for (const w of waiting) {
    const pair = `${w.sku_id}${w.warehouse_id}`;
    left.set(pair, Math.min(left.get(pair) ?? Infinity, kept.get(`${w.sku_id} ${w.store_id}`) ?? 0));
  }
  return asks.flatMap((ask) => {
    const upTo = left.get(`${ask.skuId}${ask.warehouseId}`);
    return upTo === undefined ? [ask] : upTo > (kept.get(`${ask.skuId} ${ask.storeId}`) ?? 0) ? [{ ...ask, upTo }] : [];
  });
}
