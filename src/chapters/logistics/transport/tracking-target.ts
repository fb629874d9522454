import { findCarrier } from '../../../gateways/couriers/carriers.ts';
import { shipNoticeReply, type TrackingRow as ReplyRow } from '../../../gateways/couriers/ship-notice-reply.ts';
import type { TrackState } from '../../../gateways/couriers/track-state.ts';
import { scopeOf, type Actor, type Policy } from '../../../kernel/actor.ts';
import type { ImportProblem } from '../../../kernel/imports/format.ts';
import type { ImportTarget, RowOutcome, StagedRow } from '../../../kernel/imports/target.ts';
import type { Runner } from '../../../kernel/query.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { applyTracking, type Report } from './apply-tracking.ts';
import { announceFromFile } from './announce-from-file.ts';
import { seesParcel } from './parcel.ts';
import { parcelsByNumber, parcelsByOrder, parcelsByWaybill, type ParcelBrief } from './parcel-reads.ts';
import { trackingTemplate, type TrackingRow } from './formats/tracking.ts';
import type { TrackingState } from './formats/tracking-states.ts';
import { trackingFormats } from './formats/tracking-formats.ts';

type Problem = Omit<ImportProblem, 'line'>;

/** Words of our template → what all providers are reduced to. `refused` in a file is told as such; nothing is guessed. */
const stateOf: Readonly<Record<TrackingState, TrackState>> = {
  ordered: 'ordered', collected: 'collected', 'in-transit': 'in-transit', 'out-for-delivery': 'out-for-delivery', 'at-pickup-point': 'at-pickup-point', signed: 'delivered', problem: 'problem',
  refused: 'refused', returning: 'returning', returned: 'returned', forwarded: 'forwarded', 'in-customs': 'customs', cancelled: 'cancelled',
};

const isReply = (record: unknown): record is ReplyRow => typeof record === 'object' && record !== null && 'shipmentNo' in record;
const bad = (line: number, code: string, column: string, zh: string, en: string): RowOutcome => ({ line, is: 'quarantined', problems: [{ code, column, message: words(zh, en) } satisfies Problem] });

interface Sorted {
  outcomes: RowOutcome[];
  steps: { line: number; parcel: ParcelBrief; step: TrackingRow }[];
  numbers: { line: number; parcel: ParcelBrief; reply: ReplyRow }[];
}

const mayTrack: Policy = { warehouse: 'team', 'logistics-clerk': 'all', 'service-agent': 'all' };

/** Finds the parcel of every row; rows without one, or with one of another team, are quarantined with what to mend. */
async function sort(on: { runner: Runner }, rows: readonly StagedRow[], actor: Actor): Promise<Sorted> {
  const steps = rows.filter((r) => !isReply(r.record)).map((r) => ({ line: r.line, step: r.record as TrackingRow }));
  const replies = rows.filter((r) => isReply(r.record)).map((r) => ({ line: r.line, reply: r.record as ReplyRow }));
  const [byWaybill, byNumber, byOrder] = await Promise.all([
    parcelsByWaybill(on, steps.map((s) => s.step.waybillNo.toUpperCase())),
    parcelsByNumber(on, replies.flatMap((r) => (r.reply.shipmentNo ? [r.reply.shipmentNo] : []))),
    parcelsByOrder(on, replies.flatMap((r) => (r.reply.orderNo && !r.reply.shipmentNo ? [r.reply.orderNo] : []))),
  ]);
  const sorted: Sorted = { outcomes: [], steps: [], numbers: [] };
  for (const { line, step } of steps) {
    const carrier = findCarrier(step.carrierName);
    const own = byWaybill.filter((p) => p.waybillNo === step.waybillNo.toUpperCase());
    const parcel = own.find((p) => carrier && p.trackingCode === carrier.code) ?? (own.length === 1 && (carrier === null || own[0]!.trackingCode === null) ? own[0] : undefined);
    if (parcel) sorted.steps.push({ line, parcel, step });
    else if (own.length > 0) sorted.outcomes.push(bad(line, 'tracking.other-carrier', '快递公司', `运单 ${step.waybillNo} 属于 ${own[0]!.carrierName ?? '其他承运商'}，请核对快递公司。`, `Waybill ${step.waybillNo} belongs to ${own[0]!.carrierName ?? 'another carrier'}.`));
    else sorted.outcomes.push(bad(line, 'tracking.parcel-unknown', '运单号', `没有运单号为 ${step.waybillNo} 的包裹。`, `No parcel has waybill ${step.waybillNo}.`));
  }
  for (const { line, reply } of replies) {
    const found = reply.shipmentNo ? byNumber.filter((p) => p.parcelNo === reply.shipmentNo) : byOrder.filter((p) => p.orderNos.includes(reply.orderNo ?? ''));
    const name = reply.shipmentNo ?? reply.orderNo ?? '';
    if (found.length === 1) sorted.numbers.push({ line, parcel: found[0]!, reply });
    else if (found.length === 0) sorted.outcomes.push(bad(line, 'tracking.parcel-unknown', '发货单号', `没有编号为 ${name} 的包裹。`, `There is no parcel ${name}.`));
    else sorted.outcomes.push(bad(line, 'tracking.parcel-unclear', '发货单号', `订单 ${name} 有 ${found.length} 个包裹，请填写发货单号。`, `Order ${name} has ${found.length} parcels; give the shipment number.`));
  }
  return onlyOwn(sorted, actor);
}

/** A warehouse clerk reports on the parcels of the own teams. */
function onlyOwn(sorted: Sorted, actor: Actor): Sorted {
  const scope = scopeOf(actor, mayTrack);
  const own = ({ parcel }: { parcel: ParcelBrief }): boolean => scope !== null && seesParcel(actor, scope, parcel);
  const foreign = [...sorted.steps, ...sorted.numbers].filter((r) => !own(r));
  return {
    steps: sorted.steps.filter(own), numbers: sorted.numbers.filter(own),
    outcomes: [...sorted.outcomes, ...foreign.map(({ line }): RowOutcome => ({ line, is: 'quarantined', problems: [{ code: 'tracking.not-yours', message: words('包裹不属于您的团队。', 'The parcel belongs to another team.') }] }))],
  };
}

const reportOf = (parcelId: string, step: TrackingRow): Report => ({ parcelId, events: [{ at: step.at, state: step.state === null ? 'unknown' : stateOf[step.state], trouble: null, text: step.content, place: step.place }] });

async function known(on: { runner: Runner }, steps: Sorted['steps']): Promise<Set<string>> {
  const { rows } = await on.runner.query<{ parcel_id: string; at: number; text: string }>('select parcel_id, at, text from logistics.track_event where parcel_id = any ($1::uuid[])', [[...new Set(steps.map((s) => s.parcel.id))]]);
  return new Set(rows.map((r) => `${r.parcel_id} ${r.at} ${r.text}`));
}

async function outcomesOf(on: { runner: Runner }, sorted: Sorted): Promise<RowOutcome[]> {
  const before = await known(on, sorted.steps);
  return [
    ...sorted.outcomes,
    ...sorted.steps.map(({ line, parcel, step }): RowOutcome => ({ line, is: before.has(`${parcel.id} ${step.at} ${step.content.slice(0, 500)}`) ? 'unchanged' : 'accepted', subject: { type: 'parcel', id: parcel.id } })),
    ...sorted.numbers.map(({ line, parcel, reply }): RowOutcome => (parcel.waybillNo === reply.waybillNo ? { line, is: 'unchanged', subject: { type: 'parcel', id: parcel.id } }
      : parcel.waybillNo !== null ? bad(line, 'tracking.number-other', '运单号', `包裹 ${parcel.parcelNo} 已有运单号 ${parcel.waybillNo}。`, `Parcel ${parcel.parcelNo} has waybill ${parcel.waybillNo} already.`)
        : parcel.state !== 'inspected' ? bad(line, 'tracking.not-ready', '发货单号', `包裹 ${parcel.parcelNo} 尚未检验合格或已撤回，不能登记运单号。`, `Parcel ${parcel.parcelNo} is not inspected yet, or was withdrawn.`)
          : { line, is: 'accepted', subject: { type: 'parcel', id: parcel.id } })),
  ];
}

/** Tracking files: steps of parcels' ways (our template), and waybill numbers that a carrier wrote into our ship notice. */
export const trackingTarget: ImportTarget = {
  kinds: ['tracking'],
  title: words('物流轨迹与运单号', 'Tracking and waybill numbers'),
  may: mayTrack,
  formats: [...trackingFormats, shipNoticeReply] as ImportTarget['formats'],
  templates: { tracking: trackingTemplate },
  needs: [],
  undo: { possible: false, instead: words('物流轨迹不能撤回：包裹随它前进，客户已能看到。与事实不符的，请在包裹页登记正确的物流。', 'Tracking cannot be taken back: parcels moved by it and customers see it. Record the true movement on the page of the parcel.') },
  describe: ({ record }) => {
    const said = isReply(record) ? `${record.shipmentNo ?? record.orderNo ?? ''} → ${record.waybillNo}` : [(record as TrackingRow).stateText, (record as TrackingRow).content].join(' · ');
    return words(said, said);
  },
  stops: { 'tracking.not-yours': words('请由物流专员导入，或请系统管理员把您加入包裹所属的团队后重新预览。', 'Let the logistics clerk import it, or have yourself added to the team of the parcels, then look at the preview again.') },
  preview: async (kernel, rows, _settings, actor) => outcomesOf(kernel, await sort(kernel, rows, actor)),
  apply: async (tx: Tx, rows) => {
    const sorted = await sort(tx, rows, tx.actor);
    const outcomes = await outcomesOf(tx, sorted);
    const accepted = new Set(outcomes.filter((o) => o.is === 'accepted').map((o) => o.line));
    const refused = await announceFromFile(tx, sorted.numbers.filter((n) => accepted.has(n.line)).map((n) => ({ line: n.line, parcelId: n.parcel.id, waybillNo: n.reply.waybillNo })));
    await applyTracking(tx, sorted.steps.map((s) => reportOf(s.parcel.id, s.step)), 'import');
    return outcomes.map((o) => refused.get(o.line) ?? o);
  },
  totals: {
    names: () => ['parcels', 'steps'],
    of: ({ key, record }, first) => ({
      parcels: first(`parcel ${isReply(record) ? (record.shipmentNo ?? record.orderNo) : (record as TrackingRow).waybillNo}`) ? 1 : 0,
      steps: !isReply(record) && first(`step ${key}`) ? 1 : 0,
    }),
  },
};
