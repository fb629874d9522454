/** The front door: what chapters may ask of the customers register. Everything else of this folder is its own. */
export type { CustomerClass } from './schema.ts';
export { phoneKey, rememberAddress, rememberBuyers, type Buyer, type Receiver, type Remembered } from './buyers.ts';
export { addressesById, customersById, maskedAddress, onHold, type Address, type Customer } from './reads.ts';
export { addressesAlike, type AddressAlike } from './addresses-alike.ts';
export { unmasker, unmaskers, type FindOpen } from './unmask.ts';
export { customerSearcher } from './find.ts';
export { customerChoices } from './customer-choices.ts';
export { customersByContact, customersByEmail, makeCustomer, type Contact } from './known-customer.ts';
export type { DataHolder, Kept, PersonHeld, PersonalPart, Removed } from './personal/holders.ts';
export { accounting } from './personal/erase-customer.ts';
export { mayReadCustomers } from './policies.ts';
