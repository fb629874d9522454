import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { parcelPicked } from '../facts.ts';
import { takeProposed } from './parcel-batches.ts';
import { after, lockAll, ordersOf, parcelPolicy, refOf, parcelRefs, seesParcels, setState } from './parcel.ts';

/** Whole parcels picked: by wave, or one after the other without scanning every article. */
export const pickParcels = verb({
  name: 'logistics.pick-parcels',
  title: words('拣货完成', 'Picked'),
  may: parcelPolicy,
  input: z.strictObject({ ids: z.array(id).min(1).max(500) }),
  subject: (tx, { ids }) => lockAll(tx, ids),
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, _input, parcels) => {
    const moved = parcels.map((p) => ({ id: p.id, state: after(p, 'pick') }));
    await Promise.all([
      tx.rows('logistics.pick_whole', 'update logistics.parcel_line set picked = quantity where parcel_id = any ($1::uuid[]) and picked < quantity', [parcels.map((p) => p.id)]),
      setState(tx, moved),
    ]);
    await takeProposed(tx, parcels);
    for (const p of parcels) tx.fact(parcelPicked, p.id, { ...refOf(p), waveNo: p.waveNo }, { objects: ordersOf(p) });
    return { parcels: moved };
  },
});
