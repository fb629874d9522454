import { sql } from 'kysely';
import type { z } from 'zod';
import { every, page, type Page } from '../../../kernel/keyset.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Post } from '../../../kernel/posts.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { WeekHours } from '../schema.ts';
import type { listShifts, listTeams, listWarehouses, teamRow, warehouseRow } from './contract.ts';

type Asked<E extends { query?: z.ZodType }> = z.output<NonNullable<E['query']>>;
type TeamRow = z.output<typeof teamRow>;
type WarehouseRow = z.output<typeof warehouseRow>;
const byName = { name: { by: sql`x.name`, type: 'text' } } as const;
const like = (q: string | undefined) => q !== undefined && q !== '' && sql`strpos(lower(x.name), lower(${q})) > 0`;

export async function companyOf(kernel: Kernel): Promise<{ name: string; zone: string; secondFactorPosts: Post[]; version: number }> {
  const { rows } = await kernel.db.query<{ name: string; zone: string; secondFactorPosts: Post[]; version: number }>(
    'select name, zone, second_factor_posts as "secondFactorPosts", version from company.company', [], 'company.read');
  if (!rows[0]) throw refuse(kernelNo['not-found']);
  return rows[0];
}

export function teamList(kernel: Kernel, query: Asked<typeof listTeams>): Promise<Page<TeamRow>> {
  return page<TeamRow, 'name'>(kernel, {
    from: sql`from company.team x left join company.staff l on l.id = x.lead_id ${every([like(query.q), query.active !== undefined && sql`x.active = ${query.active}`])}`,
    select: sql`x.id, x.name, x.active, x.version, case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end as lead,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name) order by s.name), '[]') from company.team_member m join company.staff s on s.id = m.staff_id where m.team_id = x.id) as members,
      (select count(*)::int from company.store o where o.team_id = x.id and o.state = 'open') as stores,
      (select count(*)::int from company.warehouse w where w.team_id = x.id and w.active) as warehouses`,
    id: sql`x.id`, orders: byName, sort: query.sort ?? 'name', cursor: query.cursor, limit: query.limit,
  });
}

export interface ShiftRow { id: string; name: string; week: WeekHours; staff: number; active: boolean; version: number }

export function shiftList(kernel: Kernel, query: Asked<typeof listShifts>): Promise<Page<ShiftRow>> {
  return page<ShiftRow, 'name'>(kernel, {
    from: sql`from company.shift x ${every([query.active !== undefined && sql`x.active = ${query.active}`])}`,
    select: sql`x.id, x.name, x.week, x.active, x.version, (select count(*)::int from company.shift_assignment a where a.shift_id = x.id and a.to_at is null) as staff`,
    id: sql`x.id`, orders: byName, sort: 'name', cursor: query.cursor, limit: query.limit,
  });
}

export function warehouseList(kernel: Kernel, query: Asked<typeof listWarehouses>): Promise<Page<WarehouseRow>> {
  return page<WarehouseRow, 'name'>(kernel, {
    from: sql`from company.warehouse x left join company.team t on t.id = x.team_id ${every([like(query.q), query.active !== undefined && sql`x.active = ${query.active}`])}`,
    select: sql`x.id, x.name, x.province, x.city, x.district, x.detail, x.active, x.version, case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as team,
      (select count(*)::int from company.store o where o.default_warehouse_id = x.id and o.state = 'open') as stores`,
    id: sql`x.id`, orders: byName, sort: query.sort ?? 'name', cursor: query.cursor, limit: query.limit,
  });
}
