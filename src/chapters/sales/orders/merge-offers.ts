import { sql } from 'kysely';
import { addressesById, maskedAddress } from '../../../registers/customers/index.ts';
import { storesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, page } from '../../../kernel/keyset.ts';
import type { listMergeOffers as offers } from './contract.ts';
import { uuid, within } from './order-list.ts';

interface OfferRow {
  key: string; store_id: string; address_id: string; value_fen: bigint; first_at: number; ids: string[];
  declined: { by: string; at: number; note: string | null } | null;
}
interface PartRow { id: string; fulfilment_no: string; value_fen: bigint; weight_grams: number; ship_by: number | null; created_at: number }
interface LineRow { fulfilment_id: string; order_id: string; order_no: string; sku_id: string; title: string; spec: string | null; quantity: number }

/** Waiting fulfilments of one buyer to one address, those that wait longest first; those that somebody declined stand apart. */
export async function listMergeOffers(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { store?: string | undefined; declined?: boolean | undefined; cursor?: string | undefined; limit?: number | undefined }): Promise<Answer<typeof offers>> {
  const got = await page<OfferRow, 'first'>(kernel, {
    select: sql`g.key, g.store_id, g.address_id, g.value_fen, g.first_at, g.ids, g.declined`,
    from: sql`from (
      select h.*, (select jsonb_build_object('by', d.actor_name, 'at', floor(extract(epoch from d.at) * 1000)::bigint, 'note', d.note) from sales.merge_decline d where d.fulfilment_ids = h.ids) as declined
      from (select min(f.id::text) as key, f.store_id, f.address_id, sum(f.value_fen)::bigint as value_fen, min(f.created_at) as first_at, array_agg(f.id order by f.id) as ids
        from sales.fulfilment f ${every([sql`f.state = 'waiting' and f.customer_id is not null`, within(actor, scope, 'f'), asked.store ? sql`f.store_id = ${uuid(asked.store)}` : null])}
        group by f.store_id, f.warehouse_id, f.address_id, f.customer_id having count(*) > 1) h) g
      where ${asked.declined ?? false ? sql`g.declined is not null` : sql`g.declined is null`}`,
    id: sql`g.key`, idType: 'text', orders: { first: { by: sql`g.first_at`, type: 'timestamptz' } }, sort: 'first', cursor: asked.cursor, limit: asked.limit,
  });
  const ids = got.rows.flatMap((r) => r.ids);
  const [stores, addresses, parts, lines] = await Promise.all([
    storesById(kernel, got.rows.map((r) => r.store_id)), addressesById(kernel, got.rows.map((r) => r.address_id)),
    kernel.runner.query<PartRow & Record<string, unknown>>('select id, fulfilment_no, value_fen, weight_grams, ship_by, created_at from sales.fulfilment where id = any ($1::uuid[])', [ids], 'sales.offer_parts'),
    kernel.runner.query<LineRow & Record<string, unknown>>(`select l.fulfilment_id, l.order_id, o.order_no, l.sku_id, x.title, x.spec, l.quantity from sales.fulfilment_line l
      join sales."order" o on o.id = l.order_id join sales.order_line x on x.id = l.order_line_id where l.fulfilment_id = any ($1::uuid[]) order by o.order_no, x.position`, [ids], 'sales.offer_lines'),
  ]);
  const skus = await skusById(kernel, [...new Set(lines.rows.map((l) => l.sku_id))]);
  const partOf = new Map(parts.rows.map((p) => [p.id, p]));
  const linesOf = Map.groupBy(lines.rows, (l) => l.fulfilment_id);
  const shown = (fulfilmentId: string): Answer<typeof offers>['rows'][number]['fulfilments'] => {
    const part = partOf.get(fulfilmentId);
    if (!part) return []; // It left between the two looks.
    const own = linesOf.get(fulfilmentId) ?? [];
    return [{
      id: part.id, fulfilmentNo: part.fulfilment_no, orders: [...new Map(own.map((l) => [l.order_id, { id: l.order_id, orderNo: l.order_no }])).values()], valueFen: Number(part.value_fen),
      weightGrams: part.weight_grams, shipBy: part.ship_by, createdAt: part.created_at, lines: own.map((l) => ({ skuCode: skus.get(l.sku_id)?.code ?? null, title: l.title, spec: l.spec, quantity: l.quantity })),
    }];
  };
  return {
    ...got,
    rows: got.rows.map((r) => {
      const address = addresses.get(r.address_id);
      const a = address && maskedAddress(address);
      return {
        key: r.key, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null, valueFen: Number(r.value_fen), fulfilments: r.ids.flatMap(shown), declined: r.declined,
        receiver: a ? { addressId: a.id, name: a.name, phone: a.phone, region: [a.province, a.city, a.district].filter(Boolean).join(' '), detail: a.detail, masked: a.masked } : null,
      };
    }),
  };
}
