import { words } from '../../kernel/words.ts';
import { dueFigures, elapsedDays, elapsedMs, type Timing } from './due.ts';
import { ClockError } from './errors.ts';
import { explainDue, line, type Explanation } from './explain.ts';
import { durationWords, instantWords } from './instants.ts';
import { byCalendar, limitMs, pausable } from './limit.ts';
import { isPausedAt, knownAt, unionOf, type Pause } from './pauses.ts';

export type { Timing } from './due.ts';
export type { Explanation } from './explain.ts';
export type { Limit, Unit } from './limit.ts';
export type { Pause } from './pauses.ts';

export interface DueAnswer {
  /** First instant at which elapsed reaches the limit, shown to people; null while an open pause hides it, and for `count`. */
  readonly due: number | null;
  /**
   * Elapsed exceeds the limit at once after this instant: a stop at `breachAt` itself still keeps it. A timer wakes one
   * millisecond later. Null while an open pause hides it, for `count`, and when the calendar never works again.
   */
  readonly breachAt: number | null;
  /** Needed a day whose holidays are not published yet: recompute when they are. */
  readonly provisional: boolean;
  /** Made when first read, so that judging many obligations does not pay for sentences. */
  readonly explanation: readonly Explanation[];
}

export type ClockState = 'pending' | 'paused' | 'met' | 'breached' | 'cancelled';

export interface Case extends Timing {
  /** When the discharging fact happened. */
  readonly stop?: number | null;
  /** When the obligation lost its object (spam, merged, withdrawn, closed by the customer). */
  readonly cancel?: number | null;
  /** What is later is not known. */
  readonly asOf: number;
  /** For `count`: what was counted up to the stop or `asOf`. */
  readonly count?: number;
}

export interface Judgement extends DueAnswer {
  readonly state: ClockState;
  /** Time passed on this clock until stop, cancel or asOf. For workDays working time, for count natural time. */
  readonly elapsedMs: number;
  /** Working days used up (limit in workDays only). */
  readonly elapsedDays: number | null;
  /** What is left of a limit in time; never negative; null for workDays and count. */
  readonly remainingMs: number | null;
}

/** When a limit is due and from when it is broken (engine §3). @throws ClockError */
export function dueOf(timing: Timing): DueAnswer {
  const figures = dueFigures(timing);
  const provisional = isProvisional(timing, figures.lastDay);
  return explained({ due: figures.due, breachAt: figures.breachAt, provisional }, () => explainDue(timing, figures, provisional));
}

/**
 * The verdict from what is known at `asOf`. met ⟺ elapsed ≤ limit, whatever the instants are. A case that was over already
 * is breached even when it is cancelled later (rule 7).
 * @throws ClockError `clock.stop-before-start`, `clock.count-missing`, and those of `dueOf`
 */
export function judge(given: Case): Judgement {
  const { start, limit, calendar, asOf } = given;
  const stop = seen(given.stop, start, asOf);
  const cancel = seen(given.cancel, start, asOf);
  const stopped = stop !== null && (cancel === null || stop <= cancel);
  const closed = stopped ? stop : cancel;
  const end = closed ?? Math.max(start, asOf);
  const pauses = pausesKnown(given.pauses ?? [], asOf, closed);
  const timing: Timing = { start, limit, calendar, pauses };

  const figures = dueFigures(timing);
  const ms = limitMs(limit);
  const elapsed = elapsedMs(timing, end);
  const days = limit.unit === 'workDays' ? elapsedDays(start, end, calendar) : null;
  const over = days !== null ? days > limit.amount : ms !== null ? elapsed > ms : counted(given) > limit.amount;
  const standing = pausable(limit.unit) && isPausedAt(unionOf(pauses), end);
  const state: ClockState = over ? 'breached' : stopped ? 'met' : closed !== null ? 'cancelled' : standing ? 'paused' : 'pending';
  const lastDay = end > start ? Math.max(figures.lastDay, calendar.dayAt(end - 1)) : figures.lastDay;
  const provisional = isProvisional(timing, lastDay);
  const remainingMs = ms === null ? null : Math.max(0, ms - elapsed);
  const fields = { state, elapsedMs: elapsed, elapsedDays: days, remainingMs, due: figures.due, breachAt: figures.breachAt, provisional };
  return explained(fields, () => [...explainDue(timing, figures, provisional), verdict(given, fields, end)]);
}

/** A fact later than `asOf` is not known yet. */
function seen(at: number | null | undefined, start: number, asOf: number): number | null {
  if (at === null || at === undefined) return null;
  if (at < start) throw new ClockError('clock.stop-before-start', words('停止或取消的时间早于起算时间', 'the clock stops before it starts'));
  return at <= asOf ? at : null;
}

/** Pauses known at `asOf`; those that begin once the case is closed change nothing any more. */
const pausesKnown = (pauses: readonly Pause[], asOf: number, closed: number | null): Pause[] =>
  knownAt(pauses, asOf).filter((pause) => closed === null || pause.from < closed);

function counted({ count }: Case): number {
  if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
  throw new ClockError('clock.count-missing', words('按次数的时限需要实际次数（不小于 0 的整数）', 'a limit in times needs the number counted (whole, not negative)'));
}

const isProvisional = ({ start, limit, calendar }: Timing, lastDay: number): boolean =>
  byCalendar(limit.unit) && !calendar.covers(calendar.dayAt(start), lastDay);

function verdict(given: Case, { state, elapsedMs: elapsed, elapsedDays: days, remainingMs: left }: Omit<Judgement, 'explanation'>, end: number): Explanation {
  const at = instantWords(end, given.calendar.zoned);
  const time = durationWords(elapsed);
  const used = given.limit.unit === 'count' ? words(`已有 ${given.count} 次`, `counted ${given.count}`) : days !== null ? words(`用到第 ${days} 个工作日`, `working day ${days} reached`) : words(`用时 ${time.zh}`, `${time.en} used`);
  const rest = left === null ? words('', '') : words(`，剩余 ${durationWords(left).zh}`, `, ${durationWords(left).en} left`);
  switch (state) {
    case 'met': return line('verdict', `${at.zh} 完成，${used.zh}，未超时限`, `Done ${at.en}: ${used.en}, within the limit`);
    case 'cancelled': return line('verdict', `${at.zh} 取消，${used.zh}，当时未超时限`, `Cancelled ${at.en}: ${used.en}, not late then`);
    case 'breached': return line('verdict', `截至 ${at.zh}，${used.zh}，已超时限`, `By ${at.en}: ${used.en}, over the limit`);
    case 'paused': return line('verdict', `截至 ${at.zh} 暂停中，${used.zh}${rest.zh}`, `Paused as of ${at.en}: ${used.en}${rest.en}`);
    case 'pending': return line('verdict', `截至 ${at.zh} 进行中，${used.zh}${rest.zh}`, `Running as of ${at.en}: ${used.en}${rest.en}`);
  }
}

function explained<T extends object>(fields: T, make: () => Explanation[]): T & { readonly explanation: readonly Explanation[] } {
  let kept: readonly Explanation[] | undefined;
  return Object.defineProperty(fields, 'explanation', { enumerable: true, get: () => (kept ??= make()) }) as T & { readonly explanation: readonly Explanation[] };
}
