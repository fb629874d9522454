import type { Actor } from '../../kernel/actor.ts';
import type { Post } from '../../kernel/posts.ts';

/** Posts that see and set what goods cost the company. */
export const costPosts: readonly Post[] = ['accountant', 'department-head', 'general-manager', 'buyer'];

export const seesCost = (actor: Actor | null): boolean => actor !== null && (actor.kind === 'system' || actor.posts.some((post) => costPosts.includes(post)));
