import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelPicked } from '../facts.ts';
import { skusByBarcode, skusByCode } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { takeProposed } from './parcel-batches.ts';
import { after, lockParcel, ordersOf, parcelPolicy, refOf, parcelRef, seesParcel, setState } from './parcel.ts';

/**
 * One article into the parcel, by its barcode or SKU code. The last one makes the parcel picked.
 * @throws logistics.item-not-in-parcel, logistics.item-too-many
 */
export const scanItem = verb({
  name: 'logistics.scan-item',
  title: words('扫描商品', 'Scan an item'),
  may: parcelPolicy,
  input: z.strictObject({ id, code: text(64, 1), quantity: z.int().min(1).max(9_999).optional() }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    const picked = after(parcel, 'pick');
    const [lines, byBarcode, byCode] = await Promise.all([
      tx.rows<{ order_line_id: string; sku_id: string; quantity: number; picked: number }>('logistics.lines_of_parcel',
        'select order_line_id, sku_id, quantity, picked from logistics.parcel_line where parcel_id = $1 order by order_line_id', [parcel.id]),
      skusByBarcode(tx, [input.code]), skusByCode(tx, [input.code]),
    ]);
    const skus = new Set([...byBarcode.map((s) => s.id), ...[...byCode.values()].map((s) => s.id)]);
    const fitting = lines.filter((l) => skus.has(l.sku_id));
    if (fitting.length === 0) throw refuse(no['item-not-in-parcel']);
    const quantity = input.quantity ?? 1;
    const line = fitting.find((l) => l.picked + quantity <= l.quantity);
    if (!line) throw refuse(no['item-too-many']);
    await tx.rows('logistics.pick_item', 'update logistics.parcel_line set picked = picked + $3 where parcel_id = $1 and order_line_id = $2', [parcel.id, line.order_line_id, quantity]);
    const left = lines.reduce((sum, l) => sum + l.quantity - l.picked, 0) - quantity;
    const state = left === 0 ? picked : parcel.state;
    if (left === 0) {
      await setState(tx, [{ id: parcel.id, state }]);
      await takeProposed(tx, [parcel]);
      tx.fact(parcelPicked, parcel.id, { ...refOf(parcel), waveNo: parcel.waveNo }, { objects: ordersOf(parcel) });
    }
    return { id: parcel.id, state, orderLineId: line.order_line_id, picked: line.picked + quantity, quantity: line.quantity, left };
  },
});
