import type { Runner } from '../../../../kernel/query.ts';
import type { GiftRule } from './earned.ts';

export const giftRuleColumns = 'id, name, store_id, starts_at, ends_at, min_amount_fen, sku_id, min_quantity, gift_sku_id, gift_quantity, each_time, kept_price_fen, quota, active';

/** Rules by their ids, also those that are switched off. */
export async function giftRulesById(on: { runner: Runner }, ids: readonly string[]): Promise<Map<string, GiftRule>> {
  if (ids.length === 0) return new Map();
  const { rows } = await on.runner.query<GiftRule & Record<string, unknown>>(`select ${giftRuleColumns} from sales.gift_rule where id = any ($1::uuid[])`, [[...new Set(ids)]], 'sales.gift_rules_by_id');
  return new Map(rows.map((r) => [r.id, r]));
}
