import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { inspectionRecorded } from '../facts.ts';
import { no } from '../refusals.ts';
import { scans, seen, type InspectedHow, type ParcelState } from './contract.ts';
import { countGoods } from './count-goods.ts';
import { after, lockEach, lockParcel, ordersOf, parcelPolicy, refOf, seesParcel, seesParcels, type Parcel } from './parcel.ts';

interface Finding { passed: boolean; defect: string | null; how: InspectedHow | null }

/** What the inspector found on parcels that are locked already, in one statement. */
async function inspect(tx: Tx, parcels: readonly Parcel[], findingOf: ReadonlyMap<string, Finding>): Promise<{ id: string; state: ParcelState }[]> {
  const found = parcels.map((parcel) => {
    const { passed, defect, how } = findingOf.get(parcel.id)!;
    if (!passed && !defect) throw refuse(no['defect-missing'], words(parcel.parcelNo, parcel.parcelNo));
    if (passed && parcel.weightHeld) throw refuse(no['weight-held'], words(parcel.parcelNo, parcel.parcelNo));
    return { parcel, passed, defect: passed ? null : defect, how: passed ? how : null, state: after(parcel, passed ? 'inspect' : 'fail') };
  });
  const rows = found.map((f) => ({ inspection: tx.newId(), id: f.parcel.id, passed: f.passed, defect: f.defect, how: f.how, state: f.state }));
  await tx.rows('logistics.inspect',
    `with found as (select * from jsonb_to_recordset($1::jsonb) as x(inspection uuid, id uuid, passed boolean, defect text, how text, state text)),
       noted as (insert into logistics.inspection (id, parcel_id, passed, defect, how, at, by_id, by_name) select inspection, id, passed, defect, how, to_timestamp($2 / 1000.0), $3, $4 from found)
     update logistics.parcel p set state = f.state, version = p.version + 1 from found f where p.id = f.id`,
    [JSON.stringify(rows), tx.now, tx.actor.id, tx.actor.name]);
  for (const { parcel, passed, defect, how } of found) tx.fact(inspectionRecorded, parcel.id, { ...refOf(parcel), passed, defect, ...(how ? { how } : {}) }, { objects: ordersOf(parcel) });
  return found.map(({ parcel, state }) => ({ id: parcel.id, state }));
}

/** Inspection before shipping (clause 2.3.3): passed when every article was scanned, or confirmed by eye where it bears no barcode. A failed one names its defect and sends the parcel back to be packed anew. */
export const recordInspection = verb({
  name: 'logistics.record-inspection',
  title: words('出库检验', 'Inspect'),
  may: parcelPolicy,
  input: z.strictObject({ id, passed: z.boolean(), defect: text(200).nullable(), scans, seen }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel,
  run: async (tx, input, parcel) => {
    let how: InspectedHow | null = null;
    if (input.passed && !parcel.weightHeld) {
      // Whoever may not pass it anyway is told so before anything is counted.
      after(parcel, 'inspect');
      how = await countGoods(tx, parcel.id, input);
    }
    return (await inspect(tx, [parcel], new Map([[parcel.id, { passed: input.passed, defect: input.defect, how }]])))[0]!;
  },
});

/** A whole wave looked at, not scanned, and recorded as such; each parcel with its own finding: all of them or none. @throws logistics.defect-missing, logistics.weight-held, logistics.parcel-twice */
export const recordInspections = verb({
  name: 'logistics.record-inspections',
  title: words('批量出库检验', 'Inspect many'),
  may: parcelPolicy,
  input: z.strictObject({ inspections: z.array(z.strictObject({ id, passed: z.boolean(), defect: text(200).nullable() })).min(1).max(500) }),
  subject: (tx, { inspections }) => lockEach(tx, inspections),
  inScope: seesParcels,
  run: async (tx, input, parcels) => ({ parcels: await inspect(tx, parcels, new Map(input.inspections.map((i) => [i.id, { ...i, how: 'as-a-whole' as const }]))) }),
});
