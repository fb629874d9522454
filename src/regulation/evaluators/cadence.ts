import type { Tx } from '../../kernel/tx.ts';
import type { Cadence } from '../clause.ts';
import { amountOf, type DurationParameter, type Schedule } from '../declare-parameter.ts';
import { holds, type Placed } from '../runtime/compile.ts';
import type { ScopeObject } from '../runtime/brought.ts';
import { wakeOf, type Closing, type Engine, type Opening } from '../runtime/engine.ts';
import { alreadyDone } from '../runtime/late-stops.ts';
import { COMPANY } from '../runtime/subjects-of.ts';
import { limitFrom, timeObligation, type LimitOf } from '../runtime/timing.ts';
import { windowOf, type Window } from './periods.ts';

const UUID = /^[0-9a-f]{8}-/i;

/** The period that begins to be owed at an instant: with time allowed afterwards it is the one that has just ended. */
export function owedPeriod(control: Cadence, schedule: Schedule, at: number): Window {
  const window = windowOf(at, schedule);
  return control.within ? windowOf(window.from - 1, schedule) : window;
}

/** When the next period begins to be owed. */
export const nextPeriod = (schedule: Schedule, at: number): number => windowOf(at, schedule).to;

/**
 * A period of a cadence: one obligation for each object of its scope that there is now. It is owed by the end of the period, or, where
 * time is allowed afterwards, from the end of the period on. What of the period before is still missing has lapsed: it stays
 * breached and is closed, so that a work list shows each duty once.
 */
export async function openPeriod(tx: Tx, engine: Engine, { clause, control }: Placed<Cadence>, at: number): Promise<{ opens: Opening[]; closes: Closing[] }> {
  const every = engine.values.at(control.every.parameter, at).value as Schedule;
  const window = owedPeriod(control, every, at);
  const objects = (await scopeOf(tx, engine, control)).filter((o) => holds(control.scope.where, o.fields ?? {}));
  const calendar = engine.calendars.named(control.calendar);
  const start = control.within ? window.to : window.from;
  const next = nextPeriod(every, start);
  // A period that had ended before there was a company to keep the book is owed by nobody; the one that runs is, also while nobody is set up yet.
  if (window.to <= Math.min(await engine.directory.foundedAt(tx), tx.now)) return { opens: [], closes: [] };
  const opens = objects.map((object): Opening => {
    const given = limitOf(engine, control, window, object);
    const value = given.value;
    let limit = given.limit;
    let timed = timeObligation({ start, limit, calendar, escalation: control.escalation });
    // Time allowed never reaches beyond the next period: then the next one is owed.
    if (timed.breachAt !== null && timed.breachAt >= next) timed = timeObligation({ start, limit: (limit = { promisedAt: next - 1 }), calendar, escalation: control.escalation });
    const owner = control.owner.from ? object.fields?.[control.owner.from] : undefined;
    return {
      id: tx.newId(), clause, control: control.id, subject_type: control.scope.type, subject_id: object.id, subject_no: object.no, cycle: window.from,
      owner_post: control.owner.post, owner_staff: typeof owner === 'string' && UUID.test(owner) ? owner : null, owner_team: object.teamId ?? null, store_id: object.storeId ?? null,
      opened_at: start, due_at: timed.due, breach_at: timed.breachAt, state: 'pending', open: true, stopped_at: null, limits: limit, calendar: control.calendar,
      calendar_version: calendar.version, parameter_value: value, provisional: timed.provisional, pauses: [], levels: timed.levels,
      wake_at: wakeOf(timed.levels, timed.breachAt, 0), opened_by: null, closed_by: null, clause_version: engine.clauseVersions.get(clause) ?? null,
    };
  });
  // Made in the period already, before the engine looked (first start, a tick that was late).
  for (const done of await alreadyDone(tx, engine, opens)) {
    const own = opens.find((o) => o.id === done.obligation)!;
    own.state = own.breach_at !== null && done.at > own.breach_at ? 'breached' : 'met';
    Object.assign(own, { open: false, stopped_at: done.at, wake_at: null, closed_by: done.fact });
  }
  return { opens, closes: objects.map((object): Closing => ({ clause, control: control.id, subject_id: object.id, at: start, how: 'stop', each: true, fact: null, before: window.from })) };
}

/** The product exists at the end of the period, which is the last millisecond before the next one; or within the time allowed. */
function limitOf(engine: Engine, control: Cadence, window: Window, object: ScopeObject): { limit: LimitOf; value: string | null } {
  const where = object.storeId ? { store: object.storeId } : {};
  if (!control.within) return { limit: { promisedAt: window.to - 1 }, value: engine.values.at(control.every.parameter, window.from, where).id };
  const valued = engine.values.at(control.within.parameter, window.to, where);
  return { limit: limitFrom(amountOf(engine.values.declared(control.within.parameter) as DurationParameter, valued.value)), value: valued.id };
}

async function scopeOf(tx: Tx, engine: Engine, control: Cadence): Promise<readonly ScopeObject[]> {
  if (control.scope.type === COMPANY) return [{ id: COMPANY, no: null }];
  return (await engine.brought.scopes[control.scope.type]?.(tx)) ?? [];
}
