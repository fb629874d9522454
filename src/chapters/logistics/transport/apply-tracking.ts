import { createHash } from 'node:crypto';
import { can, next } from '../../../kernel/lifecycle.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { isOver, judgeUpdate, type TrackState, type TrackTrouble, type UpdateVerdict } from '../../../gateways/couriers/track-state.ts';
import { parcelCollected, parcelDelivered, parcelMoved } from '../facts.ts';
import type { ExceptionKind } from '../schema.ts';
import type { ParcelState } from './contract.ts';
import { openExceptions, settleOnItsOwn } from './exceptions.ts';
import { foundedAt } from '../neighbours.ts';
import { isGivenUp } from './outside-parcels.ts';
import { idsOf, inOrder, lockParcels, ordersOf, wayOf, type Parcel } from './parcel.ts';
import { POLL_MOVING } from './query-pauses.ts';
import { parcelLife, type ParcelEvent } from './parcel-life.ts';

/** One event of a parcel as it was told, by whomever. */
export interface Told {
  /** Null when the time could not be read: kept and shown, never acted upon. */
  at: number | null;
  state: TrackState;
  trouble: TrackTrouble | null;
  text: string;
  place: string | null;
}

export interface Report {
  parcelId: string;
  events: readonly Told[];
  /** When the carrier expects delivery, if it says. */
  expectedAt?: number | null;
}

export type Source = 'push' | 'query' | 'import' | 'hand';

/** Characters that are kept of what a carrier writes. */
export const TEXT = 500;

/** What an event means for the life of a parcel; `refused` and `cancelled` are trouble. */
const eventOf: Partial<Record<TrackState, ParcelEvent>> = {
  collected: 'collect', 'in-transit': 'move', 'arrived-city': 'move', forwarded: 'move', customs: 'move', 'out-for-delivery': 'try-delivery', 'at-pickup-point': 'try-delivery',
  delivered: 'deliver', problem: 'trouble', refused: 'trouble', cancelled: 'trouble', returning: 'turn-back', returned: 'turn-back', lost: 'lose',
};

const exceptionOf = (state: TrackState, trouble: TrackTrouble | null): ExceptionKind | null => {
  if (trouble === 'damaged') return 'damaged';
  if (trouble === 'stalled') return 'stuck';
  if (state === 'refused') return 'refused';
  if (state === 'returning' || state === 'returned') return 'returning';
  if (state === 'lost') return 'lost';
  return state === 'problem' || state === 'cancelled' ? 'problem' : null;
};

/** What tells two events of one time and state apart. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

interface Walk {
  parcel: Parcel;
  state: ParcelState;
  known: { state: TrackState; at: number } | null;
  collectedAt: number | null;
  deliveredAt: number | null;
  lastMovedAt: number | null;
  expectedAt: number | null;
  changed: boolean;
}

interface Trouble { parcel: Parcel; kind: ExceptionKind; detail: string; at: number }

interface Judged { parcel_id: string; at: number; state: TrackState; trouble: TrackTrouble | null; text: string; place: string | null; verdict: UpdateVerdict; hash: string }

/**
 * Writes down what carriers tell of parcels and moves the parcels accordingly (clause 5.2.2). The same event is taken once, whoever
 * tells it; late and contradicting ones are kept and shown and change nothing. Five statements for any number of parcels.
 */
export async function applyTracking(tx: Tx, reports: readonly Report[], source: Source): Promise<{ taken: number; known: number }> {
  return applyTo(tx, await followed(tx, reports.map((r) => r.parcelId)), reports, source);
}

/** Parcels, locked, and what is known of their ways: one round trip, the events read behind the lock. */
export interface Followed { parcels: readonly Parcel[]; events: readonly KnownEvent[] }
interface KnownEvent { parcel_id: string; at: number; state: string; hash: string; [column: string]: unknown }

export async function followed(tx: Tx, ids: readonly string[]): Promise<Followed> {
  const [parcels, events] = await Promise.all([lockParcels(tx, ids), tx.gather('logistics.known_events', idsOf(ids), eventsOf)]);
  return { parcels, events: events.flat() };
}

async function eventsOf(on: Tx, parcels: readonly string[]): Promise<KnownEvent[][]> {
  const rows = await on.rows<KnownEvent>('logistics.known_events',
    `select parcel_id, at, state, encode(text_hash, 'hex') as hash from logistics.track_event where parcel_id = any ($1::uuid[])`, [parcels]);
  return inOrder(parcels, rows, (e) => e.parcel_id);
}

/** `applyTracking` to parcels that are locked already. */
export async function applyTo(tx: Tx, { parcels, events }: Followed, reports: readonly Report[], source: Source): Promise<{ taken: number; known: number }> {
  const seen = new Set(events.map((e) => `${e.parcel_id} ${e.at} ${e.state} ${e.hash}`));
  const walks = new Map<string, Walk>(parcels.map((p) => [p.id, {
    parcel: p, state: p.state, known: p.trackState === null || p.trackAt === null ? null : { state: p.trackState as TrackState, at: p.trackAt },
    collectedAt: p.collectedAt, deliveredAt: p.deliveredAt, lastMovedAt: p.lastMovedAt, expectedAt: null, changed: false,
  }]));
  const judged: Judged[] = [];
  const exceptions: Trouble[] = [];
  let given = 0;
  for (const report of reports) {
    const walk = walks.get(report.parcelId.toLowerCase());
    if (!walk) continue;
    if (report.expectedAt) walk.expectedAt = report.expectedAt;
    for (const told of report.events.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))) {
      given += 1;
      // An event without a time stands at the shipping, so that telling it twice gives the same row.
      const event = { ...told, text: told.text.slice(0, TEXT), at: told.at ?? walk.parcel.shippedAt ?? walk.parcel.trackAt ?? 0 };
      const hash = hashOf(event.text);
      const key = `${walk.parcel.id} ${event.at} ${event.state} ${hash}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const verdict = told.at === null ? 'unknown' : judgeUpdate(walk.known, event);
      judged.push({ parcel_id: walk.parcel.id, at: event.at, state: event.state, trouble: event.trouble, text: event.text, place: event.place, verdict, hash });
      if (verdict === 'advance') advance(tx, walk, event, exceptions);
    }
  }
  // Sent together: none of them needs what another answers.
  await Promise.all([
    tx.gather('logistics.keep_events', judged.map((j) => ({ ...j, source })), keepEvents),
    writeWalks(tx, [...walks.values()]),
    settleOnItsOwn(tx, [...walks.values()].filter((w) => w.changed).map((w) => ({ parcel: w.parcel, state: w.state }))),
  ]);
  await openExceptions(tx, await ofThisBook(tx, exceptions));
  return { taken: judged.length, known: given - judged.length };
}

async function keepEvents<E extends Judged & { source: Source }>(on: Tx, events: readonly E[]): Promise<readonly E[]> {
  await on.rows('logistics.keep_events',
    `insert into logistics.track_event (parcel_id, at, state, trouble, text, place, source, verdict, text_hash, received_at)
     select e.parcel_id, to_timestamp(e.at / 1000.0), e.state, e.trouble, e.text, e.place, e.source, e.verdict, decode(e.hash, 'hex'), to_timestamp($2 / 1000.0)
     from jsonb_to_recordset($1::jsonb) as e(parcel_id uuid, at bigint, state text, trouble text, text text, place text, source text, verdict text, hash text) on conflict do nothing`,
    [JSON.stringify(events), on.now]);
  return events;
}

/** Troubles of parcels that left elsewhere, of the time before the company kept its book here, are history and nobody's work. */
async function ofThisBook(tx: Tx, troubles: readonly Trouble[]): Promise<Trouble[]> {
  if (!troubles.some((x) => x.parcel.origin === 'outside')) return [...troubles];
  const founded = await foundedAt(tx);
  return troubles.filter((x) => x.parcel.origin === 'warehouse' || x.at >= founded);
}

/** A believed event: the parcel's state, its times, and what is published. Before shipping the carrier's news is only kept. */
function advance(tx: Tx, walk: Walk, event: Told & { at: number }, exceptions: Trouble[]): void {
  const { parcel } = walk;
  walk.known = { state: event.state, at: event.at };
  walk.changed = true;
  if (parcel.shippedAt === null) return;
  const life = eventOf[event.state];
  if (life === undefined) return;
  const also = { at: Math.min(event.at, tx.now), objects: ordersOf(parcel) };
  const way = wayOf(parcel);
  // Whatever moves has been collected, also when the carrier never said so.
  if (walk.collectedAt === null && life !== 'trouble') {
    walk.collectedAt = event.at;
    tx.fact(parcelCollected, parcel.id, way, also);
  }
  if (can(parcelLife, walk.state, life)) walk.state = next(parcelLife, walk.state, life);
  if (life === 'collect' || life === 'move' || life === 'try-delivery') walk.lastMovedAt = event.at;
  if (life === 'move' || life === 'try-delivery') tx.fact(parcelMoved, parcel.id, { ...way, state: event.state, place: event.place }, also);
  if (life === 'deliver' && walk.state === 'delivered' && walk.deliveredAt === null) {
    walk.deliveredAt = event.at;
    walk.lastMovedAt = event.at;
    tx.fact(parcelDelivered, parcel.id, { ...way, onTime: parcel.promisedAt === null ? null : event.at <= parcel.promisedAt }, also);
  }
  const kind = exceptionOf(event.state, event.trouble);
  if (kind) exceptions.push({ parcel, kind, detail: event.text.slice(0, 300), at: event.at });
}

async function writeWalks(tx: Tx, walks: readonly Walk[]): Promise<void> {
  if (walks.length === 0) return;
  const rows = walks.map((w) => ({
    id: w.parcel.id, state: w.state, track_state: w.known?.state ?? null, track_at: w.known?.at ?? null, collected_at: w.collectedAt, delivered_at: w.deliveredAt,
    last_moved_at: w.lastMovedAt, expected_at: w.expectedAt, moved: w.changed,
    next_query_at: w.parcel.shippedAt === null || w.parcel.trackingCode === null || (w.known && isOver(w.known.state)) || isGivenUp(w.parcel, w.changed, tx.now) ? null : tx.now + POLL_MOVING,
  }));
  await tx.gather('logistics.write_walks', rows, writeRows);
}

async function writeRows<R extends { id: string }>(on: Tx, rows: readonly R[]): Promise<readonly R[]> {
  await on.rows('logistics.write_walks',
    `update logistics.parcel p set state = x.state, track_state = x.track_state, track_at = to_timestamp(x.track_at / 1000.0), collected_at = to_timestamp(x.collected_at / 1000.0),
       delivered_at = to_timestamp(x.delivered_at / 1000.0), last_moved_at = to_timestamp(x.last_moved_at / 1000.0), expected_at = coalesce(to_timestamp(x.expected_at / 1000.0), p.expected_at),
       next_query_at = to_timestamp(x.next_query_at / 1000.0), query_failures = 0, stuck_told_at = case when x.moved then null else p.stuck_told_at end,
       version = p.version + case when x.moved then 1 else 0 end
     from jsonb_to_recordset($1::jsonb) as x(id uuid, state text, track_state text, track_at bigint, collected_at bigint, delivered_at bigint, last_moved_at bigint, expected_at bigint,
       next_query_at bigint, moved boolean) where p.id = x.id`, [JSON.stringify(rows)]);
  return rows;
}
