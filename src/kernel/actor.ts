import { kernelNo, refuse } from './refusal.ts';
import { allPosts, posts, type Post } from './posts.ts';
import { words } from './words.ts';

/** Who acts. Facts keep the kind: a bot's reply never stops a human clock (engine.md §3 rule 6). */
export interface Actor {
  kind: 'person' | 'system' | 'bot' | 'customer';
  /** Staff id of a person (or the owner of an API token); null for system and customers. */
  id: string | null;
  /** The natural person behind the account: separations of duty are checked on it. */
  personId: string | null;
  name: string;
  posts: readonly Post[];
  teamIds: readonly string[];
  /** Staff id of the colleague for whom this person acts as a substitute. */
  onBehalfOf?: string | null;
  /** Present when the caller uses an API token: what the token may do at most. */
  tokenScopes?: readonly TokenScope[];
  /** Present on a customer's signed link: the only object that the link opens. */
  link?: { type: string; id: string };
}

export type TokenScope = 'read' | 'write' | 'import';

/** How far a post sees, widening: own rows, rows of the own teams, of the department, all rows. */
export type Scope = 'own' | 'team' | 'department' | 'all';

const width: Record<Scope, number> = { own: 1, team: 2, department: 3, all: 4 };

/**
 * Who may use a route or verb, and how far: post → scope. Default deny: what is not named is refused.
 * `signedIn` opens it to every signed-in person; `customer` to the holder of a signed link; `public` to everybody.
 */
export type Policy = { readonly [P in Post]?: Scope } & {
  readonly signedIn?: Scope;
  readonly customer?: true;
  readonly public?: true;
};

/** Whether a row of this member of staff is the actor's own: it is the actor's, or that of the colleague for whom the actor stands in. */
export const isOwn = (actor: Actor, staffId: string | null): boolean => staffId !== null && (staffId === actor.id || staffId === actor.onBehalfOf);

/** The staff whose rows are the actor's own, for the condition of a list. */
export const ownIds = (actor: Actor | null): string[] => [actor?.id, actor?.onBehalfOf].filter((of) => of != null);

export const system = (name: string): Actor => ({ kind: 'system', id: null, personId: null, name, posts: [], teamIds: [] });

/** The widest scope that the policy gives this actor, or null. The system itself (reactions, jobs) sees all. */
export function scopeOf(actor: Actor | null, policy: Policy): Scope | null {
  if (actor?.kind === 'system') return 'all';
  if (policy.public) return 'all';
  if (!actor) return null;
  if (actor.kind === 'customer') return policy.customer ? 'own' : null;
  let best: Scope | null = policy.signedIn ?? null;
  for (const post of actor.posts) {
    const scope = policy[post];
    if (scope && (best === null || width[scope] > width[best])) best = scope;
  }
  return best;
}

/** The posts that a policy lets in, in the order of the rulebook: whom somebody without the right may ask. */
export const postsOf = (policy: Policy): Post[] => allPosts.filter((post) => policy[post] !== undefined);

/** The scope, or the refusal that fits: 401 for nobody, 403 for a post without the right, which names those who have it. */
export function permit(actor: Actor | null, policy: Policy): Scope {
  const scope = scopeOf(actor, policy);
  if (scope) return scope;
  if (!actor) throw refuse(kernelNo['not-signed-in']);
  const those = postsOf(policy);
  if (those.length === 0) throw refuse(kernelNo['not-allowed']);
  throw refuse(kernelNo['not-allowed'], words(`由这些岗位办理：${those.map((p) => posts[p].zh).join('、')}。您的岗位没有这项权限。`, `This is for: ${those.map((p) => posts[p].en).join(', ')}. None of your posts may do it.`), { posts: those });
}

/** A person must be there: for verbs that need a name behind them. */
export function personOf(actor: Actor): string {
  if (actor.id === null) throw refuse(kernelNo['not-allowed'], { zh: '此操作须由员工本人执行。', en: 'Only a member of staff can do this.' });
  return actor.id;
}
