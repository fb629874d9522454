import type { FileSource } from './source.ts';
import type { TableFile } from './table.ts';
import type { FileRefusalCode } from './refused.ts';
import type { Row, Selection } from './tables.ts';
import type { Words } from '../words.ts';

export type Task =
  | { do: 'inspect'; source: FileSource; fileName: string }
  | { do: 'read'; source: FileSource; select: Selection };

export type FromWorker =
  | { is: 'tables'; files: TableFile[] }
  | { is: 'batch'; rows: Row[] }
  | { is: 'end' }
  | { is: 'refused'; code: FileRefusalCode; detail: Words | null; because: string | null };

/** A reading begins; or the reader asks for one batch more: the worker is never more than two batches ahead. */
export type ToWorker = { is: 'task'; task: Task } | { is: 'next' };

export const batchesAhead = 2;
