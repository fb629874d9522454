import { system } from '../../kernel/actor.ts';
import type { StoredFact } from '../../kernel/fact.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Reaction } from '../../kernel/reactions.ts';
import { runVerb } from '../../kernel/verb.ts';
import { followShortages } from './purchasing/reactions.ts';
import { noteOutsideParcels, type OutsideTold } from './transport/outside-parcels.ts';
import { requestParcels, type ParcelRequest } from './transport/request-parcels.ts';
import { endReturnParcels, noteReturnParcel } from './transport/return-parcels.ts';
import { withdrawParcels } from './transport/withdraw-parcels.ts';

const RELEASED = 'sales.fulfilment-released';
const WITHDRAWN = 'sales.fulfilment-withdrawn';

/** Releases and withdrawals are followed in the order in which they happened: a fulfilment may be released again. */
const followFulfilments: Reaction = {
  name: 'logistics.follow-fulfilments',
  on: [RELEASED, WITHDRAWN],
  async run(kernel, facts) {
    for (let from = 0; from < facts.length;) {
      let to = from;
      while (to < facts.length && facts[to]!.type === facts[from]!.type) to += 1;
      await follow(kernel, facts.slice(from, to));
      from = to;
    }
  },
};

async function follow(kernel: Kernel, facts: readonly StoredFact[]): Promise<void> {
  const actor = system('物流');
  if (facts[0]!.type === WITHDRAWN) {
    await runVerb(kernel, withdrawParcels, { fulfilments: facts.map((f) => ({ fulfilmentId: f.subjectId, before: f.seq })) }, { actor });
    return;
  }
  const requests = facts.map((f) => {
    const p = f.payload as unknown as Omit<ParcelRequest, 'fulfilmentId' | 'releaseSeq'>;
    return {
      fulfilmentId: f.subjectId, releaseSeq: f.seq, fulfilmentNo: p.fulfilmentNo, orderIds: p.orderIds, orderNos: p.orderNos, storeId: p.storeId, warehouseId: p.warehouseId,
      addressId: p.addressId, weightGrams: p.weightGrams, valueFen: p.valueFen, shipBy: p.shipBy, lines: p.lines,
    };
  });
  await runVerb(kernel, requestParcels, { requests }, { actor });
}

/** The last word on each order, in groups that one verb takes. */
const followOutside: Reaction = {
  name: 'logistics.follow-outside',
  on: ['sales.outside-waybills-told'],
  async run(kernel, facts) {
    const last = [...new Map(facts.map((f) => [f.subjectId, f])).values()];
    for (let from = 0; from < last.length; from += ORDERS_AT_ONCE) {
      const orders = last.slice(from, from + ORDERS_AT_ONCE).map((f) => {
        const p = f.payload as unknown as Omit<OutsideTold, 'orderId'>;
        return { orderId: f.subjectId, orderNo: p.orderNo, storeId: p.storeId, addressId: p.addressId, shippedAt: p.shippedAt, completedAt: p.completedAt, waybills: p.waybills };
      });
      await runVerb(kernel, noteOutsideParcels, { orders }, { actor: system('物流') });
    }
  },
};
const ORDERS_AT_ONCE = 300;

const SENT = 'sales.return-sent';

/** Goods that come back, in the order of what happened: told again the latest parcel is followed, and none once they are here or awaited no more. */
const followReturns: Reaction = {
  name: 'logistics.follow-returns',
  on: [SENT, 'sales.return-received', 'sales.return-withdrawn'],
  async run(kernel, facts) {
    const actor = system('物流');
    const sent = (f: StoredFact): boolean => f.type === SENT;
    for (let from = 0; from < facts.length;) {
      if (sent(facts[from]!)) {
        const f = facts[from]!;
        const p = f.payload as unknown as { returnNo: string; orderId: string; carrier: string; waybillNo: string; addressId?: string | null; warehouseId?: string | null };
        await runVerb(kernel, noteReturnParcel, {
          returnId: f.subjectId, returnNo: p.returnNo, orderId: p.orderId, carrier: p.carrier, waybillNo: p.waybillNo, addressId: p.addressId ?? null, warehouseId: p.warehouseId ?? null, sentAt: f.occurredAt,
        }, { actor });
        from += 1;
        continue;
      }
      let to = from;
      while (to < facts.length && !sent(facts[to]!)) to += 1;
      await runVerb(kernel, endReturnParcels, { returnIds: facts.slice(from, to).map((f) => f.subjectId) }, { actor });
      from = to;
    }
  },
};

export const reactions: Reaction[] = [followFulfilments, followOutside, followReturns, followShortages];
