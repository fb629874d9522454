import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { OrderState } from './states.ts';

/** An order as the verbs of this section need it. Money in fen, instants in ms. */
export interface Order {
  id: string; order_no: string; source: 'import' | 'api' | 'manual' | 'contract'; platform: string; store_id: string; team_id: string | null; warehouse_id: string | null;
  outside_no: string | null; state: OrderState; customer_id: string | null; address_id: string | null; goods_fen: bigint; freight_fen: bigint;
  payable_fen: bigint; paid_fen: bigint; refunded_fen: bigint; platform_discount_fen: bigint; placed_at: number; paid_at: number | null; promised_ship_by: number | null;
  /** Pre-sale: not handed over before; and what of it was to be paid first, null where all of it was. */ presale_from: number | null; deposit_fen: bigint | null;
  /** Its day as agreed with the buyer (`promised_ship_by` is later where the balance came late), and when all of it was paid. */ presale_agreed_by: number | null; presale_paid_at: number | null;
  buyer_message: string | null; seller_remark: string | null; flag: string | null;
  after_sales_text: string | null; platform_stop: 'locked' | 'part-shipped' | 'status-unknown' | null; quantity_total: number | null; version: number;
}
export interface Line {
  id: string; order_id: string; position: number; sku_id: string | null; outer_sku: string | null; title: string; quantity: number;
  unit_price_fen: bigint | null; amount_fen: bigint; refund_status: string | null;
  /** Who gave it, where it is a gift. */ gift_by: GiftBy | null; gift_rule_id: string | null; gift_price_fen: bigint | null;
}
/** Gifts: by a rule, by whoever entered the order, by a signed change, or by the marketplace. */
export type GiftBy = 'rule' | 'person' | 'amendment' | 'marketplace';

const orderColumns = `id, order_no, source, platform, store_id, team_id, warehouse_id, outside_no, state, customer_id, address_id, goods_fen, freight_fen, payable_fen,
  paid_fen, refunded_fen, platform_discount_fen, placed_at, paid_at, promised_ship_by, presale_from, deposit_fen, presale_agreed_by, presale_paid_at, buyer_message, seller_remark, flag, after_sales_text,
  platform_stop, quantity_total, version`;

type On = { runner: Runner };

/** The orders, locked in the order of their ids, so that two callers never wait for each other in a circle. */
export async function lockOrders(on: On, ids: readonly string[]): Promise<Order[]> {
  if (ids.length === 0) return [];
  const { rows } = await on.runner.query<Order & Record<string, unknown>>(
    `select ${orderColumns} from sales."order" where id = any ($1::uuid[]) order by id for no key update`, [[...new Set(ids)]], 'sales.lock_orders');
  return rows;
}

/** Lines by order, in the order of their positions; lines that a change took out are not among them. */
export async function linesOf(on: On, orderIds: readonly string[]): Promise<Map<string, Line[]>> {
  const found = new Map<string, Line[]>(orderIds.map((id) => [id, []]));
  if (orderIds.length === 0) return found;
  const { rows } = await on.runner.query<Line & Record<string, unknown>>(
    `select id, order_id, position, sku_id, outer_sku, title, quantity, unit_price_fen, amount_fen, refund_status, gift_by, gift_rule_id, gift_price_fen
     from sales.order_line where order_id = any ($1::uuid[]) and quantity > 0 order by order_id, position`, [[...found.keys()]], 'sales.lines_of');
  for (const row of rows) found.get(row.order_id)!.push(row);
  return found;
}

export interface OrderWithLines {
  order: Order;
  lines: Line[];
}

/** One order, locked, with its lines; null when it is not there. */
export async function lockOrder(on: On, id: string): Promise<OrderWithLines | null> {
  const [orders, lines] = await Promise.all([lockOrders(on, [id]), linesOf(on, [id])]);
  return orders[0] ? { order: orders[0], lines: lines.get(id)! } : null;
}

/** Rows of the own teams for most posts; a row without a team is seen by those who see everything. */
export const teamMaySee = (actor: Actor, scope: Scope, row: { team_id: string | null }): boolean =>
  scope === 'all' || (row.team_id !== null && actor.teamIds.includes(row.team_id));

export const orderInScope = (actor: Actor, scope: Scope, { order }: { order: Order }): boolean => teamMaySee(actor, scope, order);

/** As duties name them: whoever owes something on one sees it and works on it, whatever team it belongs to. */
export const orderRef = ({ order }: { order: { id: string } }) => ({ type: 'order', id: order.id });
export const shortageRef = (shortage: { id: string }) => ({ type: 'shortage', id: shortage.id });

/** Two people at one record: the second is told. */
export function sameVersion(row: { version: number }, version: number | undefined): void {
  if (version !== undefined && row.version !== version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: row.version });
}

/** Orders paid since an instant that were not cancelled, the newest first; of these teams, or of all. */
export async function ordersPaidSince(on: On, since: number, teams: readonly string[] | null, limit: number): Promise<Order[]> {
  const { rows } = await on.runner.query<Order & Record<string, unknown>>(
    `select ${orderColumns} from sales."order" where placed_at >= to_timestamp($1::bigint / 1000.0) - interval '1 day' and paid_at >= to_timestamp($1::bigint / 1000.0)
       and state not in ('unpaid', 'cancelled') and ($2::uuid[] is null or team_id = any ($2)) order by placed_at desc, id desc limit $3`, [since, teams, limit], 'sales.orders_paid_since');
  return rows;
}
