import type { Policy } from '../../../kernel/actor.ts';

export const mayBuy = { buyer: 'all', 'department-head': 'all', 'general-manager': 'all' } satisfies Policy;
export const mayAsk = { ...mayBuy, warehouse: 'all', 'store-operator': 'all' } satisfies Policy;
export const mayInspect = { warehouse: 'all', 'department-head': 'all' } satisfies Policy;
export const maySendBack = { warehouse: 'all', buyer: 'all', 'department-head': 'all' } satisfies Policy;
export const mayReadPurchases = { ...mayAsk, seller: 'all', 'team-lead': 'all', 'logistics-clerk': 'all', accountant: 'all', cashier: 'all', auditor: 'all' } satisfies Policy;
