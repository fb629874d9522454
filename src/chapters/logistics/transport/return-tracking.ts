import { z } from 'zod';
import { isOver, judgeUpdate, type TrackState } from '../../../gateways/couriers/track-state.ts';
import type { Runner } from '../../../kernel/query.ts';
import { id } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { returnParcelMoved } from '../facts.ts';
import { hashOf, TEXT, type Told } from './apply-tracking.ts';
import { FOLLOWED } from './outside-parcels.ts';
import { POLL_MOVING } from './query-pauses.ts';
import { push, takePushes, told } from './record-tracking.ts';

/** A return parcel as the provider is asked for it. */
export interface ReturnParcelBrief { id: string; returnNo: string; trackingCode: string | null; waybillNo: string; addressId: string | null; warehouseId: string | null }

const brief = 'id, return_no as "returnNo", tracking_code as "trackingCode", waybill_no as "waybillNo", address_id as "addressId", warehouse_id as "warehouseId"';

export async function returnParcelsToAsk(on: { runner: Runner }, ids: readonly string[]): Promise<ReturnParcelBrief[]> {
  const { rows } = await on.runner.query<ReturnParcelBrief & Record<string, unknown>>(`select ${brief} from logistics.return_parcel where id = any ($1::uuid[]) order by return_no`, [[...ids]], 'logistics.return_parcels_to_ask');
  return rows;
}

/** Those that customers told and that are not our own numbers: goods of several returns may travel in one parcel. */
export async function returnParcelsByWaybill(on: { runner: Runner }, number: string): Promise<ReturnParcelBrief[]> {
  const { rows } = await on.runner.query<ReturnParcelBrief & Record<string, unknown>>(`select ${brief} from logistics.return_parcel where waybill_no = $1 and is_current and why_not is null order by id limit 50`, [number], 'logistics.return_parcels_by_waybill');
  return rows;
}

interface Row { id: string; return_id: string; return_no: string; order_id: string; carrier_name: string; waybill_no: string; is_awaited: boolean; sent_at: number; track_state: TrackState | null; track_at: number | null; place: string | null; [column: string]: unknown }

/**
 * What the provider told of a return parcel, of each return whose goods are in it, by push or on being asked: judged like the news of our own parcels, each event taken once, late and
 * contradicting ones kept and not acted upon. It moves nothing but what is known of the parcel: the return is received when our own house says so,
 * and the time to refund runs from there (clause 2.4.2).
 */
export const recordReturnTracking = verb({
  name: 'logistics.record-return-tracking',
  title: words('登记退货包裹物流', 'Record the tracking of a return parcel'),
  may: {},
  input: z.strictObject({ ids: z.array(id).min(1).max(50), source: z.enum(['push', 'query']), push: push.nullable(), events: z.array(told).max(2_000), expectedAt: z.int().nullable() }),
  run: async (tx, input) => {
    if (input.push) {
      const [isFresh] = await takePushes(tx, [{ fingerprint: input.push.fingerprint, waybill_no: input.push.waybillNo, parcel_id: null, status: input.push.status }]);
      if (!isFresh) return { taken: 0 };
    }
    const parcels = await tx.rows<Row>('logistics.lock_return_parcels', 'select id, return_id, return_no, order_id, carrier_name, waybill_no, is_awaited, sent_at, track_state, track_at, place from logistics.return_parcel where id = any ($1::uuid[]) order by id for update', [input.ids]);
    let taken = 0;
    for (const p of parcels) taken += await follow(tx, p, input);
    return { taken };
  },
});

async function follow(tx: Tx, p: Row, input: { source: 'push' | 'query'; events: readonly Told[]; expectedAt: number | null }): Promise<number> {
  const known = await tx.rows<{ at: number; state: string; hash: string }>('logistics.known_return_events', `select at, state, encode(text_hash, 'hex') as hash from logistics.return_event where return_parcel_id = $1`, [p.id]);
  const seen = new Set(known.map((e) => `${e.at} ${e.state} ${e.hash}`));
  let now = p.track_state === null || p.track_at === null ? null : { state: p.track_state, at: p.track_at, place: p.place };
  let moved = false;
  const kept: Record<string, unknown>[] = [];
  for (const event of input.events.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))) {
    // An event without a time stands at the sending, so that telling it twice gives the same row.
    const [text, at] = [event.text.slice(0, TEXT), event.at ?? p.sent_at];
    const hash = hashOf(text);
    const key = `${at} ${event.state} ${hash}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const verdict = event.at === null ? 'unknown' : judgeUpdate(now, { state: event.state, at });
    kept.push({ at, state: event.state, trouble: event.trouble, text, place: event.place, verdict, hash });
    if (verdict !== 'advance') continue;
    // On the timeline stands what is new, not every scan on the same way.
    if (event.state !== now?.state) tx.fact(returnParcelMoved, p.return_id, { returnNo: p.return_no, carrier: p.carrier_name, waybillNo: p.waybill_no, state: event.state, place: event.place }, { at: Math.min(at, tx.now), objects: [{ type: 'order', id: p.order_id }] });
    now = { state: event.state, at, place: event.place };
    moved = true;
  }
  await tx.rows('logistics.keep_return_events', `insert into logistics.return_event (return_parcel_id, at, state, trouble, text, place, source, verdict, text_hash, received_at)
    select $1, to_timestamp(e.at / 1000.0), e.state, e.trouble, e.text, e.place, $3, e.verdict, decode(e.hash, 'hex'), to_timestamp($4 / 1000.0)
    from jsonb_to_recordset($2::jsonb) as e(at bigint, state text, trouble text, text text, place text, verdict text, hash text) on conflict do nothing`, [p.id, JSON.stringify(kept), input.source, tx.now]);
  const isDone = !p.is_awaited || (now !== null && isOver(now.state)) || (!moved && p.sent_at < tx.now - FOLLOWED);
  await tx.rows('logistics.write_return_parcel', `update logistics.return_parcel set track_state = $2, track_at = to_timestamp($3 / 1000.0), place = $4, expected_at = coalesce(to_timestamp($5 / 1000.0), expected_at),
      heard_at = case when $6 then to_timestamp($7 / 1000.0) else heard_at end, query_failures = 0, next_query_at = case when is_current and why_not is null then to_timestamp($8 / 1000.0) end where id = $1`,
  [p.id, now?.state ?? null, now?.at ?? null, now?.place ?? null, input.expectedAt, input.events.length > 0, tx.now, isDone ? null : tx.now + POLL_MOVING]);
  return kept.length;
}
