import { id } from '../../../kernel/schemas.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { seesCost, sendBack } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { sendBackEnd } from './contract.ts';
import { goodsSentBack } from './facts.ts';
import { maySendBack } from './policies.ts';
import { lockPurchaseOrder, refOf, sameVersion, touches } from './purchase-order.ts';

interface Line { id: string; sku_id: string; sku_code: string; accepted: number; rejected: number; surplus: number; unit_price_fen: bigint; rejected_back: number; stock_back: number }

/**
 * Goods go back to the supplier with a waybill (clause 2.3.2): what failed the inspection or was too many, which was never ours, and what is taken from stock, up to what was
 * accepted of this order. The latter leaves by a movement, batch by batch, and the supplier owes it at the price of the order.
 *
 * @throws logistics.nothing-sent-back, logistics.more-than-to-send-back, products.reserved-goods, products.batch-short
 */
export const sendGoodsBack = verb({
  name: 'logistics.send-goods-back',
  title: words('退供发货', 'Send goods back to the supplier'),
  may: maySendBack,
  input: sendBackEnd.body!.extend({ id }),
  subject: (tx, input) => lockPurchaseOrder(tx, input.id),
  run: async (tx, input, order) => {
    sameVersion(order, input.version);
    const lines = new Map((await tx.rows<Line & Record<string, unknown>>('logistics.lines_to_send_back', `select l.id, l.sku_id, l.sku_code, l.accepted, l.rejected, l.surplus, l.unit_price_fen,
        coalesce((select sum(b.rejected) from logistics.back_shipment_line b where b.line_id = l.id), 0)::int as rejected_back, coalesce((select sum(b.from_stock) from logistics.back_shipment_line b where b.line_id = l.id), 0)::int as stock_back
      from logistics.purchase_order_line l where l.order_id = $1`, [order.id])).map((l) => [l.id, l]));
    const back = input.lines.filter((l) => l.rejected + l.fromStock > 0).map((l) => ({ ...l, line: lines.get(l.lineId) }));
    if (back.length === 0) throw refuse(no['nothing-sent-back']);
    if (new Set(back.map((l) => l.lineId)).size < back.length || back.some((l) => l.line === undefined)) throw refuse(kernelNo['invalid-input'], words('采购单中没有这一行，或一行出现两次。', 'The order has no such line, or a line stands twice.'));
    for (const { line, rejected, fromStock, batches } of back) {
      const [refused, taken] = [line!.rejected + line!.surplus - line!.rejected_back, line!.accepted - line!.stock_back];
      if (rejected > refused || fromStock > taken) throw refuse(no['more-than-to-send-back'], words(`${line!.sku_code}：未入库的还可退 ${refused} 件，已入库的还可退 ${taken} 件。`, `${line!.sku_code}: ${refused} that were not taken in and ${taken} that were can still go back.`));
      if (batches && batches.reduce((sum, b) => sum + b.quantity, 0) !== fromStock) throw refuse(kernelNo['invalid-input'], words(`${line!.sku_code} 所选批次合计不等于从库存退的件数。`, `The batches of ${line!.sku_code} are not together what goes back from stock.`));
    }
    const [shipmentId, shipmentNo] = [tx.newId(), await tx.number('TG')];
    const credit = back.reduce((sum, l) => sum + l.line!.unit_price_fen * BigInt(l.fromStock), 0n);
    await tx.rows('logistics.write_back_shipment', `with s as (insert into logistics.back_shipment (id, shipment_no, order_id, supplier_id, warehouse_id, carrier_name, waybill_no, reason, credit_fen, at, by_id, by_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10 / 1000.0), $11, $12)),
      o as (update logistics.purchase_order set version = version + 1 where id = $3)
      insert into logistics.back_shipment_line (shipment_id, line_id, rejected, from_stock) select $1, l."lineId", l.rejected, l."fromStock" from jsonb_to_recordset($13::jsonb) as l("lineId" uuid, rejected int, "fromStock" int)`,
    [shipmentId, shipmentNo, order.id, order.supplier_id, order.warehouse_id, input.carrier, input.waybillNo, input.reason, credit.toString(), tx.now, tx.actor.id, tx.actor.name, JSON.stringify(back.map(({ lineId, rejected, fromStock }) => ({ lineId, rejected, fromStock })))]);
    tx.fact(goodsSentBack, order.id, { ...refOf(order), shipmentNo, waybillNo: input.waybillNo, rejected: back.reduce((n, l) => n + l.rejected, 0), fromStock: back.reduce((n, l) => n + l.fromStock, 0), creditFen: Number(credit), reason: input.reason }, { objects: touches(order) });
    await sendBack(tx, shipmentNo, order.supplier, back.filter((l) => l.fromStock > 0).map((l) => ({ skuId: l.line!.sku_id, warehouseId: order.warehouse_id, quantity: l.fromStock, creditFen: l.line!.unit_price_fen * BigInt(l.fromStock), batches: l.batches })));
    return { id: shipmentId, shipmentNo, creditFen: seesCost(tx.actor) ? Number(credit) : null };
  },
});
