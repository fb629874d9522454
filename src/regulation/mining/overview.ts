import type { Calendar } from '../clock/calendar.ts';
import { WorkMeter } from '../clock/work-meter.ts';
import type { Holding } from '../directory.ts';
import { conformanceOf, type Conformance } from './conformance.ts';
import { casesOf, eventsOf, type EventLog } from './event-log.ts';
import type { DeclaredLife } from './life-cycle.ts';
import { processMap } from './process-map.ts';
import { byPost } from './posts.ts';
import { dwellOf, handOversOf, reworkOf } from './reworks.ts';
import { statesOf, type StateTimes } from './states.ts';
import { durations, variantsOf, type Variant } from './variants.ts';

/** What a page shows at most of each list: the rest is counted. */
const MOST = { edges: 600, variants: 300, handOvers: 300, deviations: 300 } as const;

/** Everything that is asked of a log again and again: worked out once, kept with it. */
export interface ReadMap {
  readonly log: EventLog;
  readonly variants: readonly Variant[];
  readonly conformance: Conformance | null;
  /** Time in the states of the declared life; null without one. */
  readonly states: StateTimes | null;
  /** With posts in the place of people; null where nobody's post is known. */
  readonly posts: EventLog | null;
  readonly overview: Overview;
}

export type Overview = ReturnType<typeof overviewOf>;

/** `held`: the posts of each resource of the log, where they are known. */
export function readMap(log: EventLog, calendar: Calendar | null, life: { life: DeclaredLife; steps: readonly string[] | null } | null, held: readonly (readonly Holding[])[] = []): ReadMap {
  const variants = variantsOf(log);
  // Of facts only those that move the life are compared, and only cases that have ended.
  const moving = life?.steps ? onlySteps(log, life.steps) : log;
  const conformance = life ? conformanceOf(moving, life.life, life.steps ? variantsOf(moving) : variants, life.steps !== null) : null;
  const work = meterOf(log, calendar);
  const states = life && conformance ? statesOf(moving, conformance.variants, life.life.states.length, work) : null;
  const posts = byPost(log, held);
  return { log, variants, conformance, states, posts, overview: overviewOf({ log, work, variants, conformance, states, posts, stateNames: life?.life.states ?? [] }) };
}

function meterOf(log: EventLog, calendar: Calendar | null): WorkMeter | null {
  if (!calendar) return null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of log.at) if (!Number.isNaN(at)) [low, high] = [Math.min(low, at), Math.max(high, at)];
  for (const at of log.from) if (at < low) low = at;
  return low <= high ? new WorkMeter(calendar, low, high + 1) : null;
}

/** The same cases with only the steps that move the life; the numbers of the cases stay. */
function onlySteps(log: EventLog, steps: readonly string[]): EventLog {
  const wanted = new Set(steps);
  const moves = log.activities.map((a) => wanted.has(a));
  const first = new Uint32Array(log.first.length);
  const kept = new Uint32Array(eventsOf(log));
  let n = 0;
  for (let c = 0; c + 1 < log.first.length; c++) {
    for (let i = log.first[c]!; i < log.first[c + 1]!; i++) if (moves[log.activity[i]!]) kept[n++] = i;
    first[c + 1] = n;
  }
  const pick = <A extends Uint32Array | Float64Array>(from: A, to: A): A => {
    for (let i = 0; i < n; i++) to[i] = from[kept[i]!]!;
    return to;
  };
  return { ...log, first, activity: pick(log.activity, new Uint32Array(n)), resource: pick(log.resource, new Uint32Array(n)), at: pick(log.at, new Float64Array(n)), from: pick(log.from, new Float64Array(n)) };
}

function overviewOf({ log, work, variants, conformance, states, posts, stateNames }: Omit<ReadMap, 'overview'> & { work: WorkMeter | null; stateNames: readonly string[] }) {
  const map = processMap(log, work);
  const handOvers = handOversOf(log);
  return {
    events: eventsOf(log), cases: casesOf(log), activities: [...log.activities], duration: durations(log),
    nodes: [...map.nodes], edgeCount: map.edges.length, edges: map.edges.slice(0, MOST.edges),
    variantCount: variants.length, variants: variants.slice(0, MOST.variants).map((v) => ({ steps: [...v.steps], cases: v.cases.length, duration: v.duration })),
    dwell: dwellOf(log, work), rework: reworkOf(log), resources: [...log.resources].slice(0, 2_000),
    handOverCount: handOvers.length, handOvers: handOvers.filter((h) => h.from < 2_000 && h.to < 2_000).slice(0, MOST.handOvers),
    posts: [...(posts?.resources ?? [])], postHandOvers: posts ? handOversOf(posts) : [],
    states: states && { names: [...stateNames], dwell: states.dwell.map(({ cases, ...d }) => ({ ...d, cases: cases.length })), moves: states.moves.slice(0, MOST.edges) },
    conformance: conformance && {
      cases: conformance.cases, running: conformance.running, fitting: conformance.fitting, fittingShare: conformance.fittingShare, averageFitness: conformance.averageFitness, totalCost: conformance.totalCost,
      deviationCount: conformance.deviations.length,
      deviations: conformance.deviations.slice(0, MOST.deviations).map((d) => ({ kind: d.kind, activity: d.activity, state: d.state, cost: d.cost, cases: d.cases.length })),
    },
  };
}

/** Which cases of a map are meant: those of a step, a path, a way, a repeat, a hand-over or a deviation. */
export type CasesOf =
  | { readonly of: 'all' } | { readonly of: 'node'; readonly activity: number } | { readonly of: 'edge'; readonly from: number; readonly to: number } | { readonly of: 'variant'; readonly number: number }
  | { readonly of: 'rework'; readonly activity: number } | { readonly of: 'hand-over'; readonly from: number; readonly to: number } | { readonly of: 'deviation'; readonly number: number }
  | { readonly of: 'post-hand-over'; readonly from: number; readonly to: number } | { readonly of: 'state'; readonly number: number };

type Through = Exclude<CasesOf, { of: 'all' | 'variant' | 'deviation' | 'state' | 'post-hand-over' }>;

/** Numbers of the cases, in the order of the log. */
export function casesMeant({ log, variants, conformance, states, posts }: ReadMap, asked: CasesOf): readonly number[] {
  if (asked.of === 'state') return states?.dwell.find((d) => d.state === asked.number)?.cases ?? [];
  if (asked.of === 'post-hand-over') return posts ? casesThrough(posts, { ...asked, of: 'hand-over' }) : [];
  if (asked.of === 'variant') return variants[asked.number]?.cases ?? [];
  if (asked.of === 'deviation') return (conformance?.deviations[asked.number]?.cases ?? []).toSorted((a, b) => a - b);
  return casesThrough(log, asked);
}

function casesThrough(log: EventLog, asked: { of: 'all' } | Through): number[] {
  const found: number[] = [];
  for (let c = 0; c + 1 < log.first.length; c++) if (asked.of === 'all' || meant(log, c, asked)) found.push(c);
  return found;
}

function meant({ first, activity, resource }: EventLog, c: number, asked: Through): boolean {
  let seen = 0;
  for (let i = first[c]!; i < first[c + 1]!; i++) {
    if (asked.of === 'node' && activity[i] === asked.activity) return true;
    if (asked.of === 'rework' && activity[i] === asked.activity && (seen += 1) > 1) return true;
    if (i === first[c]!) continue;
    if (asked.of === 'edge' && activity[i - 1] === asked.from && activity[i] === asked.to) return true;
    if (asked.of === 'hand-over' && resource[i - 1] === asked.from && resource[i] === asked.to) return true;
  }
  return false;
}

