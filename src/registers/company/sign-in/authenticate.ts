import type { FastifyRequest } from 'fastify';
import type { Actor, TokenScope } from '../../../kernel/actor.ts';
import { DAY, HOUR, MINUTE } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Post } from '../../../kernel/posts.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { no } from '../refusals.ts';
import { hashOf } from './secrets.ts';

/** A session ends after this time without a request, and in any case after the second. */
export const SESSION_IDLE = 24 * HOUR;
export const SESSION_LIFE = 7 * DAY;
/** How often "last seen" is written down. */
const SEEN_EVERY = MINUTE;
/** How long an answer may be kept, in real milliseconds: a disabled user, an ended session, a revoked token is dead in under a second. */
const KEPT_MS = 400;
const MOST_KEPT = 5_000;

export type Restriction = 'password' | 'second-factor';

/** Who calls, and how. */
export interface Caller {
  actor: Actor;
  sessionId: string | null;
  tokenId: string | null;
  /** Only what lifts the restriction is open: see `openWhileRestricted`. */
  restricted: Restriction | null;
}

/** What a request carries. `route` is the method and the path below /api as the contract writes it: `POST /me/password`. */
export interface Credentials {
  cookie?: string | undefined;
  authorization?: string | undefined;
  ip?: string | undefined;
  route?: string | undefined;
}

/** All that a session which still lacks an own password or the second factor may use (survival.md A4). */
export const openWhileRestricted: ReadonlySet<string> = new Set([
  'GET /session', 'POST /session', 'DELETE /session', 'GET /setup', 'GET /me', 'POST /me/language', 'POST /me/password', 'POST /me/second-factor', 'POST /me/second-factor/confirmation',
]);

interface Row {
  session_id: string | null; token_id: string | null; seen_at: number | null; totp_passed: boolean; scopes: TokenScope[] | null;
  staff_id: string; person_id: string; name: string; must_change_password: boolean; enrolled: boolean; factor_posts: Post[];
  posts: Post[]; team_ids: string[]; acting_for: string | null; acting_posts: Post[] | null; acting_team_ids: string[] | null;
}

const postsOf = (staff: string): string => `(select coalesce(array_agg(h.post order by h.post), '{}') from company.post_holding h where h.staff_id = ${staff}
  and h.from_at <= at.now and (h.to_at is null or h.to_at > at.now))`;
const teamsOfStaff = (staff: string): string => `(select coalesce(array_agg(t.id), '{}') from company.team t where t.active
  and (t.lead_id = ${staff} or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = ${staff})))::text[]`;

const common = `st.id as staff_id, st.person_id, st.name, st.must_change_password, c.second_factor_posts as factor_posts,
  exists (select from company.totp o where o.staff_id = st.id and o.confirmed_at is not null) as enrolled,
  ${postsOf('st.id')} as posts, ${teamsOfStaff('st.id')} as team_ids`;

const bySession = `with at as (select to_timestamp($2 / 1000.0) as now)
  select s.id as session_id, null::uuid as token_id, s.last_seen_at as seen_at, s.totp_passed, null::text[] as scopes, ${common},
    away.absent_id as acting_for,
    case when away.absent_id is not null then ${postsOf('away.absent_id')} end as acting_posts,
    case when away.absent_id is not null then ${teamsOfStaff('away.absent_id')} end as acting_team_ids
  from at cross join company.company c join company.session s on s.token_hash = $1 join company.staff st on st.id = s.staff_id and st.active
  left join lateral (select u.absent_id from company.substitute u where u.absent_id = s.acting_for and u.substitute_id = s.staff_id
    and u.ended_at is null and u.from_at <= at.now and u.to_at > at.now limit 1) away on true
  where s.ended_at is null and s.expires_at > at.now and s.last_seen_at > at.now - make_interval(secs => $3)`;

const byToken = `with at as (select to_timestamp($2 / 1000.0) as now)
  select null::uuid as session_id, k.id as token_id, k.last_used_at as seen_at, true as totp_passed, k.scopes, ${common},
    null::uuid as acting_for, null::text[] as acting_posts, null::text[] as acting_team_ids
  from at cross join company.company c join company.api_token k on k.token_hash = $1 join company.staff st on st.id = k.staff_id and st.active
  where k.revoked_at is null and k.expires_at > at.now`;

const callerOf = (row: Row): Caller => {
  // Whoever stands in has the absent colleague's rights as well; running the system is not handed over.
  const lent = (row.acting_posts ?? []).filter((post) => post !== 'administrator');
  const needsFactor = row.enrolled || row.posts.some((post) => row.factor_posts.includes(post)) || lent.some((post) => row.factor_posts.includes(post));
  return {
    sessionId: row.session_id,
    tokenId: row.token_id,
    restricted: row.token_id ? null : row.must_change_password ? 'password' : needsFactor && !row.totp_passed ? 'second-factor' : null,
    actor: {
      kind: 'person', id: row.staff_id, personId: row.person_id, name: row.name,
      posts: [...new Set([...row.posts, ...lent])], teamIds: [...new Set([...row.team_ids, ...(row.acting_team_ids ?? [])])],
      ...(row.acting_for ? { onBehalfOf: row.acting_for } : {}),
      ...(row.scopes ? { tokenScopes: row.scopes } : {}),
    },
  };
};

interface Kept { caller: Caller | null; until: number }
const kept = new WeakMap<object, Map<string, Kept>>();

async function look(kernel: Kernel, secret: string, kind: 'session' | 'token'): Promise<Caller | null> {
  const now = kernel.clock.now();
  const { rows } = kind === 'session'
    ? await kernel.db.query<Row & Record<string, unknown>>(bySession, [hashOf(secret), now, SESSION_IDLE / 1000], 'company.caller_by_session')
    : await kernel.db.query<Row & Record<string, unknown>>(byToken, [hashOf(secret), now], 'company.caller_by_token');
  const row = rows[0];
  if (!row) return null;
  if (row.seen_at === null || now - row.seen_at >= SEEN_EVERY) await seen(kernel, row, now);
  return callerOf(row);
}

async function seen(kernel: Kernel, row: Row, now: number): Promise<void> {
  if (row.session_id) await kernel.db.query('update company.session set last_seen_at = to_timestamp($2 / 1000.0) where id = $1 and ended_at is null', [row.session_id, now], 'company.session_seen');
  else await kernel.db.query('update company.api_token set last_used_at = to_timestamp($2 / 1000.0) where id = $1', [row.token_id, now], 'company.token_seen');
}

/** Who calls, without what was kept from a moment ago: for streams that ask again and again whether their person is still welcome. */
export async function callerNow(kernel: Kernel, given: Credentials): Promise<Caller | null> {
  const bearer = bearerOf(given.authorization);
  if (bearer !== null) return look(kernel, bearer, 'token');
  return given.cookie ? look(kernel, given.cookie, 'session') : null;
}

/** Who calls, by API token or session. Null for nobody. @throws kernel.not-signed-in for a token that is not valid. */
export async function callerOfRequest(kernel: Kernel, given: Credentials): Promise<Caller | null> {
  const bearer = bearerOf(given.authorization);
  const secret = bearer ?? given.cookie;
  if (!secret) return null;
  const cache = kept.get(kernel.db) ?? new Map<string, Kept>();
  kept.set(kernel.db, cache);
  const key = `${bearer === null ? 's' : 't'}${hashOf(secret).toString('base64')}`;
  const at = performance.now();
  const before = cache.get(key);
  let caller: Caller | null;
  if (before && before.until > at) caller = before.caller;
  else {
    caller = await look(kernel, secret, bearer === null ? 'session' : 'token');
    if (cache.size >= MOST_KEPT) cache.clear();
    // Counted from before the question: the answer may be as old as that.
    if (caller) cache.set(key, { caller, until: at + KEPT_MS });
    else cache.delete(key);
  }
  if (!caller && bearer !== null) throw refuse(kernelNo['not-signed-in'], { zh: 'API 令牌无效、已过期或已吊销。', en: 'The API token is not valid, has expired or was revoked.' });
  return caller;
}

/** What this node knows about callers is forgotten: after an act that changes them, so that the next request sees it at once. */
export const forgetCallers = (kernel: Kernel): void => kept.get(kernel.db)?.clear();

/**
 * Who calls, for the HTTP edge. Null for nobody.
 * @throws kernel.not-signed-in for a dead API token; company.second-factor-needed, company.password-change-needed while only that is open.
 */
export async function authenticate(kernel: Kernel, given: Credentials): Promise<Actor | null> {
  const caller = await callerOfRequest(kernel, given);
  if (!caller) return null;
  if (caller.restricted && !openWhileRestricted.has(given.route ?? ''))
    throw refuse(caller.restricted === 'password' ? no['password-change-needed'] : no['second-factor-needed']);
  return caller.actor;
}

/** `__Host-` binds the cookie to this host and to TLS; browsers take it over TLS only. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-dianzhang' : 'dianzhang');
export const deviceCookieName = (secure: boolean): string => (secure ? '__Host-dianzhang-device' : 'dianzhang-device');

/** What a request of the HTTP edge carries. */
export function credentialsOf(request: FastifyRequest, secure: boolean): Credentials {
  const url = request.routeOptions.url ?? '';
  return {
    cookie: request.cookies[cookieName(secure)],
    authorization: request.headers.authorization,
    ip: request.ip,
    route: `${request.method === 'HEAD' ? 'GET' : request.method} ${url.startsWith('/api') ? url.slice(4) : url}`,
  };
}

/** For `buildServer({authenticate})`, and `stillValid` for live updates. */
export function authenticator(kernel: Kernel, secure = false): { authenticate(request: FastifyRequest): Promise<Actor | null>; stillValid(request: FastifyRequest): () => Promise<boolean> } {
  return {
    authenticate: (request) => authenticate(kernel, credentialsOf(request, secure)),
    stillValid: (request) => {
      const given = credentialsOf(request, secure);
      let first: string | null = null;
      return async () => {
        const caller = await callerNow(kernel, given);
        if (!caller || caller.restricted) return false;
        // A stream was opened with the rights of that moment: other rights need a new one.
        const rights = JSON.stringify([caller.actor.id, caller.actor.posts, caller.actor.teamIds, caller.actor.onBehalfOf ?? null]);
        first ??= rights;
        return rights === first;
      };
    },
  };
}

function bearerOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const match = /^Bearer ([\w-]{16,200})$/.exec(header);
  if (!match) throw refuse(kernelNo['not-signed-in'], { zh: 'Authorization 请写成“Bearer 令牌”。', en: 'Write Authorization as “Bearer token”.' });
  return match[1]!;
}
