import type { FastifyReply, FastifyRequest } from 'fastify';
import { system } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { runVerb } from '../../../kernel/verb.ts';
import { pushRefused, pushTaken } from '../../../gateways/couriers/kuaidi100-tracking.ts';
import { couriersOf } from '../couriers.ts';
import { parcelsByWaybill } from './parcel-reads.ts';
import { eventsOf, recordTracking } from './record-tracking.ts';
import { recordReturnTracking, returnParcelsByWaybill } from './return-tracking.ts';

const robot = system('快递100');

/**
 * A push of the provider: signature first, then the content; without a configured secret nothing is taken. An equal push is answered at
 * once. What we do not know is acknowledged and logged, else it would be repeated for ever; a fault of ours is not, so that it is repeated.
 */
export async function takePush(kernel: Kernel, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const say = (status: number, body: string) => reply.status(status).type('application/json; charset=utf-8').send(body);
  const couriers = couriersOf(kernel);
  if (!couriers || !Buffer.isBuffer(request.body)) return say(403, pushRefused);
  let push: ReturnType<typeof couriers.tracking.verifyPush>;
  try {
    push = couriers.tracking.verifyPush(request.body);
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    kernel.log.warn({ code: error.code, ip: request.ip }, 'a push was refused');
    return say(error.code === 'couriers.push-unreadable' ? 422 : 403, pushRefused);
  }
  const { rows } = await kernel.db.query("select 1 from logistics.push_taken where fingerprint = decode($1, 'hex')", [push.fingerprint], 'logistics.push_known');
  if (rows.length > 0) return say(200, pushTaken);
  const number = push.number.toUpperCase();
  const parcels = await parcelsByWaybill(kernel, [number]);
  const codes = [push.correction?.to, push.correction?.from, push.carrier];
  const parcel = parcels.find((p) => p.trackingCode === push.carrier) ?? parcels.find((p) => codes.includes(p.trackingCode ?? ''))
    // The marketplace may name a carrier that nobody knows: then the number alone must do, where only one parcel has it.
    ?? (parcels.length === 1 && parcels[0]!.trackingCode === null ? parcels[0] : undefined);
  if (!parcel) {
    const backs = (await returnParcelsByWaybill(kernel, number)).filter((p) => codes.includes(p.trackingCode ?? ''));
    if (backs.length > 0) {
      await runVerb(kernel, recordReturnTracking, {
        source: 'push', push: { fingerprint: push.fingerprint, waybillNo: number, status: push.status }, ids: backs.map((p) => p.id), events: push.track ? eventsOf(push.track) : [], expectedAt: push.track?.expectedAt ?? null,
      }, { actor: robot });
      return say(200, pushTaken);
    }
  }
  if (!parcel) kernel.log.warn({ carrier: push.carrier, status: push.status }, 'a push tells of a parcel that is not ours');
  await runVerb(kernel, recordTracking, {
    source: 'push', push: { fingerprint: push.fingerprint, waybillNo: number, status: push.status },
    reports: parcel && push.track ? [{ parcelId: parcel.id, events: eventsOf(push.track), expectedAt: push.track.expectedAt }] : [],
  }, { actor: robot });
  return say(200, pushTaken);
}
