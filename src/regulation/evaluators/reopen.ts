import type { Tx } from '../../kernel/tx.ts';
import type { Pause } from '../clock/pauses.ts';
import { keyOf } from '../runtime/compile.ts';
import { wakeOf, type Engine, type Opening } from '../runtime/engine.ts';
import { runningColumns, type Running } from '../runtime/retiming.ts';
import { timeObligation } from '../runtime/timing.ts';

/** A settled case that goes on: its rest counts as a pause. Instants in ms. */
export interface Reopening { id: string; pauses: readonly Pause[]; due_at: number | null; breach_at: number | null; levels: number[]; wake_at: number | null; state: string }

type Settled = Running & { stopped_at: number } & Record<string, unknown>;

/**
 * `resumeOnReopen` (engine.md §3 rule 9): a case that is opened again after it was settled has one clock, which stood still in
 * between. One that was over stays over. What was never settled before is opened as usual.
 */
export async function reopenings(tx: Tx, engine: Engine, opens: readonly Opening[]): Promise<{ reopens: Reopening[]; opens: Opening[] }> {
  const asked = opens.filter((o) => o.reopens && o.open);
  const settled = asked.length === 0 ? [] : await tx.rows<Settled>('regulation.settled_before',
    `select distinct on (o.subject_id, o.clause, o.control) ${runningColumns}, o.stopped_at
     from jsonb_to_recordset($1::jsonb) as w(clause text, control text, subject_id text, at bigint)
     join regulation.obligation o on o.subject_id = w.subject_id and o.clause = w.clause and o.control = w.control and not o.open
       and o.state in ('met', 'breached') and o.stopped_at <= to_timestamp(w.at / 1000.0)
       and not exists (select from regulation.obligation n where n.subject_id = o.subject_id and n.clause = o.clause and n.control = o.control and n.open)
     order by o.subject_id, o.clause, o.control, o.opened_at desc`,
    [JSON.stringify(asked.map((o) => ({ clause: o.clause, control: o.control, subject_id: o.subject_id, at: o.opened_at })))]);
  const before = new Map(settled.map((row) => [`${keyOf(row.clause, row.control)}/${row.subject_id}`, row]));
  const reopens: Reopening[] = [];
  const rest = opens.filter((own) => {
    const row = own.reopens && own.open ? before.get(`${keyOf(own.clause, own.control)}/${own.subject_id}`) : undefined;
    if (!row) return true;
    reopens.push(goesOn(engine, row, own.opened_at, tx.now));
    return false;
  });
  return { reopens, opens: rest };
}

function goesOn(engine: Engine, row: Settled, at: number, now: number): Reopening {
  const pauses = [...row.pauses, { from: row.stopped_at, to: at }];
  const escalation = engine.compiled.deadlines.get(keyOf(row.clause, row.control))?.control.escalation ?? [];
  const timed = timeObligation({ start: row.opened_at, limit: row.limits, calendar: engine.calendars.named(row.calendar), escalation, pauses });
  const over = timed.breachAt !== null && timed.breachAt < at && row.state === 'breached';
  const next = timed.levels[row.level] ?? null;
  return {
    id: row.id, pauses, due_at: timed.due, breach_at: timed.breachAt, levels: timed.levels, state: over ? 'breached' : 'pending',
    wake_at: over ? next : wakeOf(timed.levels, timed.breachAt, row.level) ?? (timed.breachAt === null ? null : Math.max(now, timed.breachAt + 1)),
  };
}
