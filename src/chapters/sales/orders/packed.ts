import type { OrderParcel } from '../../logistics/index.ts';

const packed: ReadonlySet<OrderParcel['state']> = new Set(['packed', 'inspected', 'announced']);

/** A parcel of an order that is packed and has not left: whoever changes what is in it, or where it goes, has it opened. */
export const packedOf = (parcels: readonly OrderParcel[]): OrderParcel | undefined => parcels.find((p) => packed.has(p.state));
