import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { readRuleBook } from '../carriers/book.ts';
import { freightOf } from '../carriers/freight.ts';
import { parcelPacked } from '../facts.ts';
import type { Tx } from '../../../kernel/tx.ts';
import type { ParcelState } from './contract.ts';
import { after, lockEach, lockParcel, ordersOf, parcelPolicy, refOf, parcelRef, seesParcel, parcelRefs, seesParcels, type Parcel } from './parcel.ts';
import { holdByWeight, problemOf } from './weigh.ts';

export interface Packed { id: string; state: ParcelState; expectedGrams: number; warning: Words | null; held: boolean }

/** Sets true weight and freight of parcels that are locked already, in one statement. */
async function pack(tx: Tx, parcels: readonly Parcel[], gramsOf: ReadonlyMap<string, number>): Promise<Packed[]> {
  const { rates } = await readRuleBook(tx);
  const packed = parcels.map((parcel) => ({ parcel, state: after(parcel, 'pack'), grams: gramsOf.get(parcel.id)!, problem: problemOf(tx, parcel, gramsOf.get(parcel.id)!) }));
  const changes = packed.map(({ parcel, state, grams, problem }) => {
    const freight = parcel.carrierId === null ? null : freightOf(rates, parcel.carrierId, parcel.province, grams);
    return { id: parcel.id, state, grams, freight: freight === null ? null : Number(freight), held: problem !== null };
  });
  await tx.rows('logistics.pack',
    `update logistics.parcel p set state = x.state, actual_grams = x.grams, freight_fen = x.freight, weight_held = x.held, version = p.version + 1
     from jsonb_to_recordset($1::jsonb) as x(id uuid, state text, grams int, freight bigint, held boolean) where p.id = x.id`, [JSON.stringify(changes)]);
  for (const { parcel, grams } of packed) tx.fact(parcelPacked, parcel.id, { ...refOf(parcel), weightGrams: grams }, { objects: ordersOf(parcel) });
  await holdByWeight(tx, packed);
  return packed.map(({ parcel, state, problem }) => ({ id: parcel.id, state, expectedGrams: parcel.expectedGrams, warning: problem, held: problem !== null }));
}

const weightGrams = z.int().min(1).max(1_000_000);

/** Packed and weighed. The true weight sets the freight; an odd weight holds the parcel (clause 2.3.3). Weighing again is allowed until the carrier is told. */
export const packParcel = verb({
  name: 'logistics.pack-parcel',
  title: words('打包称重', 'Pack and weigh'),
  may: parcelPolicy,
  input: z.strictObject({ id, weightGrams }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel, works: parcelRef,
  run: async (tx, input, parcel) => (await pack(tx, [parcel], new Map([[parcel.id, input.weightGrams]])))[0]!,
});

/** A whole wave packed, each parcel with its own weight: all of them or none. @throws logistics.parcel-twice */
export const packParcels = verb({
  name: 'logistics.pack-parcels',
  title: words('批量打包称重', 'Pack and weigh many'),
  may: parcelPolicy,
  input: z.strictObject({ parcels: z.array(z.strictObject({ id, weightGrams })).min(1).max(500) }),
  subject: (tx, { parcels }) => lockEach(tx, parcels),
  inScope: seesParcels, works: parcelRefs,
  run: async (tx, input, parcels) => ({ parcels: await pack(tx, parcels, new Map(input.parcels.map((p) => [p.id, p.weightGrams]))) }),
});
