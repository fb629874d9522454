import type { Clause, Control, FactName } from './clause.ts';

/** Names that a control cannot work without: facts, verbs, functions, figures, sets of records. All are `chapter.name`. */
export interface Needs {
  readonly facts: readonly FactName[];
  readonly others: readonly string[];
}

/** A clause with its ties to what the chapters bring today. */
export interface ConnectedClause extends Clause {
  /** `none`: declaratory, nothing to connect. `no`/`partly`: some control still awaits names, so it cannot be judged. */
  readonly connected: 'yes' | 'partly' | 'no' | 'none';
  readonly connectedControls: readonly string[];
  readonly awaited: readonly string[];
}

export function needsOf(control: Control): Needs {
  const needs = (facts: readonly FactName[], others: readonly string[] = []): Needs => ({ facts: [...new Set(facts)], others });
  switch (control.kind) {
    case 'deadline': return needs([
      ...[...control.after, ...control.until, ...(control.cancelledBy ?? [])].map((f) => f.fact),
      ...(control.pauses ?? []).flatMap((p) => [p.on, p.off]),
    ]);
    case 'cadence': return needs([control.product, ...(control.since ?? [])].map((f) => f.fact));
    case 'separation': return needs(control.acts.map((a) => a.fact));
    case 'attest': return needs([control.of.fact]);
    case 'gate': return needs([], [control.verb, ...(control.eachOf ?? [])]);
    case 'approval': return needs([], [control.verb]);
    case 'rule': return needs([], [control.rule]);
    case 'target': return needs([], [control.figure]);
    case 'match': return needs([], [control.left.records, control.right.records]);
  }
}

/**
 * Whether a control can be judged with the names known. All its facts count, those that end or pause a clock too: a deadline whose
 * discharging fact nobody publishes would report breaches that never happened.
 */
const isConnected = (control: Control, known: ReadonlySet<string>): boolean => {
  const { facts, others } = needsOf(control);
  return [...facts, ...others].every((name) => known.has(name));
};

/** The clauses with their state of connection, computed from the names of facts, verbs, functions, figures and records that exist. */
export const connectClauses = (clauses: readonly Clause[], known: ReadonlySet<string>): readonly ConnectedClause[] =>
  clauses.map((clause) => {
    const live = clause.controls.filter((c) => isConnected(c, known)).map((c) => c.id);
    const names = clause.controls.flatMap((c) => [...needsOf(c).facts, ...needsOf(c).others]);
    const connected = clause.controls.length === 0 ? 'none' : live.length === clause.controls.length ? 'yes' : live.length ? 'partly' : 'no';
    return { ...clause, connected, connectedControls: live, awaited: [...new Set(names)].filter((name) => !known.has(name)) };
  });
