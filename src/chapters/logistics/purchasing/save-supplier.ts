import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { searchColumn } from '../../../kernel/search.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { no } from '../refusals.ts';
import { supplierFields } from './contract.ts';
import { supplierSaved } from './facts.ts';
import { mayBuy } from './policies.ts';

/** Creates a supplier (`id` null) or replaces what is known of one. @throws logistics.supplier-code-taken, kernel.changed-meanwhile */
export const saveSupplier = verb({
  name: 'logistics.save-supplier',
  title: words('保存供应商', 'Save a supplier'),
  may: mayBuy,
  input: z.strictObject({ id: id.nullable(), version: z.int().nullable(), ...supplierFields }),
  run: async (tx, input) => {
    const supplierId = input.id ?? tx.newId();
    const tokens = searchColumn({ names: [input.name, input.contact], phones: [input.phone], numbers: [input.code] });
    const values = [supplierId, input.code, input.name, input.contact || null, input.phone || null, input.leadDays, input.note || null, input.active, tokens, tx.now];
    const sql = input.id === null
      ? `insert into logistics.supplier (id, code, name, contact, phone, lead_days, note, active, search, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, array_to_tsvector(string_to_array($9, ' ')), to_timestamp($10 / 1000.0), to_timestamp($10 / 1000.0)) returning id`
      : `update logistics.supplier set code = $2, name = $3, contact = $4, phone = $5, lead_days = $6, note = $7, active = $8, search = array_to_tsvector(string_to_array($9, ' ')), updated_at = to_timestamp($10 / 1000.0),
           version = version + 1 where id = $1 and version = $11 returning id`;
    const rows = await tx.rows<{ id: string }>(input.id === null ? 'logistics.add_supplier' : 'logistics.change_supplier', sql, input.id === null ? values : [...values, input.version ?? 0]).catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'supplier_code_key') throw refuse(no['supplier-code-taken']);
      throw error;
    });
    if (rows.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    tx.fact(supplierSaved, supplierId, { code: input.code, name: input.name, active: input.active });
    return { id: supplierId };
  },
});
