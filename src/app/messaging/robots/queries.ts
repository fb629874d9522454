import { sql } from 'kysely';
import type { z } from 'zod';
import type { Asked } from '../../../kernel/http/route.ts';
import { every, page } from '../../../kernel/keyset.ts';
import { staffById, teamsOf } from '../../../registers/company/index.ts';
import type * as contract from './contract.ts';

type Robot = z.output<typeof contract.robot>;
type Row = Omit<Robot, 'teamName' | 'staffName'>;

/** Robots with what waits and what failed; address and secret never come back. */
export async function robots({ kernel, query }: Asked<undefined, z.output<NonNullable<typeof contract.listRobots.query>>>) {
  const found = await page<Row, 'created' | 'name'>(kernel, {
    select: sql`r.id, r.name, r.kind, r.hint, r.secret is not null as signed, r.team_id as "teamId", r.staff_id as "staffId", r.active, r.created_at as "createdAt", r.version, m.waiting, m.failed, l.sent_at as "lastSentAt"`,
    from: sql`from kernel.robot r
      cross join lateral (select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'failed')::int as failed
        from kernel.message where channel = 'robot' and recipient = r.id::text and state in ('waiting', 'failed')) m
      left join lateral (select sent_at from kernel.message where channel = 'robot' and recipient = r.id::text and state = 'sent' order by created_at desc, id desc limit 1) l on true
      ${every([
        query.kind !== undefined && sql`r.kind = any (${[...query.kind]}::text[])`,
        query.active !== undefined && sql`r.active = ${query.active}`,
        query.q !== undefined && query.q !== '' && sql`strpos(lower(r.name || ' ' || r.hint), lower(${query.q})) > 0`,
      ])}`,
    id: sql`r.id`, orders: { created: { by: sql`r.created_at`, type: 'timestamptz' }, name: { by: sql`r.name`, type: 'text' } }, sort: query.sort ?? '-created', cursor: query.cursor, limit: query.limit,
  });
  const [staff, teams] = await Promise.all([staffById(kernel, found.rows.flatMap((r) => r.staffId ?? [])), teamsOf(kernel)]);
  return {
    ...found,
    rows: found.rows.map((r): Robot => ({ ...r, teamName: teams.find((t) => t.id === r.teamId)?.name ?? null, staffName: r.staffId === null ? null : (staff.get(r.staffId)?.name ?? null) })),
  };
}

export async function owners({ kernel }: Asked<undefined, undefined>) {
  const [staff, teams] = await Promise.all([staffById(kernel), teamsOf(kernel)]);
  return {
    teams: teams.map(({ id, name }) => ({ id, name })),
    staff: [...staff.values()].filter((s) => s.active).map(({ id, name }) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name, 'zh')),
  };
}
