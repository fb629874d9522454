import type { WorkMeter } from '../clock/work-meter.ts';
import type { Conformance } from './conformance.ts';
import type { EventLog } from './event-log.ts';
import { spreadsBy, type Spread } from './spread.ts';

/** How long cases stayed in a state of the declared life, from the step that brought them there to the next step of that life. */
export interface StateDwell {
  readonly state: number;
  /** Times that it was entered, and cases that were in it; those that are in it still have no length yet. */
  readonly entered: number;
  readonly cases: readonly number[];
  /** Cases that came into it first of all, and that were seen in it last. */
  readonly starts: number;
  readonly ends: number;
  readonly natural: Spread;
  readonly work: Spread | null;
}

/** From one state straight into another. */
export interface StateMove { readonly from: number; readonly to: number; readonly count: number; readonly cases: number; readonly waiting: Spread; readonly waitingWork: Spread | null }

export interface StateTimes { readonly dwell: readonly StateDwell[]; readonly moves: readonly StateMove[] }

/**
 * Dwell in the states of a life (engine.md §6). The alignment of each variant says in which state every step left its case; `log` holds just
 * the steps that were aligned. A step that the life does not know leaves the case where it was and ends no stay.
 */
export function statesOf(log: EventLog, aligned: Conformance['variants'], states: number, work: WorkMeter | null): StateTimes {
  const found = Array.from({ length: states }, () => ({ entered: 0, starts: 0, ends: 0, cases: new Set<number>() }));
  const moves = new Map<number, { number: number; from: number; to: number; count: number; cases: Set<number> }>();
  const stays = { group: [] as number[], natural: [] as number[], working: [] as number[] };
  const steps = { group: [] as number[], natural: [] as number[], working: [] as number[] };
  for (const { variant, alignment } of aligned) {
    // Where each step of the trace left its case; null for a step that the life does not allow.
    const after = alignment.moves.flatMap((m) => (m.kind === 'model' ? [] : [m.kind === 'log' ? null : m.to]));
    for (const c of variant.cases) {
      let [state, since]: [number | null, number] = [null, Number.NaN];
      after.forEach((to, i) => {
        if (to === null) return;
        const at = log.first[c]! + i;
        const into = found[to]!;
        into.entered += 1;
        into.cases.add(c);
        if (state === null) into.starts += 1;
        else stay(c, state, to, since, log.from[at]!);
        [state, since] = [to, log.at[at]!];
      });
      if (state !== null) found[state]!.ends += 1;
    }
  }
  const [natural, working] = spreads(found.length, stays, work);
  const [waited, worked] = spreads(moves.size, steps, work);
  return {
    dwell: found.flatMap((f, state) => (f.entered === 0 ? [] : [{ state, entered: f.entered, cases: [...f.cases].toSorted((a, b) => a - b), starts: f.starts, ends: f.ends, natural: natural[state]!, work: working?.[state] ?? null }]))
      .sort((a, b) => (b.natural.median ?? -1) - (a.natural.median ?? -1) || a.state - b.state),
    moves: [...moves.values()].map((m) => ({ from: m.from, to: m.to, count: m.count, cases: m.cases.size, waiting: waited[m.number]!, waitingWork: worked?.[m.number] ?? null })).sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to),
  };

  function stay(c: number, from: number, to: number, since: number, until: number): void {
    const key = from * states + to;
    const move = moves.get(key) ?? moves.set(key, { number: moves.size, from, to, count: 0, cases: new Set() }).get(key)!;
    move.count += 1;
    move.cases.add(c);
    const spent = Math.max(0, until - since);
    const worked = work === null || Number.isNaN(spent) ? Number.NaN : work.between(since, Math.max(since, until));
    for (const [list, group] of [[stays, from], [steps, move.number]] as const) {
      list.group.push(group);
      list.natural.push(spent);
      list.working.push(worked);
    }
  }
}

function spreads(groups: number, { group, natural, working }: { group: number[]; natural: number[]; working: number[] }, work: WorkMeter | null): [Spread[], Spread[] | null] {
  const at = Uint32Array.from(group);
  return [spreadsBy(groups, at, Float64Array.from(natural)), work ? spreadsBy(groups, at, Float64Array.from(working)) : null];
}
