import { permit } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { runVerb, type CallOf } from '../../../kernel/verb.ts';
import { accountFor } from '../carriers/waybill-accounts.ts';
import { couriersOf } from '../couriers.ts';
import { no } from '../refusals.ts';
import { recordEWaybill } from './announce-parcel.ts';
import { after, parcelPolicy, seesParcel } from './parcel.ts';
import { parcelsToTell } from './parcel-reads.ts';
import { noticesFor } from './ship-notices.ts';

/**
 * The waybill number from the carrier's interface: asked outside any transaction, written by a verb. The provider gives the same number
 * for the same parcel again, so that a lost answer may be asked for again. @throws logistics.gateway-off, logistics.gateway-failed
 */
export async function getEWaybill(kernel: Kernel, parcelId: string, call: CallOf) {
  const scope = permit(call.actor, parcelPolicy);
  const labels = couriersOf(kernel)?.labels;
  if (!labels) throw refuse(no['gateway-off']);
  const [parcel] = await parcelsToTell(kernel, [parcelId]);
  if (!parcel || (call.actor!.kind !== 'system' && !seesParcel(call.actor!, scope, parcel))) throw refuse(kernelNo['not-found']);
  // Asked again after it was given: the number that it has.
  if (parcel.state === 'announced' && parcel.waybillNo !== null) {
    const { rows } = await kernel.db.query<{ notice_no: string }>('select n.notice_no from logistics.ship_notice n join logistics.parcel p on p.notice_id = n.id where p.id = $1', [parcelId], 'logistics.notice_no');
    return { id: parcel.id, state: parcel.state, waybillNo: parcel.waybillNo, noticeNo: rows[0]!.notice_no, warning: null };
  }
  after(parcel, 'announce');
  if (parcel.carrierId === null) throw refuse(no['carrier-missing']);
  const [notice] = await noticesFor(kernel, [parcel]);
  const answer = await labels.notify(notice!, await accountFor(kernel, parcel.carrierId, parcel.warehouseId!)).catch((error: unknown) => {
    if (error instanceof GatewayFailure) throw refuse(no['gateway-failed'], error.words, { code: error.code, retry: error.retry });
    throw error;
  });
  if (answer.waybillNo === null) throw refuse(no['waybill-missing']);
  return runVerb(kernel, recordEWaybill, { id: parcelId, waybillNo: answer.waybillNo, carrierOrderNo: answer.carrierOrderNo, sortingMark: answer.sortingMark }, call);
}
