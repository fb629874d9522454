import { permit } from '../../../kernel/actor.ts';
import { act, raw, read, type Route } from '../../../kernel/http/route.ts';
import { GatewayFailure } from '../../../kernel/net/gateway-failure.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { largestPush } from '../../../gateways/couriers/kuaidi100-tracking.ts';
import { couriersOf } from '../couriers.ts';
import { askTracking } from '../jobs.ts';
import { no } from '../refusals.ts';
import { announceParcel, giveShipNotice, recordEWaybill } from './announce-parcel.ts';
import { chooseCarrier } from './choose-carrier.ts';
import * as contract from './contract.ts';
import { deskOf, listWaves, readWave } from './desk-queries.ts';
import { getEWaybill } from './e-waybill.ts';
import { listExceptions } from './exception-list.ts';
import { makeWave } from './make-wave.ts';
import { previewWave } from './wave-choice.ts';
import { listNotices, noticeFile } from './notice-file.ts';
import { packParcel, packParcels } from './pack-parcel.ts';
import { parcelPolicy, parcelRef, seesParcel } from './parcel.ts';
import { listParcels, mayReadParcels } from './parcel-list.ts';
import { parcelsToTell } from './parcel-reads.ts';
import { readParcel, scanned } from './parcel-record.ts';
import { recordBatches } from './parcel-batches.ts';
import { pickList } from './pick-list.ts';
import { pickParcels } from './pick-parcels.ts';
import { labels } from './print-labels.ts';
import { publicTracking } from './public-tracking.ts';
import { takePush } from './push-hook.ts';
import { releaseWeight } from './release-weight.ts';
import { receiveReturn } from './receive-return.ts';
import { recordInspection, recordInspections } from './record-inspection.ts';
import { recordTrackingByHand } from './record-tracking.ts';
import { scanItem } from './scan-item.ts';
import { openException, settleException } from './settle-exception.ts';
import { shipParcels } from './ship-parcels.ts';
import { inspectionWayChanges, inspectionWays, mayReadWays, setWavesByEye } from './waves-by-eye.ts';

const pdf = 'application/pdf';
const attached = (name: string): string => `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;

/** E-waybills are asked for outside any transaction; the verb behind it writes down the answer. */
const eWaybill: Route = {
  endpoint: contract.eWaybillEnd, may: recordEWaybill.may, kind: 'act', verb: recordEWaybill.name,
  answer: ({ kernel, actor, params, meta }) => getEWaybill(kernel, (params as { id: string }).id, { actor, requestId: meta.requestId, ip: meta.ip, override: meta.override }),
};

/** Asking the carrier writes only what the carrier says, as the system. */
const askTrack: Route = {
  endpoint: contract.askTrackEnd, may: mayReadParcels, kind: 'act', verb: 'logistics.record-tracking',
  answer: async ({ kernel, actor, params }) => {
    const scope = permit(actor, mayReadParcels);
    const [parcel] = await parcelsToTell(kernel, [(params as { id: string }).id]);
    if (!parcel || !seesParcel(actor!, await scopeOn(kernel, actor, scope, parcelRef(parcel)), parcel)) throw refuse(kernelNo['not-found']);
    if (!couriersOf(kernel)) throw refuse(no['gateway-off']);
    if (parcel.waybillNo === null || parcel.trackingCode === null) throw refuse(no['waybill-missing']);
    return askTracking(kernel, parcel).catch((error: unknown) => {
      if (error instanceof GatewayFailure) throw refuse(no['gateway-failed'], error.words, { code: error.code, retry: error.retry });
      throw error;
    });
  },
};

export const transportRoutes: Route[] = [
  read(contract.listParcels, mayReadParcels, ({ kernel, actor, scope, query }) => listParcels(kernel, actor, scope, query)),
  raw(contract.labelsPdf, parcelPolicy, async ({ kernel, actor, query, meta, reply }) => {
    const bytes = await labels(kernel, query.ids, { actor, ip: meta.ip });
    return reply.type(pdf).header('content-disposition', 'inline; filename="labels.pdf"').send(bytes);
  }),
  read(contract.readParcel, mayReadParcels, ({ kernel, actor, scope, params }) => readParcel(kernel, actor, scope, params.id)),
  read(contract.scanEnd, mayReadParcels, ({ kernel, actor, scope, query }) => scanned(kernel, actor, scope, query.code)),
  read(contract.deskEnd, parcelPolicy, ({ kernel, actor, scope, query }) => deskOf(kernel, actor, scope, query.warehouse ?? null)),
  read(contract.listWaves, parcelPolicy, ({ kernel, actor, scope, query }) => listWaves(kernel, actor, scope, query)),
  read(contract.previewWaveEnd, parcelPolicy, ({ kernel, actor, scope, query }) => previewWave(kernel, actor, scope, query)),
  read(contract.readWave, parcelPolicy, ({ kernel, actor, scope, params }) => readWave(kernel, actor, scope, params.id)),
  raw(contract.pickListPdf, parcelPolicy, async ({ kernel, actor, scope, params, reply }) => {
    const wave = await readWave(kernel, actor, scope, params.id);
    return reply.type(pdf).header('content-disposition', `inline; filename="${wave.waveNo}.pdf"`).send(await pickList(wave));
  }),
  read(contract.listNotices, parcelPolicy, ({ kernel, actor, scope, query }) => listNotices(kernel, actor, scope, query)),
  raw(contract.noticeFile, parcelPolicy, async ({ kernel, actor, params, query, meta, reply }) => {
    const file = await noticeFile(kernel, params.id, query.format ?? 'xlsx', { actor, ip: meta.ip });
    return reply.type(file.mediaType).header('content-disposition', attached(file.fileName)).send(Buffer.from(file.bytes));
  }),
  read(contract.listExceptions, mayReadParcels, ({ kernel, actor, scope, query }) => listExceptions(kernel, actor, scope, query)),
  read(contract.readInspectionWays, mayReadWays, ({ kernel, actor }) => inspectionWays(kernel, actor)),
  read(contract.listInspectionWayChanges, mayReadWays, ({ kernel, query }) => inspectionWayChanges(kernel, query)),
  act(contract.setInspectionWay, setWavesByEye),
  read(contract.publicTracking, { public: true }, ({ kernel, params }) => publicTracking(kernel, params.token)),
  raw(contract.hookEnd, { public: true }, ({ kernel, raw: request, reply }) => takePush(kernel, request, reply), largestPush + 1),
  act(contract.chooseCarrierEnd, chooseCarrier),
  act(contract.makeWaveEnd, makeWave),
  act(contract.pickEnd, pickParcels),
  act(contract.scanItemEnd, scanItem),
  act(contract.recordBatchesEnd, recordBatches),
  act(contract.packEnd, packParcel),
  act(contract.packManyEnd, packParcels),
  act(contract.releaseWeightEnd, releaseWeight),
  act(contract.inspectEnd, recordInspection),
  act(contract.inspectManyEnd, recordInspections),
  act(contract.announceEnd, announceParcel),
  act(contract.giveNoticeEnd, giveShipNotice),
  eWaybill,
  act(contract.shipEnd, shipParcels, ({ params }) => ({ ids: [params.id] })),
  act(contract.shipManyEnd, shipParcels),
  act(contract.trackByHandEnd, recordTrackingByHand),
  askTrack,
  act(contract.openExceptionEnd, openException),
  act(contract.settleEnd, settleException),
  act(contract.returnEnd, receiveReturn),
];
