import { words } from '../../kernel/words.ts';
import { ClockError } from './errors.ts';

/** An IANA zone. Asking it costs a table look-up; Intl is asked once per span of about a year, never per evaluation. */
export interface Zone {
  readonly name: string;
  /** Milliseconds that local time is ahead of UTC at this instant. */
  offsetAt(instant: number): number;
  /** Instant → local ms. */
  local(instant: number): number;
  /**
   * Local ms → instant. A wall-clock time that comes twice (clocks set back) is the first of the two; one that is skipped
   * (clocks set forward) is the instant of the change. `exact` says which case it was.
   */
  instant(local: number): { at: number; exact: 'yes' | 'twice' | 'skipped' };
}

/** The table's unit, about 398 days, and how finely it is sampled (3 days: no zone changes twice within that). */
const SPAN = 2 ** 35;
const SAMPLES = 128;
const AROUND = 86_400_000;

interface Change {
  readonly at: number;
  readonly offset: number;
}

const zones = new Map<string, Zone>();

/** @throws ClockError `clock.zone-unknown` */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const made = makeZone(name);
  zones.set(name, made);
  return made;
}

function makeZone(name: string): Zone {
  const ask = offsetReader(name);
  const spans = new Map<number, readonly Change[]>();

  /** Offsets in force within one span; the first entry holds from the span's beginning. */
  const spanOf = (index: number): readonly Change[] => {
    const known = spans.get(index);
    if (known) return known;
    const from = index * SPAN;
    const changes: Change[] = [{ at: from, offset: ask(from) }];
    for (let i = 1; i <= SAMPLES; i++) {
      const low = from + (SPAN / SAMPLES) * (i - 1);
      const high = from + (SPAN / SAMPLES) * i;
      const offset = ask(high);
      if (offset === changes.at(-1)!.offset) continue;
      const at = firstWith(offset, low, high, ask);
      if (at < from + SPAN) changes.push({ at, offset });
    }
    spans.set(index, changes);
    return changes;
  };

  const offsetAt = (instant: number): number => {
    const changes = spanOf(Math.floor(instant / SPAN));
    for (let i = changes.length - 1; i > 0; i--) if (changes[i]!.at <= instant) return changes[i]!.offset;
    return changes[0]!.offset;
  };

  return {
    name,
    offsetAt,
    local: (instant) => instant + offsetAt(instant),
    instant: (local) => {
      const before = offsetAt(local - AROUND);
      const after = offsetAt(local + AROUND);
      if (before === after) return { at: local - before, exact: 'yes' };
      const early = local - before;
      const late = local - after;
      const earlyFits = offsetAt(early) === before;
      const lateFits = offsetAt(late) === after;
      if (earlyFits && lateFits) return { at: Math.min(early, late), exact: 'twice' };
      if (earlyFits) return { at: early, exact: 'yes' };
      if (lateFits) return { at: late, exact: 'yes' };
      return { at: firstWith(after, late, early, offsetAt), exact: 'skipped' };
    },
  };
}

/** The first instant in (low, high] with this offset, when `low` has another and `high` has it. */
function firstWith(offset: number, low: number, high: number, ask: (instant: number) => number): number {
  let without = low;
  let within = high;
  while (within - without > 1) {
    const middle = Math.floor((without + within) / 2);
    if (ask(middle) === offset) within = middle;
    else without = middle;
  }
  return within;
}

function offsetReader(name: string): (instant: number) => number {
  const format = intlFormat(name);
  return (instant) => {
    const text = format.format(instant);
    const found = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
    if (!found) throw new Error(`unexpected offset of zone ${name}: ${text}`);
    const seconds = Number(found[2] ?? 0) * 3600 + Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
    return (found[1] === '-' ? -seconds : seconds) * 1000;
  };
}

function intlFormat(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ClockError('clock.zone-unknown', words(`没有“${name}”这个时区，请用 IANA 名称，如 Asia/Shanghai`, `there is no time zone "${name}"; use an IANA name such as Asia/Shanghai`));
  }
}
