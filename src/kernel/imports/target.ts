import type { Actor, Policy } from '../actor.ts';
import type { TemplateFiles } from '../files/template.ts';
import type { Kernel } from '../kernel.ts';
import type { Page } from '../keyset.ts';
import type { Tx } from '../tx.ts';
import type { Words } from '../words.ts';
import type { ImportFormat, ImportKind, ImportProblem, Reconciliation } from './format.ts';
import type { TotalsOf } from './totals.ts';

/** A staged row: read, typed, waiting to be applied. `record` went through JSON: money is a JSON integer (`number`) here. */
export interface StagedRow {
  kind: ImportKind;
  line: number;
  /** The row's own key from its format. */
  key: string;
  record: unknown;
}

/** A field that an import changes: what stands there and what will; personal data masked. */
export interface FieldChange { field: Words; from: string | null; to: string | null }

/** In a preview `text` says what the row's thing is and `changes` what becomes other, once for each group. */
export type RowOutcome =
  | { line: number; is: 'accepted' | 'updated' | 'unchanged'; subject?: { type: string; id: string }; text?: Words; changes?: FieldChange[]; warnings?: Omit<ImportProblem, 'line'>[] }
  /** Goes to the quarantine with its reasons; a person mends it and tries again. */
  | { line: number; is: 'quarantined'; problems: Omit<ImportProblem, 'line'>[] };

/** The run that brought something. */
export interface RunRef { id: string; runNo: string }

/** What taking a run back does: how many records are taken back, and every one that stays, with the reason. */
export interface UndoPlan {
  takes: number;
  keeps: { subject: { type: string; id: string }; no: string; why: Words; /** It belongs to others than the one who asks. */ isOthers?: boolean }[];
  /** Records that a later file told of as well and that could be taken back otherwise: kept, or taken where that was asked for. */
  toldLater: number;
}

/** Who takes a run back. `withLater`: also what a later file told of, said in so many words. */
export interface UndoAsk { actor: Actor; withLater: boolean }

/** A record that a run brought, as it stands now. `no` as it stands in the file, `ref` our own number. */
export interface Brought { subject: { type: string; id: string }; no: string; ref: string; state: Words; isTakenBack: boolean }

/** Whether a run of these kinds can be taken back (撤回导入), or what is done instead. Taking back uses the kind's own verbs: nothing is deleted, what was said stays said. */
export type Undo =
  | { readonly possible: false; /** What puts it right instead, and why. */ readonly instead: Words }
  | {
    readonly possible: true;
    /** What it does and what it leaves, in words for whoever is about to do it. */
    readonly says: Words;
    /** With the rights of whoever asks, without changing anything. */
    look(on: Kernel, run: RunRef, ask: UndoAsk): Promise<UndoPlan>;
    /** The same, done, inside the transaction of the run; set-based. */
    take(tx: Tx, run: RunRef, reason: string, ask: UndoAsk): Promise<UndoPlan>;
    /** What the run brought, a page at a time and as far as `actor` may see it: before it is taken back and for ever after. */
    brought(on: Kernel, run: RunRef, actor: Actor, at: { cursor?: string | undefined; limit?: number | undefined }): Promise<Page<Brought>>;
  };

/** What a chapter does with the rows of its kinds. The framework owns files, staging, progress, quarantine and resumption. */
export interface ImportTarget {
  /** Kinds that may stand together in one run: `taobao-orders` with `taobao-items`. */
  readonly kinds: readonly ImportKind[];
  readonly title: Words;
  readonly may: Policy;
  readonly formats: readonly ImportFormat<unknown>[];
  /** What the person (or `--store`) must choose: a store, a warehouse, a payment account. */
  readonly needs: readonly { name: NeedName; optional?: boolean }[];
  /** Our own layouts as downloadable files, by kind. */
  readonly templates?: { readonly [K in ImportKind]?: () => Promise<TemplateFiles> };
  /**
   * Which rows must be applied together: the order number, where an order has several rows or its lines stand in another file.
   * The row's key when absent. Rows of one group always come in one call of `preview` and `apply`.
   */
  group?(row: StagedRow): string;
  /** What a group of rows is (订单), where the rows of one thing are several: counted beside the rows. */
  readonly unit?: Words;
  /** One line of a preview about this row; personal data masked. Only the key is shown when absent. */
  describe?(row: StagedRow): Words;
  /** Why a table that was not recognised is rightly left out (a summary that lies beside its detail); null to call it unknown. */
  leftOut?(fileName: string, firstRows: readonly (readonly string[])[]): Words | null;
  /**
   * Problems (by code) that are one reason against a whole file, with what to do: where every row that would change something has one of
   * them, it is said once and the run is not begun.
   */
  readonly stops?: Readonly<Record<string, Words>>;
  /** Says for each row what applying it would do with the rights of `actor`, without changing anything. */
  preview(kernel: Kernel, rows: readonly StagedRow[], settings: ImportSettings, actor: Actor): Promise<RowOutcome[]>;
  /** Applies whole groups, set-based, inside the run's transaction: facts are published through `tx`. Applying twice changes nothing. */
  apply(tx: Tx, rows: readonly StagedRow[], settings: ImportSettings): Promise<RowOutcome[]>;
  /** Whether a run can be taken back. */
  readonly undo: Undo;
  /** Money and counts that a run reports of the rows that could be read, by the names of `totals.ts`. */
  readonly totals: TotalsOf;
  /** After the last chunk, in its own transaction with it, once a run: facts about the file as a whole. */
  finished?(tx: Tx, run: { id: string; settings: ImportSettings; rows: number; reconciliation: readonly Reconciliation[] }): Promise<void>;
  /** After a row was mended: the totals of the run as they are now, where the target keeps its own. */
  recounted?(tx: Tx, run: { id: string; reconciliation: readonly (Omit<Reconciliation, 'file' | 'rows'> & { file: number | null; rows: number })[] }): Promise<void>;
}

export type NeedName = 'store' | 'warehouse' | 'account';

/** Choices of the person for a run: ids, checked against what may be chosen. */
export interface ImportSettings {
  store?: string;
  warehouse?: string;
  account?: string;
}
