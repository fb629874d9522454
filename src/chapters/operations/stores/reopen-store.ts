import { z } from 'zod';
import { next } from '../../../kernel/lifecycle.ts';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { setStoreState, storeForUpdate } from '../../../registers/company/index.ts';
import { storeChanged } from '../facts.ts';
import { storeLife } from './store.ts';

/** A closed store sells again. @throws kernel.wrong-state */
export const reopenStore = verb({
  name: 'operations.reopen-store', title: words('恢复店铺', 'Open a closed store again'), may: { administrator: 'all', 'department-head': 'all' },
  input: z.strictObject({ id }),
  subject: (tx, input) => storeForUpdate(tx, input.id),
  run: async (tx, input, store) => {
    await setStoreState(tx, input.id, next(storeLife, store.state, 'reopen'));
    tx.fact(storeChanged, input.id, { name: store.name, fields: ['state'] });
    return { id: input.id };
  },
});
