import { addressesById, customersById, rememberAddress, rememberBuyers, type Address } from '../../../registers/customers/index.ts';
import { refuse } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { no } from '../refusals.ts';
import type { OrderInput } from './contract-order-input.ts';
import type { OrderStore } from './stores.ts';

/** Who bought, and what the order is found by. */
export interface OrderBuyer {
  customerId: string | null;
  addressId: string | null;
  name: string | null;
  phone: string | null;
}

/**
 * The buyer of an order that is entered: found or made by the marketplace's name or the telephone, or a customer of the register. One round
 * trip for a new buyer. @throws sales.buyer-unknown: no such customer, or an address of somebody else
 */
export async function buyerOf(tx: Tx, store: OrderStore, { buyer, outsideNo }: OrderInput, orderId: string): Promise<OrderBuyer> {
  const receiver = buyer.receiver && { ...buyer.receiver, masked: false };
  if (buyer.customerId === undefined) {
    const [known] = await rememberBuyers(tx, [{ platform: store.platform, storeId: store.id, buyerKey: buyer.nick ?? null, receiver: receiver ?? null, ref: outsideNo ?? orderId }]);
    return { ...known!, name: receiver?.name ?? null, phone: receiver?.phone ?? null };
  }
  const address = buyer.addressId === undefined ? undefined : (await addressesById(tx, [buyer.addressId])).get(buyer.addressId);
  if (!receiver && address?.customerId !== buyer.customerId) throw refuse(no['buyer-unknown']);
  if (!(await customersById(tx, [buyer.customerId])).has(buyer.customerId)) throw refuse(no['buyer-unknown']);
  const place = receiver ?? (address as Address);
  return { customerId: buyer.customerId, addressId: receiver ? await rememberAddress(tx, buyer.customerId, receiver) : address!.id, name: place.name, phone: place.phone };
}
