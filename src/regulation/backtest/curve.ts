import { countAbove } from './elapsed.ts';

/**
 * How a case ended. `done`: discharged; `open`: still running when judged; `cancelled`: it lost its object; `excluded`: waived, unknown,
 * or judged by a calendar that is no longer known.
 */
export type Ending = 'done' | 'open' | 'cancelled' | 'excluded';

export interface Judged {
  /** In the measure of the limit: milliseconds or working days. */
  readonly elapsed: number;
  readonly ending: Ending;
}

/** Verdicts under one limit, behaviour unchanged (engine.md §5). met + breached + censored + excluded = N. */
export interface Verdicts {
  readonly n: number;
  readonly met: number;
  /** Over the limit for certain: the lower end of the interval. */
  readonly breached: number;
  /** Not over, and not done either: open or cancelled. The upper end is breached + censored. */
  readonly censored: number;
  readonly excluded: number;
}

/** Elapsed values in order, once: each limit is then a search and not a replay. */
export class Curve {
  readonly #done: Float64Array;
  readonly #unfinished: Float64Array;
  readonly #excluded: number;

  /** Sorts what it is given. */
  private constructor(done: Float64Array, unfinished: Float64Array, excluded: number) {
    this.#done = done.sort();
    this.#unfinished = unfinished.sort();
    this.#excluded = excluded;
  }

  /** Takes the arrays over and sorts them: what is left of a hundred thousand cases. */
  static of(done: Float64Array, unfinished: Float64Array, excluded: number): Curve {
    return new Curve(done, unfinished, excluded);
  }

  static from(cases: readonly Judged[]): Curve {
    const elapsed = (fits: (ending: Ending) => boolean) => Float64Array.from(cases.filter((c) => fits(c.ending)), (c) => c.elapsed);
    return new Curve(elapsed((e) => e === 'done'), elapsed((e) => e === 'open' || e === 'cancelled'), cases.filter((c) => c.ending === 'excluded').length);
  }

  get n(): number {
    return this.#done.length + this.#unfinished.length + this.#excluded;
  }

  /** A case is over when what has passed is more than the limit; just the limit keeps it. */
  at(limit: number): Verdicts {
    const late = countAbove(this.#done, limit);
    const overdue = countAbove(this.#unfinished, limit);
    return { n: this.n, met: this.#done.length - late, breached: late + overdue, censored: this.#unfinished.length - overdue, excluded: this.#excluded };
  }

  /** The limits of a form, one by one; only where a count changes. `measure` turns an amount of the unit into the measure of `elapsed`. */
  steps(amounts: { from: number; to: number; step: number }, measure: (amount: number) => number): Step[] {
    const found: Step[] = [];
    for (let amount = amounts.from; amount <= amounts.to; amount += amounts.step) {
      const { breached, censored } = this.at(measure(amount));
      const last = found.at(-1);
      if (!last || last[1] !== breached || last[2] !== censored) found.push([amount, breached, censored]);
    }
    return found;
  }

  /** The largest value of any case: beyond it no limit changes anything. */
  get longest(): number {
    return Math.max(0, this.#done.at(-1) ?? 0, this.#unfinished.at(-1) ?? 0);
  }
}

/** From this amount on: breached for certain, and not decided. */
export type Step = readonly [amount: number, breached: number, censored: number];
