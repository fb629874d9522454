import { addressesAlike, customersById, type AddressAlike } from '../../../registers/customers/index.ts';
import { HOUR } from '../../../kernel/clock.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { Order } from './load.ts';
import { settingsFor, type ReviewSettings } from './review-settings.ts';

/** What joins the orders that came in a short time: the buyer, the receiver's phone, or the door. */
export type JoinedBy = 'buyer' | AddressAlike['by'];
export const joinedByWords: Record<JoinedBy, Words> = { buyer: words('买家', 'buyer'), phone: words('收货电话', 'receiver’s phone'), door: words('收货地址', 'address') };

/** Earlier orders that belong together with one, as many as the rule counts, and what joins them. */
export interface ManyOrders { numbers: readonly string[]; by: readonly JoinedBy[] }

/**
 * Orders placed within the time that their store has set, by the same buyer, to the same phone or to the same door, in any store of ours (clause 2.3.1): a sign of
 * made-up sales. An order is told of those before it; contracts and wholesale customers, who order often, are left out.
 */
export async function manyOrdersOf(on: { runner: Runner }, orders: readonly Order[], settings: ReviewSettings): Promise<Map<string, ManyOrders>> {
  const judged = orders.filter((o) => o.customer_id !== null && o.source !== 'contract' && !settingsFor(settings, o.store_id).off.includes('many-orders'));
  if (judged.length === 0) return new Map();
  const [alike, customers] = await Promise.all([addressesAlike(on, judged.flatMap((o) => o.address_id ?? [])), customersById(on, judged.map((o) => o.customer_id!))]);
  const byAddress = Map.groupBy(alike, (a) => a.of);
  const asked = judged.filter((o) => customers.get(o.customer_id!)?.class !== 'wholesale').flatMap((o) => {
    const own = settingsFor(settings, o.store_id);
    const base = { order_id: o.id, ms: own.manyOrdersWithinHours * HOUR, most: own.manyOrders };
    return [{ ...base, customer_id: o.customer_id!, address_id: null as string | null, by: 'buyer' as JoinedBy }, ...(byAddress.get(o.address_id ?? '') ?? []).map((a) => ({ ...base, customer_id: a.customerId, address_id: a.id, by: a.by as JoinedBy }))];
  });
  const { rows } = await on.runner.query<{ id: string; numbers: string[]; by: JoinedBy[] }>(`select o.id, array_agg(distinct e.order_no order by e.order_no) as numbers, array_agg(distinct x.by) as by
    from jsonb_to_recordset($1::jsonb) as x(order_id uuid, ms bigint, most int, customer_id uuid, address_id uuid, by text)
    join sales."order" o on o.id = x.order_id
    cross join lateral (select e.order_no from sales."order" e where e.customer_id = x.customer_id and (x.address_id is null or e.address_id = x.address_id) and e.state not in ('unpaid', 'cancelled')
      and e.placed_at >= o.placed_at - make_interval(secs => x.ms / 1000.0) and (e.placed_at, e.id) < (o.placed_at, o.id) order by e.placed_at desc, e.id desc limit x.most) e
    group by o.id`, [JSON.stringify(asked)], 'sales.many_orders');
  return new Map(rows.map((r) => [r.id, { numbers: r.numbers, by: r.by }]));
}
