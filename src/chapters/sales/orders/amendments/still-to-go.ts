import { refuse, type Refusal } from '../../../../kernel/refusal.ts';
import { words } from '../../../../kernel/words.ts';
import { no } from '../../refusals.ts';
import type { Order } from '../load.ts';
import { goneOf, isBegun, type GoneLines } from '../shipped-lines.ts';
import { beforeShipping } from '../states.ts';
import type { OrderContent } from './content.ts';

/** Whether anything of the order is still to go, so that it can be another. */
export const mayChange = (order: Pick<Order, 'state'>): boolean => beforeShipping.includes(order.state) || isBegun(order);

/**
 * What has left stays as it left (clause 2.3.3): its quantity, its price and its money. Null where the change leaves it alone, else the refusal that names the line.
 * Where everything has left, nothing is to be changed.
 */
export function lineFault(before: OrderContent, after: OrderContent, gone: GoneLines): Refusal | null {
  if (gone.size === 0) return null;
  if (before.lines.every((l) => goneOf(gone, l.lineId!).quantity >= l.quantity)) return refuse(no['line-shipped']);
  for (const was of before.lines) {
    const left = goneOf(gone, was.lineId!);
    const will = after.lines.find((l) => l.lineId === was.lineId);
    if (left.quantity === 0) continue;
    if ((will?.quantity ?? 0) < left.quantity)
      return refuse(no['line-shipped'], words(`${was.code} 已发出 ${left.quantity} 件，不能少于 ${left.quantity} 件。`, `${left.quantity} of ${was.code} have left; there cannot be fewer.`), { lineId: was.lineId, shipped: left.quantity });
    if (will!.unitFen !== was.unitFen)
      return refuse(no['line-shipped'], words(`${was.code} 已发出 ${left.quantity} 件，单价不能再改。`, `${left.quantity} of ${was.code} have left; their price stays.`), { lineId: was.lineId, shipped: left.quantity });
    // Another parcel left since the change was worked out, and took its share of the line's money with it.
    if (BigInt(will!.amountFen) < left.valueFen || (will!.quantity === left.quantity && BigInt(will!.amountFen) !== left.valueFen)) return refuse(no['amendment-overtaken']);
  }
  return null;
}
