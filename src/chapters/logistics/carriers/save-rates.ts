import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { rateFields } from './contract.ts';
import { provinceKey } from './freight.ts';

/** Replaces a carrier's rate card as a whole. `version` is the carrier's. @throws logistics.rate-twice */
export const saveRates = verb({
  name: 'logistics.save-rates',
  title: words('保存运价表', 'Save the rate card'),
  may: { 'logistics-clerk': 'all', accountant: 'all', 'department-head': 'all' },
  input: z.strictObject({ id, version: z.int(), rates: z.array(z.strictObject(rateFields)).max(40) }),
  run: async (tx, input) => {
    const places = input.rates.flatMap((r) => (r.provinces.length === 0 ? ['*'] : r.provinces.map(provinceKey)));
    if (new Set(places).size < places.length) throw refuse(no['rate-twice']);
    const bumped = await tx.rows('logistics.touch_carrier',
      'update logistics.carrier set version = version + 1, updated_at = to_timestamp($3 / 1000.0) where id = $1 and version = $2 returning id', [input.id, input.version, tx.now]);
    if (bumped.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    const given = input.rates.map((r) => ({ id: tx.newId(), provinces: r.provinces, first_grams: r.firstGrams, first_fen: r.firstFen, step_grams: r.stepGrams, step_fen: r.stepFen }));
    await tx.rows('logistics.clear_rates', 'delete from logistics.rate where carrier_id = $1', [input.id]);
    await tx.rows('logistics.save_rates',
      `insert into logistics.rate (id, carrier_id, provinces, first_grams, first_fen, step_grams, step_fen)
       select r.id, $1, array(select jsonb_array_elements_text(r.provinces)), r.first_grams, r.first_fen, r.step_grams, r.step_fen
       from jsonb_to_recordset($2::jsonb) as r(id uuid, provinces jsonb, first_grams int, first_fen bigint, step_grams int, step_fen bigint)`, [input.id, JSON.stringify(given)]);
    tx.audit({ type: 'carrier', id: input.id }, { rates: input.rates });
    return { id: input.id };
  },
});
