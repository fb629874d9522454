import { HOUR, MINUTE, startOfDay, type MovingClock } from '../../kernel/clock.ts';
import { dayText } from '../../regulation/clock/civil.ts';
import type { Calendar } from '../../regulation/clock/calendar.ts';

/** One dealing, told step by step: it yields the instant at which it goes on. What is not over when the story ends stays as it is. */
export type Plot = AsyncGenerator<number, void, void>;

/** Dealings that run beside each other: the clock goes from one step to the next, in the order of time. */
export class Plots {
  readonly #clock: MovingClock;
  readonly #office: Calendar;
  readonly #waiting: { at: number; plot: Plot }[] = [];

  constructor(clock: MovingClock, office: Calendar) {
    this.#clock = clock;
    this.#office = office;
  }

  begin(at: number, plot: Plot): void {
    const before = this.#waiting.findIndex((w) => w.at > at);
    this.#waiting.splice(before < 0 ? this.#waiting.length : before, 0, { at, plot });
  }

  /** Everything that is due by then, each step at its own time. */
  async tellUntil(instant: number): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined && next.at <= instant; next = this.#waiting[0]) {
      this.#waiting.shift();
      if (next.at > this.#clock.now()) this.#clock.moveTo(next.at);
      const step = await next.plot.next();
      if (!step.done) this.begin(step.value, next.plot);
    }
  }

  /** So many minutes from now. */
  after(minutes: number): number {
    return this.#clock.now() + minutes * MINUTE;
  }

  /** This hour of the working day that is so many after today; 0 is today where it is a working day and the hour is still to come, else the next one. */
  workday(ahead: number, hour: number, minute = 0): number {
    const office = this.#office;
    let day = office.dayAt(this.#clock.now());
    const at = (d: number): number => startOfDay(dayText(d)) + hour * HOUR + minute * MINUTE;
    let left = ahead;
    if (office.plan(day).total === 0 || at(day) <= this.#clock.now()) left = Math.max(1, left);
    for (; left > 0; left -= 1) day = office.nextWorkingDay(day).day;
    return at(day);
  }
}
