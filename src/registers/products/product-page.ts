import { sql } from 'kysely';
import type { Kernel } from '../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../kernel/keyset.ts';
import { searchQuery } from '../../kernel/search.ts';
import type { ProductBrief } from './skus.ts';

/** A page of products in use by code, for chapters that keep something beside them. `among`: only these, or all but these. */
export async function productsPage(kernel: Kernel, asked: { q: string | undefined; among: { ids: readonly string[]; inside: boolean } | null; down: boolean; cursor: string | undefined; limit: number | undefined }): Promise<Page<ProductBrief>> {
  return page<ProductBrief, 'code'>(kernel, {
    select: sql`p.id, p.code, p.title, p.category, p.brand`, id: sql`p.id`, orders: { code: { by: sql`p.code`, type: 'text' } }, sort: asked.down ? '-code' : 'code', cursor: asked.cursor, limit: asked.limit,
    from: sql`from products.product p ${every([
      sql`p.state <> 'retired'`, asked.among && sql`(p.id = any (${[...asked.among.ids]}::uuid[])) = ${asked.among.inside}`,
      await matching(kernel, { table: sql`products.product p`, id: sql`p.id`, search: sql`p.search`, q: searchQuery(asked.q ?? '') }),
    ])}`,
  });
}
