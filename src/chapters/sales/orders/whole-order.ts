import type { Sku } from '../../../registers/products/index.ts';
import type { NewFulfilment } from './fulfilments.ts';
import type { Line, Order } from './load.ts';
import { goneOf, nothingGone, type GoneLines } from './shipped-lines.ts';

/** Whose turn it is for goods: who paid first is served first. */
export const queuedAt = (o: Order): number => o.paid_at ?? o.placed_at;

/** The whole order, or what has not left of it, as one fulfilment. Every line has a SKU and the order an address and a warehouse: the gate saw to it. */
export function wholeOrder(order: Order, lines: readonly Line[], skus: ReadonlyMap<string, Pick<Sku, 'weightGrams'>>, gone: GoneLines = nothingGone): NewFulfilment {
  return {
    storeId: order.store_id, teamId: order.team_id, warehouseId: order.warehouse_id!, addressId: order.address_id!, customerId: order.customer_id,
    shipBy: order.promised_ship_by, madeBy: 'release', parents: [],
    lines: lines.flatMap((l) => {
      const quantity = l.quantity - goneOf(gone, l.id).quantity;
      return quantity <= 0 ? [] : [{
        orderLineId: l.id, orderId: order.id, orderNo: order.order_no, skuId: l.sku_id!, quantity, valueFen: l.amount_fen - goneOf(gone, l.id).valueFen,
        weightGrams: (skus.get(l.sku_id!)?.weightGrams ?? 0) * quantity, gift: l.gift_by !== null,
      }];
    }),
  };
}
