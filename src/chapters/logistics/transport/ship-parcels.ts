import { z } from 'zod';
import { DAY, dayOf, startOfDay } from '../../../kernel/clock.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelShipped } from '../facts.ts';
import { issueReserved } from '../neighbours.ts';
import { no } from '../refusals.ts';
import { after, idsOf, inOrder, lockAll, ordersOf, parcelPolicy, parcelRefs, seesParcels, wayOf, type Parcel } from './parcel.ts';

/** The last second of the day on which the carrier's promise ends: shipped on the 1st with 3 days, promised for the 4th. */
export const promisedEnd = (shippedAt: number, days: number): number => startOfDay(dayOf(shippedAt)) + (days + 1) * DAY - 1_000;

/** So many parcels in one call may share a transaction with other calls; a larger one would keep them waiting. */
const FEW = 10;

interface Line { parcel_id: string; order_line_id: string; quantity: number; [column: string]: unknown }
interface Leaving { parcels: Parcel[]; lines: Line[] }

/**
 * Parcels leave the house: one or up to 500 together, all or none. Nothing leaves without a passed inspection (clause 2.3.3) and a carrier
 * that has been told (5.2.1): the gates say so first, the life of a parcel again. Stock leaves exactly once, locked last and in order.
 */
export const shipParcels = verb({
  name: 'logistics.ship-parcel',
  title: words('发货', 'Ship'),
  may: parcelPolicy,
  input: z.strictObject({ ids: z.array(id).min(1).max(500) }),
  subject: (tx, { ids }) => leaving(tx, ids),
  inScope: (actor, scope, { parcels }) => seesParcels(actor, scope, parcels), works: ({ parcels }: { parcels: readonly { id: string }[] }) => parcelRefs(parcels),
  evidence: (_tx, _input, { parcels }) => ({
    'inspection-passed': parcels.every((p) => p.inspectionPassed),
    'weight-agrees': parcels.every((p) => !p.weightHeld),
    'carrier-notified': parcels.every((p) => p.noticeId !== null && p.waybillNo !== null),
  }),
  check: (_tx, _input, { parcels }) => {
    const named = (found: readonly { parcelNo: string }[]) => words(found.map((p) => p.parcelNo).join('、'), found.map((p) => p.parcelNo).join(', '));
    const withdrawn = parcels.filter((p) => p.state === 'withdrawn');
    if (withdrawn.length > 0) throw refuse(no['parcel-withdrawn'], named(withdrawn), { parcels: withdrawn.map((p) => p.parcelNo) });
    const here = parcels.filter((p) => ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced'].includes(p.state));
    const unseen = here.filter((p) => !p.inspectionPassed);
    if (unseen.length > 0) throw refuse(no['inspection-missing'], named(unseen), { parcels: unseen.map((p) => p.parcelNo) });
    const odd = here.filter((p) => p.weightHeld);
    if (odd.length > 0) throw refuse(no['weight-held'], named(odd), { parcels: odd.map((p) => p.parcelNo) });
    const untold = here.filter((p) => p.noticeId === null || p.waybillNo === null);
    if (untold.length > 0) throw refuse(no['carrier-not-notified'], named(untold), { parcels: untold.map((p) => p.parcelNo) });
    for (const p of parcels) {
      after(p, 'ship');
      wayOf(p);
    }
  },
  run: async (tx, _input, { parcels, lines }) => {
    const issued = await issueReserved(tx, lines.map((l) => ({ holder: l.order_line_id, quantity: l.quantity, ref: l.parcel_id })));
    const cost = new Map<string, bigint>();
    const costs = new Map<string, { skuId: string; costFen: number }[]>();
    lines.forEach((l, i) => {
      cost.set(l.parcel_id, (cost.get(l.parcel_id) ?? 0n) + issued[i]!.costFen);
      costs.set(l.parcel_id, [...(costs.get(l.parcel_id) ?? []), { skuId: issued[i]!.skuId, costFen: Number(issued[i]!.costFen) }]);
    });
    const moved = parcels.map((p) => ({ parcel: p, state: after(p, 'ship'), promisedAt: p.promiseDays === null ? null : promisedEnd(tx.now, p.promiseDays) }));
    await tx.gather('logistics.ship', moved.map(({ parcel, state, promisedAt }) => ({ id: parcel.id, state, promised_at: promisedAt, cost: Number(cost.get(parcel.id) ?? 0n) })), async (on, changes) => {
      await on.rows('logistics.ship',
        `update logistics.parcel p set state = x.state, shipped_at = to_timestamp($2 / 1000.0), promised_at = to_timestamp(x.promised_at / 1000.0), goods_cost_fen = x.cost,
           next_query_at = to_timestamp($2 / 1000.0) + interval '2 hours', version = p.version + 1
         from jsonb_to_recordset($1::jsonb) as x(id uuid, state text, promised_at bigint, cost bigint) where p.id = x.id`, [JSON.stringify(changes), on.now]);
      return changes;
    });
    for (const { parcel, promisedAt } of moved)
      tx.fact(parcelShipped, parcel.id, {
        ...wayOf(parcel), storeId: parcel.storeId, weightGrams: parcel.actualGrams ?? parcel.expectedGrams, goodsCostFen: Number(cost.get(parcel.id) ?? 0n),
        freightFen: parcel.freightFen === null ? null : Number(parcel.freightFen), promisedAt, costs: costs.get(parcel.id) ?? [],
      }, { objects: ordersOf(parcel) });
    return { parcels: moved.map(({ parcel, state }) => ({ id: parcel.id, state })) };
  },
  together: ({ ids }) => (ids.length > FEW ? null : idsOf(ids)),
});

/** All of the parcels, locked, with their lines: one round trip, the lines read behind the lock. Null when one is not there. */
async function leaving(tx: Tx, ids: readonly string[]): Promise<Leaving | null> {
  const [parcels, lines] = await Promise.all([lockAll(tx, ids), tx.gather('logistics.lines_to_ship', idsOf(ids), linesOf)]);
  return parcels && { parcels, lines: lines.flat() };
}

async function linesOf(on: Tx, parcels: readonly string[]): Promise<Line[][]> {
  const rows = await on.rows<Line>('logistics.lines_to_ship',
    'select parcel_id, order_line_id, quantity from logistics.parcel_line where parcel_id = any ($1::uuid[]) order by parcel_id, order_line_id', [parcels]);
  return inOrder(parcels, rows, (l) => l.parcel_id);
}
