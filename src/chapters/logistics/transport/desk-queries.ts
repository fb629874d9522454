import type { Actor, Scope } from '../../../kernel/actor.ts';
import { dayOf, startOfDay } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { alongTheWalk, placesIn, skusById, warehousesById } from '../neighbours.ts';
import { atWork, type ParcelState, type WaveRow } from './contract.ts';
import { batchesOfLines, type LineBatch } from './parcel-batches.ts';
import { openCursor, teamsSeen } from './parcel-list.ts';
import { byEyeIn } from './waves-by-eye.ts';

const NEXT = 12;

/** The warehouse's day: how many stand where, what is next by its promise, what left today. */
export async function deskOf(kernel: Kernel, actor: Actor | null, scope: Scope, warehouse: string | null) {
  const seen = teamsSeen(actor, scope);
  const now = kernel.clock.now();
  const given = [seen.all, seen.teams, warehouse];
  const sight = '($1::boolean or p.team_id is null or p.team_id = any ($2::uuid[])) and ($3::uuid is null or p.warehouse_id = $3)';
  const open = `p.state in (${atWork.map((s) => `'${s}'`).join(', ')})`;
  const [counts, next, today, warehouses] = await Promise.all([
    kernel.db.query<{ state: (typeof atWork)[number]; n: number; overdue: number }>(
      `select p.state, count(*)::int as n, count(*) filter (where p.ship_by < to_timestamp($4 / 1000.0))::int as overdue from logistics.parcel p where ${sight} and ${open} group by 1`, [...given, now], 'logistics.desk_counts'),
    kernel.db.query<{ id: string; parcel_no: string; state: ParcelState; ship_by: number | null; pieces: number; carrier_name: string | null }>(
      `select p.id, p.parcel_no, p.state, p.ship_by, c.name as carrier_name, (select coalesce(sum(l.quantity), 0)::int from logistics.parcel_line l where l.parcel_id = p.id) as pieces
       from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where ${sight} and ${open} order by p.ship_by nulls last, p.id limit ${NEXT}`, given, 'logistics.desk_next'),
    kernel.db.query<{ n: number }>(`select count(*)::int as n from logistics.parcel p where ${sight} and p.shipped_at >= to_timestamp($4 / 1000.0)`, [...given, startOfDay(dayOf(now))], 'logistics.desk_today'),
    warehousesById(kernel),
  ]);
  const byState = Object.fromEntries(atWork.map((s) => [s, counts.rows.find((c) => c.state === s)?.n ?? 0])) as Record<(typeof atWork)[number], number>;
  return {
    counts: byState, left: counts.rows.reduce((sum, c) => sum + c.n, 0), shippedToday: today.rows[0]!.n, overdue: counts.rows.reduce((sum, c) => sum + c.overdue, 0),
    next: next.rows.map((p) => ({ id: p.id, parcelNo: p.parcel_no, state: p.state, shipBy: p.ship_by, pieces: p.pieces, carrierName: p.carrier_name })),
    warehouses: [...warehouses.values()].filter((w) => w.active && (seen.all || w.teamId === null || seen.teams.includes(w.teamId))).map((w) => ({ id: w.id, name: w.name })),
  };
}

interface Row { id: string; wave_no: string; warehouse_id: string; parcels: number; picked: number; shipped: number; made_at: number; made_by: string }
const waveColumns = `w.id, w.wave_no, w.warehouse_id, w.parcels, w.made_at, w.made_by,
  (select count(*)::int from logistics.parcel p where p.wave_id = w.id and p.state not in ('waiting', 'picking', 'withdrawn')) as picked,
  (select count(*)::int from logistics.parcel p where p.wave_id = w.id and p.shipped_at is not null) as shipped`;

async function shownWaves(kernel: Kernel, rows: readonly Row[]): Promise<WaveRow[]> {
  const warehouses = await warehousesById(kernel, rows.map((r) => r.warehouse_id));
  return rows.map((w) => ({
    id: w.id, waveNo: w.wave_no, warehouseId: w.warehouse_id, warehouseName: warehouses.get(w.warehouse_id)?.name ?? null, parcels: w.parcels, picked: w.picked, shipped: w.shipped, madeAt: w.made_at, madeBy: w.made_by,
  }));
}

/** Waves, the newest first; `open`: something in it is still to be picked. */
export async function listWaves(kernel: Kernel, actor: Actor | null, scope: Scope, asked: { q?: string | undefined; open?: boolean | undefined; cursor?: string | undefined; limit?: number | undefined }) {
  const seen = teamsSeen(actor, scope);
  const limit = asked.limit ?? 50;
  const at = asked.cursor ? openCursor(asked.cursor) : null;
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>(
    `select ${waveColumns} from logistics.wave w where ($1::boolean or w.team_id is null or w.team_id = any ($2::uuid[])) and ($3::bigint is null or (w.made_at, w.id) < (to_timestamp($3 / 1000.0), $4::uuid))
       and ($5::boolean is null or $5 = exists (select from logistics.parcel p where p.wave_id = w.id and p.state = 'picking'))
       and ($7::text is null or strpos(w.wave_no, upper($7)) > 0)
     order by w.made_at desc, w.id desc limit $6`, [seen.all, seen.teams, at?.key ?? null, at?.id ?? null, asked.open ?? null, limit + 1, asked.q?.trim() || null], 'logistics.list_waves');
  const last = rows.length > limit ? rows[limit - 1]! : null;
  return { rows: await shownWaves(kernel, rows.slice(0, limit)), next: last ? Buffer.from(`${last.made_at} ${last.id}`).toString('base64url') : null, total: null };
}

/** A wave with its pick list: what to fetch, added up by SKU and along the walk through the shelves, batches first expired first, and the parcels it is for. */
export async function readWave(kernel: Kernel, actor: Actor | null, scope: Scope, id: string) {
  const seen = teamsSeen(actor, scope);
  const [head, picks, list] = await Promise.all([
    kernel.db.query<Row & Record<string, unknown>>(`select ${waveColumns} from logistics.wave w where w.id = $1 and ($2::boolean or w.team_id is null or w.team_id = any ($3::uuid[]))`, [id, seen.all, seen.teams], 'logistics.wave'),
    kernel.db.query<{ sku_id: string; quantity: number; picked: number; parcels: number; gifts: number }>(
      `select l.sku_id, coalesce(sum(l.quantity) filter (where l.is_gift), 0)::int as gifts, sum(l.quantity)::int as quantity, sum(l.picked)::int as picked, count(distinct l.parcel_id)::int as parcels
       from logistics.parcel_line l join logistics.parcel p on p.id = l.parcel_id where p.wave_id = $1 and p.state <> 'withdrawn' group by 1`, [id], 'logistics.wave_picks'),
    kernel.db.query<{ id: string; parcel_no: string; state: ParcelState; pieces: number; carrier_name: string | null; waybill_no: string | null; expected_grams: number; actual_grams: number | null; weight_held: boolean }>(
      `select p.id, p.parcel_no, p.state, p.waybill_no, p.expected_grams, p.actual_grams, p.weight_held, c.name as carrier_name, (select coalesce(sum(l.quantity), 0)::int from logistics.parcel_line l where l.parcel_id = p.id) as pieces
       from logistics.parcel p left join logistics.carrier c on c.id = p.carrier_id where p.wave_id = $1 order by p.parcel_no`, [id], 'logistics.wave_parcels'),
  ]);
  if (!head.rows[0]) throw refuse(kernelNo['not-found']);
  const ids = picks.rows.map((p) => p.sku_id);
  const [[wave], skus, batches, places, byEye] = await Promise.all([shownWaves(kernel, [head.rows[0]]), skusById(kernel, ids), batchesOfWave(kernel, head.rows[0], list.rows), placesIn(kernel, head.rows[0].warehouse_id, ids), byEyeIn({ runner: kernel.db }, [head.rows[0].warehouse_id])]);
  return {
    ...wave!, byEye: byEye.has(head.rows[0].warehouse_id),
    picks: alongTheWalk(picks.rows.map((p) => {
      const sku = skus.get(p.sku_id);
      return { skuId: p.sku_id, code: sku?.code ?? null, title: sku?.title ?? null, spec: sku?.spec ?? null, barcode: sku?.barcode ?? null, quantity: p.quantity, picked: p.picked, parcels: p.parcels, gifts: p.gifts, place: places.get(p.sku_id)?.place ?? null, batches: batches.get(p.sku_id) ?? [] };
    }), (p) => places.get(p.skuId)),
    list: list.rows.map((p) => ({ id: p.id, parcelNo: p.parcel_no, state: p.state, pieces: p.pieces, expectedGrams: p.expected_grams, actualGrams: p.actual_grams, weightHeld: p.weight_held, carrierName: p.carrier_name, waybillNo: p.waybill_no })),
  };
}

/** Which batches to fetch for the parcels of a wave that have not left, added up by article. */
async function batchesOfWave(kernel: Kernel, wave: { warehouse_id: string }, parcels: readonly { id: string; state: ParcelState }[]): Promise<Map<string, LineBatch[]>> {
  const { rows } = await kernel.db.query<{ parcel_id: string; order_line_id: string; sku_id: string; quantity: number }>('select parcel_id, order_line_id, sku_id, quantity from logistics.parcel_line where parcel_id = any ($1::uuid[]) order by parcel_id, order_line_id', [parcels.map((p) => p.id)], 'logistics.wave_lines');
  const lines = Map.groupBy(rows, (r) => r.parcel_id);
  const here = parcels.filter((p) => (atWork as readonly string[]).includes(p.state));
  const found = await batchesOfLines(kernel, here.map((p) => ({ id: p.id, state: p.state, warehouseId: wave.warehouse_id, lines: (lines.get(p.id) ?? []).map((l) => ({ orderLineId: l.order_line_id, skuId: l.sku_id, quantity: l.quantity })) })));
  const bySku = new Map<string, LineBatch[]>();
  for (const l of rows) {
    const list = bySku.get(l.sku_id) ?? [];
    for (const b of found.get(`${l.parcel_id} ${l.order_line_id}`)?.batches ?? []) {
      const same = list.find((x) => x.batchId === b.batchId);
      if (same) same.quantity += b.quantity;
      else list.push({ ...b });
    }
    if (list.length > 0) bySku.set(l.sku_id, list);
  }
  const turn = (b: LineBatch): string => `${b.expiresOn ?? '9999-12-31'} ${b.batchNo}`;
  for (const list of bySku.values()) list.sort((a, b) => (turn(a) < turn(b) ? -1 : 1));
  return bySku;
}
