import { randomUUID } from 'node:crypto';
import type { Kernel } from '../kernel/kernel.ts';

/** Work that returns from time to time: done by one node at a time, whichever comes first. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  run(kernel: Kernel): Promise<unknown>;
}

/**
 * Runs jobs by lease rows: a job that has just been done by another node is left alone, one whose node died is done by the next. A
 * job that fails is logged and comes again at its time.
 */
export class Jobs {
  readonly #kernel: Kernel;
  readonly #jobs: readonly Job[];
  readonly #holder = randomUUID();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = true;

  constructor(kernel: Kernel, jobs: readonly Job[]) {
    this.#kernel = kernel;
    this.#jobs = jobs;
  }

  start(): void {
    this.#stopped = false;
    // Spread over the first seconds, so that a start is not slowed down by them.
    for (const [i, job] of this.#jobs.entries()) this.#schedule(job, 2_000 + i * 500);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  /** One job by its name, now. */
  async runOne(name: string): Promise<void> {
    const job = this.#jobs.find((j) => j.name === name);
    if (!job) throw new Error(`no job ${name}`);
    await job.run(this.#kernel);
  }

  /** All jobs once, now. For commands, tests and the demo story. */
  async runAll(): Promise<void> {
    for (const job of this.#jobs) await job.run(this.#kernel);
  }

  #schedule(job: Job, ms: number): void {
    if (this.#stopped) return;
    this.#timers.set(job.name, setTimeout(() => {
      const round = this.#round(job).finally(() => {
        this.#running.delete(round);
        this.#schedule(job, job.everyMs);
      });
      this.#running.add(round);
    }, ms).unref());
  }

  async #round(job: Job): Promise<void> {
    try {
      const { rowCount } = await this.#kernel.db.query(
        `insert into kernel.lease as l (name, holder, until) values ($1, $2, clock_timestamp() + make_interval(secs => $3))
         on conflict (name) do update set holder = excluded.holder, until = excluded.until where l.holder = excluded.holder or l.until < clock_timestamp()`,
        [`job:${job.name}`, this.#holder, (job.everyMs / 1000) * 1.5], 'app.hold_job');
      if (rowCount === 1) await job.run(this.#kernel);
    } catch (error) {
      this.#kernel.log.error({ job: job.name, error: String(error) }, 'a job failed; it comes again');
    }
  }
}
