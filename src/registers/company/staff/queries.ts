import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import { factKind } from '../../../kernel/fact.ts';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Post } from '../../../kernel/posts.ts';
import { maskPhone } from '../../../kernel/privacy.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { Words } from '../../../kernel/words.ts';
import type { listColleagues, listStaff, readStaff, staffRow } from './contract.ts';

type StaffRow = z.output<typeof staffRow>;
type Query = z.output<NonNullable<typeof listStaff.query>>;

const now = (kernel: Kernel): RawBuilder<unknown> => sql`to_timestamp(${kernel.clock.now()}::bigint / 1000.0)`;

const select = (kernel: Kernel) => sql`s.id, s.name, s.login, s.active, p.phone, s.created_at as "createdAt",
  (select coalesce(array_agg(h.post order by h.post), '{}') from company.post_holding h where h.staff_id = s.id and h.to_at is null) as posts,
  (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name), '[]') from company.team t where t.active
    and (t.lead_id = s.id or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = s.id))) as teams,
  (select jsonb_build_object('id', u.id, 'name', u.name) from company.reporting_line r join company.staff u on u.id = r.superior_id where r.staff_id = s.id and r.to_at is null) as superior,
  (select jsonb_build_object('id', f.id, 'name', f.name) from company.shift_assignment a join company.shift f on f.id = a.shift_id where a.staff_id = s.id and a.to_at is null) as shift,
  (select max(b.to_at) from company.substitute b where b.absent_id = s.id and b.ended_at is null and b.from_at <= ${now(kernel)} and b.to_at > ${now(kernel)}) as "awayUntil",
  (select max(e.last_seen_at) from company.session e where e.staff_id = s.id) as "lastSeenAt",
  exists (select from company.totp o where o.staff_id = s.id and o.confirmed_at is not null) as "secondFactor"`;

const tables = sql`from company.staff s join company.person p on p.id = s.person_id`;
const inTeams = (ids: readonly string[]) => sql`exists (select from company.team t where t.active and t.id = any (${[...ids]}::uuid[])
  and (t.lead_id = s.id or exists (select from company.team_member m where m.team_id = t.id and m.staff_id = s.id)))`;
const holds = (posts: readonly string[]) => sql`exists (select from company.post_holding h where h.staff_id = s.id and h.to_at is null and h.post = any (${[...posts]}::text[]))`;

/** Own, one's teams', or all members of staff. */
const visible = (actor: Actor, scope: Scope): RawBuilder<unknown> | false =>
  scope === 'all' || scope === 'department' ? false : scope === 'team' ? sql`s.id = ${actor.id} or ${inTeams(actor.teamIds)}` : sql`s.id = ${actor.id}`;

const search = (q: string | undefined): RawBuilder<unknown> | false => {
  const asked = q === undefined ? null : searchQuery(q);
  return asked !== null && sql`s.search @@ ${asked}::tsquery`;
};

const shown = (row: StaffRow): StaffRow => ({ ...row, phone: maskPhone(row.phone) });

export async function staffList(kernel: Kernel, actor: Actor, scope: Scope, query: Query): Promise<Page<StaffRow>> {
  const found = await page<StaffRow, 'name' | 'createdAt'>(kernel, {
    from: sql`${tables} ${every([
      visible(actor, scope), search(query.q),
      query.post !== undefined && holds(query.post), query.team !== undefined && inTeams([query.team]), query.active !== undefined && sql`s.active = ${query.active}`,
    ])}`,
    select: select(kernel), id: sql`s.id`,
    orders: { name: { by: sql`s.name`, type: 'text' }, createdAt: { by: sql`s.created_at`, type: 'timestamptz' } },
    sort: query.sort ?? 'name', cursor: query.cursor, limit: query.limit,
  });
  return { ...found, rows: found.rows.map(shown) };
}

type ColleagueQuery = z.output<NonNullable<typeof listColleagues.query>>;

/** Active colleagues by name: ids, names and posts, nothing more. */
export async function colleagues(kernel: Kernel, query: ColleagueQuery): Promise<Page<{ id: string; name: string; posts: Post[] }>> {
  return page<{ id: string; name: string; posts: Post[] }, 'name'>(kernel, {
    from: sql`from company.staff s ${every([sql`s.active`, search(query.q), query.post !== undefined && holds(query.post), query.team !== undefined && inTeams([query.team])])}`,
    select: sql`s.id, s.name, (select coalesce(array_agg(h.post order by h.post), '{}') from company.post_holding h where h.staff_id = s.id and h.to_at is null) as posts`,
    id: sql`s.id`, orders: { name: { by: sql`s.name`, type: 'text' } }, sort: 'name', cursor: query.cursor, limit: query.limit,
  });
}

type Full = z.output<typeof readStaff.response>;

/** Everything about one member of staff. @throws kernel.not-found when he is not there or not within the scope. */
export async function staffRecord(kernel: Kernel, actor: Actor, scope: Scope, id: string): Promise<Full> {
  const on = kernel.db.tables<Record<string, never>>();
  const [found, history, substitutes, reports, timeline] = await Promise.all([
    sql<Omit<Full, 'postHistory' | 'substitutes' | 'reports' | 'timeline' | 'self'>>`select ${select(kernel)}, s.version, s.language, s.must_change_password as "mustChangePassword",
        (select count(*)::int from company.session e where e.staff_id = s.id and e.ended_at is null and e.expires_at > ${now(kernel)}) as sessions,
        (select count(*)::int from company.api_token k where k.staff_id = s.id and k.revoked_at is null and k.expires_at > ${now(kernel)}) as tokens
      ${tables} ${every([sql`s.id = ${id}`, visible(actor, scope)])}`.execute(on),
    sql<Full['postHistory'][number]>`select id, post, from_at as "from", to_at as "to" from company.post_holding where staff_id = ${id} order by from_at desc, id limit 100`.execute(on),
    sql<Full['substitutes'][number]>`select b.id, jsonb_build_object('id', w.id, 'name', w.name) as who, jsonb_build_object('id', a.id, 'name', a.name) as absent, b.from_at as "from",
        coalesce(b.ended_at, b.to_at) as "to", b.note,
        case when b.ended_at is not null or b.to_at <= ${now(kernel)} then 'over' when b.from_at > ${now(kernel)} then 'planned' else 'running' end as state
      from company.substitute b join company.staff w on w.id = b.substitute_id join company.staff a on a.id = b.absent_id
      where b.absent_id = ${id} or b.substitute_id = ${id} order by b.from_at desc limit 50`.execute(on),
    sql<{ id: string; name: string }>`select s.id, s.name from company.reporting_line r join company.staff s on s.id = r.staff_id where r.superior_id = ${id} and r.to_at is null and s.active order by s.name`.execute(on),
    sql<{ id: string; at: number; by: string; type: string; payload: never }>`select f.id, f.occurred_at as at, f.actor_name as by, f.type, f.payload
      from kernel.fact_object o join kernel.fact f on f.seq = o.fact_seq and f.recorded_at = o.recorded_at
      where o.object_type = 'staff' and o.object_id = ${id} order by o.fact_seq desc limit 100`.execute(on),
  ]);
  const row = found.rows[0];
  if (!row) throw refuse(kernelNo['not-found']);
  return {
    ...(shown(row as never) as typeof row), self: row.id === actor.id, postHistory: history.rows, substitutes: substitutes.rows, reports: reports.rows,
    timeline: timeline.rows.map((f) => ({ id: f.id, at: f.at, by: f.by, text: sentenceOf(f.type, f.payload) })),
  };
}

const sentenceOf = (type: string, payload: never): Words => factKind(type)?.sentence(payload) ?? { zh: type, en: type };
