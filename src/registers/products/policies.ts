import type { Policy } from '../../kernel/actor.ts';

/** Everybody who works with goods reads them; the auditor reads everything. */
export const mayRead: Policy = { signedIn: 'all' };
export const mayKeepProducts: Policy = { 'store-operator': 'all', buyer: 'all', 'department-head': 'all' };
export const mayPrice: Policy = { 'store-operator': 'all', buyer: 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all' };
export const mayList: Policy = { 'store-operator': 'all', 'department-head': 'all' };
export const mayMoveStock: Policy = { warehouse: 'all', 'department-head': 'all' };
export const mayReceive: Policy = { warehouse: 'all', buyer: 'all', 'department-head': 'all' };
export const mayExpect: Policy = { buyer: 'all', warehouse: 'all', 'department-head': 'all' };
/** Plans of counts: those who count, and those who decide about what differs. */
export const mayReadCounts: Policy = { warehouse: 'all', 'store-operator': 'all', buyer: 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' };
/** How much a store leaves to the others is a matter of selling. */
export const mayKeepBack: Policy = { 'store-operator': 'all', buyer: 'all', 'department-head': 'all' };
/** What becomes of goods that expire soon is the shop's decision, and the buyer's where they go back. */
export const mayDecideBatches: Policy = { 'store-operator': 'all', buyer: 'all', 'department-head': 'all' };
