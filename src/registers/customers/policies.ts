import type { Policy } from '../../kernel/actor.ts';

export const mayReadCustomers: Policy = {
  seller: 'all', 'team-lead': 'all', 'service-agent': 'all', 'service-lead': 'all', 'store-operator': 'all', 'logistics-clerk': 'all', accountant: 'all', cashier: 'all',
  'department-head': 'all', 'general-manager': 'all', auditor: 'all',
};
export const maySaveCustomers: Policy = { seller: 'all', 'team-lead': 'all', 'service-agent': 'all', 'service-lead': 'all', 'department-head': 'all' };
export const mayHoldCustomers: Policy = { 'team-lead': 'all', 'service-lead': 'all', accountant: 'all', 'department-head': 'all', 'general-manager': 'all' };
/** Who needs the real name, number or house to do the work. The auditor checks who looked, and does not look. */
export const mayUnmask: Policy = {
  seller: 'all', 'team-lead': 'all', 'service-agent': 'all', 'service-lead': 'all', warehouse: 'all', 'logistics-clerk': 'all', 'department-head': 'all', 'general-manager': 'all',
};
