import { words } from '../../kernel/words.ts';
import type { Calendar } from './calendar.ts';
import { judge, type Judgement, type Limit, type Pause } from './clock.ts';
import { ClockError } from './errors.ts';

export type Speaker = 'customer' | 'person' | 'bot' | 'system';

/** What happens to a conversation or a ticket, as far as its clocks care. */
export type MessageEvent = { readonly at: number; readonly seq: number } & (
  | { readonly kind: 'opened'; readonly by: Speaker }
  /** `public: false` is an internal note. */
  | { readonly kind: 'message'; readonly by: Speaker; readonly public: boolean }
  /** The case waits for the customer; any customer message, or `resumed`, ends that. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'resolved'; readonly by: Speaker }
  | { readonly kind: 'reopened'; readonly by: Speaker }
  /** Also what closes a case of itself: a customer who stays silent. */
  | { readonly kind: 'cancelled'; readonly reason: 'spam' | 'merged' | 'withdrawn' | 'closed-by-customer' | 'customer-silent' }
);

export interface MessageClock {
  readonly events: readonly MessageEvent[];
  readonly limit: Limit;
  readonly calendar: Calendar;
  readonly asOf: number;
}

/** A judged run of a clock, with the instant at which it began. */
export type Cycle = Judgement & { readonly start: number };

/** Facts may be dated this much ahead of the recorder's clock, no more (rule 11). */
export const FUTURE_TOLERANCE_MS = 120_000;

/** @throws ClockError `clock.future-fact` for a fact dated more than two minutes after it is recorded (rule 11) */
export function refuseFuture(occurredAt: number, recordedAt: number): void {
  if (occurredAt - recordedAt <= FUTURE_TOLERANCE_MS) return;
  throw new ClockError('clock.future-fact', words('发生时间比现在晚两分钟以上，请核对时间', 'this is dated more than two minutes in the future; check its time'));
}

/**
 * First reply: from opening (by the customer, else from the first customer message) to the first public answer of a person.
 * Bots and internal notes do not stop it; resolving without an answer does not either. Null when no customer has spoken.
 */
export function firstReply(clock: MessageClock): Cycle | null {
  const events = inOrder(clock);
  const begin = events.findIndex(speaksFirst);
  if (begin < 0) return null;
  const after = events.slice(begin + 1);
  return cycle(clock, events[begin]!.at, { stop: after.find(isAnswer)?.at, cancel: after.find(isCancel)?.at });
}

/**
 * Next reply, each cycle (rule 9): from the first unanswered customer message after the first answer to the next public answer
 * of a person. More messages do not restart it; resolving or cancelling the case cancels it; a message after resolution
 * ("thanks") starts nothing, a re-opening by the customer does.
 */
export function nextReplies(clock: MessageClock): Cycle[] {
  const events = inOrder(clock);
  const opened = events.findIndex(speaksFirst);
  const first = opened < 0 ? -1 : events.findIndex((event, i) => i > opened && (isAnswer(event) || isCancel(event)));
  if (first < 0) return [];
  const cycles: Cycle[] = [];
  let waitingSince: number | null = null;
  let resolved = events.slice(0, first).reduce((was, event) => (isResolved(event) ? true : event.kind === 'reopened' ? false : was), false);
  for (const event of events.slice(first)) {
    if (isCancel(event) || isResolved(event)) {
      if (waitingSince !== null) cycles.push(cycle(clock, waitingSince, { cancel: event.at }));
      waitingSince = null;
      if (isCancel(event)) return cycles;
      resolved = true;
    } else if (isAnswer(event)) {
      if (waitingSince !== null) cycles.push(cycle(clock, waitingSince, { stop: event.at }));
      waitingSince = null;
    } else if (event.kind === 'reopened') {
      resolved = false;
      if (event.by === 'customer') waitingSince ??= event.at;
    } else if (isFromCustomer(event) && !resolved) waitingSince ??= event.at;
  }
  if (waitingSince !== null) cycles.push(cycle(clock, waitingSince, {}));
  return cycles;
}

/**
 * Resolution, resumed on re-opening: from opening to resolution by a person; stands while the case waits for the customer and
 * between resolution and re-opening. A bot's or the system's resolution does not stop it: what closes a case of itself is a
 * `cancelled` with its reason. Null when nothing was opened.
 */
export function resolution(clock: MessageClock): Cycle | null {
  const events = inOrder(clock);
  const opened = events.find((event) => event.kind === 'opened');
  if (!opened) return null;
  const pauses: Pause[] = [];
  let waiting: number | null = null;
  let stop: number | null = null;
  let cancel: number | null = null;
  const endWaiting = (at: number): void => {
    if (waiting !== null) pauses.push({ from: waiting, to: at });
    waiting = null;
  };
  for (const event of events.slice(events.indexOf(opened) + 1)) {
    if (isCancel(event)) {
      cancel = event.at;
      break;
    }
    if (event.kind === 'reopened' && stop !== null) {
      pauses.push({ from: stop, to: event.at });
      stop = null;
    } else if (stop !== null) continue;
    else if (isResolved(event)) {
      endWaiting(event.at);
      stop = event.at;
    } else if (event.kind === 'waiting') waiting ??= event.at;
    else if (event.kind === 'resumed' || isFromCustomer(event)) endWaiting(event.at);
  }
  if (waiting !== null) pauses.push({ from: waiting, to: null });
  return cycle(clock, opened.at, { stop, cancel, pauses });
}

/** Known facts in the order (occurredAt, seq), rule 11. */
const inOrder = ({ events, asOf }: MessageClock): MessageEvent[] =>
  events.filter((event) => event.at <= asOf).sort((a, b) => a.at - b.at || a.seq - b.seq);

const speaksFirst = (event: MessageEvent): boolean => (event.kind === 'opened' && event.by === 'customer') || isFromCustomer(event);
const isFromCustomer = (event: MessageEvent): boolean => event.kind === 'message' && event.by === 'customer';
const isAnswer = (event: MessageEvent): boolean => event.kind === 'message' && event.by === 'person' && event.public;
const isResolved = (event: MessageEvent): boolean => event.kind === 'resolved' && event.by === 'person';
const isCancel = (event: MessageEvent): boolean => event.kind === 'cancelled';

function cycle({ limit, calendar, asOf }: MessageClock, start: number, known: { stop?: number | null; cancel?: number | null; pauses?: Pause[] }): Cycle {
  return Object.defineProperty(judge({ start, limit, calendar, asOf, ...known }), 'start', { value: start, enumerable: true }) as Cycle;
}
