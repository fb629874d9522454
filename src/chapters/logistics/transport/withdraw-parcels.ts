import { z } from 'zod';
import { can } from '../../../kernel/lifecycle.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelWithdrawn } from '../facts.ts';
import { putBackBatches } from '../neighbours.ts';
import { lockParcels, ordersOf, refOf, type Parcel } from './parcel.ts';
import { parcelLife } from './parcel-life.ts';

/** What became of a fulfilment's parcel: `shipped` parcels can no longer be withdrawn. */
export type Withdrawal = { fulfilmentId: string; is: 'withdrawn' | 'shipped' };

/** Which of these fulfilments have left: their parcels are locked, so that whoever asked decides about the others before one of them leaves too. */
export async function leftOf(tx: Tx, fulfilmentIds: readonly string[]): Promise<Set<string>> {
  const parcels = await lockOf(tx, fulfilmentIds.map((fulfilmentId) => ({ fulfilmentId })));
  return new Set(parcels.filter((p) => !can(parcelLife, p.state, 'withdraw')).map((p) => p.fulfilmentId!));
}

/** The parcels of these fulfilments that were not withdrawn, locked. */
async function lockOf(tx: Tx, wanted: readonly { fulfilmentId: string; before?: bigint }[]): Promise<Parcel[]> {
  if (wanted.length === 0) return [];
  const found = await tx.rows<{ id: string }>('logistics.parcels_of_fulfilments',
    `select p.id from logistics.parcel p join unnest($1::uuid[], $2::bigint[]) as x(fulfilment_id, before) on x.fulfilment_id = p.fulfilment_id
     where p.state <> 'withdrawn' and (x.before is null or p.release_seq < x.before)`, [wanted.map((w) => w.fulfilmentId), wanted.map((w) => w.before ?? null)]);
  return (await lockParcels(tx, found.map((f) => f.id))).filter((p) => p.state !== 'withdrawn');
}

/**
 * Takes parcels of these fulfilments back before they ship; a waybill that the carrier's interface gave is cancelled by a job. For sales,
 * inside its own verb, when it must know at once whether the goods are still here. `before`: only parcels of releases older than this fact.
 */
export async function withdrawFulfilments(tx: Tx, wanted: readonly { fulfilmentId: string; before?: bigint }[]): Promise<Withdrawal[]> {
  const parcels = await lockOf(tx, wanted);
  const here = parcels.filter((p) => can(parcelLife, p.state, 'withdraw'));
  if (here.length > 0)
    await tx.rows('logistics.withdraw', `update logistics.parcel p set state = 'withdrawn', version = p.version + 1,
        cancel_due = p.waybill_no is not null and coalesce((select n.way = 'api' from logistics.ship_notice n where n.id = p.notice_id), false)
      where p.id = any ($1::uuid[])`, [here.map((p) => p.id)]);
  await putBackBatches(tx, here.map((p) => p.id));
  for (const parcel of here) tx.fact(parcelWithdrawn, parcel.id, refOf(parcel), { objects: ordersOf(parcel) });
  return parcels.map((p) => ({ fulfilmentId: p.fulfilmentId!, is: here.includes(p) ? 'withdrawn' : 'shipped' }));
}

/** The same as a verb of its own, for facts about fulfilments that were withdrawn. */
export const withdrawParcels = verb({
  name: 'logistics.withdraw-parcels',
  title: words('撤回包裹', 'Withdraw parcels'),
  may: {},
  input: z.strictObject({ fulfilments: z.array(z.strictObject({ fulfilmentId: id, before: z.bigint() })).min(1).max(1_000) }),
  run: async (tx, { fulfilments }) => ({ parcels: (await withdrawFulfilments(tx, fulfilments)).filter((w) => w.is === 'withdrawn').length }),
});
