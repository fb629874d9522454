import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { changeStore as register, storeForUpdate } from '../../../registers/company/index.ts';
import { storeChanged } from '../facts.ts';

/**
 * Name, team, warehouse, names in files. To which team a store belongs decides who sees its orders: operators may not change that.
 * @throws kernel.changed-meanwhile, company.name-taken, company.outside-id-taken, company.unknown-place
 */
export const changeStore = verb({
  name: 'operations.change-store', title: words('修改店铺资料', 'Change a store'), may: { administrator: 'all', 'department-head': 'all', 'store-operator': 'team' },
  input: z.strictObject({
    id, version: z.int(), name: text(80, 1), teamId: id.nullable(), defaultWarehouseId: id.nullable(), outsideShopId: text(80, 1).nullable(), aliases: z.array(text(80, 1)).max(20),
  }),
  subject: (tx, input) => storeForUpdate(tx, input.id),
  inScope: (actor, scope, store) => scope === 'all' || (store.teamId !== null && actor.teamIds.includes(store.teamId)),
  run: async (tx, input, store) => {
    const free = tx.actor.kind === 'system' || tx.actor.posts.some((post) => post === 'administrator' || post === 'department-head');
    if (!free && input.teamId !== store.teamId) throw refuse(kernelNo['not-allowed'], words('店铺归属的团队由系统管理员或部门经理调整。', 'An administrator or the department head says to which team a store belongs.'));
    const { id: storeId, version, ...next } = input;
    const fields = await register(tx, store, version, next);
    if (fields.length > 0) tx.fact(storeChanged, storeId, { name: input.name, fields });
    tx.audit({ type: 'store', id: storeId }, { fields });
    return { id: storeId };
  },
});
