import { HOUR } from '../../kernel/clock.ts';

/** Providers write times of day in Asia/Shanghai, which has had no daylight saving since 1991. */
const offsetMs = 8 * HOUR;

const shape = /^(\d{4})-(\d{2})-(\d{2}) (\d{2})(?::(\d{2}))?(?::(\d{2}))?$/;

/** `2025-06-13 15:53:52`, or with the hour alone `2025-06-14 13`, as an instant; null when it is no such time (`2025-02-30 …`). */
export function readChinaTime(text: string): number | null {
  const match = shape.exec(text.trim());
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(utc);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour && back.getUTCMinutes() === minute && back.getUTCSeconds() === second;
  return same ? utc - offsetMs : null;
}
