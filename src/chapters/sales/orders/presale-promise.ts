import { isRuled } from '../../../regulation/evaluators/rule.ts';
import { endOf } from '../../../regulation/runtime/end-of.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { Order } from './load.ts';
import { factLines, refOf } from './order-facts.ts';

/** Whether a pre-sale still waits for all of its money: nothing of it is owed by us before (clause 2.3.3). */
export const waitsForMoney = (o: Pick<Order, 'presale_agreed_by' | 'presale_paid_at'> & { state: string }): boolean =>
  o.presale_agreed_by !== null && o.presale_paid_at === null && ['unpaid', 'to-review', 'held'].includes(o.state);

/**
 * By when a pre-sale leaves whose money is complete at an instant: by the day that was agreed, and no sooner than another order that is paid then.
 * Null where it waited for no money: no pre-sale, paid up before, or being paid before pre-sales waited.
 */
export function promisedOncePaid(tx: Tx, order: Order, lines: Parameters<typeof factLines>[0], paidAt: number, agreed: number | null = order.presale_agreed_by): number | null {
  if (!waitsForMoney(order) || agreed === null) return null;
  return isRuled(tx) ? Math.max(agreed, endOf(tx, 'shipWithin', paidAt, { ...refOf(order), customerId: order.customer_id, lines: factLines(lines) }, 'natural')) : agreed;
}
