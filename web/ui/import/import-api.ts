import type { Words } from '../../../src/kernel/words.ts';

/** What the server made of a dropped file. */
export interface ImportDraft {
  readonly id: string;
  readonly files: readonly { readonly name: string; readonly rows: number; /** 识别为 …; null when no known layout fits. */ readonly as: Words | null; readonly sure: boolean }[];
  /** Columns that must be found but were not: asked, with the headings of the file to choose from. */
  readonly missing: readonly { readonly key: string; readonly label: Words; readonly headings: readonly string[]; readonly guess: string | null }[];
  /** Headings that no known version of the layout has. */
  readonly unknown: readonly string[];
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

export interface BadRow {
  readonly id: string;
  readonly line: number;
  readonly problems: readonly { readonly code: string; readonly column: string | null; readonly message: Words }[];
  /** The row as it stands in the file, by heading, so that it can be mended here. */
  readonly cells: readonly { readonly heading: string; readonly value: string }[];
}

export interface ImportPreview extends ImportTotals {
  readonly checks: readonly ImportCheck[];
  readonly samples: readonly { readonly key: string; readonly is: 'accepted' | 'updated' | 'unchanged'; readonly text: Words }[];
  readonly bad: readonly BadRow[];
}

export interface ImportRun extends ImportTotals {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'undone';
  readonly rows: number;
  readonly read: number;
  readonly checks: readonly ImportCheck[];
  readonly bad: readonly BadRow[];
  /** Why it cannot be undone any more; null while it can. */
  readonly undoRefused: Words | null;
  readonly failure: Words | null;
}

export interface ImportChoices {
  readonly mapping: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** How one kind of import talks to its server. Every method may be refused with ApiProblem. */
export interface ImportApi {
  upload(files: readonly File[], onProgress: (share: number) => void): Promise<ImportDraft>;
  preview(draftId: string, choices: ImportChoices): Promise<ImportPreview>;
  run(draftId: string, choices: ImportChoices): Promise<ImportRun>;
  follow(runId: string): Promise<ImportRun>;
  mend(runId: string, rowId: string, cells: Readonly<Record<string, string>>): Promise<ImportRun>;
  undo(runId: string): Promise<ImportRun>;
}
