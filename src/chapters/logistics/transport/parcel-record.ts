import type { Actor, Scope } from '../../../kernel/actor.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { scopeOn } from '../../../kernel/owed.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Words } from '../../../kernel/words.ts';
import { trackStates, type TrackState } from '../../../gateways/couriers/track-state.ts';
import { alongTheWalk, placesIn, skusByBarcode, skusByCode, skusById } from '../neighbours.ts';
import type { InspectedHow, ParcelRecord } from './contract.ts';
import { exceptionsOf } from './exception-list.ts';
import { listColumns, listFrom, shownRows, teamsSeen, type ListRow } from './parcel-list.ts';
import { batchesOfLines, type BatchStanding, type LineBatch } from './parcel-batches.ts';
import { withoutPhones } from './texts.ts';

interface RecordRow extends ListRow {
  fulfilment_no: string | null; carrier_reason: Words; carrier_by_hand: boolean; value_fen: bigint | null; freight_fen: bigint | null; goods_cost_fen: bigint | null; collected_at: number | null;
  expected_at: number | null; sorting_mark: string | null; notice_no: string | null; notice_way: 'api' | 'file' | 'hand' | null;
}

/** A parcel with its lines, way, inspections and exceptions; null outside the caller's sight. Costs are shown to whom costs concern. */
export async function parcelRecord(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<ParcelRecord | null> {
  const seen = teamsSeen(actor, await scopeOn(kernel, actor, scope, { type: 'parcel', id }));
  const { rows } = await kernel.db.query<RecordRow & Record<string, unknown>>(
    `select ${listColumns}, 0 as sort_key, p.fulfilment_no, p.carrier_reason, p.carrier_by_hand, p.value_fen, p.freight_fen, p.goods_cost_fen, p.collected_at, p.expected_at, p.sorting_mark,
       n.notice_no, n.way as notice_way
     from ${listFrom} left join logistics.ship_notice n on n.id = p.notice_id where p.id = $1 and ($2::boolean or p.team_id is null or p.team_id = any ($3::uuid[]))`, [id, seen.all, seen.teams], 'logistics.parcel_record');
  const row = rows[0];
  if (!row) return null;
  const [[shown], lines, events, inspections, exceptions, weighings] = await Promise.all([
    shownRows(kernel, [row]),
    kernel.db.query<{ order_line_id: string; order_id: string; sku_id: string; quantity: number; picked: number; is_gift: boolean }>('select order_line_id, order_id, sku_id, quantity, picked, is_gift from logistics.parcel_line where parcel_id = $1 order by order_line_id', [id], 'logistics.record_lines'),
    kernel.db.query<{ at: number; state: TrackState; text: string; place: string | null; source: string; verdict: string }>('select at, state, text, place, source, verdict from logistics.track_event where parcel_id = $1 order by at desc, id desc', [id], 'logistics.record_events'),
    kernel.db.query<{ at: number; passed: boolean; defect: string | null; how: InspectedHow | null; by_name: string }>('select at, passed, defect, how, by_name from logistics.inspection where parcel_id = $1 order by at desc, id desc', [id], 'logistics.record_inspections'),
    exceptionsOf(kernel, id),
    kernel.db.query<{ id: string; opened_at: number; expected_grams: number; actual_grams: number; problem: Words; suspected_empty: boolean; weighed_by_name: string; closed_at: number | null; outcome: 'released' | 'weighed-again' | null; note: string | null; closed_by_name: string | null }>(
      'select id, opened_at, expected_grams, actual_grams, problem, suspected_empty, weighed_by_name, closed_at, outcome, note, closed_by_name from logistics.weight_hold where parcel_id = $1 order by opened_at desc, id desc', [id], 'logistics.record_weighings'),
  ]);
  const [skus, places, batches] = await Promise.all([
    skusById(kernel, lines.rows.map((l) => l.sku_id)),
    row.warehouse_id === null ? new Map<string, never>() : placesIn(kernel, row.warehouse_id, lines.rows.map((l) => l.sku_id)),
    batchesOfLines(kernel, [{ id, state: row.state, warehouseId: row.warehouse_id, lines: lines.rows.map((l) => ({ orderLineId: l.order_line_id, skuId: l.sku_id, quantity: l.quantity })) }]),
  ]);
  const seesCost = ['logistics-clerk', 'accountant', 'department-head', 'general-manager', 'auditor'].some((post) => actor?.posts.includes(post as never));
  return {
    ...shown!, fulfilmentNo: row.fulfilment_no, carrierReason: row.carrier_reason, carrierByHand: row.carrier_by_hand, valueFen: row.value_fen === null ? null : Number(row.value_fen),
    freightFen: row.freight_fen === null ? null : Number(row.freight_fen), goodsCostFen: row.goods_cost_fen === null || !seesCost ? null : Number(row.goods_cost_fen),
    collectedAt: row.collected_at, expectedAt: row.expected_at, sortingMark: row.sorting_mark, noticeNo: row.notice_no, noticeWay: row.notice_way,
    lines: alongTheWalk(lines.rows.map((l) => {
      const sku = skus.get(l.sku_id);
      return { orderLineId: l.order_line_id, orderId: l.order_id, skuId: l.sku_id, code: sku?.code ?? null, title: sku?.title ?? null, spec: sku?.spec ?? null, barcode: sku?.barcode ?? null, quantity: l.quantity, picked: l.picked, gift: l.is_gift, place: places.get(l.sku_id)?.place ?? null, batches: batchView(batches.get(`${id} ${l.order_line_id}`)) };
    }), (l) => places.get(l.skuId)),
    track: events.rows.map((e) => ({ at: e.at, state: e.state, stateWords: trackStates[e.state] ?? trackStates.unknown, text: withoutPhones(e.text), place: e.place, source: e.source, counted: e.verdict === 'advance' })),
    weighings: weighings.rows.map((w) => ({ id: w.id, at: w.opened_at, expectedGrams: w.expected_grams, actualGrams: w.actual_grams, problem: w.problem, suspectedEmpty: w.suspected_empty, by: w.weighed_by_name, closedAt: w.closed_at, outcome: w.outcome, note: w.note, closedBy: w.closed_by_name })),
    exceptions, inspections: inspections.rows.map((i) => ({ at: i.at, passed: i.passed, defect: i.defect, how: i.how, by: i.by_name })),
  };
}

const batchView = (of: { is: BatchStanding; batches: LineBatch[] } | undefined) => (of === undefined ? null : { is: of.is, list: of.batches });

export async function readParcel(kernel: Kernel, actor: Actor | null, scope: Scope, id: string): Promise<ParcelRecord> {
  const found = await parcelRecord(kernel, actor, scope, id);
  if (!found) throw refuse(kernelNo['not-found']);
  return found;
}

/** What a scanner read: a parcel by its number or waybill, or the articles that carry a barcode or code. */
export async function scanned(kernel: Kernel, actor: Actor | null, scope: Scope, code: string): Promise<{ is: 'parcel' | 'item' | 'nothing'; parcel: ParcelRecord | null; skuIds: string[] }> {
  const plain = code.normalize('NFKC').trim();
  const { rows } = await kernel.db.query<{ id: string }>(
    `select id from logistics.parcel where parcel_no = $1 or (waybill_no = $2 and state <> 'withdrawn') order by requested_at desc limit 1`, [plain.toUpperCase(), plain.replace(/[\s-]/g, '').toUpperCase()], 'logistics.scan');
  const parcel = rows[0] ? await parcelRecord(kernel, actor, scope, rows[0].id) : null;
  if (parcel) return { is: 'parcel', parcel, skuIds: [] };
  const [byBarcode, byCode] = await Promise.all([skusByBarcode(kernel, [plain]), skusByCode(kernel, [plain])]);
  const skuIds = [...new Set([...byBarcode.map((s) => s.id), ...[...byCode.values()].map((s) => s.id)])];
  return { is: skuIds.length > 0 ? 'item' : 'nothing', parcel: null, skuIds };
}
