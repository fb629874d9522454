import { trackStates, type TrackState } from '../../../gateways/couriers/track-state.ts';
import type { Runner } from '../../../kernel/query.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { withoutNames, withoutPhones } from './texts.ts';

/** Where the goods of a return are, as far as the carrier tells. Instants in ms. */
export interface ReturnParcel {
  carrier: string; waybillNo: string;
  /** Null: nothing heard yet. */ state: TrackState | null; said: Words; place: string | null;
  /** Time of the newest event; when the provider last told anything; when it expects the arrival. */ at: number | null; heardAt: number | null; expectedAt: number | null;
  /** Newest first, without names and phones. */ events: { at: number; said: Words; text: string; place: string | null }[];
}

interface Row { id: string; return_id: string; carrier_name: string; waybill_no: string; is_awaited: boolean; why_not: 'carrier-unknown' | 'our-own' | null; track_state: TrackState | null; track_at: number | null; place: string | null; expected_at: number | null; heard_at: number | null; [column: string]: unknown }

function saidOf(p: Row): Words {
  if (p.track_state !== null) return p.track_state === 'delivered' && p.is_awaited ? words('已签收，待验收', 'Delivered, to be inspected') : trackStates[p.track_state];
  if (p.why_not === 'our-own') return words('这是我方发货的运单号，请核对退货运单号', 'This is the number by which we sent the goods; check the return waybill');
  if (p.why_not === 'carrier-unknown') return words(`不认识快递公司“${p.carrier_name}”，不能查询物流；请核对后更正`, `The carrier “${p.carrier_name}” is not known, so nobody can be asked; check and correct it`);
  return p.is_awaited ? words('暂无物流信息', 'Nothing heard of it yet') : words('无物流信息', 'Nothing was heard of it');
}

/** The parcels of returns, by return: the one that the customer told last, with its `most` newest events. Two statements for any number. */
export async function returnParcelsOf(on: { runner: Runner }, returnIds: readonly string[], most = 50): Promise<Map<string, ReturnParcel>> {
  if (returnIds.length === 0) return new Map();
  const { rows } = await on.runner.query<Row>(`select id, return_id, carrier_name, waybill_no, is_awaited, why_not, track_state, track_at, place, expected_at, heard_at
    from logistics.return_parcel where return_id = any ($1::uuid[]) and is_current`, [[...returnIds]], 'logistics.return_parcels');
  const told = rows.length === 0 || most === 0 ? [] : (await on.runner.query<{ parcel: string; at: number; state: TrackState; text: string; place: string | null }>(`select e.* from unnest($1::uuid[]) as x(id) cross join lateral
    (select return_parcel_id as parcel, at, state, text, place from logistics.return_event where return_parcel_id = x.id and verdict in ('advance', 'stale') order by at desc, id desc limit $2) e`,
  [rows.map((r) => r.id), most], 'logistics.return_events')).rows;
  return new Map(rows.map((p) => [p.return_id, {
    carrier: p.carrier_name, waybillNo: p.waybill_no, state: p.track_state, said: saidOf(p), place: p.place, at: p.track_at, heardAt: p.heard_at, expectedAt: p.expected_at,
    events: told.filter((e) => e.parcel === p.id).map((e) => ({ at: e.at, said: trackStates[e.state], text: withoutNames(withoutPhones(e.text)), place: e.place })),
  }]));
}
