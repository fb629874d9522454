import type { DeclaredLife } from './life-cycle.ts';

/** One move of an alignment. A log move is a step that the life does not allow there; a model move one that it asks for and the case lacks. */
export interface AlignedMove {
  readonly kind: 'synchronous' | 'log' | 'model';
  readonly activity: string;
  /** State in which the life stood before the move, and after it. */
  readonly from: number;
  readonly to: number;
}

export interface Alignment {
  readonly moves: readonly AlignedMove[];
  readonly cost: number;
  /** What has happened so far fits better than the whole does: the case is still under way, and what is missing may yet come. */
  readonly running: boolean;
  /** 1 − cost / (trace length + shortest run). */
  readonly fitness: number;
}

const UNKNOWN = 0xffff_ffff;

/**
 * The cheapest way to lay a trace over a declared life (log move 1, model move 1, synchronous 0). Shortest path on the product of trace
 * positions and states: positions only go forward, so each position is one layer; within it model moves spread breadth first from the
 * cheapest states, which is Dijkstra with unit costs. O(length × moves), and exact.
 */
export function align(trace: readonly string[], life: DeclaredLife): Alignment {
  const S = life.states.length;
  const n = trace.length;
  const cost = new Uint32Array((n + 1) * S).fill(UNKNOWN);
  /** How a cell was reached: kind, state before, number of the move; packed in three columns. */
  const kind = new Uint8Array(cost.length);
  const before = new Uint32Array(cost.length);
  const move = new Uint32Array(cost.length);
  cost[life.first] = 0;
  for (let i = 0; i <= n; i++) {
    spread(i);
    if (i === n) break;
    const step = trace[i]!;
    for (let s = 0; s < S; s++) {
      const c = cost[i * S + s]!;
      if (c === UNKNOWN) continue;
      const out = life.moves[s]!;
      for (let m = 0; m < out.length; m++) if (out[m]!.activity === step) reach((i + 1) * S + out[m]!.to, c, 1, s, m);
      reach((i + 1) * S + s, c + 1, 2, s, 0);
    }
  }
  let end = -1;
  for (const f of life.finals) if (end < 0 || cost[n * S + f]! < cost[n * S + end]!) end = f;
  const total = cost[n * S + end]!;
  const soFar = cost.subarray(n * S).reduce((least, c) => Math.min(least, c), UNKNOWN);
  return { moves: retrace(end), cost: total, running: soFar < total, fitness: fitnessOf(total, n, life) };

  function reach(cell: number, c: number, how: number, s: number, m: number): boolean {
    if (c >= cost[cell]!) return false;
    cost[cell] = c;
    kind[cell] = how;
    before[cell] = s;
    move[cell] = m;
    return true;
  }

  /** Model moves within one layer, from the cheapest cost up. */
  function spread(i: number): void {
    const buckets: number[][] = [];
    for (let s = 0; s < S; s++) if (cost[i * S + s] !== UNKNOWN) (buckets[cost[i * S + s]!] ??= []).push(s);
    for (let c = 0; c < buckets.length; c++)
      for (const s of buckets[c] ?? []) {
        if (cost[i * S + s] !== c) continue;
        const out = life.moves[s]!;
        for (let m = 0; m < out.length; m++) if (reach(i * S + out[m]!.to, c + 1, 3, s, m)) (buckets[c + 1] ??= []).push(out[m]!.to);
      }
  }

  function retrace(final: number): AlignedMove[] {
    const moves: AlignedMove[] = [];
    let [i, s] = [n, final];
    while (kind[i * S + s] !== 0) {
      const cell = i * S + s;
      const from = before[cell]!;
      if (kind[cell] === 2) moves.push({ kind: 'log', activity: trace[i - 1]!, from, to: s });
      else moves.push({ kind: kind[cell] === 1 ? 'synchronous' : 'model', activity: life.moves[from]![move[cell]!]!.activity, from, to: s });
      if (kind[cell] !== 3) i--;
      s = from;
    }
    return moves.reverse();
  }
}

/** An empty trace of a life whose first state is final fits. */
export const fitnessOf = (cost: number, length: number, life: DeclaredLife): number => (length + life.shortest === 0 ? 1 : 1 - cost / (length + life.shortest));
