/** All that this chapter asks of the registers, in one place. */
export { addressesById, maskedAddress, rememberBuyers, type Address, type DataHolder, type PersonHeld } from '../../registers/customers/index.ts';
export { alongTheWalk, placesIn } from '../../registers/products/index.ts';
export { skusByBarcode, skusByCode, skusById, type Sku } from '../../registers/products/index.ts';
export { batchesBack, leftBatches, pickBatches, proposeBatches, putBackBatches, takeBatches, type BatchTake } from '../../registers/products/index.ts';
export { available, blindFor, costsNow, endExpected, expectOrdered, issueReserved, moveExpected, receiveStock, reserve, seesCost, sendBack, takeExpected } from '../../registers/products/index.ts';
export { companyName, foundedAt, installationKey, open, seal, storesById, warehousesById } from '../../registers/company/index.ts';
