import type { Post } from '../kernel/posts.ts';
import { words, type Words } from '../kernel/words.ts';

/**
 * What a duration is counted in. `minutes`, `hours`, `days` run around the clock; `workMinutes`, `workHours`, `workDays` run by the
 * calendar of the control that uses them; `months` and `years` only space cadences and retention. Units are never converted.
 */
export type DurationUnit = 'minutes' | 'hours' | 'days' | 'workMinutes' | 'workHours' | 'workDays' | 'months' | 'years';

/**
 * Where the starting value comes from: `blank` = the rulebook prints [X]; `vague` = the rulebook says "promptly", "regularly" or
 * leaves the figure to the company; `law` = a statute or ministry rule says it.
 */
export type Source = 'blank' | 'vague' | 'law';

/** When a new value takes hold: `start` = cases whose clock starts later; `event` = at the next submission; `now` = open cases too. */
export type Binding = 'start' | 'event' | 'now';

/** What a value may be narrowed to. The most specific scope that applies wins. */
export type Scope = 'channel' | 'store' | 'customer-class' | 'customer' | 'article' | 'carrier' | 'product-line' | 'team' | 'post' | 'city';

/** The legal bound of a value; beyond it a change is refused and `law` is shown as the reason. */
export interface Statutory {
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  /** A list may hold nothing but these (what the law exhaustively allows). */
  readonly only?: readonly string[];
  /** A list must hold at least these. */
  readonly contains?: readonly string[];
  readonly law: Words;
}

export interface Option {
  readonly key: string;
  readonly words: Words;
}

export type Period = 'day' | 'week' | 'month' | 'quarter' | 'year';

/**
 * A schedule: a period (optionally on a weekday, 1 = Monday … 7 = Sunday), a daily window in company time that may cross midnight,
 * or steps on days after an event.
 */
export type Schedule =
  | { readonly every: Period; readonly on?: number }
  | { readonly from: string; readonly to: string }
  | { readonly steps: readonly { readonly day: number; readonly act: string }[] };

/** One band (above, upTo]: open below, closed above, so that "up to 3 %" holds at exactly 3 %. `null` = without end. */
export interface Band<R extends readonly Post[] | number | string = readonly Post[] | number | string> {
  readonly above: number | bigint | null;
  readonly upTo: number | bigint | null;
  /** Posts that decide, in order; or basis points; or the key of an option: see `result` of the parameter. */
  readonly result: R;
}

interface Common {
  /** Unique in the whole rulebook: values are stored under it. */
  readonly key: string;
  readonly label: Words;
  readonly source: Source;
  /** False = 未量化: the default is only suggested until the company decides. Statutory values are decided by law. */
  readonly decided: boolean;
  readonly binds: Binding;
  readonly scopes: readonly Scope[];
  readonly statutory?: Statutory;
}

interface Bounds<N> {
  readonly min: N;
  readonly max: N;
}

export interface DurationParameter extends Common {
  readonly kind: 'duration';
  readonly unit: DurationUnit;
  readonly default: number;
  readonly bounds: Bounds<number>;
  /** Other units in which the company may decide the value, each with bounds of its own: units are never converted. */
  readonly units: Partial<Readonly<Record<DurationUnit, Bounds<number>>>>;
}
/** A duration in one of its parameter's other units. In its own unit the whole number alone is the value. */
export interface Amount {
  readonly amount: number;
  readonly unit: DurationUnit;
}
export interface CountParameter extends Common {
  readonly kind: 'count';
  /** What is counted: `words('声', 'rings')`. */
  readonly unit: Words;
  readonly default: number;
  readonly bounds: Bounds<number>;
}
/** A share in basis points: 9000 = 90 %. */
export interface PercentParameter extends Common {
  readonly kind: 'percent';
  readonly unit: 'basisPoints';
  readonly default: number;
  readonly bounds: Bounds<number>;
}
export interface FenParameter extends Common {
  readonly kind: 'fen';
  readonly unit: 'fen';
  readonly default: bigint;
  readonly bounds: Bounds<bigint>;
}
export interface BandsParameter extends Common {
  readonly kind: 'bands';
  /** The figure that picks the band. */
  readonly unit: 'basisPoints' | 'fen' | 'days' | 'points';
  readonly over: Words;
  readonly result: 'posts' | 'percent' | 'option';
  readonly options?: readonly Option[];
  readonly default: readonly Band[];
}
/** Shares that sum to 10000 basis points, one for each option. */
export interface WeightsParameter extends Common {
  readonly kind: 'weights';
  readonly unit: 'basisPoints';
  readonly options: readonly Option[];
  readonly default: Readonly<Record<string, number>>;
}
export interface ListParameter extends Common {
  readonly kind: 'list';
  readonly options: readonly Option[];
  readonly default: readonly string[];
}
/** One choice among options. */
export interface TextParameter extends Common {
  readonly kind: 'text';
  readonly options: readonly Option[];
  readonly default: string;
}
export interface ScheduleParameter extends Common {
  readonly kind: 'schedule';
  /** Names of the acts when the schedule has steps. */
  readonly options?: readonly Option[];
  readonly default: Schedule;
}

export type Parameter =
  | DurationParameter | CountParameter | PercentParameter | FenParameter | BandsParameter
  | WeightsParameter | ListParameter | TextParameter | ScheduleParameter;

export type ParameterValue = Parameter['default'] | Amount;

type WithoutKey<T> = T extends Parameter ? Omit<T, 'key'> : never;
/** A parameter before its clause has given it the key. */
export type ParameterSpec = WithoutKey<Parameter>;

/** What most parameters leave at its usual value: not in the law, bound when the clock starts, the same everywhere. */
export interface More {
  readonly source?: Source;
  readonly binds?: Binding;
  readonly scopes?: readonly Scope[];
  readonly statutory?: Statutory;
}

/** Other units of a duration with their bounds: `units: { workHours: [1, 80] }`. A value that the law bounds has none. */
export interface MoreOfDuration extends More {
  readonly units?: Partial<Readonly<Record<DurationUnit, readonly [number, number]>>>;
}

const common = (label: Words, more: More) => {
  const source = more.source ?? (more.statutory ? 'law' : 'vague');
  return {
    label, source, decided: source === 'law', binds: more.binds ?? ('start' as Binding), scopes: more.scopes ?? [],
    ...(more.statutory ? { statutory: more.statutory } : {}),
  };
};

export const duration = (
  label: Words, value: number, unit: DurationUnit, [min, max]: readonly [number, number], more: MoreOfDuration = {},
): ParameterSpec => ({
  kind: 'duration', unit, default: value, bounds: { min, max }, ...common(label, more),
  units: Object.fromEntries(Object.entries(more.units ?? {}).map(([other, [from, to]]) => [other, { min: from, max: to }])),
});

/** A value of a duration with the unit that it is counted in. */
export const amountOf = (parameter: DurationParameter, value: ParameterValue): Amount =>
  (typeof value === 'number' ? { amount: value, unit: parameter.unit } : value as Amount);

/** Every unit that a duration may be decided in, its own first. */
export const unitsOf = (parameter: DurationParameter): { readonly unit: DurationUnit; readonly min: number; readonly max: number }[] =>
  [{ unit: parameter.unit, ...parameter.bounds }, ...(Object.entries(parameter.units) as [DurationUnit, Bounds<number>][]).map(([unit, bounds]) => ({ unit, ...bounds }))];

export const count = (
  label: Words, value: number, unit: Words, [min, max]: readonly [number, number], more: More = {},
): ParameterSpec => ({ kind: 'count', unit, default: value, bounds: { min, max }, ...common(label, more) });

/** `value` and bounds in basis points: 9000 is 90 %. */
export const percent = (
  label: Words, value: number, [min, max]: readonly [number, number] = [0, 10_000], more: More = {},
): ParameterSpec => ({ kind: 'percent', unit: 'basisPoints', default: value, bounds: { min, max }, ...common(label, more) });

export const fen = (
  label: Words, value: bigint, [min, max]: readonly [bigint, bigint], more: More = {},
): ParameterSpec => ({ kind: 'fen', unit: 'fen', default: value, bounds: { min, max }, ...common(label, more) });

export const bands = (
  label: Words, over: Words, unit: BandsParameter['unit'], result: BandsParameter['result'], value: readonly Band[],
  more: More & { readonly options?: readonly Option[] } = {},
): ParameterSpec => ({
  kind: 'bands', unit, over, result, default: value, ...(more.options ? { options: more.options } : {}),
  ...common(label, { binds: 'event', ...more }),
});

/** Cuts a scale into bands at inclusive upper ends; the last result has no upper end. */
export const ladder = <R extends Band['result']>(
  steps: readonly (readonly [upTo: number | bigint, result: R])[], above: R,
): readonly Band<R>[] => [
  ...steps.map(([upTo, result], i) => ({ above: i === 0 ? null : steps[i - 1]![0], upTo, result })),
  { above: steps.at(-1)?.[0] ?? null, upTo: null, result: above },
];

export const weights = (
  label: Words, value: Readonly<Record<string, number>>, options: readonly Option[], more: More = {},
): ParameterSpec => ({ kind: 'weights', unit: 'basisPoints', default: value, options, ...common(label, { binds: 'event', ...more }) });

export const list = (label: Words, value: readonly string[], options: readonly Option[], more: More = {}): ParameterSpec =>
  ({ kind: 'list', default: value, options, ...common(label, { binds: 'event', ...more }) });

export const choice = (label: Words, value: string, options: readonly Option[], more: More = {}): ParameterSpec =>
  ({ kind: 'text', default: value, options, ...common(label, { binds: 'event', ...more }) });

export const schedule = (
  label: Words, value: Schedule, more: More & { readonly options?: readonly Option[] } = {},
): ParameterSpec => ({
  kind: 'schedule', default: value, ...(more.options ? { options: more.options } : {}), ...common(label, more),
});

export const option = (key: string, zh: string, en: string): Option => ({ key, words: words(zh, en) });
