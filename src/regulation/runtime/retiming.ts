import type { NewFact } from '../../kernel/fact.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Deadline } from '../clause.ts';
import { keyOf, type Placed } from './compile.ts';
import type { Engine } from './engine.ts';
import { wakeOf, withPause } from './engine.ts';
import { timeObligation, type LimitOf } from './timing.ts';
import { deadlineVersion } from './versions.ts';

/** A row of `retimes` for regulation.apply: instants in ms. */
export interface Retime {
  id: string; pauses: readonly Pause[]; due_at: number | null; breach_at: number | null; levels: number[]; wake_at: number | null;
  state: string; provisional: boolean; calendar_version: string; reason: 'late-pause' | 'calendar' | 'value'; clause_version: string | null; evaluator_version: number;
  /** Another limit, with the value that sets it; else the one before stays. */
  limits?: LimitOf; parameter_value?: string | null;
}

/** What of an open obligation its time is worked out from. */
export interface Running {
  id: string; clause: string; control: string; subject_id: string; opened_at: number; pauses: readonly Pause[]; limits: LimitOf;
  calendar: string; calendar_version: string; level: number; state: string;
}

export const runningColumns = 'o.id, o.clause, o.control, o.subject_id, o.opened_at, o.pauses, o.limits, o.calendar, o.calendar_version, o.level, o.state';

/**
 * The time of an open obligation worked out anew, from its start. One that was overdue and by this reckoning is not is taken back
 * (the old verdict stays readable); one that has become overdue is left to the tick, which says so as a fact.
 */
export function retime(engine: Engine, row: Running, pauses: readonly Pause[], now: number, reason: Retime['reason']): Retime {
  const calendar = engine.calendars.named(row.calendar);
  const escalation = engine.compiled.deadlines.get(keyOf(row.clause, row.control))?.control.escalation ?? [];
  const timed = timeObligation({ start: row.opened_at, limit: row.limits, calendar, escalation, pauses });
  const over = timed.breachAt !== null && timed.breachAt < now;
  const paused = pauses.some((p) => p.to === null);
  const state = row.state === 'breached' && over ? 'breached' : paused ? 'paused' : 'pending';
  const next = timed.levels[row.level] ?? null;
  return {
    id: row.id, pauses, due_at: timed.due, breach_at: timed.breachAt, levels: timed.levels, state, provisional: timed.provisional,
    calendar_version: calendar.version, clause_version: engine.clauseVersions.get(row.clause) ?? null, evaluator_version: deadlineVersion, reason, wake_at: state === 'breached' ? next : wakeOf(timed.levels, timed.breachAt, row.level),
  };
}

/** Works out what pausing and going on does to open obligations. Pauses are idempotent; a pause while paused changes nothing. */
export async function pauseChanges(tx: Tx, engine: Engine, wanted: readonly { fact: NewFact; placed: Placed<Deadline>; on: boolean; subjectId: string }[]): Promise<Retime[]> {
  const rows = await tx.rows<Running & Record<string, unknown>>(
    'regulation.to_pause',
    `select ${runningColumns}
     from jsonb_to_recordset($1::jsonb) as w(clause text, control text, subject_id text)
     join regulation.obligation o on o.subject_id = w.subject_id and o.clause = w.clause and o.control = w.control and o.open
     order by o.id for update of o`,
    [JSON.stringify(wanted.map((w) => ({ clause: w.placed.clause, control: w.placed.control.id, subject_id: w.subjectId })))],
  );
  return rows.map((row) => {
    const mine = wanted.filter((w) => keyOf(w.placed.clause, w.placed.control.id) === keyOf(row.clause, row.control) && w.subjectId === row.subject_id);
    let pauses: readonly Pause[] = row.pauses;
    for (const { fact, on } of mine) pauses = withPause(pauses, on, fact.occurredAt);
    return retime(engine, row, pauses, tx.now, 'late-pause');
  });
}
