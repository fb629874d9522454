import type { StateReading } from './track-state.ts';

/** One scan of a parcel. */
export interface TrackEvent extends StateReading {
  /** Null when the provider's time cannot be read; the event is kept. */
  readonly at: number | null;
  /** What the provider wrote; may name persons and phones: mask before it leaves the server. */
  readonly words: string;
  readonly place: string | null;
}

export interface Track extends StateReading {
  /** kuaidi100's code of the carrier. */
  readonly carrier: string;
  readonly number: string;
  /** Newest first. */
  readonly events: readonly TrackEvent[];
  /** Time of the newest event; null when there is none. */
  readonly at: number | null;
  readonly route: { readonly from: string | null; readonly current: string | null; readonly to: string | null } | null;
  /** When the provider expects delivery (full hours); null when it does not say. */
  readonly expectedAt: number | null;
}

export type TrackingAnswer = { readonly is: 'found'; readonly track: Track } | { readonly is: 'none'; readonly message: string };

export interface TrackingQuery {
  readonly carrier: string;
  readonly number: string;
  /** Sender's or receiver's phone, or its last four digits: 顺丰, 顺丰快运 and 中通 answer nobody without. */
  readonly phone?: string;
  /** 省市区 of both ends: they sharpen the provider's judgement. */
  readonly from?: string;
  readonly to?: string;
}

export interface TrackingSubscription extends TrackingQuery {
  readonly callbackUrl: string;
}

export type PushStatus = 'polling' | 'shutdown' | 'abort' | 'updateall';

export interface TrackingPush {
  /** `polling`: watched; `shutdown`: signed for, no more pushes; `abort`: given up; `updateall`: everything sent anew. */
  readonly status: PushStatus;
  readonly message: string;
  /** Why the provider gave up; null unless `abort`. */
  readonly abort: 'no-record' | 'no-change' | 'other' | null;
  /** Null when the push carries no events (an abort without any record). */
  readonly track: Track | null;
  readonly carrier: string;
  readonly number: string;
  /**
   * The provider found another carrier for the number. `watched`: this push already comes from it; otherwise the old
   * subscription ended with this push and the provider has opened one under the new code.
   */
  readonly correction: { readonly from: string | null; readonly to: string; readonly watched: boolean } | null;
  /** Equal for equal pushes: what was received once need not be taken twice. */
  readonly fingerprint: string;
}

export interface TrackingGateway {
  query(ask: TrackingQuery): Promise<TrackingAnswer>;
  subscribe(ask: TrackingSubscription): Promise<{ readonly is: 'subscribed' | 'already' }>;
  /** Signature first, then the content. Throws `couriers.push-unsigned`, `couriers.push-sign-wrong`, `couriers.push-unreadable`, `couriers.push-too-large`. */
  verifyPush(rawBody: Uint8Array): TrackingPush;
}
