import { sql, type RawBuilder } from 'kysely';
import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { every } from '../../../kernel/keyset.ts';
import { storesById, warehousesById } from '../neighbours.ts';
import { teamsSeen } from './parcel-list.ts';

/** Which waiting parcels a wave takes: the most urgent `most` of those that fit. `goods`: parcels of one piece only, or of more. `shipBefore`: those that must leave by then. */
export interface WaveChoice {
  warehouseId?: string | undefined; carrierId?: string | undefined; storeId?: string | undefined; goods?: 'single' | 'multi' | undefined; shipBefore?: number | undefined; most?: number | undefined;
}

export const DEFAULT_SIZE = 50;

/** The waiting parcels (as `p`) that fit, in the sight of whoever asks: nobody takes what another team must pick. */
export function fitting(actor: Actor | null, scope: Scope, choice: WaveChoice): RawBuilder<unknown> {
  const seen = teamsSeen(actor, scope);
  return every([
    sql`p.state = 'waiting'`,
    !seen.all && sql`(p.team_id is null or p.team_id = any (${[...seen.teams]}::uuid[]))`,
    choice.warehouseId !== undefined && sql`p.warehouse_id = ${choice.warehouseId}`,
    choice.carrierId !== undefined && sql`p.carrier_id = ${choice.carrierId}`,
    choice.storeId !== undefined && sql`p.store_id = ${choice.storeId}`,
    choice.shipBefore !== undefined && sql`p.ship_by <= to_timestamp(${choice.shipBefore}::bigint / 1000.0)`,
    choice.goods && sql`(select sum(l.quantity) from logistics.parcel_line l where l.parcel_id = p.id) ${sql.raw(choice.goods === 'single' ? '=' : '>')} 1`,
  ]);
}

export const mostUrgent = sql`order by p.ship_by nulls last, p.id`;

interface Figures extends Record<string, unknown> { parcels: number; orders: number; lines: number; pieces: number; kinds: number; warehouses: number; last_ship_by: number | null }
interface Choosable { what: 'warehouse' | 'carrier' | 'store'; id: string; name: string | null; n: number }

/** What a wave of this choice would take, and what can be chosen among the parcels that wait. Nothing is changed; somebody may be quicker. */
export async function previewWave(kernel: Kernel, actor: Actor | null, scope: Scope, choice: WaveChoice) {
  const tables = kernel.runner.tables<Record<string, never>>();
  const [{ rows: [taken] }, { rows: [fit] }, { rows: waiting }] = await Promise.all([
    sql<Figures>`with taken as (select p.id, p.order_ids, p.warehouse_id, p.ship_by from logistics.parcel p ${fitting(actor, scope, choice)} ${mostUrgent} limit ${choice.most ?? DEFAULT_SIZE}),
        goods as (select count(*)::int as lines, coalesce(sum(l.quantity), 0)::int as pieces, count(distinct l.sku_id)::int as kinds from logistics.parcel_line l where l.parcel_id in (select id from taken))
      select (select count(*)::int from taken) as parcels, (select count(distinct o)::int from taken t, unnest(t.order_ids) o) as orders, g.lines, g.pieces, g.kinds,
        (select count(distinct warehouse_id)::int from taken) as warehouses, (select max(ship_by) from taken) as last_ship_by from goods g`.execute(tables),
    sql<{ n: number }>`select count(*)::int as n from logistics.parcel p ${fitting(actor, scope, choice)}`.execute(tables),
    sql<Choosable>`with w as (select p.warehouse_id, p.carrier_id, p.store_id from logistics.parcel p ${fitting(actor, scope, {})})
      select 'warehouse' as what, warehouse_id as id, null as name, count(*)::int as n from w group by 2 union all select 'store', store_id, null, count(*)::int from w group by 2
      union all select 'carrier', w.carrier_id, c.name, count(*)::int from w join logistics.carrier c on c.id = w.carrier_id group by 2, 3 order by 4 desc, 2`.execute(tables),
  ]);
  const of = (what: Choosable['what']): Choosable[] => waiting.filter((w) => w.what === what);
  const [warehouses, stores] = await Promise.all([warehousesById(kernel, of('warehouse').map((w) => w.id)), storesById(kernel, of('store').map((w) => w.id))]);
  const named = (what: Choosable['what'], name: (w: Choosable) => string | null | undefined) => of(what).map((w) => ({ id: w.id, name: name(w) ?? '—', parcels: w.n }));
  return {
    parcels: taken!.parcels, orders: taken!.orders, lines: taken!.lines, pieces: taken!.pieces, skus: taken!.kinds, fit: fit!.n, lastShipBy: taken!.last_ship_by, oneWarehouse: taken!.warehouses <= 1,
    warehouses: named('warehouse', (w) => warehouses.get(w.id)?.name), carriers: named('carrier', (w) => w.name), stores: named('store', (w) => stores.get(w.id)?.name),
  };
}
