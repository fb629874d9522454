import { z } from 'zod';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { warehouseSaved } from '../facts.ts';
import { db } from '../schema.ts';
import { nameFree, placesInUse } from './place-record.ts';

const place = {
  name: text(50, 1), teamId: id.nullable(), province: text(30).nullable(), city: text(30).nullable(), district: text(30).nullable(), detail: text(200).nullable(),
};

/** @throws company.name-taken, company.unknown-place */
export const createWarehouse = verb({
  name: 'company.create-warehouse', title: words('新建仓库', 'Create a warehouse'), may: { administrator: 'all' },
  input: z.strictObject(place),
  run: async (tx, input) => {
    const warehouseId = tx.newId();
    await nameFree(tx, 'warehouse', input.name, warehouseId);
    await placesInUse(tx, { teamId: input.teamId });
    const { teamId, ...rest } = input;
    await db(tx).insertInto('company.warehouse').values({ id: warehouseId, team_id: teamId, ...rest, created_at: toTimestamp(tx.now) }).execute();
    tx.fact(warehouseSaved, warehouseId, { name: input.name, isNew: true });
    return { id: warehouseId };
  },
});

/** @throws company.name-taken, company.unknown-place, kernel.changed-meanwhile */
export const changeWarehouse = verb({
  name: 'company.change-warehouse', title: words('修改仓库', 'Change a warehouse'), may: { administrator: 'all' },
  input: z.strictObject({ id, version: z.int(), ...place, active: z.boolean() }),
  subject: async (tx, input) => (await tx.rows<{ version: number; team_id: string | null }>('company.warehouse_for_update', 'select version, team_id from company.warehouse where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, warehouse) => {
    if (warehouse.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    if (input.active) await nameFree(tx, 'warehouse', input.name, input.id);
    if (input.teamId !== warehouse.team_id) await placesInUse(tx, { teamId: input.teamId });
    await db(tx).updateTable('company.warehouse').set({
      name: input.name, team_id: input.teamId, province: input.province, city: input.city, district: input.district, detail: input.detail, active: input.active, version: warehouse.version + 1,
    }).where('id', '=', input.id).execute();
    tx.fact(warehouseSaved, input.id, { name: input.name, isNew: false });
    return { id: input.id };
  },
});
