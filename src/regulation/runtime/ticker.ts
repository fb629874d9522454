import { system } from '../../kernel/actor.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { runVerb } from '../../kernel/verb.ts';
import type { Engine } from './engine.ts';
import { openPeriods, schedulePeriods } from './open-periods.ts';
import { retimeAll } from './retime-open.ts';
import { rejudge } from '../versions/rejudging.ts';
import { keepClauseVersions } from './versions.ts';
import { wakeObligations, type Notify } from './wake.ts';

const BATCH = 500;
/** How long another node's change of a value or calendar may stay unnoticed, and its figures unfolded. */
const LONGEST_REST = 5_000;
const FOLD_EVERY = 1_000;

/**
 * The engine's heartbeat on a node: wakes due obligations, folds figures, refreshes values and calendars that another node changed.
 * Any number of nodes may run it at once. Late or missed beats change no verdict.
 */
export class Ticker {
  readonly #kernel: Kernel;
  readonly #engine: Engine;
  readonly #wake: ReturnType<typeof wakeObligations>;
  readonly #open: ReturnType<typeof openPeriods>;
  #scheduled = false;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #stopped = true;
  #dirty = true;
  /** Version of the calendars by which everything open has been timed, as far as this node knows. */
  #timedBy = -1n;

  constructor(kernel: Kernel, engine: Engine, notify: Notify) {
    this.#kernel = kernel;
    this.#engine = engine;
    this.#wake = wakeObligations(engine, notify);
    this.#open = openPeriods(engine);
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  /** Facts were committed on this node: figures may have changed, and the next due instant too. */
  committed(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    if (this.#stopped || this.#running) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#schedule(FOLD_EVERY);
  }

  /** Everything that is due now, then the figures. For tests, commands and the demo story. */
  async beat(): Promise<{ woken: number }> {
    await this.#refresh();
    await rejudge(this.#kernel, this.#engine);
    await this.#turnPeriods();
    let woken = 0;
    for (;;) {
      const answer = await runVerb(this.#kernel, this.#wake, { limit: BATCH }, { actor: system('章程引擎') });
      woken += answer.woken;
      if (answer.woken < BATCH) break;
    }
    await this.fold();
    return { woken };
  }

  /** Periods that began or ended; several in a row where nobody looked for long. */
  async #turnPeriods(): Promise<void> {
    if (!this.#scheduled) await keepClauseVersions(this.#kernel.db, this.#engine.rulebook, this.#kernel.clock.now());
    if (!this.#scheduled) await schedulePeriods(this.#kernel.db, this.#engine, this.#kernel.clock.now());
    this.#scheduled = true;
    while ((await runVerb(this.#kernel, this.#open, { limit: 50 }, { actor: system('章程引擎') })).periods > 0);
  }

  /** Newest values and calendars; what ran by an older calendar is timed anew. */
  async #refresh(): Promise<void> {
    await this.#engine.refresh(this.#kernel.db);
    if (this.#timedBy === this.#engine.calendars.version) return;
    const version = this.#engine.calendars.version;
    await retimeAll(this.#kernel, this.#engine);
    this.#timedBy = version;
  }

  async fold(): Promise<void> {
    await this.#kernel.db.query('select regulation.fold_figures()', [], 'regulation.fold_figures');
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => (this.#running = null));
    }, ms);
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    let rest = FOLD_EVERY;
    try {
      const { rows: [next] } = await this.#kernel.db.query<{ at: number | null; changed: boolean }>(
        `select least((select min(wake_at) from regulation.obligation where wake_at is not null), (select min(next_at) from regulation.schedule), (select min(start_at) from regulation.rejudging where finished_at is null)) as at, exists (select from regulation.figure_delta) as changed`, [], 'regulation.next_wake');
      const now = this.#kernel.clock.now();
      if (!this.#scheduled || (next?.at !== null && next?.at !== undefined && next.at <= now)) await this.beat();
      else {
        await this.#refresh();
        if (this.#dirty || next?.changed) {
          this.#dirty = false;
          await this.fold();
        } else rest = LONGEST_REST;
        if (next?.at) rest = Math.min(rest, Math.max(50, next.at - now));
      }
    } catch (error) {
      this.#kernel.log.warn({ error: String(error) }, 'the engine is late; it catches up');
    }
    this.#schedule(this.#dirty ? FOLD_EVERY : rest);
  }
}
