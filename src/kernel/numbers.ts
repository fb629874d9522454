import type { Queryable } from './db/pool.ts';
import { dayOf } from './clock.ts';

/**
 * Readable numbers: `SO-20261124-0007`. They are taken from the database in blocks outside the verb's transaction, so that two
 * orders never wait for each other's number; a block grows while numbers are taken quickly. Gaps are allowed, repeats are not.
 */
export class NumberSeries {
  readonly #db: Queryable;
  readonly #blocks = new Map<string, { next: bigint; end: bigint; size: number; takenAt: number }>();
  readonly #pending = new Map<string, Promise<void>>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The next number of a series on the day of `now` (company zone). */
  async take(prefix: string, now: number): Promise<string> {
    const [only] = await this.takeMany(prefix, now, 1);
    return only!;
  }

  async takeMany(prefix: string, now: number, count: number): Promise<string[]> {
    const day = dayOf(now);
    const key = `${prefix}-${day}`;
    const taken: string[] = [];
    while (taken.length < count) {
      const block = this.#blocks.get(key);
      if (block && block.next < block.end) {
        taken.push(`${prefix}-${day.replaceAll('-', '')}-${String(block.next).padStart(4, '0')}`);
        block.next += 1n;
        continue;
      }
      await this.#refill(key, prefix, day, count - taken.length);
    }
    return taken;
  }

  #refill(key: string, prefix: string, day: string, wanted: number): Promise<void> {
    const running = this.#pending.get(key);
    if (running) return running;
    const refill = (async () => {
      const last = this.#blocks.get(key);
      const quick = last !== undefined && performance.now() - last.takenAt < 1_000;
      const size = Math.max(wanted, Math.min(quick ? last.size * 4 : 1, 256));
      const { rows } = await this.#db.query<{ next: bigint }>(
        `insert into kernel.number_series as s (prefix, day, next) values ($1, $2::date, 1 + $3::bigint)
         on conflict (prefix, day) do update set next = s.next + $3::bigint returning next`,
        [prefix, day, size], 'kernel.take_numbers');
      const end = rows[0]!.next;
      this.#blocks.set(key, { next: end - BigInt(size), end, size, takenAt: performance.now() });
      if (this.#blocks.size > 200) for (const old of this.#blocks.keys()) if (!old.endsWith(day)) this.#blocks.delete(old);
    })().finally(() => this.#pending.delete(key));
    this.#pending.set(key, refill);
    return refill;
  }
}
