import { act, read, type Route } from '../../kernel/http/route.ts';
import { adjustStockVerb, setSafetyVerb } from './adjust-stock.ts';
import { changePricesVerb } from './change-prices.ts';
import * as contract from './contract.ts';
import { countStockVerb } from './count-stock.ts';
import { delistProductVerb, listProductVerb } from './list-product.ts';
import { mayRead } from './policies.ts';
import { product, products, skus } from './queries.ts';
import { cancelReceiptVerb, expectGoodsVerb, receiveExpectedVerb, receiveGoodsVerb } from './receive-goods.ts';
import { changeProductVerb, createProductVerb } from './save-product.ts';
import { count, counts, movements, receipt, places, receipts, stock } from './stock-queries.ts';

export const routes: Route[] = [
  read(contract.listProducts, mayRead, products),
  read(contract.readProduct, mayRead, product),
  act(contract.createProduct, createProductVerb),
  act(contract.changeProduct, changeProductVerb),
  act(contract.changePrices, changePricesVerb),
  act(contract.listProduct, listProductVerb),
  act(contract.delistProduct, delistProductVerb),
  read(contract.listSkus, mayRead, skus),
  read(contract.readPlaces, mayRead, places),
  read(contract.listStock, mayRead, stock),
  read(contract.listMovements, mayRead, movements),
  act(contract.adjust, adjustStockVerb),
  act(contract.setSafety, setSafetyVerb),
  act(contract.countStock, countStockVerb),
  read(contract.listCounts, mayRead, counts),
  read(contract.readCount, mayRead, count),
  read(contract.listReceipts, mayRead, receipts),
  read(contract.readReceipt, mayRead, receipt),
  act(contract.expectGoods, expectGoodsVerb),
  act(contract.receiveExpected, receiveExpectedVerb),
  act(contract.receiveGoods, receiveGoodsVerb),
  act(contract.cancelReceipt, cancelReceiptVerb),
];
