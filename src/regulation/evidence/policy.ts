import type { Policy } from '../../kernel/actor.ts';

/** Who takes evidence and sees the state of the chain: those who examine the department or answer for it. */
export const evidencePolicy: Policy = { auditor: 'all', 'department-head': 'all', 'general-manager': 'all', administrator: 'all' };
