import type { Policy } from '../../kernel/actor.ts';

/** Who may propose another value: those who answer for a part of the department, and the administrator. */
export const mayPropose: Policy = { administrator: 'all', 'department-head': 'all', 'general-manager': 'all', 'team-lead': 'all', 'service-lead': 'all', accountant: 'all', hr: 'all' };

/** Who decides it. An administrator has no bypass. */
export const mayDecide: Policy = { 'department-head': 'all', 'general-manager': 'all' };

/** Who signs a correction of the past: two of them, who are not the one who asked. */
export const mayCorrect: Policy = { ...mayDecide, auditor: 'all' };
