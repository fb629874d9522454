/** The front door: what chapters above and the composition root may ask of sales. Everything else of this folder is its own. */
export { reactions } from './reactions.ts';
export { routes } from './routes.ts';
export { subjects } from './subjects.ts';
export { ordersById, ordersByNumber, type OrderBrief } from './queries.ts';
export { applyOrderRows, orderImport } from './orders/import-orders.ts';
export { orderLinks } from './orders/customer-link.ts';
export { placeOrder } from './orders/place-order.ts';
export { recordPayment } from './orders/record-payment.ts';
export { releaseMany, releaseOrder } from './orders/release-order.ts';
export { holdMany, holdOrder } from './orders/hold-order.ts';
export { cancelOrder } from './orders/cancel-order.ts';
export { changeAddress } from './orders/change-address.ts';
export { matchLine } from './orders/match-line.ts';
export { mergeFulfilments, unmergeFulfilment } from './orders/merge-fulfilments.ts';
export { splitFulfilment, unsplitFulfilment } from './orders/split-fulfilment.ts';
export { answerReplenishment, giveShortageNotice } from './orders/answer-replenishment.ts';
export { giveShipNotices } from './orders/ship-notices.ts';
export type { OrderState } from './orders/states.ts';
