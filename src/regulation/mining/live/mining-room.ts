import type { Words } from '../../../kernel/words.ts';
import { Worker } from 'node:worker_threads';
import { refuse } from '../../../kernel/refusal.ts';
import { miningNo } from './refusals.ts';
import type { Overview } from '../overview.ts';
import type { Ask, CasePage, Told, Wanted } from './messages.ts';
import { threadFile } from '../../../kernel/thread-file.ts';

export type MapState = { readonly state: 'working'; readonly done: number; readonly of: number } | { readonly state: 'ready'; readonly overview: Overview; readonly remarks: readonly Words[] };

interface Job { promise: Promise<Extract<Told, { is: 'map' }>>; done: number; of: number }
interface Waiting { resolve: (told: Told) => void; reject: (error: unknown) => void; progress?: (done: number, of: number) => void }

/** Questions whose work or failure is remembered. */
const JOBS = 20;
/** How long a question waits for its answer before it says how far the work is. */
const PATIENCE_MS = 1_200;

/** The one thread that mines. It begins with the first question and never keeps the process alive. */
export class MiningRoom {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  readonly #jobs = new Map<string, Job>();
  #next = 1;

  /** The map, or how far it is. The same question joins the work under way. */
  async map(wanted: Wanted): Promise<MapState> {
    let job = this.#jobs.get(wanted.key);
    if (!job) {
      job = this.#begin(wanted);
      this.#jobs.set(wanted.key, job);
      while (this.#jobs.size > JOBS) this.#jobs.delete(this.#jobs.keys().next().value!);
    }
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<null>((resolve) => void (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
    try {
      const told = await Promise.race([job.promise, patience]);
      return told === null ? { state: 'working', done: job.done, of: job.of } : { state: 'ready', overview: told.overview, remarks: told.remarks };
    } finally {
      clearTimeout(timer);
    }
  }

  #begin(wanted: Wanted): Job {
    const job: Job = { promise: null as never, done: 0, of: 0 };
    job.promise = this.#ask<'map'>({ do: 'map', wanted }, (done, of) => {
      job.done = done;
      job.of = of;
    });
    // Who asks later hears of a failure and begins anew; nobody may be waiting just now.
    job.promise.catch(() => this.#jobs.delete(wanted.key));
    return job;
  }

  async cases(asked: Omit<Extract<Ask, { do: 'cases' }>, 'id' | 'do'>): Promise<CasePage> {
    return (await this.#ask<'cases'>({ do: 'cases', ...asked })).page;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #ask<K extends 'map' | 'cases'>(ask: Omit<Extract<Ask, { do: 'map' }>, 'id'> | Omit<Extract<Ask, { do: 'cases' }>, 'id'>, progress?: Waiting['progress']): Promise<Extract<Told, { is: K }>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (told: Told) => void, reject, ...(progress ? { progress } : {}) });
      this.#thread().postMessage({ id, ...ask } as Ask);
    });
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(threadFile('mining-worker', import.meta.url), { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 1_024 } });
    worker.on('message', (told: Told) => this.#hear(told));
    worker.once('error', (error: NodeJS.ErrnoException) => this.#lost(worker, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? refuse(miningNo['log-too-large']) : error));
    worker.once('exit', () => this.#lost(worker, new Error('the mining thread ended')));
    // Last: whoever listens for messages holds the process again.
    worker.unref();
    return (this.#worker = worker);
  }

  #hear(told: Told): void {
    const waiting = this.#waiting.get(told.id);
    if (!waiting) return;
    if (told.is === 'progress') {
      waiting.progress?.(told.done, told.of);
      return;
    }
    this.#waiting.delete(told.id);
    if (told.is === 'refused') waiting.reject(refuse(miningNo['log-refused'], told.words));
    else if (told.is === 'failed') waiting.reject(new Error(`mining failed: ${told.error}`));
    else waiting.resolve(told);
  }

  #lost(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#jobs.clear();
  }
}
