import { kernelNo, refuse } from './refusal.ts';
import type { Words } from './words.ts';

/**
 * The life of a noun as one table: `{state: {event: state}}`. A target that is no state does not compile; a state that cannot be
 * reached from the first fails a test (see `unreachable`). Guards are not here: controls guard.
 */
export interface LifeCycle<S extends string, E extends string> {
  readonly noun: Words;
  readonly first: S;
  readonly states: { readonly [K in S]: Words };
  readonly moves: { readonly [K in S]: { readonly [P in E]?: S } };
}

export function lifeCycle<const S extends string, const E extends string>(table: LifeCycle<S, E>): LifeCycle<S, E> {
  return table;
}

/** The state after an event, or a refusal that says which state the noun is in. */
export function next<S extends string, E extends string>(cycle: LifeCycle<S, E>, state: S, event: E): S {
  const target = cycle.moves[state][event];
  if (target === undefined) {
    const name = cycle.states[state];
    throw refuse(kernelNo['wrong-state'], {
      zh: `${cycle.noun.zh}目前为「${name.zh}」，不能执行此操作。`,
      en: `This ${cycle.noun.en} is “${name.en}”; that is not possible now.`,
    }, { state, event });
  }
  return target;
}

export const can = <S extends string, E extends string>(cycle: LifeCycle<S, E>, state: S, event: E): boolean =>
  cycle.moves[state][event] !== undefined;

/** States that no sequence of events reaches; must be empty. */
export function unreachable<S extends string, E extends string>(cycle: LifeCycle<S, E>): S[] {
  const seen = new Set<S>([cycle.first]);
  const open: S[] = [cycle.first];
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const target of Object.values(cycle.moves[state]) as S[])
      if (!seen.has(target)) {
        seen.add(target);
        open.push(target);
      }
  return (Object.keys(cycle.states) as S[]).filter((s) => !seen.has(s));
}
