import { z } from 'zod';
import type { RowOutcome, StagedRow } from '../../kernel/imports/target.ts';
import { verb } from '../../kernel/verb.ts';
import { words } from '../../kernel/words.ts';
import { orderImport } from '../../chapters/sales/index.ts';

/** Enters a day's rows of all stores, as an import run does, in one verb. */
export const enterRows = verb({
  name: 'demo.enter-orders', title: words('演示：订单进入', 'Demo: orders enter'), may: {},
  input: z.strictObject({ rows: z.array(z.custom<StagedRow>()) }),
  run: async (tx, { rows }): Promise<RowOutcome[]> => orderImport.apply(tx, rows, {}),
});
