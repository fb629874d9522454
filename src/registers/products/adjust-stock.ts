import { refuse } from '../../kernel/refusal.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { batchKept } from './batches/first-expired.ts';
import { adjust, setSafety } from './contract.ts';
import { blindFor } from './count-plans/blind.ts';
import { mayMoveStock } from './policies.ts';
import { no } from './refusals.ts';
import { skusById } from './skus.ts';
import { adjustStock } from './stock.ts';

/** A correction by hand, with its reason (damage, loss, found), of a batch where it is said. @throws products.reserved-goods, products.batch-short, products.not-batch-kept */
export const adjustStockVerb = verb({
  name: 'products.adjust-stock',
  title: words('调整库存', 'Adjust stock'),
  may: mayMoveStock,
  input: adjust.body!,
  run: async (tx, input) => {
    if (!(await skusById(tx, [input.skuId])).has(input.skuId)) throw refuse(no['unknown-sku']);
    const { batchId, ...change } = input;
    if (batchId !== undefined && !(await batchKept(tx, [input.skuId])).has(input.skuId)) throw refuse(no['not-batch-kept']);
    const [row] = await adjustStock(tx, [{ ...change, ...(batchId === undefined ? {} : { batches: [{ batchId, quantity: Math.abs(input.change) }] }) }]);
    tx.audit({ type: 'sku', id: input.skuId }, { change: input.change, warehouseId: input.warehouseId }, input.reason);
    return { onHand: (await blindFor(tx, tx.actor)).has(input.skuId, input.warehouseId) ? null : row!.onHand, reserved: row!.reserved };
  },
});

/** Below this many available units the stock list warns. */
export const setSafetyVerb = verb({
  name: 'products.set-safety-stock',
  title: words('设置安全库存', 'Set the safety stock'),
  may: { ...mayMoveStock, buyer: 'all' },
  input: setSafety.body!,
  run: async (tx, input) => {
    if (!(await skusById(tx, [input.skuId])).has(input.skuId)) throw refuse(no['unknown-sku']);
    await tx.rows('products.set_safety',
      `insert into products.stock_item as s (sku_id, warehouse_id, safety, updated_at) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0))
       on conflict (sku_id, warehouse_id) do update set safety = excluded.safety, version = s.version + 1, updated_at = excluded.updated_at`,
      [input.skuId, input.warehouseId, input.safety, tx.now]);
    tx.audit({ type: 'sku', id: input.skuId }, { safety: input.safety, warehouseId: input.warehouseId });
    return { safety: input.safety };
  },
});
