import { z } from 'zod';
import { DAY } from '../../../kernel/clock.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelLate, parcelStuck } from '../facts.ts';
import { foundedAt } from '../neighbours.ts';
import { openExceptions } from './exceptions.ts';
import { lockParcels, ordersOf, wayOf } from './parcel.ts';

const BATCH = 200;

/**
 * Parcels without news for longer than `noMovementMs` (clause 5.2.2, parameter noMovementWithin) are told as stuck, once until they move
 * again, and become work. Those that wait for the customer at a pickup point do not count, nor do parcels that left elsewhere and stood still already
 * before the company kept its book here.
 */
export const findStuck = verb({
  name: 'logistics.find-stuck',
  title: words('查找停滞包裹', 'Find stuck parcels'),
  may: {},
  input: z.strictObject({ noMovementMs: z.int().min(1) }),
  run: async (tx, { noMovementMs }) => {
    const ids = await tx.rows<{ id: string }>('logistics.stuck',
      `select id from logistics.parcel where state in ('collected', 'in-transit', 'out-for-delivery') and last_moved_at < to_timestamp($1 / 1000.0) and stuck_told_at is null
         and track_state is distinct from 'at-pickup-point' and (origin = 'warehouse' or last_moved_at >= to_timestamp($2 / 1000.0)) order by last_moved_at limit ${BATCH}`, [tx.now - noMovementMs, await foundedAt(tx)]);
    const parcels = (await lockParcels(tx, ids.map((r) => r.id))).filter((p) => p.lastMovedAt !== null && p.lastMovedAt < tx.now - noMovementMs && p.stuckToldAt === null);
    if (parcels.length === 0) return { found: 0 };
    await tx.rows('logistics.tell_stuck', 'update logistics.parcel set stuck_told_at = to_timestamp($2 / 1000.0) where id = any ($1::uuid[])', [parcels.map((p) => p.id), tx.now]);
    for (const p of parcels) tx.fact(parcelStuck, p.id, { ...wayOf(p), lastMovedAt: p.lastMovedAt! }, { objects: ordersOf(p) });
    await openExceptions(tx, parcels.map((parcel) => ({ parcel, kind: 'stuck' as const, detail: null })));
    return { found: parcels.length };
  },
});

/** Deliveries of how long ago tell how long the way takes, and how many are enough to believe them. */
const EXPERIENCE = 90 * DAY;
const ENOUGH = 20;

/**
 * Parcels later than promised, and those that will be: by what the carrier expects, else by how long its parcels to that province have
 * taken (the median of the last 90 days). Each way is told once; a true lateness becomes work.
 */
export const findLate = verb({
  name: 'logistics.find-late',
  title: words('查找晚到包裹', 'Find late parcels'),
  may: {},
  input: z.strictObject({}),
  run: async (tx) => {
    const found = await tx.rows<{ id: string; expected: number | null; predicted: boolean }>('logistics.late',
      `with open as (
         select id, carrier_id, province, shipped_at, promised_at, expected_at, late_told from logistics.parcel
         where state in ('shipped', 'collected', 'in-transit', 'out-for-delivery', 'problem') and promised_at is not null and late_told is distinct from 'late'
       ), ways as materialized (
         select carrier_id, province, percentile_cont(0.5) within group (order by extract(epoch from delivered_at - shipped_at)) as seconds
         from logistics.parcel where delivered_at >= to_timestamp($1 / 1000.0) - make_interval(secs => $2) and shipped_at is not null and origin = 'warehouse' group by 1, 2 having count(*) >= $3
       ), seen as (
         select o.id, o.promised_at, o.late_told, coalesce(o.expected_at, o.shipped_at + make_interval(secs => w.seconds)) as expected
         from open o left join ways w on w.carrier_id = o.carrier_id and w.province is not distinct from o.province
       )
       select id, expected, promised_at >= to_timestamp($1 / 1000.0) as predicted from seen
       where promised_at < to_timestamp($1 / 1000.0) or (late_told is null and expected > promised_at) order by promised_at limit ${BATCH}`, [tx.now, EXPERIENCE / 1_000, ENOUGH]);
    const told = new Map(found.map((f) => [f.id, f]));
    const parcels = (await lockParcels(tx, [...told.keys()])).filter((p) => p.deliveredAt === null && ['shipped', 'collected', 'in-transit', 'out-for-delivery', 'problem'].includes(p.state));
    if (parcels.length === 0) return { found: 0 };
    await tx.rows('logistics.tell_late', `update logistics.parcel p set late_told = x.told from unnest($1::uuid[], $2::text[]) as x(id, told) where p.id = x.id`,
      [parcels.map((p) => p.id), parcels.map((p) => (told.get(p.id)!.predicted ? 'predicted' : 'late'))]);
    for (const p of parcels) {
      const f = told.get(p.id)!;
      tx.fact(parcelLate, p.id, { ...wayOf(p), promisedAt: p.promisedAt!, expectedAt: f.expected, predicted: f.predicted }, { objects: ordersOf(p) });
    }
    await openExceptions(tx, parcels.filter((p) => !told.get(p.id)!.predicted).map((parcel) => ({ parcel, kind: 'late' as const, detail: null })));
    return { found: parcels.length };
  },
});
