import { z } from 'zod';
import { fact } from '../../../kernel/fact.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

const order = { orderNo: z.string(), supplierId: id, supplier: z.string(), warehouseId: id };

export const supplierSaved = fact('logistics.supplier-saved', {
  subject: 'supplier', payload: z.object({ code: z.string(), name: z.string(), active: z.boolean() }),
  sentence: (p) => words(`供应商资料保存：${p.name}`, `Supplier saved: ${p.name}`),
});
export const purchaseRequested = fact('logistics.purchase-requested', {
  subject: 'purchase-request', payload: z.object({ requestNo: z.string(), skuId: id, warehouseId: id, quantity: z.int(), reason: z.enum(['shortage', 'restock']) }),
  sentence: (p) => words(`请购 ${p.quantity} 件（${p.requestNo}）`, `${p.quantity} asked for (${p.requestNo})`),
});
/** Goods were ordered (clause 2.3.2). `expectedAt`: end of the day that the supplier promised; `shortageIds`: the shortages of customers' orders that it covers. */
export const purchaseOrdered = fact('logistics.purchase-ordered', {
  subject: 'purchase-order', payload: z.object({ ...order, expectedAt: instant, totalFen: fen, shortageIds: z.array(id) }),
  sentence: (p) => words(`向 ${p.supplier} 下采购单 ${p.orderNo}`, `Purchase order ${p.orderNo} to ${p.supplier}`),
});
export const purchaseDayMoved = fact('logistics.purchase-day-moved', {
  subject: 'purchase-order', payload: z.object({ ...order, expectedAt: instant, reason: z.string(), shortageIds: z.array(id) }),
  sentence: (p) => words(`到货日改期：${p.reason}`, `Arrival moved: ${p.reason}`),
});
/** One delivery counted and looked at (clause 2.3.2). `amountFen`: what is owed for the accepted goods, by line in `lines`. */
export const goodsInspected = fact('logistics.goods-inspected', {
  subject: 'purchase-order', payload: z.object({
    ...order, inspectionNo: z.string(), accepted: z.int(), rejected: z.int(), surplus: z.int(), amountFen: fen,
    lines: z.array(z.object({ skuId: id, accepted: z.int(), rejected: z.int(), surplus: z.int(), amountFen: fen })),
  }),
  sentence: (p) => words(`到货验收：合格 ${p.accepted}，不合格 ${p.rejected}，多到 ${p.surplus}`, `Arrival inspected: ${p.accepted} accepted, ${p.rejected} rejected, ${p.surplus} too many`),
});
/** Goods went back to the supplier with a waybill. `creditFen`: what it owes for those that had been taken in. */
export const goodsSentBack = fact('logistics.goods-sent-back', {
  subject: 'purchase-order', payload: z.object({ ...order, shipmentNo: z.string(), waybillNo: z.string(), rejected: z.int(), fromStock: z.int(), creditFen: fen, reason: z.string() }),
  sentence: (p) => words(`退供 ${p.shipmentNo}：${p.rejected + p.fromStock} 件，运单 ${p.waybillNo}`, `Back shipment ${p.shipmentNo}: ${p.rejected + p.fromStock} units, waybill ${p.waybillNo}`),
});
/** Everything came, or the rest was given up (`short` units). */
export const purchaseClosed = fact('logistics.purchase-closed', {
  subject: 'purchase-order', payload: z.object({ ...order, short: z.int(), onTime: z.boolean() }),
  sentence: (p) => (p.short > 0 ? words(`采购单结束，缺 ${p.short} 件`, `Purchase order ended, ${p.short} short`) : words('采购单到齐', 'Purchase order complete')),
});
export const purchaseCancelled = fact('logistics.purchase-cancelled', {
  subject: 'purchase-order', payload: z.object({ ...order, reason: z.string() }), sentence: (p) => words(`采购单取消：${p.reason}`, `Purchase order cancelled: ${p.reason}`),
});
