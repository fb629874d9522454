import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { permit, system, type Actor } from '../actor.ts';
import { busyReason } from '../db/index.ts';
import { sweepFiles, type FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import { kernelNo, Refusal, refuse } from '../refusal.ts';
import { runVerb } from '../verb.ts';
import { words } from '../words.ts';
import { applyChunk, GROUPS_PER_CHUNK } from './apply-chunk.ts';
import { isUnstorable, unstorable } from './unstorable.ts';
import type { ImportKind } from './format.ts';
import { LeaseLost, type Lease } from './lease.ts';
import { isUnderWay } from './run-life.ts';
import { recordRecount, recordStaging, stopRun } from './run-verbs.ts';
import { previewRun, recount, stageRun } from './stage.ts';
import { mendedRows, runById, type RunCounts, type RunRow } from './store.ts';
import type { ImportTarget } from './target.ts';

interface WorkerOptions {
  kernel: Kernel;
  files: FileStore;
  actorOf(staffId: string): Promise<Actor | null>;
  targetOf(kinds: readonly ImportKind[]): ImportTarget;
}

/** Runs that one node works on at the same time: each has a reading thread and a connection. */
const AT_ONCE = 2;
const LOOK_EVERY_MS = 10_000;
/** More rows that cannot be kept are a fault of ours, not of the rows: the run stops, and a person looks. */
const MOST_ASIDE = 200;
const BEAT_MS = 5_000;
const SWEEP_EVERY_MS = 24 * 3_600_000;

/** Something of it is to be done by a node. */
const waitsForNode = (run: RunRow): boolean => isUnderWay(run.state) || run.recount_due;

/** Whole things are counted when they are applied. */
const countsOf = ({ units: _none, ...counts }: RunCounts): Omit<RunCounts, 'units'> => counts;

/** Works on runs in the background: one node a run (a lease that ends by itself when the node is gone), any node after a stop. */
export class RunWorker {
  readonly #options: WorkerOptions;
  readonly #kernel: Kernel;
  readonly #holder = randomUUID();
  readonly #working = new Map<string, Promise<void>>();
  readonly #progress = new Map<string, number>();
  readonly #waiting: string[] = [];
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #sweeper: NodeJS.Timeout | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#kernel = options.kernel;
  }

  progressOf(runId: string): number | null {
    return this.#progress.get(runId) ?? null;
  }

  start(): void {
    const look = (): void => {
      this.#resume().catch((error: unknown) => this.#kernel.log.warn({ error: String(error) }, 'unfinished imports could not be looked for; tried again shortly'));
    };
    look();
    this.#timer ??= setInterval(look, LOOK_EVERY_MS).unref();
    this.#sweeper ??= setInterval(() => {
      sweepFiles(this.#kernel, this.#options.files).catch((error: unknown) => this.#kernel.log.warn({ error: String(error) }, 'files that nobody refers to could not be cleared away; tried again tomorrow'));
    }, SWEEP_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#sweeper) clearInterval(this.#sweeper);
    this.#waiting.length = 0;
    this.#stopping.abort(new Error('the server is stopping'));
    await Promise.all(this.#working.values());
  }

  async settled(runId: string): Promise<RunRow> {
    for (let look = 0; ; look += 1) {
      await this.#working.get(runId);
      const run = await runById(this.#kernel.db, runId);
      if (!run) throw refuse(kernelNo['not-found']);
      if (!waitsForNode(run) || this.#stopping.signal.aborted) return run;
      // Another node has it, or this one has no hand free.
      if (look > 0) await pause(Math.min(20 * look, 200));
      this.work(runId);
    }
  }

  async #resume(): Promise<void> {
    const { rows } = await this.#kernel.db.query<{ id: string }>("select id from kernel.import_run where state in ('staging', 'running') or recount_due");
    for (const { id } of rows) this.work(id);
  }

  /** Begins at once, or as soon as one of the runs at hand is finished. */
  work(runId: string): void {
    if (this.#stopping.signal.aborted || this.#working.has(runId)) return;
    if (this.#working.size >= AT_ONCE) {
      if (!this.#waiting.includes(runId)) this.#waiting.push(runId);
      return;
    }
    const work = this.#workOn(runId)
      .catch((error: unknown) => this.#stopped(runId, error))
      .finally(() => {
        this.#working.delete(runId);
        this.#progress.delete(runId);
        const following = this.#waiting.shift();
        if (following) this.work(following);
      });
    this.#working.set(runId, work);
  }

  async #workOn(runId: string): Promise<void> {
    if (!(await this.#hold(runId))) return;
    const next = this.#chunks(runId);
    try {
      for (;;) {
        const run = await runById(this.#kernel.db, runId);
        if (!run || !waitsForNode(run)) return;
        const target = this.#options.targetOf(run.kinds);
        if (!isUnderWay(run.state)) {
          await this.#recount(run, target);
          if (this.#stopping.signal.aborted || !(await this.#hold(runId))) return;
          continue;
        }
        const actor = run.started_by === null ? system(run.started_by_name) : await this.#options.actorOf(run.started_by);
        if (!actor) throw refuse(kernelNo['not-allowed'], words('发起人已停用或失去权限，导入中止。', 'Whoever started it may no longer do this.'));
        permit(actor, target.may);
        if (run.state === 'staging') return await this.#stage(run, target, actor);
        const chunk = await next(actor, target, run.cursor);
        if (chunk.done || this.#stopping.signal.aborted || !(await this.#hold(runId))) return;
      }
    } finally {
      await this.#release(runId);
    }
  }

  /**
   * Takes one chunk after the other. Where a chunk holds a row that cannot be kept, it is taken in ever smaller pieces until that row
   * stands alone and waits in the quarantine: one bad row never keeps out the others.
   */
  #chunks(runId: string): (actor: Actor, target: ImportTarget, after: string | null) => Promise<{ done: boolean }> {
    let groups = GROUPS_PER_CHUNK;
    let aside = 0;
    return async (actor, target, after) => {
      try {
        const chunk = await runVerb(this.#kernel, applyChunk(target, groups), { id: runId, after }, { actor });
        groups = Math.min(GROUPS_PER_CHUNK, groups * 4);
        return chunk;
      } catch (error) {
        if (!isUnstorable(error) || aside >= MOST_ASIDE) throw error;
        if (groups > 1) {
          groups = Math.floor(groups / 4) || 1;
          return { done: false };
        }
        aside += 1;
        this.#kernel.log.warn({ run: runId, error: String(error) }, 'a row of an import cannot be kept and was set aside');
        return await runVerb(this.#kernel, applyChunk(target, 1, unstorable(error)), { id: runId, after }, { actor });
      }
    };
  }

  async #stage(run: RunRow, target: ImportTarget, actor: Actor): Promise<void> {
    const { signal } = this.#stopping;
    let beat = performance.now();
    const progress = (rows: number): void => {
      this.#progress.set(run.id, rows);
      if (performance.now() - beat < BEAT_MS) return;
      beat = performance.now();
      this.#hold(run.id).catch((error: unknown) => this.#kernel.log.warn({ error: String(error) }, 'the lease of an import was not renewed'));
    };
    const { columns, ...staged } = await stageRun(this.#kernel, this.#options.files, target, run, this.#leaseFor(run.id), progress, signal);
    const preview = run.with_preview ? { ...(await previewRun(this.#kernel, target, { ...run, counts: staged.counts }, actor, progress, signal)), columns } : null;
    await runVerb(this.#kernel, recordStaging, { id: run.id, lease: this.#leaseFor(run.id), ...staged, counts: countsOf(staged.counts), preview }, { actor });
  }

  /** One reading for all rows that were mended until it began. */
  async #recount(run: RunRow, target: ImportTarget): Promise<void> {
    const mended = await mendedRows(this.#kernel.db, run.id);
    const beat = setInterval(() => {
      this.#hold(run.id).catch((error: unknown) => this.#kernel.log.warn({ error: String(error) }, 'the lease of an import was not renewed'));
    }, BEAT_MS);
    try {
      const counted = await this.#counted(run, target);
      await runVerb(this.#kernel, recordRecount((kinds) => this.#options.targetOf(kinds)), { id: run.id, lease: this.#leaseFor(run.id), mended, counted }, { actor: system('导入') });
    } finally {
      clearInterval(beat);
    }
  }

  /** Null where it cannot be counted, and trying again would not help: what was said before stands, and the log says why. */
  async #counted(run: RunRow, target: ImportTarget): ReturnType<typeof recount> {
    try {
      return await recount(this.#kernel, this.#options.files, target, run, this.#stopping.signal);
    } catch (error) {
      if (this.#passes(error)) throw error;
      this.#kernel.log.error({ run: run.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'the totals of an import stay as they were: they could not be counted');
      return null;
    }
  }

  #leaseFor(runId: string): Lease {
    return { name: `import:${runId}`, holder: this.#holder };
  }

  /** True while this node has the run. */
  async #hold(runId: string): Promise<boolean> {
    const { rowCount } = await this.#kernel.db.query(
      `insert into kernel.lease as l (name, holder, until) values ($1, $2, clock_timestamp() + interval '30 seconds')
       on conflict (name) do update set holder = excluded.holder, until = excluded.until where l.holder = excluded.holder or l.until < clock_timestamp()`,
      [`import:${runId}`, this.#holder], 'imports.hold');
    return rowCount === 1;
  }

  async #leaseOf(runId: string): Promise<string | null> {
    const { rows } = await this.#kernel.db.query<{ holder: string }>('select holder from kernel.lease where name = $1 and until > clock_timestamp()', [`import:${runId}`], 'imports.lease_of');
    return rows[0]?.holder ?? null;
  }

  async #release(runId: string): Promise<void> {
    await this.#kernel.db.query('delete from kernel.lease where name = $1 and holder = $2', [`import:${runId}`, this.#holder], 'imports.release').catch((error: unknown) =>
      this.#kernel.log.warn({ error: String(error) }, 'the lease of an import was not given back; it ends by itself'));
  }

  /** The database is away for a moment, or this node stops. A statement that is too slow will be too slow again. */
  #passes(error: unknown): boolean {
    const busy = busyReason(error);
    return this.#stopping.signal.aborted || (busy !== undefined && busy !== 'statement-timeout');
  }

  /** A database that is away for a moment and a node that stops are no reason to bother a person: the run goes on by itself later. */
  async #stopped(runId: string, error: unknown): Promise<void> {
    if (error instanceof LeaseLost) {
      this.#kernel.log.warn({ run: runId }, 'an import was put down: another node works on it by now');
      return;
    }
    if (this.#passes(error)) {
      this.#kernel.log.warn({ run: runId, error: String(error) }, 'an import was put down; it goes on by itself');
      return;
    }
    const refusal = error instanceof Refusal ? error : null;
    this.#kernel.log.error({ run: runId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'an import stopped');
    const said = refusal?.detail ?? words('系统内部错误，导入中断；未导入的部分保持原样，可以继续。', 'An unexpected error stopped the import; the rest is untouched and can go on.');
    try {
      if ((await this.#leaseOf(runId)) !== null) return; // another node has taken it over
      await runVerb(this.#kernel, stopRun, { id: runId, error: said }, { actor: system('导入') });
    } catch (second) {
      this.#kernel.log.error({ run: runId, error: String(second) }, 'the stop of an import could not be noted; it is tried again shortly');
    }
  }
}
