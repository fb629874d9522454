import { z } from 'zod';
import { endpoint } from '../../../kernel/http/contract.ts';
import { day, done, fen, id, instant, listOf, page, query, text, words as wordsSchema } from '../../../kernel/schemas.ts';
import { words } from '../../../kernel/words.ts';

export * from './contract-waves-by-eye.ts';

export const parcelStates = {
  waiting: words('待拣货', 'Waiting'), picking: words('拣货中', 'Picking'), picked: words('已拣货', 'Picked'), packed: words('已打包', 'Packed'), inspected: words('检验合格', 'Inspected'),
  announced: words('已通知承运商', 'Carrier told'), shipped: words('已发出', 'Shipped'), collected: words('已揽收', 'Collected'), 'in-transit': words('运输中', 'In transit'),
  'out-for-delivery': words('派送中', 'Out for delivery'), delivered: words('已签收', 'Delivered'), problem: words('疑难件', 'Problem'), returning: words('退回中', 'Returning'),
  returned: words('已退回', 'Returned'), lost: words('已遗失', 'Lost'), withdrawn: words('已撤回', 'Withdrawn'),
} as const;
export type ParcelState = keyof typeof parcelStates;
const states = Object.keys(parcelStates) as [ParcelState, ...ParcelState[]];
export const atWork = ['waiting', 'picking', 'picked', 'packed', 'inspected', 'announced'] as const satisfies readonly ParcelState[];

export const exceptionKinds = {
  stuck: words('物流停滞', 'No movement'), late: words('超过承诺时间', 'Late'), problem: words('疑难件', 'Problem'), refused: words('拒收', 'Refused'), returning: words('退回', 'Returning'),
  lost: words('丢失', 'Lost'), damaged: words('破损', 'Damaged'), 'told-twice': words('运单号重复', 'Number told twice'),
} as const;
const kinds = Object.keys(exceptionKinds) as [keyof typeof exceptionKinds, ...(keyof typeof exceptionKinds)[]];
export const outcomes = {
  delivered: words('已送达', 'Delivered'), 'moved-again': words('已恢复运输', 'Moving again'), resent: words('已补发', 'Sent again'), compensated: words('承运商赔付', 'Compensated'),
  returned: words('已退回仓库', 'Returned'), 'customer-informed': words('已与客户协商', 'Agreed with the customer'), other: words('其他', 'Other'),
} as const;
const outcome = z.enum(Object.keys(outcomes) as [keyof typeof outcomes, ...(keyof typeof outcomes)[]]);
export type Outcome = keyof typeof outcomes;

/** Where parcels come from: our warehouse, or hands that this product does not lead. */
export const parcelOrigins = { warehouse: words('本仓发货', 'From our warehouse'), outside: words('外部发货', 'Shipped outside') } as const;
const origins = Object.keys(parcelOrigins) as [keyof typeof parcelOrigins, ...(keyof typeof parcelOrigins)[]];

const grams = z.int().min(1).max(1_000_000);
const carrier = z.object({ id, code: z.string(), name: z.string() });
/** Where it goes: region open, the rest masked. */
const receiver = z.object({ name: z.string().nullable(), phone: z.string().nullable(), region: z.string(), detail: z.string().nullable() });

const parcelRow = z.object({
  id, parcelNo: z.string(), /** `outside`: it left without our warehouse; the marketplace told its number. */ origin: z.enum(origins), state: z.enum(states), orderNos: z.array(z.string()), orderIds: z.array(id), storeId: id, storeName: z.string().nullable(), warehouseId: id.nullable(),
  warehouseName: z.string().nullable(), carrier: carrier.nullable(), /** Also where it is none of our carriers. */ carrierName: z.string().nullable(), waybillNo: z.string().nullable(), pieces: z.int(), expectedGrams: z.int().nullable(), actualGrams: z.int().nullable(),
  shipBy: instant.nullable(), requestedAt: instant, shippedAt: instant.nullable(), promisedAt: instant.nullable(), lastMovedAt: instant.nullable(), deliveredAt: instant.nullable(),
  receiver: receiver.nullable(), openExceptions: z.array(z.enum(kinds)), /** Its weight is odd and nobody has let it go. */ weightHeld: z.boolean(), waveNo: z.string().nullable(), version: z.int(),
});
export type ParcelRow = z.output<typeof parcelRow>;

export const inspectedHow = {
  scanned: words('逐件扫码', 'every article scanned'), 'by-eye': words('无条码商品目视', 'articles without barcode by eye'), 'as-a-whole': words('整包目视', 'looked at as a whole'),
} as const;
export type InspectedHow = keyof typeof inspectedHow;
const how = z.enum(Object.keys(inspectedHow) as [InspectedHow, ...InspectedHow[]]);
/** `batchNo` empty: nobody has said the batch of these goods. */
const lineBatch = z.object({ batchId: id, batchNo: z.string(), expiresOn: day.nullable(), quantity: z.int() });
const parcelLine = z.object({
  orderLineId: id, orderId: id, skuId: id, code: z.string().nullable(), title: z.string().nullable(), spec: z.string().nullable(), barcode: z.string().nullable(), quantity: z.int(), picked: z.int(), /** Costs the buyer nothing. */ gift: z.boolean(), /** Where it lies in the warehouse of the parcel. */ place: z.string().nullable(),
  /** Of articles kept by batches: which to take, which were taken, or which left. */
  batches: z.object({ is: z.enum(['proposed', 'taken', 'left']), list: z.array(lineBatch) }).nullable(),
});
const trackEvent = z.object({ at: instant, state: z.string(), stateWords: wordsSchema, text: z.string(), place: z.string().nullable(), source: z.string(), counted: z.boolean() });
const exceptionRow = z.object({
  id, parcelId: id, parcelNo: z.string(), kind: z.enum(kinds), detail: z.string().nullable(), openedAt: instant, settledAt: instant.nullable(), outcome: outcome.nullable(), note: z.string().nullable(),
  settledBy: z.string().nullable(), state: z.enum(states), carrierName: z.string().nullable(), waybillNo: z.string().nullable(), promisedAt: instant.nullable(), lastMovedAt: instant.nullable(), version: z.int(),
});
export type ExceptionRow = z.output<typeof exceptionRow>;

const parcel = z.object({
  ...parcelRow.shape, fulfilmentNo: z.string().nullable(), carrierReason: wordsSchema, carrierByHand: z.boolean(), valueFen: fen.nullable(), freightFen: fen.nullable(), goodsCostFen: fen.nullable(),
  collectedAt: instant.nullable(), expectedAt: instant.nullable(), sortingMark: z.string().nullable(), noticeNo: z.string().nullable(), noticeWay: z.enum(['api', 'file', 'hand']).nullable(),
  lines: z.array(parcelLine), track: z.array(trackEvent), exceptions: z.array(exceptionRow),
  weighings: z.array(z.object({ id, at: instant, expectedGrams: z.int(), actualGrams: z.int(), problem: wordsSchema, /** It weighs next to nothing against its goods. */ suspectedEmpty: z.boolean(), by: z.string(), closedAt: instant.nullable(), outcome: z.enum(['released', 'weighed-again']).nullable(), note: z.string().nullable(), closedBy: z.string().nullable() })),
  inspections: z.array(z.object({ at: instant, passed: z.boolean(), defect: z.string().nullable(), how: how.nullable(), by: z.string() })),
});
export type ParcelRecord = z.output<typeof parcel>;

export const listParcels = endpoint({
  method: 'GET', path: '/parcels', summary: words('包裹列表', 'Parcels'),
  query: z.strictObject({
    q: query.text(100), state: query.anyOf(states), carrier: id.optional(), warehouse: id.optional(), store: id.optional(), exception: query.bool, late: query.bool, /** Days of the promised delivery, `2026-11-01,2026-11-30`; delivered by then or not, as clause 5.2.2 counts. */ promised: query.days, onTime: query.bool, held: query.bool, origin: query.oneOf(origins),
    sort: query.oneOf(['requestedAt', '-requestedAt', 'shipBy', '-shipBy', 'promisedAt', '-promisedAt', 'lastMovedAt', '-lastMovedAt']), ...page,
  }),
  response: listOf(parcelRow),
});
export const readParcel = endpoint({ method: 'GET', path: '/parcels/:id', summary: words('包裹', 'A parcel'), params: z.strictObject({ id }), response: parcel });
/** What a scanner read: a parcel number, a waybill or the barcode of an article. */
export const scanEnd = endpoint({
  method: 'GET', path: '/desk-scan', summary: words('扫码识别', 'What was scanned'), query: z.strictObject({ code: text(64, 1) }),
  response: z.object({ is: z.enum(['parcel', 'item', 'nothing']), parcel: parcel.nullable(), skuIds: z.array(id) }),
});
export const deskEnd = endpoint({
  method: 'GET', path: '/desk', summary: words('仓库工作台', 'Warehouse desk'), query: z.strictObject({ warehouse: id.optional() }),
  response: z.object({
    counts: z.record(z.enum(atWork), z.int()), left: z.int(), shippedToday: z.int(), overdue: z.int(),
    next: z.array(z.object({ id, parcelNo: z.string(), state: z.enum(states), shipBy: instant.nullable(), pieces: z.int(), carrierName: z.string().nullable() })),
    warehouses: z.array(z.object({ id, name: z.string() })),
  }),
});

const version = z.int().min(1);
const one = z.strictObject({ id });
const many = z.array(id).min(1).max(500);
const moved = z.object({ id, state: z.enum(states) });
const movedMany = z.object({ parcels: z.array(moved) });
export const chooseCarrierEnd = endpoint({ method: 'POST', path: '/parcels/:id/carrier', summary: words('选择承运商', 'Choose the carrier'), params: one, body: z.strictObject({ carrierId: id, version }), response: done });
export const makeWaveEnd = endpoint({
  method: 'POST', path: '/waves', summary: words('生成波次', 'Make a wave'),
  /** Parcels by name, or the most urgent `most` (50) of those that wait and fit: one piece only or more, to leave by `shipBefore` at the latest. */
  body: z.strictObject({ parcelIds: many.optional(), warehouseId: id.optional(), carrierId: id.optional(), storeId: id.optional(), goods: z.enum(['single', 'multi']).optional(), shipBefore: instant.optional(), most: z.int().min(1).max(500).optional() }),
  response: z.object({ id, waveNo: z.string(), parcels: z.int() }),
});
const choosable = z.array(z.object({ id, name: z.string(), parcels: z.int() }));
export const previewWaveEnd = endpoint({
  method: 'GET', path: '/waves/preview', summary: words('波次预览', 'What a wave would take'),
  query: z.strictObject({ warehouseId: id.optional(), carrierId: id.optional(), storeId: id.optional(), goods: query.oneOf(['single', 'multi']), shipBefore: query.instant, most: query.int(1, 500) }),
  response: z.object({
    parcels: z.int(), orders: z.int(), lines: z.int(), pieces: z.int(), skus: z.int(), lastShipBy: instant.nullable(),
    /** All that fit; the wave takes the most urgent of them. */ fit: z.int(), /** A wave is one walk: parcels of two warehouses are refused. */ oneWarehouse: z.boolean(),
    /** What can be chosen, with how many parcels wait there. */ warehouses: choosable, carriers: choosable, stores: choosable,
  }),
});
const wave = z.object({ id, waveNo: z.string(), warehouseId: id, warehouseName: z.string().nullable(), parcels: z.int(), picked: z.int(), shipped: z.int(), madeAt: instant, madeBy: z.string() });
export type WaveRow = z.output<typeof wave>;
export const listWaves = endpoint({ method: 'GET', path: '/waves', summary: words('波次列表', 'Waves'), query: z.strictObject({ q: query.text(100), open: query.bool, ...page }), response: listOf(wave) });
export const readWave = endpoint({
  method: 'GET', path: '/waves/:id', summary: words('波次与拣货单', 'A wave and its pick list'), params: one,
  response: z.object({
    ...wave.shape, /** Its warehouse allows that it is passed as a whole, by eye. */ byEye: z.boolean(),
    picks: z.array(z.object({ skuId: id, code: z.string().nullable(), title: z.string().nullable(), spec: z.string().nullable(), barcode: z.string().nullable(), quantity: z.int(), picked: z.int(), parcels: z.int(), /** Units of it that are gifts. */ gifts: z.int(), place: z.string().nullable(), batches: z.array(lineBatch) })),
    list: z.array(z.object({ id, parcelNo: z.string(), state: z.enum(states), pieces: z.int(), expectedGrams: z.int(), actualGrams: z.int().nullable(), weightHeld: z.boolean(), carrierName: z.string().nullable(), waybillNo: z.string().nullable() })),
  }),
});
export const recordBatchesEnd = endpoint({
  method: 'POST', path: '/parcels/:id/batches', summary: words('登记所取批次', 'Record the batches taken'), params: one,
  body: z.strictObject({ orderLineId: id, batches: z.array(z.strictObject({ batchId: id, quantity: z.int().min(1).max(1_000_000) })).min(1).max(50) }), response: done,
});
export const pickListPdf = endpoint({ method: 'GET', path: '/waves/:id/pick-list.pdf', summary: words('打印拣货单', 'Print the pick list'), params: one, response: z.unknown() });
export const pickEnd = endpoint({ method: 'POST', path: '/pickings', summary: words('整单拣货完成', 'Picked as a whole'), body: z.strictObject({ ids: many }), response: movedMany });
export const scanItemEnd = endpoint({
  method: 'POST', path: '/parcels/:id/items', summary: words('扫描商品拣货', 'Pick by scanning'), params: one, body: z.strictObject({ code: text(64, 1), quantity: z.int().min(1).max(9_999).optional() }),
  response: z.object({ id, state: z.enum(states), orderLineId: id, picked: z.int(), quantity: z.int(), left: z.int() }),
});
const packedOne = z.object({ id, state: z.enum(states), expectedGrams: z.int(), warning: wordsSchema.nullable(), held: z.boolean() });
export const packManyEnd = endpoint({
  method: 'POST', path: '/packings', summary: words('批量打包称重', 'Pack and weigh many'),
  body: z.strictObject({ parcels: z.array(z.strictObject({ id, weightGrams: grams })).min(1).max(500) }), response: z.object({ parcels: z.array(packedOne) }),
});
/** What was scanned, code by code. */
export const scans = z.array(z.strictObject({ code: text(64, 1), quantity: z.int().min(1).max(9_999) })).max(5_000).optional();
/** Articles without barcode that were confirmed by eye. */
export const seen = z.array(z.strictObject({ orderLineId: id, quantity: z.int().min(1).max(9_999) })).max(500).optional();
/** Without `scans` and `seen` a parcel is looked at as a whole: only where its warehouse allows that. */
export const inspectManyEnd = endpoint({
  method: 'POST', path: '/inspections', summary: words('批量出库检验', 'Inspect many'),
  body: z.strictObject({ inspections: z.array(z.strictObject({ id, passed: z.boolean(), defect: text(200).nullable(), scans, seen })).min(1).max(500) }), response: movedMany,
});
export const packEnd = endpoint({
  method: 'POST', path: '/parcels/:id/packing', summary: words('打包称重', 'Pack and weigh'), params: one, body: z.strictObject({ weightGrams: grams }),
  response: packedOne,
});
export const releaseWeightEnd = endpoint({
  method: 'POST', path: '/parcels/:id/weight-release', summary: words('放行重量不符的包裹', 'Let an odd weight go'), params: one, body: z.strictObject({ note: text(200, 2) }), response: done,
});
export const inspectEnd = endpoint({
  method: 'POST', path: '/parcels/:id/inspections', summary: words('出库检验', 'Inspect'), params: one, body: z.strictObject({ passed: z.boolean(), defect: text(200).nullable(), scans, seen }), response: moved,
});
export const announceEnd = endpoint({
  method: 'POST', path: '/parcels/:id/notice', summary: words('登记运单号并通知承运商', 'Enter the waybill and tell the carrier'), params: one,
  body: z.strictObject({ waybillNo: text(40).nullable() }), response: z.object({ id, state: z.enum(states), waybillNo: z.string(), noticeNo: z.string(), warning: wordsSchema.nullable() }),
});
export const giveNoticeEnd = endpoint({
  method: 'POST', path: '/ship-notices', summary: words('批量发货通知', 'Give one ship notice for many'), body: z.strictObject({ ids: many }),
  response: z.object({ id, noticeNo: z.string(), parcels: z.int() }),
});
export const eWaybillEnd = endpoint({
  method: 'POST', path: '/parcels/:id/e-waybill', summary: words('通过接口取运单号', 'Get the waybill by the interface'), params: one, body: z.strictObject({}),
  response: z.object({ id, state: z.enum(states), waybillNo: z.string(), noticeNo: z.string(), warning: wordsSchema.nullable() }),
});
const notice = z.object({ id, noticeNo: z.string(), carrierId: id, carrierName: z.string(), way: z.enum(['api', 'file', 'hand']), parcels: z.int(), givenAt: instant, givenBy: z.string() });
export const listNotices = endpoint({ method: 'GET', path: '/ship-notices', summary: words('发货通知列表', 'Ship notices'), query: z.strictObject({ carrier: id.optional(), ...page }), response: listOf(notice) });
export const noticeFile = endpoint({
  method: 'GET', path: '/ship-notices/:id/file', summary: words('下载发货通知文件', 'Download the ship notice'), params: one, query: z.strictObject({ format: z.enum(['xlsx', 'csv']).optional() }), response: z.unknown(),
});
export const shipEnd = endpoint({ method: 'POST', path: '/parcels/:id/shipment', summary: words('发货', 'Ship the parcel'), params: one, body: z.strictObject({}), response: movedMany });
export const shipManyEnd = endpoint({ method: 'POST', path: '/shipments', summary: words('批量发货', 'Ship many parcels'), body: z.strictObject({ ids: many }), response: movedMany });
export const labelsPdf = endpoint({
  method: 'GET', path: '/parcel-labels.pdf', summary: words('打印面单', 'Print labels'), query: z.strictObject({ ids: z.string().max(8_000).transform((v) => v.split(',')).pipe(z.array(id).min(1).max(200)) }), response: z.unknown(),
});
export const trackByHandEnd = endpoint({
  method: 'POST', path: '/parcels/:id/track-events', summary: words('手工登记物流', 'Record a movement by hand'), params: one,
  body: z.strictObject({ at: instant, state: z.enum(['collected', 'in-transit', 'out-for-delivery', 'delivered', 'problem', 'refused', 'returning', 'lost']), text: text(300, 1), place: text(60).nullable() }),
  response: z.object({ taken: z.int(), known: z.int() }),
});
export const askTrackEnd = endpoint({ method: 'POST', path: '/parcels/:id/tracking-query', summary: words('查询最新物流', 'Ask the carrier now'), params: one, body: z.strictObject({}), response: z.object({ taken: z.int(), known: z.int() }) });
export const listExceptions = endpoint({
  method: 'GET', path: '/parcel-exceptions', summary: words('物流异常', 'Exceptions'), query: z.strictObject({ q: query.text(100), open: query.bool, kind: query.anyOf(kinds), ...page }), response: listOf(exceptionRow),
});
export const openExceptionEnd = endpoint({
  method: 'POST', path: '/parcels/:id/exceptions', summary: words('登记物流异常', 'Open an exception'), params: one, body: z.strictObject({ kind: z.enum(kinds), detail: text(300, 1) }), response: done,
});
export const settleEnd = endpoint({
  method: 'POST', path: '/parcel-exceptions/:id/settlement', summary: words('处理物流异常', 'Settle the exception'), params: one,
  body: z.strictObject({ outcome: z.enum(['resent', 'compensated', 'returned', 'customer-informed', 'other']), note: text(500, 1), version }), response: done,
});
export const returnEnd = endpoint({
  method: 'POST', path: '/parcels/:id/return', summary: words('退件入库', 'Receive the return'), params: one,
  body: z.strictObject({ lines: z.array(z.strictObject({ orderLineId: id, good: z.int().min(0), damaged: z.int().min(0) })).min(1).max(500) }), response: moved,
});
export const hookEnd = endpoint({ method: 'POST', path: '/./hooks/kuaidi100', summary: words('快递100 推送', 'Pushes of kuaidi100'), response: z.unknown() });

const publicParcel = z.object({
  company: z.string(), number: z.string(), /** All orders that travel in it, by their numbers. */ orderNos: z.array(z.string()), state: z.enum(states), title: wordsSchema, next: z.object({ text: wordsSchema, by: instant.nullable() }).nullable(),
  /** What went wrong in plain words, and what the customer can do. */ trouble: z.object({ text: wordsSchema, help: wordsSchema }).nullable(), carrier: z.string().nullable(), carrierPhone: z.string().nullable(),
  waybillNo: z.string().nullable(), to: z.string().nullable(),
  stages: z.array(z.object({ text: wordsSchema, at: instant.nullable(), is: z.enum(['done', 'now', 'next', 'failed']) })),
  events: z.array(z.object({ at: instant, text: z.string(), place: z.string().nullable() })),
});
export type PublicParcel = z.output<typeof publicParcel>;
/** The customer's page: opened by a signed link, no account. */
export const publicTracking = endpoint({ method: 'GET', path: '/tracking/:token', summary: words('客户物流查询', 'Tracking for customers'), params: z.strictObject({ token: z.string().min(16).max(200) }), response: publicParcel });
