/** The front door: what chapters may ask of products and stock. Everything else of this folder is its own. */
export { productsByCode, productsById, skusByBarcode, skusByCode, skusById, specsOf, type ProductBrief, type Sku } from './skus.ts';
export {
  adjustStock, available, costsNow, issueReserved, moveReservation, receiveStock, releaseReserved, reserve, reservedFor,
  type Arrival, type Available, type Issued, type IssueTake, type Posted, type ReserveAsk,
} from './stock.ts';
export { endExpected, expectOrdered, moveExpected, takeExpected } from './receive-goods.ts';
export { sendBack, type SentBack } from './send-back.ts';
export { seesCost } from './costs.ts';
export { MAX_PICTURE, takePicture, type NewPicture } from './pictures.ts';
export { importProducts } from './import-products.ts';
export { importStockKeeping } from './shelf-places/import-keeping.ts';
export { importCountSheet } from './count-plans/import-sheet.ts';
export { importStoreSafety } from './store-safety/import-store-safety.ts';
export { alongTheWalk, placesIn, type ShelfPlace } from './shelf-places/places-of.ts';
export { blindFor } from './count-plans/blind.ts';
export { countPlanSubject } from './count-plans/plan-queries.ts';
export { keptBack } from './store-safety/kept-back.ts';
export { importStockCount } from './import-stock-count.ts';
export { productSearcher } from './find.ts';
export { articleChoices } from './article-choices.ts';
export { transferSubject } from './transfer-queries.ts';
export { batchSubject } from './batches/batch-queries.ts';
export { batchKept, pickBatches, proposeBatches, putBackBatches, takeBatches, type BatchTake } from './batches/first-expired.ts';
export { batchesBack, leftBatches, type LeftBatch } from './batches/left-batches.ts';
export type { BatchSaid } from './batches/say-batches.ts';
export { watchBatches } from './batches/watch-batches.ts';
export { productsPage } from './product-page.ts';
