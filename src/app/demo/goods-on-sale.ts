import type { Kernel } from '../../kernel/kernel.ts';
import type { Good } from './goods.ts';

/** The articles of these goods, by the id of the product; one good for each. */
export async function productsByCode(kernel: Kernel, goods: readonly Good[]): Promise<Map<string, Good>> {
  const { rows } = await kernel.db.query<{ id: string; code: string }>('select id, code from products.product where code = any ($1::text[]) order by code', [[...new Set(goods.map((g) => g.spu))]]);
  return new Map(rows.map((r) => [r.id, goods.find((g) => g.spu === r.code)!]));
}
