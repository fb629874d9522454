import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, page, query, text } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export const purchaseStates = ['ordered', 'part-received', 'received', 'ended', 'cancelled'] as const;
export type PurchaseState = (typeof purchaseStates)[number];
export const requestStates = ['open', 'ordered', 'done', 'dropped'] as const;

const params = z.strictObject({ id });
const quantity = z.int().min(1).max(1_000_000);
const price = fen.min(0).max(1_000_000_000);

export const supplierFields = {
  code: text(40, 1), name: text(80, 1), contact: text(40).nullable(), phone: text(30).nullable(), leadDays: z.int().min(0).max(365), note: text(300).nullable(), active: z.boolean(),
};
/** How a supplier has kept what it promised, of the orders placed in the last 180 days. Shares are basis points; null where there is nothing to measure. */
const performance = {
  orders: z.int(), openOrders: z.int(), lateNow: z.int(), onTimeShare: z.int().nullable(), acceptedShare: z.int().nullable(), shortShare: z.int().nullable(), averageDaysLate: z.number().nullable(), acceptedFen: fen.nullable(),
};
const supplier = z.object({ id, ...supplierFields, version: z.int(), createdAt: instant, ...performance });
export const listSuppliers = endpoint({
  method: 'GET', path: '/suppliers', summary: words('供应商及其表现', 'Suppliers and how they perform'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created', 'name', '-name']), active: query.bool, ...page }), response: listOf(supplier),
});
export const saveSupplierEnd = endpoint({
  method: 'POST', path: '/suppliers', summary: words('保存供应商', 'Save a supplier'), body: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...supplierFields }), response: done,
});

const request = z.object({
  id, requestNo: z.string(), skuId: id, skuCode: z.string(), title: z.string().nullable(), spec: z.string().nullable(), warehouseId: id, warehouse: z.string().nullable(), quantity: z.int(),
  reason: z.enum(['shortage', 'restock']), note: z.string().nullable(), salesOrderNo: z.string().nullable(), state: z.enum(requestStates), purchaseOrderId: id.nullable(), purchaseOrderNo: z.string().nullable(),
  expectedOn: day.nullable(), askedBy: z.string(), /** Null while the reader counts the article blind. */ available: z.int().nullable(), droppedReason: z.string().nullable(), version: z.int(), createdAt: instant, closedAt: instant.nullable(),
});
export const listRequests = endpoint({
  method: 'GET', path: '/purchase-requests', summary: words('请购单', 'Purchase requests'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created']), state: query.anyOf(requestStates), reason: query.oneOf(['shortage', 'restock']), warehouse: query.text(36), sku: query.text(80), ...page }), response: listOf(request),
});
export const requestGoodsEnd = endpoint({
  method: 'POST', path: '/purchase-requests', summary: words('提出请购', 'Ask for goods'), body: z.strictObject({ skuId: id, warehouseId: id, quantity, note: text(200).nullable() }), response: done,
});
export const dropRequestEnd = endpoint({
  method: 'POST', path: '/purchase-requests/:id/dropping', summary: words('不予采购', 'Turn down a request'), params, body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: done,
});

const orderRow = z.object({
  id, orderNo: z.string(), supplierId: id, supplier: z.string(), warehouseId: id, warehouse: z.string().nullable(), state: z.enum(purchaseStates), expectedOn: day, firstExpectedOn: day,
  /** Still to come, and its day has passed. */
  late: z.boolean(), quantity: z.int(), accepted: z.int(), totalFen: fen.nullable(), placedBy: z.string(), version: z.int(), createdAt: instant, closedAt: instant.nullable(),
});
export const listPurchases = endpoint({
  method: 'GET', path: '/purchase-orders', summary: words('采购单', 'Purchase orders'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created', 'expected', '-expected']), state: query.anyOf(purchaseStates), supplier: query.text(36), warehouse: query.text(36), late: query.bool, ...page }),
  response: listOf(orderRow),
});
const backLine = z.object({ skuCode: z.string(), rejected: z.int(), fromStock: z.int() });
const backShipment = z.object({ id, shipmentNo: z.string(), carrier: z.string(), waybillNo: z.string(), reason: z.string(), creditFen: fen.nullable(), at: instant, by: z.string(), lines: z.array(backLine) });
export const listBackShipments = endpoint({
  method: 'GET', path: '/back-shipments', summary: words('退供单', 'Back shipments to suppliers'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['at', '-at']), supplier: id.optional(), warehouse: id.optional(), ...page }),
  response: listOf(backShipment.extend({ orderId: id, orderNo: z.string(), supplierId: id, supplier: z.string(), warehouseId: id, warehouse: z.string().nullable(), rejected: z.int(), fromStock: z.int() })),
});
export const sendBackEnd = endpoint({
  method: 'POST', path: '/purchase-orders/:id/back-shipments', summary: words('退供发货', 'Send goods back'), params,
  body: z.strictObject({
    version: z.int(), carrier: text(40, 1), waybillNo: text(40, 1), reason: text(200, 2),
    /** `rejected`: of what failed the inspection or was too many and was never stock. `fromStock`: of what was accepted; its batches where the article is kept so, else what nobody has said a batch of goes first. */
    lines: z.array(z.strictObject({ lineId: id, rejected: z.int().min(0).max(1_000_000), fromStock: z.int().min(0).max(1_000_000), batches: z.array(z.strictObject({ batchId: id, quantity })).min(1).max(50).optional() })).min(1).max(200),
  }),
  response: z.object({ id, shipmentNo: z.string(), /** Null for whoever may not see costs. */ creditFen: fen.nullable() }),
});
export const readPurchase = endpoint({
  method: 'GET', path: '/purchase-orders/:id', summary: words('采购单', 'A purchase order'), params,
  response: orderRow.extend({
    note: z.string().nullable(),
    lines: z.array(z.object({ id, skuId: id, skuCode: z.string(), title: z.string().nullable(), spec: z.string().nullable(), quantity: z.int(), accepted: z.int(), rejected: z.int(), surplus: z.int(), /** Went back already: of what was not taken in, and from stock. */ rejectedBack: z.int(), stockBack: z.int(), unitPriceFen: fen.nullable(), batchKept: z.boolean(), shelfLifeDays: z.int().nullable() })),
    inspections: z.array(z.object({ id, inspectionNo: z.string(), final: z.boolean(), note: z.string().nullable(), at: instant, by: z.string(), lines: z.array(z.object({ skuCode: z.string(), accepted: z.int(), rejected: z.int(), surplus: z.int(), defect: z.string().nullable() })) })),
    backShipments: z.array(backShipment),
    requests: z.array(z.object({ id, requestNo: z.string(), skuCode: z.string(), quantity: z.int(), salesOrderNo: z.string().nullable(), state: z.enum(requestStates) })),
  }),
});
export const placePurchaseEnd = endpoint({
  method: 'POST', path: '/purchase-orders', summary: words('下采购单', 'Order goods'),
  body: z.strictObject({ supplierId: id, warehouseId: id, expectedOn: day, note: text(500).nullable(), lines: z.array(z.strictObject({ skuId: id, quantity, unitPriceFen: price })).min(1).max(200) }), response: done,
});
export const movePurchaseEnd = endpoint({
  method: 'POST', path: '/purchase-orders/:id/days', summary: words('更改到货日', 'Move the day'), params, body: z.strictObject({ version: z.int(), expectedOn: day, reason: text(200, 2) }), response: done,
});
export const cancelPurchaseEnd = endpoint({
  method: 'POST', path: '/purchase-orders/:id/cancellation', summary: words('取消采购单', 'Cancel the order'), params, body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: done,
});
const counted = z.int().min(0).max(1_000_000);
const batches = z.array(z.strictObject({ batchNo: text(60, 1), quantity, producedOn: day.nullable().optional(), expiresOn: day.nullable().optional() })).min(1).max(50).optional();
export const inspectGoodsEnd = endpoint({
  method: 'POST', path: '/purchase-orders/:id/inspections', summary: words('到货验收', 'Inspect what arrived'), params,
  body: z.strictObject({
    version: z.int(), note: text(300).nullable(),
    /** Nothing more will come: what is missing is short. */
    final: z.boolean(),
    lines: z.array(z.strictObject({ lineId: id, accepted: counted, rejected: counted, surplus: counted, defect: text(200).nullable(), /** Of articles kept by batches: of what is accepted. */ batches })).max(200),
  }),
  response: z.object({ id, inspectionNo: z.string(), accepted: z.int(), short: z.int() }),
});
