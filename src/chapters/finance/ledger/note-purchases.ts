import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { id, instant } from '../../../kernel/schemas.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { goodsInspected } from '../../logistics/facts.ts';
import { postEntries, type NewEntry } from './post.ts';

/** Accepted goods of a purchase order become merchandise and what is owed to the supplier, once for each inspection (clause 6.3.1). Rejected ones are nobody's debt. */
export const notePurchases = verb({
  name: 'finance.note-purchases',
  title: words('登记采购入库', 'Note purchased goods'),
  may: {},
  input: z.strictObject({ events: z.array(z.strictObject({ orderId: id, at: instant, payload: z.unknown() })).min(1).max(200) }),
  run: async (tx, input) => {
    const entries = input.events.map(({ orderId, at, payload }): NewEntry => {
      const p = goodsInspected.payload.parse(payload);
      return {
        at, kind: 'purchase', what: words(`采购入库 ${p.orderNo}（${p.supplier}，验收 ${p.inspectionNo}）`, `Purchased goods ${p.orderNo} (${p.supplier}, inspection ${p.inspectionNo})`),
        sourceKey: `purchase:${p.inspectionNo}`, source: { type: 'purchase-order', id: orderId },
        postings: [...p.lines.map((l) => ({ account: 'stock' as const, amountFen: BigInt(l.amountFen), skuId: l.skuId })), { account: 'payable', amountFen: -BigInt(p.amountFen) }],
      };
    });
    return { booked: (await postEntries(tx, entries)).size };
  },
});

export const bookPurchases: Reaction = {
  name: 'finance.book-purchases',
  on: ['logistics.goods-inspected'],
  async run(kernel, facts) {
    for (let at = 0; at < facts.length; at += 200)
      await runVerb(kernel, notePurchases, { events: facts.slice(at, at + 200).map((f) => ({ orderId: f.subjectId, at: f.occurredAt, payload: f.payload })) }, { actor: system('采购记账') });
  },
};
