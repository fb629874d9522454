import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, instant, text } from '../../../kernel/schemas.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import type { Track } from '../../../gateways/couriers/tracking.ts';
import { trackStates, trackTroubles, type TrackState, type TrackTrouble } from '../../../gateways/couriers/track-state.ts';
import { kernelNo } from '../../../kernel/refusal.ts';
import { applyTo, applyTracking, followed } from './apply-tracking.ts';
import { idsOf, parcelPolicy, parcelRef, seesParcel } from './parcel.ts';

/** One event as a provider told it, for a verb. */
export const told = z.strictObject({
  at: z.int().nullable(), state: z.enum(Object.keys(trackStates) as [TrackState, ...TrackState[]]), trouble: z.enum(Object.keys(trackTroubles) as [TrackTrouble, ...TrackTrouble[]]).nullable(),
  text: z.string(), place: z.string().nullable(),
});
export const push = z.strictObject({ fingerprint: z.string(), waybillNo: z.string(), status: z.string() });

export const eventsOf = (track: Track) => track.events.map((e) => ({ at: e.at, state: e.state, trouble: e.trouble, text: e.words, place: e.place }));

/** What the provider told, by push or on being asked. The push is remembered in the same transaction: an equal one is known. */
export const recordTracking = verb({
  name: 'logistics.record-tracking',
  title: words('登记物流轨迹', 'Record tracking'),
  may: {},
  input: z.strictObject({
    source: z.enum(['push', 'query', 'import']), push: push.nullable(),
    reports: z.array(z.strictObject({ parcelId: id, events: z.array(told).max(2_000), expectedAt: z.int().nullable() })).max(1_000),
  }),
  run: async (tx, input) => {
    if (input.push) {
      const [isFresh] = await tx.gather('logistics.take_push', [{ fingerprint: input.push.fingerprint, waybill_no: input.push.waybillNo, parcel_id: input.reports[0]?.parcelId ?? null, status: input.push.status }], takePushes);
      if (!isFresh) return { taken: 0, known: input.reports.reduce((n, r) => n + r.events.length, 0) };
    }
    return input.reports.length === 0 ? { taken: 0, known: 0 } : applyTracking(tx, input.reports, input.source);
  },
  together: ({ push: told, reports }) => (told === null ? null : [told.fingerprint, ...idsOf(reports.map((r) => r.parcelId))]),
});

/** Whether each push is new. */
export async function takePushes(on: Tx, pushes: readonly { fingerprint: string; waybill_no: string; parcel_id: string | null; status: string }[]): Promise<boolean[]> {
  const fresh = await on.rows<{ fingerprint: string }>('logistics.take_push',
    `insert into logistics.push_taken (fingerprint, waybill_no, parcel_id, status, received_at)
     select decode(p.fingerprint, 'hex'), p.waybill_no, p.parcel_id, p.status, to_timestamp($2 / 1000.0) from jsonb_to_recordset($1::jsonb) as p(fingerprint text, waybill_no text, parcel_id uuid, status text)
     order by 1 on conflict do nothing returning encode(fingerprint, 'hex') as fingerprint`, [JSON.stringify(pushes), on.now]);
  const taken = new Set(fresh.map((f) => f.fingerprint));
  return pushes.map((p) => taken.has(p.fingerprint.toLowerCase()));
}

/** A movement that a person learned by telephone or saw: for carriers without an interface. */
export const recordTrackingByHand = verb({
  name: 'logistics.record-tracking-by-hand',
  title: words('手工登记物流', 'Record a movement by hand'),
  may: { ...parcelPolicy, 'service-agent': 'all' },
  input: z.strictObject({ id, at: instant, state: z.enum(['collected', 'in-transit', 'out-for-delivery', 'delivered', 'problem', 'refused', 'returning', 'lost']), text: text(300, 1), place: text(60).nullable() }),
  subject: async (tx, input) => {
    const found = await followed(tx, [input.id]);
    return found.parcels[0] ? { ...found, parcel: found.parcels[0] } : null;
  },
  inScope: (actor, scope, { parcel }) => seesParcel(actor, scope, parcel), works: ({ parcel }: { parcel: { id: string } }) => parcelRef(parcel),
  check: (tx, input, { parcel }) => {
    if (parcel.shippedAt === null) throw refuse(kernelNo['wrong-state'], words('包裹尚未发出，没有物流可登记。', 'The parcel has not left yet.'));
    if (input.at > tx.now) throw refuse(kernelNo['invalid-input'], words('时间不能晚于现在。', 'The time cannot lie in the future.'));
    if (input.at < parcel.shippedAt) throw refuse(kernelNo['invalid-input'], words('时间不能早于发货时间。', 'The time cannot lie before shipping.'));
  },
  run: async (tx, input, { parcel, ...found }) => {
    tx.audit({ type: 'parcel', id: parcel.id }, { state: input.state });
    return applyTo(tx, found, [{ parcelId: parcel.id, events: [{ at: input.at, state: input.state, trouble: null, text: input.text, place: input.place || null }] }], 'hand');
  },
  together: (input) => idsOf([input.id]),
});
