export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** A sheet of an uploaded file as raw cells: untrimmed text, as the file has it. `line` is 1-based in the source. */
export interface SheetHead {
  name: string;
  /** At most the first 60 rows: enough to find a heading. */
  firstRows: string[][];
  /** A sheet that whoever opens the workbook does not see. */
  hidden?: true;
}

/** One table file inside an upload: the upload itself, or a member of a zip. */
export interface TableFile {
  name: string;
  container: 'csv' | 'xlsx';
  encoding: Encoding | null;
  sheets: SheetHead[];
}

/** Rows in batches so that 100,000 rows never stand in memory at once. */
export interface RowBatch {
  rows: { line: number; cells: string[]; merged?: number[]; open?: true }[];
}
