import type { Actor } from '../actor.ts';
import { permit, scopeOf } from '../actor.ts';
import type { TemplateFiles } from '../files/template.ts';
import type { FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import { kernelNo, refuse } from '../refusal.ts';
import { runVerb, type CallOf } from '../verb.ts';
import { words, type Words } from '../words.ts';
import type { ImportKind } from './format.ts';
import { receive, recognise, type Upload } from './intake.ts';
import { importNo } from './refusals.ts';
import { cancelRun, commitRun, createRun, retryRows, startStaging } from './run-verbs.ts';
import { formatOf, isData } from './stage.ts';
import { filesOf, runById, tableName, type FileRow, type RunRow } from './store.ts';
import type { ImportSettings, ImportTarget, NeedName } from './target.ts';
import { previewUndo, undoRun, type Answer as UndoAnswer } from './undo-run.ts';
import { RunWorker } from './worker.ts';

/** One store, warehouse or payment account that a person may choose for a run. `also`: other names by which the command line finds it. */
export interface Choice { id: string; label: string; also?: readonly string[] }

export interface ImportsOptions {
  kernel: Kernel;
  files: FileStore;
  targets: readonly ImportTarget[];
  /** The person behind a run with the rights of now: a run works with those, not with the rights of when it was started. */
  actorOf(staffId: string): Promise<Actor | null>;
  /** What this person may choose. */
  choices(need: NeedName, actor: Actor): Promise<readonly Choice[]>;
}

export interface StageAsk {
  settings: ImportSettings;
  /** By position of the table: key column → heading of the file. */
  mapping?: Readonly<Record<string, Record<string, string>>>;
  /** By position of the table: another of its formats than the one that fits best. */
  formats?: Readonly<Record<string, string>>;
  /** False: rows are read, and the look at what applying would do is left out. */
  withPreview?: boolean;
}

type Call = Omit<CallOf, 'actor' | 'override'>;

const needWords: Record<NeedName, Words> = { store: words('请选择店铺。', 'Choose the store.'), warehouse: words('请选择仓库。', 'Choose the warehouse.'), account: words('请选择收款账户。', 'Choose the payment account.') };

/** The import framework put together: files in, runs staged, previewed, applied in the background, resumed after a stop. */
export class Imports {
  readonly kernel: Kernel;
  readonly files: FileStore;
  readonly targets: readonly ImportTarget[];
  readonly choices: ImportsOptions['choices'];
  readonly #worker: RunWorker;

  constructor(options: ImportsOptions) {
    this.kernel = options.kernel;
    this.files = options.files;
    this.targets = options.targets;
    this.choices = options.choices;
    this.#worker = new RunWorker({ kernel: options.kernel, files: options.files, actorOf: options.actorOf, targetOf: (kinds) => this.targetOf(kinds) });
  }

  targetOf(kinds: readonly ImportKind[]): ImportTarget {
    const target = this.targets.find((t) => kinds.every((k) => t.kinds.includes(k)));
    if (!target || kinds.length === 0) throw refuse(importNo['mixed-kinds']);
    return target;
  }

  /** Kinds that this person may import. */
  kindsFor(actor: Actor): ImportKind[] {
    return this.targets.filter((t) => scopeOf(actor, t.may) !== null).flatMap((t) => t.kinds);
  }

  /** Rows read so far by a run that is being staged or previewed on this node. */
  progressOf(runId: string): number | null {
    return this.#worker.progressOf(runId);
  }

  async template(kind: ImportKind): Promise<TemplateFiles> {
    const make = this.targets.find((t) => t.kinds.includes(kind))?.templates?.[kind];
    if (!make) throw refuse(kernelNo['not-found']);
    return make();
  }

  /** Takes uploaded files, says what they are, and opens a run for them. `only` is asked when all files are there. */
  async take(actor: Actor, uploads: AsyncIterable<Upload> | Iterable<Upload>, only: () => ImportKind | undefined = () => undefined, call: Call = {}): Promise<RunRow> {
    const intake = await recognise(this.targets, await receive(this.files, uploads), only());
    permit(actor, this.targetOf(intake.kinds as ImportKind[]).may);
    const { id } = await runVerb(this.kernel, createRun, intake, { ...call, actor: importing(actor) });
    return this.run(id);
  }

  /** Reads all rows beside the data. Refuses while a choice or a key column is missing. */
  async stage(actor: Actor, runId: string, ask: StageAsk, call: Call = {}): Promise<{ id: string }> {
    const run = await this.run(runId);
    permit(actor, this.targetOf(run.kinds).may);
    const files = await filesOf(this.kernel.db, runId);
    const recognitions = Object.entries(ask.formats ?? {}).map(([position, format]) => otherFormat(files, Number(position), format));
    const changed = files.map((f): FileRow => {
      const other = recognitions.find((r) => r.position === f.position);
      return other ? { ...f, kind: other.kind, format: other.format, recognition: other.recognition } : f;
    }).filter(isData);
    const target = this.targetOf([...new Set(changed.map((f) => f.kind))]);
    permit(actor, target.may);
    for (const file of changed) {
      formatOf(target, file.format);
      const chosen = { ...file.mapping, ...ask.mapping?.[file.position] };
      const missing = file.recognition.missing.filter((m) => !chosen[m]);
      if (missing.length > 0) throw refuse(importNo['column-missing'], words(`${tableName(file)} 缺少：${missing.join('、')}`, `${tableName(file)} lacks: ${missing.join(', ')}`), { missing });
    }
    await this.#checkSettings(actor, target, ask.settings);
    const answer = await runVerb(this.kernel, startStaging, {
      id: runId, settings: ask.settings, mapping: { ...ask.mapping }, recognitions, kinds: [...new Set(changed.map((f) => f.kind))], withPreview: ask.withPreview ?? true,
    }, { ...call, actor: importing(actor) });
    this.#worker.work(runId);
    return answer;
  }

  async #checkSettings(actor: Actor, target: ImportTarget, settings: ImportSettings): Promise<void> {
    for (const need of target.needs) {
      const chosen = settings[need.name];
      if (!chosen && !need.optional) throw refuse(importNo['setting-missing'], needWords[need.name]);
      if (chosen && !(await this.choices(need.name, actor)).some((c) => c.id === chosen)) throw refuse(importNo['setting-unknown']);
    }
  }

  /** @param differs why a file whose totals disagree with its rows is imported all the same. @throws Refusal imports.not-reconciled, imports.stands-against */
  async commit(actor: Actor, runId: string, call: Call = {}, differs?: string): Promise<{ id: string }> {
    return this.#start(actor, runId, (as) => runVerb(this.kernel, commitRun, { id: runId, ...(differs === undefined ? {} : { differs }) }, { ...call, actor: as }));
  }

  /** Rows in quarantine that could be read, once more. */
  async retry(actor: Actor, runId: string, call: Call = {}): Promise<{ id: string }> {
    return this.#start(actor, runId, (as) => runVerb(this.kernel, retryRows, { id: runId }, { ...call, actor: as }));
  }

  async #start(actor: Actor, runId: string, begin: (actor: Actor) => Promise<{ id: string }>): Promise<{ id: string }> {
    permit(actor, this.targetOf((await this.run(runId)).kinds).may);
    const answer = await begin(importing(actor));
    this.#worker.work(runId);
    return answer;
  }

  /** A row was mended: the totals with it are counted as soon as a node has a hand free. */
  countAgain(runId: string): void {
    this.#worker.work(runId);
  }

  async cancel(actor: Actor, runId: string, call: Call = {}): Promise<{ id: string }> {
    permit(actor, this.targetOf((await this.run(runId)).kinds).may);
    return runVerb(this.kernel, cancelRun, { id: runId }, { ...call, actor: importing(actor) });
  }

  /** What taking the run back would do, with the rights of the caller. */
  async lookAtUndo(actor: Actor, runId: string, withLater = false): Promise<UndoAnswer> {
    const run = await this.run(runId);
    return previewUndo(this.kernel, this.targetOf(run.kinds), run, { actor, withLater });
  }

  /** Takes back what the run brought, with a written reason. @throws Refusal imports.not-undoable, imports.nothing-to-undo */
  async undo(actor: Actor, runId: string, { reason, withLater = false }: { reason: string; withLater?: boolean | undefined }, call: Call = {}): Promise<{ id: string; taken: number; kept: number }> {
    permit(actor, this.targetOf((await this.run(runId)).kinds).may);
    return runVerb(this.kernel, undoRun((kinds) => this.targetOf(kinds)), { id: runId, reason, withLater }, { ...call, actor: importing(actor) });
  }

  /** Waits until the run waits for a person again or is over, whichever node works on it. */
  settled(runId: string): Promise<RunRow> {
    return this.#worker.settled(runId);
  }

  /** Goes on with every run that was stopped half way, now and again and again: another node may go away at any time. */
  start(): void {
    this.#worker.start();
  }

  /** Puts down what it is doing after the batch at hand; any node goes on from there. */
  stop(): Promise<void> {
    return this.#worker.stop();
  }

  /** @throws Refusal kernel.not-found */
  async run(id: string): Promise<RunRow> {
    const run = await runById(this.kernel.db, id);
    if (!run) throw refuse(kernelNo['not-found']);
    return run;
  }
}

/** A token for imports may do what imports do, and nothing else. */
export const importing = (actor: Actor): Actor =>
  actor.tokenScopes?.includes('import') && !actor.tokenScopes.includes('write') ? { ...actor, tokenScopes: [...actor.tokenScopes, 'write'] } : actor;

function otherFormat(files: readonly FileRow[], position: number, format: string) {
  const file = files.find((f) => f.position === position);
  const chosen = [file?.recognition, ...(file?.alternatives ?? [])].find((r) => r?.format === format);
  if (!chosen) throw refuse(importNo['not-recognised']);
  return { position, kind: chosen.kind, format, recognition: chosen };
}
