import type { Holding } from '../../directory.ts';
import type { Words } from '../../../kernel/words.ts';
import type { CalendarData } from '../../clock/calendar.ts';
import type { FactLife } from '../life-by-facts.ts';
import type { LogReading } from '../log-file.ts';
import type { CasesOf, Overview } from '../overview.ts';

/** Facts of one kind of record in a period `[from, to)`; of one store where one is named. */
export interface FactSource {
  readonly is: 'facts';
  readonly url: string;
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly store: string | null;
}
export interface FileSource {
  readonly is: 'file';
  readonly path: string;
  readonly size: number;
  readonly reading: LogReading;
  /** Text of a life-cycle file. */
  readonly life: string | null;
}

export interface Wanted {
  /** The same key is the same map: kept by the worker until others push it out. */
  readonly key: string;
  readonly source: FactSource | FileSource;
  readonly calendar: CalendarData | null;
  readonly life: FactLife | null;
  /** The posts of each member of staff, by id, as they were held: hand-overs between posts. */
  readonly posts: Readonly<Record<string, readonly Holding[]>>;
}

export type Ask =
  | { readonly id: number; readonly do: 'map'; readonly wanted: Wanted }
  | { readonly id: number; readonly do: 'cases'; readonly wanted: Wanted; readonly of: CasesOf; readonly q: string | null; readonly after: number; readonly limit: number };

export interface CaseLine {
  readonly name: string;
  readonly events: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly durationMs: number | null;
}

export interface CasePage {
  readonly rows: readonly CaseLine[];
  readonly next: number | null;
  readonly total: number;
}

export type Told =
  | { readonly id: number; readonly is: 'progress'; readonly done: number; readonly of: number }
  | { readonly id: number; readonly is: 'map'; readonly overview: Overview; readonly remarks: readonly Words[] }
  | { readonly id: number; readonly is: 'cases'; readonly page: CasePage }
  /** The person has to mend something. */
  | { readonly id: number; readonly is: 'refused'; readonly words: Words }
  | { readonly id: number; readonly is: 'failed'; readonly error: string };
