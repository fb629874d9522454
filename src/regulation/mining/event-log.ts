/**
 * A log of events in columns: what process maps, variants and alignments read. Events stand case by case, within a case in the order
 * of time; what has no time keeps its place in the file. Names are held once; events hold numbers.
 */
export interface EventLog {
  readonly caseNames: readonly string[];
  readonly activities: readonly string[];
  /** Who or what post did it; number 0 is "nobody is named". */
  readonly resources: readonly string[];
  /** Events of case c are `first[c]` … `first[c + 1] − 1`. */
  readonly first: Uint32Array;
  readonly activity: Uint32Array;
  readonly resource: Uint32Array;
  /** Milliseconds UTC at which it was done; NaN = unknown. */
  readonly at: Float64Array;
  /** When work on it began; equal to `at` where the log tells only one time. */
  readonly from: Float64Array;
}

export interface NewEvent {
  readonly at: number;
  readonly from?: number;
  readonly resource?: string;
  /** Breaks ties between equal times; the order of arrival when absent. */
  readonly order?: number;
}

/** Numbers for names, in the order in which they were first met. */
export class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let n = this.#numbers.get(name);
    if (n === undefined) {
      n = this.list.length;
      this.list.push(name);
      this.#numbers.set(name, n);
    }
    return n;
  }
}

/** Column that grows by doubling: a million events cost a few copies and no objects. */
class Column<A extends Uint32Array | Float64Array> {
  #data: A;
  length = 0;
  readonly #make: (n: number) => A;

  constructor(make: (n: number) => A) {
    this.#make = make;
    this.#data = make(1024);
  }

  push(value: number): void {
    if (this.length === this.#data.length) {
      const bigger = this.#make(this.length * 2);
      bigger.set(this.#data);
      this.#data = bigger;
    }
    this.#data[this.length++] = value;
  }

  get(i: number): number {
    return this.#data[i]!;
  }

  taken(): A {
    return this.#data.subarray(0, this.length) as A;
  }
}

const ints = (): Column<Uint32Array> => new Column((n) => new Uint32Array(n));
const floats = (): Column<Float64Array> => new Column((n) => new Float64Array(n));

/** Takes events in any order and builds the log. */
export class LogBuilder {
  readonly #cases = new Names();
  readonly #activities = new Names();
  readonly #resources = new Names();
  readonly #caseOf = ints();
  readonly #activity = ints();
  readonly #resource = ints();
  readonly #at = floats();
  readonly #from = floats();
  readonly #order = floats();

  constructor() {
    this.#resources.of('');
  }

  get events(): number {
    return this.#at.length;
  }

  add(caseName: string, activity: string, event: NewEvent): void {
    this.#caseOf.push(this.#cases.of(caseName));
    this.#activity.push(this.#activities.of(activity));
    this.#resource.push(this.#resources.of(event.resource ?? ''));
    this.#at.push(event.at);
    this.#from.push(event.from === undefined || Number.isNaN(event.from) ? event.at : event.from);
    this.#order.push(event.order ?? this.#at.length);
  }

  /** Names of the cases met so far, and the first known time of each. */
  *begins(): Generator<readonly [name: string, at: number], void, undefined> {
    const first = new Float64Array(this.#cases.list.length).fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < this.#at.length; i++) {
      const c = this.#caseOf.get(i);
      if (this.#at.get(i) < first[c]!) first[c] = this.#at.get(i);
    }
    for (let c = 0; c < first.length; c++) yield [this.#cases.list[c]!, first[c]!];
  }

  /** The same events without the cases named. */
  without(left: ReadonlySet<string>): LogBuilder {
    if (left.size === 0) return this;
    const rest = new LogBuilder();
    for (let i = 0; i < this.#at.length; i++) {
      const name = this.#cases.list[this.#caseOf.get(i)]!;
      if (left.has(name)) continue;
      rest.add(name, this.#activities.list[this.#activity.get(i)]!, { at: this.#at.get(i), from: this.#from.get(i), order: this.#order.get(i), resource: this.#resources.list[this.#resource.get(i)]! });
    }
    return rest;
  }

  build(): EventLog {
    const n = this.#at.length;
    const first = new Uint32Array(this.#cases.list.length + 1);
    for (let i = 0; i < n; i++) first[this.#caseOf.get(i) + 1]!++;
    for (let c = 1; c < first.length; c++) first[c]! += first[c - 1]!;
    const next = first.slice();
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[next[this.#caseOf.get(i)]!++] = i;
    for (let c = 0; c + 1 < first.length; c++) this.#sort(order.subarray(first[c], first[c + 1]));
    const pick = <A extends Uint32Array | Float64Array>(from: A, to: A): A => {
      for (let i = 0; i < n; i++) to[i] = from[order[i]!]!;
      return to;
    };
    return {
      caseNames: this.#cases.list, activities: this.#activities.list, resources: this.#resources.list, first,
      activity: pick(this.#activity.taken(), new Uint32Array(n)), resource: pick(this.#resource.taken(), new Uint32Array(n)),
      at: pick(this.#at.taken(), new Float64Array(n)), from: pick(this.#from.taken(), new Float64Array(n)),
    };
  }

  /** By time, then by order. An event without time stands right behind the one before it in the file. */
  #sort(events: Uint32Array): void {
    const rank = (i: number): number => this.#order.get(i);
    for (let i = 1; i < events.length; i++)
      if (rank(events[i - 1]!) > rank(events[i]!)) {
        events.sort((a, b) => rank(a) - rank(b));
        break;
      }
    let last = Number.NEGATIVE_INFINITY;
    let sorted = true;
    let known = Number.NEGATIVE_INFINITY;
    for (const e of events) {
      const at = this.#at.get(e);
      if (!Number.isNaN(at)) {
        if (at < known) sorted = false;
        known = at;
      }
    }
    if (sorted) return;
    const key = new Map<number, number>();
    for (const e of events) {
      const at = this.#at.get(e);
      if (!Number.isNaN(at)) last = at;
      key.set(e, last);
    }
    const times = (i: number): number => key.get(i)!;
    events.sort((a, b) => (times(a) === times(b) ? rank(a) - rank(b) : times(a) < times(b) ? -1 : 1));
  }
}

export const eventsOf = (log: EventLog): number => log.at.length;
export const casesOf = (log: EventLog): number => log.caseNames.length;

/** From the first to the last known time of a case; NaN where fewer than one is known. */
export function durationOf(log: EventLog, c: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = log.first[c]!; i < log.first[c + 1]!; i++) {
    if (Number.isNaN(log.at[i]!)) continue;
    low = Math.min(low, log.from[i]!, log.at[i]!);
    high = Math.max(high, log.at[i]!);
  }
  return high >= low ? high - low : Number.NaN;
}
