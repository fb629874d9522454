import { dayOf, DAY } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import { keyOf } from '../runtime/compile.ts';
import type { Figure } from './contract.ts';

type On = { runner: Runner };

export interface Period { readonly days: number; readonly from: string; readonly to: string }
export const DEFAULT_DAYS = 30;

/** The last `days` calendar days in the company's zone, today included. */
export const periodOf = (now: number, days = DEFAULT_DAYS): Period => ({ days, from: dayOf(now - (days - 1) * DAY), to: dayOf(now) });

export const daysOf = (period: Period): string[] =>
  Array.from({ length: period.days }, (_, i) => new Date(Date.parse(`${period.from}T00:00:00Z`) + i * DAY).toISOString().slice(0, 10));

export interface DayRow { clause: string; control: string; day: string; opened: number; met: number; breached: number; cancelled: number; waived: number; unknown: number; passed: number; refused: number; overridden: number }
export interface StandingRow { clause: string; control: string; open: number; paused: number; overdue: number; awaiting: number }

/** Maintained counts of a period: read from sums, never from obligations, so that the board costs the same whatever has piled up. */
export interface Figures {
  readonly period: Period;
  /** Of a control, or of several together. */
  of(keys: readonly string[]): Figure;
  /** By day, oldest first, days without anything included. */
  byDay(keys: readonly string[]): { day: string; opened: number; met: number; breached: number; cancelled: number; refused: number; exceptions: number }[];
}

const none = { opened: 0, met: 0, breached: 0, cancelled: 0, waived: 0, unknown: 0, passed: 0, refused: 0, overridden: 0 };
const counts = Object.keys(none) as (keyof typeof none)[];
const sums = counts.map((c) => `sum(${c})::int as ${c}`).join(', ');

/** How matches stand, by control; empty where a store is asked for, which a match does not know. */
export type MatchStands = ReadonlyMap<string, { matched: number; open: number; oldest: number | null }>;

/** What is not folded yet is added, so that a figure is true the moment after the deed. */
export async function readFigures(on: On, period: Period, store: string | null = null, matches: MatchStands = new Map()): Promise<Figures> {
  const columns = `clause, control, day, ${counts.join(', ')}`;
  const [{ rows }, { rows: standing }] = await Promise.all([
    on.runner.query<DayRow & Record<string, unknown>>(
      `select clause, control, day, ${sums} from (
         select ${columns} from regulation.figure where day between $1::date and $2::date and ($3::uuid is null or store_id = $3)
         union all select ${columns} from regulation.figure_delta where day between $1::date and $2::date and ($3::uuid is null or store_id = $3)) f group by 1, 2, 3`,
      [period.from, period.to, store], 'regulation.figures'),
    on.runner.query<StandingRow & Record<string, unknown>>(
      `select clause, control, sum(open)::int as open, sum(paused)::int as paused, sum(overdue)::int as overdue, sum(awaiting)::int as awaiting from (
         select clause, control, open, paused, overdue, awaiting from regulation.standing where $1::uuid is null or store_id = $1
         union all select clause, control, open, paused, overdue, awaiting from regulation.figure_delta where $1::uuid is null or store_id = $1) s group by 1, 2`,
      [store], 'regulation.standing_now'),
  ]);
  return assemble(period, rows, standing, matches);
}

/** Figures from counts by day and from what stands open. */
export function assemble(period: Period, rows: readonly DayRow[], standing: readonly StandingRow[], matches: MatchStands): Figures {
  const days = Map.groupBy(rows, (r) => keyOf(r.clause, r.control));
  const now = new Map(standing.map((s) => [keyOf(s.clause, s.control), s]));
  return {
    period,
    of: (keys) => {
      const sum = { ...none };
      for (const row of keys.flatMap((key) => days.get(key) ?? [])) for (const c of counts) sum[c] += row[c];
      const stands = { open: 0, paused: 0, overdue: 0, awaiting: 0, openItems: 0 };
      for (const key of keys) stands.openItems += matches.get(key)?.open ?? 0;
      for (const key of keys) sum.passed += matches.get(key)?.matched ?? 0;
      for (const row of keys.flatMap((key) => now.get(key) ?? [])) for (const c of ['open', 'paused', 'overdue', 'awaiting'] as const) stands[c] += row[c];
      const { overridden, ...rest } = sum;
      return { ...rest, ...stands, exceptions: overridden, rate: rateOf(sum) };
    },
    byDay: (keys) => {
      const found = Map.groupBy(keys.flatMap((key) => days.get(key) ?? []), (r) => r.day);
      return daysOf(period).map((day) => {
        const sum = { ...none };
        for (const row of found.get(day) ?? []) for (const c of counts) sum[c] += row[c];
        return { day, opened: sum.opened, met: sum.met, breached: sum.breached, cancelled: sum.cancelled, refused: sum.refused, exceptions: sum.overridden };
      });
    },
  };
}

/** met / (met + breached) in basis points, cut off and not rounded: 9,999 of 10,000 is not all. Null when nothing was judged. */
export const rateOf = ({ met, breached }: { met: number; breached: number }): number | null => (met + breached === 0 ? null : Math.floor((met * 10_000) / (met + breached)));
