import type { WorkMeter } from '../clock/work-meter.ts';
import { casesOf, eventsOf, type EventLog } from './event-log.ts';
import { spreadsBy, type Spread } from './spread.ts';

export interface MapNode {
  readonly activity: number;
  readonly count: number;
  readonly cases: number;
  /** How many cases begin and end with it. */
  readonly starts: number;
  readonly ends: number;
  /** Natural time from beginning to end of the step itself; nothing where the log tells one time only. */
  readonly service: Spread;
}

export interface MapEdge {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly cases: number;
  /** From the end of one step to the beginning of the next: natural time, and working time of the calendar. */
  readonly waiting: Spread;
  readonly waitingWork: Spread | null;
}

export interface ProcessMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** The directly-follows map of a log: which step came right after which, how often, and how long it waited. */
export function processMap(log: EventLog, work: WorkMeter | null): ProcessMap {
  const many = log.activities.length;
  const nodes = Array.from({ length: many }, () => ({ count: 0, cases: 0, starts: 0, ends: 0 }));
  const lastCase = new Int32Array(many).fill(-1);
  const edgeOf = new Map<number, number>();
  const edges: { from: number; to: number; count: number; cases: number; last: number }[] = [];
  const steps = eventsOf(log) - casesOf(log);
  const group = new Uint32Array(Math.max(0, steps));
  const natural = new Float64Array(group.length);
  const working = new Float64Array(work ? group.length : 0);
  let step = 0;
  for (let c = 0; c + 1 < log.first.length; c++) {
    const [begin, end] = [log.first[c]!, log.first[c + 1]!];
    if (begin === end) continue;
    nodes[log.activity[begin]!]!.starts += 1;
    nodes[log.activity[end - 1]!]!.ends += 1;
    for (let i = begin; i < end; i++) {
      const a = log.activity[i]!;
      nodes[a]!.count += 1;
      if (lastCase[a] !== c) {
        lastCase[a] = c;
        nodes[a]!.cases += 1;
      }
      if (i === begin) continue;
      const before = log.activity[i - 1]!;
      const key = before * many + a;
      let e = edgeOf.get(key);
      if (e === undefined) {
        e = edges.length;
        edgeOf.set(key, e);
        edges.push({ from: before, to: a, count: 0, cases: 0, last: -1 });
      }
      const edge = edges[e]!;
      edge.count += 1;
      if (edge.last !== c) {
        edge.last = c;
        edge.cases += 1;
      }
      group[step] = e;
      const [left, came] = [log.at[i - 1]!, log.from[i]!];
      // Work on the next step may begin before the one before it is done: nothing waited then.
      natural[step] = Math.max(0, came - left);
      if (work) working[step] = Number.isNaN(came - left) ? Number.NaN : work.between(left, came);
      step += 1;
    }
  }
  const waits = spreadsBy(edges.length, group.subarray(0, step), natural);
  const worked = work ? spreadsBy(edges.length, group.subarray(0, step), working) : null;
  const service = serviceTimes(log);
  return {
    nodes: nodes.map((node, activity) => ({ activity, ...node, service: service[activity]! })),
    edges: edges.map(({ last: _, ...edge }, e) => ({ ...edge, waiting: waits[e]!, waitingWork: worked?.[e] ?? null })).sort((a, b) => b.count - a.count || a.from - b.from || a.to - b.to),
  };
}

function serviceTimes(log: EventLog): Spread[] {
  const spans = new Float64Array(eventsOf(log));
  for (let i = 0; i < spans.length; i++) spans[i] = log.from[i] === log.at[i] ? Number.NaN : log.at[i]! - log.from[i]!;
  return spreadsBy(log.activities.length, log.activity, spans);
}
