import type { Control, ControlKind } from '../clause.ts';
import type { ConnectedClause } from '../declare-needs.ts';
import type { Figure, LampState } from './contract.ts';

/** Kinds of controls that have an evaluator. The others are declared and say what they await. */
const evaluated: ReadonlySet<ControlKind> = new Set<ControlKind>(['deadline', 'cadence', 'gate', 'separation', 'rule', 'match', 'target', 'attest', 'approval']);

/** Whether a control is judged today: its names exist and its kind has an evaluator. */
export const isLive = (clause: ConnectedClause, control: Control): boolean => clause.connectedControls.includes(control.id) && evaluated.has(control.kind);

export function connectionOf(clause: ConnectedClause): 'yes' | 'partly' | 'no' | 'none' {
  if (clause.controls.length === 0) return 'none';
  const live = clause.controls.filter((c) => isLive(clause, c)).length;
  return live === clause.controls.length ? 'yes' : live > 0 ? 'partly' : 'no';
}

/**
 * The lamp of a clause for a period, the worst first. Where nothing was judged it never says "kept" (engine.md §1): facts may be missing,
 * a person may have to check, the company may not have decided the value yet, or nothing happened.
 */
export function lampOf(clause: ConnectedClause, figure: Figure, undecided = false): LampState {
  const connection = connectionOf(clause);
  if (connection === 'none') return 'declaratory';
  if (connection === 'no') return 'not-connected';
  if (figure.breached > 0) return 'not-compliant';
  if (figure.exceptions + figure.waived + figure.openItems > 0) return 'with-exceptions';
  // A gate that refused was kept: the rule held.
  if (figure.met + figure.passed + figure.refused > 0) return figure.unknown > 0 ? 'with-exceptions' : 'compliant';
  if (figure.unknown > 0) return 'cannot-be-judged';
  if (figure.awaiting > 0) return 'awaiting-person';
  return undecided && figure.opened === 0 && figure.open === 0 ? 'not-quantified' : 'not-triggered';
}
