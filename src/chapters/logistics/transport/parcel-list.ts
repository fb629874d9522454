import type { Actor, Policy, Scope } from '../../../kernel/actor.ts';
import { DAY, startOfDay } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import { addressesById, maskedAddress, storesById, warehousesById } from '../neighbours.ts';
import type { ExceptionKind } from '../schema.ts';
import type { ParcelRow, ParcelState } from './contract.ts';

/** Who may look at parcels, and how far. Receivers are masked for everybody. */
export const mayReadParcels = {
  warehouse: 'team', 'logistics-clerk': 'all', 'service-agent': 'all', 'service-lead': 'all', seller: 'all', 'team-lead': 'all', 'store-operator': 'all', accountant: 'all',
  'department-head': 'all', 'general-manager': 'all', auditor: 'all',
} as const satisfies Policy;

export const teamsSeen = (actor: Actor | null, scope: Scope): { all: boolean; teams: readonly string[] } =>
  ({ all: scope === 'all', teams: scope === 'own' ? [] : (actor?.teamIds ?? []) });

/** `sort` name → column; an unknown instant stands at the end of time, so that every row has a place. */
const sorts = { requestedAt: 'p.requested_at', shipBy: 'p.ship_by', promisedAt: 'p.promised_at', lastMovedAt: 'p.last_moved_at' } as const;
type Sort = keyof typeof sorts | `-${keyof typeof sorts}`;
const FAR = '9999-12-31T00:00:00Z';
const COUNTED = 10_000;

export interface ParcelsAsked {
  q?: string | undefined; state?: readonly ParcelState[] | undefined; carrier?: string | undefined; warehouse?: string | undefined; store?: string | undefined;
  exception?: boolean | undefined; late?: boolean | undefined; promised?: [first: string, last: string] | undefined; onTime?: boolean | undefined; held?: boolean | undefined; origin?: 'warehouse' | 'outside' | undefined; sort?: Sort | undefined; cursor?: string | undefined; limit?: number | undefined;
}

export interface ListRow {
  id: string; parcel_no: string; origin: 'warehouse' | 'outside'; state: ParcelState; order_nos: string[]; order_ids: string[]; store_id: string; warehouse_id: string | null; address_id: string | null; carrier_id: string | null;
  carrier_code: string | null; carrier_name: string | null; outside_carrier: string | null; waybill_no: string | null; pieces: number; expected_grams: number | null; actual_grams: number | null; ship_by: number | null;
  requested_at: number; shipped_at: number | null; promised_at: number | null; last_moved_at: number | null; delivered_at: number | null; wave_no: string | null; version: number;
  exceptions: ExceptionKind[]; weight_held: boolean; sort_key: number;
}

export const listColumns = `p.id, p.parcel_no, p.origin, p.outside_carrier, p.state, p.order_nos, p.order_ids, p.store_id, p.warehouse_id, p.address_id, p.carrier_id, c.code as carrier_code, c.name as carrier_name, p.waybill_no,
  p.expected_grams, p.actual_grams, p.ship_by, p.requested_at, p.shipped_at, p.promised_at, p.last_moved_at, p.delivered_at, w.wave_no, p.version, p.weight_held,
  (select coalesce(sum(l.quantity), 0)::int from logistics.parcel_line l where l.parcel_id = p.id) as pieces,
  (select coalesce(array_agg(e.kind order by e.opened_at), '{}') from logistics.parcel_exception e where e.parcel_id = p.id and e.settled_at is null) as exceptions`;
export const listFrom = 'logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id left join logistics.wave w on w.id = p.wave_id';

/** One page of parcels in the caller's sight, by key. */
export async function listParcels(kernel: Kernel, actor: Actor | null, scope: Scope, asked: ParcelsAsked): Promise<{ rows: ParcelRow[]; next: string | null; total: number | null }> {
  const limit = asked.limit ?? 50;
  const sort = asked.sort ?? '-requestedAt';
  const down = sort.startsWith('-');
  const column = sorts[sort.replace(/^-/, '') as keyof typeof sorts];
  const key = column === 'p.requested_at' ? column : `coalesce(${column}, '${FAR}'::timestamptz)`;
  const seen = teamsSeen(actor, scope);
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (!seen.all) where.push(`(p.team_id is null or p.team_id = any (${put(seen.teams)}::uuid[]))`);
  if (asked.state) where.push(`p.state = any (${put(asked.state)}::text[])`);
  if (asked.carrier) where.push(`p.carrier_id = ${put(asked.carrier)}`);
  if (asked.warehouse) where.push(`p.warehouse_id = ${put(asked.warehouse)}`);
  if (asked.store) where.push(`p.store_id = ${put(asked.store)}`);
  if (asked.exception !== undefined) where.push(`${asked.exception ? '' : 'not '}exists (select from logistics.parcel_exception e where e.parcel_id = p.id and e.settled_at is null)`);
  if (asked.held !== undefined) where.push(`${asked.held ? '' : 'not '}(p.weight_held and p.state <> 'withdrawn')`);
  if (asked.late) where.push(`(p.delivered_at is null and p.state <> 'withdrawn' and coalesce(p.promised_at, p.ship_by) < to_timestamp(${put(kernel.clock.now())} / 1000.0))`);
  if (asked.promised) {
    const [first, last] = asked.promised;
    where.push(`p.promised_at >= to_timestamp(${put(startOfDay(first))}::bigint / 1000.0) and p.promised_at < to_timestamp(${put(startOfDay(last) + DAY)}::bigint / 1000.0)`);
  }
  // As the figure of 5.2.2 counts: what left our warehouse with a promised time.
  if (asked.onTime !== undefined) where.push(`p.promised_at is not null and p.shipped_at is not null and p.state <> 'withdrawn' and p.origin = 'warehouse' and (p.delivered_at <= p.promised_at) is ${asked.onTime ? '' : 'not '}true`);
  if (asked.origin) where.push(`p.origin = ${put(asked.origin)}`);
  const found = asked.q ? searchQuery(asked.q) : null;
  if (found !== null) where.push(`p.search @@ ${put(found)}::tsquery`);
  const counting = { where: [...where], values: [...values] };
  if (asked.cursor) {
    const at = openCursor(asked.cursor);
    where.push(`(${key}, p.id) ${down ? '<' : '>'} (to_timestamp(${put(at.key)} / 1000.0), ${put(at.id)}::uuid)`);
  }
  const filter = (parts: readonly string[]): string => (parts.length > 0 ? `where ${parts.join(' and ')}` : '');
  const [page, count] = await Promise.all([
    kernel.db.query<ListRow & Record<string, unknown>>(`select ${listColumns}, ${key} as sort_key from ${listFrom} ${filter(where)} order by ${key} ${down ? 'desc' : 'asc'}, p.id ${down ? 'desc' : 'asc'} limit ${limit + 1}`, values),
    asked.cursor ? null : kernel.db.query<{ n: number }>(`select count(*)::int as n from (select 1 from logistics.parcel p ${filter(counting.where)} limit ${COUNTED + 1}) x`, counting.values),
  ]);
  const rows = page.rows.slice(0, limit);
  const last = page.rows.length > limit ? rows.at(-1)! : null;
  const n = count?.rows[0]?.n ?? null;
  return { rows: await shownRows(kernel, rows), next: last ? Buffer.from(`${last.sort_key} ${last.id}`).toString('base64url') : null, total: n === null || n > COUNTED ? null : n };
}

export function openCursor(cursor: string): { key: number; id: string } {
  const [, key, id] = /^(\d{1,16}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (!key || !id) throw refuse(kernelNo['invalid-input'], words('翻页标记无效，请从第一页重新打开。', 'The page mark is not valid; open the first page again.'));
  return { key: Number(key), id };
}

/** Rows as people see them: names of stores and warehouses, receivers masked. Three look-ups for a page. */
export async function shownRows(kernel: Kernel, rows: readonly ListRow[]): Promise<ParcelRow[]> {
  const [addresses, stores, warehouses] = await Promise.all([
    addressesById(kernel, rows.flatMap((r) => r.address_id ?? [])), storesById(kernel, rows.map((r) => r.store_id)), warehousesById(kernel, rows.flatMap((r) => r.warehouse_id ?? [])),
  ]);
  return rows.map((r) => {
    const full = r.address_id === null ? undefined : addresses.get(r.address_id);
    const a = full ? maskedAddress(full) : null;
    return {
      id: r.id, parcelNo: r.parcel_no, origin: r.origin, state: r.state, orderNos: r.order_nos, orderIds: r.order_ids, storeId: r.store_id, storeName: stores.get(r.store_id)?.name ?? null,
      warehouseId: r.warehouse_id, warehouseName: r.warehouse_id === null ? null : (warehouses.get(r.warehouse_id)?.name ?? null),
      carrier: r.carrier_id === null ? null : { id: r.carrier_id, code: r.carrier_code!, name: r.carrier_name! }, carrierName: r.carrier_name ?? r.outside_carrier, waybillNo: r.waybill_no, pieces: r.pieces, expectedGrams: r.expected_grams,
      actualGrams: r.actual_grams, shipBy: r.ship_by, requestedAt: r.requested_at, shippedAt: r.shipped_at, promisedAt: r.promised_at, lastMovedAt: r.last_moved_at, deliveredAt: r.delivered_at,
      receiver: a && { name: a.name ?? null, phone: a.phone ?? null, region: [a.province, a.city, a.district].filter(Boolean).join(' '), detail: a.detail ?? null },
      openExceptions: r.exceptions, weightHeld: r.weight_held && r.state !== 'withdrawn', waveNo: r.wave_no, version: r.version,
    };
  });
}
