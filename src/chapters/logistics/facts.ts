import { z } from 'zod';
import { fact } from '../../kernel/fact.ts';
import { fen, id, instant } from '../../kernel/schemas.ts';
import { words, type Words } from '../../kernel/words.ts';
import { trackStates, type TrackState } from '../../gateways/couriers/track-state.ts';
import { exceptionKinds, outcomes } from './transport/contract.ts';

/** `fulfilmentId` is null for a parcel that left without our warehouse. */
const parcel = { parcelNo: z.string(), fulfilmentId: id.nullable(), orderIds: z.array(id) };
/** `carrierId` is null where the marketplace named a carrier that is none of ours; the code is then its code with the tracking provider, or the name as told. */
const way = { ...parcel, carrierId: id.nullable(), carrierCode: z.string(), waybillNo: z.string() };

/** Who moves what has left: whoever records it has not moved it. */
const carrier = words('承运商', 'the carrier');

export const parcelRequested = fact('logistics.parcel-requested', {
  subject: 'parcel', payload: z.object({ ...parcel, warehouseId: id, shipBy: instant.nullable() }),
  sentence: (p) => words(`仓库接到包裹 ${p.parcelNo}`, `Parcel ${p.parcelNo} waits at the warehouse`),
});
export const parcelWithdrawn = fact('logistics.parcel-withdrawn', {
  subject: 'parcel', payload: z.object(parcel), sentence: (p) => words(`包裹 ${p.parcelNo} 撤回`, `Parcel ${p.parcelNo} withdrawn`),
});
export const parcelPicked = fact('logistics.parcel-picked', {
  subject: 'parcel', payload: z.object({ ...parcel, waveNo: z.string().nullable() }), sentence: () => words('已拣货', 'Picked'),
});
export const parcelPacked = fact('logistics.parcel-packed', {
  subject: 'parcel', payload: z.object({ ...parcel, weightGrams: z.int() }), sentence: (p) => words(`已打包，称重 ${p.weightGrams} 克`, `Packed, ${p.weightGrams} g`),
});
/** The weight does not look like the goods (clause 2.3.3): it waits until it is weighed again or somebody else lets it go. */
export const parcelWeightHeld = fact('logistics.parcel-weight-held', {
  subject: 'parcel', payload: z.object({ ...parcel, expectedGrams: z.int(), weightGrams: z.int() }),
  sentence: (p) => words(`重量不符：预计 ${p.expectedGrams} 克，实重 ${p.weightGrams} 克`, `Odd weight: ${p.weightGrams} g instead of ${p.expectedGrams} g`),
});
export const parcelWeightAgreed = fact('logistics.parcel-weight-agreed', {
  subject: 'parcel', payload: z.object({ ...parcel, weightGrams: z.int() }), sentence: (p) => words(`重新称重相符，${p.weightGrams} 克`, `Weighed again and right, ${p.weightGrams} g`),
});
export const parcelWeightReleased = fact('logistics.parcel-weight-released', {
  subject: 'parcel', payload: z.object({ ...parcel, weightGrams: z.int(), note: z.string() }), sentence: (p) => words(`重量不符，复核放行：${p.note}`, `Odd weight let go: ${p.note}`),
});
const inspected = {
  scanned: words('出库检验合格（逐件扫码）', 'Inspection passed, every article scanned'), 'by-eye': words('出库检验合格（无条码商品目视核对）', 'Inspection passed, articles without barcode by eye'),
  'as-a-whole': words('出库检验合格（整包目视）', 'Inspection passed, looked at as a whole'),
};
/** Inspection before shipping (clause 2.3.3): without a passed one nothing leaves. */
export const inspectionRecorded = fact('logistics.inspection-recorded', {
  subject: 'parcel', payload: z.object({ ...parcel, passed: z.boolean(), defect: z.string().nullable(), /** Every article scanned; some, without barcodes, by eye; or the parcel looked at as a whole. */ how: z.enum(['scanned', 'by-eye', 'as-a-whole']).optional() }),
  sentence: (p) => (p.passed
    ? p.how === undefined ? words('出库检验合格', 'Inspection passed') : inspected[p.how] : words(`出库检验不合格：${p.defect ?? ''}`, `Inspection failed: ${p.defect ?? ''}`)),
});
/** Whether whole waves of a warehouse are passed by eye (clause 2.3.3). */
export const inspectionWaySet = fact('logistics.inspection-way-set', {
  subject: 'warehouse', payload: z.object({ warehouseName: z.string(), byEye: z.boolean(), note: z.string() }),
  sentence: (p) => (p.byEye ? words(`${p.warehouseName} 允许整波目视检验：${p.note}`, `${p.warehouseName} may pass whole waves by eye: ${p.note}`) : words(`${p.warehouseName} 逐件扫码检验：${p.note}`, `${p.warehouseName} scans every parcel: ${p.note}`)),
});
/** Ship notice given to the carrier (clause 5.2.1), by API or by file. */
export const carrierNotified = fact('logistics.carrier-notified', {
  subject: 'parcel', payload: z.object({ ...way, by: z.enum(['api', 'file', 'hand']), noticeNo: z.string() }),
  sentence: (p) => words(`已向承运商发出发货通知，运单 ${p.waybillNo}`, `Carrier notified, waybill ${p.waybillNo}`),
});
export const parcelShipped = fact('logistics.parcel-shipped', {
  subject: 'parcel', payload: z.object({ ...way, storeId: id, weightGrams: z.int(), goodsCostFen: fen, freightFen: fen.nullable(), promisedAt: instant.nullable(), /** What left, at cost, by article. */ costs: z.array(z.object({ skuId: id, costFen: fen })).optional() }),
  sentence: (p) => words(`包裹发出，运单 ${p.waybillNo}`, `Shipped, waybill ${p.waybillNo}`),
});
/** A parcel that left without our warehouse: the marketplace told its number (docs/adr/0022). It opens no duty of shipping or collecting. */
export const outsideParcelNoted = fact('logistics.outside-parcel-noted', {
  subject: 'parcel', payload: z.object({ ...way, storeId: id, shippedAt: instant, promisedAt: instant.nullable() }),
  sentence: (p) => words(`外部发货的包裹，运单 ${p.waybillNo}`, `Shipped outside, waybill ${p.waybillNo}`),
});
export const parcelCollected = fact('logistics.parcel-collected', {
  subject: 'parcel', payload: z.object(way), sentence: () => words('承运商已揽收', 'Collected by the carrier'), doer: () => carrier,
});
export const parcelMoved = fact('logistics.parcel-moved', {
  subject: 'parcel', payload: z.object({ ...way, state: z.string(), place: z.string().nullable() }),
  sentence: (p) => words(`运输中${p.place ? `：${p.place}` : ''}`, `Moving${p.place ? `: ${p.place}` : ''}`), doer: () => carrier,
});
/** News of a parcel by which a customer sends goods back: each state once as it is reached. Nobody's clock hangs on it (clause 2.4.2). */
export const returnParcelMoved = fact('logistics.return-parcel-moved', {
  subject: 'return', payload: z.object({ returnNo: z.string(), carrier: z.string(), waybillNo: z.string(), state: z.string(), place: z.string().nullable() }),
  sentence: (p) => {
    const said = p.state === 'delivered' ? words('已签收，待验收', 'delivered, to be inspected') : Object.hasOwn(trackStates, p.state) ? trackStates[p.state as TrackState] : words(p.state, p.state);
    return words(`退货包裹${said.zh}${p.place ? `：${p.place}` : ''}`, `Return parcel: ${said.en.toLowerCase()}${p.place ? `, ${p.place}` : ''}`);
  }, doer: () => carrier,
});
export const parcelStuck = fact('logistics.parcel-stuck', {
  subject: 'parcel', payload: z.object({ ...way, lastMovedAt: instant }), sentence: () => words('物流长时间无更新', 'No movement for too long'),
});
/** Late against the promised time, or predicted to be. */
export const parcelLate = fact('logistics.parcel-late', {
  subject: 'parcel', payload: z.object({ ...way, promisedAt: instant, expectedAt: instant.nullable(), predicted: z.boolean() }),
  sentence: (p) => (p.predicted ? words('预计将晚于承诺送达', 'Expected to be later than promised') : words('已晚于承诺送达时间', 'Later than promised')),
});
/** A number that the marketplace told of an order, and that is a parcel to another address already: it is not taken (docs/adr/0022). */
export const outsideNumberRefused = fact('logistics.outside-number-refused', {
  subject: 'order', payload: z.object({ orderNo: z.string(), number: z.string(), carrier: z.string().nullable() }),
  sentence: (p) => words(`平台告知的运单号 ${p.number} 未采用：它已是寄往另一地址的包裹`, `Number ${p.number} told by the marketplace was not taken: it is a parcel to another address already`),
});
/** How an exception ended; what an older release called otherwise keeps its name. */
const outcomeOf = (outcome: string): Words => (Object.hasOwn(outcomes, outcome) ? outcomes[outcome as keyof typeof outcomes] : words(outcome, outcome));

export const parcelExceptionOpened = fact('logistics.parcel-exception-opened', {
  subject: 'parcel', payload: z.object({ ...way, kind: z.enum(['stuck', 'late', 'problem', 'refused', 'returning', 'lost', 'damaged', 'told-twice']) }),
  sentence: (p) => words(`物流异常：${exceptionKinds[p.kind].zh}`, `Exception: ${exceptionKinds[p.kind].en}`),
});
export const parcelExceptionSettled = fact('logistics.parcel-exception-settled', {
  subject: 'parcel', payload: z.object({ ...way, outcome: z.string() }), sentence: (p) => words(`物流异常已处理：${outcomeOf(p.outcome).zh}`, `Exception settled: ${outcomeOf(p.outcome).en}`),
});
export const parcelDelivered = fact('logistics.parcel-delivered', {
  subject: 'parcel', payload: z.object({ ...way, onTime: z.boolean().nullable() }), sentence: () => words('已签收', 'Delivered'), doer: () => carrier,
});
export const parcelReturned = fact('logistics.parcel-returned', {
  subject: 'parcel', payload: z.object({ ...way, storeId: id.optional(), /** What went back on the shelf, at what it costs now. */ costs: z.array(z.object({ skuId: id, costFen: fen })).optional() }), sentence: () => words('退回仓库', 'Returned to the warehouse'),
});
export const carrierSaved = fact('logistics.carrier-saved', {
  subject: 'carrier', payload: z.object({ code: z.string(), name: z.string(), active: z.boolean() }),
  sentence: (p) => words(`承运商资料保存：${p.name}`, `Carrier saved: ${p.name}`),
});
export * from './purchasing/facts.ts';
