import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Actor } from '../actor.ts';
import { permit } from '../actor.ts';
import { FileRefused } from '../files/refused.ts';
import { openTables } from '../files/table-reader.ts';
import type { FileStore } from '../file-store.ts';
import type { Kernel } from '../kernel.ts';
import { kernelNo, Refusal, refuse } from '../refusal.ts';
import { runVerb } from '../verb.ts';
import { words } from '../words.ts';
import { applyChunk } from './apply-chunk.ts';
import type { ImportKind } from './format.ts';
import { recogniseTables } from './recognise.ts';
import { fileRefusal, importNo } from './refusals.ts';
import { previewRun, stageRun } from './stage.ts';
import { filesOf, runById, storeRecognition, type RunCounts, type RunRow } from './store.ts';
import type { ImportSettings, ImportTarget } from './target.ts';
import { commitRun, createRun, recordStaging, startStaging } from './run-verbs.ts';

export const MAX_FILE = 100_000_000;

export interface ImportsOptions {
  kernel: Kernel;
  files: FileStore;
  targets: readonly ImportTarget[];
  /** The person behind a run with the rights of now: a run works with those, not with the rights of when it was started. */
  actorOf(staffId: string): Promise<Actor | null>;
}

/** The import framework put together: files in, runs staged, previewed, applied in the background, resumed after a stop. */
export class Imports {
  readonly kernel: Kernel;
  readonly files: FileStore;
  readonly targets: readonly ImportTarget[];
  readonly #actorOf: ImportsOptions['actorOf'];
  readonly #holder = randomUUID();
  readonly #working = new Map<string, Promise<void>>();
  readonly #progress = new Map<string, number>();
  #stopped = false;

  constructor(options: ImportsOptions) {
    this.kernel = options.kernel;
    this.files = options.files;
    this.targets = options.targets;
    this.#actorOf = options.actorOf;
  }

  targetOf(kinds: readonly ImportKind[]): ImportTarget {
    const target = this.targets.find((t) => kinds.every((k) => t.kinds.includes(k)));
    if (!target || kinds.length === 0) throw refuse(importNo['mixed-kinds']);
    return target;
  }

  /** Rows read so far by a run that is being staged or previewed on this node. */
  progressOf(runId: string): number | null {
    return this.#progress.get(runId) ?? null;
  }

  /** Takes uploaded files, says what they are, and opens a run for them. `only`: the kind that the person says it is. */
  async take(actor: Actor, uploads: readonly { name: string; content: Readable }[], only?: ImportKind): Promise<RunRow> {
    const found: Parameters<typeof createRun.run>[1]['files'] = [];
    const kinds = new Set<ImportKind>();
    for (const upload of uploads) {
      const stored = await this.files.put(upload.content, MAX_FILE);
      let tables;
      try {
        tables = (await openTables(stored.path, upload.name)).files;
      } catch (error) {
        if (error instanceof FileRefused) throw fileRefusal(error, upload.name);
        throw error;
      }
      const sheets = recogniseTables(this.targets.flatMap((t) => t.formats), tables, only);
      const known = sheets.filter((s) => s.best !== null);
      if (known.length === 0) {
        const alarm = sheets[0]?.alarms[0];
        throw new Refusal(importNo['not-recognised'], alarm ? words(`${upload.name}：${alarm.message.zh}`, `${upload.name}: ${alarm.message.en}`) : undefined, { file: upload.name });
      }
      for (const sheet of known) {
        const table = tables.find((t) => t.name === sheet.file)!;
        kinds.add(sheet.best!.kind);
        found.push({
          sha256: stored.sha256, size: stored.size, name: upload.name, member: table.name === upload.name ? null : table.name, sheet: sheet.sheet,
          container: table.container, encoding: table.encoding, kind: sheet.best!.kind, format: sheet.best!.format, recognition: storeRecognition(sheet.best!),
          alternatives: sheet.alternatives.map(storeRecognition), alarms: [...sheet.alarms],
        });
      }
    }
    const target = this.targetOf([...kinds]);
    permit(actor, target.may);
    const { id } = await runVerb(this.kernel, createRun, { kinds: [...kinds], files: found }, { actor });
    return (await runById(this.kernel.db, id))!;
  }

  /** Reads all rows beside the data. Refuses while a choice or a key column is missing. */
  async stage(actor: Actor, runId: string, settings: ImportSettings, mapping: Record<number, Record<string, string>> = {}): Promise<void> {
    const run = await this.#run(runId);
    const target = this.targetOf(run.kinds);
    permit(actor, target.may);
    for (const need of target.needs)
      if (!need.optional && !settings[need.name])
        throw refuse(importNo['setting-missing'], { store: words('请选择店铺。', 'Choose the store.'), warehouse: words('请选择仓库。', 'Choose the warehouse.'), account: words('请选择收款账户。', 'Choose the payment account.') }[need.name]);
    for (const file of await filesOf(this.kernel.db, runId)) {
      const missing = (file.recognition?.missing ?? []).filter((m) => !(mapping[file.position]?.[m] ?? file.mapping[m]));
      if (missing.length > 0) throw refuse(importNo['column-missing'], words(`${file.name} 缺少：${missing.join('、')}`, `${file.name} lacks: ${missing.join(', ')}`), { missing });
    }
    await runVerb(this.kernel, startStaging, { id: runId, settings, mapping }, { actor });
    this.#work(runId);
  }

  async commit(actor: Actor, runId: string): Promise<void> {
    const run = await this.#run(runId);
    permit(actor, this.targetOf(run.kinds).may);
    await runVerb(this.kernel, commitRun, { id: runId }, { actor });
    this.#work(runId);
  }

  /** Waits until nothing of this run is being worked on by this node. */
  async settled(runId: string): Promise<RunRow> {
    await this.#working.get(runId);
    return this.#run(runId);
  }

  /** Goes on with every run that somebody stopped half way: at start, and when another node is gone. */
  async resume(): Promise<void> {
    const { rows } = await this.kernel.db.query<{ id: string }>("select id from kernel.import_run where state in ('staging', 'running')");
    for (const { id } of rows) this.#work(id);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#working.values());
  }

  async #run(id: string): Promise<RunRow> {
    const run = await runById(this.kernel.db, id);
    if (!run) throw refuse(kernelNo['not-found']);
    return run;
  }

  #work(runId: string): void {
    if (this.#stopped || this.#working.has(runId)) return;
    const work = this.#workOn(runId)
      .catch((error: unknown) => this.#failed(runId, error))
      .finally(() => {
        this.#working.delete(runId);
        this.#progress.delete(runId);
      });
    this.#working.set(runId, work);
  }

  async #workOn(runId: string): Promise<void> {
    if (!(await this.#hold(runId))) return;
    for (;;) {
      const run = await this.#run(runId);
      const target = this.targetOf(run.kinds);
      const actor = run.started_by ? await this.#actorOf(run.started_by) : null;
      if (!actor) throw refuse(kernelNo['not-allowed'], words('发起人已停用或失去权限，导入中止。', 'Whoever started it may no longer do this.'));
      permit(actor, target.may);
      if (run.state === 'staging') {
        let beat = performance.now();
        const progress = (rows: number): void => {
          this.#progress.set(runId, rows);
          if (performance.now() - beat < 5_000) return;
          beat = performance.now();
          void this.#hold(runId).catch((error: unknown) => this.kernel.log.warn({ error: String(error) }, 'lease of an import was not renewed'));
        };
        const staged = await stageRun(this.kernel, this.files, target, run, progress);
        const preview = await previewRun(this.kernel, target, { ...run, counts: staged.counts }, progress);
        await runVerb(this.kernel, recordStaging, { id: runId, ...staged, counts: { ...staged.counts }, preview }, { actor });
        return;
      }
      if (run.state !== 'running') return;
      const chunk: { done: boolean; counts: RunCounts } = await runVerb(this.kernel, applyChunk(target), { id: runId }, { actor });
      if (chunk.done || this.#stopped) return;
      await this.#hold(runId);
    }
  }

  /** One node works on a run at a time; the lease ends by itself when that node is gone. */
  async #hold(runId: string): Promise<boolean> {
    const { rowCount } = await this.kernel.db.query(
      `insert into kernel.lease as l (name, holder, until) values ($1, $2, clock_timestamp() + interval '30 seconds')
       on conflict (name) do update set holder = excluded.holder, until = excluded.until where l.holder = excluded.holder or l.until < clock_timestamp()`,
      [`import:${runId}`, this.#holder], 'imports.hold');
    return rowCount === 1;
  }

  async #failed(runId: string, error: unknown): Promise<void> {
    const refusal = error instanceof Refusal ? error : null;
    this.kernel.log.error({ run: runId, error: String(error) }, 'an import stopped');
    const said = refusal?.detail ?? words('导入中断，未导入的部分保持原样，可以继续。', 'The import stopped; the rest is untouched and can go on.');
    await this.kernel.db.query("update kernel.import_run set state = 'failed', error = $2 where id = $1 and state in ('staging', 'running')", [runId, JSON.stringify(said)])
      .catch((second: unknown) => this.kernel.log.error({ run: runId, error: String(second) }, 'the stop of an import could not be noted; it is resumed at the next start'));
  }
}

