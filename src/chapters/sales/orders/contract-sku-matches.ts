import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { id, instant, listOf, page, query } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

/** What stores' codes mean among our articles, as persons have said it for every later order. */
export const listSkuMatches = endpoint({
  method: 'GET', path: '/sku-matches', summary: words('商品匹配', 'Kept matches'), query: z.strictObject({ q: query.text(100), store: query.text(40), sort: query.oneOf(['at', '-at']), ...page }),
  response: listOf(z.object({ id, storeId: id, storeName: z.string().nullable(), outerSku: z.string(), skuCode: z.string().nullable(), title: z.string().nullable(), spec: z.string().nullable(), by: z.string(), at: instant })),
});
export const forgetMatchesAct = endpoint({
  method: 'POST', path: '/sku-match-removals', summary: words('取消商品匹配', 'Forget matches'), body: z.strictObject({ ids: z.array(id).min(1).max(200) }), response: z.object({ done: z.array(id) }),
});
