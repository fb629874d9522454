import { skusById, type Sku } from '../../../../registers/products/index.ts';
import type { Policy } from '../../../../kernel/actor.ts';
import type { Runner } from '../../../../kernel/query.ts';
import type { Tx } from '../../../../kernel/tx.ts';
import { lockOrder, type Line, type Order, type OrderWithLines } from '../load.ts';
import { totalsOf, type AmendedField, type AmendmentEffect, type OrderContent } from './content.ts';

/** Whoever changes confirmed orders. What the change costs decides who signs besides. */
export const mayAmend = { seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;

export type AmendmentState = 'proposed' | 'applied' | 'withdrawn' | 'rejected' | 'overtaken';
export interface Amendment {
  id: string; amendment_no: string; order_id: string; version_no: number; state: AmendmentState; before: OrderContent; after: OrderContent; fields: AmendedField[]; effects: AmendmentEffect[]; effect_bp: number;
  reason: string; proposed_name: string; version: number;
}
const columns = 'id, amendment_no, order_id, version_no, state, before, after, fields, effects, effect_bp, reason, proposed_name, version';

export interface AmendmentWithOrder extends OrderWithLines { amendment: Amendment }

/** The change with its order, both locked, the order first as everywhere. */
export async function lockAmendment(tx: Tx, amendmentId: string): Promise<AmendmentWithOrder | null> {
  const [at] = await tx.rows<{ order_id: string }>('sales.order_of_amendment', 'select order_id from sales.amendment where id = $1', [amendmentId]);
  const found = at ? await lockOrder(tx, at.order_id) : null;
  if (!found) return null;
  const [amendment] = await tx.rows<Amendment & Record<string, unknown>>('sales.lock_amendment', `select ${columns} from sales.amendment where id = $1 for update`, [amendmentId]);
  return amendment ? { ...found, amendment } : null;
}

/** Version that the order has now: as entered it is the first. */
export async function versionOf(on: { runner: Runner }, orderId: string): Promise<number> {
  const { rows } = await on.runner.query<{ n: number }>("select coalesce(max(version_no), 1) as n from sales.amendment where order_id = $1 and state = 'applied'", [orderId], 'sales.version_of_order');
  return rows[0]!.n;
}

/** The order as it stands. */
export function contentOf(order: Order, lines: readonly Line[], skus: ReadonlyMap<string, Sku>): OrderContent {
  const known = lines.map((l) => ({
    lineId: l.id, skuId: l.sku_id!, code: skus.get(l.sku_id!)?.code ?? l.outer_sku ?? '', title: l.title, spec: skus.get(l.sku_id!)?.spec ?? null, quantity: l.quantity,
    unitFen: l.unit_price_fen === null ? null : Number(l.unit_price_fen), amountFen: Number(l.amount_fen), gift: l.gift_by !== null,
  }));
  return { lines: known, ...totalsOf(known, Number(order.freight_fen)), payableFen: Number(order.payable_fen), addressId: order.address_id, shipBy: order.promised_ship_by };
}

export const skusOf = (on: { runner: Runner }, lines: readonly Line[]): Promise<Map<string, Sku>> => skusById(on, lines.flatMap((l) => l.sku_id ?? []));
