import type { Schedule } from '../declare-parameter.ts';
import type { Cadence, Deadline } from '../clause.ts';
import { nextPeriod } from '../evaluators/cadence.ts';
import { holds, keyOf, type Placed } from '../runtime/compile.ts';
import { limitOfValue, wakeOf, whereOf, type Engine } from '../runtime/engine.ts';
import { timeObligation, type LimitOf, type Timed } from '../runtime/timing.ts';
import type { ParameterStore } from '../runtime/values.ts';
import type { PastCase } from './cases.ts';

export type Verdict = 'pending' | 'paused' | 'met' | 'breached' | 'cancelled';

/** What a case comes to by other values. `flips`: another verdict than the one that is kept. A row of `corrections` for regulation.apply; instants in ms. */
export interface Anew {
  id: string; state: Verdict; due_at: number | null; breach_at: number | null; levels: number[]; wake_at: number | null; provisional: boolean; limits: LimitOf;
  parameter_value: string | null; calendar_version: string; clause_version: string | null; flips: boolean;
}

/** Controls whose limit a parameter sets: their cases depend on it. */
export const controlsLimitedBy = (engine: Engine, key: string): Placed<Deadline>[] =>
  [...engine.compiled.deadlines.values()].filter(({ control }) => 'parameter' in control.within && control.within.parameter === key);

/**
 * The same case, the same facts, other values (engine.md §2). What is closed is judged by the calendar that it is pinned to, what is open
 * by the newest. Null: nothing changes, or it is not judged anew (waived, unknown, a period that lapsed, a promise).
 *
 * @param at value of which instant holds for it: its start, or (a value that binds at once) now
 */
export function judgeAnew(engine: Engine, values: ParameterStore, { clause, control }: Placed<Deadline>, row: PastCase, now: number, at: number = row.opened_at): Anew | null {
  if (!('parameter' in control.within) || !['pending', 'paused', 'met', 'breached', 'cancelled'].includes(row.state)) return null;
  const parameter = values.declared(control.within.parameter);
  const counted = control.counts !== undefined;
  if (counted && row.open) return null;
  const where = { ...whereOf(row.opening ?? {}), ...(row.store_id ? { store: row.store_id } : {}) };
  const valued = counted ? values.at(parameter.key, row.stopped_at!) : values.at(parameter.key, at, where);
  if (valued.id === row.parameter_value && !counted) return null;
  const calendar = (row.open ? null : engine.calendars.pinned(row.calendar, row.calendar_version)) ?? engine.calendars.named(row.calendar);
  const common = { id: row.id, parameter_value: valued.id, calendar_version: calendar.version, clause_version: engine.clauseVersions.get(clause) ?? null };
  if (counted) {
    const count = row.closing?.[control.counts!];
    if (typeof count !== 'number' || row.state === 'cancelled') return null;
    const limit = valued.value as number;
    if ('atMost' in row.limits && row.limits.atMost === limit) return null;
    const state = count > limit ? 'breached' : 'met';
    return { ...common, state, due_at: null, breach_at: state === 'breached' ? row.stopped_at : null, levels: [], wake_at: null, provisional: false, limits: { atMost: limit }, flips: state !== row.state };
  }
  const { limit, timed } = timedBy(engine, values, clause, control, limitOfValue(parameter, valued, row.opened_at), row, calendar);
  const late = (stop: number): boolean => timed.breachAt !== null && stop > timed.breachAt;
  const base = { ...common, due_at: timed.due, breach_at: timed.breachAt, levels: timed.levels, provisional: timed.provisional, limits: limit };
  if (row.open) {
    // What has become overdue by it is left to the tick, which says so as a fact.
    const over = late(now);
    const state = row.state === 'breached' && over ? 'breached' : row.pauses.some((p) => p.to === null) ? 'paused' : 'pending';
    return { ...base, state, flips: (row.state === 'breached') !== over, wake_at: state === 'breached' ? (timed.levels[row.level] ?? null) : wakeOf(timed.levels, timed.breachAt, row.level) };
  }
  // A period that lapsed without its product was never kept, however long it had.
  if (row.closed_by === null && engine.compiled.periodic.has(keyOf(clause, control.id))) return null;
  const state = late(row.stopped_at!) ? 'breached' : wasCancelled(control, row) ? 'cancelled' : 'met';
  return { ...base, state, wake_at: null, flips: state !== row.state };
}

/** The time allowed after a period never reaches beyond the next one. */
function timedBy(engine: Engine, values: ParameterStore, clause: string, control: Deadline, limit: LimitOf, row: PastCase, calendar: ReturnType<Engine['calendars']['named']>): { limit: LimitOf; timed: Timed } {
  const given = { start: row.opened_at, calendar, escalation: control.escalation, pauses: row.pauses };
  const timed = timeObligation({ ...given, limit });
  const cadence = engine.compiled.periodic.get(keyOf(clause, control.id))?.control as Cadence | undefined;
  if (cadence?.kind !== 'cadence' || timed.breachAt === null) return { limit, timed };
  const next = nextPeriod(values.at(cadence.every.parameter, row.opened_at).value as Schedule, row.opened_at);
  if (timed.breachAt < next) return { limit, timed };
  const cut: LimitOf = { promisedAt: next - 1 };
  return { limit: cut, timed: timeObligation({ ...given, limit: cut }) };
}

/** Of what is breached the closing fact tells whether it had been done or had lost its object. */
function wasCancelled(control: Deadline, row: PastCase): boolean {
  if (row.state !== 'breached') return row.state === 'cancelled';
  const names = (refs: Deadline['until'] | undefined) => (refs ?? []).some((ref) => ref.fact === row.closing_type && holds(ref.where, row.closing ?? {}));
  return names(control.cancelledBy) && !names(control.until);
}

