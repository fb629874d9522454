import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import { handle } from '../../kernel/query.ts';
import type { Words } from '../../kernel/words.ts';
import type { TrackState, TrackTrouble } from '../../gateways/couriers/track-state.ts';
import type { UpdateVerdict } from '../../gateways/couriers/track-state.ts';
import type { InspectedHow, ParcelState } from './transport/contract.ts';

/** Read as integer ms, written as timestamptz text. */
type At = ColumnType<number, string, string>;
type MaybeAt = ColumnType<number | null, string | null | undefined, string | null>;

export interface CarrierTable {
  id: string; code: string; name: string; tracking_code: string; active: boolean; notified_by: 'api' | 'file' | 'hand'; product: string | null;
  payment: 'monthly' | 'sender' | 'receiver'; promise_days: number; phone: string | null; agreement_until: string | null; version: Generated<number>;
  created_at: At; updated_at: At;
}
export interface CarrierRuleTable {
  id: string; carrier_id: string; priority: number; provinces: string[]; above_grams: number; up_to_grams: number | null; platforms: string[];
  store_id: string | null; promise_days: number | null; note: string | null; version: Generated<number>; updated_at: At;
}
export interface RateTable {
  id: string; carrier_id: string; provinces: string[]; first_grams: number; first_fen: bigint; step_grams: number; step_fen: bigint;
}
export interface WaybillPoolTable {
  carrier_id: string; waybill_no: string; added_at: At; parcel_id: string | null; taken_at: MaybeAt;
}
export interface SenderTable { warehouse_id: string; name: string; phone: string; version: Generated<number>; updated_at: At }
export interface ParcelTable {
  id: string; parcel_no: string; origin: Generated<'warehouse' | 'outside'>; fulfilment_id: string | null; release_seq: bigint | null; fulfilment_no: string | null; order_ids: string[]; order_nos: string[]; store_id: string;
  warehouse_id: string | null; team_id: string | null; address_id: string | null; outside_carrier: string | null; outside_code: string | null; province: string | null; city: string | null; state: ParcelState; wave_id: string | null;
  carrier_id: string | null; carrier_reason: ColumnType<Words, string, string>; carrier_by_hand: Generated<boolean>; promise_days: number | null;
  waybill_no: string | null; carrier_order_no: string | null; sorting_mark: string | null; notice_id: string | null;
  expected_grams: number | null; actual_grams: number | null; value_fen: bigint | null; goods_cost_fen: bigint | null; freight_fen: bigint | null;
  ship_by: MaybeAt; requested_at: At; shipped_at: MaybeAt; collected_at: MaybeAt; promised_at: MaybeAt; delivered_at: MaybeAt; last_moved_at: MaybeAt;
  track_state: TrackState | null; track_at: MaybeAt; expected_at: MaybeAt; late_told: 'predicted' | 'late' | null; stuck_told_at: MaybeAt;
  subscribed_at: MaybeAt; next_query_at: MaybeAt; query_failures: Generated<number>; cancel_due: Generated<boolean>;
  version: Generated<number>; search: ColumnType<never, unknown, unknown>;
}
export interface ParcelLineTable {
  parcel_id: string; order_line_id: string; order_id: string; sku_id: string; quantity: number; picked: Generated<number>; is_gift: Generated<boolean>;
}
export interface WaveTable {
  id: string; wave_no: string; warehouse_id: string; team_id: string | null; parcels: number; made_at: At; made_by: string; version: Generated<number>;
}
export interface ShipNoticeTable {
  id: string; notice_no: string; carrier_id: string; way: 'api' | 'file' | 'hand'; parcels: number; team_id: string | null; given_at: At; given_by: string;
}
export interface InspectionTable {
  id: string; parcel_id: string; passed: boolean; defect: string | null; /** Null: failed, or before it was recorded. */ how: InspectedHow | null; at: At; by_id: string | null; by_name: string;
}
export interface TrackEventTable {
  id: GeneratedAlways<bigint>; parcel_id: string; at: At; state: TrackState; trouble: TrackTrouble | null; text: string; place: string | null;
  source: 'push' | 'query' | 'import' | 'hand'; verdict: UpdateVerdict; text_hash: Buffer; received_at: At;
}
export interface PushTakenTable {
  fingerprint: Buffer; waybill_no: string; parcel_id: string | null; status: string; received_at: At;
}
export interface ReturnParcelTable {
  id: string; return_id: string; return_no: string; order_id: string; address_id: string | null; warehouse_id: string | null; carrier_name: string; tracking_code: string | null; waybill_no: string; is_current: Generated<boolean>;
  is_awaited: Generated<boolean>; why_not: 'carrier-unknown' | 'our-own' | null; sent_at: At; track_state: TrackState | null; track_at: MaybeAt; place: string | null; expected_at: MaybeAt; heard_at: MaybeAt; subscribed_at: MaybeAt;
  next_query_at: MaybeAt; query_failures: Generated<number>;
}
export interface ReturnEventTable {
  id: GeneratedAlways<bigint>; return_parcel_id: string; at: At; state: TrackState; trouble: TrackTrouble | null; text: string; place: string | null; source: 'push' | 'query'; verdict: UpdateVerdict; text_hash: Buffer; received_at: At;
}
export type ExceptionKind = 'stuck' | 'late' | 'problem' | 'refused' | 'returning' | 'lost' | 'damaged' | 'told-twice';
export interface ParcelExceptionTable {
  id: string; parcel_id: string; kind: ExceptionKind; detail: string | null; opened_at: At; settled_at: MaybeAt; outcome: string | null; note: string | null;
  settled_by: string | null; version: Generated<number>;
}
export interface PersonalDataPrintTable {
  id: string; kind: 'label' | 'ship-notice'; parcel_ids: string[]; staff_id: string | null; staff_name: string; at: At;
}

export interface LogisticsTables {
  'logistics.carrier': CarrierTable;
  'logistics.carrier_rule': CarrierRuleTable;
  'logistics.rate': RateTable;
  'logistics.waybill_pool': WaybillPoolTable;
  'logistics.sender': SenderTable;
  'logistics.parcel': ParcelTable;
  'logistics.parcel_line': ParcelLineTable;
  'logistics.wave': WaveTable;
  'logistics.ship_notice': ShipNoticeTable;
  'logistics.inspection': InspectionTable;
  'logistics.track_event': TrackEventTable;
  'logistics.push_taken': PushTakenTable;
  'logistics.return_parcel': ReturnParcelTable;
  'logistics.return_event': ReturnEventTable;
  'logistics.parcel_exception': ParcelExceptionTable;
  'logistics.personal_data_print': PersonalDataPrintTable;
}

export const db = handle<LogisticsTables>();
