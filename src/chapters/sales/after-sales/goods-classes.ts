import { sql } from 'kysely';
import { productsById } from '../../../registers/products/index.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { page, type Page } from '../../../kernel/keyset.ts';
import type { Exclusion, GoodsClass } from './contract.ts';

interface Row { productId: string; exclusion: Exclusion; note: string | null; by: string; at: number }

/** Goods without no-reason return, newest decision first (clause 2.4.2; consumer law art. 25, seven-day rules art. 6 and 7). */
export async function goodsClasses(kernel: Kernel, asked: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<GoodsClass>> {
  const got = await page<Row, 'at'>(kernel, {
    select: sql`e.product_id as "productId", e.exclusion, e.note, e.by_name as by, e.at`, from: sql`from sales.goods_exclusion e where true`, id: sql`e.product_id`, orders: { at: { by: sql`e.at`, type: 'timestamptz' } }, sort: '-at', ...asked,
  });
  const goods = await productsById(kernel, got.rows.map((r) => r.productId));
  return { ...got, rows: got.rows.map((r) => ({ ...r, code: goods.get(r.productId)?.code ?? '', title: goods.get(r.productId)?.title ?? '' })) };
}
