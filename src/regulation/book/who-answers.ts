import type { Actor, Policy } from '../../kernel/actor.ts';

/** Cases with names and amounts: for those who answer for the department, its books, or examine it. */
export const whoAnswers: Policy = { 'department-head': 'all', 'general-manager': 'all', administrator: 'all', auditor: 'all', accountant: 'all', 'team-lead': 'all', 'service-lead': 'all' };

/** Who answers for the department sees everybody's; others what they did themselves. */
export const answersFor = (actor: Actor): boolean => actor.posts.some((post) => whoAnswers[post] !== undefined);
