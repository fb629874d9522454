import { z } from 'zod';
import { checkWaybillNumber } from '../../../gateways/couriers/carriers.ts';
import { kernelNo, Refusal } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { db } from '../schema.ts';

/** Puts numbers that a carrier has sold us into its pool. Numbers that are there already change nothing. */
export const addWaybills = verb({
  name: 'logistics.add-waybills',
  title: words('导入运单号段', 'Add waybill numbers'),
  may: { 'logistics-clerk': 'all', 'department-head': 'all' },
  input: z.strictObject({ id, numbers: z.array(z.string().max(64)).min(1).max(5_000) }),
  subject: async (tx, { id: carrierId }) => (await db(tx).selectFrom('logistics.carrier').select(['id', 'tracking_code']).where('id', '=', carrierId).executeTakeFirst()) ?? null,
  run: async (tx, input, carrier) => {
    const checks = input.numbers.map((n) => ({ given: n, check: checkWaybillNumber(carrier.tracking_code, n) }));
    const wrong = checks.filter((c) => c.check.is === 'impossible');
    if (wrong.length > 0)
      throw new Refusal(kernelNo['invalid-input'], words(`有 ${wrong.length} 个运单号不正确，例如“${wrong[0]!.given.slice(0, 40)}”`, `${wrong.length} numbers are wrong, such as "${wrong[0]!.given.slice(0, 40)}"`), {},
        wrong.slice(0, 20).map((w) => ({ path: `numbers.${input.numbers.indexOf(w.given)}`, message: words(`“${w.given.slice(0, 40)}” 不是该承运商的运单号`, `“${w.given.slice(0, 40)}” is no waybill number of this carrier`) })));
    const numbers = [...new Set(checks.flatMap((c) => (c.check.is === 'impossible' ? [] : [c.check.number])))].sort();
    const added = await tx.rows('logistics.add_waybills',
      `insert into logistics.waybill_pool (carrier_id, waybill_no, added_at) select $1, n, to_timestamp($3 / 1000.0) from unnest($2::text[]) n
       on conflict do nothing returning waybill_no`, [carrier.id, numbers, tx.now]);
    tx.audit({ type: 'carrier', id: carrier.id }, { addedWaybills: added.length });
    return { added: added.length, known: numbers.length - added.length };
  },
});
