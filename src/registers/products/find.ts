import type { Actor } from '../../kernel/actor.ts';
import type { Runner } from '../../kernel/query.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';

/** Products for the one search box. */
export const productSearcher = {
  kind: 'product',
  kindWords: words('商品', 'Product'),
  async find(on: { runner: Runner }, _actor: Actor, text: string, limit: number): Promise<{ id: string; number: string; title: string; note: string | null; href: string }[]> {
    const q = searchQuery(text);
    if (q === null) return [];
    const { rows } = await on.runner.query<{ id: string; code: string; title: string; category: string | null }>(
      'select id, code, title, category from products.product where search @@ (select $1::tsquery) limit $2', [q, limit], 'products.find');
    return rows.map((r) => ({ id: r.id, number: r.code, title: r.title, note: r.category, href: `/operations/products/${r.id}` }));
  },
};
