import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { runVerb } from '../../kernel/verb.ts';
import type { TrackingQuery } from '../../gateways/couriers/tracking.ts';
import { accountFor } from './carriers/waybill-accounts.ts';
import { couriersOf } from './couriers.ts';
import { addressesById } from './neighbours.ts';
import { parcelsToTell, type ParcelBrief } from './transport/parcel-reads.ts';
import { AT_ONCE, CLAIM_MINUTES, pauseAfter } from './transport/query-pauses.ts';
import { eventsOf, recordTracking } from './transport/record-tracking.ts';
import { FOLLOWED } from './transport/outside-parcels.ts';
import { pollReturns, subscribeReturns } from './transport/return-jobs.ts';
import { findLate, findStuck } from './transport/watch-parcels.ts';

const robot = system('物流跟踪');

async function askFor(kernel: Kernel, parcel: ParcelBrief): Promise<TrackingQuery> {
  const address = parcel.addressId === null ? undefined : (await addressesById(kernel, [parcel.addressId])).get(parcel.addressId);
  const tail = address?.phone?.replace(/\D/g, '').slice(-4);
  return {
    carrier: parcel.trackingCode!, number: parcel.waybillNo!, ...(tail && tail.length === 4 && !address?.masked ? { phone: tail } : {}),
    ...(address?.province ? { to: [address.province, address.city, address.district].filter(Boolean).join('') } : {}),
  };
}

/** Asks the provider where one parcel is and writes down what it says. @throws GatewayFailure */
export async function askTracking(kernel: Kernel, parcel: ParcelBrief): Promise<{ taken: number; known: number }> {
  const answer = await couriersOf(kernel)!.tracking.query(await askFor(kernel, parcel));
  const reports = [{ parcelId: parcel.id, events: answer.is === 'found' ? eventsOf(answer.track) : [], expectedAt: answer.is === 'found' ? answer.track.expectedAt : null }];
  return runVerb(kernel, recordTracking, { source: 'query', push: null, reports }, { actor: robot });
}

/**
 * Asks for parcels, our own and those of returns, that are due to be asked for: those without pushes, and as a net under the pushes. Scheduled every few minutes.
 * A failure puts the parcel off, longer each time; it is logged and never stops the others. Answers how many were asked for.
 */
export async function pollTracking(kernel: Kernel): Promise<number> {
  if (!couriersOf(kernel)) return 0;
  const now = kernel.clock.now();
  const { rows } = await kernel.db.query<{ id: string; query_failures: number }>(
    `update logistics.parcel p set next_query_at = to_timestamp($1 / 1000.0) + make_interval(mins => ${CLAIM_MINUTES})
     where id in (select id from logistics.parcel where next_query_at <= to_timestamp($1 / 1000.0) order by next_query_at limit ${AT_ONCE} for update skip locked)
     returning id, query_failures`, [now], 'logistics.claim_queries');
  for (const parcel of await parcelsToTell(kernel, rows.map((r) => r.id))) {
    try {
      if (parcel.waybillNo !== null && parcel.trackingCode !== null) await askTracking(kernel, parcel);
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      const failures = (rows.find((r) => r.id === parcel.id)?.query_failures ?? 0) + 1;
      const pause = pauseAfter(failures);
      kernel.log.warn({ parcel: parcel.parcelNo, code: error.code, failures }, 'asking for a parcel failed');
      // Of what another system shipped nobody here mends a number or a missing phone, and after thirty days nobody waits for it: pushes and files are still heard.
      await kernel.db.query(`update logistics.parcel set query_failures = $2, next_query_at = case when origin = 'outside' and ($4 or shipped_at < to_timestamp($5 / 1000.0)) then null else to_timestamp($3 / 1000.0) end where id = $1`,
        [parcel.id, failures, now + pause, !error.retry, now - FOLLOWED], 'logistics.query_failed');
    }
  }
  return rows.length + await pollReturns(kernel);
}

/** Asks the provider to push news of shipped parcels and of those of returns. Needs a public address. Answers how many are watched from now on. */
export async function subscribeParcels(kernel: Kernel): Promise<number> {
  const couriers = couriersOf(kernel);
  if (!couriers?.pushUrl) return 0;
  const { rows } = await kernel.db.query<{ id: string }>(
    `select id from logistics.parcel where subscribed_at is null and state in ('shipped', 'collected', 'in-transit', 'out-for-delivery', 'problem')
       and (origin = 'warehouse' or (outside_code is not null and shipped_at > to_timestamp($1 / 1000.0))) order by shipped_at limit ${AT_ONCE}`, [kernel.clock.now() - FOLLOWED], 'logistics.to_subscribe');
  let watched = 0;
  for (const parcel of await parcelsToTell(kernel, rows.map((r) => r.id))) {
    try {
      await couriers.tracking.subscribe({ ...(await askFor(kernel, parcel)), callbackUrl: couriers.pushUrl });
      watched += 1;
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      kernel.log.warn({ parcel: parcel.parcelNo, code: error.code }, 'subscribing to a parcel failed');
      // What may pass is tried again in the next round; what a person must mend is left to the queries.
      if (error.retry) continue;
    }
    await kernel.db.query('update logistics.parcel set subscribed_at = to_timestamp($2 / 1000.0) where id = $1', [parcel.id, kernel.clock.now()], 'logistics.subscribed');
  }
  return watched + await subscribeReturns(kernel);
}

/** Cancels waybills of parcels that were withdrawn after the interface had given one. */
export async function cancelWaybills(kernel: Kernel): Promise<number> {
  const labels = couriersOf(kernel)?.labels;
  if (!labels) return 0;
  const { rows } = await kernel.db.query<{ id: string }>(`select id from logistics.parcel where cancel_due order by id limit ${AT_ONCE}`, [], 'logistics.to_cancel');
  let done = 0;
  for (const parcel of await parcelsToTell(kernel, rows.map((r) => r.id))) {
    try {
      const account = parcel.carrierId === null || parcel.warehouseId === null ? null : await accountFor(kernel, parcel.carrierId, parcel.warehouseId);
      await labels.cancel({ shipmentNo: parcel.parcelNo, carrier: parcel.trackingCode ?? '', waybillNo: parcel.waybillNo ?? '', carrierOrderNo: parcel.carrierOrderNo, reason: '订单取消' }, account);
      done += 1;
    } catch (error) {
      if (!(error instanceof GatewayFailure)) throw error;
      kernel.log.warn({ parcel: parcel.parcelNo, code: error.code }, 'cancelling a waybill failed');
      if (error.retry) continue;
    }
    await kernel.db.query('update logistics.parcel set cancel_due = false where id = $1', [parcel.id], 'logistics.cancelled');
  }
  return done;
}

/** Stuck, late and soon-late parcels, until none is left. `noMovementMs`: parameter noMovementWithin of clause 5.2.2 in ms. */
export async function watchParcels(kernel: Kernel, limits: { noMovementMs: number }): Promise<{ stuck: number; late: number }> {
  const all = async (round: () => Promise<{ found: number }>): Promise<number> => {
    let sum = 0;
    for (let n = (await round()).found; n > 0; n = (await round()).found) sum += n;
    return sum;
  };
  return {
    stuck: await all(() => runVerb(kernel, findStuck, limits, { actor: robot })),
    late: await all(() => runVerb(kernel, findLate, {}, { actor: robot })),
  };
}

/** Pushes that were taken are remembered for as long as the provider may repeat them. */
export async function forgetPushes(kernel: Kernel): Promise<number> {
  const { rowCount } = await kernel.db.query("delete from logistics.push_taken where received_at < to_timestamp($1 / 1000.0) - interval '30 days'", [kernel.clock.now()]);
  return rowCount ?? 0;
}
