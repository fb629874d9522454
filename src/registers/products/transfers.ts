import { lifeCycle, next } from '../../kernel/lifecycle.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { id } from '../../kernel/schemas.ts';
import type { Tx } from '../../kernel/tx.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { warehousesById } from '../company/index.ts';
import type { BatchPart } from './batches/say-batches.ts';
import { receiveTransfer, sendTransfer } from './contract.ts';
import { transferReceived, transferSent } from './facts.ts';
import { mayMoveStock } from './policies.ts';
import { no } from './refusals.ts';
import { sameVersion } from './save-product.ts';
import { skusById } from './skus.ts';
import { costsNow, postStock, receiveStock, refuseUnposted } from './stock.ts';

export const transferLife = lifeCycle({
  noun: words('调拨单', 'transfer'),
  first: 'sent',
  states: { sent: words('在途', 'Under way'), received: words('已收货', 'Received') },
  moves: { sent: { receive: 'received' }, received: {} },
});

const warehouses = (from: string, to: string) => [{ type: 'warehouse', id: from }, { type: 'warehouse', id: to }];

/** Goods leave one warehouse for another: only what no order has been promised. @throws products.same-warehouse, products.unknown-warehouse, products.reserved-goods, products.unknown-sku, products.sku-twice */
export const sendTransferVerb = verb({
  name: 'products.send-transfer',
  title: words('调拨出库', 'Send a transfer'),
  may: mayMoveStock,
  input: sendTransfer.body!,
  run: async (tx, input) => {
    const { fromWarehouseId: from, toWarehouseId: to, lines } = input;
    if (from === to) throw refuse(no['same-warehouse']);
    const known = await warehousesById(tx, [from, to]);
    if (known.size < 2 || ![...known.values()].every((w) => w.active)) throw refuse(no['unknown-warehouse']);
    if (new Set(lines.map((l) => l.skuId)).size < lines.length) throw refuse(no['sku-twice']);
    const skus = await skusById(tx, lines.map((l) => l.skuId));
    if (lines.some((l) => !skus.has(l.skuId))) throw refuse(no['unknown-sku']);
    const [transferId, transferNo] = [tx.newId(), await tx.number('DB')];
    await tx.rows('products.send_transfer', `with t as (insert into products.transfer (id, transfer_no, from_warehouse_id, to_warehouse_id, state, note, sent_at, sent_by_name) values ($1, $2, $3, $4, 'sent', $5, to_timestamp($6 / 1000.0), $7))
      insert into products.transfer_line (transfer_id, sku_id, sent) select $1, l."skuId", l.quantity from jsonb_to_recordset($8::jsonb) as l("skuId" uuid, quantity int)`,
      [transferId, transferNo, from, to, input.note || null, tx.now, tx.actor.name, JSON.stringify(lines)]);
    refuseUnposted(await postStock(tx, lines.map((l) => ({ skuId: l.skuId, warehouseId: from, kind: 'transfer-out' as const, change: -l.quantity, ref: transferNo, reason: `调往 ${known.get(to)!.name}` }))));
    const costs = await costsNow(tx, lines.map((l) => l.skuId));
    tx.fact(transferSent, transferId, { transferNo, fromWarehouseId: from, toWarehouseId: to, units: lines.reduce((sum, l) => sum + l.quantity, 0), costs: lines.map((l) => ({ skuId: l.skuId, costFen: Number((costs.get(l.skuId) ?? 0n) * BigInt(l.quantity)) })) }, { objects: warehouses(from, to) });
    return { id: transferId, transferNo };
  },
});

interface Transfer { id: string; transfer_no: string; from_warehouse_id: string; to_warehouse_id: string; state: 'sent' | 'received'; version: number }

const lockTransfer = async (tx: Tx, transferId: string): Promise<Transfer | null> =>
  (await tx.rows<Transfer & Record<string, unknown>>('products.lock_transfer', 'select id, transfer_no, from_warehouse_id, to_warehouse_id, state, version from products.transfer where id = $1 for update', [transferId]))[0] ?? null;

/**
 * What arrived is counted, line by line, and is in stock; waiting orders are filled from it. A difference needs its reason: what is missing was lost on
 * the way, what is over was sent uncounted and lacks in the count of the other warehouse. Who sent does not receive (clause 4.1.2): the rulebook keeps them apart.
 *
 * @throws products.difference-unexplained
 */
export const receiveTransferVerb = verb({
  name: 'products.receive-transfer',
  title: words('调拨入库', 'Receive a transfer'),
  may: mayMoveStock,
  input: receiveTransfer.body!.extend({ id }),
  subject: (tx, input) => lockTransfer(tx, input.id),
  run: async (tx, input, transfer) => {
    sameVersion(transfer, input.version);
    const state = next(transferLife, transfer.state, 'receive');
    const sent = new Map((await tx.rows<{ sku_id: string; sent: number }>('products.transfer_lines', 'select sku_id, sent from products.transfer_line where transfer_id = $1', [transfer.id])).map((l) => [l.sku_id, l.sent]));
    const counted = new Map(input.lines.map((l) => [l.skuId, l.received]));
    if (counted.size < input.lines.length || counted.size !== sent.size || [...sent.keys()].some((sku) => !counted.has(sku)))
      throw refuse(kernelNo['invalid-input'], words('请逐行填写每个规格实收的数量。', 'Enter what arrived of every SKU, one row each.'));
    const differences = [...sent].map(([skuId, quantity]) => ({ skuId, difference: counted.get(skuId)! - quantity })).filter((d) => d.difference !== 0);
    if (differences.length > 0 && !input.differenceNote?.trim()) throw refuse(no['difference-unexplained']);
    await tx.rows('products.receive_transfer', `with l as (update products.transfer_line l set received = r.received from jsonb_to_recordset($4::jsonb) as r("skuId" uuid, received int) where l.transfer_id = $1 and l.sku_id = r."skuId")
      update products.transfer set state = $5, received_at = to_timestamp($2 / 1000.0), received_by_name = $3, difference_note = $6, version = version + 1 where id = $1`,
      [transfer.id, tx.now, tx.actor.name, JSON.stringify(input.lines), state, differences.length > 0 ? input.differenceNote!.trim() : null]);
    const of = (sum: (d: number) => number): number => differences.reduce((total, d) => total + sum(d.difference), 0);
    if (differences.length > 0) tx.audit({ type: 'transfer', id: transfer.id }, { differences }, input.differenceNote!.trim());
    const came = input.lines.filter((l) => l.received > 0);
    const batches = await batchesSent(tx, transfer, came);
    await receiveStock(tx, came.map((l) => ({ skuId: l.skuId, warehouseId: transfer.to_warehouse_id, quantity: l.received, ref: transfer.transfer_no, reason: '调拨入库', kind: 'transfer-in' as const, batches: batches.get(l.skuId) })));
    const costs = await costsNow(tx, differences.map((d) => d.skuId));
    tx.fact(transferReceived, transfer.id, {
      transferNo: transfer.transfer_no, fromWarehouseId: transfer.from_warehouse_id, toWarehouseId: transfer.to_warehouse_id, missing: of((d) => Math.max(0, -d)), over: of((d) => Math.max(0, d)),
      costs: differences.map((d) => ({ skuId: d.skuId, costFen: Number((costs.get(d.skuId) ?? 0n) * BigInt(d.difference)) })),
    }, { objects: warehouses(transfer.from_warehouse_id, transfer.to_warehouse_id) });
    return { id: transfer.id };
  },
});

/** What arrived is of the batches that were sent, the first to expire first; what is over is of no batch that anybody has said. */
async function batchesSent(tx: Tx, transfer: Transfer, came: readonly { skuId: string; received: number }[]): Promise<Map<string, BatchPart[]>> {
  const rows = await tx.rows<{ sku_id: string; batch_id: string; sent: number }>('products.batches_sent', `select m.sku_id, g.batch_id, -g.change as sent from products.movement m join products.batch_movement g on g.movement_id = m.id join products.batch b on b.id = g.batch_id
    where m.ref = $1 and m.kind = 'transfer-out' and b.batch_no <> '' order by b.expires_on nulls last, b.batch_no`, [transfer.transfer_no]);
  const sent = Map.groupBy(rows, (r) => r.sku_id);
  return new Map(came.flatMap(({ skuId, received }) => {
    let rest = received;
    const parts = (sent.get(skuId) ?? []).flatMap((s) => {
      const quantity = Math.min(rest, s.sent);
      rest -= quantity;
      return quantity > 0 ? [{ batchId: s.batch_id, quantity }] : [];
    });
    return parts.length > 0 ? [[skuId, parts] as const] : [];
  }));
}
