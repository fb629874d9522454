import { z } from 'zod';
import { releaseReserved, skusByCode } from '../../../registers/products/index.ts';
import { can } from '../../../kernel/lifecycle.ts';
import { kernelNo, Refusal, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { orderChanged } from '../facts.ts';
import { no } from '../refusals.ts';
import { keepMatch } from './kept-matches.ts';
import { lockOrders, orderRef, teamMaySee, type Order } from './load.ts';
import { alsoOf } from './order-facts.ts';
import { mayReview } from './release-order.ts';
import { orderLife } from './states.ts';

interface Found { line: { id: string; order_id: string; sku_id: string | null; outer_sku: string | null; title: string }; order: Order }

async function lineWithOrder(tx: Tx, lineId: string): Promise<Found | null> {
  const [line] = await tx.rows<Found['line']>('sales.line_by_id', 'select id, order_id, sku_id, outer_sku, title from sales.order_line where id = $1', [lineId]);
  const order = line && (await lockOrders(tx, [line.order_id]))[0];
  return line && order ? { line, order } : null;
}

/**
 * A person says which article a line means (clause 2.3.1), while nobody works on the order. With `allAlike` the unknown lines of the store
 * with the same code are matched too; with `keep` the code means the article for every later order. Orders held for it go through review again.
 *
 * @throws sales.sku-unknown, kernel.wrong-state
 */
export const matchLine = verb({
  name: 'sales.match-order-line',
  title: words('匹配商品', 'Match the article'),
  may: mayReview,
  input: z.strictObject({ id, skuCode: text(100, 1), allAlike: z.boolean().default(false), keep: z.boolean().default(false) }),
  subject: (tx, input) => lineWithOrder(tx, input.id),
  inScope: (actor, scope, { order }) => teamMaySee(actor, scope, order), works: orderRef,
  run: async (tx, input, { line, order }) => {
    if (!['unpaid', 'to-review', 'held'].includes(order.state)) throw refuse(kernelNo['wrong-state'], undefined, { state: order.state });
    const sku = (await skusByCode(tx, [input.skuCode])).get(input.skuCode);
    if (!sku) throw new Refusal(no['sku-unknown'], words(`没有规格编码 ${input.skuCode}。`, `There is no SKU ${input.skuCode}.`), {}, [{ path: 'skuCode', message: words(`没有规格编码 ${input.skuCode}`, `There is no SKU ${input.skuCode}`) }]);
    const alike = input.allAlike && line.outer_sku !== null
      ? await tx.rows<{ id: string; order_id: string }>('sales.lines_alike', `select l.id, l.order_id from sales.order_line l join sales."order" o on o.id = l.order_id
          where l.sku_id is null and l.outer_sku = $1 and o.store_id = $2 and o.state in ('unpaid', 'to-review', 'held') and l.id <> $3 limit 500`, [line.outer_sku, order.store_id, line.id])
      : [];
    const orders = [order, ...(await lockOrders(tx, alike.map((l) => l.order_id).filter((o) => o !== order.id)))];
    const open = new Map(orders.filter((o) => ['unpaid', 'to-review', 'held'].includes(o.state)).map((o) => [o.id, o]));
    const matched = [{ id: line.id, order_id: order.id }, ...alike].filter((l) => open.has(l.order_id));
    if (line.sku_id !== null && line.sku_id !== sku.id) await releaseReserved(tx, [line.id]);
    await tx.rows('sales.match_lines', 'update sales.order_line set sku_id = $2 where id = any ($1::uuid[])', [matched.map((l) => l.id), sku.id]);
    if (input.keep && line.outer_sku !== null) await keepMatch(tx, { storeId: order.store_id, teamId: order.team_id, outerSku: line.outer_sku, skuId: sku.id });
    const changed = [...new Set(matched.map((l) => l.order_id))].map((o) => open.get(o)!);
    await tx.rows('sales.recheck_orders', `update sales."order" set state = case when id = any ($2::uuid[]) then 'to-review' else state end, version = version + 1,
        updated_at = to_timestamp($3 / 1000.0) where id = any ($1::uuid[])`, [changed.map((o) => o.id), changed.filter((o) => can(orderLife, o.state, 'recheck')).map((o) => o.id), tx.now]);
    for (const o of changed) tx.fact(orderChanged, o.id, { orderNo: o.order_no, fields: ['lines'], source: 'person' }, { objects: alsoOf(o) });
    return { id: order.id, matched: matched.length };
  },
});
