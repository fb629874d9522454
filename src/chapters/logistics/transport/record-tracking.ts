import { z } from 'zod';
import { refuse } from '../../../kernel/refusal.ts';
import { id, instant, text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { trackStates, trackTroubles, type TrackState, type TrackTrouble } from '../../../gateways/couriers/track-state.ts';
import { kernelNo } from '../../../kernel/refusal.ts';
import { applyTracking } from './apply-tracking.ts';
import { lockParcel, parcelPolicy, seesParcel } from './parcel.ts';

const told = z.strictObject({
  at: z.int().nullable(), state: z.enum(Object.keys(trackStates) as [TrackState, ...TrackState[]]), trouble: z.enum(Object.keys(trackTroubles) as [TrackTrouble, ...TrackTrouble[]]).nullable(),
  text: z.string(), place: z.string().nullable(),
});
const push = z.strictObject({ fingerprint: z.string(), waybillNo: z.string(), status: z.string() });

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
      const fresh = await tx.rows('logistics.take_push',
        `insert into logistics.push_taken (fingerprint, waybill_no, parcel_id, status, received_at) values (decode($1, 'hex'), $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict do nothing returning 1 as one`,
        [input.push.fingerprint, input.push.waybillNo, input.reports[0]?.parcelId ?? null, input.push.status, tx.now]);
      if (fresh.length === 0) return { taken: 0, known: input.reports.reduce((n, r) => n + r.events.length, 0) };
    }
    return input.reports.length === 0 ? { taken: 0, known: 0 } : applyTracking(tx, input.reports, input.source);
  },
});

/** A movement that a person learned by telephone or saw: for carriers without an interface. */
export const recordTrackingByHand = verb({
  name: 'logistics.record-tracking-by-hand',
  title: words('手工登记物流', 'Record a movement by hand'),
  may: { ...parcelPolicy, 'service-agent': 'all' },
  input: z.strictObject({ id, at: instant, state: z.enum(['collected', 'in-transit', 'out-for-delivery', 'delivered', 'problem', 'refused', 'returning', 'lost']), text: text(300, 1), place: text(60).nullable() }),
  subject: (tx, input) => lockParcel(tx, input.id),
  inScope: seesParcel,
  run: async (tx, input, parcel) => {
    if (parcel.shippedAt === null) throw refuse(kernelNo['wrong-state'], words('包裹尚未发出，没有物流可登记。', 'The parcel has not left yet.'));
    if (input.at > tx.now) throw refuse(kernelNo['invalid-input'], words('时间不能晚于现在。', 'The time cannot lie in the future.'));
    if (input.at < parcel.shippedAt) throw refuse(kernelNo['invalid-input'], words('时间不能早于发货时间。', 'The time cannot lie before shipping.'));
    tx.audit({ type: 'parcel', id: parcel.id }, { state: input.state });
    return applyTracking(tx, [{ parcelId: parcel.id, events: [{ at: input.at, state: input.state, trouble: null, text: input.text, place: input.place || null }] }], 'hand');
  },
});
