import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import type { StoredFact } from '../../../kernel/fact.ts';
import { instant } from '../../../kernel/schemas.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { priceChanged, stockAdjusted, stockArrived, stockSentBack, transferReceived, transferSent } from '../../../registers/products/facts.ts';
import { parcelReturned, parcelShipped } from '../../logistics/facts.ts';
import { postEntries, type NewEntry, type NewPosting } from './post.ts';

const event = z.strictObject({ factId: z.string(), type: z.string(), skuId: z.string(), at: instant, payload: z.unknown() });
type Event = z.output<typeof event>;

/** Two sides of a change of the stock: what it is worth at the article's cost against where that comes from or goes to. */
const moved = (skuId: string, costFen: number, against: NewPosting['account']): NewPosting[] => [{ account: 'stock', amountFen: BigInt(costFen), skuId }, { account: against, amountFen: -BigInt(costFen), skuId }];

/**
 * Whatever changes what lies in the warehouses, or what it costs, is in the books, so that 库存商品 is always on hand × cost (clause 6.3.1).
 *
 * | fact | entry |
 * |---|---|
 * | goods received | Dr merchandise at cost, Cr suppliers at what was paid, the difference to cost of sales |
 * | stock of the beginning, received as such or found by the first count of an article | Dr merchandise, Cr capital |
 * | goods came back | Dr merchandise, Cr goods on their way: there the cost of the sale is taken back, by the return (refunds/note-returned-goods.ts) or the parcel |
 * | parcel came back | Dr goods on their way, Cr cost of sales |
 * | parcel shipped | Dr goods on their way, Cr merchandise; the order's cost comes out of it when all has left |
 * | transfer | Dr goods between warehouses, Cr merchandise; when it arrives the other way round, what is missing to other expense |
 * | counted more or less, corrected | Dr merchandise, Cr other income; or other expense, merchandise |
 * | goods went back to a supplier | Dr suppliers at the price of their order, Cr merchandise at cost, the difference to cost of sales |
 * | an article's cost changed | merchandise against cost of sales, for what lies in the warehouses |
 */
function entryOf(e: Event): NewEntry | null {
  const base = { at: e.at, kind: 'stock', source: { type: 'fact', id: e.factId }, sourceKey: `stock:${e.factId}` } as const;
  switch (e.type) {
    case 'products.stock-arrived': {
      const { value, quantity, reason } = stockArrived.payload.parse(e.payload);
      if (!value) return null;
      const what = words(`入库 ${quantity} 件：${reason}`, `${quantity} received: ${reason}`);
      const against = { receipt: 'payable', opening: 'capital', return: 'shipped', 'transfer-in': 'inTransit' } as const;
      const paid = value.kind === 'return' || value.kind === 'transfer-in' ? value.costFen : value.paidFen;
      return { ...base, what, postings: [...moved(e.skuId, paid, against[value.kind]), ...moved(e.skuId, value.costFen - paid, 'costDifference')] };
    }
    case 'products.stock-adjusted': {
      const { costFen = 0, change, reason, opening } = stockAdjusted.payload.parse(e.payload);
      if (opening) return { ...base, what: words(`期初库存 ${change} 件：${reason}`, `Stock of the beginning, ${change}: ${reason}`), postings: moved(e.skuId, costFen, 'capital') };
      return { ...base, what: words(`库存调整 ${change} 件：${reason}`, `Stock adjusted by ${change}: ${reason}`), postings: moved(e.skuId, costFen, costFen > 0 ? 'otherIncome' : 'otherExpense') };
    }
    case 'products.stock-sent-back': {
      const { costFen, creditFen, quantity, ref } = stockSentBack.payload.parse(e.payload);
      return { ...base, what: words(`退供 ${ref}：${quantity} 件`, `Back to the supplier, ${ref}: ${quantity}`), postings: [...moved(e.skuId, -creditFen, 'payable'), ...moved(e.skuId, creditFen - costFen, 'costDifference')] };
    }
    case 'products.price-changed': {
      const { stockFen = 0, code } = priceChanged.payload.parse(e.payload);
      return { ...base, what: words(`${code} 成本价变更，库存重新计价`, `${code}: stock valued anew at its new cost`), postings: moved(e.skuId, stockFen, 'costDifference') };
    }
    case 'logistics.parcel-shipped': {
      const { costs = [], parcelNo, storeId } = parcelShipped.payload.parse(e.payload);
      return { ...base, storeId, what: words(`包裹 ${parcelNo} 出库`, `Parcel ${parcelNo} left`), postings: costs.flatMap((c) => moved(c.skuId, -c.costFen, 'shipped')) };
    }
    case 'logistics.parcel-returned': {
      const { costs = [], parcelNo, storeId } = parcelReturned.payload.parse(e.payload);
      const postings = costs.flatMap((c): NewPosting[] => [{ account: 'shipped', amountFen: BigInt(c.costFen), skuId: c.skuId }, { account: 'cost', amountFen: -BigInt(c.costFen), skuId: c.skuId }]);
      return { ...base, storeId: storeId ?? null, what: words(`包裹 ${parcelNo} 退回，冲回成本`, `Parcel ${parcelNo} came back: cost taken back`), postings };
    }
    case 'products.transfer-sent': {
      const { costs = [], transferNo } = transferSent.payload.parse(e.payload);
      return { ...base, what: words(`调拨 ${transferNo} 发出`, `Transfer ${transferNo} sent`), postings: costs.flatMap((c) => moved(c.skuId, -c.costFen, 'inTransit')) };
    }
    case 'products.transfer-received': {
      const { costs = [], transferNo } = transferReceived.payload.parse(e.payload);
      const postings = costs.flatMap((c): NewPosting[] => [{ account: 'inTransit', amountFen: BigInt(c.costFen), skuId: c.skuId }, { account: c.costFen > 0 ? 'otherIncome' : 'otherExpense', amountFen: -BigInt(c.costFen), skuId: c.skuId }]);
      return { ...base, what: words(`调拨 ${transferNo} 收货差异`, `Transfer ${transferNo}: what differs`), postings };
    }
    default: throw new Error(`no entry for ${e.type}`);
  }
}

const noteStock = verb({
  name: 'finance.note-stock',
  title: words('存货入账', 'Book what the stock is worth'),
  may: {},
  input: z.strictObject({ events: z.array(event).min(1).max(500) }),
  run: async (tx, input) => ({ entries: (await postEntries(tx, input.events.flatMap((e) => entryOf(e) ?? []))).size }),
});

const AT_ONCE = 200;
const eventOf = (f: StoredFact): Event => ({ factId: f.id, type: f.type, skuId: f.subjectId, at: f.occurredAt, payload: f.payload });

export const bookStock: Reaction = {
  name: 'finance.book-stock',
  on: ['products.stock-arrived', 'products.stock-adjusted', 'products.stock-sent-back', 'products.price-changed', 'products.transfer-sent', 'products.transfer-received', 'logistics.parcel-shipped', 'logistics.parcel-returned'],
  async run(kernel, facts) {
    for (let at = 0; at < facts.length; at += AT_ONCE) await runVerb(kernel, noteStock, { events: facts.slice(at, at + AT_ONCE).map(eventOf) }, { actor: system('核对') });
  },
};
