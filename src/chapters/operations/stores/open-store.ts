import { z } from 'zod';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { openStore as register } from '../../../registers/company/index.ts';
import { platform } from '../contract.ts';
import { storeOpened } from '../facts.ts';

/** A new store; its first design is due from now on (clause 4.1.1). @throws company.name-taken, company.outside-id-taken, company.unknown-place */
export const openStore = verb({
  name: 'operations.open-store', title: words('开设店铺', 'Open a store'), may: { administrator: 'all', 'department-head': 'all' },
  input: z.strictObject({
    name: text(80, 1), platform, teamId: id.nullable(), defaultWarehouseId: id.nullable(), outsideShopId: text(80, 1).nullable(), aliases: z.array(text(80, 1)).max(20),
  }),
  run: async (tx, input) => {
    const storeId = await register(tx, input);
    tx.fact(storeOpened, storeId, { name: input.name, platform: input.platform });
    return { id: storeId };
  },
});
