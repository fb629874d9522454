import { system } from '../../../kernel/actor.ts';
import type { StoredFact } from '../../../kernel/fact.ts';
import type { Reaction } from '../../../kernel/reactions.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { noteOutsideDelivered, noteParcelsDelivered } from './note-parcels-delivered.ts';
import { noteParcelsShipped } from './note-parcels-shipped.ts';

const robot = system('订单');
const AT_ONCE = 200;

/** The last word on each fulfilment, in groups that one verb takes. */
function* groups(facts: readonly StoredFact[]): Generator<StoredFact[]> {
  const byFulfilment = [...new Map(facts.filter((f) => f.payload['fulfilmentId'] !== null).map((f) => [String(f.payload['fulfilmentId']), f])).values()];
  for (let at = 0; at < byFulfilment.length; at += AT_ONCE) yield byFulfilment.slice(at, at + AT_ONCE);
}

interface Way { parcelNo: string; fulfilmentId: string; waybillNo: string; carrierCode: string; goodsCostFen: number; freightFen: number | null }

export const shipFromParcels: Reaction = {
  name: 'sales.ship-orders',
  on: ['logistics.parcel-shipped'],
  async run(kernel, facts) {
    for (const group of groups(facts)) {
      const parcels = group.map((f) => {
        const way = f.payload as unknown as Way;
        return { parcelId: f.subjectId, parcelNo: way.parcelNo, fulfilmentId: way.fulfilmentId, waybillNo: way.waybillNo, carrierCode: way.carrierCode, goodsCostFen: way.goodsCostFen, freightFen: way.freightFen, at: f.occurredAt };
      });
      await runVerb(kernel, noteParcelsShipped, { parcels }, { actor: robot });
    }
  },
};

export const completeDelivered: Reaction = {
  name: 'sales.complete-orders',
  on: ['logistics.parcel-delivered'],
  async run(kernel, facts) {
    for (const group of groups(facts))
      await runVerb(kernel, noteParcelsDelivered, { parcels: group.map((f) => ({ fulfilmentId: String(f.payload['fulfilmentId']), at: f.occurredAt })) }, { actor: robot });
    const outside = [...new Set(facts.filter((f) => f.payload['fulfilmentId'] === null).flatMap((f) => f.payload['orderIds'] as string[]))];
    for (let at = 0; at < outside.length; at += AT_ONCE) await runVerb(kernel, noteOutsideDelivered, { orderIds: outside.slice(at, at + AT_ONCE) }, { actor: robot });
  },
};
