/** The front door: what other chapters and the composition root may ask of logistics. Everything else of this folder is its own. */
export { connectCouriers, couriersOf, type Couriers } from './couriers.ts';
export { onTimeRate } from './transport/on-time.ts';
export { carrierChoices } from './carriers/carrier-choices.ts';
export { carrierRule } from './carriers/carrier-rule.ts';
export { cancelWaybills, forgetPushes, pollTracking, subscribeParcels, watchParcels } from './jobs.ts';
export { reactions } from './reactions.ts';
export { routes } from './routes.ts';
export { trackingTarget } from './transport/tracking-target.ts';
export { leftOf, withdrawFulfilments, type Withdrawal } from './transport/withdraw-parcels.ts';
export { parcelLink, publicParcels } from './transport/public-tracking.ts';
export { ordersIn, parcelLines, parcelsOfOrders, type OrderParcel, type ParcelLine } from './transport/order-parcels.ts';
export { refusedNumbersOf, type RefusedNumber } from './transport/refused-numbers.ts';
export { returnParcelsOf, type ReturnParcel } from './transport/return-parcel-reads.ts';
export { mayReadParcels } from './transport/parcel-list.ts';
export { parcelsHeld } from './transport/personal-data.ts';
export { suppliersHeld } from './purchasing/personal-data.ts';
export { parcelStates } from './transport/contract.ts';
