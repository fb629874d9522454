import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { senderFields } from './contract.ts';

/** Who is named as sender on labels and ship notices of a warehouse (clause 5.2.1: from where). */
export const saveSender = verb({
  name: 'logistics.save-sender',
  title: words('保存发件人', 'Save the sender'),
  may: { 'logistics-clerk': 'all', 'department-head': 'all', administrator: 'all' },
  input: z.strictObject({ ...senderFields, version: z.int().nullable() }),
  run: async (tx, input) => {
    const rows = await tx.rows('logistics.save_sender',
      `insert into logistics.sender as s (warehouse_id, name, phone, updated_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))
       on conflict (warehouse_id) do update set name = excluded.name, phone = excluded.phone, updated_at = excluded.updated_at, version = s.version + 1
       where s.version = $5::int returning warehouse_id`, [input.warehouseId, input.name, input.phone, tx.now, input.version]);
    if (rows.length === 0) throw refuse(kernelNo['changed-meanwhile']);
    tx.audit({ type: 'warehouse', id: input.warehouseId }, { sender: input.name });
    return { id: input.warehouseId };
  },
});
