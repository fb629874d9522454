import { sql, type RawBuilder } from 'kysely';
import { parcelsOfOrders, type OrderParcel } from '../../logistics/index.ts';
import { openEnds } from '../../../regulation/index.ts';
import { addressesById, customersById, maskedAddress } from '../../../registers/customers/index.ts';
import { storesById } from '../../../registers/company/index.ts';
import { skusById } from '../../../registers/products/index.ts';
import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every, matching, page, type Page } from '../../../kernel/keyset.ts';
import { maskName } from '../../../kernel/privacy.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import type { OrderRow } from './contract.ts';
import { daysBetween } from './days-between.ts';
import { waitsForMoney } from './presale-promise.ts';
import { beforeShipping, type OrderState } from './states.ts';

/** Who may look at orders, and how far. Buyers and receivers are masked for everybody. */
export const mayRead = {
  seller: 'team', 'team-lead': 'team', 'store-operator': 'team', 'service-agent': 'all', 'service-lead': 'all', warehouse: 'all', buyer: 'all', 'logistics-clerk': 'all', cashier: 'all',
  accountant: 'all', 'department-head': 'all', 'general-manager': 'all', auditor: 'all',
} satisfies Policy;

/** The condition that keeps a list inside the caller's sight; null when everything may be seen. */
export function within(actor: Actor | null, scope: Scope, alias: string): RawBuilder<unknown> | null {
  if (scope === 'all') return null;
  return sql`${sql.ref(`${alias}.team_id`)} = any (${[...(actor?.teamIds ?? [])]}::uuid[])`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An id out of an address; what is none is refused. */
export function uuid(value: string): string {
  if (!UUID.test(value)) throw refuse(kernelNo['invalid-input']);
  return value;
}

/** Orders (as `o`) found by what a person typed; null for an empty box. */
export const found = (kernel: Kernel, q: string | undefined): Promise<RawBuilder<unknown> | null> =>
  matching(kernel, { table: sql`sales."order" o`, id: sql`o.id`, search: sql`o.search`, q: searchQuery(q ?? '') });

export interface OrdersAsked {
  q?: string | undefined; state?: readonly OrderState[] | undefined; store?: string | undefined; platform?: readonly string[] | undefined; rule?: readonly string[] | undefined;
  short?: boolean | undefined; urgent?: boolean | undefined; source?: string | undefined; placed?: string | undefined; customer?: string | undefined; sort?: 'placed' | '-placed' | undefined;
  cursor?: string | undefined; limit?: number | undefined;
}

export async function conditions(kernel: Kernel, actor: Actor | null, scope: Scope, asked: OrdersAsked): Promise<RawBuilder<unknown>> {
  return every([
    within(actor, scope, 'o'),
    // States are names of a closed map: written out, so that the index of the open ones is used.
    asked.state && sql`o.state in (${sql.join(asked.state.map((s) => sql.lit(s)))})`,
    asked.store ? sql`o.store_id = ${uuid(asked.store)}` : null,
    asked.customer ? sql`o.customer_id = ${uuid(asked.customer)}` : null,
    asked.platform && sql`o.platform = any (${[...asked.platform]}::text[])`,
    asked.source ? sql`o.source = ${asked.source}` : null,
    asked.rule && sql`o.id = any (array(select f.order_id from sales.review_finding f where f.decided_at is null and f.rule = any (${[...asked.rule]}::text[])))`,
    asked.urgent === undefined ? null : asked.urgent ? sql`o.urgent_at is not null` : sql`o.urgent_at is null`,
    asked.short === undefined ? null : sql`${asked.short ? sql`` : sql`not`} exists (select from sales.shortage s where s.order_id = o.id and s.state = 'open')`,
    ...daysBetween(sql`o.placed_at`, asked.placed),
    await found(kernel, asked.q),
  ]);
}

export interface ListRow {
  id: string; order_no: string; outside_no: string | null; platform: string; store_id: string; state: OrderState; source: 'import' | 'api' | 'manual' | 'contract'; buyer_nick: string | null;
  customer_id: string | null; address_id: string | null; payable_fen: bigint; paid_fen: bigint; refunded_fen: bigint; placed_at: number; paid_at: number | null; promised_ship_by: number | null; presale_agreed_by: number | null; presale_paid_at: number | null;
  shipped_at: number | null; platform_status: string | null; buyer_message: string | null; seller_remark: string | null; flag: string | null; version: number; outside_carrier: string | null; outside_waybill: string | null;
  goods: { units: number; kinds: number; gifts: string | null; first: { title: string; spec: string | null; sku: string | null; outer: string | null } | null };
  findings: OrderRow['findings']; shortages: number; urgent_reason: string | null;
}

export const listColumns = sql`o.id, o.order_no, coalesce(o.outside_no, o.undone_outside_no) as outside_no, o.platform, o.store_id, o.state, o.source, o.buyer_nick, o.customer_id, o.address_id, o.payable_fen, o.paid_fen, o.refunded_fen,
  o.placed_at, o.paid_at, o.promised_ship_by, o.presale_agreed_by, o.presale_paid_at, o.shipped_at, o.platform_status, o.buyer_message, o.seller_remark, o.flag, o.version, o.urgent_reason, o.outside_carrier, o.outside_waybill,
  (select jsonb_build_object('units', coalesce(sum(l.quantity), 0), 'kinds', count(*) filter (where l.quantity > 0),
     'gifts', string_agg(coalesce(l.outer_sku, l.title) || ' × ' || l.quantity, '；' order by l.position) filter (where l.gift_by is not null and l.quantity > 0),
     'first', (array_agg(jsonb_build_object('title', l.title, 'spec', l.spec, 'sku', l.sku_id, 'outer', l.outer_sku) order by l.position) filter (where l.quantity > 0))[1])
   from sales.order_line l where l.order_id = o.id) as goods,
  (select coalesce(array_agg(f.rule order by f.weight, f.rule), '{}') from sales.review_finding f where f.order_id = o.id and f.decided_at is null
     and (f.weight = 'hold' or o.state not in ('part-shipped', 'shipped', 'completed', 'cancelled'))) as findings,
  (select count(*)::int from sales.shortage s where s.order_id = o.id and s.state = 'open') as shortages`;

/** The clock of clause 2.3.3 that says by when an order leaves, where nothing else was promised. */
const shipping = { clause: '2.3.3', control: 'shipped-in-time' } as const;

/** The newest parcel of each order that has a waybill; parcels come newest first. */
function waybillsOf(parcels: readonly OrderParcel[]): Map<string, NonNullable<OrderRow['waybill']>> {
  const found = new Map<string, NonNullable<OrderRow['waybill']>>();
  for (const p of parcels) {
    if (p.waybillNo === null || p.state === 'withdrawn') continue;
    for (const order of p.orderIds) if (!found.has(order)) found.set(order, { carrier: p.carrierName, number: p.waybillNo, parcelId: p.id });
  }
  return found;
}

/** Rows as they leave the server: stores by name, buyers and receivers masked. However many rows, the same six statements. */
export async function shown<R extends ListRow>(on: { runner: Runner }, rows: readonly R[]): Promise<OrderRow[]> {
  if (rows.length === 0) return [];
  const open = rows.filter((r) => r.promised_ship_by === null && r.paid_at !== null && (beforeShipping.includes(r.state) || r.state === 'part-shipped'));
  const [parcels, ends, skus, stores, addresses, customers] = await Promise.all([
    parcelsOfOrders(on, rows.map((r) => r.id)), openEnds(on, shipping, open.map((r) => r.id)), skusById(on, rows.flatMap((r) => r.goods.first?.sku ?? [])),
    storesById(on, rows.map((r) => r.store_id)), addressesById(on, rows.flatMap((r) => r.address_id ?? [])), customersById(on, rows.flatMap((r) => (r.buyer_nick === null && r.customer_id !== null ? [r.customer_id] : []))),
  ]);
  const waybills = waybillsOf(parcels);
  return rows.map((r): OrderRow => {
    const { first } = r.goods;
    const address = r.address_id === null ? undefined : addresses.get(r.address_id);
    const masked = address && maskedAddress(address);
    return {
      id: r.id, orderNo: r.order_no, outsideNo: r.outside_no, platform: r.platform, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null, state: r.state, source: r.source,
      buyer: maskName(r.buyer_nick ?? (r.customer_id === null ? null : (customers.get(r.customer_id)?.name ?? null))),
      receiver: masked ? { addressId: masked.id, name: masked.name, phone: masked.phone, region: [masked.province, masked.city, masked.district].filter(Boolean).join(' '), detail: masked.detail, masked: masked.masked } : null,
      units: r.goods.units, payableFen: Number(r.payable_fen), paidFen: Number(r.paid_fen), refundedFen: Number(r.refunded_fen), placedAt: r.placed_at, paidAt: r.paid_at,
      promisedShipBy: r.promised_ship_by, waitsForMoney: waitsForMoney(r), shippedAt: r.shipped_at, platformStatus: r.platform_status, buyerMessage: r.buyer_message, sellerRemark: r.seller_remark, flag: r.flag,
      shipDueAt: ends.get(r.id) ?? null, goods: first === null ? null : { title: first.title, spec: first.spec, skuCode: (first.sku === null ? null : skus.get(first.sku)?.code) ?? first.outer, kinds: r.goods.kinds }, gifts: r.goods.gifts,
      waybill: waybills.get(r.id) ?? (r.outside_waybill === null ? null : { carrier: r.outside_carrier, number: r.outside_waybill, parcelId: null }),
      findings: r.findings, shortages: r.shortages, urgentReason: r.urgent_reason, version: r.version,
    };
  });
}

export const orders = { placed: { by: sql`o.placed_at`, type: 'timestamptz' } } as const;

/** One page of orders in the caller's sight, newest first. */
export async function listOrders(kernel: Kernel, actor: Actor | null, scope: Scope, asked: OrdersAsked): Promise<Page<OrderRow>> {
  const got = await page<ListRow, 'placed'>(kernel, {
    select: listColumns, from: sql`from sales."order" o ${await conditions(kernel, actor, scope, asked)}`, id: sql`o.id`, orders, sort: asked.sort ?? '-placed', cursor: asked.cursor, limit: asked.limit,
  });
  return { ...got, rows: await shown(kernel, got.rows) };
}

/** How much work waits, by state: for the tabs of the list. Open states only, each an index range. */
export async function countOrders(kernel: Kernel, actor: Actor | null, scope: Scope): Promise<{ states: Record<string, number>; shortages: number; notices: number; merges: number }> {
  const teams = scope === 'all' ? null : [...(actor?.teamIds ?? [])];
  const { rows } = await kernel.db.query<{ what: string; n: number }>(
    `select state as what, count(*)::int as n from sales."order" where state in ('unpaid', 'to-review', 'held', 'short', 'released', 'part-shipped') and ($1::uuid[] is null or team_id = any ($1)) group by 1
     union all select 'shortages', count(*)::int from sales.shortage where state = 'open' and ($1::uuid[] is null or team_id = any ($1))
     union all select 'notices', count(*)::int from sales.ship_notice where given_at is null and ($1::uuid[] is null or team_id = any ($1))
     union all select 'merges', count(*)::int from (select 1 from sales.fulfilment where state = 'waiting' and customer_id is not null and ($1::uuid[] is null or team_id = any ($1))
       group by store_id, warehouse_id, address_id, customer_id
       having count(*) > 1 and not exists (select from sales.merge_decline d where d.fulfilment_ids = array_agg(fulfilment.id order by fulfilment.id))) m`, [teams], 'sales.count_orders');
  const of = new Map(rows.map((r) => [r.what, r.n]));
  const take = (name: string): number => {
    const n = of.get(name) ?? 0;
    of.delete(name);
    return n;
  };
  const [shortages, notices, merges] = [take('shortages'), take('notices'), take('merges')];
  return { states: Object.fromEntries(of), shortages, notices, merges };
}
