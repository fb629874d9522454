import type { Layout } from '../../kernel/files/layout.ts';
import { douyinOrders } from './douyin-orders.ts';
import { genericOrders } from './generic-orders.ts';
import { jdOrders } from './jd-orders.ts';
import type { OrderItemRow, OrderRow } from './order-row.ts';
import { pddOrders } from './pdd-orders.ts';
import { taobaoItems } from './taobao-items.ts';
import { taobaoOrders } from './taobao-orders.ts';

/** Formats whose records are orders (with or without a line). */
export const orderFormats: readonly Layout<OrderRow>[] = [taobaoOrders, douyinOrders, pddOrders, jdOrders, genericOrders];

/** Formats whose records are lines of orders that another file holds. */
export const orderItemFormats: readonly Layout<OrderItemRow>[] = [taobaoItems];

/** Every marketplace export that can be imported. */
export const marketplaceFormats: readonly (Layout<OrderRow> | Layout<OrderItemRow>)[] = [...orderFormats, ...orderItemFormats];
