import { z } from 'zod';
import { fact } from '../fact.ts';
import { text } from '../schemas.ts';
import { verb } from '../verb.ts';
import { words } from '../words.ts';

/** A fact and its verb for tests of the chain: small, with a text and an amount. */
export const counted = fact('test.stock-counted', {
  subject: 'shelf', payload: z.object({ pieces: z.int(), note: z.string() }), sentence: (p) => words(`盘点 ${p.pieces} 件`, `Counted ${p.pieces} pieces`),
});

export const countStock = verb({
  name: 'test.count-stock', title: words('盘点', 'Count the stock'), may: { warehouse: 'all' },
  input: z.strictObject({ shelf: text(40, 1), pieces: z.int(), note: text(100), twice: z.boolean().optional(), room: text(40, 1).optional() }),
  run: async (tx, input) => {
    const objects = input.room ? [{ type: 'room', id: input.room }] : [];
    tx.fact(counted, input.shelf, { pieces: input.pieces, note: input.note }, { objects });
    if (input.twice) tx.fact(counted, input.shelf, { pieces: input.pieces, note: `${input.note} 复核` }, { objects });
    return { at: tx.now };
  },
});
