import { z } from 'zod';
import { endpoint } from '../../kernel/http/contract.ts';
import { day, done, fen, goodsCode, id, instant, listOf, page, query, said, text } from '../../kernel/schemas.ts';
import { words } from '../../kernel/words.ts';

export const productStates = ['draft', 'active', 'retired'] as const;
const state = z.enum(productStates);
const quantity = z.int().min(1).max(1_000_000);
const money = fen.min(0).max(1_000_000_000_000);
const params = z.strictObject({ id });
const code = goodsCode(80);

const skuRow = z.object({
  id, code: z.string(), barcode: z.string().nullable(), spec: z.string().nullable(), unit: z.string().nullable(), priceFen: fen.nullable(), floorFen: fen.nullable(),
  /** Null also for posts that may not see costs. */
  costFen: fen.nullable(), weightGrams: z.int().nullable(), active: z.boolean(), /** Null while the reader counts the article blind. */ onHand: z.int().nullable(), reserved: z.int(),
  batchKept: z.boolean(), shelfLifeDays: z.int().nullable(), leastLifeDays: z.int().nullable(),
});
const listingRow = z.object({
  id, storeId: id, store: z.string().nullable(), platformItemId: z.string().nullable(), title: z.string(), priceFen: fen, state: z.enum(['listed', 'delisted']), version: z.int(), listedAt: instant, updatedAt: instant,
});
const productRow = z.object({
  id, code: z.string(), title: z.string(), category: z.string().nullable(), brand: z.string().nullable(), state, skus: z.int(), fromFen: fen.nullable(), toFen: fen.nullable(),
  /** Null on the page of a product of which the reader counts an article blind, and in lists. */ available: z.int().nullable(), listings: z.int(), createdAt: instant, updatedAt: instant,
});

const productFilters = {
  q: query.text(100), sort: query.oneOf(['updated', '-updated', 'created', '-created', 'code', '-code', 'title', '-title']), state: query.anyOf(productStates), category: query.text(80), store: query.text(36),
};
export const listProducts = endpoint({
  method: 'GET', path: '/products', summary: words('商品列表', 'Products'),
  query: z.strictObject({ ...productFilters, ...page }),
  response: listOf(productRow),
});
export const readProduct = endpoint({
  method: 'GET', path: '/products/:id', summary: words('商品', 'A product'), params,
  response: productRow.omit({ skus: true }).extend({
    description: z.string().nullable(), pictures: z.array(id), noReasonReturn: z.boolean().nullable(), version: z.int(), costVisible: z.boolean(),
    skus: z.array(skuRow), listings: z.array(listingRow),
    prices: z.array(z.object({ skuCode: z.string(), which: z.enum(['price', 'floor', 'cost']), fromFen: fen.nullable(), toFen: fen.nullable(), reason: z.string().nullable(), at: instant, by: z.string() })),
    /** What a listing still lacks (clause 4.1.2), by field. */
    missing: z.array(z.string()),
  }),
});
const skuDraft = z.strictObject({
  code, barcode: goodsCode(40).nullable(), spec: text(120).nullable(), unit: text(10).nullable(), priceFen: money.nullable(), floorFen: money.nullable(),
  /** Left out by posts that may not see costs: it stays as it is. */
  costFen: money.nullable().optional(), weightGrams: z.int().min(1).max(10_000_000).nullable(), active: z.boolean(),
  /** Kept by batches with expiry; days of its shelf life, and days of it that must be left at the sale. Left out they stay as they are. */
  batchKept: z.boolean().optional(), shelfLifeDays: z.int().min(1).max(36_500).nullable().optional(), leastLifeDays: z.int().min(0).max(36_500).nullable().optional(),
});
export const productBody = z.strictObject({
  code, title: text(200, 1), category: text(80).nullable(), brand: text(80).nullable(), description: text(20_000).nullable(), pictures: z.array(id).max(20),
  noReasonReturn: z.boolean().nullable(), state, skus: z.array(skuDraft).min(1).max(500),
});
export const createProduct = endpoint({ method: 'POST', path: '/products', summary: words('新建商品', 'Create a product'), body: productBody, response: done });
export const changeProduct = endpoint({
  method: 'PUT', path: '/products/:id', summary: words('修改商品', 'Change a product'), params, body: productBody.omit({ code: true }).extend({ version: z.int() }), response: done,
});
export const changePrices = endpoint({
  method: 'POST', path: '/products/:id/prices', summary: words('调价', 'Change prices'), params,
  body: z.strictObject({
    version: z.int(), reason: text(200, 2),
    prices: z.array(z.strictObject({ code: text(80, 1), priceFen: money.nullable().optional(), floorFen: money.nullable().optional(), costFen: money.nullable().optional() })).min(1).max(500),
  }),
  response: done,
});
export const listProduct = endpoint({
  method: 'POST', path: '/products/:id/listings', summary: words('商品上架', 'List a product in a store'), params,
  body: z.strictObject({ storeId: id, title: text(120, 1), priceFen: money.min(1), platformItemId: text(40).nullable() }), response: done,
});
export const delistProduct = endpoint({
  method: 'POST', path: '/listings/:id/delisting', summary: words('商品下架', 'Delist a product'), params, body: z.strictObject({ version: z.int() }), response: done,
});

export const listSkus = endpoint({
  method: 'GET', path: '/skus', summary: words('选择规格', 'Choose SKUs'), query: z.strictObject({ q: query.text(100), /** This one alone. */ id: query.text(36), warehouse: query.text(36), limit: query.int(1, 50) }),
  response: z.object({ rows: z.array(z.object({ id, code: z.string(), title: z.string(), spec: z.string().nullable(), barcode: z.string().nullable(), unit: z.string().nullable(), priceFen: fen.nullable(), floorFen: fen.nullable(), /** Null while the reader counts the article blind. */ onHand: z.int().nullable(), reserved: z.int(), batchKept: z.boolean(), shelfLifeDays: z.int().nullable() })) }),
});

/** Names to choose from in dialogs: warehouses in use, open stores. */
export const readPlaces = endpoint({
  method: 'GET', path: '/stock/places', summary: words('可选的仓库与店铺', 'Warehouses and stores to choose from'),
  response: z.object({ warehouses: z.array(z.object({ id, name: z.string() })), stores: z.array(z.object({ id, name: z.string(), platform: z.string() })) }),
});

const stockRow = z.object({
  /** SKU and warehouse together. */
  id: z.string(), skuId: id, warehouseId: id, warehouse: z.string().nullable(), productId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), unit: z.string().nullable(),
  /** Null, as are `available` and `unsellable`, while the reader counts the article blind. */ onHand: z.int().nullable(), reserved: z.int(), /** What may be promised: neither reserved nor expired nor too old to be sold. */ available: z.int().nullable(), /** Expired, or too little of its life left. */ unsellable: z.int().nullable(), batchKept: z.boolean(),
  safety: z.int(), expected: z.int(), /** The most that a store keeps back of it. */ keptBack: z.int(), /** Where it lies in this warehouse. */ place: z.string().nullable(), updatedAt: instant,
});
const stockFilters = {
  q: query.text(100), sort: query.oneOf(['code', '-code', 'available', '-available', 'onHand', '-onHand', 'updated', '-updated', 'place', '-place']), warehouse: query.text(400), below: query.bool, empty: query.bool,
  /** A place, or the rack or aisle with which places begin: A-3 finds A-03-02 and not A-30. */ place: query.text(40), /** Only what nobody has placed. */ unplaced: query.bool,
};
export const listStock = endpoint({
  method: 'GET', path: '/stock', summary: words('库存', 'Stock'),
  query: z.strictObject({ ...stockFilters, ...page }),
  response: listOf(stockRow),
});
export const setPlace = endpoint({
  method: 'POST', path: '/stock/shelf-places', summary: words('设置库位', 'Set where an article lies'), body: z.strictObject({ skuId: id, warehouseId: id, place: text(40).nullable() }), response: z.object({ place: z.string().nullable() }),
});
/** The document as people call it, and its page; null where there is none, or where the reader may not see it. */
const paper = z.object({ number: z.string(), href: z.string().nullable() }).nullable();
export const listMovements = endpoint({
  method: 'GET', path: '/stock/movements', summary: words('库存流水', 'Stock movements'),
  query: z.strictObject({ /** Of one SKU, or of all SKUs of a product. */ sku: query.text(36), product: query.text(36), warehouse: query.text(36), ...page }),
  response: listOf(z.object({ id: z.string(), skuCode: z.string(), warehouseId: id, warehouse: z.string().nullable(), kind: z.enum(['opening', 'receipt', 'return', 'issue', 'count', 'adjust', 'transfer-out', 'transfer-in', 'supplier-return']), /** Null while the reader counts the article blind and it moved before the count began. */ change: z.int().nullable(), /** On hand after it; null while the reader counts the article blind. */ balance: z.int().nullable(), /** Number of the document, or id of the parcel or return. */ ref: z.string().nullable(), paper, reason: z.string().nullable(), at: instant, by: z.string() })),
});
export const adjust = endpoint({
  method: 'POST', path: '/stock/adjustments', summary: words('调整库存', 'Adjust stock'),
  body: z.strictObject({ skuId: id, warehouseId: id, change: z.int().min(-1_000_000).max(1_000_000).refine((n) => n !== 0, said(words('不能为 0', 'It must not be 0'))), reason: text(200, 2), /** Of which batch; left out, of what is of no batch first. */ batchId: id.optional() }),
  response: z.object({ /** Null while the reader counts the article blind. */ onHand: z.int().nullable(), reserved: z.int() }),
});
export const setSafety = endpoint({
  method: 'POST', path: '/stock/safety', summary: words('设置安全库存', 'Set the safety stock'), body: z.strictObject({ skuId: id, warehouseId: id, safety: z.int().min(0).max(1_000_000) }), response: z.object({ safety: z.int() }),
});
/** What open stores that ship from this warehouse may still be promised of an article. */
export const listStoreSafety = endpoint({
  method: 'GET', path: '/stock/store-safety', summary: words('渠道可售与保留', 'What stores may sell and keep back'), query: z.strictObject({ sku: text(36, 36), warehouse: text(36, 36) }),
  response: z.object({ /** Null, as is what each store may sell, while the reader counts the article blind. */ available: z.int().nullable(), rows: z.array(z.object({ storeId: id, store: z.string(), platform: z.string(), keptBack: z.int(), /** Available less what is kept back; never below zero. */ promisable: z.int().nullable() })) }),
});
/** Everything that stores keep back, in the columns of the import `store-safety`. */
export const exportStoreSafety = endpoint({
  method: 'GET', path: '/stock/store-safety-table', summary: words('导出渠道保留', 'Export what stores keep back'), query: z.strictObject({ format: query.oneOf(['csv', 'xlsx']) }), response: z.unknown(),
});
export const setStoreSafety = endpoint({
  method: 'POST', path: '/stock/store-safety', summary: words('设置渠道保留', 'Set what a store keeps back'), body: z.strictObject({ skuId: id, storeId: id, /** The store is promised nothing of the last so many free units; 0 ends it. */ quantity: z.int().min(0).max(1_000_000) }), response: z.object({ quantity: z.int() }),
});
export const countStock = endpoint({
  method: 'POST', path: '/stock/counts', summary: words('登记盘点', 'Record a stock count'),
  body: z.strictObject({ warehouseId: id, note: text(200).nullable(), rows: z.array(z.strictObject({ skuId: id, counted: z.int().min(0).max(10_000_000) })).min(1).max(2_000) }),
  response: z.object({ id, countNo: z.string(), differences: z.int() }),
});
const count = z.object({ id, countNo: z.string(), warehouseId: id, warehouse: z.string().nullable(), note: z.string().nullable(), rows: z.int(), differences: z.int(), countedAt: instant, by: z.string() });
export const listCounts = endpoint({
  method: 'GET', path: '/stock/counts', summary: words('盘点记录', 'Stock counts'), query: z.strictObject({ q: query.text(100), sort: query.oneOf(['counted', '-counted']), warehouse: query.text(36), ...page }), response: listOf(count),
});
export const readCount = endpoint({
  method: 'GET', path: '/stock/counts/:id', summary: words('盘点单', 'A stock count'), params,
  response: count.extend({ lines: z.array(z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), expected: z.int(), counted: z.int() })) }),
});

export const receiptStates = ['expected', 'part-received', 'received', 'cancelled'] as const;
const receipt = z.object({
  id, receiptNo: z.string(), warehouseId: id, warehouse: z.string().nullable(), supplier: z.string(), state: z.enum(receiptStates), expectedOn: day.nullable(), expected: z.int(), received: z.int(), version: z.int(), createdAt: instant, receivedAt: instant.nullable(),
});
export const listReceipts = endpoint({
  method: 'GET', path: '/goods-receipts', summary: words('到货单', 'Goods receipts'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['created', '-created']), state: query.anyOf(receiptStates), warehouse: query.text(36), ...page }), response: listOf(receipt),
});
export const readReceipt = endpoint({
  method: 'GET', path: '/goods-receipts/:id', summary: words('到货单', 'A goods receipt'), params,
  response: receipt.extend({ note: z.string().nullable(), lines: z.array(z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), expected: z.int(), received: z.int(), unitCostFen: fen.nullable(), batchKept: z.boolean(), shelfLifeDays: z.int().nullable() })) }),
});
export const batchSaid = z.strictObject({ batchNo: text(60, 1), quantity, producedOn: day.nullable().optional(), /** Last day of use; left out, it follows from the production and the shelf life. */ expiresOn: day.nullable().optional() });
/** Batches of what came, for articles that are kept by batches: all of its units. */
export const batchesSaid = z.array(batchSaid).min(1).max(50).optional();
const receiptLine = { skuId: id, quantity, unitCostFen: money.nullable().optional() };
const arrivalLine = z.strictObject({ ...receiptLine, batches: batchesSaid });
export const expectGoods = endpoint({
  method: 'POST', path: '/goods-receipts', summary: words('登记预计到货', 'Record expected goods'),
  body: z.strictObject({ warehouseId: id, supplier: text(100, 1), expectedOn: day.nullable(), note: text(500).nullable(), lines: z.array(z.strictObject(receiptLine)).min(1).max(500) }), response: done,
});
export const receiveExpected = endpoint({
  method: 'POST', path: '/goods-receipts/:id/arrivals', summary: words('到货入库', 'Receive expected goods'), params,
  body: z.strictObject({ version: z.int(), lines: z.array(arrivalLine).min(1).max(500) }), response: done,
});
export const receiveGoods = endpoint({
  method: 'POST', path: '/stock/arrivals', summary: words('直接入库', 'Receive goods'),
  body: z.strictObject({ warehouseId: id, supplier: text(100, 1), note: text(500).nullable(), lines: z.array(arrivalLine).min(1).max(500) }), response: done,
});
export const cancelReceipt = endpoint({
  method: 'POST', path: '/goods-receipts/:id/cancellation', summary: words('取消到货单', 'Cancel a goods receipt'), params, body: z.strictObject({ version: z.int(), reason: text(200, 2) }), response: done,
});

export const transferStates = ['sent', 'received'] as const;
const transferRow = z.object({
  id, transferNo: z.string(), fromWarehouseId: id, from: z.string().nullable(), toWarehouseId: id, to: z.string().nullable(), state: z.enum(transferStates), units: z.int(), /** Units by which what arrived differs. */ differing: z.int(),
  note: z.string().nullable(), sentAt: instant, sentBy: z.string(), receivedAt: instant.nullable(), receivedBy: z.string().nullable(), differenceNote: z.string().nullable(), version: z.int(),
});
export const listTransfers = endpoint({
  method: 'GET', path: '/stock/transfers', summary: words('调拨单', 'Transfers'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['sent', '-sent']), state: query.anyOf(transferStates), warehouse: query.text(36), differing: query.bool, ...page }), response: listOf(transferRow),
});
export const readTransfer = endpoint({
  method: 'GET', path: '/stock/transfers/:id', summary: words('调拨单', 'A transfer'), params,
  response: transferRow.extend({ lines: z.array(z.object({ skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), sent: z.int(), received: z.int().nullable() })) }),
});
export const sendTransfer = endpoint({
  method: 'POST', path: '/stock/transfers', summary: words('调拨出库', 'Send a transfer'),
  body: z.strictObject({ fromWarehouseId: id, toWarehouseId: id, note: text(200).nullable(), lines: z.array(z.strictObject({ skuId: id, quantity })).min(1).max(500) }), response: z.object({ id, transferNo: z.string() }),
});
export const receiveTransfer = endpoint({
  method: 'POST', path: '/stock/transfers/:id/receipt', summary: words('调拨入库', 'Receive a transfer'), params,
  body: z.strictObject({ version: z.int(), differenceNote: text(300).nullable(), lines: z.array(z.strictObject({ skuId: id, received: z.int().min(0).max(1_000_000) })).min(1).max(500) }), response: done,
});

/** Pictures: JPG, PNG or WebP, at most 10 MB each; kept as JPEG of at most 1,600 pixels a side. Sent as multipart/form-data, field `files`. */
export const addPicturesTo = endpoint({ method: 'POST', path: '/products/:id/pictures', summary: words('上传商品图片', 'Add pictures'), params, response: done });
export const arrangePictures = endpoint({
  method: 'PUT', path: '/products/:id/pictures', summary: words('整理商品图片', 'Arrange the pictures'), params, body: z.strictObject({ version: z.int(), pictures: z.array(id).max(20) }), response: done,
});
export const readPicture = endpoint({ method: 'GET', path: '/product-pictures/:id', summary: words('商品图片', 'A picture'), params, response: z.unknown() });

/** `percent`: value in basis points, −1000 lowers by a tenth. `amount`: fen more or less. `set`: this price. Rounded to `roundTo` fen. */
const priceMove = { which: z.enum(['price', 'floor']), how: z.enum(['percent', 'amount', 'set']), value: z.int().min(-1e12).max(1e12), roundTo: z.literal([1, 10, 100, 1000]) };
export type PriceMove = z.output<z.ZodObject<typeof priceMove>>;
const many = z.array(id).min(1).max(200);
export const previewPrices = endpoint({
  method: 'POST', path: '/price-previews', summary: words('试算批量调价', 'Preview prices in bulk'), body: z.strictObject({ productIds: many, ...priceMove }),
  response: z.object({ rows: z.array(z.object({
    productId: id, title: z.string(), code: z.string(), spec: z.string().nullable(), fromFen: fen.nullable(), toFen: fen.nullable(), floorFen: fen.nullable(),
    problem: z.enum(['no-price', 'below-zero', 'below-floor', 'above-price']).nullable(),
  })) }),
});
export const changeManyPrices = endpoint({
  method: 'POST', path: '/price-changes', summary: words('批量调价', 'Change prices in bulk'), body: z.strictObject({ productIds: many, reason: text(200, 2), ...priceMove }),
  response: z.object({ changed: z.int(), refused: z.array(z.object({ code: z.string(), reason: z.string() })) }),
});
const format = query.oneOf(['csv', 'xlsx']);
export const exportProducts = endpoint({ method: 'GET', path: '/products.xlsx', summary: words('导出商品', 'Export products'), query: z.strictObject({ ...productFilters, format }), response: z.unknown() });
/** The stock list in the columns of the import `stock-keeping`, with its figures beside. */
export const exportStock = endpoint({ method: 'GET', path: '/stock.xlsx', summary: words('导出库存', 'Export the stock'), query: z.strictObject({ ...stockFilters, format }), response: z.unknown() });
export const exportCountSheet = endpoint({ method: 'GET', path: '/stock/count-sheet', summary: words('下载盘点表', 'A sheet to count with'), query: z.strictObject({ warehouse: text(36, 36), format }), response: z.unknown() });

/** Where a batch stands: still sellable, expiring soon, too old to be sold, expired, or without a day. */
export const batchAges = ['sound', 'expiring', 'too-old', 'expired', 'undated'] as const;
export const batchDecisions = ['promote', 'return-to-supplier', 'scrap', 'sell-on'] as const;
const batchRow = z.object({
  /** Batch and warehouse together. */
  id: z.string(), batchId: id, skuId: id, productId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), warehouseId: id, warehouse: z.string().nullable(),
  /** Empty: nobody has said the batch of these goods yet. */
  batchNo: z.string(), producedOn: day.nullable(), expiresOn: day.nullable(), /** Until the end of the last day; below zero it has expired. */ daysLeft: z.int().nullable(), age: z.enum(batchAges), /** Null while the reader counts the article blind. */ onHand: z.int().nullable(),
  /** Taken from the shelf for parcels that have not left yet. */ picked: z.int(), decision: z.enum(batchDecisions).nullable(), decisionNote: z.string().nullable(), decidedBy: z.string().nullable(), version: z.int(),
});
export const listBatches = endpoint({
  method: 'GET', path: '/stock/batches', summary: words('批次库存', 'Stock by batch'),
  query: z.strictObject({ q: query.text(100), sort: query.oneOf(['expires', '-expires', 'code', '-code']), warehouse: query.text(400), sku: query.text(36), batch: query.text(36), age: query.anyOf(batchAges), undecided: query.bool, ...page }), response: listOf(batchRow),
});
export const readBatch = endpoint({
  method: 'GET', path: '/stock/batches/:id', summary: words('批次及其去向', 'A batch and where it went'), params,
  response: z.object({
    id, skuId: id, code: z.string(), title: z.string(), spec: z.string().nullable(), batchNo: z.string(), producedOn: day.nullable(), expiresOn: day.nullable(), version: z.int(), decision: z.enum(batchDecisions).nullable(), decisionNote: z.string().nullable(),
    decidedAt: instant.nullable(), decidedBy: z.string().nullable(), /** Null while the reader counts the article blind. */ onHand: z.int().nullable(),
    movements: z.array(z.object({ id: z.string(), warehouseId: id, warehouse: z.string().nullable(), kind: z.string().nullable(), /** As in the list of movements. */ change: z.int().nullable(), ref: z.string().nullable(), paper, reason: z.string().nullable(), at: instant, by: z.string() })),
  }),
});
export const moveToBatch = endpoint({
  method: 'POST', path: '/stock/batches/:id/naming', summary: words('登记批号', 'Say the batch'), params,
  body: z.strictObject({ warehouseId: id, quantity, batchNo: text(60, 1), producedOn: day.nullable().optional(), expiresOn: day.nullable().optional(), reason: text(200, 2) }), response: done,
});
export const correctBatch = endpoint({
  method: 'PUT', path: '/stock/batches/:id', summary: words('更正批次', 'Correct a batch'), params,
  body: z.strictObject({ version: z.int(), batchNo: text(60, 1), producedOn: day.nullable(), expiresOn: day.nullable(), reason: text(200, 2) }), response: done,
});
export const decideBatch = endpoint({
  method: 'POST', path: '/stock/batches/:id/decision', summary: words('决定临期批次的处理', 'Decide what becomes of an expiring batch'), params,
  body: z.strictObject({ version: z.int(), decision: z.enum(batchDecisions), note: text(300, 2) }), response: done,
});
