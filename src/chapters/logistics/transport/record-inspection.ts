import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { inspectionRecorded } from '../facts.ts';
import { no } from '../refusals.ts';
import { after, lockParcel, ordersOf, parcelPolicy, refOf, seesParcel } from './parcel.ts';

/** Inspection before shipping (clause 2.3.3). A failed one names its defect and sends the parcel back to be packed anew. */
export const recordInspection = verb({
  name: 'logistics.record-inspection',
  title: words('出库检验', 'Inspect'),
  may: parcelPolicy,
  input: z.strictObject({ id, passed: z.boolean(), defect: text(200).nullable() }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel,
  run: async (tx, input, parcel) => {
    if (!input.passed && !input.defect) throw refuse(no['defect-missing']);
    const state = after(parcel, input.passed ? 'inspect' : 'fail');
    const defect = input.passed ? null : input.defect;
    await tx.rows('logistics.inspect',
      `with noted as (insert into logistics.inspection (id, parcel_id, passed, defect, at, by_id, by_name) values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6, $7))
       update logistics.parcel set state = $8, version = version + 1 where id = $2`,
      [tx.newId(), parcel.id, input.passed, defect, tx.now, tx.actor.id, tx.actor.name, state]);
    tx.fact(inspectionRecorded, parcel.id, { ...refOf(parcel), passed: input.passed, defect }, { objects: ordersOf(parcel) });
    return { id: parcel.id, state };
  },
});
