import { DAY, dayOf } from '../../kernel/clock.ts';
import type { Queryable } from '../../kernel/db/pool.ts';

/** How often a control was kept and broken between two days, both included. Overrides of a gate are breaches of it. */
export interface Kept { readonly kept: number; readonly broken: number }

export async function keptBetween(on: Queryable, of: { clause: string; control: string }, from: string, to: string): Promise<Kept> {
  const columns = 'clause, control, day, met, passed, breached, overridden';
  const { rows: [row] } = await on.query<{ kept: number; broken: number }>(
    `select coalesce(sum(met + passed), 0)::int as kept, coalesce(sum(breached + overridden), 0)::int as broken from (
       select ${columns} from regulation.figure union all select ${columns} from regulation.figure_delta) f where clause = $1 and control = $2 and day between $3::date and $4::date`,
    [of.clause, of.control, from, to], 'corrective.kept_between');
  return { kept: row!.kept, broken: row!.broken };
}

export const rateOf = ({ kept, broken }: Kept): number | null => (kept + broken === 0 ? null : Math.round((kept * 10_000) / (kept + broken)));

/** The days compared: as many before the opening (that day included) as after the deed (that day not included). */
export const windows = (openedAt: number, doneAt: number, days: number) => ({
  before: { from: dayOf(openedAt - (days - 1) * DAY), to: dayOf(openedAt) }, after: { from: dayOf(doneAt + DAY), to: dayOf(doneAt + days * DAY) },
});

/** First instant after the last day of the window: not earlier is the check made. */
export const checkDue = (doneAt: number, days: number): number => doneAt + (days + 1) * DAY;

/** Better than before by the control's own figures: a smaller share broken, or none. Nothing judged afterwards proves nothing (null). */
export function isEffective(before: Kept, after: Kept): boolean | null {
  if (after.kept + after.broken === 0) return null;
  if (after.broken === 0) return true;
  // a/b < c/d in whole numbers.
  return after.broken * (before.kept + before.broken) < before.broken * (after.kept + after.broken);
}
