import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelReturned } from '../facts.ts';
import { no } from '../refusals.ts';
import { batchesBack, costsNow, receiveStock } from '../neighbours.ts';
import { settleOnItsOwn } from './exceptions.ts';
import { after, lockParcel, ordersOf, parcelPolicy, parcelRef, seesParcel, setState, wayOf } from './parcel.ts';

/** The parcel is back: good articles go on the shelf (waiting orders are filled from them), damaged ones do not. */
export const receiveReturn = verb({
  name: 'logistics.receive-return',
  title: words('退件入库', 'Receive the return'),
  may: parcelPolicy,
  input: z.strictObject({ id, lines: z.array(z.strictObject({ orderLineId: id, good: z.int().min(0), damaged: z.int().min(0) })).min(1).max(500) }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    const { warehouseId } = parcel;
    if (warehouseId === null) throw refuse(no['left-outside']);
    const state = after(parcel, 'take-back');
    const lines = await tx.rows<{ order_line_id: string; sku_id: string; quantity: number }>('logistics.lines_of_parcel',
      'select order_line_id, sku_id, quantity, picked from logistics.parcel_line where parcel_id = $1 order by order_line_id', [parcel.id]);
    const back = input.lines.map((given) => {
      const line = lines.find((l) => l.order_line_id === given.orderLineId);
      if (!line) throw refuse(kernelNo['invalid-input'], words('包裹中没有这一行商品。', 'The parcel has no such line.'));
      if (given.good + given.damaged > line.quantity) throw refuse(kernelNo['invalid-input'], words(`退回数量不能超过发出的 ${line.quantity} 件。`, `No more than the ${line.quantity} that were sent can come back.`));
      return { ...given, skuId: line.sku_id };
    });
    if (new Set(back.map((b) => b.orderLineId)).size < back.length) throw refuse(kernelNo['invalid-input'], words('同一行商品出现两次。', 'A line stands twice.'));
    await setState(tx, [{ id: parcel.id, state }]);
    await settleOnItsOwn(tx, [{ parcel, state }]);
    tx.audit({ type: 'parcel', id: parcel.id }, { returned: input.lines });
    const shelf = back.filter((b) => b.good > 0);
    const batches = await batchesBack(tx, shelf.map((b) => ({ holder: b.orderLineId, quantity: b.good })));
    await receiveStock(tx, shelf.map((b) => ({ skuId: b.skuId, warehouseId, quantity: b.good, ref: parcel.id, reason: '退件入库', kind: 'return' as const, batches: batches.get(b.orderLineId) })));
    const now = await costsNow(tx, shelf.map((b) => b.skuId));
    const costs = shelf.map((b) => ({ skuId: b.skuId, costFen: Number((now.get(b.skuId) ?? 0n) * BigInt(b.good)) }));
    tx.fact(parcelReturned, parcel.id, { ...wayOf(parcel), storeId: parcel.storeId, costs }, { objects: ordersOf(parcel) });
    return { id: parcel.id, state };
  },
});
