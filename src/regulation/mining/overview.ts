import type { Calendar } from '../clock/calendar.ts';
import { WorkMeter } from '../clock/work-meter.ts';
import { conformanceOf, type Conformance } from './conformance.ts';
import { casesOf, eventsOf, type EventLog } from './event-log.ts';
import type { DeclaredLife } from './life-cycle.ts';
import { processMap } from './process-map.ts';
import { dwellOf, handOversOf, reworkOf } from './reworks.ts';
import { durations, variantsOf, type Variant } from './variants.ts';

/** What a page shows at most of each list: the rest is counted. */
const MOST = { edges: 600, variants: 300, handOvers: 300, deviations: 300 } as const;

/** Everything that is asked of a log again and again: worked out once, kept with it. */
export interface ReadMap {
  readonly log: EventLog;
  readonly variants: readonly Variant[];
  readonly conformance: Conformance | null;
  readonly overview: Overview;
}

export type Overview = ReturnType<typeof overviewOf>;

export function readMap(log: EventLog, calendar: Calendar | null, life: { life: DeclaredLife; steps: readonly string[] | null } | null): ReadMap {
  const variants = variantsOf(log);
  const conformance = life ? (life.steps ? conformanceOfSteps(log, life.life, life.steps) : conformanceOf(log, life.life, variants)) : null;
  return { log, variants, conformance, overview: overviewOf(log, meterOf(log, calendar), variants, conformance) };
}

/** Of facts only those that move the life are compared, and only cases that have ended. */
function conformanceOfSteps(log: EventLog, life: DeclaredLife, steps: readonly string[]): Conformance {
  const moving = onlySteps(log, steps);
  return conformanceOf(moving, life, variantsOf(moving), true);
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
  const kept = log.activities.map((a) => wanted.has(a));
  const first = new Uint32Array(log.first.length);
  const activity = new Uint32Array(eventsOf(log));
  let n = 0;
  for (let c = 0; c + 1 < log.first.length; c++) {
    for (let i = log.first[c]!; i < log.first[c + 1]!; i++) if (kept[log.activity[i]!]) activity[n++] = log.activity[i]!;
    first[c + 1] = n;
  }
  const nothing = new Float64Array(n).fill(Number.NaN);
  return { ...log, first, activity: activity.slice(0, n), resource: new Uint32Array(n), at: nothing, from: nothing };
}

function overviewOf(log: EventLog, work: WorkMeter | null, variants: readonly Variant[], conformance: Conformance | null) {
  const map = processMap(log, work);
  const handOvers = handOversOf(log);
  return {
    events: eventsOf(log), cases: casesOf(log), activities: [...log.activities], duration: durations(log),
    nodes: [...map.nodes], edgeCount: map.edges.length, edges: map.edges.slice(0, MOST.edges),
    variantCount: variants.length, variants: variants.slice(0, MOST.variants).map((v) => ({ steps: [...v.steps], cases: v.cases.length, duration: v.duration })),
    dwell: dwellOf(log, work), rework: reworkOf(log), resources: [...log.resources].slice(0, 2_000),
    handOverCount: handOvers.length, handOvers: handOvers.filter((h) => h.from < 2_000 && h.to < 2_000).slice(0, MOST.handOvers),
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
  | { readonly of: 'rework'; readonly activity: number } | { readonly of: 'hand-over'; readonly from: number; readonly to: number } | { readonly of: 'deviation'; readonly number: number };

/** Numbers of the cases, in the order of the log. */
export function casesMeant({ log, variants, conformance }: ReadMap, asked: CasesOf): readonly number[] {
  if (asked.of === 'variant') return variants[asked.number]?.cases ?? [];
  if (asked.of === 'deviation') return (conformance?.deviations[asked.number]?.cases ?? []).toSorted((a, b) => a - b);
  const found: number[] = [];
  for (let c = 0; c + 1 < log.first.length; c++) if (asked.of === 'all' || meant(log, c, asked)) found.push(c);
  return found;
}

function meant({ first, activity, resource }: EventLog, c: number, asked: Exclude<CasesOf, { of: 'all' | 'variant' | 'deviation' }>): boolean {
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

