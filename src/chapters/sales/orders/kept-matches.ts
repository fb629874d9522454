import { sql } from 'kysely';
import { z } from 'zod';
import { storesById } from '../../../registers/company/index.ts';
import { skusById, skusByCode, type Sku } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, mentions, page } from '../../../kernel/keyset.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { listSkuMatches as matches } from './contract-sku-matches.ts';
import { uuid, within } from './order-list.ts';
import { mayReview, scopeIn } from './release-order.ts';

type On = { runner: Runner };

/** Articles by what stores call them: our own code first, then what a person has said that the store's code means. */
export interface SkusKnown {
  of(storeId: string, outerSku: string | null): Sku | undefined;
  all(): Iterable<Sku>;
}

/** Where it does not matter what codes mean. */
export const noSkus: SkusKnown = { of: () => undefined, all: () => [] };

/** Whatever the codes of some files mean: two or three statements for any number. */
export async function skusOfStores(on: On, outerSkus: readonly string[]): Promise<SkusKnown> {
  const codes = [...new Set(outerSkus)];
  const [own, { rows: kept }] = await Promise.all([
    skusByCode(on, codes),
    on.runner.query<{ store_id: string; outer_sku: string; sku_id: string }>('select store_id, outer_sku, sku_id from sales.sku_match where outer_sku = any ($1::text[])', [codes], 'sales.kept_matches'),
  ]);
  const skus = kept.length === 0 ? new Map<string, Sku>() : await skusById(on, kept.map((k) => k.sku_id));
  const keptOf = new Map(kept.flatMap((k) => {
    const sku = skus.get(k.sku_id);
    return sku ? [[`${k.store_id} ${k.outer_sku}`, sku] as const] : [];
  }));
  return {
    of: (storeId, outerSku) => (outerSku === null ? undefined : (own.get(outerSku) ?? keptOf.get(`${storeId} ${outerSku}`))),
    all: () => new Set([...own.values(), ...keptOf.values()]),
  };
}

/** Keeps what a code of a store means for every order to come; the newest word counts. */
export async function keepMatch(tx: Tx, match: { storeId: string; teamId: string | null; outerSku: string; skuId: string }): Promise<void> {
  await tx.rows('sales.keep_match', `insert into sales.sku_match as m (id, store_id, team_id, outer_sku, sku_id, actor_id, actor_name, at) values ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8 / 1000.0))
    on conflict on constraint sku_match_one do update set sku_id = excluded.sku_id, team_id = excluded.team_id, actor_id = excluded.actor_id, actor_name = excluded.actor_name, at = excluded.at`,
  [tx.newId(), match.storeId, match.teamId, match.outerSku, match.skuId, tx.actor.id, tx.actor.name, tx.now]);
}

/** Codes that mean nothing any more: later orders with them wait for a person again. Orders that were matched stay as they are. */
export const forgetMatches = verb({
  name: 'sales.forget-sku-matches',
  title: words('取消商品匹配', 'Forget matches'),
  may: mayReview,
  input: z.strictObject({ ids: z.array(id).min(1).max(200) }),
  run: async (tx, input) => {
    const teams = scopeIn(tx) === 'all' ? null : [...tx.actor.teamIds];
    const gone = await tx.rows<{ id: string; outer_sku: string }>('sales.forget_matches', 'delete from sales.sku_match where id = any ($1::uuid[]) and ($2::uuid[] is null or team_id = any ($2)) returning id, outer_sku', [input.ids, teams]);
    if (gone[0]) tx.audit({ type: 'sku-match', id: gone[0].id }, { forgotten: gone.map((g) => g.outer_sku) });
    return { done: gone.map((g) => g.id) };
  },
});

interface Row { id: string; store_id: string; outer_sku: string; sku_id: string; actor_name: string; at: number }

/** What stores' codes mean, the newest first. */
export async function listSkuMatches(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { q?: string | undefined; store?: string | undefined; sort?: 'at' | '-at' | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof matches>> {
  const typed = asked.q?.trim() ?? '';
  const articles = typed === '' ? [] : [...(await skusByCode(kernel, [typed, typed.toUpperCase()])).values()].map((s) => s.id);
  const got = await page<Row, 'at'>(kernel, {
    select: sql`m.id, m.store_id, m.outer_sku, m.sku_id, m.actor_name, m.at`,
    from: sql`from sales.sku_match m ${every([within(actor, scope, 'm'), asked.store ? sql`m.store_id = ${uuid(asked.store)}` : null,
      typed === '' ? null : sql`(${mentions(typed, sql`m.outer_sku`)} or m.sku_id = any (${articles}::uuid[]))`])}`,
    id: sql`m.id`, orders: { at: { by: sql`m.at`, type: 'timestamptz' } }, sort: asked.sort ?? '-at', cursor: asked.cursor, limit: asked.limit,
  });
  const [stores, skus] = await Promise.all([storesById(kernel, got.rows.map((r) => r.store_id)), skusById(kernel, got.rows.map((r) => r.sku_id))]);
  return {
    ...got,
    rows: got.rows.map((r) => ({
      id: r.id, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null, outerSku: r.outer_sku, skuCode: skus.get(r.sku_id)?.code ?? null, title: skus.get(r.sku_id)?.title ?? null,
      spec: skus.get(r.sku_id)?.spec ?? null, by: r.actor_name, at: r.at,
    })),
  };
}
