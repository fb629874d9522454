import type { LifeCycle } from '../../kernel/lifecycle.ts';

/** A declared life in the words of facts: which fact shows which event of the noun's life. */
export interface FactLife {
  readonly first: string;
  readonly final: readonly string[];
  /** State → fact → states. */
  readonly moves: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Facts that move the life; others on the record's timeline say nothing of its state. */
  readonly facts: readonly string[];
}

/**
 * Turns a life cycle into one whose steps are facts. An event that no fact shows happens unseen: what may follow it may also follow at
 * once. States that nothing leaves, and those from which such an end is reached unseen, are final.
 */
export function lifeByFacts<S extends string, E extends string>(cycle: LifeCycle<S, E>, shown: { readonly [P in E]?: readonly string[] }, more: { final?: readonly S[] } = {}): FactLife {
  const states = Object.keys(cycle.states) as S[];
  const targets = (state: S): [E, S][] => Object.entries(cycle.moves[state]) as [E, S][];
  /** A state and those reached from it by unseen events. */
  const unseen = (from: S): Set<S> => {
    const found = new Set([from]);
    for (const state of found) for (const [event, to] of targets(state)) if (shown[event] === undefined) found.add(to);
    return found;
  };
  const ends = new Set(more.final ?? states.filter((s) => targets(s).length === 0));
  const moves = Object.fromEntries(states.map((state) => {
    const out: Record<string, S[]> = {};
    for (const at of unseen(state)) for (const [event, to] of targets(at)) for (const fact of shown[event] ?? []) if (!(out[fact] ??= []).includes(to)) out[fact].push(to);
    return [state, out];
  }));
  return { first: cycle.first, final: states.filter((s) => [...unseen(s)].some((x) => ends.has(x))), moves, facts: [...new Set((Object.values(shown) as (readonly string[] | undefined)[]).flatMap((f) => f ?? []))] };
}
