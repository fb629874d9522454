import type { Atom, Clause, Condition, Deadline, FactRef, Gate } from '../clause.ts';

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
}

/** Clauses as they are declared; where it is known which controls are connected, the others stay silent. */
export type Listening = Clause & { readonly connectedControls?: readonly string[] };

/** The rulebook turned round: from facts and verbs to the controls that listen to them. Made once at start. */
export interface Compiled {
  readonly byFact: ReadonlyMap<string, Effects>;
  readonly gates: ReadonlyMap<string, readonly Placed<Gate>[]>;
  readonly deadlines: ReadonlyMap<string, Placed<Deadline>>;
}

export const keyOf = (clause: string, control: string): string => `${clause}/${control}`;

export function compile(rulebook: readonly Listening[]): Compiled {
  const byFact = new Map<string, { [K in keyof Effects]: Effects[K][number][] }>();
  const gates = new Map<string, Placed<Gate>[]>();
  const deadlines = new Map<string, Placed<Deadline>>();
  const effects = (fact: string) => {
    let found = byFact.get(fact);
    if (!found) byFact.set(fact, (found = { opens: [], stops: [], cancels: [], pauses: [] }));
    return found;
  };
  for (const clause of rulebook)
    for (const control of clause.controls) {
      if (control.kind === 'gate') gates.set(control.verb, [...(gates.get(control.verb) ?? []), { clause: clause.id, control }]);
      if (control.kind !== 'deadline') continue;
      // Nobody publishes what would discharge it: it would report breaches that never happened.
      if (clause.connectedControls && !clause.connectedControls.includes(control.id)) continue;
      const placed = { clause: clause.id, control };
      deadlines.set(keyOf(clause.id, control.id), placed);
      for (const ref of control.after) effects(ref.fact).opens.push({ placed, ref });
      for (const ref of control.until) effects(ref.fact).stops.push({ placed, ref });
      for (const ref of control.cancelledBy ?? []) effects(ref.fact).cancels.push({ placed, ref });
      for (const pause of control.pauses ?? []) {
        effects(pause.on).pauses.push({ placed, on: true });
        effects(pause.off).pauses.push({ placed, on: false });
      }
    }
  return { byFact, gates, deadlines };
}

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
