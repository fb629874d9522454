import { sql } from 'kysely';
import { storesById } from '../../../../registers/company/index.ts';
import { skusById } from '../../../../registers/products/index.ts';
import type { Actor } from '../../../../kernel/actor.ts';
import type { Answer } from '../../../../kernel/http/contract.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import { every, mentions, page } from '../../../../kernel/keyset.ts';
import type { GiftRuleRow, listGiftRules } from '../contract-gifts.ts';
import type { GiftRule } from './earned.ts';
import { saveGiftRule } from './save-gift-rule.ts';

interface Row extends GiftRule { state: GiftRuleRow['state']; given: number; updated_at: number; updated_by: string; version: number }

/** Rules for gifts, the latest beginning first, each with what it has given. */
export async function giftRules(kernel: Kernel, actor: Actor | null, asked: { q?: string | undefined; state?: readonly GiftRuleRow['state'][] | undefined; sort?: 'from' | '-from' | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof listGiftRules>> {
  const now = sql`to_timestamp(${kernel.clock.now()}::bigint / 1000.0)`;
  const state = sql`case when not g.active then 'off' when g.starts_at > ${now} then 'planned' when g.ends_at <= ${now} then 'past' else 'in-force' end`;
  const got = await page<Row, 'from'>(kernel, {
    select: sql`g.id, g.name, g.store_id, g.starts_at, g.ends_at, g.min_amount_fen, g.sku_id, g.min_quantity, g.gift_sku_id, g.gift_quantity, g.each_time, g.kept_price_fen, g.quota, g.active, g.updated_at, g.updated_by, g.version, ${state} as state,
      (select coalesce(sum(l.quantity), 0)::int from sales.order_line l join sales."order" o on o.id = l.order_id where l.gift_rule_id = g.id and o.state <> 'cancelled') as given`,
    from: sql`from sales.gift_rule g ${every([mentions(asked.q, sql`g.name`), asked.state ? sql`${state} = any (${[...asked.state]}::text[])` : null])}`,
    id: sql`g.id`, orders: { from: { by: sql`g.starts_at`, type: 'timestamptz' } }, sort: asked.sort ?? '-from', cursor: asked.cursor, limit: asked.limit,
  });
  const [stores, skus] = await Promise.all([storesById(kernel, got.rows.flatMap((r) => r.store_id ?? [])), skusById(kernel, got.rows.flatMap((r) => [r.gift_sku_id, ...(r.sku_id === null ? [] : [r.sku_id])]))]);
  const titled = (id: string | null): string | null => {
    const sku = skus.get(id ?? '');
    return sku ? [sku.title, sku.spec].filter(Boolean).join(' ') : null;
  };
  return {
    ...got, mayChange: actor?.posts.some((post) => post in saveGiftRule.may) ?? false,
    rows: got.rows.map((r): GiftRuleRow => ({
      id: r.id, name: r.name, storeId: r.store_id, storeName: r.store_id === null ? null : (stores.get(r.store_id)?.name ?? null), startsAt: r.starts_at, endsAt: r.ends_at, minAmountFen: Number(r.min_amount_fen),
      skuCode: r.sku_id === null ? null : (skus.get(r.sku_id)?.code ?? null), skuTitle: titled(r.sku_id), minQuantity: r.min_quantity, giftCode: skus.get(r.gift_sku_id)?.code ?? '', giftTitle: titled(r.gift_sku_id), giftQuantity: r.gift_quantity,
      eachTime: r.each_time, keptPriceFen: r.kept_price_fen === null ? null : Number(r.kept_price_fen), quota: r.quota, active: r.active, state: r.state, given: r.given, updatedAt: r.updated_at, updatedBy: r.updated_by, version: r.version,
    })),
  };
}
