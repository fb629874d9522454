/** The front door: what chapters may ask of the customers register. Everything else of this folder is its own. */
export { phoneKey, rememberBuyers, type Buyer, type Receiver, type Remembered } from './buyers.ts';
export { addressesById, customersById, maskedAddress, onHold, type Address, type Customer } from './reads.ts';
export { unmaskables, unmaskAddress, type Unmaskable } from './unmask.ts';
