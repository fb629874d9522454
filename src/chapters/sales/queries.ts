import type { Runner } from '../../kernel/query.ts';
import type { OrderState } from './orders/states.ts';

/** An order as chapters above need it to decide or to show it. Money in fen. */
export interface OrderBrief {
  id: string;
  orderNo: string;
  outsideNo: string | null;
  platform: string;
  storeId: string;
  teamId: string | null;
  state: OrderState;
  customerId: string | null;
  addressId: string | null;
  payableFen: bigint;
  paidFen: bigint;
  refundedFen: bigint;
  placedAt: number;
  paidAt: number | null;
  shippedAt: number | null;
}

const columns = `id, order_no as "orderNo", outside_no as "outsideNo", platform, store_id as "storeId", team_id as "teamId", state, customer_id as "customerId", address_id as "addressId",
  payable_fen as "payableFen", paid_fen as "paidFen", refunded_fen as "refundedFen", placed_at as "placedAt", paid_at as "paidAt", shipped_at as "shippedAt"`;

/** Orders by id; unknown ones are missing. One round trip. */
export async function ordersById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, OrderBrief>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<OrderBrief & Record<string, unknown>>(`select ${columns} from sales."order" where id = any ($1::uuid[])`, [[...new Set(ids)]], 'sales.orders_by_id');
  return new Map(rows.map((r) => [r.id, r]));
}

/** Orders by our number or the marketplace's. The same outside number may stand in two stores. */
export async function ordersByNumber(on: { runner: Runner }, numbers: readonly string[]): Promise<OrderBrief[]> {
  if (numbers.length === 0) return [];
  const { rows } = await on.runner.query<OrderBrief & Record<string, unknown>>(`select ${columns} from sales."order" where order_no = any ($1::text[]) or outside_no = any ($1::text[])`, [[...new Set(numbers)]], 'sales.orders_by_number');
  return rows;
}
