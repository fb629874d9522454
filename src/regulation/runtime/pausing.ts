import type { NewFact } from '../../kernel/fact.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Pause } from '../clock/pauses.ts';
import type { Deadline } from '../clause.ts';
import { keyOf, type Placed } from './compile.ts';
import type { Engine } from './engine.ts';
import { wakeOf } from './engine.ts';
import { timeObligation, type LimitOf } from './timing.ts';

interface PauseChange { id: string; pauses: Pause[]; due_at: number | null; breach_at: number | null; levels: number[]; wake_at: number | null; state: string }

/** Works out what pausing and going on does to open obligations. Pauses are idempotent; a pause while paused changes nothing. */
export async function pauseChanges(tx: Tx, engine: Engine, wanted: readonly { fact: NewFact; placed: Placed<Deadline>; on: boolean; subjectId: string }[]): Promise<PauseChange[]> {
  const rows = await tx.rows<{ id: string; clause: string; control: string; subject_id: string; opened_at: number; pauses: { from: number; to: number | null }[];
    limits: LimitOf; calendar: string; level: number; state: string }>(
    'regulation.to_pause',
    `select o.id, o.clause, o.control, o.subject_id, o.opened_at, o.pauses, o.limits, o.calendar, o.level, o.state
     from jsonb_to_recordset($1::jsonb) as w(clause text, control text, subject_id text)
     join regulation.obligation o on o.clause = w.clause and o.control = w.control and o.subject_id = w.subject_id and o.open
     order by o.id for update of o`,
    [JSON.stringify(wanted.map((w) => ({ clause: w.placed.clause, control: w.placed.control.id, subject_id: w.subjectId })))],
  );
  const changes: PauseChange[] = [];
  for (const row of rows) {
    const mine = wanted.filter((w) => keyOf(w.placed.clause, w.placed.control.id) === keyOf(row.clause, row.control) && w.subjectId === row.subject_id);
    const pauses: { from: number; to: number | null }[] = row.pauses.map((p) => ({ ...p }));
    for (const { fact, on } of mine) {
      const open = pauses.find((p) => p.to === null);
      if (on && !open) pauses.push({ from: fact.occurredAt, to: null });
      else if (!on && open) open.to = Math.max(open.from, fact.occurredAt);
    }
    const control = mine[0]!.placed.control;
    const timed = timeObligation({
      start: row.opened_at, limit: row.limits, calendar: engine.calendars.named(row.calendar), escalation: control.escalation,
      pauses,
    });
    const paused = pauses.some((p) => p.to === null);
    changes.push({
      id: row.id, pauses, due_at: timed.due, breach_at: timed.breachAt, levels: timed.levels, wake_at: wakeOf(timed.levels, timed.breachAt, row.level),
      state: row.state === 'breached' ? 'breached' : paused ? 'paused' : 'pending',
    });
  }
  return changes;
}
