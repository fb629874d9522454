import type { Runner } from '../../kernel/query.ts';
import type { Words } from '../../kernel/words.ts';
import type { Window } from '../evaluators/periods.ts';

type On = { runner: Runner };

/** An object of a cadence's scope: a store, a warehouse, an account. */
export interface ScopeObject {
  readonly id: string;
  readonly no: string | null;
  readonly storeId?: string | null;
  readonly teamId?: string | null;
  /** Who owes the product for it, where the cadence names its owner so (`superior`). */
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** A measured figure in a window. `numerator / denominator` in the unit of the bound; null = what it is measured from is missing. */
export interface Measure { readonly numerator: number; readonly denominator: number }
export interface MeasuredFigure {
  readonly name: string;
  /** Grows with the way it is worked out: verdicts say by which they were made. */
  readonly version: number;
  /** How it is worked out, for the evidence: above and below the line. */
  readonly above: Words;
  readonly below: Words;
  /** Both sides are fen. */
  readonly money?: true;
  measure(on: On, window: Window): Promise<Measure | null>;
  /** Where what was measured in a window stands, case by case: the way from the figure down to the facts (engine.md §7). */
  cases(window: Window): readonly Door[];
}
/** A page of the product that shows the records behind a number. */
export interface Door { readonly label: Words; readonly href: string }

/** A record of one side of a match that has no counterpart, or differs from it. */
export interface OpenItem {
  readonly id: string;
  readonly side: 'left' | 'right';
  readonly number: string;
  readonly href: string;
  readonly since: number;
  /** fen; null where the match is not about money. */
  readonly amountFen: number | null;
  readonly why: Words | null;
}
export interface OpenItemsAsked { readonly q?: string | undefined; readonly side?: 'left' | 'right' | undefined; readonly sort: 'oldest' | 'newest'; readonly cursor?: string | undefined; readonly limit: number }

/** Two sets of records and how they agree, told by the chapter that compares them. */
export interface MatchedRecords {
  readonly left: string;
  readonly right: string;
  readonly version: number;
  /** Agreed in the window; open now, with the oldest. Read from indexes: the board asks each time. */
  stand(on: On, window: Window): Promise<{ matched: number; open: number; oldest: number | null }>;
  items(on: On, asked: OpenItemsAsked): Promise<{ rows: readonly OpenItem[]; next: string | null }>;
}

/** What chapters and registers bring to the engine by name; put together by the composition root. */
export interface Brought {
  /** Objects of a scope, by type: `store`, `warehouse`, `account`. A company's cadence needs none. */
  readonly scopes: Readonly<Record<string, (on: On) => Promise<readonly ScopeObject[]>>>;
  readonly figures: readonly MeasuredFigure[];
  readonly matches: readonly MatchedRecords[];
  /** The natural persons behind accounts: separations are checked on them. */
  personsOf(on: On, staffIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export const nothingBrought: Brought = { scopes: {}, figures: [], matches: [], personsOf: async () => new Map() };

/** Names by which controls become connected. */
export const broughtNames = (brought: Brought): string[] => [...brought.figures.map((f) => f.name), ...brought.matches.flatMap((m) => [m.left, m.right])];
