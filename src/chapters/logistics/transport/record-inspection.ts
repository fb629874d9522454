import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { inspectionRecorded } from '../facts.ts';
import { no } from '../refusals.ts';
import { inspectManyEnd, scans, seen, type InspectedHow, type ParcelState } from './contract.ts';
import { countGoods, type Counted } from './count-goods.ts';
import { after, lockEach, lockParcel, ordersOf, parcelPolicy, refOf, parcelRef, seesParcel, parcelRefs, seesParcels, type Parcel } from './parcel.ts';
import { byEyeIn } from './waves-by-eye.ts';

interface Finding extends Counted { passed: boolean; defect: string | null }

/** How each parcel is passed: counted, or looked at as a whole where nothing was scanned and `wholeIn` its warehouse may be. @throws logistics.wave-not-by-eye and what counting throws */
async function howPassed(tx: Tx, parcels: readonly Parcel[], findingOf: ReadonlyMap<string, Finding>, wholeIn: ReadonlySet<string>): Promise<Map<string, InspectedHow>> {
  const passed = parcels.filter((p) => findingOf.get(p.id)!.passed);
  const isWhole = (p: Parcel): boolean => findingOf.get(p.id)!.scans === undefined && findingOf.get(p.id)!.seen === undefined;
  const refused = passed.filter((p) => isWhole(p) && (p.warehouseId === null || !wholeIn.has(p.warehouseId))).map((p) => p.parcelNo);
  if (refused.length > 0) throw refuse(no['wave-not-by-eye'], words(`${refused.slice(0, 5).join('、')}${refused.length > 5 ? ` 等 ${refused.length} 个包裹` : ''}没有逐件扫码。`, `${refused.slice(0, 5).join(', ')}${refused.length > 5 ? ` and ${refused.length - 5} more` : ''} were not scanned.`), { parcels: refused });
  const counted = await countGoods(tx, new Map(passed.filter((p) => !isWhole(p)).map((p) => [p.id, findingOf.get(p.id)!])));
  return new Map(passed.map((p) => [p.id, counted.get(p.id) ?? 'as-a-whole']));
}

/** What the inspector found on parcels that are locked already, in one statement. */
async function inspect(tx: Tx, parcels: readonly Parcel[], findingOf: ReadonlyMap<string, Finding>, wholeIn: ReadonlySet<string>): Promise<{ id: string; state: ParcelState }[]> {
  // Whoever may not pass it anyway is told so before anything is counted.
  const judged = parcels.map((parcel) => {
    const { passed, defect } = findingOf.get(parcel.id)!;
    if (!passed && !defect) throw refuse(no['defect-missing'], words(parcel.parcelNo, parcel.parcelNo));
    if (passed && parcel.weightHeld) throw refuse(no['weight-held'], words(parcel.parcelNo, parcel.parcelNo));
    return { parcel, passed, defect: passed ? null : defect, state: after(parcel, passed ? 'inspect' : 'fail') };
  });
  const hows = await howPassed(tx, parcels, findingOf, wholeIn);
  const found = judged.map((j) => ({ ...j, how: hows.get(j.parcel.id) ?? null }));
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
  inScope: seesParcel, works: parcelRef,
  run: async (tx, { scans: scanned = [], ...input }, parcel) => (await inspect(tx, [parcel], new Map([[parcel.id, { ...input, scans: scanned }]]), new Set()))[0]!,
});

/**
 * Many parcels at once, each with its own finding: all of them or none. What was scanned is counted as at the desk. A parcel without any scans is looked at as a whole, which its warehouse
 * must allow (docs/adr/0025), and is recorded as such.
 * @throws logistics.wave-not-by-eye, logistics.defect-missing, logistics.weight-held, logistics.parcel-twice and what counting throws
 */
export const recordInspections = verb({
  name: 'logistics.record-inspections',
  title: words('批量出库检验', 'Inspect many'),
  may: parcelPolicy,
  input: inspectManyEnd.body!,
  subject: (tx, { inspections }) => lockEach(tx, inspections),
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, input, parcels) => ({ parcels: await inspect(tx, parcels, new Map(input.inspections.map((i) => [i.id, i])), await byEyeIn(tx, parcels.flatMap((p) => p.warehouseId ?? []))) }),
});
