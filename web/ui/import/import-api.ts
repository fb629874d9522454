import type { Words } from '../../../src/kernel/words.ts';

/** One table of the dropped files and what the server made of it. */
export interface DraftFile {
  readonly key: string;
  readonly name: string;
  /** 识别为 …; null when no known layout fits: it is left out, `note` says why. */
  readonly as: Words | null;
  readonly sure: boolean;
  readonly note: Words | null;
  /** Number of an import that had the same file before. */
  readonly knownFrom: string | null;
  /** What else it could be, with what it was taken for; empty where nothing else fits. */
  readonly formats: readonly { readonly value: string; readonly title: Words }[];
  readonly format: string | null;
}

/** What the server made of the dropped files. */
export interface ImportDraft {
  readonly id: string;
  readonly files: readonly DraftFile[];
  /** Columns that must be found but were not: asked, with the headings of the file to choose from. */
  readonly missing: readonly { readonly key: string; readonly label: Words; readonly headings: readonly string[]; readonly guess: string | null }[];
  /** Headings that no known version of the layout has. */
  readonly unknown: readonly string[];
  /** What was chosen before, where the import is taken up again. */
  readonly chosen: Readonly<Record<string, string>>;
  /** What the person must choose besides: store, warehouse, account. */
  readonly needs: readonly { readonly key: string; readonly label: Words; readonly options: readonly { readonly value: string; readonly label: string }[]; readonly optional: boolean }[];
}

export interface ImportTotals {
  readonly accepted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly quarantined: number;
}

/** One total of the source file beside what the rows add up to. */
export interface ImportCheck {
  readonly name: Words;
  readonly unit: 'fen' | 'count';
  readonly file: number | null;
  readonly rows: number;
  readonly ok: boolean;
}

/** Things (orders) beside the rows that they stand in. */
export interface ImportUnits extends ImportTotals {
  readonly name: Words;
}

export interface RowProblem {
  readonly code: string;
  readonly column: string | null;
  readonly message: Words;
  /** What stands in the cell. */
  readonly value: string | null;
}

export interface BadRow {
  readonly id: string;
  readonly line: number;
  /** Where several files were imported. */
  readonly file: string | null;
  readonly problems: readonly RowProblem[];
}

/** A cell of a row by its column, to be mended. Masked ones keep what the file has unless they are written over. */
export interface BadCell {
  readonly at: number;
  readonly heading: string;
  readonly value: string;
  readonly masked: boolean;
  readonly wrong: boolean;
}

/** A row opened for mending. `version` goes back with it, so that nobody overwrites a colleague. */
export interface OpenRow {
  readonly version: number;
  readonly problems: readonly RowProblem[];
  readonly cells: readonly BadCell[];
}

export interface ImportPreview extends ImportTotals {
  readonly checks: readonly ImportCheck[];
  readonly samples: readonly { readonly key: string; readonly is: 'accepted' | 'updated' | 'unchanged' | 'quarantined'; readonly text: Words | null; readonly changes: readonly { readonly field: Words; readonly from: string | null; readonly to: string | null }[] }[];
  readonly units: ImportUnits | null;
  /** Per file: its headings and what each was read as; null where it is not read. */
  readonly columns: readonly { readonly file: string; readonly columns: readonly { readonly heading: string; readonly as: string | null }[] }[];
  readonly bad: readonly BadRow[];
  /** The one reason why nothing of the file can be taken by this person, with what to do. */
  readonly stop: { readonly reasons: readonly Words[]; readonly next: Words; readonly rows: number } | null;
  /** About the files as a whole, and warnings of rows. */
  readonly notes: readonly { readonly line: number; readonly message: Words }[];
}

export interface ImportRun extends ImportTotals {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled' | 'undone';
  readonly rows: number;
  readonly done: number;
  readonly checks: readonly ImportCheck[];
  readonly units: ImportUnits | null;
  /** The first of the rows that wait; `quarantined` counts all of them. */
  readonly bad: readonly BadRow[];
  /** Rows that could be read and can be tried again together. */
  readonly retriable: number;
  readonly dismissed: number;
  /** Why it was imported in spite of totals that disagreed. */
  readonly difference: { readonly reason: string; readonly by: string; readonly at: number } | null;
  readonly failure: Words | null;
  /** Rows were mended, and the checks with them are being counted. */
  readonly recounting: boolean;
}

export interface ImportChoices {
  readonly mapping: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  /** By key of the file: the format that the person chose instead. */
  readonly formats: Readonly<Record<string, string>>;
}

/** Where an import stands that was begun before. */
export type ImportStanding =
  | { readonly is: 'draft'; readonly draft: ImportDraft; readonly failure: Words | null }
  | { readonly is: 'reading'; readonly draft: ImportDraft }
  | { readonly is: 'preview'; readonly draft: ImportDraft; readonly preview: ImportPreview }
  | { readonly is: 'run'; readonly run: ImportRun };

/** The server could not read the files to their end: what it said of them. The files are to be changed; nothing of the page is wrong. */
export class ReadingStopped extends Error {
  override name = 'ReadingStopped';
  readonly said: Words;
  constructor(said: Words) {
    super(said.zh);
    this.said = said;
  }
}

/** How imports talk to their server. Every method may be refused with ApiProblem. */
export interface ImportApi {
  /** `key`: the same for the same files sent again, so that they are taken once. */
  upload(files: readonly File[], onProgress: (share: number) => void, key: string): Promise<ImportDraft>;
  open(id: string): Promise<ImportStanding>;
  /** Reads the files; `onProgress` is told of the rows read so far. */
  preview(draftId: string, choices: ImportChoices, onProgress: (rows: number) => void): Promise<ImportPreview>;
  /** Waits for a reading that is under way. */
  awaitPreview(draftId: string, onProgress: (rows: number) => void): Promise<ImportPreview>;
  /** Starts the import, or goes on with one that stopped. `differs`: why totals that disagree are accepted. */
  run(draftId: string, differs?: string): Promise<ImportRun>;
  follow(runId: string): Promise<ImportRun>;
  discard(draftId: string): Promise<void>;
  retry(runId: string): Promise<ImportRun>;
  openRow(runId: string, rowId: string): Promise<OpenRow>;
  /** What is still wrong afterwards; empty when the row was taken. */
  mend(runId: string, rowId: string, version: number, cells: readonly { at: number; value: string }[]): Promise<readonly RowProblem[]>;
  dismiss(runId: string, rowId: string, version: number, reason: string): Promise<void>;
}
