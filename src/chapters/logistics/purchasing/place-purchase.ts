import { refuse } from '../../../kernel/refusal.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { expectOrdered, skusById, warehousesById } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { placePurchaseEnd } from './contract.ts';
import { purchaseOrdered } from './facts.ts';
import { mayBuy } from './policies.ts';
import { endOfDay, refOf, refusePastDay, shortagesOf, touches } from './purchase-order.ts';

/**
 * Orders goods from a supplier for a day that it has promised (clause 2.3.2). Open requests of the same articles and warehouse are covered
 * oldest first, as far as the quantity goes; the shortages among them are answered with the day.
 *
 * @throws logistics.supplier-unknown, logistics.supplier-inactive, logistics.day-past, logistics.sku-unknown, logistics.warehouse-unknown
 */
export const placePurchase = verb({
  name: 'logistics.place-purchase-order',
  title: words('下采购单', 'Order goods'),
  may: mayBuy,
  input: placePurchaseEnd.body!,
  run: async (tx, input) => {
    refusePastDay(input.expectedOn, tx.now);
    const [supplier] = await tx.rows<{ id: string; name: string; active: boolean }>('logistics.supplier', 'select id, name, active from logistics.supplier where id = $1', [input.supplierId]);
    if (!supplier) throw refuse(no['supplier-unknown']);
    if (!supplier.active) throw refuse(no['supplier-inactive']);
    if (!(await warehousesById(tx, [input.warehouseId])).has(input.warehouseId)) throw refuse(no['warehouse-unknown']);
    if (new Set(input.lines.map((l) => l.skuId)).size < input.lines.length) throw refuse(no['sku-twice']);
    const skus = await skusById(tx, input.lines.map((l) => l.skuId));
    if (input.lines.some((l) => !skus.has(l.skuId))) throw refuse(no['sku-unknown']);
    const [orderId, orderNo] = [tx.newId(), await tx.number('CG')];
    const receipt = await expectOrdered(tx, {
      orderNo, warehouseId: input.warehouseId, supplier: supplier.name, expectedOn: input.expectedOn, lines: input.lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity, unitCostFen: l.unitPriceFen })),
    });
    const total = input.lines.reduce((sum, l) => sum + l.unitPriceFen * l.quantity, 0);
    const lines = input.lines.map((l) => ({ id: tx.newId(), sku_id: l.skuId, sku_code: skus.get(l.skuId)!.code, quantity: l.quantity, price: l.unitPriceFen }));
    await tx.rows('logistics.place_purchase', `with o as (insert into logistics.purchase_order (id, order_no, supplier_id, warehouse_id, receipt_id, state, expected_on, first_expected_on, total_fen, note, placed_by, placed_by_name, search, created_at)
        values ($1, $2, $3, $4, $5, 'ordered', $6, $6, $7, $8, $9, $10, array_to_tsvector(string_to_array($11, ' ')), to_timestamp($12 / 1000.0)))
      insert into logistics.purchase_order_line (id, order_id, sku_id, sku_code, quantity, unit_price_fen)
      select l.id, $1, l.sku_id, l.sku_code, l.quantity, l.price from jsonb_to_recordset($13::jsonb) as l(id uuid, sku_id uuid, sku_code text, quantity int, price bigint)`,
      [orderId, orderNo, supplier.id, input.warehouseId, receipt.id, input.expectedOn, total, input.note || null, tx.actor.id, tx.actor.name,
        searchColumn({ numbers: [orderNo, ...lines.map((l) => l.sku_code)], names: [supplier.name] }), tx.now, JSON.stringify(lines)]);
    await coverRequests(tx, orderId, input.warehouseId, input.lines);
    const of = { order_no: orderNo, supplier_id: supplier.id, supplier: supplier.name, warehouse_id: input.warehouseId };
    tx.fact(purchaseOrdered, orderId, { ...refOf(of), expectedAt: endOfDay(input.expectedOn), totalFen: total, shortageIds: await shortagesOf(tx, orderId) }, { objects: touches(of) });
    return { id: orderId };
  },
});

/** Oldest first, each whole: a request that the rest of the quantity does not cover stays open for the next order. */
async function coverRequests(tx: Tx, orderId: string, warehouseId: string, lines: readonly { skuId: string; quantity: number }[]): Promise<void> {
  const open = await tx.rows<{ id: string; sku_id: string; quantity: number }>('logistics.open_requests',
    "select id, sku_id, quantity from logistics.purchase_request where warehouse_id = $1 and sku_id = any ($2::uuid[]) and state = 'open' order by created_at, id for update", [warehouseId, lines.map((l) => l.skuId)]);
  const left = new Map(lines.map((l) => [l.skuId, l.quantity]));
  const covered: string[] = [];
  for (const request of open) {
    const rest = left.get(request.sku_id)!;
    if (request.quantity > rest) continue;
    left.set(request.sku_id, rest - request.quantity);
    covered.push(request.id);
  }
  await tx.rows('logistics.cover_requests', "update logistics.purchase_request set state = 'ordered', purchase_order_id = $2, version = version + 1 where id = any ($1::uuid[])", [covered, orderId]);
}
