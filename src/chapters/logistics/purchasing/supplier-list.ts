import { sql } from 'kysely';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import type { Answer } from '../../../kernel/http/contract.ts';
import { every, matching, page } from '../../../kernel/keyset.ts';
import { scopeOf } from '../../../kernel/actor.ts';
import { maskName, maskPhone } from '../../../kernel/privacy.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { seesCost } from '../neighbours.ts';
import type { listSuppliers } from './contract.ts';
import { mayBuy } from './policies.ts';

/** Orders of this long back count. */
const WINDOW = 180 * DAY;

interface Row {
  id: string; code: string; name: string; contact: string | null; phone: string | null; lead_days: number; note: string | null; active: boolean; version: number; created_at: number;
  orders: number; open_orders: number; late_now: number; judged: number; on_time: number; days_late: string | null; ordered: number; accepted: number; delivered: number; short: number; amount: bigint;
}

export interface SuppliersAsked { q?: string | undefined; sort?: 'created' | '-created' | 'name' | '-name' | undefined; active?: boolean | undefined; cursor?: string | undefined; limit?: number | undefined }

const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part * 10_000) / whole));

/**
 * Suppliers with what they have kept (clause 2.3.2): punctual is an order whose last unit came by the first day that was promised; an open order
 * whose day has passed counts as late already. Measured are orders of the last 180 days; cancelled ones are not.
 */
export async function suppliers({ kernel, actor, query }: Asked<undefined, SuppliersAsked>): Promise<Answer<typeof listSuppliers>> {
  const today = dayOf(kernel.clock.now());
  const found = await page<Row, 'created' | 'name'>(kernel, {
    select: sql`s.id, s.code, s.name, s.contact, s.phone, s.lead_days, s.note, s.active, s.version, s.created_at, p.*`,
    from: sql`from logistics.supplier s cross join lateral (
        select count(*)::int as orders, (count(*) filter (where o.closed_at is null))::int as open_orders, (count(*) filter (where o.closed_at is null and o.expected_on < ${today}::date))::int as late_now,
          (count(*) filter (where o.closed_at is not null or o.first_expected_on < ${today}::date))::int as judged,
          (count(*) filter (where o.state = 'received' and (o.closed_at at time zone 'Asia/Shanghai')::date <= o.first_expected_on))::int as on_time,
          (avg(greatest(0, coalesce((o.closed_at at time zone 'Asia/Shanghai')::date, ${today}::date) - o.first_expected_on)) filter (where o.closed_at is not null or o.first_expected_on < ${today}::date))::text as days_late,
          coalesce(sum(l.ordered) filter (where o.closed_at is not null), 0)::int as ordered, coalesce(sum(l.accepted), 0)::int as accepted, coalesce(sum(l.accepted + l.rejected), 0)::int as delivered,
          coalesce(sum(l.ordered - l.accepted) filter (where o.closed_at is not null), 0)::int as short, coalesce(sum(l.amount), 0)::bigint as amount
        from logistics.purchase_order o
        cross join lateral (select sum(l.quantity) as ordered, sum(l.accepted) as accepted, sum(l.rejected) as rejected, sum(l.accepted * l.unit_price_fen) as amount from logistics.purchase_order_line l where l.order_id = o.id) l
        where o.supplier_id = s.id and o.state <> 'cancelled' and o.created_at >= to_timestamp(${kernel.clock.now() - WINDOW} / 1000.0)
      ) p ${every([await matching(kernel, { table: sql`logistics.supplier s`, id: sql`s.id`, search: sql`s.search`, q: searchQuery(query.q ?? '') }), query.active === undefined ? null : sql`s.active = ${query.active}`])}`,
    id: sql`s.id`, orders: { created: { by: sql`s.created_at`, type: 'timestamptz' }, name: { by: sql`s.name`, type: 'text' } }, sort: query.sort ?? 'name', cursor: query.cursor, limit: query.limit,
  });
  // Who buys calls the supplier; for the others its people are masked.
  const whole = actor !== null && scopeOf(actor, mayBuy) !== null;
  return {
    ...found,
    rows: found.rows.map((r) => ({
      id: r.id, code: r.code, name: r.name, contact: whole ? r.contact : maskName(r.contact), phone: whole ? r.phone : maskPhone(r.phone), leadDays: r.lead_days, note: r.note, active: r.active, version: r.version, createdAt: r.created_at, orders: r.orders, openOrders: r.open_orders,
      lateNow: r.late_now, onTimeShare: share(r.on_time, r.judged), acceptedShare: share(r.accepted, r.delivered), shortShare: share(r.short, r.ordered),
      averageDaysLate: r.days_late === null ? null : Math.round(Number(r.days_late) * 10) / 10, acceptedFen: seesCost(actor) ? Number(r.amount) : null,
    })),
  };
}
