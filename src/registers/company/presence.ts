import type { Runner } from '../../kernel/query.ts';
import type { WeekHours } from './schema.ts';

/** Whether somebody is at work at an instant: by the shift, and by a substitution that says that he is away. */
export interface Presence {
  /** Inside the shift; true where no shift is set. */
  onDuty: boolean;
  absent: boolean;
  /** Who stands in while absent, if that person works here still. */
  substituteId: string | null;
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const ZONE_MS = 8 * 3_600_000;

/** Whether the week's hours hold at an instant; a stretch that ends before it begins goes on past midnight. The end is outside. */
export function inWeek(week: WeekHours, at: number): boolean {
  const local = new Date(at + ZONE_MS);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const today = local.getUTCDay();
  const runs = (day: number, from: number): boolean => (week[days[day]!] ?? []).some(([start, end]) => {
    const [a, length] = [minutesOf(start), minutesOf(end) - minutesOf(start)];
    const b = a + (length > 0 ? length : length + 1_440);
    return from >= a && from < b;
  });
  return runs(today, minute) || runs((today + 6) % 7, minute + 1_440);
}

/** Presence of members of staff at an instant. One round trip. */
export async function presenceOf(on: { runner: Runner }, staffIds: readonly string[], at: number): Promise<Map<string, Presence>> {
  if (staffIds.length === 0) return new Map();
  const { rows } = await on.runner.query<{ id: string; week: WeekHours | null; absent: boolean; substitute: string | null }>(
    `select s.id, h.week, u.absent_id is not null as absent, case when v.active then u.substitute_id end as substitute
     from company.staff s
     left join company.shift_assignment a on a.staff_id = s.id and a.to_at is null
     left join company.shift h on h.id = a.shift_id and h.active
     left join lateral (select u.absent_id, u.substitute_id from company.substitute u where u.absent_id = s.id and u.ended_at is null
       and u.from_at <= to_timestamp($2::bigint / 1000.0) and u.to_at > to_timestamp($2::bigint / 1000.0) order by u.from_at desc limit 1) u on true
     left join company.staff v on v.id = u.substitute_id
     where s.id = any ($1::uuid[])`, [[...new Set(staffIds)], at], 'company.presence');
  return new Map(rows.map((r) => [r.id, { onDuty: r.week === null || inWeek(r.week, at), absent: r.absent, substituteId: r.substitute }]));
}
