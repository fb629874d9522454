import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { fen, id, instant } from '../../../kernel/schemas.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { returnInspected } from '../../sales/facts.ts';
import { postEntries } from '../ledger/post.ts';

/** Goods that came back good are no longer cost of sales; what is scrapped stays a cost. That they are stock again their movement tells. Booked once a return. */
const noteReturnedGoods = verb({
  name: 'finance.note-returned-goods',
  title: words('退货商品入账', 'Book goods that came back'),
  may: {},
  input: z.strictObject({ returnId: id, returnNo: z.string(), orderId: id, storeId: id, channel: z.string(), at: instant, lines: z.array(z.strictObject({ skuId: id, costFen: fen, stockFen: fen })).max(200) }),
  run: async (tx, input) => {
    await postEntries(tx, [{
      at: input.at, kind: 'cost', sourceKey: `return-cost:${input.returnId}`, source: { type: 'return', id: input.returnId }, orderId: input.orderId, storeId: input.storeId, channel: input.channel,
      what: words(`退换单 ${input.returnNo} 退货入库冲回成本`, `Return ${input.returnNo}: goods back in stock`),
      postings: input.lines.flatMap((l) => [
        { account: 'shipped' as const, amountFen: BigInt(l.stockFen), skuId: l.skuId }, { account: 'cost' as const, amountFen: -BigInt(l.costFen), skuId: l.skuId },
        { account: 'costDifference' as const, amountFen: BigInt(l.costFen - l.stockFen), skuId: l.skuId },
      ]),
    }]);
    return { id: input.returnId };
  },
});

export const bookReturnedGoods: Reaction = {
  name: 'finance.book-returned-goods',
  on: ['sales.return-inspected'],
  async run(kernel, facts) {
    for (const f of facts) {
      const p = returnInspected.payload.parse(f.payload);
      const lines = p.lines.map((l) => ({ skuId: l.skuId, costFen: l.costFen, stockFen: l.stockFen ?? l.costFen })).filter((l) => l.costFen > 0 || l.stockFen > 0);
      if (lines.length > 0) await runVerb(kernel, noteReturnedGoods, { returnId: f.subjectId, returnNo: p.returnNo, orderId: p.orderId, storeId: p.storeId, channel: p.channel, at: f.occurredAt, lines }, { actor: system('核对') });
    }
  },
};
