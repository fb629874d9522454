import type { Tx } from '../../kernel/tx.ts';
import type { Target } from '../clause.ts';
import type { Measure } from '../runtime/brought.ts';
import type { Placed } from '../runtime/compile.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Judgement } from '../runtime/judgement.ts';
import type { Window } from './periods.ts';

export const targetVersion = 1;

/**
 * numerator/denominator against the bound, in the bound's unit: a percent bound is basis points of the ratio, any other a plain ratio.
 * Compared by multiplication, so that nothing is rounded. Null = nothing was measured (n = 0 is never 100 %).
 */
export function reaches(side: Target['side'], bound: { kind: string; value: number }, { numerator, denominator }: Measure): boolean | null {
  if (denominator <= 0) return null;
  const left = bound.kind === 'percent' ? BigInt(Math.round(numerator)) * 10_000n : BigInt(Math.round(numerator));
  const right = BigInt(Math.round(bound.value)) * BigInt(Math.round(denominator));
  return side === 'atLeast' ? left >= right : left <= right;
}

/** A measured figure is judged when its window closes, by the bound that held then. */
export async function judgeTarget(tx: Tx, engine: Engine, { clause, control }: Placed<Target>, window: Window): Promise<Judgement[]> {
  const figure = engine.brought.figures.find((f) => f.name === control.figure);
  const parameter = engine.values.declared(control.bound.parameter);
  const valued = engine.values.at(control.bound.parameter, window.to - 1);
  const bound = Number(valued.value);
  const measured = figure ? await figure.measure(tx, window) : null;
  const reached = measured ? reaches(control.side, { kind: parameter.kind, value: bound }, measured) : null;
  if (measured && reached === null) return [];
  return [{
    id: tx.newId(), clause, control: control.id, kind: 'target', subject_type: 'figure', subject_id: `${control.figure}@${window.from}`, subject_no: null, store_id: null, at: window.to - 1,
    outcome: reached === null ? 'unknown' : reached ? 'kept' : 'broken', fact: null,
    evidence: { figure: control.figure, from: window.from, to: window.to, side: control.side, bound, ...(measured ?? {}), above: figure?.above ?? null, below: figure?.below ?? null },
    versions: { evaluator: targetVersion, figure: figure?.version ?? null, value: valued.id },
  }];
}
