import type { z } from 'zod';
import { scopeOf, type Actor } from '../../../kernel/actor.ts';
import type { Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { maskPhone } from '../../../kernel/privacy.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Post } from '../../../kernel/posts.ts';
import type { Language } from '../../../kernel/words.ts';
import type { Caller } from './authenticate.ts';
import type { person, readMe } from './contract.ts';
import { hashOf } from './secrets.ts';

export type PersonShown = z.output<typeof person>;

/** Who is signed in, as the frame needs it. */
export async function sessionOf(kernel: Kernel, caller: Caller): Promise<PersonShown> {
  const now = kernel.clock.now();
  const { rows } = await kernel.db.query<{ language: Language | null; company: string; standing: { id: string; name: string; until: number }[] }>(
    `select s.language, c.name as company,
       (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'until', floor(extract(epoch from u.to_at) * 1000)) order by u.to_at), '[]')
        from company.substitute u join company.staff a on a.id = u.absent_id
        where u.substitute_id = s.id and u.ended_at is null and u.from_at <= to_timestamp($2 / 1000.0) and u.to_at > to_timestamp($2 / 1000.0)) as standing
     from company.staff s cross join company.company c where s.id = $1`, [caller.actor.id, now], 'company.session_of');
  const row = rows[0];
  if (!row) throw refuse(kernelNo['not-signed-in']);
  const acting = row.standing.find((s) => s.id === caller.actor.onBehalfOf);
  return {
    id: caller.actor.id!, name: caller.actor.name, posts: [...caller.actor.posts], language: row.language, company: row.company, now,
    substitute: acting ? { name: acting.name, until: acting.until } : null, mayStandInFor: row.standing, restricted: caller.restricted,
  };
}

/** One's own account, and the names of the verbs that one may use. */
export async function meOf(kernel: Kernel, caller: Caller, routes: readonly Route[]): Promise<z.output<typeof readMe.response>> {
  const { rows } = await kernel.db.query<{
    login: string; name: string; language: Language | null; phone: string | null; on: boolean; own: Post[]; teams: { id: string; name: string }[]; superior: { id: string; name: string } | null; factorPosts: Post[];
  }>(
    `select s.login, s.name, s.language, p.phone, c.second_factor_posts as "factorPosts",
       exists (select from company.totp o where o.staff_id = s.id and o.confirmed_at is not null) as "on",
       (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name), '[]') from company.team t where t.active
         and (t.lead_id = s.id or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = s.id))) as teams,
       (select jsonb_build_object('id', u.id, 'name', u.name) from company.reporting_line r join company.staff u on u.id = r.superior_id where r.staff_id = s.id and r.to_at is null) as superior
     from company.staff s join company.person p on p.id = s.person_id cross join company.company c where s.id = $1`, [caller.actor.id], 'company.me');
  const row = rows[0];
  if (!row) throw refuse(kernelNo['not-signed-in']);
  const { actor } = caller;
  return {
    id: actor.id!, name: row.name, login: row.login, language: row.language, phone: maskPhone(row.phone), posts: [...actor.posts], teams: row.teams, superior: row.superior,
    secondFactor: { on: row.on, required: actor.posts.some((post) => row.factorPosts.includes(post)) },
    verbs: verbsOf(actor, routes),
  };
}

function verbsOf(actor: Actor, routes: readonly Route[]): string[] {
  if (actor.tokenScopes && !actor.tokenScopes.includes('write')) return [];
  return [...new Set(routes.filter((route) => route.verb !== undefined && !route.may.public && scopeOf(actor, route.may) !== null).map((route) => route.verb!))].sort();
}

export interface SessionRow { id: string; createdAt: number; lastSeenAt: number; expiresAt: number; ip: string | null; agent: string | null; current: boolean }

/** Where somebody is signed in now, the newest first. */
export async function sessionsOf(kernel: Kernel, staffId: string, cookie: string | undefined, idleMs: number): Promise<SessionRow[]> {
  const { rows } = await kernel.db.query<SessionRow & Record<string, unknown>>(
    `select id, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt", ip, agent, token_hash = $2 as current from company.session
     where staff_id = $1 and ended_at is null and expires_at > to_timestamp($3 / 1000.0) and last_seen_at > to_timestamp(($3 - $4) / 1000.0) order by last_seen_at desc limit 100`,
    [staffId, hashOf(cookie ?? ''), kernel.clock.now(), idleMs], 'company.sessions_of');
  return rows;
}
