import type { Actor, Scope } from '../../../kernel/actor.ts';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { staffById } from '../../../registers/company/index.ts';
import type { FunnelRow } from './contract.ts';
import { leadChannelWords } from './contract-words.ts';

interface Row { key: string | null; captured: number; assigned: number; contacted: number; in_time: number; converted: number; discarded: number; cost: bigint; assign_min: number | null; contact_min: number | null; convert_days: number | null }

/** Figures of a set of leads; merged ones are one with the lead that stands for them. Times are medians, so that one forgotten lead does not hide the rest. */
const figures = `count(*)::int as captured, count(*) filter (where l.assigned_at is not null)::int as assigned, count(*) filter (where l.first_contact_at is not null)::int as contacted,
  count(*) filter (where exists (select from regulation_met m where m.id = l.id))::int as in_time,
  count(*) filter (where l.state = 'converted')::int as converted, count(*) filter (where l.state = 'discarded')::int as discarded, coalesce(sum(l.cost_fen), 0)::bigint as cost,
  (percentile_cont(0.5) within group (order by extract(epoch from o.first_at - l.captured_at) / 60))::int as assign_min,
  (percentile_cont(0.5) within group (order by extract(epoch from l.first_contact_at - o.first_at) / 60) filter (where l.first_contact_at >= o.first_at))::int as contact_min,
  (percentile_cont(0.5) within group (order by extract(epoch from l.converted_at - l.captured_at) / 86400))::float8 as convert_days`;

/** Contacted before the deal was handed on: the first seller reached the customer while holding the lead. */
const base = `with regulation_met as (
    select l.id from sales.lead l join lateral (select to_at from sales.lead_ownership o where o.lead_id = l.id order by o.from_at limit 1) o on true
    where l.first_contact_at is not null and (o.to_at is null or l.first_contact_at <= o.to_at))`;
const from = `from sales.lead l left join lateral (select min(from_at) as first_at from sales.lead_ownership o where o.lead_id = l.id) o on true
  where l.state <> 'merged' and l.captured_at >= to_timestamp($1::bigint / 1000.0) and l.captured_at < to_timestamp($2::bigint / 1000.0)
    and ($3::uuid[] is null or l.team_id = any ($3)) and ($4::uuid is null or l.owner_id = $4)`;

const shownRow = (r: Row, label: string): FunnelRow => ({
  key: r.key ?? '', label, captured: r.captured, assigned: r.assigned, contacted: r.contacted, inTime: r.in_time, converted: r.converted, discarded: r.discarded, costFen: Number(r.cost), assignMinutes: r.assign_min,
  contactMinutes: r.contact_min, convertDays: r.convert_days,
});

/** Captured → handed out → reached → customer, by channel and person, of leads that came in on these days (both included; 30 days when not said). */
export async function leadFunnel(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { from?: string | undefined; to?: string | undefined }) {
  const to = asked.to ?? dayOf(kernel.clock.now());
  const first = asked.from ?? dayOf(startOfDay(to) - 29 * DAY);
  const args = [startOfDay(first), startOfDay(to) + DAY, scope === 'team' ? [...(actor?.teamIds ?? [])] : null, scope === 'own' ? (actor?.id ?? null) : null];
  const one = (by: string, name: string) => kernel.db.query<Row & Record<string, unknown>>(`${base} select ${by} as key, ${figures} ${from} group by 1 order by captured desc, key`, args, name);
  const [total, channels, people, days] = await Promise.all([
    one("'all'::text", 'sales.funnel_total'), one('l.channel', 'sales.funnel_channels'), one('l.owner_id::text', 'sales.funnel_people'),
    kernel.db.query<{ day: string; captured: number; contacted: number; converted: number }>(
      `select (l.captured_at at time zone 'Asia/Shanghai')::date::text as day, count(*)::int as captured, count(*) filter (where l.first_contact_at is not null)::int as contacted,
         count(*) filter (where l.state = 'converted')::int as converted ${from} group by 1 order by 1`, args, 'sales.funnel_days'),
  ]);
  const staff = await staffById(kernel, people.rows.flatMap((r) => r.key ?? []));
  const nothing: Row = { key: 'all', captured: 0, assigned: 0, contacted: 0, in_time: 0, converted: 0, discarded: 0, cost: 0n, assign_min: null, contact_min: null, convert_days: null };
  return {
    from: first, to, total: shownRow(total.rows[0] ?? nothing, ''), days: days.rows,
    channels: channels.rows.map((r) => shownRow(r, (leadChannelWords as Record<string, { zh: string }>)[r.key ?? '']?.zh ?? '')),
    people: people.rows.map((r) => shownRow(r, r.key === null ? '' : (staff.get(r.key)?.name ?? ''))),
  };
}
