import { z } from 'zod';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { leftBatches, pickBatches, proposeBatches, takeBatches, type BatchTake } from '../neighbours.ts';
import type { ParcelState } from './contract.ts';
import { lockParcel, parcelPolicy, parcelRef, seesParcel } from './parcel.ts';

interface Line { parcel_id: string; order_line_id: string; sku_id: string; quantity: number; [column: string]: unknown }

/** Parcels that were picked take their batches as proposed: first expired first. What was recorded for one before stays. */
export async function takeProposed(tx: Tx, parcels: readonly { id: string; warehouseId: string | null }[]): Promise<void> {
  const lines = await tx.rows<Line>('logistics.lines_to_batch', 'select parcel_id, order_line_id, sku_id, quantity from logistics.parcel_line where parcel_id = any ($1::uuid[]) order by parcel_id, order_line_id', [parcels.map((p) => p.id)]);
  const places = new Map(parcels.map((p) => [p.id, p.warehouseId]));
  await pickBatches(tx, lines.flatMap((l) => {
    const warehouseId = places.get(l.parcel_id);
    return warehouseId ? [{ holder: l.order_line_id, ref: l.parcel_id, skuId: l.sku_id, warehouseId, quantity: l.quantity }] : [];
  }));
}

export interface LineBatch { batchId: string; batchNo: string; expiresOn: string | null; quantity: number }
/** `proposed`: to be taken. `taken`: from the shelf, in the parcel. `left`: it left with the parcel. */
export type BatchStanding = 'proposed' | 'taken' | 'left';
const AT_WORK: readonly ParcelState[] = ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced'];

/** The batches of parcels' lines, by parcel and line; lines of articles that are not kept by batches are not in it. */
export async function batchesOfLines(kernel: Kernel, parcels: readonly { id: string; state: ParcelState; warehouseId: string | null; lines: readonly { orderLineId: string; skuId: string; quantity: number }[] }[]): Promise<Map<string, { is: BatchStanding; batches: LineBatch[] }>> {
  const found = new Map<string, { is: BatchStanding; batches: LineBatch[] }>();
  const shown = (b: BatchTake): LineBatch => ({ batchId: b.batchId, batchNo: b.batchNo, expiresOn: b.expiresOn, quantity: b.quantity });
  const here = parcels.filter((p) => AT_WORK.includes(p.state) && p.warehouseId !== null);
  const asks = here.flatMap((p) => p.lines.map((l) => ({ holder: l.orderLineId, ref: p.id, skuId: l.skuId, warehouseId: p.warehouseId!, quantity: l.quantity })));
  const gone = parcels.filter((p) => !AT_WORK.includes(p.state) && p.state !== 'withdrawn');
  const [proposed, left] = await Promise.all([
    proposeBatches(kernel, asks, kernel.clock.now()), leftBatches(kernel, gone.flatMap((p) => p.lines.map((l) => l.orderLineId)), true),
  ]);
  for (const { ask, takes, taken } of proposed) if (takes.length > 0) found.set(`${ask.ref} ${ask.holder}`, { is: taken ? 'taken' : 'proposed', batches: takes.map(shown) });
  for (const l of left) {
    const key = `${l.ref} ${l.holder}`;
    const known = found.get(key)?.batches ?? [];
    found.set(key, { is: 'left', batches: [...known, { batchId: l.batchId, batchNo: l.batchNo, expiresOn: l.expiresOn, quantity: l.quantity }] });
  }
  return found;
}

/**
 * Which batches are really in the parcel, where that is not what was proposed: until it leaves (clause 4.1.2).
 * @throws kernel.wrong-state, products.batch-sum, products.batch-short, products.stock-expired
 */
export const recordBatches = verb({
  name: 'logistics.record-batches',
  title: words('登记所取批次', 'Record the batches taken'),
  may: parcelPolicy,
  input: z.strictObject({ id, orderLineId: id, batches: z.array(z.strictObject({ batchId: id, quantity: z.int().min(1).max(1_000_000) })).min(1).max(50) }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    if (!AT_WORK.includes(parcel.state) || parcel.warehouseId === null) throw refuse(kernelNo['wrong-state'], words('包裹已经离开仓库。', 'The parcel has left the warehouse.'));
    const [line] = await tx.rows<Line>('logistics.line_to_batch', 'select parcel_id, order_line_id, sku_id, quantity from logistics.parcel_line where parcel_id = $1 and order_line_id = $2', [parcel.id, input.orderLineId]);
    if (!line) throw refuse(kernelNo['invalid-input'], words('包裹中没有这一行商品。', 'The parcel has no such line.'));
    await takeBatches(tx, { holder: line.order_line_id, ref: parcel.id, skuId: line.sku_id, warehouseId: parcel.warehouseId, quantity: line.quantity }, input.batches);
    tx.audit({ type: 'parcel', id: parcel.id }, { orderLineId: input.orderLineId, batches: input.batches });
    return { id: parcel.id };
  },
});
