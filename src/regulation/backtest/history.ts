import { DAY } from '../../kernel/clock.ts';
import type { Runner } from '../../kernel/query.ts';
import type { Deadline } from '../clause.ts';
import type { Calendar } from '../clock/calendar.ts';
import { allUnits, type Limit, type Unit } from '../clock/limit.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Placed } from '../runtime/compile.ts';
import type { Judged } from './curve.ts';
import { elapsedBy, MARGIN, measureOf, type Elapsed } from './elapsed.ts';
import { reproduces, verdictOf, type StoredState } from './self-check.ts';

type On = { runner: Runner };

/** Of one control: its cases judged once, in the order of the database's answer. */
export interface History {
  readonly cases: readonly Judged[];
  readonly ids: readonly string[];
  /** What each case came to under the limit that it had; null where it is left out. */
  readonly actual: readonly ReturnType<typeof verdictOf>[];
  /** Verdicts that the same parameters do not reproduce: with any of these the tool refuses. */
  readonly differing: readonly string[];
  /** Judged by an earlier calendar, which today's no longer tells: left out, counted. */
  readonly otherCalendar: number;
}

export interface Asked {
  readonly placed: Placed<Deadline>;
  /** What the curve is counted in; each stored verdict is checked in the unit that it was judged in. */
  readonly unit: Limit['unit'];
  readonly calendar: Calendar;
  readonly now: number;
  readonly days: number;
  /** Only these stores, or null for the whole company; never those that have a value of their own. */
  readonly stores: readonly string[] | null;
  readonly without: readonly string[];
}

const FIELDS = 8;

/**
 * Reads the cases of a control in one packed line a field: a hundred thousand rows are one row for the driver. A breached case that was
 * cancelled late is told from one done late by the fact that closed it.
 */
export async function readHistory(on: On, asked: Asked): Promise<History> {
  const { control, clause } = asked.placed;
  const cancels = (control.cancelledBy ?? []).map((ref) => ref.fact);
  const { rows: [row] } = await on.runner.query<{ packed: string | null; paused: { id: string; pauses: Pause[] }[] | null }>(
    `select string_agg(o.id::text || ',' || (extract(epoch from o.opened_at) * 1000)::bigint || ',' || coalesce((extract(epoch from o.stopped_at) * 1000)::bigint, -1) || ',' || o.state || ',' ||
        o.open::int || ',' || coalesce((o.limits ->> 'amount'), '') || ',' || coalesce(o.limits ->> 'unit', '') || ',' || o.calendar_version, ';' order by o.opened_at, o.id) as packed,
      jsonb_agg(jsonb_build_object('id', o.id, 'pauses', o.pauses)) filter (where o.pauses <> '[]'::jsonb) as paused
     from regulation.obligation o
     where o.clause = $1 and o.control = $2 and o.opened_at >= to_timestamp($3::bigint / 1000.0) and ($4::uuid[] is null or o.store_id = any($4)) and (o.store_id is null or o.store_id <> all($5::uuid[]))`,
    [clause, control.id, asked.now - asked.days * DAY, asked.stores, asked.without], 'regulation.backtest_history');
  const lines = row?.packed ? row.packed.split(';') : [];
  const pauses = new Map((row?.paused ?? []).map((p) => [p.id, p.pauses]));
  const lateCancels = cancels.length === 0 ? new Set<string>() : await cancelledLate(on, asked, cancels);
  return judgeAll(lines, pauses, lateCancels, asked);
}

function judgeAll(lines: readonly string[], pauses: ReadonlyMap<string, Pause[]>, lateCancels: ReadonlySet<string>, asked: Asked): History {
  const rows = lines.map((line) => line.split(',', FIELDS));
  let [first, last] = [asked.now, asked.now];
  for (const r of rows) {
    first = Math.min(first, Number(r[1]));
    last = Math.max(last, Number(r[2]));
  }
  const meters = new Map<Unit, Elapsed>();
  const elapsedIn = (unit: Unit): Elapsed => {
    const found = meters.get(unit) ?? elapsedBy(unit, asked.calendar, first - MARGIN, last + MARGIN);
    meters.set(unit, found);
    return found;
  };
  const elapsed = elapsedIn(asked.unit);
  const cases: Judged[] = [];
  const actual: ReturnType<typeof verdictOf>[] = [];
  const ids: string[] = [];
  const leaveOut = (): void => {
    cases.push({ elapsed: 0, ending: 'excluded' });
    actual.push(null);
  };
  const differing: string[] = [];
  let otherCalendar = 0;
  for (const [id, opened, stopped, state, open, amount, unit, version] of rows as [string, string, string, StoredState, string, string, string, string][]) {
    ids.push(id);
    if (state === 'waived' || state === 'unknown' || unit === '' || !allUnits.includes(unit as Unit)) {
      leaveOut();
      continue;
    }
    const isOpen = open === '1';
    const end = isOpen ? asked.now : Number(stopped);
    const judged: Judged = {
      elapsed: elapsed(Number(opened), end, pauses.get(id) ?? []),
      ending: isOpen ? 'open' : state === 'cancelled' || lateCancels.has(id) ? 'cancelled' : 'done',
    };
    const limit = measureOf({ unit: unit as Unit, amount: Number(amount) });
    const own = unit === asked.unit ? judged : { ...judged, elapsed: elapsedIn(unit as Unit)(Number(opened), end, pauses.get(id) ?? []) };
    const same = reproduces(own, limit, state);
    if (!same && version !== asked.calendar.version) {
      otherCalendar += 1;
      leaveOut();
      continue;
    }
    if (!same) differing.push(id);
    cases.push(judged);
    actual.push(verdictOf(own, limit));
  }
  return { cases, ids, actual, differing, otherCalendar };
}

async function cancelledLate(on: On, asked: Asked, facts: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.runner.query<{ id: string }>(
    `select o.id from regulation.obligation o
     where o.clause = $1 and o.control = $2 and o.state = 'breached' and not o.open and o.opened_at >= to_timestamp($3::bigint / 1000.0) and o.closed_by is not null
       and exists (select 1 from kernel.fact_object fo join kernel.fact f on f.seq = fo.fact_seq and f.recorded_at = fo.recorded_at
                   where fo.object_type = o.subject_type and fo.object_id = o.subject_id and f.id = o.closed_by and f.type = any($4::text[]))`,
    [asked.placed.clause, asked.placed.control.id, asked.now - asked.days * DAY, facts], 'regulation.cancelled_late');
  return new Set(rows.map((r) => r.id));
}
