import { Buffer } from 'node:buffer';
import { act, ask, raw, read, type Route } from '../../kernel/http/route.ts';
import { kernelNo, refuse } from '../../kernel/refusal.ts';
import { adjustStockVerb, setSafetyVerb } from './adjust-stock.ts';
import { changeManyPricesVerb, pricesPreviewed } from './bulk-prices.ts';
import { changePricesVerb } from './change-prices.ts';
import * as contract from './contract.ts';
import { countStockVerb } from './count-stock.ts';
import { download } from './downloads.ts';
import { delistProductVerb, listProductVerb } from './list-product.ts';
import type { PapersOf } from './movement-papers.ts';
import { mayKeepBack, mayMoveStock, mayPrice, mayRead } from './policies.ts';
import { countSheet, productFile } from './product-export.ts';
import { product, products, skus } from './queries.ts';
import { cancelReceiptVerb, expectGoodsVerb, receiveExpectedVerb, receiveGoodsVerb } from './receive-goods.ts';
import { changeProductVerb, createProductVerb } from './save-product.ts';
import { transfer, transfers } from './transfer-queries.ts';
import { receiveTransferVerb, sendTransferVerb } from './transfers.ts';
import { setPlaceVerb } from './shelf-places/place-verbs.ts';
import { storeSafetyTable } from './store-safety/import-store-safety.ts';
import { setStoreSafetyVerb, storeSafety } from './store-safety/kept-back.ts';
import { stockFile } from './shelf-places/stock-file.ts';
import { count, counts, movements, receipt, places, receipts, stock } from './stock-queries.ts';

export const routes: Route[] = [
  read(contract.listProducts, mayRead, products),
  read(contract.readProduct, mayRead, product),
  act(contract.createProduct, createProductVerb),
  act(contract.changeProduct, changeProductVerb),
  act(contract.changePrices, changePricesVerb),
  ask(contract.previewPrices, mayPrice, ({ kernel, body }) => pricesPreviewed(kernel, body)),
  act(contract.changeManyPrices, changeManyPricesVerb),
  raw(contract.exportProducts, mayRead, async ({ kernel, actor, query, reply }) => {
    const { format = 'xlsx', ...asked } = query;
    return reply.headers(download('products', format)).send(Buffer.from(await productFile(kernel, actor, asked, format)));
  }),
  raw(contract.exportStock, mayRead, async ({ kernel, actor, query, reply }) => {
    const { format = 'xlsx', ...asked } = query;
    return reply.headers(download('stock', format)).send(Buffer.from(await stockFile(kernel, actor, asked, format)));
  }),
  raw(contract.exportCountSheet, mayMoveStock, async ({ kernel, actor, query, reply }) => {
    const format = query.format ?? 'xlsx';
    const sheet = await countSheet(kernel, actor, query.warehouse, format);
    if (!sheet) throw refuse(kernelNo['not-found']);
    return reply.headers(download('stock-count', format)).send(Buffer.from(sheet));
  }),
  act(contract.listProduct, listProductVerb),
  act(contract.delistProduct, delistProductVerb),
  read(contract.listSkus, mayRead, skus),
  read(contract.readPlaces, mayRead, places),
  read(contract.listStock, mayRead, stock),
  act(contract.adjust, adjustStockVerb),
  act(contract.setSafety, setSafetyVerb),
  act(contract.setPlace, setPlaceVerb),
  read(contract.listStoreSafety, mayRead, storeSafety),
  raw(contract.exportStoreSafety, mayKeepBack, async ({ kernel, query, reply }) => {
    const format = query.format ?? 'xlsx';
    return reply.headers(download('store-safety', format)).send(Buffer.from(await storeSafetyTable(kernel, format)));
  }),
  act(contract.setStoreSafety, setStoreSafetyVerb),
  act(contract.countStock, countStockVerb),
  read(contract.listCounts, mayRead, counts),
  read(contract.readCount, mayRead, count),
  read(contract.listReceipts, mayRead, receipts),
  read(contract.readReceipt, mayRead, receipt),
  act(contract.expectGoods, expectGoodsVerb),
  act(contract.receiveExpected, receiveExpectedVerb),
  act(contract.receiveGoods, receiveGoodsVerb),
  act(contract.cancelReceipt, cancelReceiptVerb),
  read(contract.listTransfers, mayRead, transfers),
  read(contract.readTransfer, mayRead, transfer),
  act(contract.sendTransfer, sendTransferVerb),
  act(contract.receiveTransfer, receiveTransferVerb),
];

/** `papersOf`: what the chapters above call their papers that moved stock. */
export const movementRoutes = (papersOf: PapersOf): Route[] => [read(contract.listMovements, mayRead, movements(papersOf))];
