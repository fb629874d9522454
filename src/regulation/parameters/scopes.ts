import { posts } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Words } from '../../kernel/words.ts';
import type { Parameter, Scope } from '../declare-parameter.ts';
import type { Parts } from '../parts.ts';

type On = { runner: Runner };

/** Names of what values may be narrowed to, by `type id`. */
export async function scopeNames(parts: Parts, on: On, p: Parameter): Promise<Map<string, Words>> {
  const all = await Promise.all(p.scopes.map(async (scope) => (await scopeChoices(parts, on, scope)).map((o) => [`${scope} ${o.id}`, o.words] as const)));
  return new Map(all.flat());
}

export async function scopeChoices(parts: Parts, on: On, scope: Scope): Promise<readonly { id: string; words: Words }[]> {
  if (scope === 'post') return Object.entries(posts).map(([id, name]) => ({ id, words: name }));
  return parts.directory.scopeOptions(on, scope);
}
