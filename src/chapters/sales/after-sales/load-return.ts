import { parcelsOfOrders } from '../../logistics/index.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { lockOrder, teamMaySee, type Line, type Order } from '../orders/load.ts';
import { howPaid } from '../orders/room.ts';
export { paidOf, roomOf } from '../orders/room.ts';
import type { Cause, Payer, ReturnState, ReturnType } from './contract-words.ts';
import { carriedOf } from './purses.ts';
import type { RefundLine } from './refund-sum.ts';

/** Posts that speak with customers about returns, each for what it sees of the orders. */
export const mayServe = { 'service-agent': 'all', 'service-lead': 'all', seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'department-head': 'all' } satisfies Policy;
export const mayDecide = { 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all' } satisfies Policy;
/** The house: goods come in and are looked at. */
export const mayInspect = { warehouse: 'all', 'logistics-clerk': 'all' } satisfies Policy;
export const mayReadReturns = { ...mayServe, ...mayInspect, cashier: 'all', accountant: 'all', 'general-manager': 'all', auditor: 'all', buyer: 'all' } satisfies Policy;

/** A return as its verbs need it. Money in fen, instants in ms. */
export interface Return {
  id: string; return_no: string; order_id: string; store_id: string; team_id: string | null; customer_id: string | null; type: ReturnType; reason: string; cause: Cause; state: ReturnState; signed_at: number | null;
  requested_at: number; payer: Payer | null; repriced: boolean; gifts_kept_fen: Fen; refund_fen: Fen; laid_out_fen: Fen; freight_owed_fen: Fen; needs_goods: boolean | null; warehouse_id: string | null; waybill_no: string | null;
  exchange_order_id: string | null; version: number;
}
export interface ReturnLine { order_line_id: string; sku_id: string | null; quantity: number; restocked: number; scrapped: number; sent_back: number }

/** `pay`: how the order was paid, for the way back. */
export interface Case { ret: Return; lines: ReturnLine[]; order: Order; orderLines: Line[]; pay: { method: string | null; paymentNo: string | null } }

const columns = `id, return_no, order_id, store_id, team_id, customer_id, type, reason, cause, state, signed_at, requested_at, payer, repriced, gifts_kept_fen, refund_fen, laid_out_fen, freight_owed_fen, needs_goods, warehouse_id,
  waybill_no, exchange_order_id, version`;

/** The return, locked, with its order, locked too. Always the return first, so that two callers never wait in a circle. */
export async function lockCase(tx: Tx, id: string): Promise<Case | null> {
  const [ret] = await tx.rows<Return & Record<string, unknown>>('sales.lock_return', `select ${columns} from sales.return where id = $1 for update`, [id]);
  if (!ret) return null;
  const lines = await tx.rows<ReturnLine & Record<string, unknown>>('sales.lines_of_return', 'select order_line_id, sku_id, quantity, restocked, scrapped, sent_back from sales.return_line where return_id = $1 order by order_line_id', [id]);
  const found = await lockOrder(tx, ret.order_id);
  return found && { ret, lines, order: found.order, orderLines: found.lines, pay: await howPaid(tx, ret.order_id) };
}

export const caseInScope = (actor: Actor, scope: Scope, { ret }: { ret: { team_id: string | null; order_id: string } }): boolean => {
  if (actor.kind === 'customer') return actor.link?.type === 'order' && actor.link.id === ret.order_id;
  return teamMaySee(actor, scope, ret);
};

/** As a duty names it: whoever owes something on a return works on it, whatever team it belongs to. */
export const caseRef = ({ ret }: { ret: { id: string } }) => ({ type: 'return', id: ret.id });

export const refOf = (ret: Pick<Return, 'return_no' | 'order_id' | 'store_id'>, order: Pick<Order, 'order_no' | 'platform'>) =>
  ({ returnNo: ret.return_no, orderId: ret.order_id, orderNo: order.order_no, storeId: ret.store_id, channel: order.platform });
export const alsoOf = (ret: Pick<Return, 'order_id' | 'customer_id'>) => [{ type: 'order', id: ret.order_id }, ...(ret.customer_id ? [{ type: 'customer', id: ret.customer_id }] : [])];

/** The lines of the order as the refund is worked out from them; `accepted` says how many units of this return count. */
export async function refundLines(tx: Tx, c: Case, accepted: (l: ReturnLine) => number): Promise<RefundLine[]> {
  const before = await tx.rows<{ order_line_id: string; n: bigint }>('sales.returned_before', `select l.order_line_id, sum(l.quantity - l.sent_back) as n from sales.return_line l join sales.return r on r.id = l.return_id
    where r.order_id = $1 and r.id <> $2 and r.refund_fen > 0 and r.state not in ('refused', 'rejected', 'withdrawn') group by 1`, [c.order.id, c.ret.id]);
  const [of, carried] = [new Map(before.map((b) => [b.order_line_id, Number(b.n)])), await carriedOf(tx, c.order.id)];
  return c.orderLines.map((l): RefundLine => {
    const own = c.lines.find((x) => x.order_line_id === l.id);
    const paid = carried.get(l.id) ?? 0n;
    // Goods of an exchange cost what was paid elsewhere for them, too; they were never sold in a bundle.
    return { quantity: l.quantity, amountFen: l.amount_fen + paid, unitFen: paid > 0n ? null : l.unit_price_fen, before: Math.min(of.get(l.id) ?? 0, l.quantity), now: own ? accepted(own) : 0, gift: l.gift_by !== null };
  });
}

/** When the receiver signed for the last of the order's parcels; null while something is on its way. */
export async function signedAt(on: { runner: Runner }, orderId: string): Promise<number | null> {
  const { rows: [row] } = await on.runner.query<{ signed: number | null }>(
    `select coalesce((select max(f.delivered_at) from sales.fulfilment f where f.state = 'delivered' and f.id in (select fulfilment_id from sales.fulfilment_line where order_id = o.id)), o.completed_at) as signed
     from sales."order" o where o.id = $1`, [orderId], 'sales.signed_at');
  return row?.signed ?? null;
}

/** Whether a parcel of the order that was refused is back in the house already. */
export const cameBack = async (on: { runner: Runner }, orderId: string): Promise<boolean> => (await parcelsOfOrders(on, [orderId])).some((p) => p.state === 'returned');
