/**
 * Calendar days without zones. A day is a number: days since 1970-01-01. Local time is "local ms": the milliseconds that UTC
 * would show if its wall clock read the same. Nothing here looks at the host's zone.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `2026-02-14` → day number; null when the text is not a day that exists. */
export function dayOf(text: string): number | null {
  const found = shape.exec(text);
  if (!found) return null;
  const ms = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  const day = ms / DAY;
  return dayText(day) === text ? day : null;
}

/** Day number → `2026-02-14`. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

