import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';

/** How many are offered at once: beyond them a person types more. */
const OFFERED = 30;

/** Articles (SKUs) to choose among, by code and name: those of the ids, or those whose code begins with what was typed or whose product is found by it. */
export async function articleChoices(on: { runner: Runner }, asked: { readonly q?: string | undefined; readonly ids?: readonly string[] }): Promise<{ id: string; name: string }[]> {
  const typed = asked.q?.trim() ?? '';
  const { rows } = await on.runner.query<{ id: string; code: string; title: string; spec: string | null }>(
    `select k.id, k.code, p.title, k.spec from products.sku k join products.product p on p.id = k.product_id
     where ($1::text[] is null or k.id::text = any ($1)) and ($1::text[] is not null or k.active)
       and ($2 = '' or starts_with(upper(k.code), upper($2)) or ($3::text is not null and p.search @@ $3::tsquery)) order by k.code limit $4`,
    [asked.ids ?? null, typed, typed ? searchQuery(typed) : null, asked.ids ? asked.ids.length : OFFERED], 'products.article_choices');
  return rows.map((r) => ({ id: r.id, name: [r.code, r.title, r.spec].filter(Boolean).join(' ') }));
}
