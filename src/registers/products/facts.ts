import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { fen, id } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const productSaved = fact('products.product-saved', {
  subject: 'product', payload: z.object({ code: z.string(), fields: z.array(z.string()), isNew: z.boolean() }),
  sentence: (p) => (p.isNew ? words(`新建商品 ${p.code}`, `Product ${p.code} created`) : words(`商品 ${p.code} 更新：${p.fields.join('、')}`, `Product ${p.code} changed: ${p.fields.join(', ')}`)),
});
/** Price or cost of a SKU changed: the log of clause 4.1.2. */
export const priceChanged = fact('products.price-changed', {
  subject: 'sku', payload: z.object({
    code: z.string(), which: z.enum(['price', 'floor', 'cost']), fromFen: fen.nullable(), toFen: fen.nullable(), /** Of a cost: by how much what lies in the warehouses is worth more. */ stockFen: fen.optional(),
  }),
  sentence: (p) => words(`${p.code} ${p.which === 'price' ? '售价' : p.which === 'floor' ? '最低售价' : '成本'}变更`, `${p.code}: ${p.which} changed`),
});
export const productListed = fact('products.product-listed', {
  subject: 'product', payload: z.object({ code: z.string(), storeId: id }), sentence: (p) => words(`商品 ${p.code} 上架`, `Product ${p.code} listed`),
});
export const productDelisted = fact('products.product-delisted', {
  subject: 'product', payload: z.object({ code: z.string(), storeId: id }), sentence: (p) => words(`商品 ${p.code} 下架`, `Product ${p.code} delisted`),
});
export const stockCounted = fact('products.stock-counted', {
  subject: 'stock-count', payload: z.object({ countNo: z.string(), warehouseId: id, rows: z.int(), differences: z.int() }),
  sentence: (p) => words(`盘点 ${p.countNo}：${p.rows} 行，差异 ${p.differences} 行`, `Count ${p.countNo}: ${p.rows} rows, ${p.differences} differences`),
});
/** A stock-take begins: the figures of the books are frozen (clause 4.1.2). */
export const countPlanStarted = fact('products.count-plan-started', {
  subject: 'count-plan', payload: z.object({ planNo: z.string(), warehouseId: id, articles: z.int() }), sentence: (p) => words(`盘点 ${p.planNo} 开始，${p.articles} 个规格`, `Stock-take ${p.planNo} begins: ${p.articles} articles`),
});
export const countPlanCancelled = fact('products.count-plan-cancelled', {
  subject: 'count-plan', payload: z.object({ planNo: z.string(), warehouseId: id, reason: z.string() }), sentence: (p) => words(`盘点 ${p.planNo} 取消：${p.reason}`, `Stock-take ${p.planNo} cancelled: ${p.reason}`),
});
const costs = z.array(z.object({ skuId: id, costFen: fen }));
/**
 * What a movement is worth, for the books: at the article's cost, and at what was paid where that is known. Left out where another fact
 * tells of the same movement.
 */
const value = z.object({ kind: z.enum(['receipt', 'return', 'opening', 'transfer-in']), /** The document: number of the receipt, id of the return or parcel. */ ref: z.string(), costFen: fen, paidFen: fen });
/** Goods arrived: waiting orders are filled oldest first (clause 2.3.2). */
export const stockArrived = fact('products.stock-arrived', {
  subject: 'sku', payload: z.object({ skuId: id, warehouseId: id, quantity: z.int(), reason: z.string(), value: value.optional() }),
  sentence: (p) => words(`到货 ${p.quantity} 件`, `${p.quantity} arrived`),
});
export const stockAdjusted = fact('products.stock-adjusted', {
  subject: 'sku', payload: z.object({ skuId: id, warehouseId: id, change: z.int(), reason: z.string(), /** At the article's cost, with the sign of the change. */ costFen: fen.optional(), /** The first count of an article in a warehouse that has never had it. */ opening: z.boolean().optional() }),
  sentence: (p) => words(`库存调整 ${p.change > 0 ? '+' : ''}${p.change}：${p.reason}`, `Stock adjusted ${p.change > 0 ? '+' : ''}${p.change}: ${p.reason}`),
});
/** A store leaves so many units of an article to the others (渠道保留); 0: none any more, so that waiting orders may be filled (clause 2.3.2). */
export const storeSafetySet = fact('products.store-safety-set', {
  subject: 'sku', payload: z.object({ skuId: id, storeId: id, store: z.string(), quantity: z.int() }),
  sentence: (p) => (p.quantity === 0 ? words(`「${p.store}」不再保留`, `“${p.store}” keeps nothing back`) : words(`「${p.store}」渠道保留 ${p.quantity} 件`, `“${p.store}” keeps ${p.quantity} back`)),
});
/** Goods went back to their supplier (clause 2.3.2): what they were worth here, and what the supplier owes for them. */
export const stockSentBack = fact('products.stock-sent-back', {
  subject: 'sku', payload: z.object({ skuId: id, warehouseId: id, quantity: z.int(), /** Number of the back shipment. */ ref: z.string(), costFen: fen, creditFen: fen }),
  sentence: (p) => words(`退供 ${p.quantity} 件（${p.ref}）`, `${p.quantity} went back to the supplier (${p.ref})`),
});
/** Goods left for another warehouse and are in neither until they are received (clause 4.1.2). */
export const transferSent = fact('products.transfer-sent', {
  subject: 'transfer', payload: z.object({ transferNo: z.string(), fromWarehouseId: id, toWarehouseId: id, units: z.int(), /** What left, at cost. */ costs: costs.optional() }),
  sentence: (p) => words(`调拨 ${p.transferNo} 发出 ${p.units} 件`, `Transfer ${p.transferNo}: ${p.units} sent`),
});
export const transferReceived = fact('products.transfer-received', {
  subject: 'transfer', payload: z.object({ transferNo: z.string(), fromWarehouseId: id, toWarehouseId: id, missing: z.int(), over: z.int(), /** What is missing (below zero) or over, at cost. */ costs: costs.optional() }),
  sentence: (p) => (p.missing + p.over === 0 ? words(`调拨 ${p.transferNo} 如数收到`, `Transfer ${p.transferNo} received in full`)
    : words(`调拨 ${p.transferNo} 收货有差异：少 ${p.missing}，多 ${p.over}`, `Transfer ${p.transferNo} differs: ${p.missing} missing, ${p.over} over`)),
});

const batch = { skuId: id, code: z.string(), batchNo: z.string() };
const decided = { promote: words('促销', 'sell it cheaper'), 'return-to-supplier': words('退供应商', 'send it back'), scrap: words('报废', 'scrap it'), 'sell-on': words('照常销售', 'sell on') };
/** Goods turned out to be of a batch: on hand is the same, the batches are others. */
export const batchNamed = fact('products.batch-named', {
  subject: 'batch', payload: z.object({ ...batch, warehouseId: id, quantity: z.int() }), sentence: (p) => words(`${p.code} ${p.quantity} 件登记为批次 ${p.batchNo}`, `${p.quantity} of ${p.code} are of batch ${p.batchNo}`),
});
export const batchCorrected = fact('products.batch-corrected', {
  subject: 'batch', payload: z.object({ ...batch, producedOn: z.string().nullable(), expiresOn: z.string().nullable() }), sentence: (p) => words(`批次 ${p.batchNo} 更正，到期 ${p.expiresOn ?? '—'}`, `Batch ${p.batchNo} corrected, expiring ${p.expiresOn ?? '—'}`),
});
/** It expires within the warning of clause 4.1.2, and goods of it lie somewhere. */
export const batchExpiring = fact('products.batch-expiring', {
  subject: 'batch', payload: z.object({ ...batch, expiresOn: z.string(), units: z.int() }), sentence: (p) => words(`批次 ${p.batchNo} 将于 ${p.expiresOn} 到期，还有 ${p.units} 件`, `Batch ${p.batchNo} expires on ${p.expiresOn}, ${p.units} left`),
});
export const batchDecided = fact('products.batch-decided', {
  subject: 'batch', payload: z.object({ ...batch, decision: z.enum(['promote', 'return-to-supplier', 'scrap', 'sell-on']), note: z.string() }),
  sentence: (p) => words(`临期批次 ${p.batchNo} 决定${decided[p.decision].zh}：${p.note}`, `Batch ${p.batchNo}: ${decided[p.decision].en}. ${p.note}`),
});
export const batchExpired = fact('products.batch-expired', {
  subject: 'batch', payload: z.object({ ...batch, expiresOn: z.string(), units: z.int() }), sentence: (p) => words(`批次 ${p.batchNo} 已过期，还有 ${p.units} 件`, `Batch ${p.batchNo} has expired, ${p.units} left`),
});
/** Of a batch that was told of, nothing is left. */
export const batchUsedUp = fact('products.batch-used-up', {
  subject: 'batch', payload: z.object(batch), sentence: (p) => words(`批次 ${p.batchNo} 已清空`, `Batch ${p.batchNo} is used up`),
});
