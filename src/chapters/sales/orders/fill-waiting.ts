import { z } from 'zod';
import { id } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { fillShortages } from './shortages.ts';

/** Serves waiting orders from what is free, oldest payment first (clause 2.3.2). Without anything to give it changes nothing. */
export const fillWaiting = verb({
  name: 'sales.fill-waiting-orders',
  title: words('到货配给欠货订单', 'Fill waiting orders'),
  may: {},
  input: z.strictObject({ places: z.array(z.strictObject({ skuId: id, warehouseId: id })).min(1).max(50) }),
  run: async (tx, input) => ({ filled: await fillShortages(tx, input.places) }),
});
