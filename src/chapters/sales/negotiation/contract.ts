export * from './contract-opportunities.ts';
export * from './contract-prices.ts';
export * from './contract-quotes.ts';
export * from './contract-contracts.ts';
export * from './contract-wishes.ts';
export * from './contract-states.ts';
export { needShape, needWords, emptyNeed, type Need, type NeedField } from './contract-need.ts';
