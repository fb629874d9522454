import { dutyOf, type Rolling } from '../evaluators/cadence-duty.ts';
import type { Approval, Atom, Attest, Cadence, Clause, Condition, Deadline, FactRef, Gate, Rule, Separation, Target } from '../clause.ts';

/** A control with the clause that it stands in: what obligations and figures are kept under. */
export interface Placed<C> {
  readonly clause: string;
  readonly control: C;
}

/** What a kind of fact does to the deadlines of the rulebook. */
export interface Effects {
  readonly opens: readonly { readonly placed: Placed<Deadline>; readonly ref: FactRef }[];
  readonly stops: readonly { readonly placed: Placed<Deadline>; readonly ref: FactRef }[];
  readonly cancels: readonly { readonly placed: Placed<Deadline>; readonly ref: FactRef }[];
  readonly pauses: readonly { readonly placed: Placed<Deadline>; readonly on: boolean }[];
  /** First (0) or second (1) act of a separation. */
  readonly acts: readonly { readonly placed: Placed<Separation>; readonly ref: FactRef; readonly act: 0 | 1 }[];
}

/** Controls that are looked at when a period begins or ends. */
export type Periodic = Cadence | Target | Attest;

/** Clauses as they are declared; where it is known which controls are connected, the others stay silent. */
export type Listening = Clause & { readonly connectedControls?: readonly string[] };

/** The rulebook turned round: from facts and verbs to the controls that listen to them. Made once at start. */
export interface Compiled {
  readonly byFact: ReadonlyMap<string, Effects>;
  readonly gates: ReadonlyMap<string, readonly Placed<Gate>[]>;
  /** Gates that a bulk verb asks of each of its records, by that verb. */
  readonly eachGates: ReadonlyMap<string, readonly Placed<Gate>[]>;
  readonly approvals: ReadonlyMap<string, readonly Placed<Approval>[]>;
  /** What obligations stand under: deadlines, and cadences as the deadline that each of their periods is. */
  readonly deadlines: ReadonlyMap<string, Placed<Deadline>>;
  readonly periodic: ReadonlyMap<string, Placed<Periodic>>;
  /** By the name of the function. */
  readonly rules: ReadonlyMap<string, readonly Placed<Rule>[]>;
}

export const keyOf = (clause: string, control: string): string => `${clause}/${control}`;

export function compile(rulebook: readonly Listening[]): Compiled {
  const byFact = new Map<string, { [K in keyof Effects]: Effects[K][number][] }>();
  const gates = new Map<string, Placed<Gate>[]>();
  const eachGates = new Map<string, Placed<Gate>[]>();
  const approvals = new Map<string, Placed<Approval>[]>();
  const deadlines = new Map<string, Placed<Deadline>>();
  const effects = (fact: string) => {
    let found = byFact.get(fact);
    if (!found) byFact.set(fact, (found = { opens: [], stops: [], cancels: [], pauses: [], acts: [] }));
    return found;
  };
  const periodic = new Map<string, Placed<Periodic>>();
  const rules = new Map<string, Placed<Rule>[]>();
  const runs = (clause: string, control: Deadline) => {
    const placed = { clause, control };
    deadlines.set(keyOf(clause, control.id), placed);
    for (const ref of control.after) effects(ref.fact).opens.push({ placed, ref });
    for (const ref of control.until) effects(ref.fact).stops.push({ placed, ref });
    for (const ref of control.cancelledBy ?? []) effects(ref.fact).cancels.push({ placed, ref });
    for (const pause of control.pauses ?? []) {
      effects(pause.on).pauses.push({ placed, on: true });
      effects(pause.off).pauses.push({ placed, on: false });
    }
  };
  for (const clause of rulebook)
    for (const control of clause.controls) {
      if (control.kind === 'gate') gates.set(control.verb, [...(gates.get(control.verb) ?? []), { clause: clause.id, control }]);
      if (control.kind === 'gate') for (const verb of control.eachOf ?? []) eachGates.set(verb, [...(eachGates.get(verb) ?? []), { clause: clause.id, control }]);
      if (control.kind === 'approval') approvals.set(control.verb, [...(approvals.get(control.verb) ?? []), { clause: clause.id, control }]);
      // Nobody publishes what would discharge it: it would report breaches that never happened.
      if (clause.connectedControls && !clause.connectedControls.includes(control.id)) continue;
      const id = clause.id;
      switch (control.kind) {
        case 'deadline': runs(id, control); break;
        case 'cadence': {
          const duty = dutyOf(clause, control);
          runs(id, duty);
          if (!isRolling(duty)) periodic.set(keyOf(id, control.id), { clause: id, control });
          break;
        }
        case 'target': case 'attest': periodic.set(keyOf(id, control.id), { clause: id, control }); break;
        case 'rule': rules.set(control.rule, [...(rules.get(control.rule) ?? []), { clause: id, control }]); break;
        case 'separation': control.acts.forEach((ref, act) => effects(ref.fact).acts.push({ placed: { clause: id, control }, ref, act: act as 0 | 1 })); break;
        case 'gate': case 'approval': case 'match': break;
      }
    }
  return { byFact, gates, eachGates, approvals, deadlines, periodic, rules };
}

const isRolling = (duty: Deadline): duty is Rolling => duty.after.length > 0;

/** A typed conjunction over the fields of a fact. An absent field fails every condition but `exists: false`. */
export function holds(conditions: readonly Condition[] | undefined, payload: Readonly<Record<string, unknown>>): boolean {
  return (conditions ?? []).every((condition) => {
    const value = payload[condition.field] as Atom | null | undefined;
    const there = value !== undefined && value !== null;
    switch (condition.op) {
      case 'exists': return there === condition.value;
      case 'eq': return there && same(value, condition.value);
      case 'ne': return there && !same(value, condition.value);
      case 'in': return there && condition.value.some((v) => same(value, v));
      case 'gt': return there && typeof value !== 'string' && typeof value !== 'boolean' && value > condition.value;
      case 'gte': return there && typeof value !== 'string' && typeof value !== 'boolean' && value >= condition.value;
      case 'lt': return there && typeof value !== 'string' && typeof value !== 'boolean' && value < condition.value;
      case 'lte': return there && typeof value !== 'string' && typeof value !== 'boolean' && value <= condition.value;
    }
  });
}

/** Money is a JSON integer in facts and a bigint in declarations. */
const same = (a: Atom, b: Atom): boolean => a === b || (typeof a !== typeof b && typeof a !== 'string' && typeof b !== 'string' && Number(a) === Number(b));
