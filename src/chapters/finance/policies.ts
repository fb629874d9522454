import type { Policy } from '../../kernel/actor.ts';

/** Who reads money: finance, those above it, and the auditor. */
export const mayReadMoney = { cashier: 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all' } satisfies Policy;
/** Names of accounts, for choosing one in an import. */
export const mayChooseAccounts = { ...mayReadMoney, administrator: 'all', seller: 'all', 'team-lead': 'all', 'store-operator': 'all' } satisfies Policy;
export const mayKeepAccounts = { accountant: 'all', 'department-head': 'all', administrator: 'all' } satisfies Policy;
export const mayReadAccounts = { ...mayReadMoney, administrator: 'all' } satisfies Policy;
export const mayRecord = { cashier: 'all', accountant: 'all' } satisfies Policy;
export const mayMatch = { accountant: 'all', cashier: 'all' } satisfies Policy;
export const mayExplain = { accountant: 'all' } satisfies Policy;
export const mayBook = { accountant: 'all' } satisfies Policy;
/** Finance signs and closes; sales signs (clause 6.1.2). */
export const maySign = { accountant: 'all', 'department-head': 'all' } satisfies Policy;
/** Opens a closed month again; never one who signed or closed it. */
export const mayReopen = { 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
