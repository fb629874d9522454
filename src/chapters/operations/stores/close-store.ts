import { z } from 'zod';
import { next } from '../../../kernel/lifecycle.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { setStoreState, storeForUpdate } from '../../../registers/company/index.ts';
import { storeClosed } from '../facts.ts';
import { storeLife } from './store.ts';

/** The store sells no longer. Its orders go on to their end. @throws kernel.wrong-state */
export const closeStore = verb({
  name: 'operations.close-store', title: words('关闭店铺', 'Close a store'), may: { administrator: 'all', 'department-head': 'all' },
  input: z.strictObject({ id, reason: text(200, 2) }),
  subject: (tx, input) => storeForUpdate(tx, input.id),
  run: async (tx, input, store) => {
    await setStoreState(tx, input.id, next(storeLife, store.state, 'close'));
    tx.fact(storeClosed, input.id, { name: store.name, reason: input.reason });
    tx.audit({ type: 'store', id: input.id }, undefined, input.reason);
    return { id: input.id };
  },
});
