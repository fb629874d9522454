/**
 * Time is handed in, never taken: everything that asks "when" asks a Clock. Instants are integer milliseconds UTC.
 * This is the only file that may read the machine's clock.
 */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that tests and the demo story move by hand. It never goes backwards. */
export interface MovingClock extends Clock {
  moveTo(instant: number): void;
  advance(ms: number): void;
}

export function movingClock(start: number): MovingClock {
  let at = start;
  return {
    now: () => at,
    moveTo(instant) {
      if (instant < at) throw new RangeError(`the clock stands at ${at} and cannot go back to ${instant}`);
      at = instant;
    },
    advance(ms) {
      this.moveTo(at + ms);
    },
  };
}

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/** The company's zone. China keeps one zone without daylight saving since 1991, so days are plain arithmetic. */
export const COMPANY_ZONE = 'Asia/Shanghai';
const OFFSET = 8 * HOUR;

/** Calendar day `2026-11-24` of an instant in the company's zone. */
export const dayOf = (instant: number): string => new Date(instant + OFFSET).toISOString().slice(0, 10);

/** First instant of a calendar day in the company's zone. */
export function startOfDay(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) throw new RangeError(`not a day: ${day}`);
  return at - OFFSET;
}

/** `2026-11-24 09:30:00` in the company's zone, for people and files. */
export const localText = (instant: number): string => new Date(instant + OFFSET).toISOString().slice(0, 19).replace('T', ' ');
