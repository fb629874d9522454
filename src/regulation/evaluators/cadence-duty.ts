import type { Cadence, Clause, Deadline } from '../clause.ts';

/** A cadence that rolls on: opened by facts (`since`, or the last product), not by the calendar. */
export type Rolling = Deadline;

/**
 * One period of a cadence as a deadline, so that its obligations run, warn and are discharged like any other: the product discharges
 * it, on the object of the scope. A schedule (every month) is opened by the tick and carries its end as a promise; a duration (every
 * 6 months) rolls: the product, or what stands in `since`, opens the next one.
 */
export function dutyOf(clause: Pick<Clause, 'parameters'>, control: Cadence): Deadline {
  const every = clause.parameters.find((p) => p.key === control.every.parameter);
  const rolling = every?.kind === 'duration';
  const { id, title, enforce, proof, calendar, owner, escalation, work, product } = control;
  return {
    kind: 'deadline', id, title, enforce, proof, calendar, owner, escalation, work, repeat: 'eachCycle', subject: control.scope.type, until: [product],
    after: rolling ? [...(control.since ?? []), product] : [],
    within: rolling ? { parameter: control.every.parameter } : control.within ?? { promise: 'periodEnd' },
  };
}
