import { isId } from '../../kernel/ids.ts';
import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';

/** How many are offered at once: beyond them a person types more. */
const OFFERED = 30;

type Row = { id: string; code: string; title: string; spec: string | null };
const columns = 'k.id, k.code, p.title, k.spec from products.sku k join products.product p on p.id = k.product_id';

/** Articles (SKUs) to choose among, by code and name: those of the ids, or those whose code begins with what was typed or whose product is found by it. */
export async function articleChoices(on: { runner: Runner }, asked: { readonly q?: string | undefined; readonly ids?: readonly string[] }): Promise<{ id: string; name: string }[]> {
  const rows = asked.ids ? await named(on, asked.ids) : await offered(on, asked.q?.trim() ?? '');
  return rows.map((r) => ({ id: r.id, name: [r.code, r.title, r.spec].filter(Boolean).join(' ') }));
}

/** By their key, those that are no longer sold too: a value that was given for one keeps its name. */
async function named(on: { runner: Runner }, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await on.runner.query<Row>(`select ${columns} where k.id = any ($1::uuid[]) order by k.code`, [ids.filter(isId)], 'products.article_choices_named');
  return rows;
}

async function offered(on: { runner: Runner }, typed: string): Promise<Row[]> {
  const { rows } = await on.runner.query<Row>(
    `select ${columns} where k.active and ($1 = '' or starts_with(upper(k.code), upper($1)) or ($2::text is not null and p.search @@ $2::tsquery)) order by k.code limit $3`,
    [typed, typed ? searchQuery(typed) : null, OFFERED], 'products.article_choices');
  return rows;
}
