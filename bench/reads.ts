import type { Actor } from '../src/kernel/actor.ts';
import type { Product } from '../src/app/product.ts';

export const boss: Actor = { kind: 'person', id: '00000000-0000-7000-8000-0000000000b0', personId: '00000000-0000-7000-8000-0000000000b0', name: '基准', posts: ['general-manager', 'administrator'], teamIds: [] };

/** A read route of the product, asked as the HTTP edge asks it: parameters and query are checked by its contract. */
export function asked(product: Product, path: string, params: Record<string, string> = {}, query: Record<string, string> = {}): Promise<unknown> {
  const route = product.routes.find((r) => r.endpoint.method === 'GET' && r.endpoint.path === path);
  if (!route) throw new Error(`there is no GET ${path}`);
  const { endpoint } = route;
  return route.answer({
    kernel: product.kernel, actor: boss, scope: 'all', params: endpoint.params?.parse(params) ?? {}, query: endpoint.query?.parse(query) ?? {}, body: undefined,
    meta: { kernel: product.kernel, actor: boss, ip: '127.0.0.1', requestId: null, override: null, language: 'zh' }, raw: undefined as never, reply: undefined as never,
  });
}
