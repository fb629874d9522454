import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { carrierSaved } from '../facts.ts';
import { no } from '../refusals.ts';
import { carrierFields } from './contract.ts';

/** Creates a carrier (`id` null) or replaces what is known of one. @throws logistics.code-taken, kernel.changed-meanwhile */
export const saveCarrier = verb({
  name: 'logistics.save-carrier',
  title: words('保存承运商', 'Save a carrier'),
  may: { 'logistics-clerk': 'all', 'department-head': 'all', administrator: 'all' },
  input: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...carrierFields }),
  run: async (tx, input) => {
    const carrierId = input.id ?? tx.newId();
    const rows = await tx.rows<{ id: string }>('logistics.save_carrier',
      `insert into logistics.carrier as c (id, code, name, tracking_code, active, notified_by, product, payment, promise_days, phone, agreement_until, created_at, updated_at)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, to_timestamp($12 / 1000.0), to_timestamp($12 / 1000.0)
       where $13::int is null or exists (select 1 from logistics.carrier where id = $1)
       on conflict (id) do update set code = excluded.code, name = excluded.name, tracking_code = excluded.tracking_code, active = excluded.active,
         notified_by = excluded.notified_by, product = excluded.product, payment = excluded.payment, promise_days = excluded.promise_days, phone = excluded.phone,
         agreement_until = excluded.agreement_until, updated_at = excluded.updated_at, version = c.version + 1
       where c.version = $13::int returning id`,
      [carrierId, input.code, input.name, input.trackingCode, input.active, input.notifiedBy, input.product || null, input.payment, input.promiseDays, input.phone || null,
        input.agreementUntil, tx.now, input.id === null ? null : (input.version ?? 0)]).catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'carrier_code_key') throw refuse(no['code-taken']);
      throw error;
    });
    if (rows.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    tx.fact(carrierSaved, carrierId, { code: input.code, name: input.name, active: input.active });
    return { id: carrierId };
  },
});
