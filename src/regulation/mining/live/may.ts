import type { Policy } from '../../../kernel/actor.ts';

/** Who answers for how work runs. Names of colleagues stand in hand-overs, so this is not for everybody. */
export const mayReadMaps: Policy = { administrator: 'all', 'department-head': 'all', 'general-manager': 'all', 'team-lead': 'all', 'service-lead': 'all', 'store-operator': 'all', accountant: 'all', auditor: 'all' };
