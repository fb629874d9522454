import { DatabaseBusy } from './busy.ts';

/**
 * Answers at once while the database is known to be away, so that requests do not queue up for the whole connection timeout each.
 * After `threshold` failures in a row it lets one probe through every `probeEveryMs`; the first success opens the way for all.
 */
export class Breaker {
  readonly #threshold: number;
  readonly #probeEveryMs: number;
  #failures = 0;
  #nextProbe = 0;

  constructor(threshold: number, probeEveryMs: number) {
    this.#threshold = threshold;
    this.#probeEveryMs = probeEveryMs;
  }

  /** @throws DatabaseBusy when the database is away and it is not yet time for the next probe. */
  admit(): void {
    if (this.#failures < this.#threshold) return;
    const now = performance.now();
    if (now < this.#nextProbe) throw new DatabaseBusy('unreachable');
    this.#nextProbe = now + this.#probeEveryMs;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures += 1;
    this.#nextProbe = performance.now() + this.#probeEveryMs;
  }
}
