import type { Fen } from '../../../../kernel/money.ts';
import type { Line, Order } from '../load.ts';

/** A rule by which orders get gifts. Money in fen, instants in ms; `end` null = until it is switched off. */
export interface GiftRule {
  id: string; name: string; store_id: string | null; starts_at: number; ends_at: number | null; min_amount_fen: Fen; sku_id: string | null; min_quantity: number; gift_sku_id: string; gift_quantity: number; each_time: boolean;
  kept_price_fen: Fen | null; quota: number | null; active: boolean;
}
export type Bought = Pick<Line, 'sku_id' | 'quantity' | 'amount_fen' | 'gift_by'>;

/** Whether the rule holds for the order at all: its store, and the moment in which it was paid (the end is not included). */
export const holdsFor = (rule: GiftRule, order: Pick<Order, 'store_id' | 'paid_at'>): boolean =>
  (rule.store_id === null || rule.store_id === order.store_id) && order.paid_at !== null && order.paid_at >= rule.starts_at && (rule.ends_at === null || order.paid_at < rule.ends_at);

/** Units of the gift that these goods earn by the rule. Gifts themselves earn nothing. Pure. */
export function earned(rule: Pick<GiftRule, 'min_amount_fen' | 'sku_id' | 'min_quantity' | 'gift_quantity' | 'each_time'>, lines: readonly Bought[]): number {
  const goods = lines.filter((l) => l.gift_by === null);
  const times: number[] = [];
  if (rule.min_amount_fen > 0n) times.push(Number(goods.reduce((sum, l) => sum + l.amount_fen, 0n) / rule.min_amount_fen));
  if (rule.sku_id !== null) times.push(Math.floor(goods.filter((l) => l.sku_id === rule.sku_id).reduce((n, l) => n + l.quantity, 0) / rule.min_quantity));
  const reached = times.length === 0 ? 0 : Math.min(...times);
  return (rule.each_time ? reached : Math.min(reached, 1)) * rule.gift_quantity;
}

export interface Kept extends Bought { id: string; gift_rule_id: string | null; /** Units that went back, or are asked to. */ gone: number }

/**
 * Units of a gift that go back because the goods that earned them do (Seven-Day Measures, art. 12): what stays of the goods no longer earns them.
 * A gift that no rule gave goes back with the last of the goods. Pure.
 */
export function owedBack(gift: Kept, lines: readonly Kept[], rule: Parameters<typeof earned>[0] | undefined): number {
  const stays = lines.filter((l) => l.gift_by === null).map((l) => ({ ...l, quantity: l.quantity - l.gone, amount_fen: (l.amount_fen * BigInt(l.quantity - l.gone)) / BigInt(l.quantity) }));
  const still = rule ? earned(rule, stays) : stays.some((l) => l.quantity > 0) ? gift.quantity : 0;
  return Math.max(0, gift.quantity - gift.gone - still);
}
