import type { Warehouse } from '../../../registers/company/index.ts';
import type { Address } from '../../../registers/customers/index.ts';

/** One spelling of an address: spaces and punctuation say nothing. */
const spelled = (parts: readonly (string | null)[]): string => parts.join('').replace(/[\p{P}\p{S}\s]/gu, '');

/**
 * Which of our warehouses in use has just this address (clause 2.3.1): by name, or null. An address that the marketplace hides, and a warehouse whose
 * city or street nobody has entered, are compared with nothing.
 */
export function ownWarehouseAt(warehouses: readonly Pick<Warehouse, 'name' | 'province' | 'city' | 'district' | 'detail' | 'active'>[]): (address: Pick<Address, 'province' | 'city' | 'district' | 'street' | 'detail' | 'masked'> | null) => string | null {
  const known = new Map(warehouses.filter((w) => w.active && w.city && w.detail).map((w) => [spelled([w.province, w.city, w.district, w.detail]), w.name]));
  return (address) => (address === null || address.masked || !address.detail ? null : (known.get(spelled([address.province, address.city, address.district, address.street, address.detail])) ?? null));
}
