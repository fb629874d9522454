/** A seeded source of chance: the same seed tells the same story on every machine. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  /** Whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with this probability. */
  yes(probability: number): boolean;
  weighted<T>(from: readonly (readonly [T, number])[]): T;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    yes: (probability) => next() < probability,
    weighted(from) {
      let at = next() * from.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [what, weight] of from) if ((at -= weight) < 0) return what;
      return from.at(-1)![0];
    },
  };
}
