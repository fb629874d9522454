import type { Tx } from '../../../kernel/tx.ts';
import type { Line } from '../orders/load.ts';
import { owedBack, type Kept } from '../orders/gifts/earned.ts';
import { giftRulesById } from '../orders/gifts/rules.ts';
import type { ReturnType } from './contract-words.ts';

/** Types of returns with which the price goes back, and the goods with it. */
const withGoods: readonly ReturnType[] = ['return', 'refused-parcel', 'before-shipping'];

/**
 * The gifts that go back with the goods of a return (Seven-Day Measures, art. 12): those that what stays of the order no longer earns. Whoever asks
 * need not name them. What the customer keeps of them is found at the inspection and taken off at the price stated beforehand.
 */
export async function giftsOfReturn(tx: Tx, orderId: string, lines: readonly Line[], asked: { type: ReturnType; lines: readonly { orderLineId: string; quantity: number }[] }): Promise<{ orderLineId: string; quantity: number }[]> {
  const gifts = lines.filter((l) => l.gift_by !== null && !asked.lines.some((x) => x.orderLineId === l.id));
  if (gifts.length === 0 || !withGoods.includes(asked.type)) return [];
  const [before, rules] = await Promise.all([
    tx.rows<{ id: string; n: number }>('sales.units_gone', `select l.order_line_id as id, sum(l.quantity - l.sent_back)::int as n from sales.return_line l join sales.return r on r.id = l.return_id
      where r.order_id = $1 and r.state not in ('refused', 'rejected', 'withdrawn') and r.type not in ('repair', 'exchange', 'replacement') group by 1`, [orderId]),
    giftRulesById(tx, gifts.flatMap((l) => l.gift_rule_id ?? [])),
  ]);
  const gone = new Map(before.map((b) => [b.id, b.n]));
  const kept = lines.map((l): Kept => ({ ...l, gone: Math.min(l.quantity, (gone.get(l.id) ?? 0) + (asked.lines.find((x) => x.orderLineId === l.id)?.quantity ?? 0)) }));
  return gifts.flatMap((gift) => {
    const quantity = owedBack(kept.find((k) => k.id === gift.id)!, kept, gift.gift_rule_id === null ? undefined : rules.get(gift.gift_rule_id));
    return quantity > 0 ? [{ orderLineId: gift.id, quantity }] : [];
  });
}
