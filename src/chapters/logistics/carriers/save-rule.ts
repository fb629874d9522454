import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { ruleFields } from './contract.ts';

const may = { 'logistics-clerk': 'all', 'department-head': 'all' } as const;

/** Creates or replaces one rule of the choice of carrier (clause 2.3.3). @throws logistics.bands-wrong, logistics.carrier-unknown */
export const saveRule = verb({
  name: 'logistics.save-carrier-rule',
  title: words('保存承运商规则', 'Save a carrier rule'),
  may,
  input: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...ruleFields }),
  run: async (tx, input) => {
    if (input.upToGrams !== null && input.upToGrams <= input.aboveGrams) throw refuse(no['bands-wrong']);
    const ruleId = input.id ?? tx.newId();
    const rows = await tx.rows('logistics.save_rule',
      `insert into logistics.carrier_rule as r (id, carrier_id, priority, provinces, above_grams, up_to_grams, platforms, store_id, promise_days, note, updated_at)
       select $1, $2, $3, $4::text[], $5, $6, $7::text[], $8, $9, $10, to_timestamp($11 / 1000.0)
       where $12::int is null or exists (select 1 from logistics.carrier_rule where id = $1)
       on conflict (id) do update set carrier_id = excluded.carrier_id, priority = excluded.priority, provinces = excluded.provinces, above_grams = excluded.above_grams,
         up_to_grams = excluded.up_to_grams, platforms = excluded.platforms, store_id = excluded.store_id, promise_days = excluded.promise_days, note = excluded.note,
         updated_at = excluded.updated_at, version = r.version + 1
       where r.version = $12::int returning id`,
      [ruleId, input.carrierId, input.priority, input.provinces, input.aboveGrams, input.upToGrams, input.platforms, input.storeId, input.promiseDays, input.note || null, tx.now,
        input.id === null ? null : (input.version ?? 0)]).catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'carrier_rule_carrier_id_fkey') throw refuse(no['carrier-unknown']);
      throw error;
    });
    if (rows.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    tx.audit({ type: 'carrier', id: input.carrierId }, { rule: { ...input } });
    return { id: ruleId };
  },
});

export const removeRule = verb({
  name: 'logistics.remove-carrier-rule',
  title: words('删除承运商规则', 'Remove a carrier rule'),
  may,
  input: z.strictObject({ id, version: z.int() }),
  run: async (tx, input) => {
    const [rule] = await tx.rows<{ carrier_id: string }>('logistics.remove_rule', 'delete from logistics.carrier_rule where id = $1 and version = $2 returning carrier_id', [input.id, input.version]);
    if (!rule) throw refuse(kernelNo['changed-meanwhile']);
    tx.audit({ type: 'carrier', id: rule.carrier_id }, { removedRule: input.id });
    return { id: input.id };
  },
});
