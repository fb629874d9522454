import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { skusById, warehousesById } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { dropRequestEnd, requestGoodsEnd } from './contract.ts';
import { purchaseRequested } from './facts.ts';
import { mayAsk, mayBuy } from './policies.ts';
import { sameVersion } from './purchase-order.ts';

/** Somebody asks purchasing for goods to put on the shelf. @throws logistics.sku-unknown, logistics.warehouse-unknown */
export const requestGoods = verb({
  name: 'logistics.request-goods',
  title: words('提出请购', 'Ask for goods'),
  may: mayAsk,
  input: requestGoodsEnd.body!,
  run: async (tx, input) => {
    const sku = (await skusById(tx, [input.skuId])).get(input.skuId);
    if (!sku) throw refuse(no['sku-unknown']);
    if (!(await warehousesById(tx, [input.warehouseId])).has(input.warehouseId)) throw refuse(no['warehouse-unknown']);
    const [requestId, requestNo] = [tx.newId(), await tx.number('QG')];
    await tx.rows('logistics.add_request', `insert into logistics.purchase_request (id, request_no, sku_id, sku_code, warehouse_id, quantity, reason, note, state, asked_by_name, created_at)
      values ($1, $2, $3, $4, $5, $6, 'restock', $7, 'open', $8, to_timestamp($9 / 1000.0))`, [requestId, requestNo, input.skuId, sku.code, input.warehouseId, input.quantity, input.note || null, tx.actor.name, tx.now]);
    tx.fact(purchaseRequested, requestId, { requestNo, skuId: input.skuId, warehouseId: input.warehouseId, quantity: input.quantity, reason: 'restock' }, { objects: [{ type: 'sku', id: input.skuId }] });
    return { id: requestId };
  },
});

/** What customers' orders lack becomes a request, once for each shortage; a shortage that is filled or void needs nothing more (clause 2.3.2). */
export const noteShortages = verb({
  name: 'logistics.note-shortages',
  title: words('缺货转请购', 'Turn shortages into requests'),
  may: {},
  input: z.strictObject({
    asked: z.array(z.strictObject({ shortageId: id, skuId: id, warehouseId: id, quantity: z.int().min(1), orderNo: z.string() })).max(500),
    over: z.array(z.strictObject({ shortageId: id, filled: z.boolean() })).max(500),
  }),
  run: async (tx, input) => {
    const known = new Set((await tx.rows<{ shortage_id: string }>('logistics.known_shortages', 'select shortage_id from logistics.purchase_request where shortage_id = any ($1::uuid[])', [input.asked.map((a) => a.shortageId)])).map((r) => r.shortage_id));
    const skus = await skusById(tx, input.asked.map((a) => a.skuId));
    // One shortage may be asked for twice before anybody looks: still one request.
    const fresh = [...new Map(input.asked.map((a) => [a.shortageId, a])).values()].filter((a) => !known.has(a.shortageId) && skus.has(a.skuId));
    const numbers = fresh.length === 0 ? [] : await tx.numbers('QG', fresh.length);
    const rows = fresh.map((a, i) => ({ id: tx.newId(), request_no: numbers[i]!, sku_id: a.skuId, sku_code: skus.get(a.skuId)!.code, warehouse_id: a.warehouseId, quantity: a.quantity, shortage_id: a.shortageId, order_no: a.orderNo }));
    // Two that look at the same facts in one moment: whoever comes second finds the request there.
    const noted = new Set((await tx.rows<{ id: string }>('logistics.note_shortages', `insert into logistics.purchase_request (id, request_no, sku_id, sku_code, warehouse_id, quantity, reason, shortage_id, sales_order_no, state, asked_by_name, created_at)
      select r.id, r.request_no, r.sku_id, r.sku_code, r.warehouse_id, r.quantity, 'shortage', r.shortage_id, r.order_no, 'open', $2, to_timestamp($3 / 1000.0)
      from jsonb_to_recordset($1::jsonb) as r(id uuid, request_no text, sku_id uuid, sku_code text, warehouse_id uuid, quantity int, shortage_id uuid, order_no text)
      on conflict (shortage_id) do nothing returning id`, [JSON.stringify(rows), tx.actor.name, tx.now])).map((r) => r.id));
    for (const r of rows) if (noted.has(r.id)) tx.fact(purchaseRequested, r.id, { requestNo: r.request_no, skuId: r.sku_id, warehouseId: r.warehouse_id, quantity: r.quantity, reason: 'shortage' }, { objects: [{ type: 'sku', id: r.sku_id }, { type: 'shortage', id: r.shortage_id }] });
    await tx.rows('logistics.end_requests', `update logistics.purchase_request r set state = case when o.filled then 'done' else 'dropped' end, closed_at = to_timestamp($2 / 1000.0), version = r.version + 1,
        dropped_reason = case when o.filled then null else '订单取消，不再需要' end
      from jsonb_to_recordset($1::jsonb) as o("shortageId" uuid, filled boolean) where r.shortage_id = o."shortageId" and r.state in ('open', 'ordered')`, [JSON.stringify(input.over), tx.now]);
    return { noted: noted.size };
  },
});

interface Request { id: string; state: string; version: number; shortage_id: string | null }

/** Purchasing will not buy it, and says why. A shortage of a customer's order is answered at the shortage itself, which the customer hears of. @throws logistics.request-of-shortage */
export const dropRequest = verb({
  name: 'logistics.drop-purchase-request',
  title: words('不予采购', 'Turn down a request'),
  may: mayBuy,
  input: dropRequestEnd.body!.extend({ id }),
  subject: async (tx, input): Promise<Request | null> => (await tx.rows<Request & Record<string, unknown>>('logistics.lock_request', 'select id, state, version, shortage_id from logistics.purchase_request where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, request) => {
    sameVersion(request, input.version);
    if (request.shortage_id !== null) throw refuse(no['request-of-shortage']);
    if (request.state !== 'open') throw refuse(kernelNo['wrong-state'], words('该请购已下单或已结束。', 'The request is ordered or over already.'));
    await tx.rows('logistics.drop_request', `update logistics.purchase_request set state = 'dropped', dropped_reason = $2, closed_at = to_timestamp($3 / 1000.0), version = version + 1 where id = $1`, [request.id, input.reason, tx.now]);
    tx.audit({ type: 'purchase-request', id: request.id }, { state: 'dropped' }, input.reason);
    return { id: request.id };
  },
});
