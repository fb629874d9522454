import type { Sku } from '../../../registers/products/index.ts';
import type { NewFulfilment } from './fulfilments.ts';
import type { Line, Order } from './load.ts';

/** Whose turn it is for goods: who paid first is served first. */
export const queuedAt = (o: Order): number => o.paid_at ?? o.placed_at;

/** The whole order as one fulfilment. Every line has a SKU and the order an address and a warehouse: the gate saw to it. */
export function wholeOrder(order: Order, lines: readonly Line[], skus: ReadonlyMap<string, Pick<Sku, 'weightGrams'>>): NewFulfilment {
  return {
    storeId: order.store_id, teamId: order.team_id, warehouseId: order.warehouse_id!, addressId: order.address_id!, customerId: order.customer_id,
    shipBy: order.promised_ship_by, madeBy: 'release', parents: [],
    lines: lines.map((l) => ({
      orderLineId: l.id, orderId: order.id, orderNo: order.order_no, skuId: l.sku_id!, quantity: l.quantity, valueFen: l.amount_fen,
      weightGrams: (skus.get(l.sku_id!)?.weightGrams ?? 0) * l.quantity, gift: l.gift_by !== null,
    })),
  };
}
