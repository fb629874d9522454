import { HOUR } from '../clock.ts';
import { words } from '../words.ts';
import type { Happened, ImportProblem } from './format.ts';

/** Clocks of marketplaces and of shops' own machines differ by less; what lies further ahead has not happened. */
export const AHEAD_MS = HOUR;

const shanghai = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');

/**
 * What a row says to have happened after now. Nobody guesses what was meant (a slip in the year, a shifted column, a clock that is wrong): the
 * row waits for a person.
 */
export const inFuture = (happened: readonly Happened[], now: number): Omit<ImportProblem, 'line'>[] =>
  happened.filter(({ at }) => at > now + AHEAD_MS).map(({ column, at }) => ({
    code: 'time.in-future', column,
    message: words(`“${column}”是 ${shanghai(at)}，晚于现在（${shanghai(now)}）：请核对年份、列是否错位，以及本机时间。`,
      `"${column}" is ${shanghai(at)}, later than now (${shanghai(now)}): check the year, whether columns are shifted, and the clock of this machine.`),
  }));
