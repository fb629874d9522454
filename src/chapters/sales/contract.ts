/** What the web and other callers may ask of this chapter. */
export * from './orders/contract-gifts.ts';
export * from './leads/contract.ts';
export * from './research/contract.ts';
export * from './orders/contract.ts';
export * from './after-sales/contract.ts';
export * from './customers/contract.ts';
export * from './mails/contract.ts';
export * from './mail-intake/contract.ts';
