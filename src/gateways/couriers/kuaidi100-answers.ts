import { createHash } from 'node:crypto';
import { z } from 'zod';
import { words } from '../../kernel/words.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';
import { readChinaTime } from './china-time.ts';
import { kuaidi100Family, readKuaidi100State } from './provider-states.ts';
import type { StateReading } from './track-state.ts';
import type { PushStatus, Track, TrackEvent, TrackingPush } from './tracking.ts';

// Every field but these is «please ignore» in the provider's document, and it adds fields at will: objects stay open.
const optionalText = z.string().nullish();

const scan = z.object({
  time: optionalText, ftime: optionalText, context: z.string(), status: optionalText, statusCode: optionalText, areaName: optionalText, location: optionalText,
});

const place = z.object({ name: optionalText }).nullish();

const result = z.object({
  com: z.string().min(1), nu: z.string().min(1), state: z.string(), data: z.array(scan).max(2_000),
  routeInfo: z.object({ from: place, cur: place, to: place }).nullish(),
  arrivalTime: optionalText,
});

export const refusedAnswer = z.object({ result: z.literal(false), returnCode: z.string(), message: z.string() });

const pushed = z.object({
  status: z.enum(['polling', 'shutdown', 'abort', 'updateall']),
  message: optionalText,
  autoCheck: z.union([z.string(), z.number()]).nullish(),
  comOld: optionalText,
  comNew: optionalText,
  lastResult: z.object({ com: z.string(), nu: z.string().min(1), state: optionalText, data: z.array(z.unknown()).nullish() }).loose(),
});

const blankIsNull = (text: string | null | undefined): string | null => text?.trim() || null;

function readEvent(row: z.infer<typeof scan>): TrackEvent {
  const when = blankIsNull(row.ftime) ?? blankIsNull(row.time);
  return {
    ...readKuaidi100State(row.statusCode, blankIsNull(row.status)),
    at: when === null ? null : readChinaTime(when),
    words: row.context,
    place: blankIsNull(row.areaName) ?? blankIsNull(row.location),
  };
}

/** The state of the whole; the newest scan makes it more precise (0 在途 → 1001 到达派件城市) but never contradicts it. */
function readState(state: string, newest: TrackEvent | undefined): StateReading {
  const whole = readKuaidi100State(state);
  const finer = newest && newest.state !== 'unknown' && newest.code !== null && newest.code !== whole.code && kuaidi100Family(newest.code) === whole.code;
  return finer ? { state: newest.state, trouble: newest.trouble, code: newest.code, text: newest.text } : whole;
}

/** Reads a query's answer or a push's `lastResult`; null when it has not the documented shape. */
export function readTrack(value: unknown): Track | null {
  const parsed = result.safeParse(value);
  if (!parsed.success) return null;
  const { com, nu, state, data, routeInfo, arrivalTime } = parsed.data;
  // Newest first by the document; sorted all the same, because order=asc and merged carriers break it. The sort is stable.
  const events = data.map(readEvent).toSorted((a, b) => (a.at === null || b.at === null ? 0 : b.at - a.at));
  const route = routeInfo ? { from: blankIsNull(routeInfo.from?.name), current: blankIsNull(routeInfo.cur?.name), to: blankIsNull(routeInfo.to?.name) } : null;
  return {
    ...readState(state, events[0]),
    carrier: com,
    number: nu,
    events,
    at: events.find((event) => event.at !== null)?.at ?? null,
    route,
    expectedAt: arrivalTime ? readChinaTime(arrivalTime) : null,
  };
}

function abortReason(status: PushStatus, message: string): TrackingPush['abort'] {
  if (status !== 'abort') return null;
  if (/3天.*(无记录|无结果)/.test(message)) return 'no-record';
  if (/60天.*(无变化|时)/.test(message)) return 'no-change';
  return 'other';
}

/** `param` of a push whose signature has been checked. */
export function readPush(param: string): TrackingPush {
  const unreadable = (cause?: unknown) => new GatewayFailure('couriers.push-unreadable', words('物流推送内容无法识别，已留存待查。', 'The tracking push cannot be read and is kept aside.'), { cause });
  let value: unknown;
  try {
    value = JSON.parse(param);
  } catch (error) {
    throw unreadable(error);
  }
  const parsed = pushed.safeParse(value);
  if (!parsed.success) throw unreadable(parsed.error);
  const { status, lastResult, autoCheck } = parsed.data;
  const message = blankIsNull(parsed.data.message) ?? '';
  const newCode = blankIsNull(parsed.data.comNew);
  const track = (lastResult.data ?? []).length > 0 ? readTrack(lastResult) : null;
  if (track === null && (lastResult.data ?? []).length > 0) throw unreadable();
  return {
    status,
    message,
    abort: abortReason(status, message),
    track,
    carrier: lastResult.com,
    number: lastResult.nu,
    correction: newCode === null ? null : { from: blankIsNull(parsed.data.comOld), to: newCode, watched: String(autoCheck ?? '') === '1' },
    fingerprint: createHash('sha256').update(param, 'utf8').digest('hex'),
  };
}
