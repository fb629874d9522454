import type { Policy } from '../../../kernel/actor.ts';
import { refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelWeightReleased } from '../facts.ts';
import { no } from '../refusals.ts';
import { releaseWeightEnd } from './contract.ts';
import { lockParcel, ordersOf, parcelPolicy, refOf, parcelRef, seesParcel } from './parcel.ts';

/** Posts that look at a parcel that is suspected to be empty. */
export const mayReleaseEmpty = { 'department-head': 'all', 'general-manager': 'all' } as const satisfies Policy;

/**
 * Somebody other than who weighed it has looked into the parcel and lets it go with the reason (clause 2.3.3). The rulebook keeps the two apart. One that is suspected to be
 * empty only the head of the department lets go.
 *
 * @throws logistics.weight-not-held, logistics.suspected-empty
 */
export const releaseWeight = verb({
  name: 'logistics.release-weight',
  title: words('放行重量不符的包裹', 'Let an odd weight go'),
  may: { ...parcelPolicy, ...mayReleaseEmpty },
  input: releaseWeightEnd.body!.extend({ id }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => {
    if (!parcel.weightHeld) throw refuse(no['weight-not-held']);
    const [hold] = await tx.rows<{ suspected_empty: boolean }>('logistics.open_weight_hold', 'select suspected_empty from logistics.weight_hold where parcel_id = $1 and closed_at is null', [parcel.id]);
    if (hold?.suspected_empty && !tx.actor.posts.some((post) => post in mayReleaseEmpty)) throw refuse(no['suspected-empty']);
    await tx.rows('logistics.release_weight', `with h as (update logistics.weight_hold set closed_at = to_timestamp($2 / 1000.0), outcome = 'released', note = $3, closed_by_name = $4 where parcel_id = $1 and closed_at is null)
      update logistics.parcel set weight_held = false, version = version + 1 where id = $1`, [parcel.id, tx.now, input.note, tx.actor.name]);
    tx.fact(parcelWeightReleased, parcel.id, { ...refOf(parcel), weightGrams: parcel.actualGrams!, note: input.note }, { objects: ordersOf(parcel) });
    tx.audit({ type: 'parcel', id: parcel.id }, { weightReleased: parcel.actualGrams }, input.note);
    return { id: parcel.id };
  },
});
