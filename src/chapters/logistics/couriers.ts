import type { CarrierGateway } from '../../gateways/couriers/carrier-gateway.ts';
import type { TrackingGateway } from '../../gateways/couriers/tracking.ts';
import type { Db } from '../../kernel/db/index.ts';

/** The doors to couriers, opened by the composition root where their secrets are set. */
export interface Couriers {
  readonly tracking: TrackingGateway;
  /** E-waybills; null where no secret for them is set. */
  readonly labels: CarrierGateway | null;
  /** Where the provider sends its pushes; null while the installation has no public address: then parcels are only asked for. */
  readonly pushUrl: string | null;
}

const connected = new WeakMap<Db, Couriers>();

/** Called once at start. Without it everything works by file and by hand, and pushes are refused. */
export const connectCouriers = (on: { db: Db }, couriers: Couriers): void => {
  connected.set(on.db, couriers);
};

export const couriersOf = (on: { db: Db }): Couriers | null => connected.get(on.db) ?? null;
