import { act, read, type Route } from '../../../kernel/http/route.ts';
import { cancelPurchase, movePurchaseDay } from './change-purchase.ts';
import * as contract from './contract.ts';
import { inspectGoods } from './inspect-goods.ts';
import { placePurchase } from './place-purchase.ts';
import { mayReadPurchases } from './policies.ts';
import { dropRequest, requestGoods } from './purchase-requests.ts';
import { purchase, purchases, requests } from './queries.ts';
import { sendGoodsBack } from './send-back.ts';
import { backShipments } from './back-shipments.ts';
import { saveSupplier } from './save-supplier.ts';
import { suppliers } from './supplier-list.ts';

export const purchasingRoutes: Route[] = [
  read(contract.listSuppliers, mayReadPurchases, suppliers),
  act(contract.saveSupplierEnd, saveSupplier),
  read(contract.listRequests, mayReadPurchases, requests),
  act(contract.requestGoodsEnd, requestGoods),
  act(contract.dropRequestEnd, dropRequest),
  read(contract.listPurchases, mayReadPurchases, purchases),
  read(contract.readPurchase, mayReadPurchases, purchase),
  act(contract.placePurchaseEnd, placePurchase),
  act(contract.movePurchaseEnd, movePurchaseDay),
  act(contract.cancelPurchaseEnd, cancelPurchase),
  act(contract.inspectGoodsEnd, inspectGoods),
  read(contract.listBackShipments, mayReadPurchases, backShipments),
  act(contract.sendBackEnd, sendGoodsBack),
];
