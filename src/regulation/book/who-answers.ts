import type { Policy } from '../../kernel/actor.ts';

/** Cases with names and amounts: for those who answer for the department, its books, or examine it. */
export const whoAnswers: Policy = { 'department-head': 'all', 'general-manager': 'all', administrator: 'all', auditor: 'all', accountant: 'all', 'team-lead': 'all', 'service-lead': 'all' };
