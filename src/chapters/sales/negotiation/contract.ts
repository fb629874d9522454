export * from './contract-opportunities.ts';
export * from './contract-prices.ts';
export * from './contract-quotes.ts';
export * from './contract-contracts.ts';
export { channels, channelNames, contractLife, contractStates, opportunityLife, quoteLife, quoteStates, stages, type Channel, type ContractState, type QuoteState, type Stage } from './states.ts';
export { needShape, needWords, emptyNeed, type Need, type NeedField } from './need.ts';
