import { words } from '../../kernel/words.ts';
import { judge } from './clock.ts';
import { inside, readClockFile, type ClockCase } from './command-input.ts';
import { isoText } from './instants.ts';

/**
 * The `clock` command: a file of calendars and cases in, one line of JSON out for each case (docs/clock.md).
 * Nothing is answered when any case is wrong.
 * @throws ClockError whose message names the case and the field; the command line prints it and ends with status 2
 */
export function runClock(text: string): { lines: string[] } {
  return { lines: readClockFile(text).map((one) => inside(words(`案例“${one.id}”`, `case "${one.id}"`), () => answer(one))) };
}

function answer(one: ClockCase): string {
  const { id, calendar, ...given } = one;
  const { due, breachAt, provisional, state, elapsedMs, explanation } = judge({ ...given, calendar });
  const iso = (at: number | null): string | null => (at === null ? null : isoText(at, calendar.zoned));
  return JSON.stringify({ id, due: iso(due), breachAt: iso(breachAt), provisional, state, elapsedMs, explanation });
}
