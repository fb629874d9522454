import type { Post } from '../../kernel/posts.ts';

/** The post above each post; none above the general manager. */
const above: Readonly<Record<Post, Post | null>> = {
  seller: 'team-lead', 'team-lead': 'department-head', 'service-agent': 'service-lead', 'service-lead': 'department-head', 'store-operator': 'department-head',
  warehouse: 'department-head', buyer: 'department-head', 'logistics-clerk': 'department-head', cashier: 'department-head', accountant: 'department-head', hr: 'department-head',
  'department-head': 'general-manager', 'general-manager': null, administrator: 'general-manager', auditor: 'general-manager',
};

/** Posts above a post, nearest first. */
export function higherThan(post: Post): Post[] {
  const found: Post[] = [];
  for (let next = above[post]; next !== null; next = above[next]) found.push(next);
  return found;
}
