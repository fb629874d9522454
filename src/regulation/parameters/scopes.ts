import { posts } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Words } from '../../kernel/words.ts';
import type { Parameter, Scope } from '../declare-parameter.ts';
import type { Parts } from '../parts.ts';

type On = { runner: Runner };

/** Names of what the values of a parameter are narrowed to, by `type id`; `also`: of one that is asked for. */
export async function scopeNames(parts: Parts, on: On, p: Parameter, also: readonly { readonly scopeType: string | null; readonly scopeId: string | null }[] = []): Promise<Map<string, Words>> {
  const used = (scope: Scope): string[] => [...new Set(parts.engine.values.history(p.key).flatMap((v) => (v.scopeType === scope && v.scopeId !== null ? [v.scopeId] : [])))];
  const all = await Promise.all(p.scopes.map(async (scope) => (await scopeChoices(parts, on, scope, { ids: [...used(scope), ...also.flatMap((a) => (a.scopeType === scope && a.scopeId ? [a.scopeId] : []))] })).map((o) => [`${scope} ${o.id}`, o.words] as const)));
  return new Map(all.flat());
}

export async function scopeChoices(parts: Parts, on: On, scope: Scope, asked: { readonly q?: string | undefined; readonly ids?: readonly string[] } = {}): Promise<readonly { id: string; words: Words }[]> {
  if (asked.ids?.length === 0) return [];
  const all = scope === 'post' ? Object.entries(posts).map(([id, name]) => ({ id, words: name })) : await parts.directory.scopeOptions(on, scope, asked);
  return asked.ids ? all.filter((o) => asked.ids!.includes(o.id)) : all;
}
