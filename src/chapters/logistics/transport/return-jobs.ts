import { system } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { runVerb } from '../../../kernel/verb.ts';
import type { TrackingQuery } from '../../../gateways/couriers/tracking.ts';
import { couriersOf } from '../couriers.ts';
import { addressesById, warehousesById } from '../neighbours.ts';
import { FOLLOWED } from './outside-parcels.ts';
import { AT_ONCE, CLAIM_MINUTES, pauseAfter } from './query-pauses.ts';
import { eventsOf } from './record-tracking.ts';
import { recordReturnTracking, returnParcelsToAsk, type ReturnParcelBrief } from './return-tracking.ts';

const robot = system('物流跟踪');

/** The customer sends it to our warehouse; carriers that ask for a phone are given his, else that of the house. */
async function askFor(kernel: Kernel, p: ReturnParcelBrief): Promise<TrackingQuery> {
  const [addresses, warehouses, senders] = await Promise.all([
    addressesById(kernel, p.addressId === null ? [] : [p.addressId]), warehousesById(kernel, p.warehouseId === null ? [] : [p.warehouseId]),
    kernel.db.query<{ phone: string }>('select phone from logistics.sender where warehouse_id = $1', [p.warehouseId], 'logistics.phone_of_house'),
  ]);
  const address = p.addressId === null ? undefined : addresses.get(p.addressId);
  const warehouse = p.warehouseId === null ? undefined : warehouses.get(p.warehouseId);
  const tail = [address?.masked ? null : address?.phone, senders.rows[0]?.phone].map((t) => t?.replace(/\D/g, '').slice(-4)).find((t) => t?.length === 4);
  return {
    carrier: p.trackingCode!, number: p.waybillNo, ...(tail ? { phone: tail } : {}), ...(address?.province ? { from: [address.province, address.city, address.district].filter(Boolean).join('') } : {}),
    ...(warehouse?.province ? { to: [warehouse.province, warehouse.city, warehouse.district].filter(Boolean).join('') } : {}),
  };
}

/** Asks for return parcels that are due, as for our own; a failure puts one off, longer each time. Answers how many were asked for. */
export async function pollReturns(kernel: Kernel): Promise<number> {
  const couriers = couriersOf(kernel);
  if (!couriers) return 0;
  const now = kernel.clock.now();
  const { rows } = await kernel.db.query<{ id: string; query_failures: number }>(
    `update logistics.return_parcel p set next_query_at = to_timestamp($1 / 1000.0) + make_interval(mins => ${CLAIM_MINUTES})
     where id in (select id from logistics.return_parcel where next_query_at <= to_timestamp($1 / 1000.0) order by next_query_at limit ${AT_ONCE} for update skip locked)
     returning id, query_failures`, [now], 'logistics.claim_return_queries');
  for (const parcel of await returnParcelsToAsk(kernel, rows.map((r) => r.id))) {
    try {
      const answer = await couriers.tracking.query(await askFor(kernel, parcel));
      const track = answer.is === 'found' ? answer.track : null;
      await runVerb(kernel, recordReturnTracking, { ids: [parcel.id], source: 'query', push: null, events: track ? eventsOf(track) : [], expectedAt: track?.expectedAt ?? null }, { actor: robot });
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      const failures = (rows.find((r) => r.id === parcel.id)?.query_failures ?? 0) + 1;
      kernel.log.warn({ return: parcel.returnNo, code: error.code, failures }, 'asking for a return parcel failed');
      // A number or phone that the carrier refuses is mended by telling it anew; pushes are still heard.
      await kernel.db.query('update logistics.return_parcel set query_failures = $2, next_query_at = case when is_current and is_awaited and not $4 and sent_at >= to_timestamp($5 / 1000.0) then to_timestamp($3 / 1000.0) end where id = $1',
        [parcel.id, failures, now + pauseAfter(failures), !error.retry, now - FOLLOWED], 'logistics.return_query_failed');
    }
  }
  return rows.length;
}

/** Asks the provider to push news of return parcels. Answers how many are watched from now on. */
export async function subscribeReturns(kernel: Kernel): Promise<number> {
  const couriers = couriersOf(kernel);
  if (!couriers?.pushUrl) return 0;
  const { rows } = await kernel.db.query<{ id: string }>(`select id from logistics.return_parcel where subscribed_at is null and next_query_at is not null and sent_at > to_timestamp($1 / 1000.0) order by sent_at limit ${AT_ONCE}`,
    [kernel.clock.now() - FOLLOWED], 'logistics.returns_to_subscribe');
  let watched = 0;
  for (const parcel of await returnParcelsToAsk(kernel, rows.map((r) => r.id))) {
    try {
      await couriers.tracking.subscribe({ ...(await askFor(kernel, parcel)), callbackUrl: couriers.pushUrl });
      watched += 1;
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      kernel.log.warn({ return: parcel.returnNo, code: error.code }, 'subscribing to a return parcel failed');
      // What may pass is tried again in the next round; what a person must mend is left to the queries.
      if (error.retry) continue;
    }
    await kernel.db.query('update logistics.return_parcel set subscribed_at = to_timestamp($2 / 1000.0) where id = $1', [parcel.id, kernel.clock.now()], 'logistics.return_subscribed');
  }
  return watched;
}
