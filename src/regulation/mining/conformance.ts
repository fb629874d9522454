import { align, type Alignment } from './align.ts';
import type { EventLog } from './event-log.ts';
import type { DeclaredLife } from './life-cycle.ts';
import { variantsOf, type Variant } from './variants.ts';

/** A way in which cases left the declared life, and what it cost. */
export interface Deviation {
  /** `log`: done although the life does not allow it in that state; `model`: asked for by the life and not done. */
  readonly kind: 'log' | 'model';
  readonly activity: string;
  readonly state: string;
  /** Moves in all cases together: each costs 1. */
  readonly cost: number;
  readonly cases: readonly number[];
}

export interface Conformance {
  readonly cases: number;
  /** Still under way and left out; 0 where every case counts as ended. */
  readonly running: number;
  readonly fitting: number;
  /** Share of cases without any deviation, and mean fitness over cases. */
  readonly fittingShare: number;
  readonly averageFitness: number;
  readonly totalCost: number;
  readonly variants: readonly { readonly variant: Variant; readonly alignment: Alignment }[];
  readonly deviations: readonly Deviation[];
}

/**
 * Lays every way that cases went over the declared life: one alignment a variant. `live`: cases that are still under way are counted apart,
 * since what they lack may yet come; a log from outside is taken as it is.
 */
export function conformanceOf(log: EventLog, life: DeclaredLife, variants: readonly Variant[] = variantsOf(log), live = false): Conformance {
  let [cases, running, fitting, sum, totalCost] = [0, 0, 0, 0, 0];
  const found = new Map<string, { kind: 'log' | 'model'; activity: string; state: string; cost: number; cases: number[] }>();
  const aligned = variants.map((variant) => {
    const alignment = align(variant.steps.map((a) => log.activities[a]!), life);
    const n = variant.cases.length;
    if (live && alignment.running) {
      running += n;
      return { variant, alignment };
    }
    cases += n;
    if (alignment.cost === 0) fitting += n;
    sum += alignment.fitness * n;
    totalCost += alignment.cost * n;
    const touched = new Set<string>();
    for (const m of alignment.moves) {
      if (m.kind === 'synchronous') continue;
      const state = life.states[m.from]!;
      const key = `${m.kind}\u0000${m.activity}\u0000${state}`;
      const deviation = found.get(key) ?? found.set(key, { kind: m.kind, activity: m.activity, state, cost: 0, cases: [] }).get(key)!;
      deviation.cost += n;
      if (!touched.has(key)) for (const c of variant.cases) deviation.cases.push(c);
      touched.add(key);
    }
    return { variant, alignment };
  });
  return {
    cases, running, fitting, fittingShare: cases === 0 ? 0 : fitting / cases, averageFitness: cases === 0 ? 0 : sum / cases, totalCost, variants: aligned,
    deviations: [...found.values()].sort((a, b) => b.cost - a.cost || a.activity.localeCompare(b.activity)),
  };
}
