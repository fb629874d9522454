import type { Band } from '../declare-parameter.ts';

/** A case that would have gone another way: what decided it then, and what would decide it. Nothing is said of what follows. */
export interface Divergence {
  readonly id: string;
  readonly value: number | bigint;
  readonly before: Band['result'];
  readonly after: Band['result'];
  /** Number of the first step that differs; the chains agree before it. */
  readonly step: number;
}

/** The band (above, upTo] that a value falls into; null where none covers it. */
export function bandAt(bands: readonly Band[], value: number | bigint): Band['result'] | null {
  return bands.find((b) => (b.above === null || value > b.above) && (b.upTo === null || value <= b.upTo))?.result ?? null;
}

/**
 * First divergence (engine.md §5): which cases the other bands would have sent another way, and at which step first. People would have
 * acted otherwise from there on, so nothing after it is claimed.
 */
export function firstDivergences(cases: Iterable<{ id: string; value: number | bigint }>, before: readonly Band[], after: readonly Band[]): Divergence[] {
  const found: Divergence[] = [];
  for (const { id, value } of cases) {
    const [then, now] = [bandAt(before, value), bandAt(after, value)];
    if (then === null || now === null) continue;
    const step = firstDifference(then, now);
    if (step !== null) found.push({ id, value, before: then, after: now, step });
  }
  return found;
}

function firstDifference(a: Band['result'], b: Band['result']): number | null {
  const [x, y] = [chain(a), chain(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) if (x[i] !== y[i]) return i;
  return null;
}

const chain = (result: Band['result']): readonly (string | number)[] => (typeof result === 'string' || typeof result === 'number' ? [result] : result);
